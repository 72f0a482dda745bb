"""What is this raw update: its number, the chat it belongs to, its kind? Nothing else of it is read here."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

import msgspec

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
UNKNOWN = "unknown"
_LARGEST = 2**63 - 1  # the books number updates with 63 bits

_read_fields = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


class UnreadableUpdate(Exception):
    """Not JSON, or JSON that is no update; the message holds nothing of its content."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RawUpdate:
    """One update as it came. ``chat_key`` is the chat's number in digits, None when no chat can be told."""

    update_id: int
    chat_key: str | None
    kind: str
    body: bytes


class _Named(msgspec.Struct):
    id: int


class _Inner(msgspec.Struct):
    chat: _Named | None = None


class _Content(msgspec.Struct):
    chat: _Named | None = None
    message: _Inner | None = None
    from_: _Named | None = msgspec.field(default=None, name="from")


_read_content = msgspec.json.Decoder(_Content).decode
_read_number = msgspec.json.Decoder(int).decode


def read_update(body: bytes) -> RawUpdate:
    """Number, chat and kind of an update. Unknown kinds and fields pass, as the platform adds some every few weeks.

    Raises ``UnreadableUpdate`` for what is not JSON in UTF-8, not an object, nested too deep, or without a usable number.
    """
    try:
        body.decode()  # the JSON reader skips strings without looking at them
        fields = _read_fields(body)
        update_id = _read_number(fields["update_id"])
    except KeyError:
        raise UnreadableUpdate("an update without a number") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise UnreadableUpdate(f"not an update: {type(problem).__name__}") from None
    if not 0 <= update_id <= _LARGEST:
        raise UnreadableUpdate("an update with an impossible number")
    kind = next((name for name in ALLOWED_UPDATES if name in fields), UNKNOWN)
    content = next((raw for name, raw in fields.items() if name not in ("update_id",)), None)
    chat_key = None if content is None else _chat_key(fields.get(kind, content))
    return RawUpdate(update_id=update_id, chat_key=chat_key, kind=kind, body=body)


def _chat_key(content: msgspec.Raw) -> str | None:
    try:
        read = _read_content(content)
    except (msgspec.DecodeError, RecursionError):
        return None
    if read.chat is not None:
        return str(read.chat.id)
    if read.message is not None and read.message.chat is not None:
        return str(read.message.chat.id)
    return None if read.from_ is None else str(read.from_.id)


def secret_matches(header: str | None, secret: str) -> bool:
    """Whether a webhook call carries our secret, in a time that does not tell how much of it was right.

    An empty secret of ours matches nothing.
    """
    given = (header or "").encode("utf-8", "surrogateescape")
    return hmac.compare_digest(given, secret.encode()) and secret != ""
