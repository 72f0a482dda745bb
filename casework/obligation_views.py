"""How does a decision look to whoever may see it: which lines, with which sums?

Sums are never stored beside their lines; they are added up from the lines that are shown, so they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from casework.decisions import PartyRole, ReviewResult, Status
from casework.due_parts import DuePart, due_by
from casework.payment_order import Kind, Rank


@dataclass(frozen=True, kw_only=True, slots=True)
class LineView:
    """One line of what is owed, as the decision words it. Sums in đồng.

    ``debtor_id``: the only debtor whose line it is, None: all debtors, jointly and severally. ``creditor_id``: to whom it
    goes, None: the State or all creditors. ``paid_out``: how much of what came in has been handed on (of a line that the
    agency gives back, ``paid`` is the same). ``waiting``: how much of ``paid`` lies at a prison and is on its way.
    """

    id: int
    kind: Kind
    rank: Rank
    content: str = field(repr=False)
    amount: int
    paid: int
    waived: int = 0
    debtor_id: int | None = None
    creditor_id: int | None = None
    paid_out: int = 0
    waiting: int = 0
    parts: tuple[DuePart, ...] = ()

    @property
    def left(self) -> int:
        """What is still to be paid of this line."""
        return self.amount - self.paid - self.waived

    def due_by(self, day: date) -> int:
        """What of this line has fallen due by the end of ``day``; all of it unless it falls due in parts."""
        return due_by(self.amount - self.waived, self.parts, day)

    def overdue_by(self, day: date) -> int:
        """What had fallen due by the end of ``day`` and is not paid."""
        return max(0, self.due_by(day) - self.paid)


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedParty:
    """A debtor or creditor whom the decision names to all its parties."""

    id: int
    role: PartyRole
    name: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionView:
    """One decision as one of its parties may see it (``role`` and ``others`` from that party's side).

    ``office_*`` is the regional office, or the agency itself where there is none. ``late_interest_rate`` is percent a
    year, None where the judgment orders none. Lines stand in the order of payment, ``others`` debtors first.
    ``refunds``: what the agency itself gives back to a person; in no sum, for nobody owes it. ``to_give_back``: đồng that
    came in over what was due and have not been given back yet.
    """

    id: int
    number: str
    issued_on: date
    status: Status
    review_result: ReviewResult | None
    served_on: date | None
    late_interest_rate: Decimal | None
    role: PartyRole | None  # None: seen by the agency's staff
    judgment_number: str
    judgment_court: str
    judgment_dated: date | None
    office_name: str
    office_phone: str
    office_address: str
    officer_name: str | None
    officer_title: str | None
    officer_phone: str | None
    lines: tuple[LineView, ...]
    others: tuple[NamedParty, ...]
    refunds: tuple[LineView, ...] = ()
    to_give_back: int = 0

    @property
    def total(self) -> int:
        """What the decision asks for, in đồng."""
        return sum(line.amount for line in self.lines)

    @property
    def paid(self) -> int:
        """What has been paid, in đồng."""
        return sum(line.paid for line in self.lines)

    @property
    def waived(self) -> int:
        """What the court has waived, in đồng."""
        return sum(line.waived for line in self.lines)

    @property
    def left(self) -> int:
        """What is still to be paid, in đồng."""
        return sum(line.left for line in self.lines)

    @property
    def waiting(self) -> int:
        """How much of what has been paid lies at a prison and is on its way to the agency, in đồng."""
        return sum(line.waiting for line in self.lines)

    @property
    def paid_out(self) -> int:
        """How much of what came in has been handed on, in đồng."""
        return sum(line.paid_out for line in self.lines)

    def due_by(self, day: date) -> int:
        """What has fallen due by the end of ``day``, in đồng."""
        return sum(line.due_by(day) for line in self.lines)
