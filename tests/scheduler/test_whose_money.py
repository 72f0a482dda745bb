"""A reminder is about the debtor's own money: joint lines and theirs, less what was waived, never what the agency owes."""

from __future__ import annotations

from datetime import date

from casework.books import Books
from casework.exemption_files import decide_exemption, file_exemption
from casework.exemptions import Measure
from casework.obligations import Kind, LineFacts, add_lines
from scheduler.plans.selection import Selection, eligible
from tests import builders as a
from tests.casework.owing import debt, pay, pay_at_prison, two_debtors

DAY = date(2026, 9, 1)


def left_of(books: Books, *kinds: Kind) -> dict[int, int]:
    """Party -> đồng of those whom a campaign would speak to."""
    return {row.party_id: row.left for row in books.conn.execute(eligible(Selection(kinds=kinds)))}


def test_who_has_paid_their_part_is_left_alone_though_another_owes_theirs(books: Books) -> None:
    case = two_debtors(books, (debt(100), ""), (debt(50), "ann"), (debt(50), "ben"))
    assert left_of(books) == {case.ann: 150, case.ben: 150}
    pay(books, case.decision, 150, payer=case.ann)
    assert left_of(books) == {case.ben: 50}
    assert left_of(books, Kind.DEBT) == {case.ben: 50}


def test_nobody_is_reminded_of_what_was_waived_lies_at_a_prison_or_is_given_back(books: Books) -> None:
    waived = a.a_case(books, lines=[debt(100, Kind.COURT_FEE)])
    filed = file_exemption(books, waived.lines[0], Measure.WAIVE, 100, DAY)
    decide_exemption(books, filed, 100, decided_on=DAY, document="1/QĐ-TA")
    at_prison = a.a_case(books, agency=waived.agency, lines=[debt(100)])
    pay_at_prison(books, at_prison.decision, 100)
    refunded = a.a_case(books, agency=waived.agency, lines=[])
    refund = LineFacts(kind=Kind.DEPOSIT_REFUND, content="Hoàn trả", amount=40)
    add_lines(books, refunded.decision, [refund])
    assert left_of(books) == {}
    assert left_of(books, Kind.COURT_FEE, Kind.DEBT) == {}
