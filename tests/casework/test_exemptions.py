"""What holds of waiver and reduction whatever the sums and days (L25 Đ.42)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.citations import NEW_LAW_FROM
from casework.exemptions import GROUNDS, Asked, Hardship, Lacking, Measure, screen, years_over_on

sums = st.sampled_from(
    [0, 1, 4_999_999, 5_000_000, 5_000_001, 10_000_000, 10_000_001, 99_999_999, 100_000_000, 100_000_001, 250_000_001]
) | st.integers(0, 10**12)
first_days = st.dates(date(2005, 1, 1), date(2026, 12, 31))
questions = st.builds(
    lambda first, later, remaining, no_means, last, part, hardship: Asked(
        first_decision_on=first,
        as_of=max(first, NEW_LAW_FROM) + timedelta(days=later),
        remaining=remaining,
        no_means=no_means,
        last_granted_on=None if last is None else max(first, NEW_LAW_FROM) - timedelta(days=last),
        paid_part=part,
        hardship=hardship,
    ),
    first_days,
    st.integers(0, 4_500),
    sums,
    st.booleans(),
    st.integers(0, 800) | st.none(),
    st.booleans(),
    st.sampled_from(list(Hardship)) | st.none(),
)


@given(questions)
def test_never_more_than_is_left_and_never_more_than_the_law_gives(asked: Asked) -> None:
    found = screen(asked)
    for option in found.options:
        assert 0 <= option.up_to <= asked.remaining
        if option.measure is Measure.WAIVE:
            assert option.up_to == asked.remaining
        else:
            assert option.up_to * 4 <= asked.remaining
            assert asked.remaining <= 100_000_000 or option.up_to <= min(asked.remaining // 5, 50_000_000)
    assert (found.measure is Measure.NONE) is (not found.options)


@given(questions)
def test_either_something_may_be_asked_for_or_it_says_what_is_missing(asked: Asked) -> None:
    found = screen(asked)
    assert bool(found.options) is not bool(found.missing)
    assert found.citations


@given(questions)
def test_without_hardship_no_means_is_always_needed(asked: Asked) -> None:
    found = screen(replace(asked, no_means=False, hardship=None))
    assert found.measure is Measure.NONE


@given(questions)
def test_on_the_day_it_names_what_time_alone_was_missing_is_met(asked: Asked) -> None:
    found = screen(asked)
    for lack in found.missing:
        if lack.from_day is not None:
            assert asked.as_of < lack.from_day
            then = screen(replace(asked, as_of=lack.from_day))
            day_before = screen(replace(asked, as_of=lack.from_day - timedelta(days=1)))
            assert lack.what not in {one.what for one in then.missing}
            assert lack.what in {one.what for one in day_before.missing}


@given(questions, st.integers(0, 2_000))
def test_waiting_never_makes_it_worse(asked: Asked, days: int) -> None:
    now, later = screen(asked), screen(replace(asked, as_of=asked.as_of + timedelta(days=days)))
    assert later.up_to >= now.up_to


@given(questions)
def test_what_will_be_better_later_is_better_then(asked: Asked) -> None:
    found = screen(asked)
    for later in found.later:
        assert later.from_day > asked.as_of
        then = screen(replace(asked, as_of=later.from_day))
        assert then.measure is later.measure is Measure.WAIVE
        assert then.up_to > found.up_to


@given(first_days, st.integers(1, 20))
def test_years_are_over_the_day_after_the_same_day_and_month(first: date, years: int) -> None:
    last = years_over_on(first, years) - timedelta(days=1)
    assert last.year == first.year + years
    assert (last.month, last.day) == (first.month, first.day) or (first.month, first.day) == (2, 29)
    assert last.month == first.month


def test_the_grounds_leave_no_sum_out_and_none_twice_under_one_measure_and_time() -> None:
    for measure in (Measure.WAIVE, Measure.REDUCE):
        edges = sorted((one.least, one.most or 10**18) for one in GROUNDS if one.measure is measure)
        for (_, most), (least, _) in pairwise(edges):
            assert least == most + 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"remaining": -1},
        {"as_of": date(2026, 6, 30)},
        {"as_of": date(2026, 9, 1), "first_decision_on": date(2026, 9, 2)},
    ],
)
def test_senseless_questions_are_refused(wrong: dict[str, date | int]) -> None:
    asked = Asked(first_decision_on=date(2020, 1, 1), as_of=date(2026, 9, 1), remaining=1, no_means=True)
    with pytest.raises(ValueError, match="not negative"):
        screen(replace(asked, **wrong))  # type: ignore[arg-type]  # wrong on purpose


def test_nothing_left_is_nothing_to_waive_even_in_hardship() -> None:
    asked = Asked(
        first_decision_on=date(2010, 1, 1),
        as_of=date(2026, 9, 1),
        remaining=0,
        no_means=True,
        paid_part=True,
        hardship=Hardship.FIRE,
    )
    assert [lack.what for lack in screen(asked).missing] == [Lacking.NOTHING_LEFT]
