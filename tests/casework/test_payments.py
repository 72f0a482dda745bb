import asyncio
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from casework.books import Books
from casework.db.engine import Database
from casework.decision_events import EventKind, events_of
from casework.decisions import DecisionUnknown, Status, decision
from casework.obligations import Kind, left_of, of_party
from casework.payments import (
    Overpayment,
    PaymentRefused,
    PaymentUnknown,
    ReceiptTaken,
    Recorded,
    Source,
    payments_of,
    record_payment,
    reverse_payment,
    share_out_anew,
)
from casework.tables.decisions import allocation
from tests import builders as a

SEPTEMBER = date(2026, 9, 1)


def pay(
    books: Books, decision_id: int, amount: int, receipt: str = "BL-1", paid_on: date | None = SEPTEMBER
) -> Recorded:
    return record_payment(books, decision_id, amount, paid_on=paid_on, receipt=receipt, source=Source.OFFICE)


def test_a_payment_shows_on_its_lines_and_in_the_sums_and_wakes_whoever_checks_facts(books: Books) -> None:
    case = a.a_case(books, lines=[a.a_line(Kind.DEBT, 1_000_000), a.a_line(Kind.COURT_FEE, 200_000, "Án phí")])
    books.rings.clear()
    recorded = pay(books, case.decision, 300_000)
    assert (recorded.left, recorded.already) == (900_000, False)
    (view,) = of_party(books, case.debtor)
    assert [(line.kind, line.paid, line.left) for line in view.lines] == [
        (Kind.COURT_FEE, 200_000, 0),
        (Kind.DEBT, 100_000, 900_000),
    ]
    assert (view.total, view.paid, view.left) == (1_200_000, 300_000, 900_000)
    assert books.rings == {"facts"}


def test_paying_the_last_dong_is_noted_but_the_officer_says_that_it_is_finished(books: Books) -> None:
    case = a.a_case(books)
    pay(books, case.decision, 49_999_999)
    kinds = [event.kind for event in events_of(books, case.decision)]
    assert EventKind.PAID_IN_FULL not in kinds
    assert pay(books, case.decision, 1, "BL-2").left == 0
    noted = [event for event in events_of(books, case.decision) if event.kind == EventKind.PAID_IN_FULL]
    assert [event.happened_on for event in noted] == [SEPTEMBER]
    known = decision(books, case.decision)
    assert known is not None
    assert known.status == Status.ENFORCING


def test_the_same_receipt_is_the_same_payment_however_it_is_typed(books: Books) -> None:
    case = a.a_case(books)
    first = pay(books, case.decision, 700_000, "bl-17/2026")
    again = pay(books, case.decision, 700_000, " BL-17/2026\u200b ")
    assert (again.payment_id, again.shares, again.already) == (first.payment_id, first.shares, True)
    assert again.left == first.left == left_of(books, case.decision)
    assert len(payments_of(books, case.decision)) == 1


def test_a_receipt_number_with_another_sum_or_day_is_refused(books: Books) -> None:
    case, other = a.a_case(books), a.a_case(books)
    first = pay(books, case.decision, 700_000)
    for amount, day in ((700_001, SEPTEMBER), (700_000, date(2026, 9, 2))):
        with pytest.raises(ReceiptTaken) as refused:
            pay(books, case.decision, amount, paid_on=day)
        assert refused.value.payment_id == first.payment_id
    assert not pay(books, other.decision, 700_001).already


def test_too_much_is_refused_with_the_surplus_and_nothing_is_written(books: Books) -> None:
    case = a.a_case(books)
    with pytest.raises(Overpayment) as refused:
        pay(books, case.decision, 50_000_250)
    assert refused.value.surplus == 250
    assert payments_of(books, case.decision) == []
    assert left_of(books, case.decision) == 50_000_000


@pytest.mark.parametrize(
    ("amount", "paid_on", "receipt"),
    [(0, SEPTEMBER, "BL-1"), (-5, SEPTEMBER, "BL-1"), (5, None, "BL-1"), (5, SEPTEMBER, " \u200b"), (5, date(2026, 11, 17), "1")],
)  # fmt: skip
def test_a_payment_that_cannot_be_is_refused(books: Books, amount: int, paid_on: date | None, receipt: str) -> None:
    case = a.a_case(books)
    with pytest.raises(PaymentRefused):
        pay(books, case.decision, amount, receipt, paid_on)


def test_a_sum_carried_over_from_a_list_needs_neither_day_nor_receipt(books: Books) -> None:
    case = a.a_case(books)
    record_payment(books, case.decision, 5_000, paid_on=None, receipt=None, source=Source.OPENING)
    (paid,) = payments_of(books, case.decision)
    assert (paid.amount, paid.paid_on, paid.receipt, paid.source) == (5_000, None, None, Source.OPENING)


def test_an_unknown_decision_takes_no_payment(books: Books) -> None:
    with pytest.raises(DecisionUnknown):
        pay(books, 12345, 1_000)


def test_a_reversed_payment_leaves_the_lines_as_if_it_had_never_been(books: Books) -> None:
    case = a.a_case(books, lines=[a.a_line(Kind.DEBT, 1_000), a.a_line(Kind.ALIMONY, 500, "Cấp dưỡng")])
    wrong = pay(books, case.decision, 500, "BL-1")
    pay(books, case.decision, 300, "BL-2")
    officer = case.officer
    assert reverse_payment(books, wrong.payment_id, ground="ghi nhầm quyết định", reversed_by=officer) == 1_200
    (view,) = of_party(books, case.debtor)
    assert [(line.kind, line.paid) for line in view.lines] == [(Kind.ALIMONY, 300), (Kind.DEBT, 0)]
    reversal = events_of(books, case.decision)[-1]
    assert (reversal.kind, reversal.ground) == (EventKind.PAYMENT_REVERSED, "ghi nhầm quyết định")
    assert reversal.entered_by == officer
    assert [paid.reversed_at is None for paid in payments_of(books, case.decision)] == [False, True]


def test_a_reversed_receipt_may_be_entered_again_with_the_right_sum(books: Books) -> None:
    case = a.a_case(books)
    reverse_payment(books, pay(books, case.decision, 5_000).payment_id, ground="gõ thiếu số 0")
    assert pay(books, case.decision, 50_000).left == 49_950_000


def test_a_payment_is_reversed_once_and_with_a_ground(books: Books) -> None:
    case = a.a_case(books)
    paid = pay(books, case.decision, 5_000)
    with pytest.raises(PaymentRefused):
        reverse_payment(books, paid.payment_id, ground="  ")
    reverse_payment(books, paid.payment_id, ground="ghi nhầm")
    for gone in (paid.payment_id, 12345):
        with pytest.raises(PaymentUnknown):
            reverse_payment(books, gone, ground="ghi nhầm")


steps = st.lists(st.tuples(st.booleans(), st.integers(1, 4_000)), max_size=12)
some_lines = st.lists(
    st.tuples(st.sampled_from([Kind.DEBT, Kind.REFUND, Kind.ALIMONY, Kind.COURT_FEE]), st.integers(1, 5_000)),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some_lines, steps)
def test_whatever_is_paid_and_reversed_the_sums_are_those_of_the_lines(
    books: Books, lines: list[tuple[Kind, int]], steps: list[tuple[bool, int]]
) -> None:
    case = a.a_case(books, lines=[a.a_line(kind, amount) for kind, amount in lines])
    total = sum(amount for _, amount in lines)
    live: dict[int, int] = {}
    for number, (take_back, amount) in enumerate(steps):
        if take_back and live:
            payment_id = sorted(live)[amount % len(live)]
            del live[payment_id]
            left = reverse_payment(books, payment_id, ground="thử")
        elif amount > total - sum(live.values()):
            with pytest.raises(Overpayment) as refused:
                pay(books, case.decision, amount, f"BL-{number}")
            assert refused.value.surplus == amount - (total - sum(live.values()))
            continue
        else:
            recorded = pay(books, case.decision, amount, f"BL-{number}")
            live[recorded.payment_id], left = amount, recorded.left
        (view,) = of_party(books, case.debtor)
        assert view.paid == sum(live.values()) == sum(line.paid for line in view.lines)
        assert view.left == left == view.total - view.paid == left_of(books, case.decision)
        assert all(0 <= line.paid <= line.amount for line in view.lines)
        ranks_unpaid = [line.rank for line in view.lines if line.left]
        assert all(line.rank <= min(ranks_unpaid) for line in view.lines if line.paid and ranks_unpaid)
        kept = select(func.sum(allocation.c.amount)).where(allocation.c.obligation_id.in_(case.lines))
        assert (books.conn.execute(kept).scalar_one() or 0) == sum(live.values())
    before = {line.id: line.paid for line in of_party(books, case.debtor)[0].lines}
    share_out_anew(books, case.decision)
    assert {line.id: line.paid for line in of_party(books, case.debtor)[0].lines} == before


async def test_two_clerks_at_once_cannot_pay_one_debt_twice(db: Database) -> None:
    case = await db.write(lambda books: a.a_case(books, lines=[a.a_line(Kind.DEBT, 1_000)]))
    attempts = [db.write(pay, case.decision, 400, f"BL-{number}") for number in range(8)]
    ends = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(end, Recorded) for end in ends) == 2
    assert sum(isinstance(end, Overpayment) and end.surplus == 200 for end in ends) == 6
    assert await db.read(left_of, case.decision) == 200
