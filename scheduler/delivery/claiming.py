"""Which messages go next, and may they still go? Claiming re-checks the facts inside the transaction that decides.

All that is claimed at once is judged at once: each kind of message has one guard, asked with all its rows. Claimed rows are
written down as ``sending`` and committed before a byte leaves; the network call happens with no transaction open;
``scheduler.delivery.recording`` writes what became of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Insert,
    Integer,
    Text,
    Update,
    and_,
    bindparam,
    exists,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from casework.books import Books
from casework.db.for_each import ForEach
from casework.db.prepared import Prepared
from casework.encryption import SealBroken
from messages.outbox import DeliveryClass, Guard, Lane, State, unpacked
from messages.outgoing import Outgoing
from messages.tables import attempt, outbox
from scheduler.delivery.due_rows import IS_QUEUED, due
from scheduler.delivery.due_rows import Due as Due
from scheduler.guards import sent_counts

LEASE = timedelta(seconds=60)  # longer than any sender's time-out: a live sender never loses what it is sending
MOST_TRIES = 12
NO_TRY = ("Barred", "Withheld")  # ``attempt.outcome`` of what cost the message nothing
_NOT_SENT = (
    *NO_TRY,
    "NotSent",
    "Throttled",
    "not_sent",
)  # ... of what is known not to have left; the last is a journal's
_WENT_BEFORE = (
    exists()
    .where(
        attempt.c.outbox_id == outbox.c.id,
        attempt.c.number < outbox.c.tries,
        or_(attempt.c.outcome.is_(None), attempt.c.outcome.not_in([literal_column(f"'{one}'") for one in _NOT_SENT])),
    )
    .correlate(outbox)
)
GOES_ONCE_MORE = and_(
    outbox.c.delivery_class == DeliveryClass.MUST_ARRIVE.value,
    outbox.c.tries < MOST_TRIES,
    # folding changes one message to what it should be, however often; left undone, a case stays open on a telephone
    or_(~_WENT_BEFORE, outbox.c.guard == Guard.FOLD.value),
)
"""Which messages are sent again when nobody knows whether they arrived: those of which no earlier try may have arrived."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """A message that this process must now send."""

    id: int
    contact_id: int
    guard: Guard
    address: str
    message: Outgoing
    tries: int
    row: Due  # as it stood when it was claimed: the journal keeps what it is known by


class AllOf(StrEnum):
    """What else is due on the account and waits for the same reason: nothing, its campaign, every campaign."""

    ONE = "one"
    CAMPAIGN = "campaign"
    LANE = "lane"


@dataclass(frozen=True, kw_only=True, slots=True)
class GoesNot:
    """A guard's refusal: the row ends in ``state`` for ``reason``."""

    state: State
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GoesLater:
    """A guard's delay: the row waits until ``not_before`` for ``reason``, and with it ``all_of`` what cannot go either."""

    not_before: datetime
    reason: str
    all_of: AllOf = AllOf.ONE


Verdict = GoesNot | GoesLater | None


Guards = Mapping[Guard, Callable[[Books, Sequence[Due]], Sequence[Verdict]]]
"""For each kind of message what judges its rows: a verdict for each, in their order."""


def _sending(_dialect: str, row: Any) -> Update:
    values: dict[str, Any] = {
        "state": State.SENDING.value,
        "owner": bindparam("by"),
        "lease_until": bindparam("lease"),
        "reason": None,
    }
    return update(outbox).where(outbox.c.id == row, IS_QUEUED).values(**values, tries=outbox.c.tries + 1)


_to_sending = ForEach(_sending, row=BigInteger())
_later = Prepared(
    update(outbox).where(outbox.c.id == bindparam("row")).values(not_before=bindparam("then"), reason=bindparam("why"))
)

_end = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("row"), IS_QUEUED)
    .values(state=bindparam("to"), reason=bindparam("why"))
)


def _begun(_dialect: str, row: Any, number: Any) -> Insert:
    owner, now = bindparam("owner", type_=Text), bindparam("now", type_=attempt.c.started_at.type)
    return insert(attempt).from_select(["outbox_id", "number", "owner", "started_at"], select(row, number, owner, now))


_new_attempt = ForEach(_begun, row=BigInteger(), number=Integer())
POSTPONED_AT_ONCE = 2_000  # rows of a lane or a campaign that wait for the same reason, in one claim


def claim(books: Books, account: str, owner: str, most: int, cooling: Collection[int], guards: Guards) -> list[Claimed]:
    """At most ``most`` messages of different chats that may go now, each marked ``sending`` for ``owner``."""
    now = books.clock.now()
    taken: list[Claimed] = []
    chats = set(cooling)
    while len(taken) < most:
        wanted = most - len(taken)
        rows = due(books, account, now, wanted, chats)
        fresh = list({row.contact_id: row for row in reversed(rows)}.values())[::-1]  # the first of each chat
        claimed = _judge(books, fresh, owner, now, guards)
        taken += claimed
        chats |= {one.contact_id for one in claimed}
        if len(rows) < wanted and len(fresh) == len(rows):  # there are no more
            break
    return taken


def _judge(books: Books, rows: Sequence[Due], owner: str, now: datetime, guards: Guards) -> list[Claimed]:
    """Carry out the verdicts over these rows; those that go."""
    going: list[Claimed] = []
    waiting: dict[tuple[GoesLater, int | None], Due] = {}
    for row, verdict in verdicts(books, rows, now, guards):
        match verdict:
            case None:
                going += _opened(books, row)
            case GoesNot():
                settle(books, row.id, verdict.state, verdict.reason)
            case GoesLater():
                _later.changed(books.conn, row=row.id, then=verdict.not_before, why=verdict.reason)
                waiting[verdict, row.campaign_id if verdict.all_of is AllOf.CAMPAIGN else None] = row
    _to_sending.change(books.conn, [{"row": one.id} for one in going], by=owner, lease=now + LEASE)
    tries = [{"row": one.id, "number": one.tries} for one in going]
    _new_attempt.change(books.conn, tries, owner=owner, now=now)
    if going:
        reminders = [one.id for one in going if one.guard is Guard.REMINDER]
        unasked = sum(one.guard in sent_counts.UNASKED for one in going)
        sent_counts.count(books, rows[0].account, reminders, unasked - len(reminders))
    for (verdict, _), row in waiting.items():
        if verdict.all_of is not AllOf.ONE:
            _postpone(books, row, verdict, now)
    return going


def verdicts(books: Books, rows: Sequence[Due], now: datetime, guards: Guards) -> list[tuple[Due, Verdict]]:
    """Each row with its verdict, in the order given."""
    found = {row.id: verdict for row in rows if (verdict := _holds_for_all(row, now)) is not None}
    left: dict[Guard, list[Due]] = {}
    for row in rows:
        if row.id not in found:
            left.setdefault(Guard(row.guard), []).append(row)
    asked: dict[int, Verdict] = {}
    for guard, those in left.items():
        asked |= {row.id: verdict for row, verdict in zip(those, guards[guard](books, those), strict=True)}
    return [(row, found.get(row.id) or asked.get(row.id)) for row in rows]


def _holds_for_all(row: Due, now: datetime) -> GoesNot | None:
    """What every message needs: it is of use still, the chat lives, and personal content is its party's."""
    if row.useful_until is not None and row.useful_until < now:
        return GoesNot(state=State.EXPIRED, reason="too_late")
    if row.dead_since is not None:
        return GoesNot(state=State.SUPPRESSED, reason="contact_dead")
    if row.personal and (row.linked_party is None or row.party_id != row.linked_party):
        return GoesNot(state=State.SUPPRESSED, reason="not_linked")
    return None


def _opened(books: Books, row: Due) -> list[Claimed]:
    """The message with what was sealed opened; nothing if no key opens it: that row must not hold up everybody else's."""
    try:
        address = books.keys.open("contact", "address", row.contact_id, row.address_sealed)
        message = unpacked(books.keys.open("outbox", "payload", row.id, row.payload_sealed))
    except SealBroken:
        _log.exception("outbox_row_unreadable", extra={"outbox_id": row.id})
        settle(books, row.id, State.FAILED_TECHNICAL, "seal_broken")
        return []
    return [
        Claimed(
            id=row.id,
            contact_id=row.contact_id,
            guard=Guard(row.guard),
            address=address,
            message=message,
            tries=row.tries + 1,
            row=row,
        )
    ]


def _postpone(books: Books, row: Due, verdict: GoesLater, now: datetime) -> None:
    """Let what waits for the same reason wait in one go: asked one by one, a long queue would hold everybody up."""
    same = [
        outbox.c.account == row.account,
        outbox.c.lane == literal_column(str(Lane.CAMPAIGN.value), Integer),
        IS_QUEUED,
        outbox.c.not_before <= now,
    ]
    if verdict.all_of is AllOf.CAMPAIGN:
        same.append(outbox.c.campaign_id == row.campaign_id)
    first = select(outbox.c.id).where(*same).order_by(outbox.c.not_before, outbox.c.id).limit(POSTPONED_AT_ONCE)
    ids = books.conn.execute(first.with_for_update(skip_locked=True)).scalars().all()
    waits = update(outbox).where(outbox.c.id.in_(ids))
    no_use = outbox.c.useful_until < verdict.not_before
    books.conn.execute(waits.where(no_use).values(state=State.SUPPRESSED.value, reason=verdict.reason))
    books.conn.execute(waits.where(IS_QUEUED).values(not_before=verdict.not_before, reason=verdict.reason))


def settle(books: Books, row_id: int, state: State, reason: str) -> None:
    """End a queued row without sending it."""
    _end.changed(books.conn, row=row_id, to=state.value, why=reason)
