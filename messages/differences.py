"""What was changed between two wordings, word by word?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_PIECES = re.compile(r"\{\w+\}|[^\W_]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A stretch of one side: ``changed`` stands only here, the rest in both."""

    text: str
    changed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Differences:
    """Both sides in full, and how many words went and came."""

    old: tuple[Piece, ...]
    new: tuple[Piece, ...]
    gone: int
    came: int


def differences(old: str, new: str) -> Differences:
    """Compare two wordings; blanks, words, signs and line ends are one piece each."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    left = tuple(_joined((kind != "equal", before[start:end]) for kind, start, end, _, _ in steps))
    right = tuple(_joined((kind != "equal", after[start:end]) for kind, _, _, start, end in steps))
    return Differences(old=left, new=right, gone=_words(left), came=_words(right))


def _joined(stretches: Iterator[tuple[bool, Sequence[str]]]) -> Iterator[Piece]:
    for changed, pieces in stretches:
        if pieces:
            yield Piece(text="".join(pieces), changed=changed)


def _words(side: Sequence[Piece]) -> int:
    return sum(1 for one in side if one.changed for piece in _PIECES.findall(one.text) if piece.strip())
