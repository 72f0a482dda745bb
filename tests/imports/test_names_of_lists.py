"""Five thousand names in every way of typing them: shown as typed, found by any spelling, mixed alphabets always seen."""

from __future__ import annotations

import random
import unicodedata
from typing import Literal

import pytest

from casework.folding import fold
from casework.imports.findings import Trouble
from casework.imports.names import read_name
from casework.imports.reasons import Reason
from tests.imports.hostile.people import UNUSUAL

FAMILIES = (
    *("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương"),
    *(
        "Lý",
        "Đinh",
        "Đoàn",
        "Lưu",
        "Quách",
        "Thạch",
        "Kim",
        "Sơn",
        "Danh",
        "Chau",
        "Rơ Châm",
        "Kpă",
        "Siu",
        "Lò",
        "Giàng",
    ),
)
MIDDLES = (
    "Văn",
    "Thị",
    "Hữu",
    "Đức",
    "Thị Ngọc",
    "Minh",
    "Quốc",
    "Thuỳ",
    "Thị Mỹ",
    "A",
    "H'",
    "Sô",
    "Y",
    "Thế",
    "Công",
)
GIVENS = (
    *(
        "An",
        "Ân",
        "Ánh",
        "Bảy",
        "Bình",
        "Cường",
        "Dũng",
        "Đạt",
        "Đào",
        "Giàu",
        "Hà",
        "Hạnh",
        "Hiếu",
        "Hoà",
        "Hoàn",
        "Huệ",
    ),
    *("Khoẻ", "Lượng", "Lợi", "Mười", "Nghĩa", "Nguyệt", "Oanh", "Phượng", "Quỳnh", "Sửu", "Tâm", "Thuỷ", "Tuý", "Út"),
    *("Uyển", "Vĩnh", "Xuyến", "Yến", "Ý", "Rể", "Hen", "Phi", "Niê", "Êban"),
)
CYRILLIC_AND_GREEK = {
    "a": "аα",
    "o": "оο",
    "e": "е",
    "c": "с",
    "p": "рρ",
    "y": "у",
    "i": "іι",
    "H": "НΗ",
    "T": "ТΤ",
    "N": "Ν",
}
NEW_TONES = {"oà": "òa", "oá": "óa", "oè": "òe", "oẻ": "ỏe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "oạ": "ọa"}


@pytest.fixture(scope="module")
def names() -> list[str]:
    chance = random.Random(2026)
    pool = [f"{family} {middle} {given}" for family in FAMILIES for middle in MIDDLES for given in GIVENS]
    return [*UNUSUAL, *chance.sample(pool, 5_000 - len(UNUSUAL))]


def mixed_forms(name: str) -> str:
    """Every other letter apart from its marks, as texts pasted from two programs are."""
    forms: tuple[Literal["NFC"], Literal["NFD"]] = ("NFC", "NFD")
    return "".join(unicodedata.normalize(forms[at % 2], letter) for at, letter in enumerate(name))


def other_tones(name: str) -> str:
    for one, other in NEW_TONES.items():
        name = name.replace(one, other)
    return name


def test_a_clean_name_is_never_flagged_and_is_kept_as_typed_in_one_form(names: list[str]) -> None:
    assert len(names) == 5_000
    for name in names:
        for typed in (name, unicodedata.normalize("NFD", name), mixed_forms(name)):
            assert read_name(typed) == unicodedata.normalize("NFC", name)
        assert read_name(f"\u200b{name.replace(' ', '  ')}\ufeff ") == unicodedata.normalize("NFC", name)
        assert read_name(name.upper()) == unicodedata.normalize("NFC", name.upper())
        assert read_name(other_tones(name)) == unicodedata.normalize("NFC", other_tones(name))


def test_a_name_is_found_by_any_of_its_spellings(names: list[str]) -> None:
    for name in names:
        for typed in (unicodedata.normalize("NFD", name), mixed_forms(name), name.upper(), other_tones(name)):
            assert fold(str(read_name(typed))) == fold(name)


def test_every_wrong_d_is_seen_and_put_right_only_as_a_proposal(names: list[str]) -> None:
    seen = 0
    for name in names:
        for wrong in "ÐƉ":
            typed = name.replace("Đ", wrong)
            if typed != name:
                seen += 1
                answer = read_name(typed)
                assert isinstance(answer, Trouble)
                assert (answer.reason, answer.kept) == (Reason.NAME_LETTER, unicodedata.normalize("NFC", typed))
                assert answer.proposal == unicodedata.normalize("NFC", name)
                assert fold(typed) == fold(name)
    assert seen > 1_000


def test_every_letter_of_another_alphabet_is_seen(names: list[str]) -> None:
    chance = random.Random(7)
    seen = 0
    for name in names:
        places = [at for at, letter in enumerate(name) if letter in CYRILLIC_AND_GREEK]
        if places:
            seen += 1
            at = chance.choice(places)
            typed = name[:at] + chance.choice(CYRILLIC_AND_GREEK[name[at]]) + name[at + 1 :]
            answer = read_name(typed)
            assert isinstance(answer, Trouble)
            assert (answer.reason, answer.kept) == (Reason.NAME_SCRIPT, unicodedata.normalize("NFC", typed))
            assert answer.proposal == unicodedata.normalize("NFC", name)
    assert seen > 3_000
