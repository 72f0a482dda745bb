"""What was typed: code, digits, both, or a sentence that only looks a little like a code?"""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.linking_codes import make_code
from casework.typed_codes import Typed, read_typed, reads_as_code

CODE = make_code(random.Random(3).randbytes).display
codes = st.integers(min_value=0, max_value=10**6).map(lambda seed: make_code(random.Random(seed).randbytes).display)
six = st.from_regex(r"[0-9]{6}", fullmatch=True)


@given(codes, six, st.booleans(), st.sampled_from(["-", " ", ""]), st.sampled_from([" ", ", ", "\n"]))
def test_code_and_digits_are_read_in_either_order(code: str, digits: str, first: bool, dash: str, gap: str) -> None:
    written = code.replace("-", dash).lower()
    text = f"{written}{gap}{digits}" if first else f"{digits}{gap}{written}"
    assert read_typed(text) == Typed(code=code, digits=digits)
    assert reads_as_code(text)


@given(codes, st.from_regex(r"[0-9]{6}", fullmatch=True))
def test_of_a_whole_identity_number_the_last_six_are_taken(code: str, last: str) -> None:
    assert read_typed(f"{code} 095181{last}") == Typed(code=code, digits=last)
    assert read_typed(f"095181{last}") == Typed(digits=last)


@pytest.mark.parametrize("text", ["000 123", "0 0 0 1 2 3", "số cuối là 000123", "０００１２３"])
def test_digits_alone_are_digits_and_no_code(text: str) -> None:
    assert read_typed(text) == Typed(digits="000123")
    assert not reads_as_code(text)


def test_a_slip_is_seen_and_costs_nothing() -> None:
    wrong = CODE[:-1] + ("7" if CODE[-1] != "7" else "8")
    assert read_typed(wrong) == Typed(mistyped=True)
    assert read_typed(f"{wrong} 000123").mistyped
    assert reads_as_code(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "", "tôi còn nợ bao nhiêu", "CACH TINH 2026", "xem viec nam 2026", "50.000.000 đồng", "123/QĐ-THADS",
        "0900 000 123", "LH-7K2Q9D", "mã tin K7Q2MD", "ngày 16/11/2026 lúc 10 giờ 30", "095181000123",
        "A" * 400,
    ],
)  # fmt: skip
def test_ordinary_sentences_are_not_taken_for_a_code(text: str) -> None:
    assert not reads_as_code(text)


def test_two_numbers_to_choose_from_are_no_answer() -> None:
    assert read_typed("123456 hay 654321").nothing


@given(st.text(max_size=400))
def test_whatever_is_typed_it_is_read_without_complaint(text: str) -> None:
    read_typed(text)
    reads_as_code(text)
