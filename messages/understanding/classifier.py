"""How likely is each label for a sentence? A linear model whose weights were trained on the sentences of ``utterances/``.

The weights are bytes, a row a feature and a lane a label; what a feature is worth (how rare it is) is already in its row. A
row is added as one large whole number, its bytes spread to lanes of 16 bits: that adds all labels at once, without a numeric
library.
"""

from __future__ import annotations

import json
import math
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import add

from messages.understanding.features import Features

MOST_ROWS = 256  # 256 rows of 255 fit into a lane of 16 bits
MIDDLE = 128  # the byte that stands for a weight of zero
WORTH_STEP = 1 / 16  # of the byte that says what a feature is worth
_SQUARES = tuple((one * WORTH_STEP) ** 2 for one in range(256))
_HEADER = struct.Struct("<4sII")
_MAGIC = b"GDW2"


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """``labels`` in the order of the lanes; ``step`` is what one unit of a byte is worth; ``data_hash`` names the sentences.

    ``place`` says where a feature's row stands in ``rows`` (a byte a label) and in ``worth`` (what it adds to the length).
    """

    labels: tuple[str, ...]
    step: float
    bias: tuple[float, ...]
    place: Mapping[int, int]
    worth: bytes
    rows: bytes
    data_hash: str

    def scores(self, found: Features) -> list[float] | None:
        """A score a label; None when no feature is known."""
        place, width = self.place, len(self.labels)
        known = [place[one] for one in _all(found) if one in place]
        if not known:
            return None
        even_lanes = int.from_bytes(b"\xff\x00" * ((width + 1) // 2), "little")
        totals = [0] * width
        for start in range(0, len(known), MOST_ROWS):
            even = odd = 0
            for at in known[start : start + MOST_ROWS]:
                row = int.from_bytes(self.rows[at * width : (at + 1) * width], "little")
                even += row & even_lanes
                odd += (row >> 8) & even_lanes
            totals[0::2] = map(add, totals[0::2], _lanes(even, (width + 1) // 2))
            totals[1::2] = map(add, totals[1::2], _lanes(odd, width // 2))
        length = math.sqrt(sum(_SQUARES[self.worth[at]] for at in known))
        scale, nothing = self.step / length, MIDDLE * len(known)
        return [bias + scale * (total - nothing) for bias, total in zip(self.bias, totals, strict=True)]


def _lanes(total: int, count: int) -> Sequence[int]:
    """The 16-bit lanes of a sum of rows."""
    return memoryview(total.to_bytes(2 * count + 2, "little")).cast("H")[:count]


def _all(found: Features) -> Iterable[int]:
    return dict.fromkeys((*found.single, *found.pairs, *found.gaps, *found.pieces))


def packed(
    labels: tuple[str, ...], step: float, bias: tuple[float, ...], rows: Mapping[int, tuple[int, bytes]], data_hash: str
) -> bytes:
    """The file of weights. ``rows``: feature -> what it is worth in ``WORTH_STEP``, and its bytes around ``MIDDLE``."""
    head = json.dumps({"labels": labels, "step": step, "bias": bias, "data": data_hash}).encode()
    ids = sorted(rows)
    body = (
        struct.pack(f"<{len(ids)}I", *ids) + bytes(rows[one][0] for one in ids) + b"".join(rows[one][1] for one in ids)
    )
    return _HEADER.pack(_MAGIC, len(head), len(ids)) + head + zlib.compress(body, 9)


def unpacked(raw: bytes) -> Weights:
    """The weights in ``raw``. Raises ``ValueError`` when it is no file of weights."""
    magic, head_size, count = _HEADER.unpack_from(raw)
    if magic != _MAGIC:
        raise ValueError("not a file of weights")
    start = _HEADER.size + head_size
    head = json.loads(raw[_HEADER.size : start])
    body = zlib.decompress(raw[start:])
    ids = struct.unpack_from(f"<{count}I", body)
    return Weights(
        labels=tuple(head["labels"]),
        step=head["step"],
        bias=tuple(head["bias"]),
        place={one: n for n, one in enumerate(ids)},
        worth=body[4 * count : 5 * count],
        rows=body[5 * count :],
        data_hash=head["data"],
    )


@cache
def weights() -> Weights:
    """The trained weights, read once."""
    return unpacked(files("messages.understanding").joinpath("weights.bin").read_bytes())
