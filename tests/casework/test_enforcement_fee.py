"""What holds of the enforcement fee whatever the sums."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.enforcement_fee import BASE_SALARIES, BRACKETS, NotCharged, Received, Why, base_salary, fee_on

sums = st.sampled_from(
    [0, 5_060_000, 5_060_001, 5 * 10**9, 5 * 10**9 + 1, 7 * 10**9, 10**10, 15 * 10**9]
) | st.integers(0, 10**12)


def fee(amount: int, *, before: int = 0, **known: object) -> int:
    received = Received(amount=amount, within_voluntary_period=False, before=before, **known)  # type: ignore[arg-type]  # told by name
    found = fee_on(received, amounts_on=True)
    assert found.amount is not None
    return found.amount


@given(sums, st.booleans())
def test_while_switched_off_there_is_never_an_amount(amount: int, voluntary: bool) -> None:
    found = fee_on(Received(amount=amount, within_voluntary_period=voluntary), amounts_on=False)
    assert (found.amount, found.why) == (None, Why.SWITCHED_OFF)
    assert all(one.law == "106/2025/QH15" for one in found.citations), "only what is firm is cited"


@given(sums, sums)
def test_more_received_is_never_less_fee(one: int, other: int) -> None:
    assert fee(min(one, other)) <= fee(max(one, other))


@given(sums)
def test_it_is_never_more_than_three_percent(amount: int) -> None:
    assert 0 <= fee(amount) * 100 <= amount * 3 + 50


@given(st.lists(sums, min_size=1, max_size=6))
def test_instalments_bear_together_what_the_whole_would(parts: list[int]) -> None:
    before, together = 0, 0
    for part in parts:
        together += fee(part, before=before)
        before += part
    assert together == fee(sum(parts))


@given(sums)
def test_settled_between_the_parties_is_a_third(amount: int) -> None:
    assert abs(3 * fee(amount, settled_between_parties=True) - fee(amount)) <= 1


@given(sums, st.sampled_from(list(NotCharged)))
def test_what_bears_no_fee_bears_none_whatever_the_sum(amount: int, kind: NotCharged) -> None:
    assert fee(amount, not_charged=kind) == 0


def test_the_brackets_meet_without_a_step() -> None:
    for below, above in pairwise(BRACKETS):
        assert below.up_to == above.above
        assert (above.fixed - below.fixed) * 10_000 == (above.above - below.above) * below.ten_thousandths


def test_base_salaries_stand_in_the_order_of_their_days_and_rise() -> None:
    for earlier, later in pairwise(BASE_SALARIES):
        assert earlier.since < later.since
        assert earlier.amount < later.amount
    assert base_salary(None) is BASE_SALARIES[-1]
    assert base_salary(date(2026, 6, 30)).amount == 2_340_000
    assert base_salary(date(2026, 7, 1)).amount == 2_530_000


def test_days_and_sums_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="no base salary"):
        base_salary(date(2013, 6, 30))
    with pytest.raises(ValueError, match="not negative"):
        fee(-1)
    with pytest.raises(ValueError, match="not negative"):
        fee(1, before=-1)
