"""How is something that was typed or pasted kept, without what nobody sees in it?

Kept as written otherwise: capitals, marks and signs stay. For comparing there is ``casework.folding``.
"""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset({"Cc", "Cf", "Cs"})  # controls, zero-width and direction signs, broken halves of a character


def tidy(text: str) -> str:
    """``text`` in NFC, white space as single spaces, unseen characters gone."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    if spaced.isprintable():  # nearly always: five times faster than asking what each character is
        return spaced
    seen = "".join(sign for sign in spaced if unicodedata.category(sign) not in _UNSEEN)
    return " ".join(seen.split())


def tidy_lines(text: str) -> str:
    """``text`` tidied line by line: its line breaks stay, without empty lines at either end."""
    return "\n".join(tidy(line) for line in text.strip().splitlines())
