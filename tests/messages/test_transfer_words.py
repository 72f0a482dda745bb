"""The words on a transfer name one decision and no other."""

from __future__ import annotations

from datetime import date

import pytest

from messages.payment_qr import payment_qr, read_payload
from messages.transfer_words import fits_a_code, transfer_words

DAY = date(2026, 7, 15)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("001/QĐ-THADS", "THA 001 QD THADS 150726"),
        ("12/2026/QĐ-THADS", "12 2026 QD THADS 150726"),
        ("1234/2026/QĐ-THADS", "1234 2026 QD THADS 150726"),
        ("12345/2026/QĐ-THADS", "12345 2026QDTHADS 150726"),
    ],
)
def test_number_and_day_stand_there_in_full_and_a_payment_code_carries_them(number: str, words: str) -> None:
    assert transfer_words(number, DAY) == words
    code = payment_qr(bank="970415", account="1234567890", amount=1000, purpose=words)
    assert read_payload(code.payload).purpose == words


def test_two_decisions_of_one_day_never_get_the_same_words() -> None:
    numbers = [f"{count}/QĐ-{office}" for count in range(1, 300) for office in ("THADS", "THADS.KV1", "THADSKV12")]
    assert len({transfer_words(number, DAY) for number in numbers}) == len(numbers)


def test_a_number_too_long_for_a_code_is_written_by_hand_rather_than_cut() -> None:
    words = transfer_words("123456/2026/QĐ-THADS.PHONGKHUVUC12", DAY)
    assert not fits_a_code(words)
    assert "PHONGKHUVUC12" in words
    assert words.endswith("150726")
