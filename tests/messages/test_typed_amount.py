"""What people type as a sum is read as that sum, or asked again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.money import in_words
from messages.library import Lang
from messages.typed_amount import read_amount
from messages.vietnamese import dong

SUMS = st.integers(1, 10**13 - 1)


@given(SUMS, st.sampled_from(Lang))
def test_a_sum_as_we_write_it_is_read_back(amount: int, lang: Lang) -> None:
    assert read_amount(dong(amount, lang)) == amount
    assert read_amount(str(amount)) == amount


@given(st.integers(1, 10**12))
def test_a_sum_in_words_is_read(amount: int) -> None:
    assert read_amount(f"{in_words(amount)} đồng") == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5 triệu", 5_000_000),
        ("5tr", 5_000_000),
        ("5 Trieu dong", 5_000_000),
        ("2tr5", 2_500_000),
        ("2tr500", 2_500_000),
        ("2tr050", 2_050_000),
        ("1,5 triệu", 1_500_000),
        ("một triệu rưỡi", 1_500_000),
        ("2 trieu ruoi", 2_500_000),
        ("3 tỷ rưỡi đồng", 3_500_000_000),
        ("500k", 500_000),
        ("500 ngàn", 500_000),
        ("3 tỷ", 3_000_000_000),
        ("12 000 000", 12_000_000),
        ("1.500.000 VNĐ", 1_500_000),
        ("１.５００.０００ đ", 1_500_000),
        ("hai triệu", 2_000_000),
    ],
)
def test_ways_of_writing_a_sum(text: str, amount: int) -> None:
    assert read_amount(text) == amount


@pytest.mark.parametrize(
    "text",
    ["", "0", "-5", "nộp sau", "1.50", "1.500 triệu", "2tr50", "1,5tr5", "12.34.567", "5 triệu 6 triệu", "9" * 14,
     "1" * 5000, "٣٠٠٠٠٠"],
)  # fmt: skip
def test_what_is_not_clearly_one_sum_is_not_guessed(text: str) -> None:
    assert read_amount(text) is None


@pytest.mark.parametrize("text", ["rưỡi", "triệu rưỡi", "2tr5 rưỡi", "1,5 triệu rưỡi"])
def test_a_half_of_what_is_not_clear_is_asked_again(text: str) -> None:
    assert read_amount(text) is None
