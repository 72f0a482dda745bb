"""Which threads lie before this member of staff? Heads only: what people wrote is opened on the page of a thread, not in a list.

Every condition on sight is ``casework.scope``'s. Lists are turned by the key of their last row, so that a page begins where the
one before ended however many threads came meanwhile.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, literal, select, tuple_

from casework import alerts
from casework.alerts import Alert
from casework.books import Books
from casework.clock import today
from casework.db.ids import born_since
from casework.db.metadata import Instant
from casework.people import names_of
from casework.question_desk import most_urgent_first
from casework.question_rows import Act, Kind, State
from casework.scope import in_sight
from casework.staff import Staff
from casework.tables.contacts import contact
from casework.tables.questions import question, question_entry

LISTED = 25
LATELY = timedelta(days=14)
_KEY = re.compile(r"(\d)\.(\d{1,17})\.(\d{1,19})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_OF_STAFF = (Act.ANSWERED.value, Act.ASKED_BACK.value, Act.CALLED.value)


class Show(StrEnum):
    """Which threads are listed; the words of an address."""

    ALL = "all"  # that wait and are in sight
    MINE = "mine"
    UNTAKEN = "untaken"
    DONE = "done"  # answered lately


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """A thread without its words. ``since``: from when it waits, or when an officer last spoke in it."""

    id: int
    reference: str
    state: State
    kind: Kind
    intent: str | None
    topic: str | None
    since: datetime
    promised_on: date | None
    late: bool
    unanswered: int
    officer_id: int | None
    office_id: int | None
    name: str | None  # None: the chat never said who it is
    account: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Some threads in their order. ``further``: the key after which the next page begins, None at the end."""

    heads: tuple[Head, ...]
    further: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """Where a page begins: behind the row with these three."""

    urgency: int
    at: datetime
    id: int

    def __str__(self) -> str:
        """As an address bears it."""
        return f"{self.urgency}.{(self.at - _EPOCH) // _MICROSECOND}.{self.id}"


def read_key(text: str) -> Key | None:
    """The key that an address bears; None for what is none."""
    found = _KEY.fullmatch(text)
    if found is None or int(found[3]) >= 1 << 63:
        return None
    try:
        return Key(urgency=int(found[1]), at=_EPOCH + timedelta(microseconds=int(found[2])), id=int(found[3]))
    except OverflowError:
        return None


def question_id(books: Books, who: Staff, asked: int) -> int | None:
    """``asked``, if it is a thread that this person may open; None for a foreign or missing one alike."""
    query = select(question.c.id).where(question.c.id == asked, in_sight(who, question))
    found: int | None = books.conn.execute(query).scalar()
    return found


def page(books: Books, who: Staff, show: Show, after: Key | None = None) -> Page:
    """The threads of ``show`` behind the row of ``after``: what waits most urgent first, what is answered the latest first."""
    rows = books.conn.execute((_done if show is Show.DONE else _waiting)(books, who, show, after)).all()
    listed = rows[:LISTED]
    further = str(Key(urgency=listed[-1].urgency, at=listed[-1].at, id=listed[-1].key)) if len(rows) > LISTED else None
    return Page(heads=_heads(books, listed), further=further)


def counts(books: Books, who: Staff) -> dict[Show, int]:
    """How many wait, by list."""
    asked = select(
        func.count().label("all"),
        func.count().filter(question.c.officer_id == who.id).label("mine"),
        func.count().filter(question.c.officer_id.is_(None)).label("untaken"),
    ).where(question.c.state == State.WAITING.value, in_sight(who, question))
    row = books.conn.execute(asked).one()
    return {Show.ALL: row.all, Show.MINE: row.mine, Show.UNTAKEN: row.untaken}


def urgent(books: Books, who: Staff) -> tuple[Alert, ...]:
    """The alerts in sight that have not ended with a call, oldest first; an answer in the chat does not end one."""
    open_ones = alerts.open_alerts(books)
    asked = select(question.c.id).where(
        question.c.id.in_([one.question_id for one in open_ones]), in_sight(who, question)
    )
    seen = set(books.conn.execute(asked).scalars()) if open_ones else set()
    return tuple(one for one in open_ones if one.question_id in seen)


def stamp(books: Books, who: Staff) -> str:
    """Changes whenever what ``page`` and ``urgent`` show of waiting threads does; cheap enough to be asked again and again."""
    asked = select(
        func.count(),
        func.max(question.c.waiting_since),
        func.sum(question.c.unanswered),
        func.count(question.c.officer_id),
        func.sum(question.c.officer_id % 1_000_003),
        func.count().filter(question.c.kind == Kind.DISTRESS.value),
        func.count().filter(question.c.promised_on < today(books.clock)),
    ).where(question.c.state == State.WAITING.value, in_sight(who, question))
    told = [(one.id, one.taken_by, one.outcome) for one in urgent(books, who)]
    return _print(*books.conn.execute(asked).one(), *told)


def thread_stamp(books: Books, which: int) -> str:
    """Changes whenever something is said in the thread, or its state or hands change."""
    last = select(func.max(question_entry.c.id)).where(question_entry.c.question_id == which).scalar_subquery()
    asked = select(
        question.c.state, question.c.kind, question.c.officer_id, question.c.decision_id, question.c.promised_on, last
    ).where(question.c.id == which)
    there = alerts.alert_of(books, which)
    told = () if there is None else (there.id, there.taken_by, there.called_at, there.outcome)
    return _print(*books.conn.execute(asked).one(), *told)


def _print(*facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _waiting(books: Books, who: Staff, show: Show, after: Key | None) -> Select[Any]:
    urgency, *_ = order = most_urgent_first(today(books.clock))
    conditions: list[ColumnElement[bool]] = [question.c.state == State.WAITING.value, in_sight(who, question)]
    if show is Show.MINE:
        conditions.append(question.c.officer_id == who.id)
    if show is Show.UNTAKEN:
        conditions.append(question.c.officer_id.is_(None))
    if after is not None:
        behind = tuple_(literal(after.urgency), literal(after.at, Instant), literal(after.id))
        conditions.append(tuple_(*order) > behind)
    asked = _listed(urgency, question.c.waiting_since, question.c.id)
    return asked.where(*conditions).order_by(*order).limit(LISTED + 1)


def _done(books: Books, who: Staff, _show: Show, after: Key | None) -> Select[Any]:
    """Threads by what an officer said last in them: looked for from the newest entry back, no further than ``LATELY``."""
    later = question_entry.alias()
    conditions = [
        question_entry.c.act.in_(_OF_STAFF),
        question_entry.c.id >= born_since(LATELY),
        question_entry.c.at >= books.clock.now() - LATELY,
        question.c.state != State.WAITING.value,
        in_sight(who, question),
        ~exists().where(
            later.c.question_id == question.c.id, later.c.act.in_(_OF_STAFF), later.c.id > question_entry.c.id
        ),
    ]
    if after is not None:
        conditions.append(question_entry.c.id < after.id)
    asked = _listed(literal(0), question_entry.c.at, question_entry.c.id)
    asked = asked.join(question_entry, question_entry.c.question_id == question.c.id)
    return asked.where(*conditions).order_by(question_entry.c.id.desc()).limit(LISTED + 1)


def _listed(urgency: ColumnElement[int], at: ColumnElement[datetime], key: ColumnElement[int]) -> Select[Any]:
    there = contact.c.id == question.c.contact_id
    asked = select(question, contact.c.account, urgency.label("urgency"), at.label("at"), key.label("key"))
    return asked.select_from(question).join(contact, there)


def _heads(books: Books, rows: Any) -> tuple[Head, ...]:
    names = names_of(books, {row.party_id for row in rows if row.party_id is not None})
    on = today(books.clock)
    return tuple(_head(row, names, on) for row in rows)


def _head(row: Row[Any], names: dict[int, str], on: date) -> Head:
    state = State(row.state)
    return Head(
        id=row.id,
        reference=row.reference,
        state=state,
        kind=Kind(row.kind),
        intent=row.intent,
        topic=row.topic,
        since=row.at,
        promised_on=row.promised_on if state is State.WAITING else None,
        late=state is State.WAITING and row.promised_on is not None and row.promised_on < on,
        unanswered=row.unanswered,
        officer_id=row.officer_id,
        office_id=row.office_id,
        name=None if row.party_id is None else names[row.party_id],
        account=row.account,
    )
