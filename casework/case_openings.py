"""Who looks at a case out of their sight because it is urgent, why, and which leader has read that they did?

A look and nothing else: the case opens for half an hour on its own page, and nothing can be done to it there. Whoever leads the
office of the one who looked, or of the case, is told. The sixth try of a day is refused, and told too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select, update

from casework import audit, in_sight
from casework.books import Books
from casework.clock import VIETNAM, today
from casework.db.ids import new_id
from casework.decisions import DecisionRefused, tidy_number
from casework.scope import May, may, opened_for
from casework.scope import in_sight as seen_by
from casework.staff import Staff
from casework.tables.agency import staff
from casework.tables.decisions import decision
from casework.tables.safety import case_opening
from casework.tidy import tidy

LASTS = timedelta(minutes=30)
MOST_A_DAY = 5
SHORTEST, LONGEST = 10, 500  # characters of a reason
PAGE = 30
_whichever = decision.alias("whichever")  # its number alone; whether the reader may open it is asked beside


class Refusal(StrEnum):
    """Why nothing was opened."""

    REASON = "reason"  # none that says anything, or far too long
    NUMBER = "number"  # not the number of any decision
    UNKNOWN = "unknown"
    SEVERAL = "several"  # of different years
    LOCKED = "locked"  # enough for a day


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is to be opened, and why. ``issued_on``: where several years have the number."""

    number: str
    issued_on: date | None
    reason: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Open:
    """A case that is open now."""

    decision_id: int
    number: str
    until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """A look as leaders read of it. ``until`` None: it was refused; ``decision_id`` None: out of the reader's own sight."""

    id: int
    name: str
    number: str
    decision_id: int | None
    opened_at: datetime
    until: datetime | None
    reason: str = field(repr=False)
    seen_by: int | None
    seen_at: datetime | None


def open_case(books: Books, who: Staff, asked: Asked) -> int | Refusal:
    """The decision's id once it may be looked at; why not otherwise. One in sight, or open already, opens nothing anew."""
    reason = tidy(asked.reason)
    if not SHORTEST <= len(reason) <= LONGEST:
        return Refusal.REASON
    books.conn.execute(
        select(staff.c.id).where(staff.c.id == who.id).with_for_update()
    )  # two tries at once are counted
    found = _numbered(books, who, asked)
    if isinstance(found, Refusal):
        audit.record(books, audit.staff(who.id), audit.Action.CASE_OPENING_REFUSED, "decision", purpose=found.value)
        return found
    if in_sight.decision_id(books, who, found) is not None or open_until(books, who, found) is not None:
        return found
    locked = _opened_today(books, who) >= MOST_A_DAY
    if not (locked and _told_today(books, who)):
        _write(books, who, found, reason, locked=locked)
    action = audit.Action.CASE_OPENING_REFUSED if locked else audit.Action.CASE_OPENED
    purpose = Refusal.LOCKED.value if locked else "urgent"
    audit.record(books, audit.staff(who.id), action, f"decision:{found}", purpose=purpose)
    return Refusal.LOCKED if locked else found


def open_until(books: Books, who: Staff, decision_id: int) -> datetime | None:
    """Until when this person may look at the decision that they opened; None for one that is not open."""
    asked = select(case_opening.c.until).where(
        case_opening.c.decision_id == decision_id, opened_for(who, books.clock.now())
    )
    found: datetime | None = books.conn.execute(asked.order_by(case_opening.c.until.desc()).limit(1)).scalar()
    return found


def open_now(books: Books, who: Staff) -> tuple[Open, ...]:
    """What they have open, the last one first."""
    asked = (
        select(case_opening.c.decision_id, case_opening.c.until, decision.c.number)
        .join(decision, decision.c.id == case_opening.c.decision_id)
        .where(opened_for(who, books.clock.now()))
        .order_by(case_opening.c.id.desc())
    )
    return tuple(
        Open(decision_id=row.decision_id, number=row.number, until=row.until) for row in books.conn.execute(asked)
    )


def unseen(books: Books, who: Staff) -> int:
    """How many looks in this leader's sight nobody has read of yet."""
    asked = select(func.count()).select_from(case_opening)
    return int(
        books.conn.execute(asked.where(case_opening.c.seen_at.is_(None), seen_by(who, case_opening))).scalar_one()
    )


def openings(books: Books, who: Staff, before: int | None = None) -> tuple[tuple[Opening, ...], int | None]:
    """The looks in this leader's sight, newest first, and where the next page begins."""
    its_own = select(decision.c.id).where(decision.c.id == case_opening.c.decision_id, seen_by(who, decision))
    theirs = its_own.correlate(case_opening).scalar_subquery()
    asked = (
        select(case_opening, staff.c.name, _whichever.c.number, theirs.label("theirs"))
        .join(staff, staff.c.id == case_opening.c.staff_id)
        .outerjoin(_whichever, _whichever.c.id == case_opening.c.decision_id)
        .where(seen_by(who, case_opening))
    )
    if before is not None:
        asked = asked.where(case_opening.c.id < before)
    rows = books.conn.execute(asked.order_by(case_opening.c.id.desc()).limit(PAGE + 1)).all()
    page = tuple(_opened(books, row) for row in rows[:PAGE])
    return page, page[-1].id if len(rows) > PAGE else None


def mark_seen(books: Books, who: Staff, opening_id: int) -> bool:
    """This leader has read of it. False for one out of sight as for one that is not there; a second time changes nothing."""
    if not _is_theirs(books, who, opening_id):
        return False
    now = books.clock.now()
    read = update(case_opening).where(case_opening.c.id == opening_id, case_opening.c.seen_at.is_(None))
    if books.conn.execute(read.values(seen_by=who.id, seen_at=now)).rowcount:
        audit.record(books, audit.staff(who.id), audit.Action.CASE_OPENING_SEEN, f"case_opening:{opening_id}")
    return True


def close(books: Books, who: Staff, opening_id: int) -> bool:
    """It ends now. False for one out of sight as for one that is not there; one that is over stays as it was."""
    if not _is_theirs(books, who, opening_id):
        return False
    now = books.clock.now()
    ended = update(case_opening).where(case_opening.c.id == opening_id, case_opening.c.until > now).values(until=now)
    if books.conn.execute(ended).rowcount:
        audit.record(books, audit.staff(who.id), audit.Action.CASE_OPENING_CLOSED, f"case_opening:{opening_id}")
    return True


def _numbered(books: Books, who: Staff, asked: Asked) -> int | Refusal:
    if not may(who, May.URGENT):
        return Refusal.UNKNOWN
    try:
        number = tidy_number(asked.number)
    except DecisionRefused:
        return Refusal.NUMBER
    known = select(decision.c.id).where(decision.c.number == number, decision.c.agency_id == who.agency_id)
    if asked.issued_on is not None:
        known = known.where(decision.c.issued_on == asked.issued_on)
    found = list(books.conn.execute(known.limit(2)).scalars())
    if len(found) > 1:
        return Refusal.SEVERAL
    return int(found[0]) if found else Refusal.UNKNOWN


def _write(books: Books, who: Staff, decision_id: int, reason: str, *, locked: bool) -> None:
    row_id, now = new_id(), books.clock.now()
    books.conn.execute(
        case_opening.insert().values(
            id=row_id,
            decision_id=decision_id,
            staff_id=who.id,
            opened_at=now,
            until=None if locked else now + LASTS,
            reason_sealed=books.keys.seal("case_opening", "reason", row_id, reason),
        )
    )


def _opened_today(books: Books, who: Staff) -> int:
    return _of_today(books, who, case_opening.c.until.is_not(None))


def _told_today(books: Books, who: Staff) -> bool:
    return _of_today(books, who, case_opening.c.until.is_(None)) > 0


def _of_today(books: Books, who: Staff, which: Any) -> int:
    began = datetime.combine(today(books.clock), time(0), VIETNAM)
    asked = select(func.count()).select_from(case_opening)
    asked = asked.where(case_opening.c.staff_id == who.id, case_opening.c.opened_at >= began, which)
    return int(books.conn.execute(asked).scalar_one())


def _is_theirs(books: Books, who: Staff, opening_id: int) -> bool:
    asked = select(case_opening.c.id).where(case_opening.c.id == opening_id, seen_by(who, case_opening))
    return books.conn.execute(asked).first() is not None


def _opened(books: Books, row: Any) -> Opening:
    return Opening(
        id=row.id,
        name=row.name,
        number=row.number or "",
        decision_id=row.theirs,
        opened_at=row.opened_at,
        until=row.until,
        reason=books.keys.open("case_opening", "reason", row.id, row.reason_sealed),
        seen_by=row.seen_by,
        seen_at=row.seen_at,
    )
