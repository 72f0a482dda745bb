"""Who kept a promise, and has not been thanked? Said once, in the hours in which the agency speaks unasked."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Integer, Text, bindparam, cast, exists, literal, literal_column, select

from casework.books import Books
from casework.db.prepared import Prepared
from casework.promises import PromiseState, promises_of
from casework.tables.agreements import promise
from messages.follow_up_notices import thank_for
from messages.tables import outbox
from scheduler import quiet
from scheduler.steps import conditions

STILL_OF_USE = timedelta(days=3)  # later thanks would puzzle
MOST = 200


def thank(books: Books) -> int:
    """Queue thanks for promises kept in the last days; how many were queued."""
    now = books.clock.now()
    said = 0
    for promise_id, decision_id in _KEPT.rows(books.conn, since=now - STILL_OF_USE, most=MOST):
        made = next((one for one in promises_of(books, decision_id) if one.id == promise_id), None)
        if made is not None and made.state is PromiseState.KEPT:
            opens = quiet.next_window(books, now)
            said += thank_for(books, made, opens, opens + STILL_OF_USE) is not None
    return said


_KEPT = Prepared(
    select(promise.c.id, promise.c.decision_id)
    .where(
        promise.c.state == literal_column(f"'{PromiseState.KEPT.value}'"),  # literal: the partial index is found by it
        promise.c.changed_at >= bindparam("since"),
        ~exists().where(outbox.c.purpose == literal("kept:") + cast(promise.c.id, Text)),  # first: it leaves the fewest
        conditions.reachable(promise.c.party_id),  # else those whom nobody can tell stand in the others' way
    )
    .order_by(promise.c.changed_at)
    .limit(bindparam("most", type_=Integer))
)
