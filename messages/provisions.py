"""Which provisions of the law may a sentence rest on, and what does each of them say?

The register ``law/provisions/<CODE>.toml`` holds, place by place, what a law or decree provides, in the project's own plain
words, with how well it was seen. A sentence of an explanation names the provisions it rests on; what is open among lawyers
has no entry, so that no sentence can rest on it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from casework.citations import Citation
from messages.blanks import TextError
from messages.texts_file import check_wording

_PLACE = re.compile(r"(?P<article>\d{1,3}[a-zđ]?)(?:\.(?P<clause>\d{1,2}[a-zđ]?)(?:\.(?P<point>[a-zđ]))?)?")
_CODE = re.compile(r"[A-Z]{1,5}\d{0,3}")
WHOLE = "0"  # the place of a text whose article was not seen: it is cited by its number alone


class Mark(StrEnum):
    """How well a provision was seen."""

    SEEN = "seen"  # in a source text
    SECONDARY = "secondary"  # told by another text
    MEMORY = "memory"  # known, not looked up


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A law or decree: its short code, number and name, and the days it is in force (``until`` included; None: still)."""

    code: str
    number: str
    name: str
    start: date
    until: date | None

    def covers(self, start: date, until: date | None) -> bool:
        """Whether it is in force on every day from ``start`` to ``until``."""
        return self.start <= start and (self.until is None or (until is not None and until <= self.until))


@dataclass(frozen=True, kw_only=True)
class Provision:
    """One place of the law. ``id`` is ``CODE:article[.clause[.point]]``."""

    id: str
    source: Source
    place: str
    mark: Mark
    says: str

    @cached_property
    def citation(self) -> Citation:
        """The place as it is cited to a reader."""
        found = _PLACE.fullmatch(self.place)
        assert found is not None  # noqa: S101  # read_provisions looked
        if self.place == WHOLE:
            return Citation(law=self.source.number)
        return Citation(law=self.source.number, article=found["article"], clause=found["clause"], point=found["point"])


def read_sources(path: Path) -> dict[str, Source]:
    """The laws that may be cited, by code. Raises ``TextError``."""
    sources: dict[str, Source] = {}
    for number, table in read_tables(path).items():
        if not isinstance(table, Mapping) or table.keys() - {"code", "name", "from", "until"}:
            raise TextError(f"{path.name}: {number}: needs code, name and from, and may have until")
        code, name, start, until = (table.get(field) for field in ("code", "name", "from", "until"))
        if not isinstance(code, str) or not _CODE.fullmatch(code) or code in sources:
            raise TextError(f"{path.name}: {number}: code is a short name of its own, in capitals")
        if not isinstance(name, str) or type(start) is not date or (until is not None and type(until) is not date):
            raise TextError(f"{path.name}: {number}: name is a string, from and until are dates")
        sources[code] = Source(code=code, number=number, name=name, start=start, until=until)
    return sources


def read_provisions(paths: Iterable[Path], sources: Mapping[str, Source]) -> dict[str, Provision]:
    """The register, by id; one file a law, named by its code. Raises ``TextError``."""
    register: dict[str, Provision] = {}
    for path in paths:
        source = sources.get(path.stem)
        if source is None:
            raise TextError(f"{path.name}: no law has the code {path.stem}")
        for place, table in read_tables(path).items():
            provision = _provision(source, place, table)
            register[provision.id] = provision
    return register


def _provision(source: Source, place: str, table: object) -> Provision:
    name = f"{source.code}:{place}"
    if not _PLACE.fullmatch(place):
        raise TextError(f"{name}: a place is article, article.clause or article.clause.point")
    if not isinstance(table, Mapping) or table.keys() != {"mark", "says"}:
        raise TextError(f"{name}: a provision has exactly mark and says")
    mark, says = table["mark"], table["says"]
    if mark not in {one.value for one in Mark}:
        raise TextError(f"{name}: mark is seen, secondary or memory; what is open has no place here")
    if not isinstance(says, str) or not says.strip():
        raise TextError(f"{name}: says what it provides")
    check_wording(says, name)
    return Provision(id=name, source=source, place=place, mark=Mark(mark), says=says)


def read_tables(path: Path) -> dict[str, object]:
    """The tables of a file. Raises ``TextError`` when it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TextError(f"{path.stem}: not readable: {error}") from error
