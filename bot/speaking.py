"""What does the sending part of a process consist of: its senders, its journal, and what they must know before they begin?"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial

from bot.channels.webchat.sender import WebSender
from bot.roles import Duty
from bot.settings import Misconfigured, Settings
from bot.until import until_rung, until_stopped
from casework.db.engine import Database
from scheduler.bell.beats import Beats
from scheduler.delivery import journal_bookings, leases
from scheduler.delivery.catching_up import catch_up, forget_old
from scheduler.delivery.dispatch import Dispatcher
from scheduler.delivery.journal import FOLDER, Journal, JournalUnwritable
from scheduler.delivery.pacing import Pace
from scheduler.delivery.remembering import Memory
from scheduler.guards.at_sending import GUARDS

LOOK_AGAIN = 15.0  # seconds between looks at the bookings when no wake-up comes
TIDY_EVERY = 86_400.0  # seconds between looks for journals that are too old to be of use
_AT_THE_END = 8.0  # seconds that the senders have to write down their last answers


class Speaking:
    """The senders of one process over one journal."""

    def __init__(self, settings: Settings, db: Database, beats: Beats, accounts: tuple[str, str]) -> None:
        """``accounts``: the names of the web chat's and of Telegram's. Raises ``Misconfigured``."""
        self._settings, self._db, self._beats = settings, db, beats
        self._web, self._telegram = accounts
        self._folder = settings.data_dir / FOLDER
        self._me = leases.this_process()
        self._caught_up = asyncio.Lock()
        self._knows = False
        self._booked = -1  # the audit line up to which appointments are in the journal
        self._speaking = 0
        self._quiet = asyncio.Event()  # nobody speaks any more
        try:
            self._journal = Journal(self._folder, db.clock, self._me)
        except JournalUnwritable as problem:
            raise Misconfigured(str(problem)) from problem

    def duties(self) -> list[tuple[str, Duty]]:
        """Each sender, and the keeping of the journal."""
        made = [self._web_speaker()]
        if self._settings.telegram_token is not None:
            made.append(self._telegram_speaker(self._settings.telegram_token.get_secret_value()))
        speakers: list[tuple[str, Duty]] = [(f"speak-{account}", self._when_caught_up(one)) for account, one in made]
        return [*speakers, ("journal", self._keep_journal)]

    # -- senders -------------------------------------------------------------------------------------------------------

    def _web_speaker(self) -> tuple[str, Dispatcher]:
        """What it shows lives in the books: it needs no journal, and nothing else is asked of its pace."""
        pace, pulse = Pace(per_second=100_000, chat_gap=0), self._beats.pulse(f"speak:{self._web}")
        sender, window = WebSender(self._db, self._web), self._settings.send_window
        return self._web, Dispatcher(self._db, sender, GUARDS, pace=pace, window=window, pulse=pulse)

    def _telegram_speaker(self, token: str) -> tuple[str, Dispatcher]:
        from bot.channels.telegram.sender import TelegramSender

        sender = TelegramSender(self._telegram, token, self._settings.telegram_api_base)
        return self._telegram, Dispatcher(
            self._db,
            sender,
            GUARDS,
            pace=Pace(per_second=self._settings.send_rate),
            window=self._settings.send_window,
            memory=Memory(self._journal, self._db.clock, partial(self._learn, again=True)),
            pulse=self._beats.pulse(f"speak:{self._telegram}"),
        )

    def _when_caught_up(self, speaker: Dispatcher) -> Duty:
        """Nobody sends before the books know what the journals know."""

        async def work(stopping: asyncio.Event) -> None:
            await self._learn()
            self._speaking += 1
            self._quiet.clear()
            try:
                await until_stopped(speaker.run, speaker.stop, stopping)
            finally:
                self._speaking -= 1
                if not self._speaking:
                    self._quiet.set()

        return work

    async def _learn(self, *, again: bool = False) -> None:
        async with self._caught_up:
            if again or not self._knows:
                await asyncio.to_thread(catch_up, self._db, self._folder, but=self._me if again else "")
                self._knows = True

    # -- the journal -----------------------------------------------------------------------------------------------------

    async def _keep_journal(self, stopping: asyncio.Event) -> None:
        """Write down appointments as they are made, and remove journals that nobody will need; close it last of all."""
        loop = asyncio.get_running_loop()
        tidy_at = loop.time()
        with self._db.listening(journal_bookings.TOPIC) as rung:
            while not stopping.is_set():
                rung.clear()
                await self._write_bookings()
                if loop.time() >= tidy_at:
                    await asyncio.to_thread(forget_old, self._db, self._folder)
                    tidy_at = loop.time() + TIDY_EVERY
                await until_rung(rung, LOOK_AGAIN, stopping)
        if self._speaking:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._quiet.wait(), _AT_THE_END)
        await self._write_bookings()
        await asyncio.to_thread(self._journal.close)

    async def _write_bookings(self) -> None:
        lines, reached = await self._db.read(journal_bookings.to_write)
        if lines:
            await self._journal.append(lines)
        if reached != self._booked:
            await self._db.write(journal_bookings.written, reached)
            self._booked = reached
