"""Which message goes next, and may it still go? Claiming re-checks the facts inside the transaction that decides.

Claimed rows are written down as ``sending`` and committed before a byte leaves; the network call happens with no
transaction open; ``scheduler.recording`` writes what became of it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    BigInteger,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal_column,
    or_,
    select,
    union_all,
    update,
)

from casework.books import Books
from casework.db.prepared import Prepared
from casework.encryption import SealBroken
from casework.tables.contacts import contact
from messages.outbox import DeliveryClass, Guard, Lane, State, unpacked
from messages.outgoing import Outgoing
from messages.tables import attempt, outbox

LEASE = timedelta(seconds=60)  # longer than any sender's time-out: a live sender never loses what it is sending
MOST_TRIES = 12
GOES_ONCE_MORE = and_(
    outbox.c.delivery_class == DeliveryClass.MUST_ARRIVE.value,
    # folding changes one message to what it should be, however often; left undone, a case stays open on a telephone
    or_(outbox.c.tries < 2, and_(outbox.c.guard == Guard.FOLD.value, outbox.c.tries < MOST_TRIES)),
)
"""Which messages are sent again when nobody knows whether they arrived."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """A message that this process must now send."""

    id: int
    contact_id: int
    address: str
    message: Outgoing
    tries: int


@dataclass(frozen=True, kw_only=True, slots=True)
class GoesNot:
    """A guard's refusal: the row ends in ``state`` for ``reason``."""

    state: State
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GoesLater:
    """A guard's delay: the row waits until ``not_before`` for ``reason``."""

    not_before: datetime
    reason: str


Verdict = GoesNot | GoesLater | None


class Due(NamedTuple):
    """A queued message whose time has come, with what is known of its chat."""

    id: int
    contact_id: int
    purpose: str
    guard: str
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


Guards = Mapping[Guard, Callable[[Books, Due], Verdict]]

_ACCOUNT = bindparam("account", type_=Text)
_IS_QUEUED = outbox.c.state == literal_column(f"'{State.QUEUED.value}'")  # literal: the partial index is found by it


def _candidates_of(cooling: Select[Any]) -> Select[Any]:
    """Each lane is asked by itself: its due rows stand at the front of the index, whatever waits behind them."""
    first = [
        select(outbox.c.id)
        .where(
            outbox.c.account == _ACCOUNT,
            outbox.c.lane == literal_column(str(lane.value), Integer),
            _IS_QUEUED,
            outbox.c.not_before <= bindparam("now"),
            outbox.c.contact_id.not_in(cooling),
        )
        .order_by(outbox.c.not_before, outbox.c.id)
        .limit(bindparam("most"))
        .subquery()
        for lane in Lane
    ]
    own = [outbox.c[name] for name in Due._fields if name in outbox.c]
    of_the_chat = (
        contact.c.address_sealed,
        contact.c.party_id.label("linked_party"),
        contact.c.muted_until,
        contact.c.dead_since,
    )
    return (
        select(*own, *of_the_chat)
        .join_from(outbox, contact, outbox.c.contact_id == contact.c.id)
        .where(outbox.c.id.in_(union_all(*(select(each.c.id) for each in first))), _IS_QUEUED)
        .order_by(outbox.c.lane, outbox.c.not_before, outbox.c.id)
        .limit(bindparam("most"))
    )


# The chats that have just had a message go over as one value: a list of them would be another statement for each length.
_cooling = bindparam("cooling", type_=Text)
_due = Prepared(
    {
        "sqlite": _candidates_of(select(column("value", BigInteger)).select_from(func.json_each(_cooling))),
        "postgresql": _candidates_of(
            select(cast(func.json_array_elements_text(cast(_cooling, JSON)), BigInteger))
        ).with_for_update(of=outbox, skip_locked=True),
    }
)
_to_sending = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("row"), _IS_QUEUED)
    .values(
        state=State.SENDING.value,
        owner=bindparam("by"),
        lease_until=bindparam("lease"),
        tries=outbox.c.tries + 1,
        reason=None,
    )
)
_new_attempt = Prepared(
    insert(attempt).values({name: bindparam(name) for name in ("outbox_id", "number", "owner", "started_at")})
)


def claim(books: Books, account: str, owner: str, most: int, cooling: Collection[int], guards: Guards) -> list[Claimed]:
    """At most ``most`` messages of different chats that may go now, each marked ``sending`` for ``owner``."""
    now = books.clock.now()
    taken: list[Claimed] = []
    chats = set(cooling)
    while len(taken) < most:
        wanted = most - len(taken)
        due = _candidates(books, account, now, wanted, chats)
        for row in due:
            if row.contact_id in chats:
                continue
            if (claimed := _judge(books, row, owner, now, guards)) is not None:
                taken.append(claimed)
                chats.add(row.contact_id)
        if len(due) < wanted:  # there are no more
            break
    return taken


def _candidates(books: Books, account: str, now: datetime, most: int, chats: Collection[int]) -> list[Due]:
    cooling = json.dumps(sorted(chats))
    return [Due._make(row) for row in _due.rows(books.conn, account=account, now=now, most=most, cooling=cooling)]


def _judge(books: Books, row: Due, owner: str, now: datetime, guards: Guards) -> Claimed | None:
    verdict = _verdict(books, row, now, guards)
    if isinstance(verdict, GoesNot):
        settle(books, row.id, verdict.state, verdict.reason)
        return None
    if isinstance(verdict, GoesLater):
        later = update(outbox).where(outbox.c.id == row.id)
        books.conn.execute(later.values(not_before=verdict.not_before, reason=verdict.reason))
        return None
    try:
        claimed = _opened(books, row)
    except SealBroken:  # one row that no key opens must not hold up everybody else's
        _log.exception("outbox_row_unreadable", extra={"outbox_id": row.id})
        settle(books, row.id, State.FAILED_TECHNICAL, "seal_broken")
        return None
    _to_sending.changed(books.conn, row=row.id, by=owner, lease=now + LEASE)
    _new_attempt.changed(books.conn, outbox_id=row.id, number=row.tries + 1, owner=owner, started_at=now)
    return claimed


def _opened(books: Books, row: Due) -> Claimed:
    return Claimed(
        id=row.id,
        contact_id=row.contact_id,
        address=books.keys.open("contact", "address", row.contact_id, row.address_sealed),
        message=unpacked(books.keys.open("outbox", "payload", row.id, row.payload_sealed)),
        tries=row.tries + 1,
    )


def _verdict(books: Books, row: Due, now: datetime, guards: Guards) -> Verdict:
    if row.useful_until is not None and row.useful_until < now:
        return GoesNot(state=State.EXPIRED, reason="too_late")
    if row.dead_since is not None:
        return GoesNot(state=State.SUPPRESSED, reason="contact_dead")
    if row.personal and (row.linked_party is None or row.party_id != row.linked_party):
        return GoesNot(state=State.SUPPRESSED, reason="not_linked")
    return guards[Guard(row.guard)](books, row)


def settle(books: Books, row_id: int, state: State, reason: str) -> None:
    """End a queued row without sending it."""
    ended = update(outbox).where(outbox.c.id == row_id, outbox.c.state == State.QUEUED.value)
    books.conn.execute(ended.values(state=state.value, reason=reason))


def recover(books: Books, account: str, owner: str) -> int:
    """Deal with what a dead sender left as ``sending``; only the holder of the account's lease may call this.

    Class D goes out once more (same reference, harmless double); everything else is ``uncertain`` and listed.
    """
    orphans = and_(
        outbox.c.account == account, outbox.c.state == State.SENDING.value, outbox.c.owner.is_distinct_from(owner)
    )
    again = (
        update(outbox)
        .where(orphans, GOES_ONCE_MORE)
        .values(state=State.QUEUED.value, reason="sender_died", owner=None, lease_until=None)
    )
    unknown = update(outbox).where(orphans).values(state=State.UNCERTAIN.value, reason="sender_died")
    return books.conn.execute(again).rowcount + books.conn.execute(unknown).rowcount


def next_due(books: Books, account: str) -> datetime | None:
    """The earliest instant at which a queued message of ``account`` may go."""
    earliest: datetime | None = _EARLIEST.rows(books.conn, account=account)[0][0]
    return earliest


_first_of_lane = union_all(
    *(
        select(func.min(outbox.c.not_before).label("at")).where(
            outbox.c.account == _ACCOUNT, outbox.c.lane == literal_column(str(lane.value), Integer), _IS_QUEUED
        )
        for lane in Lane
    )
).subquery()
_EARLIEST = Prepared(select(func.min(_first_of_lane.c.at)))
