"""Which days have people set themselves that a campaign's steps are counted from: instalments, promises, appointments?

Such a day comes and goes. Who promises anew has one promise, the last one; a part that is paid, a promise that is kept, an
appointment that ends need no more reminders, and the step says which of these it was.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, exists, literal_column, or_, select

from casework.agreements import AgreementState
from casework.books import Books
from casework.clock import local
from casework.db.for_each import as_json_list, ids_in
from casework.db.prepared import Prepared, word
from casework.open_parts import parts_of_many
from casework.promises import PromiseState
from casework.reception_kinds import STANDS, BookingState
from casework.tables.agreements import agreement, promise
from casework.tables.decisions import due_part
from casework.tables.receptions import booking, reception_slot
from scheduler.steps.step import Anchor

PART_PAID, PART_CHANGED = "part_paid", "part_changed"
PROMISE_KEPT, PROMISE_WITHDRAWN, PROMISE_REPLACED = "promise_kept", "promise_withdrawn", "promise_replaced"
BOOKING_ENDED, BOOKING_MOVED = "booking_ended", "booking_moved"
GONE = {Anchor.INSTALMENT_DUE: PART_CHANGED, Anchor.PROMISE_DUE: PROMISE_WITHDRAWN, Anchor.RECEPTION: BOOKING_MOVED}
"""Why a step ends whose day is not among those that the books know now."""
OVER = frozenset({PART_PAID, PROMISE_KEPT, PROMISE_REPLACED, BOOKING_ENDED, *GONE.values()})
"""Every reason for which the steps of such a day end; what is taken back may bring them back."""

Pair = tuple[int, int]
"""A debtor under a decision: (decision, party)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetDay:
    """A day that somebody set. ``key``: what tells it from others in the purpose of a step; ``over``: why it counts no more."""

    anchor: Anchor
    anchor_id: int
    key: str
    day: date
    over: str | None = None


def set_days(books: Books, anchors: Collection[Anchor], pairs: Collection[Pair]) -> dict[Pair, list[SetDay]]:
    """What the pairs have set, of these kinds, those that are over too. A few statements, however many pairs."""
    found: dict[Pair, list[SetDay]] = defaultdict(list)
    for anchor, read in _READ.items():
        if anchor in anchors and pairs:
            for pair, day in read(books, pairs):
                found[pair].append(day)
    return found


def why_anchor_is_over(
    anchor: ColumnElement[str], anchor_id: ColumnElement[Any], purpose: ColumnElement[str]
) -> ColumnElement[str | None]:
    """Why the day of a planned step counts no more, or NULL: asked in the claim. Whether a part is paid is not looked at."""
    return case(
        (anchor == word(Anchor.PROMISE_DUE), _why_promise_is_over(anchor_id)),
        (and_(anchor == word(Anchor.INSTALMENT_DUE), ~_part_stands(anchor_id)), word(PART_CHANGED)),
        (anchor == word(Anchor.RECEPTION), _why_booking_is_over(anchor_id, purpose)),
        else_=literal_column("NULL", Text),
    )


def booking_key(booking_id: int, slot_id: int) -> str:
    """An appointment that is moved is another day: it is reminded of anew."""
    return f"{booking_id}.{slot_id}"


def _parts(books: Books, pairs: Collection[Pair]) -> Iterator[tuple[Pair, SetDay]]:
    """Parts of one day are one: the purpose names the day, so that a new agreement with the same day changes nothing."""
    known = parts_of_many(books, {decision_id for decision_id, _ in pairs})
    for pair in pairs:
        days: dict[date, list[Any]] = defaultdict(list)
        for part in known.get(pair[0], ()):
            if part.debtor_id in (None, pair[1]):
                days[part.due_on].append(part)
        for day, parts in days.items():
            over = None if any(part.left for part in parts) else PART_PAID
            first = min(part.of_id for part in parts)
            key = f"{day:%Y%m%d}"
            yield pair, SetDay(anchor=Anchor.INSTALMENT_DUE, anchor_id=first, key=key, day=day, over=over)


def _promises(books: Books, pairs: Collection[Pair]) -> Iterator[tuple[Pair, SetDay]]:
    asked = sorted({decision_id for decision_id, _ in pairs})
    wanted = set(pairs)
    last: dict[Pair, Any] = {}
    for row in _PROMISES.named(books.conn, decisions=json.dumps(asked)):
        pair = (row.decision_id, row.party_id)
        if pair in wanted:
            if (before := last.get(pair)) is not None:
                yield pair, _promise(before, replaced=True)
            last[pair] = row
    for pair, row in last.items():
        yield pair, _promise(row, replaced=False)


def _promise(row: Any, *, replaced: bool) -> SetDay:
    states = {PromiseState.KEPT: PROMISE_KEPT, PromiseState.WITHDRAWN: PROMISE_WITHDRAWN}
    over = PROMISE_REPLACED if replaced and row.state != PromiseState.KEPT else states.get(PromiseState(row.state))
    return SetDay(anchor=Anchor.PROMISE_DUE, anchor_id=row.id, key=str(row.id), day=row.due_on, over=over)


def _bookings(books: Books, pairs: Collection[Pair]) -> Iterator[tuple[Pair, SetDay]]:
    """An appointment belongs to a person, not to a decision; of several decisions the first that speaks of it does."""
    of_party: dict[int, list[Pair]] = defaultdict(list)
    for pair in sorted(pairs):
        of_party[pair[1]].append(pair)
    for row in _BOOKINGS.named(books.conn, parties=as_json_list(of_party)):
        over = None if row.state in STANDS else BOOKING_ENDED
        day, key = local(row.starts_at).date(), booking_key(row.id, row.slot_id)
        for pair in of_party[row.party_id]:
            yield pair, SetDay(anchor=Anchor.RECEPTION, anchor_id=row.id, key=key, day=day, over=over)


_READ = {Anchor.PROMISE_DUE: _promises, Anchor.INSTALMENT_DUE: _parts, Anchor.RECEPTION: _bookings}
_NEVER_MADE = (BookingState.HELD, BookingState.OFFERED, BookingState.EXPIRED)


_PROMISES = Prepared.for_each_kind(
    lambda dialect: (
        select(promise.c.id, promise.c.decision_id, promise.c.party_id, promise.c.state, promise.c.due_on)
        .where(promise.c.decision_id.in_(ids_in(dialect, "decisions")))
        .order_by(promise.c.id)
    )
)
_BOOKINGS = Prepared.for_each_kind(
    lambda dialect: (
        select(booking.c.id, booking.c.slot_id, booking.c.party_id, booking.c.state, reception_slot.c.starts_at)
        .join(reception_slot, reception_slot.c.id == booking.c.slot_id)
        .where(
            booking.c.party_id.in_(ids_in(dialect, "parties")),
            booking.c.state.not_in([word(state) for state in _NEVER_MADE]),
        )
        .order_by(booking.c.id)
    )
)


def _why_promise_is_over(promise_id: ColumnElement[Any]) -> ColumnElement[str | None]:
    newer = promise.alias("newer_promise")
    replaced = (
        exists()
        .where(  # what is named besides stands outside, however deep this is put
            newer.c.decision_id == promise.c.decision_id,
            newer.c.party_id == promise.c.party_id,
            newer.c.id > promise.c.id,
        )
        .correlate_except(newer)
    )
    why = case(
        (promise.c.state == word(PromiseState.KEPT), word(PROMISE_KEPT)),
        (replaced, word(PROMISE_REPLACED)),
        (promise.c.state == word(PromiseState.WITHDRAWN), word(PROMISE_WITHDRAWN)),
        else_=literal_column("NULL", Text),
    )
    return select(why).where(promise.c.id == promise_id).correlate_except(promise).scalar_subquery()


def _part_stands(of_id: ColumnElement[Any]) -> ColumnElement[bool]:
    live = agreement.c.state == word(AgreementState.LIVE)
    return or_(
        exists().where(agreement.c.id == of_id, live).correlate_except(agreement),
        exists().where(due_part.c.obligation_id == of_id).correlate_except(due_part),
    )


def _why_booking_is_over(booking_id: ColumnElement[Any], purpose: ColumnElement[str]) -> ColumnElement[str | None]:
    stands = booking.c.state.in_([word(state) for state in STANDS])
    same = purpose.endswith(literal_column("'.'", Text) + cast(booking.c.slot_id, Text))
    why = case((~stands, word(BOOKING_ENDED)), (~same, word(BOOKING_MOVED)), else_=literal_column("NULL", Text))
    return select(why).where(booking.c.id == booking_id).correlate_except(booking).scalar_subquery()
