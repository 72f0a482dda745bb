"""Which known sentence is nearest to what was written? Words and pairs of words, weighed by how rare each is.

For choosing among the few explanations of one topic, and for the questions that officers have answered: there the known
sentences are few, change with each review, and must be findable the moment they are there.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise


class Nearest:
    """Known sentences by name. Building is linear in their words; asking touches only sentences that share one."""

    def __init__(self, known: Iterable[tuple[str, Sequence[str]]]) -> None:
        self._names: list[str] = []
        counted: list[Counter[str]] = []
        for name, words in known:
            self._names.append(name)
            counted.append(_parts(words))
        seen = Counter(part for parts in counted for part in parts)
        self._rarity = {part: math.log((1 + len(counted)) / (1 + n)) + 1 for part, n in seen.items()}
        self._unknown = math.log(1 + len(counted)) * 0.5
        self._where: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, parts in enumerate(counted):
            for part, weight in self._weighed(parts).items():
                self._where[part].append((number, weight))

    def best(self, words: Sequence[str]) -> dict[str, float]:
        """For each name the cosine of its nearest sentence, 0 to 1; names that share nothing are left out."""
        scores: dict[int, float] = defaultdict(float)
        for part, weight in self._weighed(_parts(words)).items():
            for number, other in self._where.get(part, ()):
                scores[number] += weight * other
        best: dict[str, float] = {}
        for number, score in scores.items():
            name = self._names[number]
            best[name] = max(best.get(name, 0.0), score)
        return best

    def _weighed(self, parts: Counter[str]) -> dict[str, float]:
        raw = {part: self._rarity.get(part, self._unknown if " " not in part else 0.0) for part in parts}
        length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
        return {part: weight / length for part, weight in raw.items()}


def _parts(words: Sequence[str]) -> Counter[str]:
    return Counter([*words, *(f"{one} {two}" for one, two in pairwise(words))])
