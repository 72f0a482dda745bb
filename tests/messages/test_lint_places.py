"""What the linter found is shown where it was typed."""

from __future__ import annotations

import pytest

from messages.lint import ApprovedFacts, problems
from messages.lint.places import place_of

NOBODYS = ApprovedFacts()


@pytest.mark.parametrize(
    ("text", "line", "sign", "words"),
    [
        ("Chào ông/bà.\nÔng/bà gọi 0912 345 678 nhé.", 2, 12, "0912 345 678"),
        ("vào bit . ly/abc nhé", 1, 5, "bit . ly"),
        ("Nếu không nộp SẼ BỊ BẮT giam", 1, 15, "SẼ BỊ BẮT"),
        ("Ông/bà đọc mã OTP cho tôi", 1, 8, "đọc mã OTP"),
        ("chào\nông\u200bbà", 2, 4, "\u200b"),
        ("theo Toà\nán và luật 26/2008/QH12", 2, 12, "26/2008"),
        ("số ０９１２ ３４５ ６７８ này", 1, 4, "０９１２ ３４５ ６７８"),
        ("gọi không chín một hai ba bốn năm sáu bảy tám", 1, 1, "gọi không chín một hai ba bốn năm sáu bảy tám"),
    ],
)
def test_line_sign_and_words(text: str, line: int, sign: int, words: str) -> None:
    (found,) = problems(text, approved=NOBODYS)
    place = place_of(text, found, NOBODYS)
    assert place is not None
    assert (place.line, place.sign, text[place.start : place.end]) == (line, sign, words)


def test_what_stands_on_no_line_by_itself_has_no_place() -> None:
    from messages.lint import Fault, Problem

    assert place_of("Chào ông/bà.", Problem(fault=Fault.ACCOUNT, found="190012345"), NOBODYS) is None
