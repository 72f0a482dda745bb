"""What does somebody want who just wrote something? Ranked guesses, and whether several things were asked at once.

The trained weights and the memory of what was taught give each label a likelihood; the ranking follows it. Nothing here sees
the books or who is writing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from messages.understanding.classifier import weights
from messages.understanding.features import features
from messages.understanding.memory import memory
from messages.understanding.normalise import words
from messages.understanding.sentences import intent_of, ranked_as

DISTRESS = "distress"
OUT_OF_SCOPE = "out_of_scope"
RANKED = 5
_KEPT = 16  # the last few texts: a turn asks about the same words several times
# likelihood from which words are refused: better one question too many passed on than a stranger's file shown
NOT_OURS = 0.23
OURS = 0.6  # likelihood from which words are ours all the same
MEMORY_COUNTS = 8.0  # what a cosine of one adds to a score; measured on the first held-out set


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """The likeliest wish behind words.

    ``label`` is a topic, another intent, or ``out_of_scope.<kind>``; ``topics`` are the likeliest labels, best first, with
    ``out_of_scope`` as one; ``confidence`` is the likelihood of the first of them, ``likelihoods`` of each.
    """

    intent: str
    label: str
    topics: tuple[str, ...]
    confidence: float
    likelihoods: tuple[float, ...]
    distress: float


@lru_cache(maxsize=_KEPT)
def read(text: str) -> Reading:
    """The reading of ``text``; of nothing readable, nonsense with the confidence 0."""
    return read_words(words(text))


def read_words(found: Sequence[str]) -> Reading:
    """The reading of normalised words."""
    seen = features(found)
    known = weights()
    told = known.scores(seen)
    if told is None:
        return Reading(intent=OUT_OF_SCOPE, label="out_of_scope.nonsense", topics=(OUT_OF_SCOPE,), confidence=0.0,
                       likelihoods=(0.0,), distress=0.0)  # fmt: skip
    scores = dict(zip(known.labels, told, strict=True))
    distress = 1 / (1 + math.exp(-scores.pop(DISTRESS)))
    for label, near in memory().nearness(seen).items():
        scores[label] += MEMORY_COUNTS * near
    likely = _likelihoods(scores)
    grouped = _grouped(likely)
    ranked = sorted(grouped, key=lambda label: -grouped[label])[:RANKED]
    intent = _intent(grouped)
    first = [label for label in ranked if intent_of(label) == intent] or ranked
    topics = (first[0], *(label for label in ranked if label != first[0]))
    label = first[0]
    if label == OUT_OF_SCOPE:
        label = max((one for one in likely if one.startswith(OUT_OF_SCOPE)), key=lambda one: likely[one])
    return Reading(
        intent=intent,
        label=label,
        topics=topics,
        confidence=grouped[topics[0]],
        likelihoods=tuple(grouped[one] for one in topics),
        distress=distress,
    )


def _likelihoods(scores: Mapping[str, float]) -> dict[str, float]:
    most = max(scores.values())
    raised = {label: math.exp(score - most) for label, score in scores.items()}
    total = sum(raised.values())
    return {label: one / total for label, one in raised.items()}


def _grouped(likely: Mapping[str, float]) -> dict[str, float]:
    """The kinds out of scope as one label, whose likelihoods add up; settings as what they are counted as."""
    grouped: dict[str, float] = {}
    for label, one in likely.items():
        group = ranked_as(label)
        grouped[group] = grouped.get(group, 0.0) + one
    return grouped


def _intent(grouped: Mapping[str, float]) -> str:
    """The likeliest intent: topics of the law stand together against each other wish; what may well not be ours is not."""
    if grouped.get(OUT_OF_SCOPE, 0.0) >= NOT_OURS and max(grouped.values()) < OURS:
        return OUT_OF_SCOPE
    intents: dict[str, float] = {}
    for label, one in grouped.items():
        intents[intent_of(label)] = intents.get(intent_of(label), 0.0) + one
    return max(intents, key=lambda intent: intents[intent])
