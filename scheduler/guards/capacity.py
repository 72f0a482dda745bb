"""How many reminders a day does each officer's answering bear?

Whoever is reminded writes back, and an answer that nobody gives costs more trust than the reminder was worth. So an officer's
decisions are reminded of no more often in a day than the replies can be handled: the replies that an officer handles in a day,
less those left over from the days before, divided by the share of reminders that people reply to. The share is observed over
thirty days, beside a prior from a comparable service (30 %, peers' figure for court reminders by text message).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, insert, literal_column, select

from casework.books import Books
from casework.clock import VIETNAM, today
from casework.db.prepared import Prepared
from casework.payment_claims import State as ClaimState
from casework.question_rows import Kind as QuestionKind
from casework.question_rows import State as QuestionState
from casework.reminder_answers import Kind
from casework.staff import Role
from casework.tables.agency import staff
from casework.tables.decisions import decision
from casework.tables.follow_ups import answer, payment_claim
from casework.tables.questions import question
from messages.outbox import Guard
from messages.tables import outbox
from scheduler import marks
from scheduler.guards import sent_counts
from scheduler.guards.sent_counts import NOBODY, officer_of
from scheduler.limits import ANSWERS_A_DAY, LEAST_RATE, PRIOR_REPLIES, PRIOR_WEIGHT, RATE_FROM, REPLY_WITHIN, WHOLE
from scheduler.steps.step import Status
from scheduler.tables import answering_room, campaign

FULL = "capacity"  # the reason of a reminder that waits for a day with room
MEASURED_EVERY = timedelta(minutes=10)
REPLIES_MARK = "replies"  # how many were counted before today
NEEDS_SOMEBODY = (Kind.CANNOT_PAY, Kind.PAID_ALREADY, Kind.WRONG_PERSON)  # questions and complaints have their own rows


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """How many replies that somebody must handle were seen, to how many reminders."""

    replies: int
    reminders: int

    @property
    def share(self) -> Fraction:
        """The share to be expected: what was seen beside the prior, never less than ``LEAST_RATE``."""
        expected = Fraction(PRIOR_REPLIES * PRIOR_WEIGHT, WHOLE) + self.replies
        return max(expected / (PRIOR_WEIGHT + self.reminders), Fraction(LEAST_RATE, WHOLE))

    def room(self, answers: int) -> int:
        """How many reminders so many answers bear."""
        return int(max(answers, 0) / self.share)


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """An officer's day: ``answers`` handled, ``waiting`` left over, ``most`` reminders for it, ``on_a_free_day`` without any left."""

    officer_id: int
    answers: int
    waiting: int
    most: int
    on_a_free_day: int


def reply_rate(books: Books) -> Rate:
    """What was observed in the thirty days before today, and today."""
    morning = _morning(books)
    return _rate(books, morning, _replies(books, morning - RATE_FROM, morning))


def _rate_as_known(books: Books) -> Rate:
    """The same; what was observed before today is counted once a day, since it stays what it was.

    What was counted in the day's first minutes is counted again: what was asked before midnight may not have been written yet.
    """
    morning, counted = _morning(books), marks.last_done(books, REPLIES_MARK)
    if counted is None or not morning + MEASURED_EVERY <= counted <= books.clock.now():
        marks.reach(books, REPLIES_MARK, _replies(books, morning - RATE_FROM, morning))
        marks.done(books, REPLIES_MARK)
    return _rate(books, morning, marks.reached(books, REPLIES_MARK) or 0)


def _rate(books: Books, morning: datetime, before: int) -> Rate:
    today_too = _replies(books, morning, morning + timedelta(days=1))
    return Rate(replies=before + today_too, reminders=sent_counts.reminders_since(books, morning - RATE_FROM))


def _replies(books: Books, since: datetime, until: datetime) -> int:
    """Of the stretch; to whatever reminder of the thirty days and the week before them, so that a day's are the same the day after."""
    between = {"since": since, "until": until}
    asked = _ASKED.rows(books.conn, **between, reminded_since=_morning(books) - RATE_FROM - REPLY_WITHIN)
    return int(_ANSWERED.rows(books.conn, **between)[0][0] + asked[0][0])


def _morning(books: Books) -> datetime:
    """When the office's day began."""
    return datetime.combine(today(books.clock), time(), VIETNAM).astimezone(UTC)


_REMINDED = exists().where(
    outbox.c.party_id == question.c.party_id,
    outbox.c.guard == literal_column(f"'{Guard.REMINDER.value}'"),  # literal: the partial index is found by it
    outbox.c.sent_at >= bindparam("reminded_since"),
    outbox.c.sent_at <= question.c.asked_at,
)
_ANSWERED = Prepared(
    select(func.count()).where(
        answer.c.at >= bindparam("since"),
        answer.c.at < bindparam("until"),
        answer.c.kind.in_([literal_column(f"'{one.value}'") for one in NEEDS_SOMEBODY]),
    )
)
_ASKED = Prepared(
    select(func.count()).where(
        question.c.asked_at >= bindparam("since"),
        question.c.asked_at < bindparam("until"),
        question.c.kind != QuestionKind.DISTRESS.value,
        _REMINDED,
    )
)


def rooms(books: Books, rate: Rate | None = None) -> dict[int, Room]:
    """The room of everybody in office whose decisions can be reminded of, and of the decisions that nobody has.

    ``rate``: what is observed, where whoever asks knows it.
    """
    rate, waiting = rate or reply_rate(books), _left_over(books)
    room = cache(rate.room)  # the same few numbers of answers for all officers, and fractions are dear
    rows = _IN_OFFICE.named(books.conn)
    answers = {row.id: _answers(row) for row in rows}
    clerks = [_answers(row) for row in rows if row.role == Role.CLERK.value]
    answers[NOBODY] = sum(clerks) or ANSWERS_A_DAY  # the office's queue is the clerks'
    return {
        officer_id: Room(
            officer_id=officer_id,
            answers=many,
            waiting=waiting.get(officer_id, 0),
            most=room(many - waiting.get(officer_id, 0)),
            on_a_free_day=room(many),
        )
        for officer_id, many in answers.items()
    }


_IN_OFFICE = Prepared(select(staff.c.id, staff.c.role, staff.c.answers_a_day).where(staff.c.active))


def measure(books: Books) -> int:
    """Write down what each officer bears today, where a campaign runs and it was not done lately; how many officers."""
    now = books.clock.now()
    due = next_measure(books)
    if due is None or due > now:
        return 0
    found = rooms(books, _rate_as_known(books))
    rows = [
        {"officer_id": one.officer_id, "on_date": today(books.clock), "reminders": one.most, "waiting": one.waiting, "at": now}
        for one in found.values()
    ]  # fmt: skip
    _FORGET.changed(books.conn)  # whoever has left is not measured any more
    _KEEP.change_all(books.conn, rows)
    return len(rows)


_FORGET = Prepared(delete(answering_room))
_KEEP = Prepared(insert(answering_room).values({column.name: bindparam(column.name) for column in answering_room.c}))


def next_measure(books: Books) -> datetime | None:
    """When it is due again; None while no campaign runs."""
    if not _ANY_RUNNING.rows(books.conn):
        return None
    (row,) = _FIRST_MEASURED.rows(books.conn)
    now = books.clock.now()
    if row[0] is None or row[1] != today(books.clock) or row[0] > now:  # of another day, or by a clock that was ahead
        return now
    last: datetime = row[0]
    return last + MEASURED_EVERY


_ANY_RUNNING = Prepared(
    select(campaign.c.id).where(campaign.c.status == Status.RUNNING.value).limit(literal_column("1"))
)
_FIRST_MEASURED = Prepared(select(func.min(answering_room.c.at), func.min(answering_room.c.on_date)))


def of_today(books: Books) -> dict[int, int]:
    """How many reminders each officer bears today, as last measured; worked out anew where nobody measured today."""
    rows = _OF_DAY.rows(books.conn, day=today(books.clock))
    if not rows:
        return {officer_id: room.most for officer_id, room in rooms(books).items()}
    return dict(rows)


_OF_DAY = Prepared(
    select(answering_room.c.officer_id, answering_room.c.reminders).where(answering_room.c.on_date == bindparam("day"))
)


def _answers(row: Any) -> int:
    return ANSWERS_A_DAY if row.answers_a_day is None else int(row.answers_a_day)


def _left_over(books: Books) -> dict[int, int]:
    """What has waited since before today, by officer: questions, and payments that somebody must look for."""
    found: dict[int, int] = {}
    for query in (_WAITING, _CLAIMED):
        for officer_id, many in query.rows(books.conn, morning=_morning(books)):
            found[officer_id] = found.get(officer_id, 0) + many
    return found


_taker, _whose = officer_of(question.c.officer_id), officer_of(decision.c.officer_id)
_MANY: ColumnElement[Any] = func.count().label("many")
_WAITING = Prepared(
    select(_taker.label("officer_id"), _MANY)
    .select_from(question.outerjoin(staff, staff.c.id == question.c.officer_id))
    .where(
        question.c.state == literal_column(f"'{QuestionState.WAITING.value}'"),
        question.c.waiting_since < bindparam("morning"),
    )
    .group_by(_taker)
)
_CLAIMED = Prepared(
    select(_whose.label("officer_id"), _MANY)
    .select_from(payment_claim.join(decision, decision.c.id == payment_claim.c.decision_id))
    .outerjoin(staff, staff.c.id == decision.c.officer_id)
    .where(
        payment_claim.c.state == literal_column(f"'{ClaimState.OPEN.value}'"),
        payment_claim.c.made_at < bindparam("morning"),
    )
    .group_by(_whose)
)
