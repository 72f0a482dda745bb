"""How well are people understood? Counts over lists of sentences with their labels, by style, with and without slips.

``python -m tests.understanding.measuring`` prints the figures of the README; ``--wrong`` adds what was misunderstood.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from messages.folding import fold
from messages.understanding.reading import Reading, read
from messages.understanding.sentences import STYLES, Written, intent_of, ranked_as, read_folder
from messages.understanding.slips import with_slips

HELD_OUT = Path(__file__).with_name("held_out")
SECOND = Path(__file__).with_name("second")
SLIPS = 0.15
SEED = 1
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


def count(sentences: Iterable[Written], as_typed: Callable[[str], str] = str) -> Count:
    """Ask every sentence."""
    found = Count()
    for one in sentences:
        reading = read(as_typed(one.text))
        topic = ranked_as(one.label)
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


def held_out(folder: Path = HELD_OUT) -> list[Written]:
    """The sentences that were never trained on, without those that only try the ear for distress."""
    return [one for one in read_folder(folder) if one.label not in ("distress", "not_distress")]


def refused(sentences: Iterable[Written]) -> float:
    """The share of ``sentences`` that were taken for none of ours, in per cent."""
    answers = [read(one.text).intent == "out_of_scope" for one in sentences]
    return 100 * sum(answers) / max(len(answers), 1)


def table(sentences: list[Written]) -> list[tuple[str, int, float, float, float]]:
    """A row a way of typing: its name, how many, and the shares of intents, first topics and first three topics right."""
    ways: list[tuple[str, Count]] = [("all", count(sentences))]
    ways += [(style, count(one for one in sentences if one.style == style)) for style in STYLES]
    ways += [("all, no tone marks", count(sentences, unmarked)), ("all, 15 % typos", count(sentences, slipping(SEED)))]
    return [(name, one.asked, one.rate("intent"), one.rate("first"), one.rate("three")) for name, one in ways]


def lines(sentences: list[Written]) -> list[str]:
    """The table as the README shows it."""
    rows = [f"| {name} | {asked:,} | {intent:.1f} | {first:.1f} | {three:.1f} |"
            for name, asked, intent, first, three in table(sentences)]  # fmt: skip
    beyond = [one for one in sentences if one.label.startswith("out_of_scope")]
    ours = [one for one in sentences if not one.label.startswith("out_of_scope")]
    return [
        "| way of typing | asked | intent right, % | topic first, % | topic in first three, % |",
        "| --- | ---: | ---: | ---: | ---: |",
        *rows,
        "",
        f"Not ours and refused: {refused(beyond):.1f} % of {len(beyond)}. Ours and wrongly refused: "
        f"{refused(ours):.1f} % of {len(ours):,}.",
    ]


def main() -> int:
    """Print the figures of both held-out sets; with ``--wrong`` also what was taken for something else."""
    for folder in (HELD_OUT, SECOND):
        if not folder.exists():
            continue
        sentences = held_out(folder)
        print(f"\n{folder.name}: {len(sentences):,} sentences\n")
        print("\n".join(lines(sentences)))
        if "--wrong" in sys.argv:
            for one, reading in count(sentences).wrong:
                print(f"{one.label} -> {', '.join(reading.topics[:FIRST])} ({reading.confidence:.2f}): {one.text}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
