"""A hundred thousand sums are printed, typed in again, spoken and read back, and not one đồng is lost."""

from __future__ import annotations

import random

from casework.money import LARGEST_IN_WORDS, from_words, in_words
from messages.typed_amount import read_amount
from messages.vietnamese import dong

HOW_MANY = 100_000
LARGEST_TYPED = 10**13 - 1  # what a person may type, and the most that a payment code carries


def sums(largest: int, how_many: int = HOW_MANY) -> list[int]:
    """The same sums every time: as many small ones as large ones, round ones among them."""
    chance = random.Random(20261121)
    digits = len(str(largest))
    found = [chance.randrange(1, 10 ** chance.randint(1, digits)) for _ in range(how_many)]
    return [min(amount, largest) // noughts * noughts or 1 for amount in found for noughts in [chance.choice(NOUGHTS)]]


NOUGHTS = (1, 1, 1, 10, 1_000, 1_000_000)


def test_printed_typed_in_again_spoken_and_read_back() -> None:
    wrong = [
        amount
        for amount in sums(LARGEST_TYPED)
        if read_amount(dong(amount)) != amount or from_words(f"{in_words(amount)} đồng") != amount
    ]
    assert wrong == []


def test_sums_too_large_to_type_are_spoken_and_read_back_too() -> None:
    wrong = [amount for amount in sums(LARGEST_IN_WORDS, 10_000) if from_words(in_words(amount)) != amount]
    assert wrong == []


def test_printed_sums_are_grouped_in_threes_from_the_right() -> None:
    for amount in sums(LARGEST_IN_WORDS, 1_000):
        number, unit = dong(amount).split(" ")
        first, *groups = number.split(".")
        assert unit == "đồng"
        assert 1 <= len(first) <= 3
        assert all(len(group) == 3 for group in groups)
        assert int(first + "".join(groups)) == amount
