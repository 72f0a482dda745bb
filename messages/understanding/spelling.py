"""Which known word was meant by one that nobody knows? One slip of the thumb is taken back, and words that stuck together part.

Only for understanding, never for showing. A word that is known, or no slip away from one, stays as it was typed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

SHORTEST = 3  # letters: of two letters anything can be made
LONGEST = 24
_PARTS = 4  # words that stuck together
_KEPT = 4096


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """Known words with how often they were met, and what each becomes with one letter left out."""

    times: Mapping[str, int]
    shortened: Mapping[str, tuple[str, ...]]


def mended(word: str) -> str:
    """``word``, or the known word or words (with spaces) it was most likely meant to be."""
    if not SHORTEST <= len(word) <= LONGEST or word in vocabulary().times:
        return word
    return _mended(word)


@lru_cache(maxsize=_KEPT)
def _mended(word: str) -> str:
    known = vocabulary()
    near = {one for cut in (word, *_cuts(word)) for one in known.shortened.get(cut, ()) if _one_slip(word, one)}
    if near:
        return max(near, key=lambda one: (one[0] == word[0], known.times[one]))
    return " ".join(_parted(word)) or word


def _parted(word: str) -> tuple[str, ...]:
    """The fewest known words that ``word`` consists of, at most ``_PARTS``; nothing when it does not."""
    times = vocabulary().times
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 6), end):
            before, part = best.get(start), word[start:end]
            if before is None or part not in times or (len(part) == 1 and part not in "ao"):
                continue
            if end not in best or len(before) + 1 < len(best[end]):
                best[end] = (*before, part)
    found = best.get(len(word), ())
    return found if 2 <= len(found) <= _PARTS else ()


def _cuts(word: str) -> list[str]:
    return [word[:n] + word[n + 1 :] for n in range(len(word))]


def _one_slip(one: str, other: str) -> bool:
    """Whether a letter left out, added, exchanged, or two neighbours swapped make ``other`` of ``one``."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    if len(one) == len(other):
        swapped = one[start : start + 2] == other[start : start + 2][::-1]
        return one[start + 1 :] == other[start + 1 :] or (swapped and one[start + 2 :] == other[start + 2 :])
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[start + 1 :] == shorter[start:]


@cache
def vocabulary() -> Vocabulary:
    """The words of the sentences that were taught, met more than once (``vocabulary.txt``, written by the training)."""
    lines = files("messages.understanding").joinpath("vocabulary.txt").read_text("utf-8").split("\n")
    times = {word: int(count) for word, _, count in (line.partition(" ") for line in lines) if count}
    shortened: dict[str, list[str]] = defaultdict(list)
    for word in times:
        if len(word) >= SHORTEST:
            for cut in {word, *_cuts(word)}:
                shortened[cut].append(word)
    return Vocabulary(times=times, shortened={cut: tuple(known) for cut, known in shortened.items()})
