from datetime import date
from decimal import Decimal

import pytest

from casework.books import Books
from casework.decisions import DecisionRefused, PartyRole, Status, add_party_to
from casework.obligations import (
    Kind,
    Rank,
    add_lines,
    decision_of_party,
    left_of,
    of_decision,
    of_party,
    rank_of,
)
from tests import builders as a
from tests.casework.statements import statements_sent


def test_a_debtor_sees_the_decision_with_its_officer_its_office_and_every_line(books: Books) -> None:
    case = a.a_case(
        books,
        lines=[a.a_line(Kind.DEBT, 50_000_000, "Trả nợ vay"), a.a_line(Kind.ALIMONY, 3_000_000, "Cấp dưỡng nuôi con")],
        number="045/QĐ-THADS",
        rate=Decimal("10"),
    )
    (view,) = of_party(books, case.debtor)
    assert (view.id, view.number, view.issued_on) == (case.decision, "045/QĐ-THADS", date(2026, 7, 15))
    assert (view.role, view.status, view.served_on) == (PartyRole.DEBTOR, Status.ENFORCING, date(2026, 7, 20))
    assert (view.judgment_number, view.judgment_dated) == ("48/2026/DS-ST", date(2026, 5, 12))
    assert view.late_interest_rate == Decimal("10")
    assert (view.officer_name, view.officer_phone) == ("Lê Thị Mai Hương", "0900000104")
    assert view.office_name == "Phòng Thi hành án dân sự khu vực 3"
    assert [(line.kind, line.content, line.left) for line in view.lines] == [
        (Kind.ALIMONY, "Cấp dưỡng nuôi con", 3_000_000),
        (Kind.DEBT, "Trả nợ vay", 50_000_000),
    ]
    assert (view.total, view.paid, view.left) == (53_000_000, 0, 53_000_000)
    assert [(other.role, other.name) for other in view.others] == [(PartyRole.CREDITOR, a.BANK)]


def test_a_creditor_sees_the_same_sums_and_who_owes(books: Books) -> None:
    case = a.a_case(books)
    (view,) = of_party(books, case.creditor)
    assert (view.role, view.left) == (PartyRole.CREDITOR, 50_000_000)
    assert [(other.role, other.name) for other in view.others] == [(PartyRole.DEBTOR, a.WOMAN)]


def test_the_newest_decision_stands_first(books: Books) -> None:
    case = a.a_case(books, issued_on=date(2026, 7, 15))
    newer = a.a_case(books, agency=case.agency, debtor=case.debtor, issued_on=date(2026, 9, 1), served_on=None)
    older = a.a_case(books, agency=case.agency, debtor=case.debtor, issued_on=date(2024, 9, 1))
    assert [view.id for view in of_party(books, case.debtor)] == [newer.decision, case.decision, older.decision]


def test_twenty_decisions_cost_two_statements(books: Books) -> None:
    case = a.a_case(books)
    for _ in range(19):
        a.a_case(books, agency=case.agency, debtor=case.debtor, creditor=case.creditor)
    with statements_sent(books.conn) as seen:
        assert len(of_party(books, case.debtor)) == 20
    assert len(seen) == 2
    with statements_sent(books.conn) as seen:
        decision_of_party(books, case.debtor, case.decision)
    assert len(seen) == 2


def test_somebody_elses_decision_and_one_that_is_not_there_get_the_same_answer(books: Books) -> None:
    mine, theirs = a.a_case(books), a.a_case(books)
    with statements_sent(books.conn) as foreign:
        assert decision_of_party(books, mine.debtor, theirs.decision) is None
    with statements_sent(books.conn) as missing:
        assert decision_of_party(books, mine.debtor, 12345) is None
    assert len(foreign) == len(missing) == 1
    found = decision_of_party(books, mine.debtor, mine.decision)
    assert found is not None
    assert found == of_party(books, mine.debtor)[0]


def test_a_party_without_decisions_and_an_unknown_party_have_an_empty_list(books: Books) -> None:
    assert of_party(books, a.a_person(books)) == []
    assert of_party(books, 12345) == []


def test_co_debtors_see_each_other_but_not_the_representative(books: Books) -> None:
    case = a.a_case(books)
    brother, lawyer = a.a_person(books, name=a.MAN), a.a_person(books, name=a.LONG_NAME)
    add_party_to(books, case.decision, brother, PartyRole.DEBTOR)
    add_party_to(books, case.decision, lawyer, PartyRole.REPRESENTATIVE)
    (view,) = of_party(books, case.debtor)
    assert [(other.role, other.name) for other in view.others] == [
        (PartyRole.DEBTOR, a.MAN),
        (PartyRole.CREDITOR, a.BANK),
    ]
    (seen_by_lawyer,) = of_party(books, lawyer)
    assert seen_by_lawyer.role == PartyRole.REPRESENTATIVE
    assert len(seen_by_lawyer.others) == 3


def test_a_party_with_two_roles_sees_the_decision_once_and_each_sum_once(books: Books) -> None:
    case = a.a_case(books)
    add_party_to(books, case.decision, case.debtor, PartyRole.RELATED)
    (view,) = of_party(books, case.debtor)
    assert (view.role, view.total, len(view.others)) == (PartyRole.DEBTOR, 50_000_000, 1)


def test_a_decision_without_office_or_officer_is_answered_by_the_agency(books: Books) -> None:
    agency, debtor = a.an_agency(books), a.a_person(books)
    a.a_decision(books, agency, debtor=debtor, lines=[a.a_line()])
    (view,) = of_party(books, debtor)
    assert view.office_name == "Thi hành án dân sự tỉnh Vĩnh Hưng"
    assert view.office_phone == "0900000100"
    assert (view.officer_name, view.officer_phone) == (None, None)


def test_staff_see_a_decision_with_all_its_parties(books: Books) -> None:
    case = a.a_case(books)
    view = of_decision(books, case.decision)
    assert view is not None
    assert view.role is None
    assert [other.id for other in view.others] == [case.debtor, case.creditor]
    assert of_decision(books, 12345) is None


def test_a_duty_that_is_not_money_has_no_sum(books: Books) -> None:
    case = a.a_case(books, lines=[a.a_line(Kind.HANDOVER, 0, "Giao trả thửa đất số 12")])
    (view,) = of_party(books, case.debtor)
    assert (view.lines[0].content, view.total, view.left) == ("Giao trả thửa đất số 12", 0, 0)
    assert left_of(books, case.decision) == 0


@pytest.mark.parametrize(
    ("kind", "amount", "content"),
    [(Kind.DEBT, 0, "Trả nợ"), (Kind.DEBT, -5, "Trả nợ"), (Kind.CHILD, 100, "Giao con"), (Kind.DEBT, 100, " \u200b ")],
)
def test_a_line_that_cannot_be_is_refused(books: Books, kind: Kind, amount: int, content: str) -> None:
    case = a.a_case(books, lines=[])
    with pytest.raises(DecisionRefused):
        add_lines(books, case.decision, [a.a_line(kind, amount, content)])


def test_the_ranks_are_those_of_the_law_and_sort_in_its_order() -> None:
    expected = {
        Kind.ALIMONY: "a",
        Kind.WAGE: "a",
        Kind.COMPENSATION_HEALTH: "a",
        Kind.COURT_FEE: "b",
        Kind.FINE: "c",
        Kind.RECOVERY: "c",
        Kind.SOCIAL_INSURANCE: "d",
        Kind.BANK_DEBT: "đ",
        Kind.COMPENSATION: "đ",
    }
    assert {kind: rank_of(kind).value for kind in expected} == expected
    assert sorted(Rank, reverse=True) == [Rank.DD, Rank.D, Rank.C, Rank.B, Rank.A]
