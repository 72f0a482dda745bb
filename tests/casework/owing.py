"""Decisions with several debtors and creditors, and what happens to their money, for the tests of the books."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from casework.books import Books
from casework.decisions import PartyRole, add_party_to
from casework.obligations import Kind, LineFacts, add_lines
from casework.payments import Recorded, Source, record_payment
from tests import builders as a

SEPTEMBER = date(2026, 9, 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """Two brothers owe two creditors: ``lines`` in the order given."""

    decision: int
    agency: int
    ann: int
    ben: int
    bank: int
    lender: int
    lines: tuple[int, ...]


def two_debtors(books: Books, *lines: tuple[LineFacts, str]) -> Shared:
    """Each line with whose it is: "" for both debtors, "ann" or "ben"; a creditor follows a colon ("ann:bank")."""
    case = a.a_case(books, lines=[])
    ben, lender = a.a_person(books, name=a.MAN), a.a_person(books, name=a.LONG_NAME)
    add_party_to(books, case.decision, ben, PartyRole.DEBTOR)
    add_party_to(books, case.decision, lender, PartyRole.CREDITOR)
    people = {"ann": case.debtor, "ben": ben, "bank": case.creditor, "lender": lender, "": None}
    ids = []
    for line, whose in lines:
        debtor, _, creditor = whose.partition(":")
        facts = replace(line, debtor_id=people[debtor], creditor_id=people[creditor])
        ids += add_lines(books, case.decision, [facts])
    return Shared(
        decision=case.decision, agency=case.agency, ann=case.debtor, ben=ben, bank=case.creditor, lender=lender,
        lines=tuple(ids),
    )  # fmt: skip


def debt(amount: int, kind: Kind = Kind.DEBT) -> LineFacts:
    """A line of this sum."""
    return a.a_line(kind, amount)


def pay(
    books: Books,
    decision_id: int,
    amount: int,
    receipt: str = "BL-1",
    *,
    payer: int | None = None,
    on: date = SEPTEMBER,
    keep_surplus: bool = False,
) -> Recorded:
    """Money that came in at the office."""
    return record_payment(
        books, decision_id, amount, paid_on=on, receipt=receipt, source=Source.OFFICE, payer_id=payer,
        keep_surplus=keep_surplus,
    )  # fmt: skip


def pay_at_prison(books: Books, decision_id: int, amount: int, slip: str = "PT-1", *, on: date = SEPTEMBER) -> Recorded:
    """Money that a prison took in."""
    return record_payment(
        books, decision_id, amount, paid_on=None, receipt=None, source=Source.PRISON, slip=slip, slip_on=on
    )
