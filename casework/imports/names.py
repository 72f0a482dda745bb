"""Whose name is this, and how is it shown?

A name is kept as the office writes it, in NFC and without stray spaces. Letters that only look right are pointed out:
Ð typed for Đ, and letters of another alphabet, which no search would find.
"""

from __future__ import annotations

import re
import unicodedata

from casework.folding import fold
from casework.imports.findings import Trouble, doubtful, held
from casework.imports.reasons import Reason
from casework.imports.sheet import Cell
from casework.imports.text import tidy_cell

_ICELANDIC_D = str.maketrans("ÐðƉ", "ĐđĐ")
_LOOK_ALIKES = str.maketrans(
    "АВЕЅЗКМНОРСТУХаеорсухіјѕԁɡΑΒΕΖΗΙΚΜΝΟΡΤΥΧοα",  # Cyrillic and Greek letters a keyboard may slip in
    "ABES3KMHOPCTYXaeopcyxijsdgABEZHIKMNOPTYXoa",
)
_PLAIN = re.compile(r"[A-Za-zÀ-ÏÑ-ÖØ-ïñ-öø-ƈƊ-ɏḀ-ỿ' .]+")  # Latin letters but Ð, ð and Ɖ
_FORMULA_STARTS = "=+@|-"
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
    if _PLAIN.fullmatch(name):
        return name
    return _look_closer(name)


def display_name(name: str) -> str:
    """A person's name as it is shown: ``"HUỲNH ĐỨC LỢI"`` -> ``"Huỳnh Đức Lợi"``; mixed case stays as it is."""
    if not name.isupper() or is_organisation(name):
        return name
    return " ".join(word.capitalize() for word in name.split())


def is_organisation(name: str) -> bool:
    """Does the name say that it is not one person's? ``"Ngân hàng TMCP X"``."""
    return _ORGANISATION.search(fold(name)) is not None


def is_state(creditor: str) -> bool:
    """Does what is collected go to the State budget? ``"Sung công quỹ Nhà nước"``."""
    return _STATE.search(fold(creditor)) is not None


def _look_closer(name: str) -> Answer:
    corrected = unicodedata.normalize("NFC", name.translate(_ICELANDIC_D).translate(_LOOK_ALIKES))
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in name if letter.isalpha()}
    if scripts - {"LATIN"}:
        proposal = corrected if _PLAIN.fullmatch(corrected) else None
        return doubtful(Reason.NAME_SCRIPT, kept=name, proposal=proposal)
    if corrected != name:
        return doubtful(Reason.NAME_LETTER, kept=name, proposal=corrected)
    return name if is_organisation(name) else doubtful(Reason.NAME_ODD, kept=name)
