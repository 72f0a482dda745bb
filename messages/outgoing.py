"""What may a channel be asked to do? One small vocabulary that every channel speaks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """One request to a channel. ``ANSWER`` ends the waiting sign of a pressed button; it carries a short text or none."""

    SEND = "send"
    PHOTO = "photo"
    DOCUMENT = "document"
    EDIT = "edit"
    DELETE = "delete"
    ANSWER = "answer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """A button under a message: ``data`` comes back when pressed (1-64 bytes, ASCII); ``url`` opens a page instead."""

    text: str
    data: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        if (self.data is None) == (self.url is None):
            raise ValueError("a button has either data or a url")
        if self.data is not None and not 1 <= len(self.data.encode()) <= 64:
            raise ValueError(f"button data must be 1-64 bytes: {self.data!r}")


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file that goes with a message (a payment QR, a calendar file)."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """A rendered request to a channel.

    ``text`` is plain text (no markup is ever interpreted). ``message_id`` names the platform's message for EDIT and
    DELETE, ``callback_id`` the pressed button for ANSWER. ``protect`` asks the platform not to forward or save it.
    """

    act: Act
    text: str = ""
    buttons: Rows = ()
    attachment: Attachment | None = None
    message_id: str | None = None
    callback_id: str | None = None
    protect: bool = False
