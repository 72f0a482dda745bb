"""What does the citizen at the terminal see? A sender that keeps what it shows, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from messages.outgoing import Act, Attachment, Outgoing, Rows
from scheduler.delivery.senders import Accepted, Outcome, Rejected

ACCOUNT = "terminal"


@dataclass(kw_only=True)
class Shown:
    """A message on the screen. ``message_id`` is the terminal's own."""

    message_id: str
    text: str
    buttons: Rows = ()
    attachment: Attachment | None = None
    gone: bool = False


class Screen:
    """A ``Sender`` for any number of chats in this process; a sent message's id is its key, so a repeat changes nothing."""

    account = ACCOUNT

    def __init__(self, account: str = ACCOUNT) -> None:
        self.account = account
        self.chats: dict[str, dict[str, Shown]] = {}
        self.news: dict[str, list[Shown]] = {}
        self.toasts: list[str] = []

    async def open(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        """Nothing to close."""

    async def is_there(self) -> bool:
        """Always."""
        return True

    async def send(self, address: str, message: Outgoing, key: str) -> Outcome:
        """Show it."""
        chat = self.chats.setdefault(address, {})
        if message.act is Act.ANSWER:
            self.toasts.append(message.text)
            return Accepted()
        if message.act in (Act.EDIT, Act.DELETE):
            shown = chat.get(message.message_id or "")
            if shown is None and message.act is Act.DELETE:
                return Accepted()  # what the citizen typed stands on their own screen, out of our reach
            if shown is None:
                return Rejected(reason="no such message on this screen")
            shown.text, shown.buttons = message.text, message.buttons
            shown.gone = message.act is Act.DELETE
        else:
            shown = chat.setdefault(key, Shown(message_id=key, text=""))
            shown.text, shown.buttons, shown.attachment = message.text, message.buttons, message.attachment
        self.news.setdefault(address, []).append(shown)
        return Accepted(message_id=shown.message_id)

    def take_news(self, address: str) -> list[Shown]:
        """What was shown or changed since the last look, each message once, without those gone."""
        news = {shown.message_id: shown for shown in self.news.pop(address, [])}
        return [shown for shown in news.values() if not shown.gone]
