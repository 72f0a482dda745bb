"""What does a line of the send journal say, and how is it known to be whole?

A line is ``checksum number {...}``: CRC-32 over number and words, so that a line torn by a power cut or changed on a failing
disk is seen. Ids, states and instants only: whoever takes the file without the books learns nobody's name, address or words.
"""

from __future__ import annotations

import zlib
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import msgspec


class Ending(StrEnum):
    """What became of a try, as far as the journal needs to know. No ending at all: nobody knows."""

    ACCEPTED = "accepted"
    NOT_SENT = "not_sent"
    REJECTED = "rejected"


class Begun(msgspec.Struct, frozen=True, kw_only=True, tag="begun", tag_field="is"):
    """The first line: which journal this is, and which process writes it."""

    at: datetime
    journal: str
    owner: str


class Intended(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="intended", tag_field="is"):
    """A message is about to be handed to a channel: try ``attempt`` of row ``id``.

    It carries what the row is known by, so that books which never heard of it can take it in after a restore: its purpose
    then stands in the way of saying the same again.
    """

    at: datetime
    id: int
    attempt: int
    account: str
    contact_id: int
    purpose: str
    delivery_class: str
    lane: int
    guard: str
    act: str
    text_key: str
    text_version: int
    personal: bool = False
    party_id: int | None = None
    decision_id: int | None = None
    campaign_id: int | None = None
    reference: str | None = None


class Ended(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="ended", tag_field="is"):
    """The channel answered for try ``attempt`` of row ``id``. ``message_id`` is the platform's."""

    at: datetime
    id: int
    attempt: int
    ending: Ending
    message_id: str | None = None


class Booked(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="booked", tag_field="is"):
    """An appointment as it stands since ``at``: a clerk can put it back into books that have lost it."""

    at: datetime
    booking_id: int
    reference: str
    state: str
    starts_at: datetime
    place: str
    party_id: int | None = None  # none: a guest's


Line: TypeAlias = Intended | Ended | Booked
Whole: TypeAlias = Begun | Line

_write = msgspec.json.Encoder().encode
_read = msgspec.json.Decoder(Whole).decode


class Damaged(Exception):
    """A line that is not what was written."""


def written(number: int, line: Whole) -> bytes:
    """The bytes of a line, with its end."""
    body = b"%d %s" % (number, _write(line))
    return b"%08x %s\n" % (zlib.crc32(body), body)


def number_of(text: bytes) -> int:
    """The number of a line (without its end). Raises ``Damaged`` when it is not whole."""
    checksum, _, body = text.partition(b" ")
    if len(checksum) != 8 or checksum != b"%08x" % zlib.crc32(body):
        raise Damaged
    return int(body.partition(b" ")[0])


def read(text: bytes) -> tuple[int, Whole]:
    """Number and words of a line (without its end). Raises ``Damaged``."""
    number = number_of(text)
    try:
        return number, _read(text.split(b" ", 2)[2])
    except (msgspec.DecodeError, IndexError) as problem:
        raise Damaged from problem
