"""What is connected with what? The one place where the parts of a running process are put together.

Each role imports what it needs when it is wired, so that a sending process never loads the dialogue library and a command
that only asks the database loads neither.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.roles import Duty, Role
from bot.settings import Settings, TelegramMode
from casework.db.engine import Database

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.channels.telegram.intake import RawUpdate
    from scheduler.dispatch import Dispatcher
    from scheduler.ticker import Ticker

TELEGRAM = "telegram"
WEB = "web"
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

    def duties(self, roles: Iterable[Role]) -> list[tuple[str, Duty]]:
        """Every duty of ``roles``, with its name for the log."""
        makers = {Role.HEAR: self._hear, Role.SPEAK: self._speak, Role.TICK: self._tick, Role.WEB: self._web}
        return [duty for role in roles for duty in makers[role]()]

    async def receive_telegram(self, updates: Sequence[RawUpdate]) -> None:
        """Keep Telegram's updates in the inbox; returns when they are durable."""
        from handlers.inbox import receive

        heard = [_Heard(update_id=u.update_id, chat=u.chat_key or f"-{u.update_id}", body=u.body) for u in updates]
        await self.db.write(receive, TELEGRAM, heard)

    # -- hear -----------------------------------------------------------------------------------------------------

    def _hear(self) -> list[tuple[str, Duty]]:
        from handlers.dialogues import make_listener
        from handlers.inbox import TOPIC

        listener = make_listener({TELEGRAM: True, WEB: True})

        async def work(stopping: asyncio.Event) -> None:
            with self.db.listening(TOPIC) as rung:
                while not stopping.is_set():
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
        from bot.channels.webchat.sender import WebSender
        from scheduler.dispatch import Dispatcher
        from scheduler.guards import GUARDS
        from scheduler.pacing import Pace

        window = self.settings.send_window
        web = Dispatcher(
            self.db, WebSender(self.db, WEB), GUARDS, pace=Pace(per_second=100_000, chat_gap=0), window=window
        )
        speakers = {WEB: web}
        if self.settings.telegram_token is not None:
            from bot.channels.telegram.sender import TelegramSender

            sender = TelegramSender(
                TELEGRAM, self.settings.telegram_token.get_secret_value(), self.settings.telegram_api_base
            )
            pace = Pace(per_second=self.settings.send_rate)
            speakers[TELEGRAM] = Dispatcher(self.db, sender, GUARDS, pace=pace, window=window)
        return [(f"speak-{account}", _until_stopped(speaker)) for account, speaker in speakers.items()]

    # -- tick -----------------------------------------------------------------------------------------------------

    def _tick(self) -> list[tuple[str, Duty]]:
        from scheduler.ticker import Ticker

        async def tick(stopping: asyncio.Event) -> None:
            await _until_stopped(Ticker(self.db))(stopping)

        return [("tick", tick)]

    # -- web ------------------------------------------------------------------------------------------------------

    def _web(self) -> list[tuple[str, Duty]]:
        from bot.channels.telegram.alarms import Alarms
        from bot.web.server import WebServer

        alarms = Alarms(db=self.db, account=TELEGRAM)
        return [("web", WebServer(self.settings, self.db, self.receive_telegram, alarms.knocks).run)]


def _until_stopped(worker: Dispatcher | Ticker) -> Duty:
    async def work(stopping: asyncio.Event) -> None:
        task = asyncio.create_task(worker.run())
        waiting = asyncio.create_task(stopping.wait())
        try:
            await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
            if stopping.is_set():
                worker.stop()
            await task
        finally:
            waiting.cancel()

    return work


async def until_rung(rung: asyncio.Event, seconds: float, stopping: asyncio.Event) -> None:
    """Wait until the bell has rung, at most ``seconds``, less when told to stop."""
    heard = asyncio.create_task(rung.wait())
    told = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([heard, told], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (heard, told):
            task.cancel()
        await asyncio.gather(heard, told, return_exceptions=True)


async def ended(task: asyncio.Task[None], stopping: asyncio.Event) -> None:
    """Wait until ``task`` ends by itself (its error is raised) or we are told to stop (it is cancelled)."""
    told = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([task, told], return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return
        task.result()
    finally:
        told.cancel()
