"""What does the judgment say about late interest: at which rate, from which day, does the rate change?

ND152 Đ.29: only where the judgment orders it, at its rate, from its day; from the day of the enforcement request where it
names none. What was said before stays in the decision's events.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import bindparam, delete, insert, select, update

from casework.books import Books
from casework.clock import today
from casework.decision_events import EventKind, record_event
from casework.decision_lock import hold_decision
from casework.decisions import DecisionUnknown
from casework.interest import RateFrom
from casework.tables.decisions import decision, interest_rate

HIGHEST_RATE = 100
SMALLEST_STEP = Decimal("0.001")  # as the column holds it


class TermsRefused(Exception):
    """The terms cannot be written like this; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class InterestTerms:
    """``rate`` percent a year, None where the judgment orders no interest; ``later``: rates that follow it.

    ``since``: the day the judgment names; ``requested_on``: the day of the enforcement request.
    """

    rate: Decimal | None
    since: date | None = None
    requested_on: date | None = None
    later: tuple[RateFrom, ...] = ()

    def words(self) -> str:
        """In one line, for the decision's events."""
        if self.rate is None:
            return "không có lãi chậm thi hành án"
        since = f" từ {self.since:%d/%m/%Y}" if self.since else ""
        requested = f", ngày yêu cầu {self.requested_on:%d/%m/%Y}" if self.requested_on else ""
        later = "".join(f", {_percent(one.percent)} từ {one.since:%d/%m/%Y}" for one in self.later)
        return f"{_percent(self.rate)} một năm{since}{later}{requested}"


def terms_of(books: Books, decision_id: int) -> InterestTerms:
    """What the books hold. Raises ``DecisionUnknown``."""
    row = books.conn.execute(_TERMS, {"decision": decision_id}).one_or_none()
    if row is None:
        raise DecisionUnknown
    later = books.conn.execute(_LATER, {"decision": decision_id})
    return InterestTerms(
        rate=row.late_interest_rate,
        since=row.late_interest_from,
        requested_on=row.requested_on,
        later=tuple(RateFrom(since=since, percent=percent) for since, percent in later),
    )


def set_terms(books: Books, decision_id: int, terms: InterestTerms, *, entered_by: int | None = None) -> None:
    """Write what the judgment says; the same again changes nothing. Raises ``TermsRefused`` or ``DecisionUnknown``."""
    terms = replace(terms, later=tuple(sorted(terms.later, key=lambda one: one.since)))
    _refuse_impossible(terms)
    hold_decision(books, decision_id)
    before = terms_of(books, decision_id)
    if before == terms:
        return
    values = {
        "late_interest_rate": terms.rate,
        "late_interest_from": terms.since,
        "requested_on": terms.requested_on,
        "changed_at": books.clock.now(),
    }
    books.conn.execute(update(decision).where(decision.c.id == decision_id).values(**values))
    books.conn.execute(delete(interest_rate).where(interest_rate.c.decision_id == decision_id))
    rows = [{"decision_id": decision_id, "from_on": one.since, "rate": one.percent} for one in terms.later]
    if rows:
        books.conn.execute(insert(interest_rate), rows)
    told = f"Lãi chậm thi hành án: {terms.words()}. Trước đó: {before.words()}."
    record_event(books, decision_id, EventKind.CORRECTED, today(books.clock), ground=told, entered_by=entered_by)
    books.ring("facts")


def _refuse_impossible(terms: InterestTerms) -> None:
    rates = [terms.rate, *(one.percent for one in terms.later)]
    if terms.rate is None and (terms.since or terms.later):
        raise TermsRefused("Bản án không tuyên lãi thì không có ngày tính lãi và mức lãi. Hãy ghi mức lãi trước.")
    if any(one is not None and (not 0 < one <= HIGHEST_RATE or one % SMALLEST_STEP) for one in rates):
        raise TermsRefused("Mức lãi phải lớn hơn 0, không quá 100% một năm, tối đa ba chữ số lẻ. Hãy xem lại bản án.")
    days = [one.since for one in terms.later]
    start = terms.since or terms.requested_on
    if len(set(days)) < len(days) or (start is not None and any(day <= start for day in days)):
        raise TermsRefused("Các mức sau phải bắt đầu sau ngày tính lãi, mỗi ngày một mức. Hãy xem lại các ngày.")


def _percent(rate: Decimal) -> str:
    plain = f"{rate:f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain).replace(".", ",") + "%"


_TERMS = select(decision.c.late_interest_rate, decision.c.late_interest_from, decision.c.requested_on).where(
    decision.c.id == bindparam("decision")
)
_LATER = (
    select(interest_rate.c.from_on, interest_rate.c.rate)
    .where(interest_rate.c.decision_id == bindparam("decision"))
    .order_by(interest_rate.c.from_on)
)
