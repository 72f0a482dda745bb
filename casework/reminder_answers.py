"""What did people answer to a reminder? One row each time somebody reacts; conditions, capacity and brake count them.

A reaction is a press or words of the person, never the office's guess. The same reaction to the same reminder is one row,
however often it is pressed.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, bindparam, select

from casework.books import Books
from casework.db.ids import new_id
from casework.db.prepared import Prepared, insert_of
from casework.tables.follow_ups import answer as answers

_THE_SAME = timedelta(days=1)  # said without a reminder, again within a day: the same reaction


class Kind(StrEnum):
    """How somebody reacted. Stored by value."""

    WILL_PAY = "will_pay"  # a promise, or the way to pay was asked for
    CANNOT_PAY = "cannot_pay"
    PAID_ALREADY = "paid_already"
    WRONG_PERSON = "wrong_person"
    OTHER_TIME = "other_time"  # a promise changed or taken back, an appointment instead
    ASKED = "asked"  # a question, to the law or to an officer
    COMPLAINED = "complained"
    OPTED_OUT = "opted_out"  # silence, consent taken back, link ended


def note_answer(
    books: Books,
    contact_id: int,
    kind: Kind,
    *,
    outbox_id: int | None = None,
    campaign_id: int | None = None,
    decision_id: int | None = None,
    party_id: int | None = None,
) -> int:
    """Write down that the chat reacted; gives the row's id. ``outbox_id``, ``campaign_id``: the reminder, where it is known.

    The same kind from the same chat to the same reminder (or, without one, about the same decision within a day) is there
    already, and stays one.
    """
    whose = {"contact": contact_id, "kind": kind.value, "party": party_id}
    if outbox_id is not None:
        there = _TO_THE_SAME.scalar(books.conn, **whose, outbox=outbox_id)
    else:
        since = books.clock.now() - _THE_SAME
        there = _WITHOUT_REMINDER.scalar(books.conn, **whose, since=since, decision=decision_id)
    if there is not None:
        return int(there)
    row_id = new_id()
    _ADD.changed(
        books.conn,
        id=row_id,
        outbox_id=outbox_id,
        campaign_id=campaign_id,
        decision_id=decision_id,
        party_id=party_id,
        contact_id=contact_id,
        kind=kind.value,
        at=books.clock.now(),
    )
    books.ring("facts")
    return row_id


_ADD = insert_of(answers, "id", "outbox_id", "campaign_id", "decision_id", "party_id", "contact_id", "kind", "at")
_FROM_THE_CHAT = select(answers.c.id).where(
    answers.c.contact_id == bindparam("contact"),
    answers.c.kind == bindparam("kind"),
    answers.c.party_id.is_not_distinct_from(bindparam("party", type_=BigInteger)),
)
_TO_THE_SAME = Prepared(_FROM_THE_CHAT.where(answers.c.outbox_id == bindparam("outbox")))
_WITHOUT_REMINDER = Prepared(
    _FROM_THE_CHAT.where(
        answers.c.outbox_id.is_(None),
        answers.c.at > bindparam("since"),
        answers.c.decision_id.is_not_distinct_from(bindparam("decision", type_=BigInteger)),
    )
)
