"""How does a test talk to the product as a person with a phone? Only what the screen shows, only what fingers can do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

Found = TypeVar("Found")


class Desk(Protocol):
    """A fake Bot API, in this process or in another."""

    async def do(self, act: str, **given: Any) -> Any:
        """One act of the control room."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A message as the screen shows it now."""

    message_id: int
    by_bot: bool
    kind: str
    text: str
    keyboard: list[list[dict[str, str]]]
    file: dict[str, Any] | None
    protected: bool
    preview: bool
    edits: list[str]
    touched: int

    @property
    def labels(self) -> list[str]:
        """The words on its buttons, row after row."""
        return [button["text"] for row in self.keyboard for button in row]


class Citizen:
    """One person in a private chat. Every wait is for a condition, at most ``patience`` seconds."""

    def __init__(self, desk: Desk, chat_id: int, *, patience: float = 60.0) -> None:
        self._desk = desk
        self.chat_id = chat_id
        self.patience = patience
        self._acted = 0
        self._callback_id: str | None = None

    async def introduce(self, first_name: str, language_code: str = "vi") -> None:
        """Give the phone's own name and language."""
        await self._desk.do("person", chat_id=self.chat_id, first_name=first_name, language_code=language_code)

    async def write(self, text: str) -> int:
        """Send a text; the message's number comes back."""
        done = await self._desk.do("write", chat_id=self.chat_id, text=text)
        self._acted = done["touched"]
        return int(done["message_id"])

    async def send(self, **content: Any) -> int:
        """Send something else than text: ``send(voice={...})``, ``send(photo=[...], caption="...")``."""
        done = await self._desk.do("send", chat_id=self.chat_id, content=content)
        self._acted = done["touched"]
        return int(done["message_id"])

    async def correct(self, message_id: int, text: str) -> None:
        """Edit an own message."""
        self._acted = (await self._desk.do("correct", chat_id=self.chat_id, message_id=message_id, text=text))[
            "touched"
        ]

    async def press(self, label: str) -> None:
        """Press the newest button with this label (or whose label contains it), waiting until there is one."""
        shown = await self.sees(lambda message: any(label in one for one in message.labels), f"a button {label!r}")
        buttons = [button for row in shown.keyboard for button in row if label in button["text"]]
        button = next((one for one in buttons if one["text"] == label), buttons[0])
        if "callback_data" not in button:
            raise AssertionError(f"button {label!r} opens a page: {button}")
        await self.press_data(shown.message_id, button["callback_data"])

    async def press_data(self, message_id: int, data: str) -> None:
        """Press a button by its data, even one that is no longer shown (an old screen, a forged client)."""
        done = await self._desk.do("press", chat_id=self.chat_id, message_id=message_id, data=data)
        self._acted, self._callback_id = done["touched"], done["callback_id"]

    async def popup(self) -> str | None:
        """The short text answered to the last pressed button (None: the waiting sign just ended)."""

        async def answered() -> list[str | None]:
            found: list[str | None] = await self._desk.do("popups", callback_id=self._callback_id)
            return found

        return (await self._wait_for(answered, "an answer to the pressed button"))[-1]

    async def block(self) -> None:
        """Block the bot."""
        await self._desk.do("stand", chat_id=self.chat_id, standing="blocked")

    async def unblock(self) -> None:
        """Come back to the bot."""
        await self._desk.do("stand", chat_id=self.chat_id, standing="active")

    async def messages(self) -> list[Shown]:
        """Everything the bot's side of the chat shows now, oldest first."""
        return [one for one in await self._screen() if one.by_bot]

    async def reads(self, what: str | Callable[[Shown], bool], meaning: str = "") -> Shown:
        """Wait for a bot's message that came or changed after this person's last act and has the text or fits."""
        acted = self._acted
        return await self._find(lambda one: one.touched > acted and _fits(one, what), meaning or f"{what!r}")

    async def sees(self, what: str | Callable[[Shown], bool], meaning: str = "") -> Shown:
        """Wait for a bot's message, however old, that has the text or fits; the newest one comes back."""
        return await self._find(lambda one: _fits(one, what), meaning or f"{what!r}")

    async def _find(self, fits: Callable[[Shown], bool], meaning: str) -> Shown:
        async def found() -> list[Shown]:
            return [one for one in await self.messages() if fits(one)]

        return (await self._wait_for(found, meaning))[-1]

    async def _screen(self) -> list[Shown]:
        return [Shown(**view) for view in await self._desk.do("chat", chat_id=self.chat_id)]

    async def _wait_for(self, found: Callable[[], Awaitable[list[Found]]], meaning: str) -> list[Found]:
        end = asyncio.get_running_loop().time() + self.patience
        version = (await self._desk.do("state"))["version"]
        while not (result := await found()):
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                screen = "\n".join(
                    f"  {'bot' if one.by_bot else 'person'}: {one.text!r}" for one in await self._screen()
                )
                raise AssertionError(f"no {meaning} within {self.patience:g} s; the chat shows:\n{screen}")
            version = await self._desk.do("wait", version=version, within=left)
        return result


def _fits(shown: Shown, what: str | Callable[[Shown], bool]) -> bool:
    return what in shown.text if isinstance(what, str) else what(shown)
