"""Where does a sentence end, and how many words has it?

A Vietnamese "word" is here what stands between two spaces: what a slow reader's eye takes in at a time.
"""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[.?!…])[\"”’)»]*\s+|\n+")
_END_OF_PART = re.compile(r"(?<=[.?!…;])[\"”’)»]*\s+|\n+")
_NOT_AN_END = re.compile(r"(?:\b(?:v\.v|TP|vd|ts)|(?:^|\s)\d{1,2})\.$", re.IGNORECASE)
_SPOKEN = re.compile(r"[^\W_]")
_BULLET = re.compile(r"^\s*(?:[-•*–]|\d{1,2}[.)])\s+")


def sentences(text: str, *, parts: bool = False) -> list[str]:
    """The sentences of ``text``: a full stop, a question mark or the end of a line ends one; ``parts``: a semicolon too."""
    found: list[str] = []
    kept = ""
    for piece in (_END_OF_PART if parts else _END).split(text):
        kept = f"{kept} {piece}".strip()
        if kept and not _NOT_AN_END.search(kept):
            found.append(_BULLET.sub("", kept))
            kept = ""
    return [one for one in [*found, kept] if _SPOKEN.search(one)]


def words(sentence: str) -> int:
    """How many words are between its spaces; what is only punctuation is none, a blank is one."""
    return sum(1 for word in sentence.split() if _SPOKEN.search(word))
