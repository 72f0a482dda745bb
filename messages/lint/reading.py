"""What does a reader see, whatever characters were used to write it?

Full-width and circled digits, letters with nothing visible between them, HTML entities, percent signs and the dots of
other scripts are put back to what the eye (or a tap) makes of them. Only for looking; never sent.
"""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import unquote

_UNSEEN = frozenset({"Cf", "Cc", "Co", "Cs", "Mn", "Me"})
_DOTS = str.maketrans(dict.fromkeys("。｡․﹒．", ".") | dict.fromkeys("／⁄∕", "/") | dict.fromkeys("：∶", ":"))
_REMEMBERED = 4096
_ROUNDS = 5  # nesting deeper than this is not readable by anybody's software
_TONED = dict(zip("àáảãạèéẻẽẹỳýỷỹỵ", "aaaaaeeeeeyyyyy", strict=True))
_ROUND = {"o": "òóỏõọ", "u": "ùúủũụ"}
_OLD_PLACING = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?!\w)")


def as_read(text: str) -> str:
    """``text`` in NFKC, entities and percent signs resolved, unseen characters gone, digits ASCII, case kept."""
    for _ in range(_ROUNDS):
        plain = _once(text)
        if plain == text:
            break
        text = plain
    return text


def spoken(text: str) -> str:
    """``text`` in lower case with tone marks where today's spelling puts them (``toà`` becomes ``tòa``)."""
    return _OLD_PLACING.sub(_placed, text.lower())


def _once(text: str) -> str:
    text = unquote(html.unescape(text), errors="ignore") if "&" in text or "%" in text else text
    text = unicodedata.normalize("NFKC", text.translate(_DOTS))
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_SEEN)


class _Seen(dict[int, str]):
    """What is seen of each character, worked out at its first use; bounded, because strangers choose the characters."""

    def __missing__(self, code: int) -> str:
        seen = _seen(chr(code))
        if len(self) < _REMEMBERED:
            self[code] = seen
        return seen


def _seen(mark: str) -> str:
    if mark in "\n\t":
        return mark
    if unicodedata.category(mark) in _UNSEEN:
        return ""
    digit = unicodedata.decimal(mark, None)
    return mark if digit is None else str(digit)


_SEEN = _Seen()


def _placed(found: re.Match[str]) -> str:
    vowel, toned = found[0][0], found[0][1]
    tone = "àáảãạèéẻẽẹỳýỷỹỵ".index(toned) % 5
    return _ROUND[vowel][tone] + _TONED[toned]
