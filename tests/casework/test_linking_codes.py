import re
import secrets
import time
from collections.abc import Callable
from itertools import combinations, pairwise

import pytest
from argon2 import extract_parameters
from argon2.exceptions import InvalidHashError
from hypothesis import given
from hypothesis import strategies as st

from casework.linking_codes import (
    ALPHABET,
    Mistyped,
    NotACode,
    PrintedCode,
    check_sign,
    make_code,
    read_code,
    read_last_six,
    verifier_hash,
    verifier_matches,
)

PEPPER = b"a pepper of the tests, 32 bytes."
seven_bytes = st.binary(min_size=7, max_size=7)


def _code_from(seed: bytes) -> PrintedCode:
    """The code of ``seed``; further draws are made of it, so that every seed ends in a code."""
    draws = iter(range(10_000))
    return make_code(lambda size: (int.from_bytes(seed, "big") + 0x1234567 * next(draws)).to_bytes(9, "big")[-size:])


codes = seven_bytes.map(_code_from)
A_CODE = _code_from(b"printed")


def _signs(code: PrintedCode) -> str:
    return code.display.replace("-", "")


@given(codes)
def test_a_printed_code_reads_back_as_itself(code: PrintedCode) -> None:
    assert read_code(code.display) == code
    assert len(code.selector) == 5
    assert len(code.verifier) == 6
    assert _signs(code).startswith(code.selector + code.verifier)


@given(codes, st.data())
def test_it_reads_the_ways_people_type_it(code: PrintedCode, data: st.DataObject) -> None:
    wide = str.maketrans({chr(0x21 + n): chr(0xFF01 + n) for n in range(94)})
    gap = data.draw(st.sampled_from(["", " ", "-", "–", "—", "‑", "－", " - ", "\u00a0", "\u200b", ".", "_"]))
    zero, one = data.draw(st.sampled_from("0oO")), data.draw(st.sampled_from("1iIlL"))
    typed = gap.join(code.display.split("-")).replace("0", zero).replace("1", one)
    assert read_code(typed) == code
    assert read_code(typed.lower()) == code
    assert read_code(typed.translate(wide)) == code
    assert read_code(f"  {typed}\n") == code


@pytest.mark.parametrize(
    "sentence",
    ["Mã của tôi: {}", "ma cua toi la {} a", "https://thads.example.vn/k#k={}", "https://t.me/x_bot?start={}", "({})."],
)
def test_a_right_code_is_found_inside_a_sentence_or_an_address(sentence: str) -> None:
    assert read_code(sentence.format(A_CODE.display)) == A_CODE
    assert read_code(sentence.format(_signs(A_CODE).lower())) == A_CODE


def test_a_wrong_code_inside_a_sentence_is_called_mistyped() -> None:
    wrong = A_CODE.display[:-1] + ("X" if A_CODE.display[-1] != "X" else "Y")
    assert read_code(f"Mã của tôi: {wrong}") == Mistyped()


def test_every_single_wrong_sign_is_caught_exhaustively() -> None:
    signs = _signs(A_CODE)
    for place in range(12):
        for other in ALPHABET.replace(signs[place], ""):
            assert not isinstance(read_code(signs[:place] + other + signs[place + 1 :]), PrintedCode)


def _is_a_word(signs: str) -> bool:
    return check_sign(signs[:11]) == signs[11]


def _error(**places: int) -> str:
    return "".join(ALPHABET[places.get(f"p{place}", 0)] for place in range(12))


def test_no_single_error_and_no_exchange_of_two_signs_leads_from_any_code_to_another() -> None:
    # The check is linear (next test), so it is enough that no such *difference* is itself a word of the code.
    for place in range(12):
        for wrong in range(1, 32):
            assert not _is_a_word(_error(**{f"p{place}": wrong}))
    for left, right in combinations(range(12), 2):
        for difference in range(1, 32):
            # an exchange changes both places by the same amount; so does a doubled sign read as another one
            assert not _is_a_word(_error(**{f"p{left}": difference, f"p{right}": difference}))


@given(*[st.lists(st.integers(0, 31), min_size=11, max_size=11)] * 2)
def test_the_check_sign_is_linear(one: list[int], other: list[int]) -> None:
    def check(values: list[int]) -> int:
        return ALPHABET.index(check_sign("".join(ALPHABET[value] for value in values)))

    assert check([a ^ b for a, b in zip(one, other, strict=True)]) == check(one) ^ check(other)


@given(codes)
def test_every_adjacent_exchange_in_a_printed_code_is_caught(code: PrintedCode) -> None:
    signs = _signs(code)
    for place, (left, right) in enumerate(pairwise(signs)):
        if left != right:
            swapped = signs[:place] + right + left + signs[place + 2 :]
            assert not isinstance(read_code(swapped), PrintedCode)


def test_about_one_in_32_of_wilder_errors_slips_through_and_no_more() -> None:
    tail = "K7"
    words = sum(_is_a_word("VN3" + a + b + c + "7WQ4" + tail) for a in ALPHABET for b in ALPHABET for c in ALPHABET)
    assert words == 32**3 // 32


def test_a_missing_or_doubled_sign_is_called_mistyped() -> None:
    signs = "VN3K7WQ4HP2"
    signs += check_sign(signs)
    assert isinstance(read_code(signs), PrintedCode)
    assert read_code(signs[:5] + signs[6:]) == Mistyped()
    assert read_code("VN3K-7WQQ4-HP2" + signs[-1]) == Mistyped()
    assert read_code(signs.replace("V", "U")) == Mistyped()


@pytest.mark.parametrize(
    "said",
    [
        "", "   ", "-", "tôi muốn trả góp", "chao anh nhe", "chào bạn", "0900 000 123", "QĐ 123/QĐ-THADS", "OOOO-IIII-LLLL",
        "12/3/2026", "😀", "VN3K", "0000-0000-0000", "HOLLOW-HOLLOW", "x" * 300, "VN3K-7WQ4-HP2D" * 50,
    ],
)  # fmt: skip
def test_other_things_people_say_are_not_codes(said: str) -> None:
    assert read_code(said) == NotACode()


@given(st.from_regex(r"\A[0-9]{12}\Z"))
def test_an_identity_number_is_never_taken_for_a_code(number: str) -> None:
    assert read_code(number) == NotACode()


@given(st.text(alphabet="abcdeghiklmnopqrstvxy", min_size=12, max_size=12))
def test_letters_alone_are_never_a_code(word: str) -> None:
    assert read_code(word) == NotACode()


@given(st.text(max_size=400))
def test_nothing_that_can_be_typed_breaks_the_reader(text: str) -> None:
    assert isinstance(read_code(text), PrintedCode | Mistyped | NotACode)
    assert read_last_six(text) is None or len(text) >= 6


def test_a_very_long_text_is_not_searched() -> None:
    codes, numbers = "VN3K-" * 100_000, "1 " * 100_000
    assert read_code(codes) == NotACode()
    assert read_last_six(numbers) is None
    assert _least(read_code, codes) < _least(re.compile("[A-Z0-9]+").findall, codes) / 10
    assert _least(read_last_six, numbers) < _least(re.compile("[0-9]+").findall, numbers) / 10


def _least(search: Callable[[str], object], text: str) -> int:
    """Nanoseconds of the processor that the quickest of seven searches took."""

    def once() -> int:
        begun = time.process_time_ns()
        search(text)
        return time.process_time_ns() - begun

    return min(once() for _ in range(7))


def test_new_codes_differ_and_draw_again_until_letters_and_digits_are_in() -> None:
    made = {make_code(secrets.token_bytes).display for _ in range(2_000)}
    assert len(made) == 2_000
    draws = [bytes(7), b"\xff" * 7, b"printed"]  # noughts only, letters only, then one that will do
    assert isinstance(read_code(make_code(lambda _size: draws.pop(0)).display), PrintedCode)
    assert draws == []


def test_codes_use_the_whole_alphabet_and_stay_unseen_in_logs() -> None:
    made = [make_code(secrets.token_bytes) for _ in range(2_000)]
    assert {sign for code in made for sign in _signs(code)} == set(ALPHABET)
    assert A_CODE.verifier not in repr(A_CODE)
    assert A_CODE.display not in repr(A_CODE)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("123456", "123456"), (" 12 34 56 ", "123456"), ("１２３４５６", "123456"), ("123-456", "123456"), ("123.456", "123456"),
        ("095000000123", "000123"), ("0950 0000 0123", "000123"), ("000000", "000000"),
        ("12345", None), ("1234567", None), ("123456789", None), ("12345a", None), ("", None), ("sáu số cuối", None),
        ("٠١٢٣٤٥", None),
    ],
)  # fmt: skip
def test_the_last_six_digits_are_read_as_people_type_them(typed: str, read: str | None) -> None:
    assert read_last_six(typed) == read


def test_a_kept_verifier_matches_only_itself_and_only_with_the_pepper() -> None:
    kept = verifier_hash(PEPPER, A_CODE.verifier)
    assert verifier_matches(PEPPER, A_CODE.verifier, kept)
    assert not verifier_matches(PEPPER, "000000", kept)
    assert not verifier_matches(b"another pepper, 32 bytes as well", A_CODE.verifier, kept)
    assert A_CODE.verifier not in kept


def test_the_hash_costs_what_was_decided_and_is_salted() -> None:
    kept = verifier_hash(PEPPER, A_CODE.verifier)
    parameters = extract_parameters(kept)
    assert (parameters.type.name, parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (
        "ID", 19 * 1024, 2, 1,
    )  # fmt: skip
    assert verifier_hash(PEPPER, A_CODE.verifier) != kept


def test_a_short_pepper_and_a_broken_hash_are_refused_aloud() -> None:
    with pytest.raises(ValueError, match="pepper"):
        verifier_hash(b"short", A_CODE.verifier)
    with pytest.raises(InvalidHashError):
        verifier_matches(PEPPER, A_CODE.verifier, "not a hash")
