"""Has something like this been asked before? For each label the nearest sentence it was taught, by words and pairs of words.

Beside the linear weights, which generalise, this remembers. Words that stand in many sentences tell little and cost much:
they count in the length of a sentence but lead to none.
"""

from __future__ import annotations

import json
import math
import struct
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

from messages.understanding.features import Features

IN_MOST = 250  # sentences: a word that more of them share leads to none
A_LONG_TEXT, IN_MOST_OF_LONG = (
    40,
    50,
)  # words and pairs: a longer text has rare words enough, and its common ones cost most
RARITY_STEP = 1 / 20  # of the byte that says how rare a word is
WEIGHT_STEP = 1 / 255  # of the byte that says how much a word is of its sentence
_HEADER = struct.Struct("<4sIII")
_MAGIC = b"GDM1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Memory:
    """``label_of`` each sentence, as a number into ``labels``; for each known word or pair its ``place``.

    At that place stand how rare it is (``rarity``) and from where to where it leads (``starts``) in ``numbers`` (of sentences)
    and ``parts`` (how much it is of each).
    """

    labels: tuple[str, ...]
    label_of: Sequence[int]
    place: Mapping[int, int]
    rarity: bytes
    unknown: float
    starts: array[int]
    numbers: array[int]
    parts: bytes

    def nearness(self, found: Features) -> dict[str, float]:
        """For each label the cosine of its nearest sentence, 0 to 1; labels that share nothing are left out."""
        scores: dict[int, float] = defaultdict(float)
        weighed = self._weighed(found)
        most = IN_MOST if len(weighed) <= A_LONG_TEXT else IN_MOST_OF_LONG
        for at, weight in weighed:
            start, end = self.starts[at], self.starts[at + 1]
            if end - start > most:
                continue
            for number, part in zip(self.numbers[start:end], self.parts[start:end], strict=True):
                scores[number] += weight * part
        best = [0.0] * len(self.labels)
        for number, score in scores.items():
            lane = self.label_of[number]
            if score > best[lane]:
                best[lane] = score
        return {label: score * WEIGHT_STEP for label, score in zip(self.labels, best, strict=True) if score}

    def _weighed(self, found: Features) -> list[tuple[int, float]]:
        """The place and the weight of each known word or pair; unknown words only make the sentence longer."""
        place = self.place
        known = [place[one] for one in (*found.single, *found.pairs) if one in place]
        strange = sum(one not in place for one in found.single) * self.unknown**2
        weights = [self.rarity[at] * RARITY_STEP for at in known]
        length = math.sqrt(strange + sum(weight * weight for weight in weights)) or 1.0
        return [(at, weight / length) for at, weight in zip(known, weights, strict=True)]


def packed(sentences: Iterable[tuple[str, Features]]) -> bytes:
    """The file of memory made of ``sentences``, each a label and its features."""
    known = list(sentences)
    labels = sorted({label for label, _ in known})
    lane = {label: n for n, label in enumerate(labels)}
    seen: dict[int, int] = defaultdict(int)
    for _, found in known:
        for one in {*found.single, *found.pairs}:
            seen[one] += 1
    rarity = {one: min(255, round((math.log((1 + len(known)) / (1 + n)) + 1) / RARITY_STEP)) for one, n in seen.items()}
    leads: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, (_, found) in enumerate(known):
        parts = {*found.single, *found.pairs}
        length = math.sqrt(sum(rarity[one] ** 2 for one in parts)) or 1.0
        for one in parts:
            if seen[one] <= IN_MOST:
                leads[one].append((number, round(rarity[one] / length / WEIGHT_STEP)))
    ids = sorted(rarity)
    body = [
        struct.pack(f"<{len(ids)}I", *ids),
        bytes(rarity[one] for one in ids),
        struct.pack(f"<{len(ids)}H", *(len(leads.get(one, ())) for one in ids)),
        bytes(lane[label] for label, _ in known),
        struct.pack(f"<{sum(map(len, leads.values()))}H", *(number for one in ids for number, _ in leads.get(one, ()))),
        bytes(part for one in ids for _, part in leads.get(one, ())),
    ]
    head = json.dumps({"labels": labels, "unknown": math.log(1 + len(known)) / 2}).encode()
    return _HEADER.pack(_MAGIC, len(head), len(ids), len(known)) + head + zlib.compress(b"".join(body), 9)


def unpacked(raw: bytes) -> Memory:
    """The memory in ``raw``. Raises ``ValueError`` when it is no file of memory."""
    magic, head_size, count, sentences = _HEADER.unpack_from(raw)
    if magic != _MAGIC:
        raise ValueError("not a file of memory")
    head = json.loads(raw[_HEADER.size : _HEADER.size + head_size])
    body = memoryview(zlib.decompress(raw[_HEADER.size + head_size :]))
    ids = struct.unpack_from(f"<{count}I", body)
    rare, at = bytes(body[4 * count : 5 * count]), 5 * count
    sizes = struct.unpack_from(f"<{count}H", body, at)
    label_of, at = bytes(body[at + 2 * count : at + 2 * count + sentences]), at + 2 * count + sentences
    total = sum(sizes)
    return Memory(
        labels=tuple(head["labels"]),
        label_of=label_of,
        place={one: n for n, one in enumerate(ids)},
        rarity=rare,
        unknown=head["unknown"],
        starts=array("I", accumulate(sizes, initial=0)),
        numbers=array("H", struct.unpack_from(f"<{total}H", body, at)),
        parts=bytes(body[at + 2 * total : at + 3 * total]),
    )


@cache
def memory() -> Memory:
    """The memory of what was taught, read once."""
    return unpacked(files("messages.understanding").joinpath("memory.bin").read_bytes())
