"""What is connected with what? The one place where the parts of a running process are put together.

Each role imports what it needs when it is wired, so that a sending process never loads the dialogue library and a command
that only asks the database loads neither.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.roles import Duty, Role
from bot.service_manager import alive
from bot.settings import Settings, TelegramMode
from bot.until import ended, until_rung, until_stopped
from casework.db.engine import Database
from scheduler.bell import beats
from scheduler.bell.beats import Beats
from scheduler.delivery.leases import this_process

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.channels.telegram.intake import RawUpdate

TELEGRAM = "telegram"
WEB = "web"
HEARING = "hearing"  # folder of the data folder: which update each hearing process is at
LOOK_AGAIN = 15.0  # seconds between looks at the inbox when no wake-up comes
HEARERS_ON_POSTGRES = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class _Heard:
    """A Telegram update as the inbox takes it; one without a chat is a chat of its own."""

    update_id: int
    chat: str
    body: bytes


@dataclass(frozen=True)
class Process:
    """The duties of one process, over one database."""

    settings: Settings
    db: Database
    beats: Beats = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "beats", Beats(self.db, this_process(), alive=alive))

    def duties(self, roles: Iterable[Role]) -> list[tuple[str, Duty]]:
        """Every duty of ``roles``, with its name for the log. Raises ``Misconfigured``."""
        makers = {Role.HEAR: self._hear, Role.SPEAK: self._speak, Role.TICK: self._tick, Role.WEB: self._web}
        return [*(duty for role in roles for duty in makers[role]()), ("beats", self.beats.run)]

    async def receive_telegram(self, updates: Sequence[RawUpdate]) -> None:
        """Keep Telegram's updates in the inbox; returns when they are durable."""
        from handlers.inbox import receive

        heard = [_Heard(update_id=u.update_id, chat=u.chat_key or f"-{u.update_id}", body=u.body) for u in updates]
        await self.db.write(receive, TELEGRAM, heard)

    # -- hear -----------------------------------------------------------------------------------------------------

    def _hear(self) -> list[tuple[str, Duty]]:
        from handlers.begun import Begun, LeftBehind
        from handlers.dialogues import make_listener
        from handlers.inbox import TOPIC
        from messages.at_hand import read_all

        folder = self.settings.data_dir / HEARING
        dead, counting = LeftBehind(folder), asyncio.Lock()
        listener = make_listener({TELEGRAM: True, WEB: True}, begun=Begun(folder))
        pulse = self.beats.pulse(beats.HEAR)

        async def work(stopping: asyncio.Event) -> None:
            async with counting:  # nobody takes up what may have ended a process before that is written down
                if dead.updates:
                    await self.db.write(listener.count_deaths, dead.updates)
                dead.forget()
                await asyncio.to_thread(read_all)
            with self.db.listening(TOPIC) as rung:
                while not stopping.is_set():
                    pulse()
                    rung.clear()
                    if not await self.db.write(listener.handle_waiting):
                        await until_rung(rung, LOOK_AGAIN, stopping)

        workers = 1 if self.db.is_sqlite else HEARERS_ON_POSTGRES
        duties: list[tuple[str, Duty]] = [(f"hear-{number}", work) for number in range(1, workers + 1)]
        if self.settings.telegram_token is not None and self.settings.telegram_mode is TelegramMode.POLLING:
            duties.append(("poll-telegram", self._poll))
        return duties

    async def _poll(self, stopping: asyncio.Event) -> None:
        from bot.channels.telegram.alarms import Alarms
        from bot.channels.telegram.polling import Polling, poll

        token = self.settings.telegram_token
        if token is None:
            return
        alarms = Alarms(db=self.db, account=TELEGRAM)
        polling = Polling(
            token=token.get_secret_value(), api_base=self.settings.telegram_api_base, conflict=alarms.conflict
        )
        task = asyncio.create_task(poll(self.receive_telegram, polling))
        await ended(task, stopping)

    # -- speak ----------------------------------------------------------------------------------------------------

    def _speak(self) -> list[tuple[str, Duty]]:
        from bot.speaking import Speaking

        return Speaking(self.settings, self.db, self.beats, (WEB, TELEGRAM)).duties()

    # -- tick -----------------------------------------------------------------------------------------------------

    def _tick(self) -> list[tuple[str, Duty]]:
        from bot.backup.watch import keep_backups
        from scheduler.bell.ticker import Ticker

        pulse = self.beats.pulse(beats.TICK)

        async def tick(stopping: asyncio.Event) -> None:
            ticker = Ticker(self.db, pulse=pulse)
            await until_stopped(ticker.run, ticker.stop, stopping)

        async def back_up(stopping: asyncio.Event) -> None:
            await keep_backups(self.settings, self.db.clock, stopping)

        return [("tick", tick), *([("backup", back_up)] if self.db.is_sqlite else [])]

    # -- web ------------------------------------------------------------------------------------------------------

    def _web(self) -> list[tuple[str, Duty]]:
        from bot.channels.telegram.alarms import Alarms
        from bot.web.health import Health
        from bot.web.server import WebServer

        alarms = Alarms(db=self.db, account=TELEGRAM)
        self.beats.lives(beats.WEB)
        health = Health(self.db, lambda: self.beats.failing)
        return [("web", WebServer(self.settings, self.db, self.receive_telegram, alarms.knocks, health).run)]
