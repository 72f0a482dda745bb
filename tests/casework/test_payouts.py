"""What is handed on never exceeds what came in, and what lies at the agency has its day."""

import asyncio
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.books import Books
from casework.db.engine import Database
from casework.exemption_files import ExemptionRefused, decide_exemption, file_exemption
from casework.exemptions import Measure
from casework.obligations import Kind, LineFacts, add_lines, of_decision, of_party
from casework.own_money import own_money
from casework.payment_facts import PaymentRefused
from casework.payments import Overpayment, payments_of, record_arrival, reverse_payment
from casework.payout_dues import oldest_kept, to_pay_out
from casework.payouts import PayoutRefused, payouts_of, record_payout, reverse_payout
from tests.casework.owing import SEPTEMBER, Shared, debt, pay, pay_at_prison, two_debtors

OCTOBER = date(2026, 10, 5)


def hand_on(
    books: Books, case: Shared, amount: int, line: int | None, to: int, document: str = "UNC-1", on: date = OCTOBER
) -> int:
    return record_payout(books, case.decision, to, amount, line_id=line, paid_on=on, document=document)


def test_a_creditor_gets_what_came_in_on_the_line_and_sees_it(books: Books) -> None:
    case = two_debtors(books, (debt(1_000), ":bank"), (debt(500), ":lender"))
    banks, lenders = case.lines
    pay(books, case.decision, 300)
    hand_on(books, case, 150, banks, case.bank)
    assert [(line.paid, line.paid_out) for line in of_party(books, case.bank)[0].lines] == [(200, 150)]
    with pytest.raises(PayoutRefused):
        hand_on(books, case, 51, banks, case.bank, "UNC-2")
    hand_on(books, case, 50, banks, case.bank, "UNC-2")
    hand_on(books, case, 100, lenders, case.lender)
    assert sum(one.amount for one in payouts_of(books, case.decision)) == 300


def test_the_same_document_is_the_same_payout(books: Books) -> None:
    case = two_debtors(books, (debt(1_000), ":bank"))
    pay(books, case.decision, 300)
    first = hand_on(books, case, 100, case.lines[0], case.bank, "unc 7")
    assert hand_on(books, case, 100, case.lines[0], case.bank, " UNC  7") == first
    assert len(payouts_of(books, case.decision)) == 1


def test_nobody_gets_what_is_anothers_and_nothing_comes_from_the_future(books: Books) -> None:
    case = two_debtors(books, (debt(1_000), ":bank"))
    (line,) = case.lines
    pay(books, case.decision, 300)
    for amount, to, at, document, on in (
        (10, case.lender, line, "UNC-1", OCTOBER),
        (10, case.ann, line, "UNC-1", OCTOBER),
        (10, case.bank, 12345, "UNC-1", OCTOBER),
        (10, case.bank, line, " ", OCTOBER),
        (0, case.bank, line, "UNC-1", OCTOBER),
        (10, case.bank, line, "UNC-1", date(2026, 11, 17)),
        (10, case.bank, None, "UNC-1", OCTOBER),
    ):
        with pytest.raises(PayoutRefused):
            hand_on(books, case, amount, at, to, document, on)
    assert payouts_of(books, case.decision) == []


def test_money_that_lies_at_a_prison_cannot_be_handed_on(books: Books) -> None:
    case = two_debtors(books, (debt(1_000), ":bank"))
    taken = pay_at_prison(books, case.decision, 300)
    with pytest.raises(PayoutRefused):
        hand_on(books, case, 1, case.lines[0], case.bank)
    assert to_pay_out(books, case.agency) == []
    record_arrival(books, taken.payment_id, paid_on=OCTOBER, receipt="BL-1")
    hand_on(books, case, 300, case.lines[0], case.bank)


def test_a_payment_whose_money_was_handed_on_cannot_be_taken_back_until_that_is(books: Books) -> None:
    case = two_debtors(books, (debt(1_000), ":bank"))
    wrong = pay(books, case.decision, 300)
    out = hand_on(books, case, 200, case.lines[0], case.bank)
    with pytest.raises(PaymentRefused):
        reverse_payment(books, wrong.payment_id, ground="ghi nhầm")
    assert payments_of(books, case.decision)[0].live
    reverse_payout(books, out, ground="ngân hàng trả lại")
    assert reverse_payment(books, wrong.payment_id, ground="ghi nhầm") == 1_000


def test_other_money_covers_what_was_handed_on_when_one_payment_is_taken_back(books: Books) -> None:
    case = two_debtors(books, (debt(300), ":bank"), (debt(300, Kind.ALIMONY), ":lender"))
    banks, lenders = case.lines
    wrong = pay(books, case.decision, 600)
    hand_on(books, case, 250, banks, case.bank)
    with pytest.raises(PaymentRefused):
        reverse_payment(books, wrong.payment_id, ground="ghi nhầm")
    assert pay(books, case.decision, 400, "BL-2", keep_surplus=True).surplus == 400
    reverse_payment(books, wrong.payment_id, ground="ghi nhầm")
    view = of_decision(books, case.decision)
    assert view is not None
    assert {line.id: line.paid for line in view.lines} == {banks: 250, lenders: 150}  # the rest in the law's order


def test_a_surplus_is_given_back_once_to_whom_it_belongs(books: Books) -> None:
    case = two_debtors(books, (debt(100), ""))
    over = pay(books, case.decision, 130, payer=case.ann, keep_surplus=True)
    with pytest.raises(PayoutRefused):
        hand_on(books, case, 1, None, case.ben)
    with pytest.raises(PayoutRefused):
        hand_on(books, case, 31, None, case.ann)
    hand_on(books, case, 30, None, case.ann)
    assert of_party(books, case.ann)[0].to_give_back == 0
    with pytest.raises(PaymentRefused, match="Phần thừa"):
        reverse_payment(books, over.payment_id, ground="ghi nhầm")


def test_what_one_debtor_got_back_is_not_taken_from_the_others_surplus(books: Books) -> None:
    case = two_debtors(books, (debt(100), ""))
    pay(books, case.decision, 100)
    anns = pay(books, case.decision, 30, "BL-2", payer=case.ann, keep_surplus=True)
    pay(books, case.decision, 30, "BL-3", payer=case.ben, keep_surplus=True)
    hand_on(books, case, 30, None, case.ann)
    with pytest.raises(PaymentRefused, match="Phần thừa"):
        reverse_payment(books, anns.payment_id, ground="ghi nhầm")
    assert of_party(books, case.ben)[0].to_give_back == 30
    hand_on(books, case, 30, None, case.ben, "UNC-2")


def test_what_goes_to_the_budget_is_paid_out_to_nobody(books: Books) -> None:
    case = two_debtors(books, (debt(100, Kind.COURT_FEE), ""))
    pay(books, case.decision, 100)
    with pytest.raises(PayoutRefused, match="ngân sách"):
        hand_on(books, case, 10, case.lines[0], case.bank)


def test_a_creditor_is_told_of_no_surplus_and_of_no_single_payment(books: Books) -> None:
    case = two_debtors(books, (debt(100), ":bank"))
    pay(books, case.decision, 130, keep_surplus=True)
    (view,) = of_party(books, case.bank)
    assert (view.paid, view.to_give_back) == (100, 0)
    mine = own_money(books, view, case.bank)
    assert (mine["payments"], mine["surplus_to_give_back"]) == ([], 0)


def test_a_surplus_given_back_is_not_shared_out_again(books: Books) -> None:
    case = two_debtors(books, (debt(100), ""))
    wrong = pay(books, case.decision, 100)
    pay(books, case.decision, 50, "BL-2", keep_surplus=True)
    hand_on(books, case, 20, None, case.ann)
    assert reverse_payment(books, wrong.payment_id, ground="ghi nhầm") == 70
    assert [one.surplus for one in payments_of(books, case.decision) if one.live] == [20]


def test_a_deposit_goes_back_to_whoever_made_it(books: Books) -> None:
    case = two_debtors(books)
    refund = LineFacts(kind=Kind.DEPOSIT_REFUND, content="Hoàn trả tạm ứng án phí", amount=40, creditor_id=case.lender)
    (line,) = add_lines(books, case.decision, [refund])
    assert [(one.kind, one.amount, one.due_on) for one in to_pay_out(books, case.agency)] == [
        (Kind.DEPOSIT_REFUND, 40, None)
    ]
    hand_on(books, case, 40, line, case.lender)
    assert [(one.left, one.paid_out) for one in of_party(books, case.lender)[0].refunds] == [(0, 40)]
    assert to_pay_out(books, case.agency) == []
    with pytest.raises(PayoutRefused):
        hand_on(books, case, 1, line, case.lender, "UNC-2")


def test_a_payout_is_taken_back_once_and_with_a_ground(books: Books) -> None:
    case = two_debtors(books, (debt(100), ":bank"))
    pay(books, case.decision, 100)
    out = hand_on(books, case, 100, case.lines[0], case.bank)
    with pytest.raises(PayoutRefused):
        reverse_payout(books, out, ground=" ")
    reverse_payout(books, out, ground="sai tài khoản")
    for gone in (out, 12345):
        with pytest.raises(PayoutRefused):
            reverse_payout(books, gone, ground="sai tài khoản")
    hand_on(books, case, 100, case.lines[0], case.bank)


def test_what_came_in_is_to_be_paid_out_within_ten_days_but_not_the_states_money(books: Books) -> None:
    case = two_debtors(books, (debt(1_000), ":bank"), (debt(50, Kind.COURT_FEE), ""))
    pay(books, case.decision, 150, on=date(2026, 9, 1))
    pay(books, case.decision, 100, "BL-2", on=date(2026, 9, 14))
    (one,) = to_pay_out(books, case.agency)
    assert (one.line_id, one.creditor_id, one.amount) == (case.lines[0], case.bank, 200)
    assert (one.received_on, one.due_on) == (date(2026, 9, 1), date(2026, 9, 11))
    hand_on(books, case, 120, case.lines[0], case.bank, on=date(2026, 9, 15))
    (one,) = to_pay_out(books, case.agency)
    assert (one.amount, one.received_on, one.due_on) == (80, date(2026, 9, 14), date(2026, 9, 24))
    pay(books, case.decision, 900, "BL-3", keep_surplus=True)
    assert (None, 100) in [(one.kind, one.amount) for one in to_pay_out(books, case.agency)]


received = st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 10**9)), max_size=6)


@given(received, st.integers(0, 10**10))
def test_what_came_first_goes_out_first(received: list[tuple[date, int]], paid_out: int) -> None:
    kept = oldest_kept(received, paid_out)
    total = sum(amount for _, amount in received)
    if paid_out >= total:
        assert kept is None
        return
    assert kept is not None
    assert kept[1] == total - paid_out
    assert sum(amount for day, amount in received if day < kept[0]) <= paid_out


deeds = st.lists(
    st.tuples(st.sampled_from(["pay", "over", "reverse", "waive", "out", "back", "take back"]), st.integers(1, 3_000)),
    max_size=14,
)
some_lines = st.lists(
    st.tuples(
        st.sampled_from([Kind.DEBT, Kind.ALIMONY, Kind.FINE]), st.integers(1, 4_000), st.sampled_from(["", "ann"])
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some_lines, deeds)
def test_whatever_is_done_the_money_of_a_decision_adds_up(
    books: Books, lines: list[tuple[Kind, int, str]], deeds: list[tuple[str, int]]
) -> None:
    case = two_debtors(books, *((debt(amount, kind), whose) for kind, amount, whose in lines))
    for number, (deed, amount) in enumerate(deeds):
        with suppress(Overpayment, PaymentRefused, PayoutRefused, ExemptionRefused):
            _do(books, case, deed, amount, number)
        _adds_up(books, case)


def _do(books: Books, case: Shared, deed: str, amount: int, number: int) -> None:
    payments = [one for one in payments_of(books, case.decision) if one.live]
    payouts = [one for one in payouts_of(books, case.decision) if one.live]
    line, paper = case.lines[amount % len(case.lines)], f"UNC-{number}"
    match deed:
        case "pay" | "over":
            pay(books, case.decision, amount, f"BL-{number}", payer=case.ann, keep_surplus=deed == "over")
        case "reverse" if payments:
            reverse_payment(books, payments[0].id, ground="thử")
        case "waive":
            _waive(books, line, amount)
        case "out":
            hand_on(books, case, amount, line, case.bank, paper)
        case "back":
            hand_on(books, case, amount, None, case.ann, paper)
        case "take back" if payouts:
            reverse_payout(books, payouts[0].id, ground="thử")


def _waive(books: Books, line: int, amount: int) -> None:
    filed = file_exemption(books, line, Measure.REDUCE, amount, SEPTEMBER, hardship=True)
    decide_exemption(books, filed, amount, decided_on=OCTOBER, document="12/QĐ-TA")


def _adds_up(books: Books, case: Shared) -> None:
    view = of_decision(books, case.decision)
    assert view is not None
    payments = [one for one in payments_of(books, case.decision) if one.live]
    payouts = [one for one in payouts_of(books, case.decision) if one.live]
    surplus = sum(one.surplus for one in payments)
    assert sum(line.paid for line in view.lines) == sum(one.amount for one in payments) - surplus
    assert all(line.left >= 0 and 0 <= line.paid_out <= line.paid for line in view.lines)
    assert sum(line.paid_out for line in view.lines) == sum(one.amount for one in payouts if one.line_id is not None)
    given_back = sum(one.amount for one in payouts if one.line_id is None)
    assert view.to_give_back == surplus - given_back >= 0


async def test_two_clerks_at_once_cannot_hand_on_one_dong_twice(db: Database) -> None:
    def opened(books: Books) -> Shared:
        case = two_debtors(books, (debt(1_000), ":bank"))
        pay(books, case.decision, 1_000)
        return case

    case = await db.write(opened)
    attempts = [db.write(hand_on, case, 400, case.lines[0], case.bank, f"UNC-{number}") for number in range(8)]
    ends = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(end, int) for end in ends) == 2
    assert sum(isinstance(end, PayoutRefused) for end in ends) == 6


async def test_taking_a_payment_back_and_handing_it_on_at_once_leaves_only_one_of_the_two(db: Database) -> None:
    def opened(books: Books) -> tuple[Shared, int]:
        case = two_debtors(books, (debt(1_000), ":bank"))
        return case, pay(books, case.decision, 1_000).payment_id

    case, payment_id = await db.write(opened)
    ends = await asyncio.gather(
        db.write(hand_on, case, 400, case.lines[0], case.bank),
        db.write(lambda books: reverse_payment(books, payment_id, ground="ghi nhầm")),
        return_exceptions=True,
    )
    assert sum(isinstance(end, PayoutRefused | PaymentRefused) for end in ends) == 1
