"""Who sees which line when a decision has several debtors and creditors, and what the sums then are."""

from datetime import date

import pytest

from casework.books import Books
from casework.decisions import DecisionRefused, PartyRole, add_party_to
from casework.due_parts import DuePart, monthly, parts_of, set_parts
from casework.obligations import Kind, LineFacts, add_lines, decision_of_party, left_of, of_decision, of_party
from tests import builders as a
from tests.casework.owing import debt, pay, two_debtors
from tests.casework.statements import statements_sent


def test_each_debtor_sees_the_joint_lines_and_their_own_and_sums_of_these(books: Books) -> None:
    case = two_debtors(books, (debt(100), ""), (debt(30), "ann"), (debt(7), "ben"))
    joint, anns, bens = case.lines
    (of_ann,), (of_ben,) = of_party(books, case.ann), of_party(books, case.ben)
    assert ({line.id for line in of_ann.lines}, of_ann.total, of_ann.left) == ({joint, anns}, 130, 130)
    assert ({line.id for line in of_ben.lines}, of_ben.total, of_ben.left) == ({joint, bens}, 107, 107)
    assert left_of(books, case.decision) == 137


def test_a_creditor_sees_what_goes_to_them_or_to_all_but_not_the_states_money(books: Books) -> None:
    case = two_debtors(books, (debt(100), ""), (debt(30), ":bank"), (debt(9), ":lender"), (debt(5, Kind.COURT_FEE), ""))
    shared, banks, lenders, _ = case.lines
    (of_bank,), (of_lender,) = of_party(books, case.bank), of_party(books, case.lender)
    assert ({line.id for line in of_bank.lines}, of_bank.total) == ({shared, banks}, 130)
    assert ({line.id for line in of_lender.lines}, of_lender.total) == ({shared, lenders}, 109)


def test_a_representative_sees_several_lines_only_where_there_is_one_debtor(books: Books) -> None:
    case = two_debtors(books, (debt(100), ""), (debt(30), "ann"))
    lawyer = a.a_person(books)
    add_party_to(books, case.decision, lawyer, PartyRole.REPRESENTATIVE)
    assert of_party(books, lawyer)[0].total == 100
    alone = a.a_case(books, lines=[])
    add_lines(books, alone.decision, [LineFacts(kind=Kind.DEBT, content="Trả nợ", amount=30, debtor_id=alone.debtor)])
    add_party_to(books, alone.decision, lawyer, PartyRole.REPRESENTATIVE)
    seen = decision_of_party(books, lawyer, alone.decision)
    assert seen is not None
    assert seen.total == 30


def test_staff_see_every_line_with_whose_it_is(books: Books) -> None:
    case = two_debtors(books, (debt(100), ""), (debt(30), "ann:bank"))
    view = of_decision(books, case.decision)
    assert view is not None
    assert {(line.debtor_id, line.creditor_id) for line in view.lines} == {(None, None), (case.ann, case.bank)}


def test_a_line_of_somebody_who_takes_no_part_is_refused(books: Books) -> None:
    case = two_debtors(books)
    stranger = a.a_person(books)
    for facts in (
        LineFacts(kind=Kind.DEBT, content="Trả nợ", amount=5, debtor_id=stranger),
        LineFacts(kind=Kind.DEBT, content="Trả nợ", amount=5, debtor_id=case.bank),
        LineFacts(kind=Kind.DEBT, content="Trả nợ", amount=5, creditor_id=case.ann),
        LineFacts(kind=Kind.DEPOSIT_REFUND, content="Hoàn trả", amount=5, debtor_id=case.ann),
        LineFacts(kind=Kind.DEPOSIT_REFUND, content="Hoàn trả", amount=5, creditor_id=stranger),
    ):
        with pytest.raises(DecisionRefused):
            add_lines(books, case.decision, [facts])
    assert left_of(books, case.decision) == 0


def test_what_the_agency_gives_back_is_nobodys_debt_and_takes_no_payment(books: Books) -> None:
    case = two_debtors(books, (debt(100), ""))
    refund = LineFacts(kind=Kind.DEPOSIT_REFUND, content="Hoàn trả tạm ứng án phí", amount=40, creditor_id=case.lender)
    (refund_id,) = add_lines(books, case.decision, [refund])
    pay(books, case.decision, 100)
    assert left_of(books, case.decision) == 0
    (of_lender,), (of_ann,) = of_party(books, case.lender), of_party(books, case.ann)
    assert [(line.id, line.amount, line.left) for line in of_lender.refunds] == [(refund_id, 40, 40)]
    assert (of_lender.total, of_ann.total, of_ann.refunds) == (100, 100, ())


def test_land_a_child_and_evidence_are_duties_without_a_sum(books: Books) -> None:
    kinds = (Kind.LAND_HANDOVER, Kind.CHILD, Kind.EVIDENCE_RETURN)
    case = a.a_case(books, lines=[a.a_line(kind, 0, "Giao") for kind in kinds])
    (view,) = of_party(books, case.debtor)
    assert {line.kind for line in view.lines} == {Kind.LAND_HANDOVER, Kind.CHILD}
    assert [line.kind for line in view.refunds] == [Kind.EVIDENCE_RETURN]
    assert view.left == 0


def test_alimony_falls_due_month_by_month_and_what_is_overdue_is_what_was_not_paid(books: Books) -> None:
    parts = monthly(3_000_000, date(2026, 8, 31), 6)
    assert [part.due_on for part in parts][:3] == [date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)]
    line = LineFacts(kind=Kind.ALIMONY, content="Cấp dưỡng", amount=18_000_000, parts=parts)
    case = a.a_case(books, lines=[line])
    pay(books, case.decision, 4_000_000)
    (seen,) = of_party(books, case.debtor)[0].lines
    assert seen.parts == parts
    assert (seen.due_by(date(2026, 9, 29)), seen.overdue_by(date(2026, 9, 29))) == (3_000_000, 0)
    assert (seen.due_by(date(2026, 9, 30)), seen.overdue_by(date(2026, 9, 30))) == (6_000_000, 2_000_000)
    assert seen.due_by(date(2027, 6, 1)) == 18_000_000
    assert seen.left == 14_000_000


def test_what_lies_in_no_part_is_due_at_once(books: Books) -> None:
    case = a.a_case(books, lines=[a.a_line(Kind.DEBT, 100)])
    (line,) = case.lines
    set_parts(books, line, [DuePart(due_on=date(2026, 12, 1), amount=30)])
    assert parts_of(books, line) == (DuePart(due_on=date(2026, 12, 1), amount=30),)
    (view,) = of_party(books, case.debtor)
    assert (view.due_by(date(2026, 11, 30)), view.due_by(date(2026, 12, 1))) == (70, 100)
    set_parts(books, line, [])
    assert of_party(books, case.debtor)[0].due_by(date(2026, 11, 30)) == 100


@pytest.mark.parametrize(
    "parts",
    [
        [DuePart(due_on=date(2026, 12, 1), amount=101)],
        [DuePart(due_on=date(2026, 12, 1), amount=0)],
        [DuePart(due_on=date(2026, 12, 2), amount=1), DuePart(due_on=date(2026, 12, 1), amount=1)],
        [DuePart(due_on=date(2026, 12, 1), amount=1), DuePart(due_on=date(2026, 12, 1), amount=1)],
        list(monthly(1, date(2026, 1, 1), 241)),
    ],
)
def test_parts_that_cannot_be_are_refused(books: Books, parts: list[DuePart]) -> None:
    case = a.a_case(books, lines=[a.a_line(Kind.DEBT, 100)])
    with pytest.raises(DecisionRefused):
        set_parts(books, case.lines[0], parts)
    with pytest.raises(DecisionRefused):
        set_parts(books, 12345, [])
    assert parts_of(books, case.lines[0]) == ()


def test_the_look_up_makes_a_third_trip_only_where_there_is_something_rare(books: Books) -> None:
    case = a.a_case(books, lines=[a.a_line(Kind.DEBT, 100)])
    pay(books, case.decision, 40)
    with statements_sent(books.conn) as seen:
        of_party(books, case.debtor)
    assert len(seen) == 2
    set_parts(books, case.lines[0], [DuePart(due_on=date(2026, 12, 1), amount=30)])
    with statements_sent(books.conn) as seen:
        of_party(books, case.debtor)
    assert len(seen) == 3
