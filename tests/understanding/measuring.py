"""How well are people understood? Counts over lists of sentences with their labels, by style, with and without slips."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from messages.folding import fold
from messages.understanding.reading import Reading, read
from messages.understanding.sentences import Written, intent_of
from messages.understanding.slips import with_slips

SLIPS = 0.15
FIRST = 3


@dataclass(kw_only=True)
class Count:
    """Right answers over asked ones."""

    asked: int = 0
    intent: int = 0
    first: int = 0
    three: int = 0
    wrong: list[tuple[Written, Reading]] = field(default_factory=list)

    def rate(self, name: str) -> float:
        """A share in per cent."""
        return 100 * int(getattr(self, name)) / max(self.asked, 1)


def topic_of(label: str) -> str:
    """The label as it is ranked: all kinds out of scope are one."""
    return "out_of_scope" if label.startswith("out_of_scope") else "change_contact" if label == "settings" else label


def count(sentences: Iterable[Written], as_typed: Callable[[str], str] = str) -> Count:
    """Ask every sentence."""
    found = Count()
    for one in sentences:
        reading = read(as_typed(one.text))
        topic = topic_of(one.label)
        found.asked += 1
        found.intent += reading.intent == intent_of(one.label)
        found.first += reading.topics[0] == topic
        found.three += topic in reading.topics[:FIRST]
        if reading.topics[0] != topic:
            found.wrong.append((one, reading))
    return found


def slipping(seed: int) -> Callable[[str], str]:
    """A slip in 15 of 100 words, the same for the same seed."""
    chance = random.Random(seed)
    return lambda text: with_slips(text, SLIPS, chance)


def unmarked(text: str) -> str:
    """As typed without tone marks."""
    return fold(text)
