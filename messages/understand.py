"""What does somebody want who just wrote something? A small, explainable guess by the words they share with known sentences.

Sentences are folded (no tone marks, no case), cut into words and pairs of words, and weighed by how rare each is. The
nearest known sentence decides; below ``SURE`` the answer is None and the dialogue asks back instead of guessing.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise

from messages import explanations
from messages.folding import fold

SURE = (
    0.42  # measured on the sentences of tests/messages/test_understand.py: lower answers wrongly, higher asks too often
)
_WORD = re.compile(r"[a-z0-9]+")
DISTRESS = "distress"
LONGEST = 1000  # characters read


@dataclass(frozen=True, kw_only=True, slots=True)
class Guess:
    """``intent`` as in utterances.toml; ``topic`` names the explanation when the intent is explain_law."""

    intent: str
    topic: str | None
    score: float


def in_distress(text: str) -> bool:
    """Whether somebody speaks of not wanting to live, anywhere in a longer story."""
    folded = fold(text[:LONGEST])
    return any(phrase in folded for phrase in _phrases()[DISTRESS])


def understand(text: str, on: date) -> Guess | None:
    """The likeliest wish behind ``text``, or None when nothing is near enough. ``on`` picks the law in force."""
    if in_distress(text):
        return Guess(intent=DISTRESS, topic=None, score=1.0)
    best = _index(on).nearest(fold(text[:LONGEST]))
    return best if best is not None and best.score >= SURE else None


def _features(folded: str) -> Counter[str]:
    words = _WORD.findall(folded)
    return Counter([*words, *(f"{a} {b}" for a, b in pairwise(words))])


class _Index:
    """Known sentences by their words, with weights of unit length."""

    def __init__(self, sentences: Iterable[tuple[str, str | None, str]]) -> None:
        self._labels: list[tuple[str, str | None]] = []
        counted = []
        for intent, topic, sentence in sentences:
            self._labels.append((intent, topic))
            counted.append(_features(sentence))
        seen = Counter(word for features in counted for word in features)
        self._rarity = {word: math.log((1 + len(counted)) / (1 + n)) + 1 for word, n in seen.items()}
        self._unknown = math.log(1 + len(counted)) * 0.5
        self._where: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, features in enumerate(counted):
            for word, weight in self._weighed(features).items():
                self._where[word].append((number, weight))

    def _weighed(self, features: Counter[str]) -> dict[str, float]:
        raw = {word: self._rarity.get(word, self._unknown if " " not in word else 0.0) for word in features}
        length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
        return {word: weight / length for word, weight in raw.items()}

    def nearest(self, folded: str) -> Guess | None:
        """The label of the known sentence with the largest cosine."""
        scores: dict[int, float] = defaultdict(float)
        for word, weight in self._weighed(_features(folded)).items():
            for number, other in self._where.get(word, ()):
                scores[number] += weight * other
        if not scores:
            return None
        number = max(scores, key=lambda n: scores[n])
        intent, topic = self._labels[number]
        return Guess(intent=intent, topic=topic, score=scores[number])


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    """The known sentences of each intent, folded."""
    raw = tomllib.loads(files("messages").joinpath("utterances.toml").read_text("utf-8"))
    return {intent: tuple(fold(sentence) for sentence in sentences) for intent, sentences in raw.items()}


@cache
def _index(on: date) -> _Index:
    """All known sentences; a new day may bring a new law, so the index belongs to a day."""
    wishes = [(intent, None, sentence) for intent, known in _phrases().items() for sentence in known]
    law = [
        ("explain_law", explanation.topic, fold(question))
        for explanation in explanations.all(on)
        for question in (*explanation.questions, explanation.title)
    ]
    return _Index([*wishes, *law])
