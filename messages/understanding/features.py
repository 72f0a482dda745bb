"""What in a sentence tells what it is about? Words, neighbours, and pieces of words that survive a slip of the thumb.

A feature is a number: the CRC-32 of its spelling, cut to ``BITS`` bits, so that no list of features need be kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

BITS = 18
_MASK = (1 << BITS) - 1
_PIECES = (3, 4, 5)  # letters; across the spaces, so that a missing space costs little
MOST_PIECES = 1_500


@dataclass(frozen=True, kw_only=True, slots=True)
class Features:
    """Each once: ``single`` words, ``pairs`` of neighbours, ``gaps`` (pairs with a word between), ``pieces`` of letters."""

    single: list[int]
    pairs: list[int]
    gaps: list[int]
    pieces: list[int]


def features(words: Sequence[str]) -> Features:
    """The features of ``words``."""
    line = f" {' '.join(words)} "
    pieces = {line[start : start + length] for length in _PIECES for start in range(len(line) - length + 1)}
    return Features(
        single=_numbers(f"w {word}" for word in words),
        pairs=_numbers(f"b {one} {two}" for one, two in pairwise(words)),
        gaps=_numbers(f"s {one} {two}" for one, two in zip(words, words[2:], strict=False)),
        pieces=_numbers(sorted(pieces)[:MOST_PIECES]),
    )


def _numbers(spellings: Iterable[str]) -> list[int]:
    return list(dict.fromkeys(crc32(one.encode()) & _MASK for one in spellings))
