"""What in a sentence tells what it is about? Words, neighbours, and pieces of words that survive a slip of the thumb.

A feature is a number: the CRC-32 of its spelling, cut to ``BITS`` bits, so that no list of features need be kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

BITS = 18
_MASK = (1 << BITS) - 1
_PIECES = (3, 4, 5)  # letters; across the spaces, so that a missing space costs little
MOST = 2_000  # features read of one text


def features(words: Sequence[str]) -> list[int]:
    """The features of ``words``, each once."""
    found = {f"w {word}" for word in words}
    found.update(f"b {one} {two}" for one, two in pairwise(words))
    found.update(f"s {one} {two}" for one, two in zip(words, words[2:], strict=False))
    line = f" {' '.join(words)} "
    for length in _PIECES:
        found.update(line[start : start + length] for start in range(len(line) - length + 1))
    return [crc32(one.encode()) & _MASK for one in sorted(found)[:MOST]]
