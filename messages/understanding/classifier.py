"""How likely is each label for a sentence? A linear model whose weights were trained on the sentences of ``utterances/``.

The weights are bytes, a row a feature and a lane a label. Each row is kept as one large whole number with 16 bits a lane:
adding rows adds all labels at once, without a numeric library and in some ten microseconds a sentence.
"""

from __future__ import annotations

import json
import math
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

MOST_ROWS = 256  # 256 rows of 255 fit into a lane of 16 bits
_MIDDLE = 128  # the byte that stands for a weight of zero
_HEADER = struct.Struct("<4sII")
_MAGIC = b"GDW1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """``labels`` in the order of the lanes; ``step`` is what one unit of a byte is worth; ``data_hash`` names the sentences."""

    labels: tuple[str, ...]
    step: float
    bias: tuple[float, ...]
    rows: Mapping[int, int]
    data_hash: str

    def scores(self, features: Iterable[int]) -> list[float]:
        """A score a label: the sum of the rows that ``features`` name, over the root of their number."""
        rows = self.rows
        known = [rows[one] for one in features if one in rows]
        count = 0
        totals = [0] * len(self.labels)
        for start in range(0, len(known), MOST_ROWS):
            part = known[start : start + MOST_ROWS]
            lanes = sum(part).to_bytes(2 * len(self.labels), "little")
            totals = [one + two for one, two in zip(totals, memoryview(lanes).cast("H"), strict=True)]
            count += len(part)
        scale = self.step / math.sqrt(max(count, 1))
        return [bias + scale * (total - _MIDDLE * count) for bias, total in zip(self.bias, totals, strict=True)]


def packed(
    labels: tuple[str, ...], step: float, bias: tuple[float, ...], rows: Mapping[int, bytes], data_hash: str
) -> bytes:
    """The file of weights: a header with what the lanes mean, then the rows, compressed. Rows are bytes around 128."""
    head = json.dumps({"labels": labels, "step": step, "bias": bias, "data": data_hash}).encode()
    ids = sorted(rows)
    body = b"".join(struct.pack("<I", one) for one in ids) + b"".join(rows[one] for one in ids)
    return _HEADER.pack(_MAGIC, len(head), len(ids)) + head + zlib.compress(body, 9)


def unpacked(raw: bytes) -> Weights:
    """The weights in ``raw``. Raises ``ValueError`` when it is no file of weights."""
    magic, head_size, count = _HEADER.unpack_from(raw)
    if magic != _MAGIC:
        raise ValueError("not a file of weights")
    start = _HEADER.size + head_size
    head = json.loads(raw[_HEADER.size : start])
    body = zlib.decompress(raw[start:])
    lanes = len(head["labels"])
    spread = bytearray(2 * lanes * count)
    spread[0::2] = body[4 * count :]
    ids = struct.unpack_from(f"<{count}I", body)
    width, view = 2 * lanes, memoryview(spread)
    rows = {one: int.from_bytes(view[n * width : (n + 1) * width], "little") for n, one in enumerate(ids)}
    return Weights(
        labels=tuple(head["labels"]), step=head["step"], bias=tuple(head["bias"]), rows=rows, data_hash=head["data"]
    )


@cache
def weights() -> Weights:
    """The trained weights, read once."""
    return unpacked(files("messages.understanding").joinpath("weights.bin").read_bytes())
