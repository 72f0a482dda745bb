"""What can somebody ask about their own data, how does such a request come, and how long does the agency have?

The days are those of Decree 356/2025/NĐ-CP Đ.5 as summaries of it give them: two working days to acknowledge; then ten to
show, copy or correct, fifteen to stop, twenty to delete; more where a processor has a part in it; once as long again. Counted by
the Civil Code like other periods (``casework.deadlines``). A legal officer compares with the text before it is cited to anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from casework.citations import DATA_DECREE, DATA_LAW, Citation
from casework.deadlines import plain_end
from casework.periods import Unit
from casework.working_days import WorkingDays

ACKNOWLEDGED_WITHIN = 2  # working days
DAYS_OF = Citation(law=DATA_DECREE, article="5")
RIGHTS_OF = Citation(law=DATA_LAW, article="4", clause="1")
REFUSED_BY = Citation(law=DATA_LAW, article="14", clause="2")
_DAY = timedelta(days=1)


class Kind(StrEnum):
    """Which right is used. Stored by value."""

    ACCESS = "access"  # to know and to see
    COPY = "copy"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"  # of consent
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    DELETION = "deletion"


class How(StrEnum):
    """How a request came. Stored by value."""

    IN_PERSON = "in_person"
    LETTER = "letter"
    CHAT = "chat"
    PHONE = "phone"
    PORTAL = "portal"


class Identity(StrEnum):
    """How it was checked who asks. Stored by value."""

    NOT_YET = "not_yet"
    PAPERS = "papers"  # seen at the office
    VNEID = "vneid"
    REPRESENTATIVE = "representative"  # a lawful one, with the paper that says so


class State(StrEnum):
    """Where a request stands. Stored by value."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


class Ground(StrEnum):
    """Why a request is refused. Stored by value."""

    LAW_WORK = "law_work"  # kept because the law has the agency do it; of deletion only (L91 Đ.14.2, 19)
    NOT_PROVEN = "not_proven"  # who asks did not show who they are
    NOT_HELD = "not_held"  # the agency has no such data
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class Days:
    """How many days of the calendar the agency has; with a processor, more."""

    alone: int
    by_processor: int


_SHOWN, _STOPPED, _DELETED = (
    Days(alone=10, by_processor=15),
    Days(alone=15, by_processor=20),
    Days(alone=20, by_processor=30),
)
DAYS: Mapping[Kind, Days] = MappingProxyType(
    {
        Kind.ACCESS: _SHOWN,
        Kind.COPY: _SHOWN,
        Kind.CORRECTION: _SHOWN,
        Kind.WITHDRAWAL: _STOPPED,
        Kind.RESTRICTION: _STOPPED,
        Kind.OBJECTION: _STOPPED,
        Kind.DELETION: _DELETED,
    }
)


def acknowledge_by(calendar: WorkingDays, received_on: date) -> date:
    """By when the person must have heard that the request has come."""
    return calendar.add(received_on, ACKNOWLEDGED_WITHIN)


def due_on(calendar: WorkingDays, kind: Kind, received_on: date, *, by_processor: bool, times: int = 1) -> date:
    """The last day for doing what is asked; ``times`` 2: extended. An end on a day of rest moves to the next working day."""
    days = DAYS[kind].by_processor if by_processor else DAYS[kind].alone
    return calendar.on_or_after(plain_end(received_on, times * days, Unit.CALENDAR_DAYS))


def is_certain(calendar: WorkingDays, first: date, last: date) -> bool:
    """Whether somebody has confirmed the calendar of every year that was counted with."""
    return all(calendar.year_confirmed(year) for year in range(first.year, last.year + 1))
