"""What has happened around a decision, in one line of time: newest first, a page at a time, of one kind or all?

A moment of the line is named by its instant, its kind and its row, so that a page goes on exactly where the one before ended,
whatever was written meanwhile. What bears only a day stands at that day's beginning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from casework.clock import VIETNAM, local
from casework.staff import Staff

LISTED = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TYPED = re.compile(r"([0-9]{1,16})-([0-9])-([0-9]{1,19})", re.ASCII)


class Kind(StrEnum):
    """What a moment of the story is; the order settles which of one instant stands first."""

    EVENT = "event"
    MESSAGE = "message"
    QUESTION = "question"
    PROMISE = "promise"
    PAYMENT = "payment"
    CLAIM = "claim"
    MEETING = "meeting"
    VISIT = "visit"
    LINK = "link"
    NOTE = "note"


_RANKS = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where in the line: sorts as the line does."""

    at: datetime
    rank: int
    row: int

    @property
    def sorts(self) -> tuple[datetime, int, int]:
        """Larger is newer."""
        return self.at, self.rank, self.row

    def typed(self) -> str:
        """As an address names it."""
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}-{self.rank}-{self.row}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """One thing that happened.

    ``key`` with ``blanks`` and ``words``: the sentence of the pages' words, ``more`` one that follows it; ``office``: words that the office has in Vietnamese only;
    ``text``: what somebody wrote. ``day``: it has no hour. ``by``: the member of staff who wrote it down.
    """

    kind: Kind
    row: int
    at: datetime
    key: str = ""
    blanks: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(
        default_factory=dict
    )  # blanks that are words of the pages themselves, by their key
    more: str = ""
    day: date | None = None
    office: str = ""
    text: str = field(default="", repr=False)
    by: int | None = None
    gone: bool = False  # taken back, reversed, deleted
    acts: tuple[str, ...] = ()  # what may be done with it: "why", "reverse", "annul", "withdraw", "delete"

    @property
    def place(self) -> Place:
        """Where in the line it stands."""
        return Place(at=self.at, rank=_RANKS[self.kind], row=self.row)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Whose story, for whom, from where on. ``parties``: who owes or acts for them; ``names``: words may be shown;
    ``acts``: something may be done with its moments.
    """

    decision_id: int
    who: Staff
    names: bool
    acts: bool
    parties: tuple[int, ...]
    creditors: tuple[int, ...]
    before: Place | None
    most: int = LISTED + 1

    def keeps(self, moment: Moment) -> bool:
        """Whether the moment lies on this page or further back."""
        return self.before is None or moment.place.sorts < self.before.sorts


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """A page of the line. ``older``: where the next begins."""

    moments: tuple[Moment, ...]
    older: str | None


def beginning_of(day: date) -> datetime:
    """The first instant of the office's day."""
    return datetime.combine(day, time(0), VIETNAM).astimezone(UTC)


def on_day(day: date, written_at: datetime) -> datetime:
    """Where something that happened on ``day`` stands: at the hour it was written down if that was the day itself."""
    return written_at if local(written_at).date() == day else beginning_of(day)


def place_typed(text: str) -> Place | None:
    """A place as an address names it. Raises ``ValueError`` for what no page of ours has named."""
    if not text:
        return None
    found = _TYPED.fullmatch(text)
    if found is None or int(found[1]) > 253_402_300_799_000_000 or int(found[3]) >= 1 << 63:
        raise ValueError("not a place")
    return Place(at=_EPOCH + timedelta(microseconds=int(found[1])), rank=int(found[2]), row=int(found[3]))
