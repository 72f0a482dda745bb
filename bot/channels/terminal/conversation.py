"""How does one citizen talk to the product without any network? Write, press, let time pass; see what is shown.

Shapes input as Telegram updates and puts them into the inbox like any channel. ``gandan chat`` and the tests of the
dialogues speak through this.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.channels.terminal.screen import Screen, Shown
from casework.clock import SetClock
from casework.db.engine import Database
from casework.db.ids import new_id
from handlers.inbox import receive
from handlers.work import Listener
from messages.folding import fold
from messages.outgoing import Button
from scheduler.delivery.claiming import Guards
from scheduler.delivery.dispatch import Dispatcher
from scheduler.delivery.due_rows import next_due
from scheduler.delivery.pacing import Pace

MOMENT = timedelta(seconds=2)
INSTANT = timedelta(microseconds=1)
Ring = Callable[[Database], Awaitable[datetime | None]]


class NoSuchButton(Exception):
    """The label or data is on no button that is shown; the message lists those that are."""


@dataclass(frozen=True, kw_only=True)
class _Raw:
    update_id: int
    chat: str
    body: bytes


class Conversation:
    """One chat at the terminal. ``ring`` does all that is due at the clock's instant (``scheduler.bell.ticker.ring_once``)."""

    def __init__(
        self,
        db: Database,
        listener: Listener,
        guards: Guards,
        *,
        screen: Screen,
        chat: int = 1,
        ring: Ring | None = None,
    ) -> None:
        self.db = db
        self.chat = chat
        self.screen = screen
        self._listener = listener
        self._dispatcher = Dispatcher(db, screen, guards, pace=Pace(per_second=100_000, chat_gap=0))
        self._ring = ring

    async def write(self, text: str) -> list[Shown]:
        """The citizen writes ``text``."""
        return await self._hear(
            {"message": {**self._stub(new_id() & 0x7FFFFFFF), "text": text, "from": self._person()}}
        )

    async def press(self, label: str) -> list[Shown]:
        """The citizen presses the newest button with this label (tone marks may be missing) or this data."""
        shown, button = self._find(label)
        return await self.press_data(button.data or "", shown.message_id)

    async def press_data(self, data: str, message_id: str) -> list[Shown]:
        """A press with any data, also data that no button has."""
        press = {
            "id": str(new_id()),
            "from": self._person(),
            "chat_instance": str(self.chat),
            "data": data,
            "message": {**self._stub(int(message_id)), "text": "…"},
        }
        return await self._hear({"callback_query": press})

    async def update(self, part: dict[str, Any], *, update_id: int | None = None) -> list[Shown]:
        """Any update at all, as the channel would give it."""
        return await self._hear(part, update_id=update_id)

    async def tick(self, instant: datetime) -> list[Shown]:
        """Time passes until ``instant`` (aware); what falls due happens."""
        clock = self.db.clock
        if not isinstance(clock, SetClock):
            raise TypeError("time passes at will only on a clock that can be set: use GANDAN_CLOCK")
        if self._ring is not None:
            await self._pass_time(self._ring, clock, instant)
        clock.set(instant)
        if self._ring is not None:
            await self._ring(self.db)
        return await self.look()

    async def _pass_time(self, ring: Ring, clock: SetClock, until: datetime) -> None:
        """From one due instant to the next, as a bell would ring them: nothing that fell due on the way is passed over."""
        due = await ring(self.db)
        while due is not None and due < until:
            clock.set(max(due, clock.now() + INSTANT))
            await self._dispatcher.send_due()
            due = await ring(self.db)
        await self._dispatcher.send_due()

    async def look(self) -> list[Shown]:
        """Whatever is due for this screen, or will be in a moment, is shown; what is new on it."""
        await self._dispatcher.send_due()
        while await self._wait_a_moment():
            await self._dispatcher.send_due()
        return self.screen.take_news(str(self.chat))

    async def _wait_a_moment(self) -> bool:
        """Some answers are held back for a second on purpose; the citizen waits for them, and so does a set clock."""
        due = await self.db.read(next_due, self.screen.account)
        clock = self.db.clock
        if due is None or not clock.now() < due <= clock.now() + MOMENT:
            return False
        if isinstance(clock, SetClock):
            clock.set(due)
        else:
            await asyncio.sleep((due - clock.now()).total_seconds())
        return True

    def visible(self) -> list[Shown]:
        """All that stands in the chat, oldest first."""
        return [shown for shown in self.screen.chats.get(str(self.chat), {}).values() if not shown.gone]

    async def _hear(self, part: dict[str, Any], *, update_id: int | None = None) -> list[Shown]:
        number = update_id if update_id is not None else new_id()
        body = json.dumps({"update_id": number, **part}, ensure_ascii=False).encode()
        raw = _Raw(update_id=number, chat=str(self.chat), body=body)
        await self.db.write(receive, self.screen.account, [raw])
        while await self.db.write(self._listener.handle_waiting):
            pass
        return await self.look()

    def _find(self, label: str) -> tuple[Shown, Button]:
        wanted = fold(label)
        buttons = [(shown, button) for shown in reversed(self.visible()) for row in shown.buttons for button in row]
        for shown, button in buttons:
            if button.data == label or fold(button.text) == wanted:
                return shown, button
        labels = ", ".join(f"«{button.text}»" for _, button in buttons)
        raise NoSuchButton(f"Không có nút «{label}». Các nút đang có: {labels or 'không có nút nào'}.")

    def _person(self) -> dict[str, Any]:
        return {"id": self.chat, "is_bot": False, "first_name": "Khách"}

    def _stub(self, message_id: int) -> dict[str, Any]:
        seconds = int(self.db.clock.now().timestamp())
        return {"message_id": message_id, "date": seconds, "chat": {"id": self.chat, "type": "private"}}
