"""Are two ways of typing the same words the same words?

For comparing and searching only, never for showing: "Đất đai", "dat dai", "ĐẤT ĐAI" typed with combining marks and a
zero-width space, and the look-alikes Ð and Ɖ that some keyboards give, all become "dat dai".
"""

from __future__ import annotations

import unicodedata

_STROKED_D = str.maketrans("đðɖ", "ddd")
_IGNORED = frozenset({"Mn", "Me", "Cf"})  # marks written over a letter, and characters without width
_REMEMBERED = 4096


class _Folds(dict[int, str]):
    """What each character folds to, worked out at its first use; bounded, because strangers choose the characters."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < _REMEMBERED:
            self[code] = folded
        return folded


_FOLDS = _Folds()


def fold(text: str) -> str:
    """``text`` in lower case without marks, compatibility forms resolved, runs of white space as one space, NFC.

    Idempotent, and linear in the length of ``text`` however many marks are piled on one letter.
    """
    folded = text.lower() if text.isascii() else unicodedata.normalize("NFC", text.translate(_FOLDS))
    return " ".join(folded.split())


def _fold_character(character: str) -> str:
    if unicodedata.category(character) in _IGNORED:
        return ""
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    plain = "".join(mark for mark in spread if unicodedata.category(mark) not in _IGNORED)
    return plain.translate(_STROKED_D)
