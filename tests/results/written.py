"""Books in bulk: thousands of decisions that ended, were paid, or go on, in one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert

from casework.books import Books
from casework.db.bulk import insert_rows
from casework.db.ids import new_id, new_ids
from casework.decision_states import ReviewResult, Status
from casework.payment_order import Kind, rank_of
from casework.tables.agreements import coercion
from casework.tables.decisions import allocation, decision, decision_event, judgment, obligation, payment

SEALED = b"not opened by any report"


@dataclass(frozen=True, kw_only=True)
class Lot:
    """``many`` decisions alike, asking for ``asked`` đồng together, of which ``paid`` came in on ``paid_on``.

    With ``status`` they took that status on the day ``on``; without ``on`` they came in with it, as from a list.
    """

    many: int
    issued_on: date
    asked: int = 0
    paid: int = 0
    paid_on: date | None = None
    status: Status = Status.ENFORCING
    on: date | None = None
    office: int | None = None
    officer: int | None = None
    commune: int | None = None
    origin: str | None = None
    review: ReviewResult | None = None
    judgment: str = "48/2026/DS-ST"
    kind: Kind = Kind.DEBT


def spread(total: int, many: int) -> list[int]:
    """``total`` in ``many`` parts that differ by 1 at most."""
    each, over = divmod(total, many)
    return [each + (place < over) for place in range(many)]


def write(books: Books, agency: int, *lots: Lot) -> list[list[int]]:
    """Enter the lots; the ids of the decisions of each."""
    return [_write(books, agency, lot) for lot in lots]


def _write(books: Books, agency: int, lot: Lot) -> list[int]:
    ids = new_ids(lot.many)
    at = books.clock.now()
    judged = new_id()
    number = f"{judged} {lot.judgment}"
    books.conn.execute(insert(judgment).values(id=judged, agency_id=agency, number=number, court=""))
    columns = (
        *("id", "agency_id", "judgment_id", "office_id", "officer_id", "commune_id", "number", "issued_on", "status"),
        *("review_result", "origin", "changed_at"),
    )
    same = (lot.issued_on, lot.status.value, lot.review.value if lot.review else None, lot.origin, at)
    rows = [(one, agency, judged, lot.office, lot.officer, lot.commune, f"{one}/QĐ", *same) for one in ids]
    insert_rows(books.conn, decision, columns, rows)
    _write_events(books, lot, ids)
    _write_money(books, lot, ids)
    return ids


def _write_events(books: Books, lot: Lot, ids: Sequence[int]) -> None:
    at = books.clock.now()
    rows = [(new_id(), one, "entered", lot.issued_on, at) for one in ids]
    if lot.on is not None:
        rows += [(new_id(), one, f"status.{lot.status.value}", lot.on, at) for one in ids]
    insert_rows(books.conn, decision_event, ("id", "decision_id", "kind", "happened_on", "entered_at"), rows)


def _write_money(books: Books, lot: Lot, ids: Sequence[int]) -> None:
    asked = zip(ids, new_ids(lot.many), spread(lot.asked, lot.many), spread(lot.paid, lot.many), strict=True)
    lines, payments, shares = [], [], []
    at, rank = books.clock.now(), rank_of(lot.kind).value
    for one, line, amount, paid in asked:
        lines.append((line, one, lot.kind.value, SEALED, amount, rank))
        if paid:
            payments.append((new_id(), one, paid, lot.paid_on, "office" if lot.paid_on else "opening", at))
            shares.append((payments[-1][0], line, paid))
    insert_rows(books.conn, obligation, ("id", "decision_id", "kind", "content_sealed", "amount", "rank"), lines)
    columns = ("id", "decision_id", "amount", "paid_on", "source", "entered_at")
    insert_rows(books.conn, payment, columns, payments)
    insert_rows(books.conn, allocation, ("payment_id", "obligation_id", "amount"), shares)


def coerce(
    books: Books,
    decisions: Sequence[int],
    *,
    decided_on: date,
    carried_out_on: date | None = None,
    avoided_on: date | None = None,
) -> None:
    """A coercion for each of the decisions."""
    rows = [
        {
            "id": new_id(),
            "decision_id": one,
            "measure": "seizure",
            "decided_on": decided_on,
            "document": "12/QĐ-THADS",
            "with_forces": False,
            "carried_out_on": carried_out_on,
            "avoided_on": avoided_on,
            "entered_at": books.clock.now(),
        }
        for one in decisions
    ]
    books.conn.execute(insert(coercion), rows)
