"""What did people answer to a reminder? One row each time somebody reacts; conditions, capacity and brake count them.

A reaction is a press or words of the person, never the office's guess. The same reaction to the same reminder is one row,
however often it is pressed.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ColumnElement, insert, select

from casework.books import Books
from casework.db.ids import new_id
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
    about = answers.c.outbox_id == outbox_id
    if outbox_id is None:
        since = books.clock.now() - _THE_SAME
        about = answers.c.outbox_id.is_(None) & (answers.c.at > since) & _is(answers.c.decision_id, decision_id)
    same = select(answers.c.id).where(
        answers.c.contact_id == contact_id, answers.c.kind == kind.value, _is(answers.c.party_id, party_id), about
    )
    if (there := books.conn.execute(same).scalar()) is not None:
        return int(there)
    row_id = new_id()
    row = {
        "id": row_id,
        "outbox_id": outbox_id,
        "campaign_id": campaign_id,
        "decision_id": decision_id,
        "party_id": party_id,
        "contact_id": contact_id,
        "kind": kind.value,
        "at": books.clock.now(),
    }
    books.conn.execute(insert(answers), row)
    books.ring("facts")
    return row_id


def _is(column: Column[Any], value: int | None) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value
