"""Who did it, and on which day first? Counted from the books alone, the same for both groups.

Everybody drawn is counted in the group they were drawn for, reached or not (intention to treat).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, null, or_, select

from casework.books import Books
from casework.clock import VIETNAM, local
from casework.db.bulk import in_pieces
from casework.decisions import PartyRole
from casework.reception_kinds import TOOK_PLACE
from casework.tables.agreements import agreement
from casework.tables.decisions import decision_party, payment
from casework.tables.receptions import booking, reception_slot
from scheduler.experiments.facts import Outcome

_DAY = timedelta(days=1)


def first_days(books: Books, outcome: Outcome, parties: Collection[int], first: date, before: date) -> dict[int, date]:
    """The first day, from ``first`` to the day before ``before``, on which each of the parties did it; others are missing."""
    found: dict[int, date] = {}
    for piece in in_pieces(sorted(parties)):
        for party_id, day, instant in books.conn.execute(_ASKED[outcome](piece, first, before)):
            on = local(instant).date() if day is None else day
            found[party_id] = min(found.get(party_id, on), on)
    return found


def _paid(parties: Any, first: date, before: date) -> Select[Any]:
    """A payment whose day a list did not name counts on the day it was entered; money paid for another debtor is not theirs."""
    mine = or_(payment.c.payer_id.is_(None), payment.c.payer_id == decision_party.c.party_id)
    dated = payment.c.paid_on.between(first, before - _DAY)
    undated = payment.c.paid_on.is_(None) & payment.c.slip_on.is_(None) & _between(payment.c.entered_at, first, before)
    at_prison = payment.c.paid_on.is_(None) & payment.c.slip_on.between(first, before - _DAY)
    return (
        select(decision_party.c.party_id, func.coalesce(payment.c.paid_on, payment.c.slip_on), payment.c.entered_at)
        .join_from(decision_party, payment, payment.c.decision_id == decision_party.c.decision_id)
        .where(
            decision_party.c.party_id.in_(parties),
            decision_party.c.role == PartyRole.DEBTOR.value,
            payment.c.reversed_at.is_(None),
            mine,
            or_(dated, undated, at_prison),
        )
    )


def _appeared(parties: Any, first: date, before: date) -> Select[Any]:
    return (
        select(booking.c.party_id, null(), reception_slot.c.starts_at)
        .join_from(booking, reception_slot, reception_slot.c.id == booking.c.slot_id)
        .where(
            booking.c.party_id.in_(parties),
            booking.c.state.in_([one.value for one in TOOK_PLACE]),
            _between(reception_slot.c.starts_at, first, before),
        )
    )


def _agreed(parties: Any, first: date, before: date) -> Select[Any]:
    return (
        select(decision_party.c.party_id, agreement.c.signed_on, agreement.c.entered_at)
        .join_from(decision_party, agreement, agreement.c.decision_id == decision_party.c.decision_id)
        .where(
            decision_party.c.party_id.in_(parties),
            decision_party.c.role == PartyRole.DEBTOR.value,
            agreement.c.signed_on.between(first, before - _DAY),
        )
    )


def _between(instant: Any, first: date, before: date) -> Any:
    return (instant >= datetime.combine(first, time(), VIETNAM)) & (instant < datetime.combine(before, time(), VIETNAM))


_ASKED = {Outcome.PAYMENT: _paid, Outcome.APPEARANCE: _appeared, Outcome.AGREEMENT: _agreed}
