"""What do the books have of the decisions that a list changes, and what of it is kept so that it can come back?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, BindParameter, Connection, Select, bindparam, cast, func, select, union

from casework.books import Books
from casework.decision_events import STATUS_KINDS, happened_of
from casework.imports.changed_lines import BookLine
from casework.payment_order import Kind, Rank
from casework.sharing import Money
from casework.tables.agreements import exemption, payout
from casework.tables.decisions import (
    allocation,
    decision,
    decision_event,
    decision_party,
    due_part,
    judgment,
    obligation,
    payment,
)
from casework.tables.people import party

Row = Mapping[str, Any]
BELONGING = (obligation, payment, allocation, decision_party)  # a parent before its children


@dataclass(frozen=True, kw_only=True)
class Touched:
    """A decision with all that belongs to it, as rows. ``row`` has the judgment's number beside its own columns."""

    id: int
    row: Row = field(repr=False)
    obligations: Sequence[Row] = field(repr=False)
    payments: Sequence[Row] = field(repr=False)
    allocations: Sequence[Row] = field(repr=False)
    pairs: Sequence[Row] = field(repr=False)
    people: Mapping[int, Row] = field(repr=False)
    handed_on: Mapping[int, int]  # line -> đồng paid out of it
    in_parts: Mapping[int, int]  # line -> đồng that fall due in parts
    written_about: frozenset[int]  # lines of which there is anything besides payments
    status_by: str | None  # what led to its status last, as casework.decision_events names it

    @property
    def live_payments(self) -> list[Row]:
        """Those not reversed, in the order they were entered."""
        return sorted((row for row in self.payments if row["reversed_at"] is None), key=lambda row: int(row["id"]))

    @property
    def paid(self) -> int:
        """What the books know to be paid, in đồng; not what came over what was due."""
        return sum(row["amount"] - row["surplus"] for row in self.live_payments)

    @property
    def money(self) -> list[Money]:
        """The live payments as they are to be shared out. What came over stays to be given back."""
        return [
            Money(
                id=row["id"],
                amount=row["amount"] - row["surplus"],
                payer_id=row["payer_id"],
                given_on=row["slip_on"] or row["paid_on"],
            )
            for row in self.live_payments
            if row["amount"] > row["surplus"]
        ]

    def paid_of(self, line_id: int) -> int:
        """What lies on the line, in đồng."""
        return sum(row["amount"] for row in self.allocations if row["obligation_id"] == line_id)

    def lines(self, books: Books) -> list[BookLine]:
        """Its lines, opened."""
        used = {row["obligation_id"] for row in self.allocations} | self.written_about
        return [
            BookLine(
                id=row["id"],
                kind=Kind(row["kind"]),
                content=books.keys.open("obligation", "content", row["id"], row["content_sealed"]),
                amount=row["amount"],
                rank=Rank(row["rank"]),
                used=row["id"] in used or row["waived"] > 0,
                waived=row["waived"],
                least=max(row["waived"], self.handed_on.get(row["id"], 0), self.in_parts.get(row["id"], 0)),
                debtor_id=row["debtor_id"],
                creditor_id=row["creditor_id"],
            )
            for row in self.obligations
        ]

    def snapshot(self) -> dict[str, Any]:
        """All its rows by table."""
        own = {column.name: self.row[column.name] for column in decision.columns}
        belonging = (self.obligations, self.payments, self.allocations, self.pairs)
        return {
            decision.name: [own],
            **{table.name: list(map(dict, rows)) for table, rows in zip(BELONGING, belonging, strict=True)},
        }


def read_touched(conn: Connection, decision_ids: Sequence[int]) -> dict[int, Touched]:
    """The decisions with all that belongs to them, locked until the transaction ends; at most 500 in one call."""
    asked = {"ids": list(decision_ids)}
    heads = _rows(conn, _DECISIONS, asked)
    obligations = _by_decision(_rows(conn, _OBLIGATIONS, asked))
    payments = _by_decision(_rows(conn, _PAYMENTS, asked))
    pairs = _by_decision(_rows(conn, _PAIRS, asked))
    decision_of = {row["id"]: row["decision_id"] for rows in payments.values() for row in rows}
    allocations: dict[int, list[Row]] = {}
    for row in _rows(conn, _ALLOCATIONS, asked):
        allocations.setdefault(decision_of[row["payment_id"]], []).append(row)
    people = {row["id"]: row for row in _rows(conn, _PEOPLE, asked)}
    handed_on = _sums(conn, _HANDED_ON, asked)
    in_parts = _sums(conn, _IN_PARTS, asked)
    written_about = frozenset(conn.execute(_WRITTEN_ABOUT, asked).scalars())
    status_by = {row["decision_id"]: happened_of(row["kind"]) for row in _rows(conn, _STATUS_EVENTS, asked)}
    return {
        head["id"]: Touched(
            id=head["id"],
            row=head,
            obligations=obligations.get(head["id"], []),
            payments=payments.get(head["id"], []),
            allocations=allocations.get(head["id"], []),
            pairs=pairs.get(head["id"], []),
            people={row["party_id"]: people[row["party_id"]] for row in pairs.get(head["id"], [])},
            handed_on=handed_on,
            in_parts=in_parts,
            written_about=written_about,
            status_by=status_by.get(head["id"]),
        )
        for head in heads
    }


def _rows(conn: Connection, question: Select[Any], asked: Mapping[str, Any]) -> list[Row]:
    return [dict(row._mapping) for row in conn.execute(question, asked)]


def _sums(conn: Connection, question: Select[Any], asked: Mapping[str, Any]) -> dict[int, int]:
    return {row[0]: row[1] for row in conn.execute(question, asked)}


def _by_decision(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["decision_id"], []).append(row)
    return found


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_DECISIONS = (
    select(decision, judgment.c.number.label("judgment_number"))
    .join(judgment, judgment.c.id == decision.c.judgment_id)
    .where(decision.c.id.in_(_IDS))
    .order_by(decision.c.id)
    .with_for_update(of=decision)
)
_OBLIGATIONS = select(obligation).where(obligation.c.decision_id.in_(_IDS)).order_by(obligation.c.id)
_PAYMENTS = select(payment).where(payment.c.decision_id.in_(_IDS)).order_by(payment.c.id)
_ALLOCATIONS = (
    select(allocation)
    .join(payment, payment.c.id == allocation.c.payment_id)
    .where(payment.c.decision_id.in_(_IDS))
    .order_by(allocation.c.payment_id, allocation.c.obligation_id)
)
_STATUS_EVENTS = (
    select(decision_event.c.decision_id, decision_event.c.kind)
    .where(decision_event.c.decision_id.in_(_IDS), decision_event.c.kind.like(STATUS_KINDS))
    .order_by(decision_event.c.happened_on, decision_event.c.id)
)
_OF_LINES = obligation.c.decision_id.in_(_IDS)
_HANDED_ON = (
    select(payout.c.obligation_id, cast(func.sum(payout.c.amount), BigInteger))
    .where(payout.c.decision_id.in_(_IDS), payout.c.obligation_id.is_not(None), payout.c.reversed_at.is_(None))
    .group_by(payout.c.obligation_id)
)
_IN_PARTS = (
    select(due_part.c.obligation_id, cast(func.sum(due_part.c.amount), BigInteger))
    .join_from(due_part, obligation, obligation.c.id == due_part.c.obligation_id)
    .where(_OF_LINES)
    .group_by(due_part.c.obligation_id)
)
_WRITTEN_ABOUT = union(
    select(payout.c.obligation_id).where(payout.c.decision_id.in_(_IDS), payout.c.obligation_id.is_not(None)),
    select(due_part.c.obligation_id).join_from(due_part, obligation).where(_OF_LINES),
    select(exemption.c.obligation_id).join_from(exemption, obligation).where(_OF_LINES),
)
_PAIRS = select(decision_party).where(decision_party.c.decision_id.in_(_IDS))
_PEOPLE = select(party.c.id, party.c.kind, party.c.identity_print, party.c.name_print).where(
    party.c.id.in_(select(decision_party.c.party_id).where(decision_party.c.decision_id.in_(_IDS)))
)
