"""How does the outbox speak on Telegram, and what does it learn of each message?

python-telegram-bot builds the requests; its rate limiter, its retries and its client are not used: pace and retry have
one place each, in the outbox. What a refusal means stands in ``refusals.RULES``; where a failure happened is judged in
``calls``.
"""

from __future__ import annotations

import logging
import re
from typing import assert_never

from telegram import Bot, InputFile

from bot.channels.telegram.calls import OFFICIAL_BASE, CallFailed, NeverLeft, Refusal, masked
from bot.channels.telegram.refusals import Meaning, meaning_of, outcome_of
from bot.channels.telegram.wire import AiohttpWire, Carried, sent_number
from messages.outgoing import Act, Attachment, Button, Outgoing, Rows
from scheduler.delivery.senders import Accepted, ChannelMisconfigured, NotSent, Outcome, Rejected, Uncertain

_log = logging.getLogger(__name__)
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,100}")
_ADDRESS = re.compile(r"-?[0-9]{1,19}")
_NO_PREVIEW = {"is_disabled": True}
_REMEDY = "Take the token again from @BotFather and put it into GANDAN_TELEGRAM_TOKEN."


class _WithoutContent(logging.Filter):
    """Drops the library's debug lines: they contain the token and what was said to people."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno > logging.DEBUG


_WITHOUT_CONTENT = _WithoutContent()
_LATER = 429  # Bot API: too many requests, with the seconds to wait


class TelegramSender:
    """Sends for one bot. ``api_base`` is the Bot API's address (a local server or a fake); ``timeout`` in seconds.

    ``wire``: another one than the network, where time is virtual.
    """

    def __init__(
        self,
        account: str,
        token: str,
        api_base: str = OFFICIAL_BASE,
        timeout: float = 10,
        wire: AiohttpWire | None = None,
    ) -> None:
        self.account = account
        self._masked = masked(token)
        self._well_formed = _TOKEN.fullmatch(token) is not None
        logging.getLogger("telegram.Bot").addFilter(_WITHOUT_CONTENT)
        base = api_base.rstrip("/")
        self._wire = wire or AiohttpWire(timeout)
        self._bot = Bot(
            token if self._well_formed else "0:malformed",
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._wire,
            get_updates_request=self._wire,
        )

    def __repr__(self) -> str:
        """For logs: never the token."""
        return f"TelegramSender(account={self.account!r}, token={self._masked!r})"

    async def open(self) -> None:
        """Connect and ask who we are. Raises ``ChannelMisconfigured`` when the token is not accepted.

        A platform that cannot be reached is no reason not to start: messages wait in the outbox until it can be.
        """
        if not self._well_formed:
            raise ChannelMisconfigured(f"The Telegram token {self._masked} has not the form of a token. {_REMEDY}")
        await self._wire.initialize()
        try:
            await self._bot.get_me()
        except Carried as carried:
            failure = carried.failure
            if isinstance(failure, Refusal) and meaning_of(failure).meaning is Meaning.SETUP:
                await self._wire.shutdown()
                remark = meaning_of(failure).remark
                raise ChannelMisconfigured(
                    f"Telegram refuses {self._masked}: {failure} ({remark}). {_REMEDY}"
                ) from None
            _log.warning("telegram.unreachable account=%s reason=%s", self.account, failure)
        except TypeError:  # the library found no bot in the answer
            await self._wire.shutdown()
            raise ChannelMisconfigured("What answers is no Bot API. Check GANDAN_TELEGRAM_API_BASE.") from None

    async def is_there(self) -> bool:
        """Whether the platform says who we are, or refuses to for good; "later" is not there yet."""
        try:
            await self._bot.get_me()
        except Carried as carried:
            failure = carried.failure
            return isinstance(failure, Refusal) and failure.code < 500 and failure.code != _LATER
        except TypeError:  # the library found no bot in the answer
            return False
        return True

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.shutdown()

    async def send(self, address: str, message: Outgoing, key: str) -> Outcome:
        """Ask once for what ``message`` says, in the chat with the number ``address``.

        The Bot API has no key against doubles, so ``key`` cannot travel; an unknown outcome is ``Uncertain``.
        """
        if not _ADDRESS.fullmatch(address):
            return Rejected(reason="the address is not a chat number", dead=True)
        try:
            return Accepted(message_id=await self._ask(int(address), message))
        except Carried as carried:
            return _outcome(carried.failure, message.act)
        except _Unaskable as problem:
            return Rejected(reason=str(problem))

    async def _ask(self, chat: int, message: Outgoing) -> str | None:
        match message.act:
            case Act.SEND:
                return await self._say(chat, message)
            case Act.PHOTO | Act.DOCUMENT:
                return await self._hand_over(chat, message)
            case Act.EDIT:
                await self._edit(chat, message)
            case Act.DELETE:
                await self._bot.delete_message(chat, _number(message))
            case Act.ANSWER:
                if not message.callback_id:
                    raise _Unaskable("no pressed button to answer")
                await self._bot.answer_callback_query(message.callback_id, message.text or None)
            case _:
                assert_never(message.act)
        return None

    async def _say(self, chat: int, message: Outgoing) -> str:
        await self._bot.send_message(
            chat,
            message.text,
            protect_content=message.protect or None,
            api_kwargs={"link_preview_options": _NO_PREVIEW, **_keyboard(message.buttons)},
        )
        return str(sent_number.get())

    async def _hand_over(self, chat: int, message: Outgoing) -> str:
        if message.attachment is None:
            raise _Unaskable("no file to send")
        file, caption, keyboard = _file(message.attachment), message.text or None, _keyboard(message.buttons)
        protect = message.protect or None
        if message.act is Act.PHOTO:
            await self._bot.send_photo(chat, file, caption, protect_content=protect, api_kwargs=keyboard)
        else:
            await self._bot.send_document(chat, file, caption, protect_content=protect, api_kwargs=keyboard)
        return str(sent_number.get())

    async def _edit(self, chat: int, message: Outgoing) -> None:
        """Another text and keyboard; under a file the text is its caption, which only the platform's answer tells."""
        number, keyboard = _number(message), _keyboard(message.buttons)
        if not message.text:
            await self._bot.edit_message_reply_markup(chat, number, api_kwargs=keyboard)
            return
        try:
            settings = {"link_preview_options": _NO_PREVIEW, **keyboard}
            await self._bot.edit_message_text(message.text, chat, number, api_kwargs=settings)
        except Carried as carried:
            if "no text in the message to edit" not in str(carried.failure):
                raise
            await self._bot.edit_message_caption(chat, number, caption=message.text, api_kwargs=keyboard)


class _Unaskable(Exception):
    """The message lacks what its act needs; nothing was sent."""


def _outcome(failure: CallFailed, act: Act) -> Outcome:
    if isinstance(failure, Refusal):
        return outcome_of(failure, act)
    if isinstance(failure, NeverLeft):
        return NotSent(reason=str(failure))
    return Uncertain(reason=str(failure))


def _number(message: Outgoing) -> int:
    if message.message_id is None or not _ADDRESS.fullmatch(message.message_id):
        raise _Unaskable("no message to change")
    return int(message.message_id)


def _keyboard(rows: Rows) -> dict[str, object]:
    """The buttons as the Bot API writes them; the library's objects for the same cost a fifth of the CPU of a send."""
    if not rows:
        return {}
    return {"reply_markup": {"inline_keyboard": [[_button(one) for one in row] for row in rows]}}


def _button(button: Button) -> dict[str, str]:
    if button.url is not None:
        return {"text": button.text, "url": button.url}
    return {"text": button.text, "callback_data": button.data or ""}


def _file(attachment: Attachment) -> InputFile:
    file = InputFile(attachment.content, filename=attachment.name)
    file.mimetype = attachment.mime  # the library only guesses it from the name
    return file
