"""Which coercions do the books hold, which are still to come, and how many were avoided?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from casework.books import Books
from casework.tables.agreements import coercion
from casework.tables.decisions import decision as decisions


class Measure(StrEnum):
    """The measures of coercion, in the order of L25 Đ.71. Stored by value."""

    MONEY = "money"  # 1: khấu trừ tiền trong tài khoản, thu tiền, xử lý giấy tờ có giá
    INCOME = "income"  # 2: trừ vào thu nhập
    USE_OF_ASSETS = "use_of_assets"  # 3: khai thác tài sản
    SEIZURE = "seizure"  # 4: kê biên, xử lý tài sản
    HANDOVER = "handover"  # 5: giao tài sản, vật, giấy tờ
    ACT = "act"  # 6: buộc thực hiện hoặc không được thực hiện công việc nhất định


@dataclass(frozen=True, kw_only=True, slots=True)
class Coercion:
    """A coercion as the books have it; open until it is carried out or avoided."""

    id: int
    decision_id: int
    measure: Measure
    decided_on: date
    document: str
    with_forces: bool
    planned_on: date | None
    carried_out_on: date | None
    avoided_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether it has neither been carried out nor been avoided."""
        return self.carried_out_on is None and self.avoided_on is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """Coercions of a period of days, each counted by the day on which that happened."""

    decided: int
    with_forces: int  # of those decided
    carried_out: int
    avoided: int


def find(books: Books, coercion_id: int) -> Coercion | None:
    """One coercion; None if there is none of this id."""
    row = books.conn.execute(_BY_ID, {"id": coercion_id}).one_or_none()
    return None if row is None else _coercion(row)


def of_decision(books: Books, decision_id: int) -> list[Coercion]:
    """The coercions under a decision, oldest first."""
    return [_coercion(row) for row in books.conn.execute(_OF_DECISION, {"decision": decision_id})]


def open_ones(books: Books) -> list[Coercion]:
    """Those neither carried out nor avoided: the ones with a day first, by day, then the others by age."""
    rows = books.conn.execute(_OPEN)
    return sorted(
        map(_coercion, rows), key=lambda one: (one.planned_on is None, one.planned_on or one.decided_on, one.id)
    )


def counts(
    books: Books, start: date, until: date, *, office_id: int | None = None, officer_id: int | None = None
) -> Counts:
    """What was decided, carried out and avoided from ``start`` up to and with ``until``, of one office or officer if given."""
    columns = coercion.c

    def number(column: Any, *also: Any) -> int:
        asked = select(func.count()).select_from(coercion.join(decisions, decisions.c.id == columns.decision_id))
        asked = asked.where(column.between(start, until), *also)
        if office_id is not None:
            asked = asked.where(decisions.c.office_id == office_id)
        if officer_id is not None:
            asked = asked.where(decisions.c.officer_id == officer_id)
        return int(books.conn.execute(asked).scalar_one())

    return Counts(
        decided=number(columns.decided_on),
        with_forces=number(columns.decided_on, columns.with_forces),
        carried_out=number(columns.carried_out_on),
        avoided=number(columns.avoided_on),
    )


_BY_ID = select(coercion).where(coercion.c.id == bindparam("id"))
_OF_DECISION = (
    select(coercion)
    .where(coercion.c.decision_id == bindparam("decision"))
    .order_by(coercion.c.decided_on, coercion.c.id)
)
_OPEN = select(coercion).where(coercion.c.carried_out_on.is_(None), coercion.c.avoided_on.is_(None))
_COLUMNS = (
    "id", "decision_id", "decided_on", "document", "with_forces", "planned_on", "carried_out_on", "avoided_on",
)  # fmt: skip


def _coercion(row: Row[Any]) -> Coercion:
    return Coercion(measure=Measure(row.measure), **{name: getattr(row, name) for name in _COLUMNS})
