"""Was this text typed in an encoding from before Unicode (TCVN3 with .VnTime, VNI, code page 1258)?

Their bytes are valid Latin letters, so a reader shows "NguyÔn V¨n" for "Nguyễn Văn" and nothing fails; only letters
that Vietnamese does not have give it away.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from casework.folding import fold

_PLAIN = "àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝÐð"  # Latin-1 letters that Unicode Vietnamese has too; Ð is typed for Đ
_USUAL_SIGNS = "\u00a0«»°±·×÷§®©½¼²³µ\u00ad"
_STRANGE = "".join(chr(code) for code in range(0xA1, 0x100) if chr(code) not in _PLAIN + _USUAL_SIGNS)
_OLD_WORD = re.compile(rf"[^\W\d_][{_STRANGE}]|[{_STRANGE}][a-zA-Z]|[aeoAEO][âêÂÊ]")
_ENOUGH = 3
_OFFICE_WORDS = ("quyet dinh", "nguoi phai", "thi hanh", "dia chi", "so tien")  # every one has marks
_SHARE = 10  # one cell in ten: a list with a few foreign names is not one in an old encoding


def old_font_sample(texts: Iterable[tuple[int, str]]) -> tuple[int, str] | None:
    """The first suspicious (row, text) when enough of ``texts`` look like an old encoding read as Latin-1."""
    suspicious: list[tuple[int, str]] = []
    lettered = 0
    for row, text in texts:
        if not text.isascii():
            lettered += 1
            if _OLD_WORD.search(unicodedata.normalize("NFC", text)):
                suspicious.append((row, text))
    if len(suspicious) >= _ENOUGH and len(suspicious) * _SHARE >= lettered:
        return suspicious[0]
    return None


def encoding_hint(content: bytes) -> str:
    """What bytes that are not UTF-8 probably are, as a clause for the refusal; empty if nothing is known."""
    sample = content[:200_000]
    as_1258 = fold(sample.decode("cp1258", "replace"))
    if any(words in as_1258 for words in _OFFICE_WORDS):
        return ", có vẻ là Windows-1258"
    latin = sample.decode("latin-1")
    return ", có vẻ là bảng mã cũ TCVN3 hoặc VNI" if old_font_sample(enumerate(latin.splitlines())) else ""
