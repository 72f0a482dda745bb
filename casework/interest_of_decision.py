"""How much late interest would a decision's debtor owe by a day, from what the books hold?

The books know the rate that the judgment orders, the principal, the payments and the days on which the officer said that no
interest runs. The day it starts (the judgment's, or that of the enforcement request: ND152 Đ.29.2) is not in the lists that
offices send, so whoever asks gives it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.books import Books
from casework.decision_events import interest_pauses
from casework.interest import DayCount, Interest, Paid, Pause, late_interest
from casework.obligations import FOR_THE_STATE, Kind, LineView, of_decision
from casework.payments import paid_towards


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionInterest:
    """The estimate, and ``undated``: đồng paid on a day that the books do not know.

    What is undated counts as paid before the first day, so with it the estimate is a least sum.
    """

    estimate: Interest
    undated: int


def interest_of_decision(
    books: Books, decision_id: int, start: date, until: date, *, day_count: DayCount = DayCount.ACTUAL_365
) -> DecisionInterest | None:
    """Late interest from ``start`` up to, not with, ``until``; None where the judgment orders none (or no such decision).

    It runs on what is owed to persons; on money for the State only if the decision asks for nothing else, since then the
    judgment can have meant nothing else.
    """
    view = of_decision(books, decision_id)
    if view is None or view.late_interest_rate is None:
        return None
    lines = _bearing(view.lines)
    paid = paid_towards(books, [line.id for line in lines])
    estimate = late_interest(
        sum(line.amount for line in lines),
        view.late_interest_rate,
        start,
        until,
        payments=[Paid(on=day or start, amount=amount) for day, amount in paid],
        pauses=[Pause(start=first, until=end) for first, end in interest_pauses(books, decision_id)],
        day_count=day_count,
    )
    return DecisionInterest(estimate=estimate, undated=sum(amount for day, amount in paid if day is None))


def _bearing(lines: tuple[LineView, ...]) -> list[LineView]:
    principal = [line for line in lines if line.kind is not Kind.LATE_INTEREST]
    return [line for line in principal if line.kind not in FOR_THE_STATE] or principal
