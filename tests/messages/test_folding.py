"""Does folding find the same words however they were typed?"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from messages.folding import fold, in_order

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy" + "áàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
vietnamese = st.text(alphabet=LETTERS + LETTERS.upper() + " ")


@pytest.mark.parametrize(
    "typed",
    [
        "Đất đai",
        "dat dai",
        "ĐẤT ĐAI",
        "Ðất ðai",
        "Ɖất ɖai",
        "\u0110a\u0302\u0301t  đai",
        "Đất\u200b đ\u00adai",
        "Đất\tđai\n",
        "ＤＡＴ　ＤＡＩ",
    ],
)
def test_the_same_words_are_found_however_typed(typed: str) -> None:
    assert fold(typed) == "dat dai"


@pytest.mark.parametrize(("old", "new"), [("hoà", "hòa"), ("thuỷ", "thủy"), ("uỷ", "ủy"), ("khoẻ", "khỏe")])
def test_both_ways_of_placing_the_tone_mark_are_one(old: str, new: str) -> None:
    assert fold(old) == fold(new)


def test_different_words_stay_different() -> None:
    assert fold("thi hành án") != fold("thi hành ăn uống")


@given(vietnamese)
def test_vietnamese_folds_to_plain_ascii(text: str) -> None:
    assert fold(text).isascii()


@given(vietnamese)
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(vietnamese)
def test_case_does_not_count(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower())


@given(st.text())
@example("İ")
@example("ß")
@example("ﬁ№℡")
@example("\u1100\u1161")
@example("K\u212a")
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert unicodedata.is_normalized("NFC", once)


def test_ten_thousand_marks_on_one_letter_fold_to_the_letter() -> None:
    assert fold("a" + "\u0301\u0323" * 5000) == "a"


def test_titles_stand_in_the_order_of_the_vietnamese_alphabet() -> None:
    titles = [
        "Án phí",
        "Bệnh nặng",
        "Đang giữ con",
        "Ốm đau",
        "Buộc xin lỗi",
        "Dời ngày",
        "Ở tù",
        "Ăn ở",
        "Oan sai",
        "Âm lịch",
    ]
    mixed = unicodedata.normalize("NFD", "Đình chỉ")
    assert sorted([*titles, mixed], key=in_order) == [
        "Án phí", "Ăn ở", "Âm lịch", "Bệnh nặng", "Buộc xin lỗi", "Dời ngày", "Đang giữ con", mixed, "Oan sai", "Ốm đau", "Ở tù"
    ]  # fmt: skip
    assert in_order("Khoá") != in_order("Khóa"), "two titles are two places"
