"""Payments for a named debtor, over what is due, and through a prison."""

from contextlib import suppress
from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from casework.books import Books
from casework.decision_events import EventKind, events_of
from casework.obligations import Kind, due_lines, left_of, of_decision, of_party
from casework.payments import (
    Overpayment,
    PaymentRefused,
    ReceiptTaken,
    Source,
    paid_towards,
    payments_of,
    record_arrival,
    record_payment,
    reverse_payment,
    share_out_anew,
)
from casework.tables.decisions import allocation, payment
from tests import builders as a
from tests.casework.owing import SEPTEMBER, debt, pay, pay_at_prison, two_debtors

OCTOBER = date(2026, 10, 5)


def paid(books: Books, decision_id: int) -> dict[int, int]:
    return {line.id: line.amount - line.left for line in due_lines(books, decision_id)}


def test_a_payment_for_a_debtor_pays_their_own_and_the_joint_lines_never_anothers(books: Books) -> None:
    case = two_debtors(books, (debt(100), ""), (debt(50), "ann"), (debt(50), "ben"))
    joint, anns, bens = case.lines
    pay(books, case.decision, 75, payer=case.ann)
    assert paid(books, case.decision) == {joint: 50, anns: 25, bens: 0}
    with pytest.raises(Overpayment) as refused:
        pay(books, case.decision, 76, "BL-2", payer=case.ann)
    assert refused.value.surplus == 1
    pay(books, case.decision, 75, "BL-2", payer=case.ann)
    assert paid(books, case.decision) == {joint: 100, anns: 50, bens: 0}
    assert (of_party(books, case.ann)[0].left, of_party(books, case.ben)[0].left) == (0, 50)


def test_the_one_for_whom_it_is_paid_must_owe_under_the_decision(books: Books) -> None:
    case = two_debtors(books, (debt(100), ""))
    for nobody in (case.bank, a.a_person(books)):
        with pytest.raises(PaymentRefused):
            pay(books, case.decision, 5, payer=nobody)
    assert payments_of(books, case.decision) == []


def test_a_reversal_moves_nobodys_money_to_another_debtor(books: Books) -> None:
    case = two_debtors(books, (debt(100), ""), (debt(50), "ann"), (debt(50), "ben"))
    joint, anns, bens = case.lines
    wrong = pay(books, case.decision, 150, payer=case.ann)
    pay(books, case.decision, 50, "BL-2", payer=case.ben)
    reverse_payment(books, wrong.payment_id, ground="ghi nhầm")
    assert paid(books, case.decision) == {joint: 33, anns: 0, bens: 17}


def test_what_came_over_is_kept_when_that_is_said_and_shown_to_be_given_back(books: Books) -> None:
    case = a.a_case(books, lines=[debt(1_000)])
    recorded = pay(books, case.decision, 1_250, keep_surplus=True)
    assert (recorded.surplus, recorded.left) == (250, 0)
    (view,) = of_party(books, case.debtor)
    assert (view.paid, view.left, view.to_give_back) == (1_000, 0, 250)
    assert payments_of(books, case.decision)[0].surplus == 250
    again = pay(books, case.decision, 1_250, keep_surplus=True)
    assert (again.already, again.surplus) == (True, 250)


def test_one_debtors_surplus_is_not_shown_to_the_other(books: Books) -> None:
    case = two_debtors(books, (debt(100), ""))
    pay(books, case.decision, 130, payer=case.ann, keep_surplus=True)
    assert of_party(books, case.ann)[0].to_give_back == 30
    assert of_party(books, case.ben)[0].to_give_back == 0
    staff = of_decision(books, case.decision)
    assert staff is not None
    assert staff.to_give_back == 30


def test_a_receipt_typed_again_for_another_debtor_is_refused_and_not_passed_over(books: Books) -> None:
    case = two_debtors(books, (debt(100), ""), (debt(50), "ann"), (debt(50), "ben"))
    pay(books, case.decision, 20, payer=case.ann)
    assert pay(books, case.decision, 20).already
    with pytest.raises(ReceiptTaken):
        pay(books, case.decision, 20, payer=case.ben)


def test_a_surplus_pays_what_a_reversal_opens_again(books: Books) -> None:
    case = a.a_case(books, lines=[debt(100)])
    wrong = pay(books, case.decision, 80)
    pay(books, case.decision, 50, "BL-2", keep_surplus=True)
    assert reverse_payment(books, wrong.payment_id, ground="ghi nhầm") == 50
    assert [one.surplus for one in payments_of(books, case.decision) if one.live] == [0]


def test_money_paid_at_a_prison_counts_at_once_and_is_on_its_way_until_the_agency_has_it(books: Books) -> None:
    case = a.a_case(books, lines=[debt(1_000)])
    taken = pay_at_prison(books, case.decision, 1_000)
    (view,) = of_party(books, case.debtor)
    assert (view.left, view.waiting) == (0, 1_000)
    assert EventKind.PAID_IN_FULL not in [event.kind for event in events_of(books, case.decision)]
    assert paid_towards(books, case.lines) == []  # interest runs until the agency has the money (ND152 Đ.29.2)
    record_arrival(books, taken.payment_id, paid_on=OCTOBER, receipt="bl-9")
    record_arrival(books, taken.payment_id, paid_on=OCTOBER, receipt="BL-9")
    assert of_party(books, case.debtor)[0].waiting == 0
    assert paid_towards(books, case.lines) == [(OCTOBER, 1_000)]
    (known,) = payments_of(books, case.decision)
    assert (known.slip, known.slip_on, known.receipt, known.paid_on) == ("PT-1", SEPTEMBER, "BL-9", OCTOBER)
    full = [event for event in events_of(books, case.decision) if event.kind == EventKind.PAID_IN_FULL]
    assert [event.happened_on for event in full] == [OCTOBER]


def test_a_slip_is_one_payment_however_often_it_is_entered(books: Books) -> None:
    case = a.a_case(books, lines=[debt(1_000)])
    first = pay_at_prison(books, case.decision, 400, "pt-7")
    assert pay_at_prison(books, case.decision, 400, " PT-7 ").payment_id == first.payment_id
    with pytest.raises(ReceiptTaken):
        pay_at_prison(books, case.decision, 500, "PT-7")
    assert left_of(books, case.decision) == 600


def test_an_arrival_that_cannot_be_is_refused(books: Books) -> None:
    case = a.a_case(books, lines=[debt(1_000)])
    taken = pay_at_prison(books, case.decision, 400, on=OCTOBER)
    pay(books, case.decision, 100, "BL-1")
    for day, receipt in ((SEPTEMBER, "BL-2"), (date(2026, 11, 17), "BL-2"), (OCTOBER, " "), (OCTOBER, "không số")):
        with pytest.raises(PaymentRefused):
            record_arrival(books, taken.payment_id, paid_on=day, receipt=receipt)
    with pytest.raises(ReceiptTaken):
        record_arrival(books, taken.payment_id, paid_on=OCTOBER, receipt="BL-1")
    with pytest.raises(PaymentRefused):
        record_arrival(books, payments_of(books, case.decision)[1].id, paid_on=OCTOBER, receipt="BL-3")
    with pytest.raises(PaymentRefused):
        record_arrival(books, 12345, paid_on=OCTOBER, receipt="BL-3")
    assert payments_of(books, case.decision)[0].waiting


@pytest.mark.parametrize(
    ("source", "slip", "slip_on"),
    [(Source.OFFICE, "PT-1", SEPTEMBER), (Source.PRISON, "PT-1", None), (Source.PRISON, None, SEPTEMBER)],
)
def test_a_slip_has_a_number_and_a_day_and_comes_from_a_prison(
    books: Books, source: Source, slip: str | None, slip_on: date | None
) -> None:
    case = a.a_case(books)
    with pytest.raises(PaymentRefused):
        record_payment(books, case.decision, 5, paid_on=None, receipt=None, source=source, slip=slip, slip_on=slip_on)


def test_money_of_one_day_makes_room_for_better_ranks_whoever_was_entered_first(books: Books) -> None:
    for order in ("ann", "ben"), ("ben", "ann"):
        case = two_debtors(
            books,
            (debt(100, Kind.COURT_FEE), ""),
            (debt(100, Kind.COURT_FEE), "ann"),
            (debt(100), "ben"),
        )
        for number, who in enumerate(order):
            pay(books, case.decision, 100, f"BL-{number}", payer={"ann": case.ann, "ben": case.ben}[who])
        assert paid(books, case.decision) == dict(zip(case.lines, (100, 100, 0), strict=True))


def test_what_another_day_brought_stays_where_it_lies(books: Books) -> None:
    case = two_debtors(books, (debt(100), ""), (debt(100), "ann"))
    pay(books, case.decision, 100, "BL-1", payer=case.ann)
    pay(books, case.decision, 50, "BL-2", payer=case.ben, on=OCTOBER)
    with pytest.raises(Overpayment):
        pay(books, case.decision, 1, "BL-3", payer=case.ben, on=OCTOBER)
    pay(books, case.decision, 50, "BL-3", payer=case.ben)  # of the first day: Ann's money moves to her own line
    assert paid(books, case.decision) == dict(zip(case.lines, (100, 100), strict=True))


kinds = st.sampled_from([Kind.DEBT, Kind.ALIMONY, Kind.COURT_FEE, Kind.REFUND, Kind.LATE_INTEREST])
owners = st.lists(st.tuples(kinds, st.integers(1, 4_000), st.sampled_from(["", "ann", "ben"])), min_size=1, max_size=5)
of_one_day = st.lists(st.tuples(st.integers(1, 3_000), st.integers(0, 2)), min_size=2, max_size=5)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(owners, of_one_day, st.randoms())
def test_the_order_in_which_one_days_payments_are_entered_leaves_the_same_of_each_rank(
    books: Books, lines: list[tuple[Kind, int, str]], payments: list[tuple[int, int]], rng: Random
) -> None:
    shuffled = list(payments)
    rng.shuffle(shuffled)
    left = []
    for order in (payments, shuffled):
        case = two_debtors(books, *((debt(amount, kind), whose) for kind, amount, whose in lines))
        for number, (amount, who) in enumerate(order):
            payer = (None, case.ann, case.ben)[who]
            pay(books, case.decision, amount, f"BL-{number}", payer=payer, keep_surplus=True)
        _sums_agree(books, case.decision)
        left.append(_left_by_rank(books, case.decision))
        share_out_anew(books, case.decision)
        assert _left_by_rank(books, case.decision) == left[-1]
    assert left[0] == left[1]


def _left_by_rank(books: Books, decision_id: int) -> dict[tuple[str, bool], int]:
    of_rank: dict[tuple[str, bool], int] = {}
    for line in due_lines(books, decision_id):
        key = (line.rank.value, line.kind is Kind.LATE_INTEREST)
        of_rank[key] = of_rank.get(key, 0) + line.left
    return of_rank


steps = st.lists(
    st.tuples(st.sampled_from(["pay", "over", "prison", "reverse"]), st.integers(1, 3_000), st.integers(0, 2)),
    max_size=10,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(owners, steps)
def test_whatever_comes_in_lines_payments_and_surplus_agree(
    books: Books, lines: list[tuple[Kind, int, str]], steps: list[tuple[str, int, int]]
) -> None:
    case = two_debtors(books, *((debt(amount, kind), whose) for kind, amount, whose in lines))
    for number, (deed, amount, who) in enumerate(steps):
        payer = (None, case.ann, case.ben)[who]
        live = [one for one in payments_of(books, case.decision) if one.live]
        with suppress(Overpayment):  # more than is left, for whom it was paid
            match deed:
                case "reverse" if live:
                    reverse_payment(books, live[amount % len(live)].id, ground="thử")
                case "prison":
                    pay_at_prison(books, case.decision, amount, f"PT-{number}")
                case _:
                    pay(books, case.decision, amount, f"BL-{number}", payer=payer, keep_surplus=deed == "over")
        _sums_agree(books, case.decision)


def _sums_agree(books: Books, decision_id: int) -> None:
    view = of_decision(books, decision_id)
    assert view is not None
    live = [one for one in payments_of(books, decision_id) if one.live]
    assert sum(line.paid for line in view.lines) == sum(one.amount - one.surplus for one in live)
    assert all(line.left >= 0 and 0 <= line.waiting <= line.paid for line in view.lines)
    for one in live:
        shares = select(func.coalesce(func.sum(allocation.c.amount), 0)).where(allocation.c.payment_id == one.id)
        assert books.conn.execute(shares).scalar_one() == one.amount - one.surplus
    strangers = (
        select(func.count())
        .select_from(allocation.join(payment, payment.c.id == allocation.c.payment_id))
        .where(payment.c.decision_id == decision_id, payment.c.reversed_at.is_not(None))
    )
    assert books.conn.execute(strangers).scalar_one() == 0
