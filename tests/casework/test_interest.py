from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.books import Books
from casework.decisions import Status, change_status
from casework.interest import DayCount, Interest, Paid, Pause, late_interest
from casework.interest_of_decision import DecisionInterest, Missing, interest_of_decision
from casework.obligations import Kind
from casework.payments import Source, record_payment
from tests import builders as a

NEW_YEAR = date(2026, 1, 1)


def test_a_whole_year_at_ten_percent_is_a_tenth() -> None:
    result = late_interest(100_000_000, 10, NEW_YEAR, date(2027, 1, 1))
    assert result.interest == 10_000_000
    assert [(line.days, line.principal) for line in result.lines] == [(365, 100_000_000)]
    assert result.estimate is True


def test_a_payment_stops_interest_on_its_sum_from_its_own_day() -> None:
    # by hand: 50,000,000 x 10 % x 31 / 365 = 424,657.53; 30,000,000 x 10 % x 28 / 365 = 230,136.99
    result = late_interest(
        50_000_000, 10, NEW_YEAR, date(2026, 3, 1), payments=[Paid(on=date(2026, 2, 1), amount=20_000_000)]
    )
    assert [(line.start, line.until, line.days, line.principal, line.interest) for line in result.lines] == [
        (date(2026, 1, 1), date(2026, 2, 1), 31, 50_000_000, 424_658),
        (date(2026, 2, 1), date(2026, 3, 1), 28, 30_000_000, 230_137),
    ]
    assert result.interest == 654_795


def test_no_interest_runs_in_a_pause_but_a_payment_in_it_counts() -> None:
    pause = Pause(start=date(2026, 1, 11), until=date(2026, 1, 21))
    result = late_interest(
        3_650_000,
        10,
        NEW_YEAR,
        date(2026, 1, 31),
        payments=[Paid(on=date(2026, 1, 15), amount=1_825_000)],
        pauses=[pause],
    )
    assert [(line.days, line.principal, line.interest) for line in result.lines] == [
        (10, 3_650_000, 10_000),
        (10, 1_825_000, 5_000),
    ]


def test_a_pause_that_is_still_on_stops_interest_for_good() -> None:
    result = late_interest(
        3_650_000, 10, NEW_YEAR, date(2026, 12, 1), pauses=[Pause(start=date(2026, 1, 11), until=None)]
    )
    assert result.interest == 10_000


def test_half_a_dong_is_a_dong() -> None:
    assert late_interest(3_650, Decimal("5"), NEW_YEAR, date(2026, 1, 2)).interest == 1  # 0.5
    assert late_interest(10_950, Decimal("5"), NEW_YEAR, date(2026, 1, 2)).interest == 2  # 1.5
    assert late_interest(3_649, Decimal("5"), NEW_YEAR, date(2026, 1, 2)).interest == 0


def test_the_days_of_a_year_are_a_setting() -> None:
    assert late_interest(3_600_000, 10, NEW_YEAR, date(2026, 1, 2), day_count=DayCount.ACTUAL_360).interest == 1_000


def test_no_days_or_nothing_owed_is_no_interest() -> None:
    assert late_interest(1_000_000, 10, NEW_YEAR, NEW_YEAR).lines == ()
    assert late_interest(0, 10, NEW_YEAR, date(2027, 1, 1)).lines == ()
    paid_before = [Paid(on=date(2025, 12, 1), amount=2_000_000)]
    assert late_interest(1_000_000, 10, NEW_YEAR, date(2027, 1, 1), payments=paid_before).interest == 0


def test_the_result_names_its_places_in_the_law() -> None:
    cited = {(place.law, place.article) for place in late_interest(1, 10, NEW_YEAR, NEW_YEAR).citations}
    assert cited == {("152/2026/NĐ-CP", "29"), ("91/2015/QH13", "357"), ("91/2015/QH13", "468")}


def test_a_pause_names_the_three_places_where_the_law_stops_interest() -> None:
    pause = Pause(start=NEW_YEAR, until=date(2026, 2, 1))
    cited = late_interest(1, 10, NEW_YEAR, date(2026, 3, 1), pauses=[pause]).citations
    assert [str(place) for place in cited if place.law == "106/2025/QH15"] == [
        "điểm c khoản 1 Điều 46, 106/2025/QH15",  # by agreement or at the creditor's request
        "khoản 2 Điều 46, 106/2025/QH15",  # at the request of whoever may protest
        "khoản 2 Điều 47, 106/2025/QH15",  # suspended by a protest
    ]


@pytest.mark.parametrize(
    ("principal", "rate", "until"), [(-1, 10, "2027-01-01"), (1, -1, "2027-01-01"), (1, 10, "2025-12-31")]
)
def test_senseless_questions_are_refused(principal: int, rate: int, until: str) -> None:
    with pytest.raises(ValueError, match=r"negative|ends before"):
        late_interest(principal, rate, NEW_YEAR, date.fromisoformat(until))


def test_senseless_pauses_and_payments_are_refused() -> None:
    with pytest.raises(ValueError, match="pause"):
        late_interest(1, 10, NEW_YEAR, NEW_YEAR, pauses=[Pause(start=NEW_YEAR, until=date(2025, 1, 1))])
    with pytest.raises(ValueError, match="negative"):
        late_interest(1, 10, NEW_YEAR, NEW_YEAR, payments=[Paid(on=NEW_YEAR, amount=-1)])
    with pytest.raises(TypeError, match="float"):
        late_interest(1, 10.0, NEW_YEAR, NEW_YEAR)  # type: ignore[arg-type]  # what a careless caller does


days = st.integers(0, 900).map(lambda number: NEW_YEAR + timedelta(days=number))
paid = st.lists(st.builds(Paid, on=days, amount=st.integers(0, 400_000)), max_size=6)
pauses = st.lists(
    st.tuples(days, days | st.none()).map(
        lambda ends: Pause(start=ends[0], until=ends[1] if ends[1] is None or ends[1] >= ends[0] else ends[0])
    ),
    max_size=4,
)
rates = st.decimals(0, 20, places=3)


@given(st.integers(0, 10**6), rates, days, days, paid, pauses)
def test_interest_is_what_counting_day_by_day_gives(
    principal: int, rate: Decimal, one: date, other: date, paid: list[Paid], pauses: list[Pause]
) -> None:
    start, until = min(one, other), max(one, other)
    result = late_interest(principal, rate, start, until, payments=paid, pauses=pauses)
    exact, day = Fraction(0), start
    while day < until:
        resting = any(pause.start <= day and (pause.until is None or day < pause.until) for pause in pauses)
        left = max(0, principal - sum(payment.amount for payment in paid if payment.on <= day))
        exact += 0 if resting else left * Fraction(rate) / 36_500
        day += timedelta(days=1)
    assert abs(result.interest - exact) <= Fraction(len(result.lines), 2)
    assert all(line.days == (line.until - line.start).days > 0 for line in result.lines)
    assert result.interest == sum(line.interest for line in result.lines)


@given(st.integers(0, 10**12), rates, days, days)
def test_the_rate_is_exact_and_half_rounds_up(principal: int, rate: Decimal, one: date, other: date) -> None:
    start, until = min(one, other), max(one, other)
    exact = principal * Fraction(rate) * (until - start).days / 36_500
    assert late_interest(principal, rate, start, until).interest == (2 * exact + 1) // 2


def estimate(books: Books, case: a.Case, until: date) -> DecisionInterest:
    result = interest_of_decision(books, case.decision, until, assumed_start=date(2026, 8, 1))
    assert isinstance(result, DecisionInterest)
    return result


def test_a_judgment_that_orders_no_interest_has_none(books: Books) -> None:
    case = a.a_case(books)
    assert interest_of_decision(books, case.decision, date(2026, 9, 1)) is Missing.ORDER
    assert interest_of_decision(books, 12345, date(2026, 9, 1)) is Missing.DECISION


def test_interest_of_a_decision_follows_its_payments_and_leaves_the_court_fee_alone(books: Books) -> None:
    lines = [a.a_line(Kind.DEBT, 36_500_000), a.a_line(Kind.COURT_FEE, 1_000_000, "Án phí")]
    case = a.a_case(books, lines=lines, rate=Decimal("10"))
    a.a_payment(books, case.decision, 1_000_000 + 18_250_000, paid_on=date(2026, 8, 11))
    result = estimate(books, case, date(2026, 8, 21))
    assert [(line.days, line.principal, line.interest) for line in result.estimate.lines] == [
        (10, 36_500_000, 100_000),
        (10, 18_250_000, 50_000),
    ]
    assert result.undated == 0


def test_only_what_a_fine_decision_asks_bears_interest_where_it_is_ordered(books: Books) -> None:
    case = a.a_case(books, lines=[a.a_line(Kind.FINE, 3_650_000, "Tiền phạt")], rate=Decimal("10"))
    assert estimate(books, case, date(2026, 8, 11)).estimate.interest == 10_000


def test_a_sum_paid_on_an_unknown_day_makes_the_estimate_a_least_sum(books: Books) -> None:
    case = a.a_case(books, lines=[a.a_line(Kind.DEBT, 36_500_000)], rate=Decimal("10"))
    record_payment(books, case.decision, 18_250_000, paid_on=None, receipt=None, source=Source.OPENING)
    result = estimate(books, case, date(2026, 8, 11))
    assert (result.estimate.interest, result.undated) == (50_000, 18_250_000)


def test_the_officer_says_when_no_interest_runs(books: Books) -> None:
    case = a.a_case(books, lines=[a.a_line(Kind.DEBT, 36_500_000)], rate=Decimal("10"))

    def days_with_interest() -> int:
        result: Interest = estimate(books, case, date(2026, 8, 31)).estimate
        return sum(line.days for line in result.lines)

    change_status(books, case.decision, Status.DEFERRED, on=date(2026, 8, 6), ground="Điều 46.1.c", interest_stops=True)
    assert days_with_interest() == 5
    change_status(books, case.decision, Status.ENFORCING, on=date(2026, 8, 16), ground="Quyết định tiếp tục")
    assert days_with_interest() == 20
    change_status(books, case.decision, Status.DEFERRED, on=date(2026, 8, 20), ground="Điều 46.1.a")
    assert days_with_interest() == 20
