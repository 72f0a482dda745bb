"""Was this text typed in an encoding from before Unicode (TCVN3 with .VnTime, VNI, code page 1258), or decoded wrongly?

Their bytes are valid Latin letters, so a reader shows "NguyÔn V¨n" for "Nguyễn Văn" and nothing fails; only letters and
neighbours that Vietnamese does not have give it away. UTF-8 taken for Latin letters ("Nguyá»…n") does the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from casework.folding import fold

_PLAIN = "àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝÐð"  # Latin-1 letters that Unicode Vietnamese has too; Ð is typed for Đ
_USUAL_SIGNS = "\u00a0«»°±·×÷§®©½¼²³µ\u00ad"
_STRANGE = "".join(chr(code) for code in range(0xA1, 0x100) if chr(code) not in _PLAIN + _USUAL_SIGNS)
_SIGNS_OF_TCVN3 = (
    "¡¢£¤¥¦§¨©ª«¬®µ¶·¸¹»¼½¾"  # read as Latin-1 its letters are signs; in no language are they within a word
)
_CAPITALS = "À-ÖØ-Þ"
_OLD_WORD = re.compile(rf"[^\W\d_][{_STRANGE}]|[{_STRANGE}][a-zA-Z]")
# a sign within a word; a capital with a mark after a small letter or within a word of them: TrÇn, TiÕn, DÝnh
_TCVN3 = re.compile(
    rf"[a-zA-Z][{_SIGNS_OF_TCVN3}][a-zA-Z]|[{_SIGNS_OF_TCVN3}][a-zA-Z]{{2}}|[A-Za-z][{_SIGNS_OF_TCVN3}]\b"
    rf"|[a-zà-ý][{_CAPITALS}](?![{_CAPITALS}])|[^\W\d_][{_CAPITALS}](?=[a-zà-ý])"
)
# marks typed after the letter they stand on: Nguyeãn, Vaên, Ñöùc; only neighbours that no Vietnamese syllable has
_VNI = re.compile(
    r"[aeoAEO][âêÂÊ]|[aA][éèùàáãÉÈÙÀÁÃ](?=[a-zA-Z])|[eE][ãàáùÃÀÁÙ]|[oO][ùÙ]|[uU][ùÙ]|[aeouyAEOUY][øåØÅ]|[aeuyAEUY][õÕ]|[ôÔöÖ][ùøûõïÙØÛÕÏ]"
)
_DECODED_WRONGLY = re.compile(
    "á[º»]|Ã[\u0080-\u00bf\u0192\u201a-\u203a]|Ä[\u0082\u0090\u2018\u0192\u00a9]|Æ[°¡]|Å[©\u00a8]"
)
# Nguy?n: saved in an encoding that has no such letter
LETTERS_LOST = re.compile(r"\ufffd|[^\W\d_]\?|\?[^\W\d_]")
_ENOUGH = 3
_OFFICE_WORDS = ("quyet dinh", "nguoi phai", "thi hanh", "dia chi", "so tien")  # every one has marks
_SHARE = 10  # one cell in ten: a list with a few foreign names is not one in an old encoding
_SHARE_OF_ROWS = 5  # or one row in five, when few columns are in it


def has_vni(text: str) -> bool:
    """Has ``text`` letters beside each other that only VNI puts there? ``"Vaên"``."""
    return _VNI.search(text) is not None


def is_old_font(text: str) -> bool:
    """Has ``text``, in NFC, neighbours that no language has but an old or mistaken encoding gives?"""
    return any(sign.search(text) for sign in (_TCVN3, _VNI, _DECODED_WRONGLY))


def may_be_old_font(text: str) -> bool:
    """The same, or letters that Vietnamese does not have: "Hång", but also "Müller"."""
    composed = unicodedata.normalize("NFC", text)
    return _OLD_WORD.search(composed) is not None or is_old_font(composed)


def old_font_sample(texts: Iterable[tuple[int, str]]) -> tuple[int, str] | None:
    """The first suspicious (row, text) when enough of ``texts`` look like an old encoding read as Latin-1."""
    suspicious: list[tuple[int, str]] = []
    lettered = 0
    rows: set[int] = set()
    for row, text in texts:
        if not text.isascii():
            lettered += 1
            rows.add(row)
            if may_be_old_font(text):
                suspicious.append((row, text))
    return suspicious[0] if _is_pattern(suspicious, lettered, len(rows)) else None


def _is_pattern(suspicious: list[tuple[int, str]], lettered: int, rows: int) -> bool:
    """One foreign name in many rows is no old encoding; a whole column of different texts, or signs within words, is."""
    if len(suspicious) < _ENOUGH:
        return False
    different = {text for _, text in suspicious}
    if len(different) == 1 and not any(map(is_old_font, different)):
        return False
    of_rows = len({row for row, _ in suspicious})
    return len(suspicious) * _SHARE >= lettered or of_rows * _SHARE_OF_ROWS >= rows


def encoding_hint(content: bytes) -> str:
    """What bytes that are not UTF-8 probably are, as a clause for the refusal; empty if nothing is known."""
    sample = content[:200_000]
    as_1258 = fold(sample.decode("cp1258", "replace"))
    if any(words in as_1258 for words in _OFFICE_WORDS):
        return ", có vẻ là Windows-1258"
    latin = sample.decode("latin-1")
    return ", có vẻ là bảng mã cũ TCVN3 hoặc VNI" if old_font_sample(enumerate(latin.splitlines())) else ""
