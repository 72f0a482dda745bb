"""How much late interest would a decision's debtors owe by a day, from what the books hold?

The books know the rates that the judgment orders, the principal, the payments, and the days on which no interest runs. It
starts on the judgment's day or, if the judgment names none, on that of the enforcement request (ND152 Đ.29.2); lists that
offices send name neither, so what is missing is said, and who asks may give a day to assume instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, select

from casework.books import Books
from casework.citations import CIVIL_CODE, ENFORCEMENT_LAW, OLD_ENFORCEMENT_LAW, Citation
from casework.course import course_of
from casework.course_state import law_of
from casework.decision_events import interest_pauses
from casework.interest import DayCount, Interest, Pause, RateFrom, late_interest
from casework.interest_principal import principal_of
from casework.tables.agency import agency
from casework.tables.agreements import agreement
from casework.tables.decisions import decision, interest_rate


class StartsFrom(StrEnum):
    """Which day interest was counted from (ND152 Đ.29.2)."""

    JUDGMENT = "judgment"
    REQUEST = "request"
    ASSUMED = "assumed"  # the books know neither; whoever asked gave a day


class Missing(StrEnum):
    """Why there is no estimate."""

    DECISION = "decision"  # no such decision
    ORDER = "order"  # the judgment orders no late interest (ND152 Đ.29.1)
    START = "start"  # neither the judgment's day nor that of the request is in the books
    FIRST_RATE = "first_rate"  # rates are known from a later day only


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionInterest:
    """The estimate from ``start`` up to, not with, the day asked for, and why from there.

    ``undated``: đồng paid on a day that the books do not know. They count as paid before the first day, so with them the
    estimate is a least sum. ``citations``: by the law that governs the decision; none of the new one for what was closed
    before it (106/2025/QH15 Đ.116.1), nor where the books do not know whether it was.
    """

    estimate: Interest
    start: date
    starts_from: StartsFrom
    undated: int
    citations: tuple[Citation, ...]


def interest_of_decision(
    books: Books, decision_id: int, until: date, *, assumed_start: date | None = None
) -> DecisionInterest | Missing:
    """Late interest up to, not with, ``until`` (no lines if it has not begun by then), or what is missing for it.

    It runs on what is owed to persons; on money for the State only if the decision asks for nothing else, since then the
    judgment can have meant nothing else. What the court has waived bears none from the start (L25 Đ.42.4).
    """
    head = books.conn.execute(_HEAD, {"decision": decision_id}).one_or_none()
    if head is None:
        return Missing.DECISION
    rates = [RateFrom(since=since, percent=rate) for since, rate in books.conn.execute(_RATES, {"decision": head.id})]
    if head.late_interest_rate is None and not rates:
        return Missing.ORDER
    found = _start(head, assumed_start)
    if found is None:
        return Missing.START
    start, starts_from = found
    rates = _from_the_start(rates, head.late_interest_rate, start)
    if rates[0].since > start:
        return Missing.FIRST_RATE
    return _estimated(books, head, rates, start, max(start, until), starts_from)


def _start(head: Row[*tuple[Any, ...]], assumed: date | None) -> tuple[date, StartsFrom] | None:
    """The judgment's day, else the request's (ND152 Đ.29.2), else the assumed one."""
    known = (
        (head.late_interest_from, StartsFrom.JUDGMENT),
        (head.requested_on, StartsFrom.REQUEST),
        (assumed, StartsFrom.ASSUMED),
    )
    return next(((day, why) for day, why in known if day is not None), None)


def _from_the_start(rates: Sequence[RateFrom], ordered: Decimal | None, start: date) -> list[RateFrom]:
    """The decision's own rate holds until the first of the later ones begins."""
    if ordered is None or (rates and rates[0].since <= start):
        return list(rates)
    return [RateFrom(since=start, percent=ordered), *rates]


def _estimated(
    books: Books, head: Row[*tuple[Any, ...]], rates: list[RateFrom], start: date, until: date, starts_from: StartsFrom
) -> DecisionInterest:
    owed = principal_of(books, head.id, start)
    estimate = late_interest(
        owed.at_start,
        rates,
        start,
        until,
        payments=owed.payments,
        pauses=_pauses(books, head.id),
        later=owed.later,
        day_count=DayCount(head.day_count),
    )
    return DecisionInterest(
        estimate=estimate,
        start=start,
        starts_from=starts_from,
        undated=owed.undated,
        citations=_citations(estimate, law_of(course_of(books, head.id), head.issued_on)),
    )


def _citations(estimate: Interest, law: str | None) -> tuple[Citation, ...]:
    if law == ENFORCEMENT_LAW:
        return estimate.citations
    of_no_enforcement_law = tuple(one for one in estimate.citations if one.law == CIVIL_CODE)
    old = (Citation(law=OLD_ENFORCEMENT_LAW),) if law == OLD_ENFORCEMENT_LAW else ()
    return (*old, *of_no_enforcement_law)


def _pauses(books: Books, decision_id: int) -> list[Pause]:
    """Deferrals and suspensions in which the officer said that none runs (L25 Đ.46, 47), and agreements that stop it.

    In an agreed deferral none runs unless the parties agreed otherwise (L25 Đ.46.1.c); what was agreed stays agreed for
    the days it was in force, also when it was broken later.
    """
    said = [Pause(start=first, until=end) for first, end in interest_pauses(books, decision_id)]
    agreed = books.conn.execute(_AGREED, {"decision": decision_id})
    return said + [Pause(start=first, until=end) for first, end in agreed if end is None or first < end]


_HEAD = (
    select(
        decision.c.id,
        decision.c.late_interest_rate,
        decision.c.late_interest_from,
        decision.c.requested_on,
        decision.c.issued_on,
        agency.c.day_count,
    )
    .join(agency, agency.c.id == decision.c.agency_id)
    .where(decision.c.id == bindparam("decision"))
)
_RATES = (
    select(interest_rate.c.from_on, interest_rate.c.rate)
    .where(interest_rate.c.decision_id == bindparam("decision"))
    .order_by(interest_rate.c.from_on)
)
_AGREED = select(agreement.c.signed_on, agreement.c.ended_on).where(
    agreement.c.decision_id == bindparam("decision"), agreement.c.interest_stops
)
