"""A promise is a plan: open, kept, missed or withdrawn, and it follows from the payments."""

from datetime import date, timedelta

import pytest

from casework.books import Books
from casework.clock import SetClock
from casework.payments import reverse_payment
from casework.promises import PromiseRefused, PromiseState, make_promise, promises_of, withdraw_promise
from casework.tables.agreements import promise
from tests import builders as a
from tests.casework.owing import debt, pay, pay_at_prison, two_debtors

TODAY, FRIDAY = date(2026, 11, 16), date(2026, 11, 20)


def states(books: Books, decision_id: int) -> list[PromiseState]:
    return [one.state for one in promises_of(books, decision_id)]


def stored(books: Books) -> list[str]:
    return [row.state for row in books.conn.execute(promise.select().order_by(promise.c.id))]


def test_it_is_kept_once_what_was_paid_since_reaches_it_and_open_again_when_that_was_wrong(books: Books) -> None:
    case = a.a_case(books, lines=[debt(1_000)])
    pay(books, case.decision, 300, "BL-0")  # before the promise
    make_promise(books, case.decision, case.debtor, 400, FRIDAY)
    pay(books, case.decision, 399, "BL-1", on=TODAY)
    assert states(books, case.decision) == [PromiseState.OPEN]
    last = pay(books, case.decision, 1, "BL-2", on=TODAY)
    assert states(books, case.decision) == [PromiseState.KEPT]
    assert stored(books) == ["kept"]
    reverse_payment(books, last.payment_id, ground="ghi nhầm")
    assert states(books, case.decision) == [PromiseState.OPEN]
    assert stored(books) == ["open"]


def test_after_its_day_it_is_missed_and_money_given_in_time_still_counts(books: Books, clock: SetClock) -> None:
    case = a.a_case(books, lines=[debt(1_000)])
    make_promise(books, case.decision, case.debtor, 400, FRIDAY)
    clock.set(clock.now() + timedelta(days=4))
    assert states(books, case.decision) == [PromiseState.OPEN]
    clock.set(clock.now() + timedelta(days=1))
    assert states(books, case.decision) == [PromiseState.MISSED]
    pay(books, case.decision, 400, "BL-1", on=date(2026, 11, 21))
    assert states(books, case.decision) == [PromiseState.MISSED]
    pay_at_prison(books, case.decision, 400, on=FRIDAY)
    assert states(books, case.decision) == [PromiseState.KEPT]


def test_the_other_debtors_money_keeps_nobodys_promise(books: Books) -> None:
    case = two_debtors(books, (debt(1_000), ""))
    make_promise(books, case.decision, case.ann, 400, FRIDAY)
    pay(books, case.decision, 400, "BL-1", payer=case.ben, on=TODAY)
    assert states(books, case.decision) == [PromiseState.OPEN]
    pay(books, case.decision, 400, "BL-2", payer=case.ann, on=TODAY)
    assert states(books, case.decision) == [PromiseState.KEPT]


def test_a_new_promise_takes_the_place_of_the_open_one_and_it_may_be_withdrawn(books: Books) -> None:
    case = a.a_case(books, lines=[debt(1_000)])
    make_promise(books, case.decision, case.debtor, 400, FRIDAY)
    second = make_promise(books, case.decision, case.debtor, 200, FRIDAY)
    assert states(books, case.decision) == [PromiseState.WITHDRAWN, PromiseState.OPEN]
    withdraw_promise(books, second)
    assert states(books, case.decision) == [PromiseState.WITHDRAWN] * 2
    for gone in (second, 12345):
        with pytest.raises(PromiseRefused):
            withdraw_promise(books, gone)


@pytest.mark.parametrize(
    ("amount", "due_on"),
    [(0, FRIDAY), (1_001, FRIDAY), (400, date(2026, 11, 15)), (400, date(2027, 11, 18))],
)
def test_a_promise_that_is_no_plan_is_refused(books: Books, amount: int, due_on: date) -> None:
    case = a.a_case(books, lines=[debt(1_000)])
    with pytest.raises(PromiseRefused):
        make_promise(books, case.decision, case.debtor, amount, due_on)
    with pytest.raises(PromiseRefused):
        make_promise(books, case.decision, case.creditor, 400, FRIDAY)
    assert promises_of(books, case.decision) == []


def test_what_was_paid_earlier_on_the_same_day_keeps_no_later_promise(books: Books) -> None:
    case = a.a_case(books, lines=[debt(1_000)])
    pay(books, case.decision, 400, "BL-1", on=TODAY)
    make_promise(books, case.decision, case.debtor, 400, FRIDAY)
    assert states(books, case.decision) == [PromiseState.OPEN]
