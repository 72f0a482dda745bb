"""May this chat, or anybody with this party's code, still try? Who has been guessing?

Every limit is a row, so it survives a restart and holds across processes: a chat's failures under its fingerprint (a
chat that is forgotten and met again keeps them), a party's failures for life (a new code does not reset them, an officer
does; NIST 800-63B asks for the same). One attacker on a million parties shows only in the sum, hence the alarm; it stops
nobody, because a stop would lock out honest people for the attacker.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from casework.audit import SYSTEM, Action, record, staff
from casework.books import Books
from casework.db.ids import new_id
from casework.tables.linking import link_alarm, link_attempt, link_guard

CHAT_LIMITS = ((timedelta(hours=1), 5), (timedelta(days=1), 10))  # (span, failures allowed in it)
PARTY_FAILURES = 10
ALARM_SPAN, ALARM_FAILURES = timedelta(minutes=10), 50
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkAlarm:
    """Many wrong codes at once, over all chats, within the ten minutes around ``raised_at``."""

    raised_at: datetime


def chat_waits_until(books: Books, chat_print: bytes) -> datetime | None:
    """The instant before which this chat may not try, or None when it may now."""
    now = books.clock.now()
    longest, most = CHAT_LIMITS[-1]
    asked = {"chat": chat_print, "since": now - longest, "most": most}
    failures = books.conn.execute(_FAILURES_OF_CHAT, asked).scalars().all()
    waits = [failures[allowed - 1] + span for span, allowed in CHAT_LIMITS if len(failures) >= allowed]
    return max((instant for instant in waits if instant > now), default=None)


def record_failure(books: Books, chat_print: bytes) -> None:
    """Count a failure of this chat; raise the alarm when too many chats fail at once."""
    now = books.clock.now()
    books.conn.execute(_ADD_FAILURE, {"id": new_id(), "contact_print": chat_print, "at": now})
    recent = books.conn.execute(_FAILURES_OF_ALL, {"since": now - ALARM_SPAN}).scalar_one()
    if recent >= ALARM_FAILURES:
        _raise_alarm(books, now)


def take_try(books: Books, party_id: int) -> bool:
    """Spend one of the party's ten tries before anything is compared; False when none is left (the code is locked).

    Spending first makes the limit exact when two processes try at once: the row is theirs one after the other.
    """
    spent = books.conn.execute(_TAKE_TRY, {"party": party_id})
    return spent.rowcount == 1


def give_back_try(books: Books, party_id: int) -> None:
    """The try was right after all."""
    books.conn.execute(
        update(link_guard).where(link_guard.c.party_id == party_id).values(failures=link_guard.c.failures - 1)
    )


def record_lock(books: Books, party_id: int) -> None:
    """Tell the officers if the try just spent was the party's last."""
    if is_locked(books, party_id):
        record(books, SYSTEM, Action.LINK_LOCKED, f"party:{party_id}")
        _log.warning("link_locked", extra={"party_id": party_id})


def ensure_guard(books: Books, party_id: int) -> None:
    """The party's row of failures exists and is held until the transaction ends; what it has counted stays."""
    books.conn.execute(_GUARD[books.conn.dialect.name], {"party_id": party_id, "failures": 0})


def is_locked(books: Books, party_id: int) -> bool:
    """Whether no code of this party is accepted any more, until an officer unlocks it."""
    failures = books.conn.execute(select(link_guard.c.failures).where(link_guard.c.party_id == party_id)).scalar()
    return failures is not None and failures >= PARTY_FAILURES


def unlock(books: Books, party_id: int, staff_id: int) -> None:
    """An officer who has spoken to the person sets the failures back to none."""
    books.conn.execute(update(link_guard).where(link_guard.c.party_id == party_id).values(failures=0))
    record(books, staff(staff_id), Action.LINK_UNLOCKED, f"party:{party_id}")


def alarms_since(books: Books, instant: datetime) -> tuple[LinkAlarm, ...]:
    """The alarms raised since ``instant``, oldest first; ``gandan doctor`` and the console show them."""
    rows = books.conn.execute(
        select(link_alarm.c.raised_at).where(link_alarm.c.raised_at >= instant).order_by(link_alarm.c.raised_at)
    )
    return tuple(LinkAlarm(raised_at=row.raised_at) for row in rows)


def _raise_alarm(books: Books, now: datetime) -> None:
    """Once in each ten minutes of the clock, however many failures follow."""
    row = {"ten_minutes": int(now.timestamp()) // 600, "raised_at": now}
    if books.conn.execute(_ALARM[books.conn.dialect.name], row).first() is not None:
        record(books, SYSTEM, Action.LINK_ALARM, "linking")
        _log.warning("link_alarm", extra={"failures": ALARM_FAILURES, "minutes": 10})


# Built once: these run at every guess, also an attacker's.
_FAILURES_OF_CHAT = (
    select(link_attempt.c.at)
    .where(link_attempt.c.contact_print == bindparam("chat"), link_attempt.c.at > bindparam("since"))
    .order_by(link_attempt.c.at.desc())
    .limit(bindparam("most"))
)
_FAILURES_OF_ALL = select(func.count()).select_from(
    select(link_attempt.c.id).where(link_attempt.c.at > bindparam("since")).limit(ALARM_FAILURES).subquery()
)
_ADD_FAILURE = insert(link_attempt)
_TAKE_TRY = (
    update(link_guard)
    .where(link_guard.c.party_id == bindparam("party"), link_guard.c.failures < PARTY_FAILURES)
    .values(failures=link_guard.c.failures + 1)
)
_ALARM = {
    "sqlite": sqlite.insert(link_alarm).on_conflict_do_nothing().returning(link_alarm.c.ten_minutes),
    "postgresql": postgresql.insert(link_alarm).on_conflict_do_nothing().returning(link_alarm.c.ten_minutes),
}
_same = {"failures": link_guard.c.failures}
_GUARD = {
    "sqlite": sqlite.insert(link_guard).on_conflict_do_update(index_elements=["party_id"], set_=_same),
    "postgresql": postgresql.insert(link_guard).on_conflict_do_update(index_elements=["party_id"], set_=_same),
}
