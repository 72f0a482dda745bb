"""A list meets what officers have written: agreements, payouts, waivers, lines of one debtor, money that came over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from casework.agreements import AgreementFacts, sign_agreement
from casework.books import Books
from casework.decisions import PartyRole, add_party_to
from casework.due_parts import DuePart, set_parts
from casework.exemption_files import decide_exemption, file_exemption
from casework.exemptions import Measure
from casework.imports.doubts import Doubtful
from casework.imports.undoing import WorkedOnSince, undo
from casework.obligations import Kind, LineFacts, add_lines, of_party
from casework.payments import payments_of
from casework.payouts import record_payout
from casework.promises import make_promise
from tests.builders import MAN, a_person
from tests.casework.owing import pay
from tests.imports.making_files import case
from tests.imports.writing import Office, everything, later, office, the_decision, the_list, written

__all__ = ["office"]

DAY = date(2026, 9, 1)
FEE = {"Nội_dung_phải_thi_hành": "Án phí dân sự", "Số_tiền_phải_thi_hành": 8_000_000}


def batch_of(books: Books, office: Office, *rows: list[object]) -> int:
    later(books)
    batch = written(books, office, the_list(*rows), approved=True).batch_id
    assert batch is not None
    return batch


def _agrees(books: Books, office: Office) -> None:
    facts = AgreementFacts(signed_on=DAY, content="Trả dần", fee_and_costs="Bên phải thi hành", interest_stops=False)
    sign_agreement(books, the_decision(books, office).id, facts)


def _promises(books: Books, office: Office) -> None:
    view = the_decision(books, office)
    debtor = next(one.id for one in view.others if one.role is PartyRole.DEBTOR)
    make_promise(books, view.id, debtor, 1_000, date(2027, 1, 5))


def _pays_out(books: Books, office: Office) -> None:
    view = the_decision(books, office)
    creditor = next(one.id for one in view.others if one.role is PartyRole.CREDITOR)
    record_payout(books, view.id, creditor, 5, line_id=view.lines[0].id, paid_on=DAY, document="UNC-1")


def _splits(books: Books, office: Office) -> None:
    set_parts(books, the_decision(books, office).lines[0].id, [DuePart(due_on=DAY, amount=5)])


@pytest.mark.parametrize("work", [_agrees, _promises, _pays_out, _splits])
@pytest.mark.parametrize("changed", [False, True])
def test_it_is_too_late_to_take_back_a_list_once_officers_wrote_of_its_money(
    books: Books, office: Office, work: Callable[[Books, Office], None], changed: bool
) -> None:
    paid = {"Đã_thi_hành": 1_000_000}
    if changed:
        batch_of(books, office, case(1, Ghi_chú="cũ", **paid))
    batch = batch_of(books, office, case(1, Ghi_chú="mới", **paid))
    later(books)
    work(books, office)
    before = everything(books.conn)
    with pytest.raises(WorkedOnSince):
        undo(books, batch, office.officer)
    assert everything(books.conn) == before


def test_it_is_too_late_once_a_court_was_asked(books: Books, office: Office) -> None:
    batch = batch_of(books, office, case(1, **FEE))
    file_exemption(books, the_decision(books, office).lines[0].id, Measure.WAIVE, 1_000, DAY)
    with pytest.raises(WorkedOnSince):
        undo(books, batch, office.officer)


def test_a_list_with_the_old_sum_leaves_what_the_court_waived(books: Books, office: Office) -> None:
    batch_of(books, office, case(1, **FEE))
    line = the_decision(books, office).lines[0]
    filed = file_exemption(books, line.id, Measure.REDUCE, 2_000_000, DAY)
    decide_exemption(books, filed, 2_000_000, decided_on=DAY, document="1/QĐ-TA")
    later(books)
    written(books, office, the_list(case(1, Ghi_chú="lần 2", **FEE, Đã_thi_hành=6_000_000)), approved=True)
    view = the_decision(books, office)
    assert (view.total, view.waived, view.paid, view.left) == (8_000_000, 2_000_000, 6_000_000, 0)


def test_a_list_that_asks_for_less_than_was_waived_changes_no_line(books: Books, office: Office) -> None:
    batch_of(books, office, case(1, **FEE))
    filed = file_exemption(books, the_decision(books, office).lines[0].id, Measure.REDUCE, 2_000_000, DAY)
    decide_exemption(books, filed, 2_000_000, decided_on=DAY, document="1/QĐ-TA")
    later(books)
    less = case(1, **FEE | {"Số_tiền_phải_thi_hành": 1_000_000})
    told = written(books, office, the_list(less), approved=True).doubtful
    assert the_decision(books, office).total == 8_000_000
    assert Doubtful.LINES_KEPT in {one.reason for one in told}


def test_a_line_that_the_court_was_asked_about_stays_though_the_list_has_it_no_more(
    books: Books, office: Office
) -> None:
    batch_of(books, office, case(1, **FEE), case(1))
    view = the_decision(books, office)
    fee = next(line for line in view.lines if line.kind is Kind.COURT_FEE)
    file_exemption(books, fee.id, Measure.WAIVE, 1_000, DAY)
    later(books)
    written(books, office, the_list(case(1)), approved=True)
    assert fee.id in {line.id for line in the_decision(books, office).lines}


def test_lines_that_an_officer_gave_to_one_debtor_are_no_lists_to_change(books: Books, office: Office) -> None:
    batch_of(books, office, case(1))
    view = the_decision(books, office)
    brother = a_person(books, name=MAN)
    add_party_to(books, view.id, brother, PartyRole.DEBTOR)
    add_lines(books, view.id, [LineFacts(kind=Kind.DEBT, content="Phần riêng", amount=500, debtor_id=brother)])
    later(books)
    told = written(books, office, the_list(case(1, Số_tiền_phải_thi_hành=11_000_000)), approved=True)
    assert sorted(line.amount for line in the_decision(books, office).lines) == [500, 10_000_000]
    assert Doubtful.LINES_KEPT in {one.reason for one in told.doubtful}


def test_what_came_over_and_what_was_handed_on_survive_a_list(books: Books, office: Office) -> None:
    batch_of(books, office, case(1))
    view = the_decision(books, office)
    pay(books, view.id, 10_000_250, keep_surplus=True)
    _pays_out(books, office)
    later(books)
    written(books, office, the_list(case(1, Số_tiền_phải_thi_hành=12_000_000, Đã_thi_hành=11_000_000)), approved=True)
    after = the_decision(books, office)
    assert (after.total, after.paid, after.paid_out, after.to_give_back) == (12_000_000, 11_000_000, 5, 250)
    assert [one.amount for one in payments_of(books, view.id)] == [10_000_250, 1_000_000]


def test_a_deposit_to_be_given_back_is_nobodys_debt_in_a_list_either(books: Books, office: Office) -> None:
    words = "Hoàn trả tiền tạm ứng án phí"
    batch_of(books, office, case(1, Nội_dung_phải_thi_hành=words, Số_tiền_phải_thi_hành=300_000))
    view = the_decision(books, office)
    assert (view.lines, view.left) == ((), 0)
    assert [(line.kind, line.amount) for line in view.refunds] == [(Kind.DEPOSIT_REFUND, 300_000)]
    person = next(one.id for one in view.others if one.role is PartyRole.DEBTOR)
    assert of_party(books, person)[0].left == 0
