"""What do the send journals of this machine say, and can all of it still be read?

A file whose last lines are torn lost power in the middle of a write: nothing of those lines had gone out, for whoever sends
waits for the flush. A line that cannot be read *before* one that can is damage, and somebody must look.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scheduler.delivery.journal import SUFFIX, Place
from scheduler.delivery.journal_lines import Begun, Damaged, Whole, number_of, read

_TAIL = 16 << 10  # bytes: far longer than one flush's last line


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A journal's file: ``line`` is its last whole line."""

    path: Path
    place: Place
    owner: str
    begun_at: datetime


def files(folder: Path) -> list[File]:
    """Every journal in ``folder``, oldest first; only first and last lines are read. One without a whole first line is none."""
    if not folder.is_dir():
        return []
    found = (_file(path) for path in sorted(folder.glob(f"*{SUFFIX}")))
    return [file for file in found if file is not None]


def lines(file: File, after: int = -1) -> Iterator[tuple[int | None, Whole | None]]:
    """The lines behind number ``after``; ``(None, None)`` for one that is damaged. What is torn at the end is not given."""
    bad = 0
    with file.path.open("rb") as stream:
        for text in stream:
            try:
                if number_of(text[:-1]) <= after:
                    bad = 0  # it was looked at when the books learned of the lines before this one
                    continue
                number, line = read(text[:-1])
            except (Damaged, ValueError):
                bad += 1
                continue
            for _ in range(bad):
                yield None, None
            bad = 0
            yield number, line


def _file(path: Path) -> File | None:
    with path.open("rb") as stream:
        try:
            _, begun = read(stream.readline()[:-1])
        except (Damaged, ValueError):
            return None
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(size - _TAIL, 0))
        tail = stream.read()
    if not isinstance(begun, Begun):
        return None
    return File(path=path, place=Place(journal=begun.journal, line=_last(tail)), owner=begun.owner, begun_at=begun.at)


def _last(tail: bytes) -> int:
    """The number of the last whole line in ``tail``, whose first may be cut."""
    for text in reversed(tail.split(b"\n")):
        try:
            return number_of(text)
        except (Damaged, ValueError):
            continue
    return 0
