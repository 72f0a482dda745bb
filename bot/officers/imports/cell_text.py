"""How is a cell of a list shown to somebody who may type something else in its place?"""

from __future__ import annotations

import json
import re

from bot.officers.imports.found import Compared
from casework.imports.findings import JsonCell

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T00:00:00)?")


def text_of(found: Compared, row: int, column: str, value: JsonCell) -> str:
    """What stands in the cell: what was typed, or what the file says; ``value`` where the list has no such cell."""
    typed = found.typed.get((row, column))
    if typed is not None:
        return typed
    known, headers = found.row(row), found.file.columns.headers
    if known is None or column not in headers:
        return written(value)
    raw = json.loads(known.cells)[headers.index(column)]
    return written(raw.get("formula", "") if isinstance(raw, dict) else raw)


def written(value: JsonCell) -> str:
    """A value of a cell as people write it: a day with its day first."""
    text = "" if value is None else str(value)
    said = _DAY.fullmatch(text)
    return f"{said[3]}/{said[2]}/{said[1]}" if said else text
