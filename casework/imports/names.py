"""Whose name is this, and how is it shown?

A name is kept as the office writes it, in NFC and without stray spaces. Letters that only look right are pointed out:
Ð typed for Đ, and letters of another alphabet, which no search would find.
"""

from __future__ import annotations

import re
import unicodedata

from casework.folding import fold
from casework.imports.findings import Trouble, doubtful, held
from casework.imports.old_encodings import LETTERS_LOST, has_vni, is_old_font, may_be_old_font
from casework.imports.reasons import Reason
from casework.imports.sheet import Cell
from casework.imports.text import tidy_cell

_ICELANDIC_D = str.maketrans("ÐðƉ", "ĐđĐ")
_LOOK_ALIKES = str.maketrans(
    "АВЕЅЗКМНОРСТУХІЈаеорсухіјѕһкԁɡΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανκρι",  # Cyrillic and Greek letters a keyboard may slip in
    "ABES3KMHOPCTYXIJaeopcyxijshkdgABEZHIKMNOPTYXoavkpi",
)
_SMALL = "a-zàáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_LARGE = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_WORD = rf"(?:[{_LARGE}](?:[{_SMALL}]+|[{_LARGE}]*)|[{_SMALL}]*)"
_VIETNAMESE = re.compile(rf"{_WORD}(?:[ '.]+{_WORD})*")
_APOSTROPHES = "'’‘ʼʹ`´"  # H'Hen, K’Rể
# Latin letters but Ð, ð and Ɖ; the breve and the low line that Ê-đê, Ba-na and Chăm spellings put on a letter with a hat
_LATIN = re.compile(rf"[A-Za-zÀ-ÏÑ-ÖØ-ïñ-öø-ƈƊ-ɏḀ-ỿ\u0306\u0331{_APOSTROPHES} .\-]+")
_AFTER_APOSTROPHE = re.compile(rf"(?<=[{_APOSTROPHES}\-])[^\W\d_](?=[^\W\d_])")
_FORMULA_STARTS = "=+@|-"
_MAY_BE_SEVERAL = re.compile(" và | VÀ ")
_SEVERAL = re.compile(r"[,;/&]| và |\S \S+ VÀ \S+ \S")  # Lầu Và Pó is one person, in capitals too
_NO_APOSTROPHES = dict.fromkeys(map(ord, _APOSTROPHES))
_ORGANISATION = re.compile(
    r"\b(?:cong ty|cty|tnhh|dntn|doanh nghiep|ngan hang|hop tac xa|htx|chi nhanh|uy ban nhan dan|ubnd|quy tin dung"
    r"|truong|benh vien|so tai chinh|kho bac|hoi dong|to chuc|xi nghiep|tap doan|phong giao dich|van phong)\b"
)
_STATE = re.compile(r"cong quy|ngan sach|nha nuoc|nsnn|kho bac")

Answer = str | None | Trouble[str]


def read_name(value: Cell) -> Answer:
    """The name in NFC with single spaces; ``None`` for an empty cell."""
    if not isinstance(value, str):
        return held(Reason.NOT_TEXT)
    name = tidy_cell(value)
    if not name:
        return None
    if name[0] in _FORMULA_STARTS:
        return doubtful(Reason.NAME_FORMULA_LIKE, kept=name)
    if _VIETNAMESE.fullmatch(name) and not _MAY_BE_SEVERAL.search(name) and "\n" not in value and not has_vni(name):
        return name
    if (_SEVERAL.search(name) or "\n" in value.strip()) and not is_organisation(name):
        return doubtful(Reason.NAME_SEVERAL, kept=name)
    return _look_closer(name)


def display_name(name: str) -> str:
    """A person's name as it is shown: ``"HUỲNH ĐỨC LỢI"`` -> ``"Huỳnh Đức Lợi"``; mixed case stays as it is."""
    if not name.isupper() or is_organisation(name):
        return name
    words = " ".join(word.capitalize() for word in name.split())
    return _AFTER_APOSTROPHE.sub(lambda letter: letter[0].upper(), words)


def is_organisation(name: str) -> bool:
    """Does the name say that it is not one person's? ``"Ngân hàng TMCP X"``."""
    return _ORGANISATION.search(fold(name)) is not None


def is_state(creditor: str) -> bool:
    """Does what is collected go to the State budget? ``"Sung công quỹ Nhà nước"``."""
    return _STATE.search(fold(creditor)) is not None


def _look_closer(name: str) -> Answer:
    if LETTERS_LOST.search(name):
        return held(Reason.NAME_LETTERS_LOST)
    if is_old_font(name):
        return held(Reason.NAME_OLD_FONT)
    corrected = unicodedata.normalize("NFC", name.translate(_ICELANDIC_D).translate(_LOOK_ALIKES))
    scripts = {
        unicodedata.name(letter, "?").split()[0] for letter in name.translate(_NO_APOSTROPHES) if letter.isalpha()
    }
    if scripts - {"LATIN"}:
        proposal = corrected if _LATIN.fullmatch(corrected) else None
        return doubtful(Reason.NAME_SCRIPT, kept=name, proposal=proposal)
    if corrected != name:
        return doubtful(Reason.NAME_LETTER, kept=name, proposal=corrected)
    if _LATIN.fullmatch(name):
        return doubtful(Reason.NAME_OLD_FONT, kept=name) if may_be_old_font(name) else name
    return name if is_organisation(name) else doubtful(Reason.NAME_ODD, kept=name)
