"""Which sum is to be paid next under a decision that is paid in parts, and by which day?

Either the parties agreed on instalments (L25 Đ.36.2), or the decision's own lines fall due one part after another, such as
alimony month by month. Where there is an agreement, it goes before the parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from casework.agreements import Agreement, live_agreement
from casework.books import Books
from casework.clock import today
from casework.decision_states import LIVE
from casework.due_parts import parts_left
from casework.obligations import DecisionView, LineView


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """``amount`` đồng by the end of ``due_on`` (None: at once), of which ``left`` are not paid. ``line``: its place in the
    decision's lines; None for an instalment of the agreement."""

    due_on: date | None
    amount: int
    left: int
    line: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What is to be paid when, in đồng.

    ``signed_on``: the day of the agreement, None where the decision itself sets the days. ``due``: not paid although its
    day has come: instalments before today, parts up to the end of today. ``next_amount`` falls due after that, on
    ``next_on``. ``past``: whether any day has come at all. An agreement about other things has no ``steps``.
    """

    signed_on: date | None
    due: int
    next_on: date | None
    next_amount: int
    past: bool
    steps: tuple[Step, ...]

    def proposed(self, left: int) -> int:
        """What to pay now, never more than what is ``left``: what is due, else what comes next; 0 where neither is."""
        return min(left, self.due or self.next_amount)


def plan_of(books: Books, view: DecisionView) -> Plan | None:
    """The plan of a living decision under which something is left to pay; None where all of it is due at once."""
    if view.left <= 0 or view.status not in LIVE:
        return None
    day = today(books.clock)
    agreed = live_agreement(books, view.id)
    if agreed is not None:
        return _agreed(agreed, day)
    return _in_parts(view, day) if any(line.parts for line in view.lines) else None


def next_part(lines: Iterable[LineView], day: date) -> tuple[date, int] | None:
    """(day, đồng) of what these lines ask for next after ``day``; what was paid ahead is taken off. None: nothing more."""
    shown = list(lines)
    for later in sorted({part.due_on for line in shown for part in line.parts if part.due_on > day}):
        amount = sum(max(0, line.due_by(later) - max(line.paid, line.due_by(day))) for line in shown)
        if amount:
            return later, amount
    return None


def due_now(line: LineView, day: date) -> int:
    """What of the line has fallen due by the end of ``day`` and is not paid, in đồng."""
    return line.overdue_by(day)


def _agreed(agreed: Agreement, day: date) -> Plan:
    coming = next((one for one in agreed.stands if one.left and one.due_on >= day), None)
    return Plan(
        signed_on=agreed.facts.signed_on,
        due=agreed.overdue(day),
        next_on=None if coming is None else coming.due_on,
        next_amount=0 if coming is None else coming.left,
        past=any(one.due_on < day for one in agreed.stands),
        steps=tuple(Step(due_on=one.due_on, amount=one.amount, left=one.left) for one in agreed.stands),
    )


def _in_parts(view: DecisionView, day: date) -> Plan:
    coming = next_part(view.lines, day)
    return Plan(
        signed_on=None,
        due=sum(due_now(line, day) for line in view.lines),
        next_on=None if coming is None else coming[0],
        next_amount=0 if coming is None else coming[1],
        past=any(line.due_by(day) for line in view.lines),
        steps=tuple(step for place, line in enumerate(view.lines, 1) if line.parts for step in _steps(line, place)),
    )


def _steps(line: LineView, place: int) -> list[Step]:
    """The line's parts in their order, with what is left of each."""
    return [
        Step(due_on=due_on, amount=amount, left=left, line=place)
        for due_on, amount, left in parts_left(line.amount - line.waived, line.paid, line.parts)
    ]
