"""Rates are whole-number arithmetic, rounded once, half up; years run from October to September."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.results.periods import Period, statistical_year, year_with
from casework.results.rates import change, percent, points

SUMS = st.integers(0, 10**16)


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [(17_653, 23_625, "74.72"), (1, 3, "33.33"), (2, 3, "66.67"), (1, 800, "0.13"), (1, 8, "12.50"), (0, 7, "0.00")],
)
def test_a_rate_is_rounded_half_up(part: int, whole: int, printed: str) -> None:
    assert str(percent(part, whole)) == printed


def test_nothing_has_no_rate() -> None:
    assert percent(0, 0) is None
    assert change(5, 0).percent is None
    assert points(None, Decimal("73")) is None
    with pytest.raises(ValueError, match="share"):
        percent(1, -1)


@given(part=SUMS, whole=st.integers(1, 10**16))
def test_a_rate_is_what_exact_division_rounds_to(part: int, whole: int) -> None:
    with localcontext(prec=60):
        exact = (Decimal(part * 100) / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert percent(part, whole) == exact


@given(now=SUMS, before=st.integers(1, 10**16))
def test_more_and_less_are_mirror_images(now: int, before: int) -> None:
    found = change(now, before)
    assert before + found.amount == now
    assert found.percent is not None
    assert percent(-found.amount, before) == -found.percent


@given(day=st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_day_lies_in_one_statistical_year(day: date) -> None:
    year = statistical_year(year_with(day))
    assert year.first <= day <= year.last
    assert (year.first.day, year.first.month, year.last.day, year.last.month) == (1, 10, 30, 9)
    assert year.year_before() == statistical_year(year_with(day) - 1)


def test_a_leap_day_has_a_year_before() -> None:
    leap = Period(first=date(2028, 2, 29), last=date(2028, 2, 29))
    assert leap.year_before() == Period(first=date(2027, 2, 28), last=date(2027, 2, 28))
    assert leap.year is None
    with pytest.raises(ValueError, match="ends"):
        Period(first=date(2026, 1, 2), last=date(2026, 1, 1))
