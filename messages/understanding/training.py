"""How are the weights made from the sentences?  ``python -m messages.understanding.training``

Softmax regression over the features of ``features.py``, each worth its rarity, trained by AdaGrad on the sentences of
``utterances/``. Each is seen in every round with other slips, other words for the same and words left out. Needs NumPy, which
the product does not. The same sentences give the same files; a test holds the files to the hash of the sentences.
"""

from __future__ import annotations

import math
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from messages.understanding import memory
from messages.understanding.classifier import MIDDLE, WORTH_STEP, packed
from messages.understanding.features import BITS, Features, features
from messages.understanding.normalise import as_typed, words
from messages.understanding.otherwise import reworded
from messages.understanding.sentences import UTTERANCES, Written, data_hash, labels, read_folder
from messages.understanding.slips import with_slips
from messages.understanding.spelling import vocabulary

HERE = Path(__file__).parent
DISTRESS = "distress"  # a lane of its own beside the labels: a sentence may be about money and about wanting to die
NOT_DISTRESS = "not_distress"
SEED = 20261122
MET = 3  # times: a word met less often may itself be a slip
PIECES_WORTH = 0.4  # of a word's: there are many more of them, and they overlap


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """``rounds`` over all sentences; ``rate`` of learning; ``pull`` of weights to zero; ``keep`` rows above this weight."""

    rounds: int = 14
    rate: float = 0.35
    pull: float = 1e-5
    keep: float = 0.5


class Learner:
    """The weights while they are being learnt: ``table`` (2^BITS rows, a lane a label) and ``bias``."""

    def __init__(self, sentences: Sequence[Written], settings: Settings) -> None:
        import numpy as np

        self.lanes = (*sorted(labels()), DISTRESS)
        self.settings = settings
        self._index = {label: n for n, label in enumerate(self.lanes)}
        self._chance = random.Random(SEED)  # noqa: S311  # no secret hangs on it
        self._sentences = [one for one in sentences if one.label in self._index or one.label == NOT_DISTRESS]
        self.table = np.zeros((1 << BITS, len(self.lanes)), dtype=np.float32)
        self._squares = np.full(self.table.shape, 1e-3, dtype=np.float32)
        self.bias = np.zeros(len(self.lanes), dtype=np.float32)
        self.worth = _worth(self._sentences)

    def learn(self) -> None:
        """All rounds."""
        order = list(self._sentences)
        for number in range(self.settings.rounds):
            self._chance.shuffle(order)
            for one in order:
                self._see(one, features(self._worn(one.text, plainly=number == 0)))

    def _see(self, one: Written, found: Features) -> None:
        import numpy as np

        rows, size = self._vector(found)
        if not len(rows):
            return
        scores = self.bias + size @ self.table[rows]
        wrong = np.zeros_like(scores)
        if one.label in self._index and one.label != DISTRESS:
            likely = np.exp(scores[:-1] - scores[:-1].max())
            wrong[:-1] = likely / likely.sum()
            wrong[self._index[one.label]] -= 1
        wrong[-1] = 1 / (1 + math.exp(-float(scores[-1]))) - (one.label == DISTRESS)
        slope = size[:, None] * wrong[None, :] + self.table[rows] * self.settings.pull
        self._squares[rows] += slope * slope
        self.table[rows] -= self.settings.rate * slope / np.sqrt(self._squares[rows])
        self.bias -= 0.01 * wrong

    def _vector(self, found: Features) -> tuple[Any, Any]:
        import numpy as np

        rows = np.array(list(dict.fromkeys((*found.single, *found.pairs, *found.gaps, *found.pieces))), dtype=np.int64)
        size = self.worth[rows]
        return rows, size / np.sqrt((size * size).sum() + 1e-9)

    def _worn(self, text: str, *, plainly: bool) -> list[str]:
        """The words of ``text`` as somebody else might have typed it; in the first round as they stand."""
        if plainly:
            return words(text)
        chance = self._chance
        if chance.random() < 0.5:
            text = with_slips(text, chance.choice((0.1, 0.2, 0.35)), chance)
        found = reworded(words(text), chance)
        if len(found) > 30 and chance.random() < 0.3:
            start = chance.randrange(len(found) - 20)
            found = found[start : start + 20 + chance.randrange(20)]
        share = chance.choice((0.0, 0.1, 0.2))
        return [word for word in found if chance.random() >= share] or found


def _worth(sentences: Sequence[Written]) -> Any:
    """What each feature is worth: how rare it is among the sentences; pieces of words less."""
    import numpy as np

    seen: Counter[int] = Counter()
    pieces: set[int] = set()
    for one in sentences:
        found = features(words(one.text))
        whole = {*found.single, *found.pairs, *found.gaps}
        seen.update(whole | set(found.pieces))
        pieces.update(set(found.pieces) - whole)
    worth = np.full(1 << BITS, math.log(len(sentences)) * PIECES_WORTH, dtype=np.float32)
    for feature, times in seen.items():
        rare = math.log((1 + len(sentences)) / (1 + times)) + 1
        worth[feature] = rare * (PIECES_WORTH if feature in pieces else 1)
    return worth


def quantised(learnt: Learner, data: str) -> bytes:
    """The file of weights: rows that weigh something, as bytes around ``MIDDLE``."""
    import numpy as np

    weighed = learnt.table * learnt.worth[:, None]
    weighing = np.flatnonzero(np.abs(learnt.table).max(axis=1) > learnt.settings.keep)
    step = float(np.quantile(np.abs(weighed[weighing]).max(axis=1), 0.995)) / 127
    whole = np.clip(np.rint(weighed[weighing] / step), -127, 127).astype(np.int16) + MIDDLE
    worth = np.clip(np.rint(learnt.worth[weighing] / WORTH_STEP), 1, 255)
    rows = {
        int(one): (int(its_worth), row.astype(np.uint8).tobytes())
        for one, its_worth, row in zip(weighing, worth, whole, strict=True)
    }
    return packed(learnt.lanes, step, tuple(round(float(one), 5) for one in learnt.bias), rows, data)


def _write_vocabulary(sentences: Sequence[Written]) -> None:
    """The words met more than twice, each with how often; what is met less may itself be a slip."""
    times = Counter(word for one in sentences for word in as_typed(one.text) if word.isalpha())
    known = sorted((word, count) for word, count in times.items() if count >= MET)
    (HERE / "vocabulary.txt").write_text("".join(f"{word} {count}\n" for word, count in known), "utf-8")
    vocabulary.cache_clear()


def main() -> int:
    """Train and write ``vocabulary.txt``, ``weights.bin`` and ``memory.bin``."""
    sentences = read_folder(UTTERANCES)
    _write_vocabulary(sentences)
    learnt = Learner(sentences, Settings())
    learnt.learn()
    remembered = [(one.label, features(words(one.text))) for one in sentences if one.label in labels()]
    for name, content in (
        ("weights.bin", quantised(learnt, data_hash(sentences))),
        ("memory.bin", memory.packed(remembered)),
    ):
        (HERE / name).write_bytes(content)
        sys.stderr.write(f"{name}: {len(content) // 1024} KiB\n")
    sys.stderr.write(f"{len(sentences)} sentences, {len(learnt.lanes)} lanes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
