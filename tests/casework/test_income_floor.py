"""What holds of what must be left, whatever the income."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.citations import NEW_LAW_FROM
from casework.income_floor import REGIONS, for_rent, minimum_wages, of_income, of_takings

days = st.integers(0, 1_500).map(lambda number: NEW_LAW_FROM + timedelta(days=number))
regions = st.sampled_from(REGIONS)
sums = st.integers(0, 10**10)


@given(days, regions, sums, st.integers(0, 20))
def test_nobody_is_left_with_less_than_the_floor(on: date, region: int, income: int, dependants: int) -> None:
    found = of_income(on, region, income, dependants)
    assert found.must_be_left == found.wage * (1 + dependants)
    assert found.may_be_deducted == 0 or income - found.may_be_deducted == found.must_be_left
    assert (found.may_be_deducted == 0) is (income <= found.must_be_left)


@given(days, regions, sums, st.integers(0, 19))
def test_another_dependant_never_lets_more_be_taken(on: date, region: int, income: int, dependants: int) -> None:
    fewer, more = of_income(on, region, income, dependants), of_income(on, region, income, dependants + 1)
    assert more.may_be_deducted <= fewer.may_be_deducted


@given(days, regions, sums, sums)
def test_a_business_keeps_what_it_works_with_and_a_wage(on: date, region: int, takings: int, working: int) -> None:
    found = of_takings(on, region, takings, working)
    assert found.must_be_left == working + found.wage
    assert 0 <= found.may_be_deducted <= takings


@given(days, regions, sums)
def test_a_year_of_rent_is_twelve_wages(on: date, region: int, price: int) -> None:
    assert for_rent(on, region, price).must_be_left == 12 * minimum_wages(on).by_region[region]


@given(days)
def test_only_the_year_that_is_known_is_called_known(on: date) -> None:
    assert of_income(on, 1, 0, 0).unconfirmed_year is (on.year != 2026)


def test_what_cannot_be_is_refused() -> None:
    for on, region, income, dependants in (
        (date(2026, 6, 30), 1, 1, 0),
        (NEW_LAW_FROM, 5, 1, 0),
        (NEW_LAW_FROM, 1, -1, 0),
        (NEW_LAW_FROM, 1, 1, -1),
    ):
        with pytest.raises(ValueError, match=r"law|region|dependants"):
            of_income(on, region, income, dependants)
    with pytest.raises(ValueError, match="not negative"):
        of_takings(NEW_LAW_FROM, 1, 1, -1)
