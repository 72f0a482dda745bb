"""Which queued messages of an account have come due, first those that somebody waits for?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, Text, bindparam, func, literal_column, select, union_all

from casework.books import Books
from casework.db.for_each import as_json_list, ids_in
from casework.db.prepared import Prepared
from casework.tables.contacts import contact
from messages.outbox import Lane, State
from messages.tables import outbox


class Due(NamedTuple):
    """A queued message whose time has come, with what is known of its chat."""

    id: int
    account: str
    contact_id: int
    purpose: str
    guard: str
    delivery_class: str
    lane: int
    text_key: str
    text_version: int
    reference: str | None
    personal: bool
    party_id: int | None
    decision_id: int | None
    campaign_id: int | None
    payload_sealed: bytes
    useful_until: datetime | None
    tries: int
    address_sealed: bytes
    linked_party: int | None
    muted_until: datetime | None
    dead_since: datetime | None
    is_nudge: bool  # it says that there is something, and shows it when tapped


def due(books: Books, account: str, now: datetime, most: int, cooling: Collection[int]) -> list[Due]:
    """At most ``most`` messages that may go by their time, by lane and time; none to the chats of ``cooling``."""
    chats = as_json_list(cooling)
    return [Due._make(row) for row in _due.rows(books.conn, account=account, now=now, most=most, cooling=chats)]


def next_due(books: Books, account: str) -> datetime | None:
    """The earliest instant at which a queued message of ``account`` may go."""
    earliest: datetime | None = _EARLIEST.rows(books.conn, account=account)[0][0]
    return earliest


_ELSEWHERE: dict[str, ColumnElement[Any]] = {
    "address_sealed": contact.c.address_sealed,
    "linked_party": contact.c.party_id,
    "muted_until": contact.c.muted_until,
    "dead_since": contact.c.dead_since,
    "is_nudge": outbox.c.content_sealed.is_not(None),
}
COLUMNS = [(_ELSEWHERE[name] if name in _ELSEWHERE else outbox.c[name]).label(name) for name in Due._fields]
"""What a ``Due`` is read from: the outbox joined with the chat."""
_ACCOUNT = bindparam("account", type_=Text)
IS_QUEUED = outbox.c.state == literal_column(f"'{State.QUEUED.value}'")  # literal: the partial index is found by it


def _candidates_of(cooling: Select[Any]) -> Select[Any]:
    """Each lane is asked by itself: its due rows stand at the front of the index, whatever waits behind them."""
    first = [
        select(outbox.c.id)
        .where(
            outbox.c.account == _ACCOUNT,
            outbox.c.lane == literal_column(str(lane.value), Integer),
            IS_QUEUED,
            outbox.c.not_before <= bindparam("now"),
            outbox.c.contact_id.not_in(cooling),
        )
        .order_by(outbox.c.not_before, outbox.c.id)
        .limit(bindparam("most"))
        .subquery()
        for lane in Lane
    ]
    return (
        select(*COLUMNS)
        .join_from(outbox, contact, outbox.c.contact_id == contact.c.id)
        .where(outbox.c.id.in_(union_all(*(select(each.c.id) for each in first))), IS_QUEUED)
        .order_by(outbox.c.lane, outbox.c.not_before, outbox.c.id)
        .limit(bindparam("most"))
    )


_due = Prepared(
    {
        "sqlite": _candidates_of(ids_in("sqlite", "cooling")),  # the chats that have just had a message
        "postgresql": _candidates_of(ids_in("postgresql", "cooling")).with_for_update(of=outbox, skip_locked=True),
    }
)

_first_of_lane = union_all(
    *(
        select(func.min(outbox.c.not_before).label("at")).where(
            outbox.c.account == _ACCOUNT, outbox.c.lane == literal_column(str(lane.value), Integer), IS_QUEUED
        )
        for lane in Lane
    )
).subquery()
_EARLIEST = Prepared(select(func.min(_first_of_lane.c.at)))
