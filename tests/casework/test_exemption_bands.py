"""Who knows years and sums only roughly is answered as whoever knows them exactly, but for the days and shares."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from casework.exemption_bands import AGES, SUMS, a_day_of_age, age_of, latest_first_decision, sum_of
from casework.exemptions import Asked, Hardship, Screened, screen, years_over_on

DAYS = st.dates(date(2026, 7, 1), date(2060, 12, 31))
SUMS_OF_MONEY = st.integers(1, 10**12)


def test_the_bands_are_those_of_the_law() -> None:
    assert AGES == (0, 5, 10)
    assert [(band.least, band.most) for band in SUMS] == [
        (1, 4_999_999),
        (5_000_000, 10_000_000),
        (10_000_001, 100_000_000),
        (100_000_001, None),
    ]


def test_a_decision_of_five_years_and_a_day_ago_is_old_enough() -> None:
    assert latest_first_decision(date(2026, 11, 16), 5) == date(2021, 11, 15)
    assert latest_first_decision(date(2029, 3, 1), 5) == date(2024, 2, 29)


@given(DAYS, st.sampled_from(AGES[1:]))
@example(date(2028, 2, 29), 10)
@example(date(2029, 3, 1), 5)
def test_the_turning_day_is_the_last_that_is_old_enough(as_of: date, years: int) -> None:
    day = latest_first_decision(as_of, years)
    assert years_over_on(day, years) <= as_of < years_over_on(day + timedelta(days=1), years)


@given(SUMS_OF_MONEY)
def test_each_sum_is_in_exactly_one_band(amount: int) -> None:
    assert [place for place, band in enumerate(SUMS) if band.holds(amount)] == [sum_of(amount)]


def essence(found: Screened) -> object:
    """What a rough answer may say: measures and what is missing, without days and shares."""
    return (
        [(option.measure, option.cited) for option in found.options],
        [(lack.what, lack.years, lack.cited) for lack in found.missing],
        [(later.measure, later.cited) for later in found.later],
    )


@given(
    DAYS,
    st.integers(0, 20 * 366),
    SUMS_OF_MONEY,
    st.booleans(),
    st.booleans(),
    st.none() | st.sampled_from(Hardship),
)
def test_a_rough_answer_is_the_exact_one_without_days_and_shares(
    as_of: date, age_in_days: int, amount: int, no_means: bool, paid_part: bool, hardship: Hardship | None
) -> None:
    first = as_of - timedelta(days=age_in_days)
    exact = Asked(
        first_decision_on=first, as_of=as_of, remaining=amount, no_means=no_means, paid_part=paid_part,
        hardship=hardship,
    )  # fmt: skip
    rough = Asked(
        first_decision_on=a_day_of_age(age_of(first, as_of), as_of),
        as_of=as_of,
        remaining=SUMS[sum_of(amount)].least,
        no_means=no_means,
        paid_part=paid_part,
        hardship=hardship,
    )
    assert essence(screen(rough)) == essence(screen(exact))
