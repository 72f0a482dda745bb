"""Which lines of the books may be waived or reduced (L25 Đ.42), so that the agency can file for them (Đ.43)?

Counted from the decision's own day, unless an older first decision is named (Đ.42.5): an older one can only make it sooner.
"No means" (Đ.42.1.a) is what the decision's status says; where everything else is met, what is missing is the verification.
Each line is screened by what is left of it alone, without late interest (Đ.42.4). Hardship (Đ.42.3) is not in the books.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import BigInteger, bindparam, cast, func, select

from casework.books import Books
from casework.decision_states import Status
from casework.exemption_files import last_granted_on
from casework.exemptions import GROUNDS, Asked, Lacking, Measure, Screened, screen
from casework.payment_order import FOR_THE_STATE, Kind
from casework.tables.agreements import exemption
from casework.tables.decisions import allocation, decision, obligation

OPEN = (Status.ENFORCING, Status.NO_MEANS, Status.DEFERRED)
SOONEST = min(ground.after_years for ground in GROUNDS)


@dataclass(frozen=True, kw_only=True, slots=True)
class ScreenedLine:
    """One line for the State with what may be asked for. Sums in đồng."""

    decision_id: int
    number: str
    issued_on: date
    line_id: int
    kind: Kind
    remaining: int
    screened: Screened

    @property
    def to_verify(self) -> bool:
        """Whether nothing is missing but that the debtor has no means."""
        return {lack.what for lack in self.screened.missing} == {Lacking.NO_MEANS}

    @property
    def may_qualify(self) -> bool:
        """Whether it is worth a file: something may be asked for, now or once the debtor's means are verified."""
        return self.screened.measure is not Measure.NONE or self.to_verify


def screen_decision(
    books: Books, decision_id: int, as_of: date, *, first_decision_on: date | None = None
) -> list[ScreenedLine]:
    """Every line for the State under one decision, as it stands on ``as_of``; empty for an unknown one."""
    last = last_granted_on(books, decision_id)
    rows = books.conn.execute(_OF_ONE, {"decision": decision_id})
    return [_screened(tuple(row), as_of, first_decision_on, last) for row in rows]


def screen_all(
    books: Books, as_of: date, *, office_id: int | None = None, officer_id: int | None = None
) -> Iterator[ScreenedLine]:
    """Lines worth a file under all decisions that are open and old enough, oldest first."""
    asked = _OF_MANY
    if office_id is not None:
        asked = asked.where(decision.c.office_id == office_id)
    if officer_id is not None:
        asked = asked.where(decision.c.officer_id == officer_id)
    before = date(as_of.year - SOONEST, as_of.month, 1) + timedelta(days=31)  # a little too many, then screened
    granted = set(books.conn.execute(_JUDGMENTS_WITH_GRANTS).scalars())  # few: the others need not be asked one by one
    for row in books.conn.execute(asked, {"before": before}).all():
        last = last_granted_on(books, row.id) if row.judgment_id in granted else None
        line = _screened(tuple(row), as_of, None, last)
        if line.may_qualify:
            yield line


def _screened(
    row: tuple[int, int, str, date, str, int, str, int], as_of: date, first: date | None, last_granted: date | None
) -> ScreenedLine:
    decision_id, _, number, issued_on, status, line_id, kind, remaining = row
    found = screen(
        Asked(
            first_decision_on=first or issued_on,
            as_of=as_of,
            remaining=remaining,
            no_means=status == Status.NO_MEANS,
            last_granted_on=last_granted,
        )
    )
    return ScreenedLine(
        decision_id=decision_id,
        number=number,
        issued_on=issued_on,
        line_id=line_id,
        kind=Kind(kind),
        remaining=remaining,
        screened=found,
    )


_PAID = cast(
    select(func.coalesce(func.sum(allocation.c.amount), 0))
    .where(allocation.c.obligation_id == obligation.c.id)
    .scalar_subquery(),
    BigInteger,
)
_LEFT = obligation.c.amount - obligation.c.waived - _PAID
_LINES = (
    select(
        decision.c.id,
        decision.c.judgment_id,
        decision.c.number,
        decision.c.issued_on,
        decision.c.status,
        obligation.c.id,
        obligation.c.kind,
        _LEFT,
    )
    .join_from(obligation, decision, decision.c.id == obligation.c.decision_id)
    .where(obligation.c.kind.in_(sorted(FOR_THE_STATE)), obligation.c.creditor_id.is_(None))
    .order_by(decision.c.issued_on, decision.c.id, obligation.c.id)
)
_JUDGMENTS_WITH_GRANTS = (
    select(decision.c.judgment_id)
    .distinct()
    .join_from(exemption, obligation, obligation.c.id == exemption.c.obligation_id)
    .join(decision, decision.c.id == obligation.c.decision_id)
    .where(exemption.c.granted > 0)
)
_OF_ONE = _LINES.where(decision.c.id == bindparam("decision"))
_OF_MANY = _LINES.where(decision.c.status.in_(sorted(OPEN)), decision.c.issued_on <= bindparam("before"), _LEFT > 0)
