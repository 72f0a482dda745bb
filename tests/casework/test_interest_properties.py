"""What holds of late interest whatever the sums, days, rates and pauses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.interest import DayCount, Interest, Paid, Pause, RateFrom, late_interest

FIRST = date(2027, 6, 1)  # so that 2028, a leap year, lies inside
days = st.integers(0, 900).map(lambda number: FIRST + timedelta(days=number))
day_counts = st.sampled_from(list(DayCount))
paid = st.lists(st.builds(Paid, on=days, amount=st.integers(0, 40_000_000)), max_size=6)
pauses = st.lists(
    st.tuples(days, st.integers(0, 200) | st.none()).map(
        lambda ends: Pause(start=ends[0], until=None if ends[1] is None else ends[0] + timedelta(days=ends[1]))
    ),
    max_size=4,
)
percents = st.decimals(0, 20, places=3)
rates = st.dictionaries(days, percents, max_size=4).flatmap(
    lambda later: percents.map(
        lambda first: [
            RateFrom(since=FIRST, percent=first),
            *(RateFrom(since=day, percent=percent) for day, percent in later.items() if day != FIRST),
        ]
    )
)
principals = st.integers(0, 10**9)


def _ends(one: date, other: date) -> tuple[date, date]:
    return min(one, other), max(one, other)


def _days_of_year(day: date, day_count: DayCount) -> int:
    if day_count is not DayCount.ACTUAL_ACTUAL:
        return 365 if day_count is DayCount.ACTUAL_365 else 360
    return 366 if day.year % 4 == 0 else 365


@given(principals, rates, days, days, paid, pauses, day_counts)
def test_it_is_what_counting_day_by_day_gives(
    principal: int,
    rates: list[RateFrom],
    one: date,
    other: date,
    paid: list[Paid],
    pauses: list[Pause],
    day_count: DayCount,
) -> None:
    start, until = _ends(one, other)
    result = late_interest(principal, rates, start, until, payments=paid, pauses=pauses, day_count=day_count)
    exact, day = Fraction(0), start
    while day < until:
        resting = any(pause.start <= day and (pause.until is None or day < pause.until) for pause in pauses)
        left = max(0, principal - sum(payment.amount for payment in paid if payment.on <= day))
        percent = max((rate for rate in rates if rate.since <= day), key=lambda rate: rate.since).percent
        if not resting:
            exact += left * Fraction(percent) / 100 / _days_of_year(day, day_count)
        day += timedelta(days=1)
    assert abs(result.interest - exact) <= Fraction(len(result.lines), 2)


@given(principals, rates, days, days, paid, pauses, day_counts)
def test_lines_are_whole_in_order_and_never_negative(
    principal: int,
    rates: list[RateFrom],
    one: date,
    other: date,
    paid: list[Paid],
    pauses: list[Pause],
    day_count: DayCount,
) -> None:
    start, until = _ends(one, other)
    result = late_interest(principal, rates, start, until, payments=paid, pauses=pauses, day_count=day_count)
    assert result.interest == sum(line.interest for line in result.lines) >= 0
    for line in result.lines:
        assert start <= line.start < line.until <= until
        assert line.days == (line.until - line.start).days
        assert line.interest >= 0
        assert 0 < line.principal <= principal
    for before, after in zip(result.lines, result.lines[1:], strict=False):
        assert before.until <= after.start
        same = (before.principal, before.rate, before.year_days) == (after.principal, after.rate, after.year_days)
        assert not (same and before.until == after.start), "a stretch on one principal at one rate is one line"


@given(principals, rates, days, days, days, paid, pauses, day_counts)
def test_splitting_the_period_loses_no_more_than_rounding(
    principal: int,
    rates: list[RateFrom],
    one: date,
    other: date,
    third: date,
    paid: list[Paid],
    pauses: list[Pause],
    day_count: DayCount,
) -> None:
    start, middle, until = sorted((one, other, third))

    def between(first: date, end: date) -> Interest:
        return late_interest(principal, rates, first, end, payments=paid, pauses=pauses, day_count=day_count)

    whole, first, second = between(start, until), between(start, middle), between(middle, until)
    roundings = len(whole.lines) + len(first.lines) + len(second.lines)
    assert abs(whole.interest - first.interest - second.interest) <= Fraction(roundings, 2)


@given(principals, rates, days, days, st.data())
def test_the_order_of_payments_pauses_and_rates_never_matters(
    principal: int, rates: list[RateFrom], one: date, other: date, data: st.DataObject
) -> None:
    start, until = _ends(one, other)
    payments, rests = data.draw(paid), data.draw(pauses)
    plain = late_interest(principal, rates, start, until, payments=payments, pauses=rests)
    turned = late_interest(
        principal,
        data.draw(st.permutations(rates)),
        start,
        until,
        payments=data.draw(st.permutations(payments)),
        pauses=data.draw(st.permutations(rests)),
    )
    assert plain == turned


@given(principals, rates, days, days, paid, pauses, st.builds(Paid, on=days, amount=st.integers(1, 10**9)))
def test_more_paid_is_never_more_interest(
    principal: int,
    rates: list[RateFrom],
    one: date,
    other: date,
    paid: list[Paid],
    pauses: list[Pause],
    more: Paid,
) -> None:
    start, until = _ends(one, other)
    less = late_interest(principal, rates, start, until, payments=paid, pauses=pauses)
    after = late_interest(principal, rates, start, until, payments=[*paid, more], pauses=pauses)
    # a payment may cut a line in two, and each line is rounded: half a đồng a line at most
    assert after.interest <= less.interest + Fraction(len(after.lines) + len(less.lines), 2)
    assert all(line.principal <= _principal_on(less, line.start) for line in after.lines)


def _principal_on(interest: Interest, day: date) -> int:
    return next((line.principal for line in interest.lines if line.start <= day < line.until), 0)


@given(principals, rates, days, days, paid, pauses, st.builds(Pause, start=days, until=st.none()))
def test_another_pause_is_never_more_interest_than_rounding(
    principal: int,
    rates: list[RateFrom],
    one: date,
    other: date,
    paid: list[Paid],
    pauses: list[Pause],
    more: Pause,
) -> None:
    start, until = _ends(one, other)
    less = late_interest(principal, rates, start, until, payments=paid, pauses=pauses)
    after = late_interest(principal, rates, start, until, payments=paid, pauses=[*pauses, more])
    assert after.interest <= less.interest + Fraction(len(after.lines) + len(less.lines), 2)


@given(principals, percents, days, days)
def test_one_rate_and_a_history_of_one_rate_are_the_same(principal: int, rate: Decimal, one: date, other: date) -> None:
    start, until = _ends(one, other)
    history = [RateFrom(since=start - timedelta(days=10), percent=rate), RateFrom(since=start, percent=rate)]
    assert late_interest(principal, rate, start, until).lines == late_interest(principal, history, start, until).lines


def test_a_history_must_cover_the_first_day_and_name_a_day_once() -> None:
    rate = RateFrom(since=date(2026, 8, 2), percent=Decimal(10))
    with pytest.raises(ValueError, match="no rate"):
        late_interest(1, [rate], date(2026, 8, 1), date(2026, 9, 1))
    with pytest.raises(ValueError, match="no rate"):
        late_interest(1, [], date(2026, 8, 1), date(2026, 9, 1))
    with pytest.raises(ValueError, match="two rates"):
        late_interest(1, [rate, replace(rate, percent=Decimal(9))], date(2026, 8, 2), date(2026, 9, 1))
    with pytest.raises(TypeError, match="float"):
        late_interest(1, [replace(rate, percent=9.5)], date(2026, 8, 2), date(2026, 9, 1))  # type: ignore[arg-type]  # what a careless caller does


def test_ten_thousand_payments_and_pauses_are_no_trouble() -> None:
    first = date(1990, 1, 1)
    payments = [Paid(on=first + timedelta(days=number), amount=1) for number in range(10_000)]
    pauses = [
        Pause(start=first + timedelta(days=number), until=first + timedelta(days=number)) for number in range(10_000)
    ]
    result = late_interest(10**12, 10, first, first + timedelta(days=10_000), payments=payments, pauses=pauses)
    assert len(result.lines) == 10_000
