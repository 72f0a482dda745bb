"""What did the person type: the code from the paper, the six digits, both in one message, or something else?

Only the form is looked at here; whether a code is right for somebody is ``casework.linking``'s question.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from casework.linking_codes import READ_AT_MOST, Mistyped, PrintedCode, read_code, read_last_six

_DIGITS_ALONE = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{12}|[0-9]{6})(?![0-9A-Za-z])")
_SHAPED_LIKE_A_CODE = re.compile(r"[0-9A-Za-z]{3,5}([-–—.])[0-9A-Za-z]{3,5}\1[0-9A-Za-z]{3,5}|[0-9A-Za-z]{11,13}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """What stands in a message. ``mistyped``: meant as a code, but a sign is wrong."""

    code: str | None = field(default=None, repr=False)
    digits: str | None = field(default=None, repr=False)
    mistyped: bool = False

    @property
    def nothing(self) -> bool:
        """Neither a code nor the digits."""
        return self.code is None and self.digits is None and not self.mistyped


def read_typed(text: str) -> Typed:
    """Code and digits in ``text``, in either order: ``"VN3K-7WQ4-HP2D 000123"``, ``"000 123"``, ``"vn3k7wq4hp2d"``."""
    if len(text) > READ_AT_MOST:
        return Typed()
    plain = unicodedata.normalize("NFKC", text)
    for found in _DIGITS_ALONE.finditer(plain):
        rest = f"{plain[: found.start()]} {plain[found.end() :]}"
        both = _as_code(rest, digits=read_last_six(found[0]))
        if not both.nothing:
            return both
    alone = _as_code(plain, digits=None)
    return alone if not alone.nothing else Typed(digits=read_last_six(plain) or _digits_in(plain))


def reads_as_code(text: str) -> bool:
    """Whether a message that nobody asked for is a printed code: a right one anywhere, or a whole text shaped like one."""
    typed = read_typed(text)
    if typed.code is not None:
        return True
    return typed.mistyped and _SHAPED_LIKE_A_CODE.fullmatch(text.strip()) is not None


def _as_code(text: str, *, digits: str | None) -> Typed:
    read = read_code(text)
    if isinstance(read, PrintedCode):
        return Typed(code=read.display, digits=digits)
    return Typed(mistyped=True) if isinstance(read, Mistyped) else Typed()


def _digits_in(plain: str) -> str | None:
    """The one run of six or twelve digits in a sentence; none where there are two to choose from."""
    runs = {read_last_six(found[0]) for found in _DIGITS_ALONE.finditer(plain)}
    return runs.pop() if len(runs) == 1 else None
