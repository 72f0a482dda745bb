from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.payment_order import Due, Kind, Overpayment, Rank, rank_of, share_out


def due(line_id: int, kind: Kind, left: int) -> Due:
    return Due(id=line_id, kind=kind, rank=rank_of(kind), amount=left, left=left)


def test_a_small_payment_goes_to_alimony_before_the_court_fee_and_the_debt() -> None:
    lines = [due(1, Kind.DEBT, 9_000), due(2, Kind.COURT_FEE, 500), due(3, Kind.ALIMONY, 2_000)]
    assert share_out(1_500, lines) == {3: 1_500}
    assert share_out(2_300, lines) == {3: 2_000, 2: 300}
    assert share_out(4_000, lines) == {3: 2_000, 2: 500, 1: 1_500}


def test_lines_of_one_rank_share_in_proportion_to_the_dong() -> None:
    lines = [due(1, Kind.DEBT, 1), due(2, Kind.BANK_DEBT, 1), due(3, Kind.REFUND, 1)]
    assert share_out(2, lines) == {1: 1, 2: 1}
    assert share_out(100, [due(1, Kind.DEBT, 100), due(2, Kind.REFUND, 200)]) == {1: 33, 2: 67}


def test_the_principal_is_paid_before_its_late_interest_and_before_a_worse_rank() -> None:
    interest = Due(id=1, kind=Kind.LATE_INTEREST, rank=Rank.A, amount=300, left=300)
    lines = [interest, due(2, Kind.WAGE, 1_000), due(3, Kind.FINE, 50)]
    assert share_out(1_200, lines) == {2: 1_000, 1: 200}
    assert share_out(1_310, lines) == {2: 1_000, 1: 300, 3: 10}


def test_more_than_is_left_is_refused_with_the_surplus() -> None:
    with pytest.raises(Overpayment) as refused:
        share_out(1_001, [due(1, Kind.DEBT, 400), due(2, Kind.FINE, 100)])
    assert refused.value.surplus == 501


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_is_no_payment(amount: int) -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        share_out(amount, [due(1, Kind.DEBT, 400)])


money_kinds = st.sampled_from([Kind.DEBT, Kind.REFUND, Kind.FINE, Kind.COURT_FEE, Kind.ALIMONY, Kind.LATE_INTEREST])
many_lines = st.lists(st.tuples(money_kinds, st.integers(0, 10**12)), min_size=1, max_size=12).map(
    lambda lines: [due(number, kind, left) for number, (kind, left) in enumerate(lines, 1)]
)


@given(many_lines, st.fractions(0, 1))
def test_shares_add_up_stay_within_their_lines_and_keep_the_order_of_the_law(lines: list[Due], part: Fraction) -> None:
    total = sum(line.left for line in lines)
    amount = max(1, int(total * part))
    if total == 0:
        return
    shares = share_out(amount, lines)
    assert sum(shares.values()) == amount
    assert all(0 < shares.get(line.id, 1) <= line.left for line in lines if line.left)
    for better in lines:
        for worse in lines:
            if better.rank < worse.rank and worse.id in shares:
                assert shares.get(better.id, 0) == better.left
    shortest = [line for line in lines if line.left and shares.get(line.id, 0) < line.left]
    for one in shortest:
        for other in shortest:
            if one.rank == other.rank and (one.kind, other.kind).count(Kind.LATE_INTEREST) != 1:
                cross = shares.get(one.id, 0) * other.left - shares.get(other.id, 0) * one.left
                assert abs(cross) < one.left + other.left, "in proportion, to the đồng"
