"""A pretend citizen: writes, presses, and reads what the product shows, on the real road without a network."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.channels.terminal.conversation import Conversation
from bot.channels.terminal.screen import Shown


class Citizen:
    """One person in one chat. Every act returns what appeared and remembers it as ``last``."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.last: list[Shown] = []

    async def write(self, text: str) -> list[Shown]:
        """Types ``text``."""
        self.last = await self.conversation.write(text)
        return self.last

    async def press(self, label: str) -> list[Shown]:
        """Presses the newest button with this label."""
        self.last = await self.conversation.press(label)
        return self.last

    async def press_data(self, data: str, message_id: str = "1") -> list[Shown]:
        """Presses a button that nobody offered."""
        self.last = await self.conversation.press_data(data, message_id)
        return self.last

    async def press_newest(self, data: str) -> list[Shown]:
        """Presses a button with this data under the newest message."""
        return await self.press_data(data, self.conversation.visible()[-1].message_id)

    async def update(self, part: dict[str, Any], *, update_id: int | None = None) -> list[Shown]:
        """Sends any update."""
        self.last = await self.conversation.update(part, update_id=update_id)
        return self.last

    async def wait_until(self, instant: datetime) -> list[Shown]:
        """Time passes."""
        self.last = await self.conversation.tick(instant)
        return self.last

    async def look(self) -> list[Shown]:
        """Looks at the screen: what came unasked."""
        self.last = await self.conversation.look()
        return self.last

    def data_of(self, label: str) -> str:
        """What the newest button with this label would give when pressed."""
        rows = [row for shown in reversed(self.conversation.visible()) for row in shown.buttons]
        return next(button.data or "" for row in rows for button in row if button.text == label)

    @property
    def text(self) -> str:
        """All that appeared at the last act, as one text."""
        return "\n".join(shown.text for shown in self.last)

    def labels(self) -> list[str]:
        """The buttons that appeared at the last act."""
        return [button.text for shown in self.last for row in shown.buttons for button in row]

    def sees(self, *parts: str) -> None:
        """Each part stands in what appeared."""
        for part in parts:
            assert part in self.text, f"{part!r} is not in what appeared:\n{self.text}\n{self.labels()}"

    def sees_button(self, *labels: str) -> None:
        """Each label is on a button that appeared."""
        for label in labels:
            assert label in self.labels(), f"{label!r} is not among {self.labels()}"

    def does_not_see(self, *parts: str) -> None:
        """No part stands in anything that is in the chat now."""
        everything = "\n".join(shown.text for shown in self.conversation.visible())
        for part in parts:
            assert part not in everything, f"{part!r} stands in the chat:\n{everything}"
