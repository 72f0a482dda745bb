"""Of many decisions at once: on which days do parts of them fall due, and which parts are still to be paid?

The agreement in force goes before the days that the decision's own lines name, as everywhere. A handful of statements,
however many decisions; what has been paid counts by the same rules as for one (``casework.agreements``, ``due_parts``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import BigInteger, bindparam, cast, func, select

from casework.agreement_plan import Instalment, standing
from casework.agreements import AgreementState, paid_since
from casework.books import Books
from casework.due_parts import DuePart, parts_left
from casework.payment_facts import payments_of_many
from casework.payment_order import BY_THE_AGENCY
from casework.tables.agreements import agreement, instalment
from casework.tables.decisions import allocation, due_part, obligation


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A part due by the end of ``due_on``, of which ``left`` đồng are not paid (0: all is).

    ``of_id``: the agreement, or the line. ``debtor_id``: whose part alone it is; None: of all debtors.
    """

    decision_id: int
    of_id: int
    debtor_id: int | None
    due_on: date
    left: int


def parts_of_many(books: Books, decision_ids: Collection[int]) -> dict[int, list[Part]]:
    """By decision, in the order of their days; a decision all of which is due at once is missing."""
    asked = {"decisions": sorted(decision_ids)}
    agreed = books.conn.execute(_AGREED, asked).all()
    found = {decision_id: list(parts) for decision_id, parts in _by_agreement(books, agreed)}
    settled = {row.decision_id for row in agreed}  # one about other things has no instalments, and still goes before
    lines = [row for row in books.conn.execute(_LINES, asked) if row.decision_id not in settled]
    for (decision_id, _), rows in groupby(lines, key=lambda row: (row.decision_id, row.id)):
        found.setdefault(decision_id, []).extend(_of_line(list(rows)))
    return {
        decision_id: sorted(parts, key=lambda part: (part.due_on, part.of_id)) for decision_id, parts in found.items()
    }


def _by_agreement(books: Books, rows: Collection[Any]) -> Iterator[tuple[int, list[Part]]]:
    in_parts = [row for row in rows if row.due_on is not None]
    payments = payments_of_many(books, {row.decision_id for row in in_parts})
    for decision_id, instalments in groupby(in_parts, key=lambda row: row.decision_id):
        listed = list(instalments)
        first = listed[0]
        paid = paid_since(payments.get(decision_id, ()), first.signed_on, first.id)
        stands = standing((Instalment(due_on=row.due_on, amount=row.amount) for row in listed), paid)
        yield (
            decision_id,
            [
                Part(decision_id=decision_id, of_id=first.id, debtor_id=None, due_on=one.due_on, left=one.left)
                for one in stands
            ],
        )


def _of_line(rows: list[Any]) -> list[Part]:
    line = rows[0]
    parts = [DuePart(due_on=row.due_on, amount=row.part) for row in rows]
    return [
        Part(decision_id=line.decision_id, of_id=line.id, debtor_id=line.debtor_id, due_on=due_on, left=left)
        for due_on, _, left in parts_left(line.amount - line.waived, line.paid, parts)
        if due_on is not None
    ]


_AGREED = (
    select(agreement.c.id, agreement.c.decision_id, agreement.c.signed_on, instalment.c.due_on, instalment.c.amount)
    .select_from(agreement.outerjoin(instalment, instalment.c.agreement_id == agreement.c.id))
    .where(
        agreement.c.decision_id.in_(bindparam("decisions", expanding=True)),
        agreement.c.state == AgreementState.LIVE.value,
    )
    .order_by(agreement.c.decision_id, instalment.c.due_on)
)
_PAID = select(func.coalesce(func.sum(allocation.c.amount), 0)).where(allocation.c.obligation_id == obligation.c.id)
_LINES = (
    select(
        obligation.c.id,
        obligation.c.decision_id,
        obligation.c.amount,
        obligation.c.waived,
        obligation.c.debtor_id,
        cast(_PAID.scalar_subquery(), BigInteger).label("paid"),
        due_part.c.due_on,
        due_part.c.amount.label("part"),
    )
    .join(due_part, due_part.c.obligation_id == obligation.c.id)
    .where(
        obligation.c.decision_id.in_(bindparam("decisions", expanding=True)),
        obligation.c.kind.not_in([kind.value for kind in sorted(BY_THE_AGENCY)]),
    )
    .order_by(obligation.c.decision_id, obligation.c.id, due_part.c.due_on)
)
