"""Who was bothered or harmed by a campaign's reminders, on which day, where, and how many reminders was that of?

A reaction counts for the day of the reminder it answers, so that a quiet Saturday is not blamed for Friday's messages. Every
person counts once for each sign and day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, func, literal_column, or_, select

from casework.alerts import Outcome
from casework.books import Books
from casework.clock import VIETNAM, local
from casework.db.prepared import Prepared
from casework.question_rows import Kind as QuestionKind
from casework.reminder_answers import Kind
from casework.tables.alerts import alert
from casework.tables.decisions import decision
from casework.tables.follow_ups import answer
from casework.tables.questions import question
from messages.outbox import Guard, State
from messages.tables import outbox
from scheduler.limits import DISTRESS_RESTS, REPLY_WITHIN

SAID = tuple(state.value for state in (State.SENDING, State.ACCEPTED, State.OPENED, State.UNCERTAIN))
_WENT = (State.ACCEPTED.value, State.OPENED.value, State.UNCERTAIN.value)  # named, for the index of a campaign's days
_DAY = timedelta(days=1)


class Sign(StrEnum):
    """What is counted."""

    COMPLAINED = "complained"
    OPTED_OUT = "opted_out"
    WRONG_PERSON = "wrong_person"
    DISTRESS = "distress"


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """One person's sign: ``on`` is the day of the reminder, in the office's days."""

    sign: Sign
    person: int
    on: date
    account: str | None
    commune_id: int | None


_OF_ANSWERS = {
    Kind.COMPLAINED.value: Sign.COMPLAINED,
    Kind.OPTED_OUT.value: Sign.OPTED_OUT,
    Kind.WRONG_PERSON.value: Sign.WRONG_PERSON,
}


def seen(books: Books, campaign_id: int, since: datetime) -> set[Seen]:
    """Every sign about the campaign since then."""
    answered = {_seen(_OF_ANSWERS[row.kind], row) for row in _ANSWERS.named(books.conn, of=campaign_id, since=since)}
    return answered | {_seen(Sign.DISTRESS, row) for row in _in_distress(books, campaign_id, since)}


def reminders_on(
    books: Books, campaign_id: int, on: date, account: str | None, commune_id: int | None, *, upto: int
) -> int:
    """How many of the campaign's reminders arrived on that day, on the account or in the commune if one is given.

    Never counts past ``upto``: of a large day nobody has to know more than that it is larger.
    """
    begins = datetime.combine(on, time(), VIETNAM).astimezone(UTC)
    of_day = {"of": campaign_id, "begins": begins, "ends": begins + _DAY, "upto": upto}
    if account is not None:
        return int(_ARRIVED_ON.rows(books.conn, account=account, **of_day)[0][0])
    if commune_id is not None:
        return int(_ARRIVED_IN.rows(books.conn, commune=commune_id, **of_day)[0][0])
    return int(_ARRIVED.rows(books.conn, **of_day)[0][0])


def rests_in_distress(
    party_id: ColumnElement[Any], contact_id: ColumnElement[Any], long_ago: ColumnElement[Any]
) -> ColumnElement[bool]:
    """Whether somebody of this party, or in this chat, spoke of not wanting to live: reminders rest.

    While nobody has called, and for ``DISTRESS_RESTS`` after the call (``long_ago`` is that long before now), unless the
    words turned out to mean something else.
    """
    meant = alert.c.outcome.is_distinct_from(Outcome.MEANT_OTHERWISE.value)
    still = or_(alert.c.called_at.is_(None), and_(meant, alert.c.called_at > long_ago))
    theirs = or_(question.c.party_id == party_id, question.c.contact_id == contact_id)
    return exists().where(question.c.id == alert.c.question_id, theirs, still)


_OF_DAY: Select[Any] = (
    select(literal_column("1").label("one"))
    .select_from(outbox)
    .where(
        outbox.c.campaign_id == bindparam("of"),
        outbox.c.sent_at >= bindparam("begins"),
        outbox.c.sent_at < bindparam("ends"),
        outbox.c.state.in_([literal_column(f"'{state}'") for state in _WENT]),
    )
)


def _counted(of_day: Select[Any]) -> Prepared:
    return Prepared(
        select(func.count()).select_from(of_day.limit(bindparam("upto", type_=Integer)).subquery("arrived"))
    )


_ARRIVED = _counted(_OF_DAY)
_ARRIVED_ON = _counted(_OF_DAY.where(outbox.c.account == bindparam("account")))
_ARRIVED_IN = _counted(
    _OF_DAY.join(decision, decision.c.id == outbox.c.decision_id).where(decision.c.commune_id == bindparam("commune"))
)
_ANSWERS = Prepared(
    select(
        answer.c.kind,
        func.coalesce(answer.c.party_id, answer.c.contact_id).label("person"),
        func.coalesce(outbox.c.sent_at, answer.c.at).label("at"),
        outbox.c.account,
        decision.c.commune_id,
    )
    .select_from(answer.outerjoin(outbox, outbox.c.id == answer.c.outbox_id))
    .outerjoin(decision, decision.c.id == func.coalesce(answer.c.decision_id, outbox.c.decision_id))
    .where(
        answer.c.campaign_id == bindparam("of"),
        answer.c.kind.in_([literal_column(f"'{kind}'") for kind in _OF_ANSWERS]),
        answer.c.at > bindparam("since"),
    )
)
_RAISED = Prepared(
    select(question.c.party_id, alert.c.raised_at)
    .join(question, question.c.id == alert.c.question_id + 0)  # from the few alerts, not through all questions
    .where(
        alert.c.raised_at > bindparam("since"),
        alert.c.outcome.is_distinct_from(Outcome.MEANT_OTHERWISE.value),
        question.c.kind == QuestionKind.DISTRESS.value,
        question.c.party_id.is_not(None),
    )
)


def _in_distress(books: Books, campaign_id: int, since: datetime) -> Iterator[Any]:
    """For everybody in distress since then, the campaign's last reminder to them within a week before."""
    for party_id, raised_at in _RAISED.rows(books.conn, since=since):
        week_before = raised_at - REPLY_WITHIN
        yield from _LAST_TO.named(books.conn, of=campaign_id, party=party_id, since=week_before, upto=raised_at)


_LAST_TO = Prepared(
    select(outbox.c.party_id.label("person"), outbox.c.sent_at.label("at"), outbox.c.account, decision.c.commune_id)
    .outerjoin(decision, decision.c.id == outbox.c.decision_id)
    .where(
        outbox.c.party_id == bindparam("party"),
        outbox.c.guard == literal_column(f"'{Guard.REMINDER.value}'"),  # literal: the partial index is found by it
        outbox.c.campaign_id + 0 == bindparam("of"),  # not by its index: it has far more rows than the person
        outbox.c.sent_at.between(bindparam("since"), bindparam("upto")),
    )
    .order_by(outbox.c.sent_at.desc())
    .limit(literal_column("1"))
)


def _seen(sign: Sign, row: Any) -> Seen:
    return Seen(sign=sign, person=row.person, on=local(row.at).date(), account=row.account, commune_id=row.commune_id)


__all__ = ["DISTRESS_RESTS", "SAID", "Seen", "Sign", "reminders_on", "rests_in_distress", "seen"]
