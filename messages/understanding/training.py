"""How are the weights made from the sentences?  ``python -m messages.understanding.training``

Softmax regression over the features of ``features.py``, trained by AdaGrad on the sentences of ``utterances/``, each seen in
every round with other slips, other shortenings and left-out words. Needs NumPy, which the product does not. The same
sentences give the same file; a test holds the file to the hash of the sentences.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from messages.understanding.classifier import packed
from messages.understanding.features import BITS, features
from messages.understanding.normalise import words
from messages.understanding.sentences import UTTERANCES, Written, data_hash, labels, read_folder
from messages.understanding.slips import with_slips

WEIGHTS = Path(__file__).with_name("weights.bin")
DISTRESS = "distress"  # a lane of its own beside the labels: a sentence may be about money and about wanting to die
NOT_DISTRESS = "not_distress"
SEED = 20261122


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """``rounds`` over all sentences; ``rate`` of learning; ``pull`` of weights to zero; ``keep`` rows above this weight."""

    rounds: int = 14
    rate: float = 0.35
    pull: float = 2e-6
    keep: float = 0.02


def train(sentences: Sequence[Written], settings: Settings) -> tuple[tuple[str, ...], Any, Any]:
    """The lanes, the weights (2^BITS rows) and the bias."""
    import numpy as np

    lanes = (*sorted(labels()), DISTRESS)
    index = {label: n for n, label in enumerate(lanes)}
    chance = random.Random(SEED)  # noqa: S311  # no secret hangs on it
    table = np.zeros((1 << BITS, len(lanes)), dtype=np.float32)
    squares = np.full((1 << BITS, len(lanes)), 1e-3, dtype=np.float32)
    bias = np.zeros(len(lanes), dtype=np.float32)
    order = [one for one in sentences if one.label in index or one.label == NOT_DISTRESS]
    for number in range(settings.rounds):
        chance.shuffle(order)
        for one in order:
            _learn(one, index, table, squares, bias, settings, chance, number)
    return lanes, table, bias


def _learn(one: Written, index: dict[str, int], table: Any, squares: Any, bias: Any, settings: Settings,
           chance: random.Random, number: int) -> None:  # fmt: skip
    import numpy as np

    rows = np.array(features(_worn(words(_slipped(one.text, chance, number)), chance)), dtype=np.int64)
    if not len(rows):
        return
    share = 1 / math.sqrt(len(rows))
    scores = bias + table[rows].sum(axis=0) * share
    wrong = np.zeros_like(scores)
    if one.label in index and one.label != DISTRESS:
        plain = np.exp(scores[:-1] - scores[:-1].max())
        wrong[:-1] = plain / plain.sum()
        wrong[index[one.label]] -= 1
    wrong[-1] = 1 / (1 + math.exp(-float(scores[-1]))) - (one.label == DISTRESS)
    slope = table[rows] * settings.pull + wrong * share
    squares[rows] += slope * slope
    table[rows] -= settings.rate * slope / np.sqrt(squares[rows])
    bias -= 0.01 * wrong


def _slipped(text: str, chance: random.Random, number: int) -> str:
    """In the first round as written; later now and then with slips."""
    if number == 0 or chance.random() < 0.5:
        return text
    return with_slips(text, chance.choice((0.1, 0.2, 0.35)), chance)


def _worn(found: list[str], chance: random.Random) -> list[str]:
    """Some words left out, so that no sentence hangs on one word; of a long story sometimes only a part."""
    if len(found) > 30 and chance.random() < 0.3:
        start = chance.randrange(len(found) - 20)
        found = found[start : start + 20 + chance.randrange(20)]
    share = chance.choice((0.0, 0.1, 0.2))
    kept = [word for word in found if chance.random() >= share]
    return kept or found


def quantised(lanes: tuple[str, ...], table: Any, bias: Any, settings: Settings, data: str) -> bytes:
    """The file of weights: rows that weigh something, as bytes around 128."""
    import numpy as np

    weighing = np.flatnonzero(np.abs(table).max(axis=1) > settings.keep)
    most = float(np.quantile(np.abs(table[weighing]), 0.9999))
    step = most / 127
    whole = np.clip(np.rint(table[weighing] / step), -127, 127).astype(np.int16) + 128
    rows = {int(one): row.astype(np.uint8).tobytes() for one, row in zip(weighing, whole, strict=True)}
    return packed(lanes, step, tuple(round(float(one), 5) for one in bias), rows, data)


def main() -> int:
    """Train and write ``weights.bin``."""
    sentences = read_folder(UTTERANCES)
    settings = Settings()
    lanes, table, bias = train(sentences, settings)
    WEIGHTS.write_bytes(quantised(lanes, table, bias, settings, data_hash(sentences)))
    print(f"{len(sentences)} sentences, {len(lanes)} lanes, {WEIGHTS.stat().st_size // 1024} KiB", file=sys.stderr)  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
