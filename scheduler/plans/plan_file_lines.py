"""On which line of a plan file does a table or one of its keys stand? The TOML reader itself does not say."""

from __future__ import annotations

import re
from collections import Counter

Place = tuple[str | int, ...]
"""Names of tables and their number in a list of tables, from 1: ``("chuyen_di", 2, "ngay")``."""

_HEADER = re.compile(r"\s*\[(\[)?\s*([\w.\"' -]+?)\s*\]")
_KEY = re.compile(r"""\s*("[^"]+"|'[^']+'|[\w-]+)\s*=""")
_QUOTES = "\"' "


class Lines:
    """Where things stand in one file. What stands inside a value has the line of its key."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Place, int] = {}
        self._many: Counter[str] = Counter()
        here: Place = ()
        for number, line in enumerate(text.splitlines(), start=1):
            if (header := _HEADER.match(line)) is not None:
                here = self._place(header[2], listed=header[1] is not None)
                self._lines.setdefault(here, number)
            elif (key := _KEY.match(line)) is not None:
                self._lines.setdefault((*here, key[1].strip(_QUOTES)), number)

    def line(self, place: Place) -> int | None:
        """The line of the place, else of the nearest thing around it; None if nothing of it is there."""
        while place:
            if place in self._lines:
                return self._lines[place]
            place = place[:-1]
        return None

    def _place(self, name: str, *, listed: bool) -> Place:
        parts = [part.strip(_QUOTES) for part in name.split(".")]
        if listed:
            self._many[".".join(parts)] += 1
        place: list[str | int] = []
        for at, part in enumerate(parts, start=1):
            place.append(part)
            if many := self._many[".".join(parts[:at])]:
                place.append(many)
        return tuple(place)
