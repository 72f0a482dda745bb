"""Is an explanation of the law fit to be shown, and what does it say?

One file a topic (``law/<topic>.toml``), one ``[[explanation]]`` a version, each with its first (``from``) and, if it has
ended, its last day (``until``). Every explanation cites articles of laws listed in ``law/sources.toml`` that were in
force on all its days; a citation of a dead or unknown law is refused.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from casework.citations import Citation
from messages.blanks import TextError
from messages.texts_file import check_wording

FEWEST_QUESTIONS = 5
_WORDS = ("title", "short", "long")
_FIELDS = frozenset(
    {"topic", "version", "from", "until", "audience", *_WORDS, "not_mean", "can_do", "citations", "review", "questions"}
)


class Action(StrEnum):
    """What a reader can do next; each value is also the key of a button's label in ``texts/common.toml``."""

    PAY = "pay"
    BOOK = "book"
    ASK = "ask"
    OBLIGATIONS = "obligations"
    GENUINE = "genuine"


class Audience(StrEnum):
    """Whom an explanation is for."""

    DEBTOR = "debtor"
    CREDITOR = "creditor"
    RELATIVE = "relative"
    ANYONE = "anyone"


class ReviewState(StrEnum):
    """Whether the agency's legal officers have approved the wording."""

    DRAFT = "draft"
    APPROVED = "approved"


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A law or decree by its number, with the days it is in force (``until`` included; None: still)."""

    number: str
    name: str
    start: date
    until: date | None

    def covers(self, start: date, until: date | None) -> bool:
        """Whether it is in force on every day from ``start`` to ``until``."""
        return self.start <= start and (self.until is None or (until is not None and until <= self.until))


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """The state of the wording; an approved one names who approved it and on which day."""

    state: ReviewState
    by: str | None = None
    on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """One version of what is said about a topic. ``questions`` are ways people ask; they are for finding, not showing."""

    topic: str
    version: int
    start: date
    until: date | None
    audience: tuple[Audience, ...]
    title: str
    short: str
    long: str
    not_mean: tuple[str, ...]
    can_do: tuple[Action, ...]
    citations: tuple[Citation, ...]
    review: Review
    questions: tuple[str, ...]

    def valid_on(self, day: date) -> bool:
        """Whether this version is the one to show on ``day``."""
        return self.start <= day and (self.until is None or day <= self.until)


def read_sources(path: Path) -> dict[str, Source]:
    """The laws that may be cited, by number. Raises ``TextError``."""
    sources = {}
    for number, table in _tables(path).items():
        if not isinstance(table, Mapping) or table.keys() - {"name", "from", "until"}:
            raise TextError(f"{path.name}: {number}: needs name and from, and may have until")
        name, start, until = table.get("name"), table.get("from"), table.get("until")
        if not isinstance(name, str) or type(start) is not date or (until is not None and type(until) is not date):
            raise TextError(f"{path.name}: {number}: name is a string, from and until are dates")
        sources[number] = Source(number=number, name=name, start=start, until=until)
    return sources


def read_explanations(path: Path, sources: Mapping[str, Source]) -> tuple[Explanation, ...]:
    """The versions of one topic, oldest first. Raises ``TextError`` naming the topic and what is wrong."""
    tables = _tables(path)
    rows = tables.get("explanation")
    if set(tables) != {"explanation"} or not isinstance(rows, list) or not rows:
        raise TextError(f"{path.stem}: holds [[explanation]] tables and nothing else")
    versions = sorted((_explanation(path.stem, row, sources) for row in rows), key=lambda one: one.version)
    if [one.version for one in versions] != list(range(1, len(versions) + 1)):
        raise TextError(f"{path.stem}: versions must be numbered 1, 2, 3 without a hole")
    for older, newer in pairwise(versions):
        if older.until is None or newer.start != older.until + timedelta(days=1):
            raise TextError(f"{path.stem}: version {newer.version} must begin the day after the one before ends")
    return tuple(versions)


def _tables(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TextError(f"{path.stem}: not readable: {error}") from error


def _explanation(topic: str, row: object, sources: Mapping[str, Source]) -> Explanation:
    if not isinstance(row, Mapping) or row.keys() - _FIELDS or (_FIELDS - {"until"}) - row.keys():
        raise TextError(f"{topic}: an explanation has exactly the fields {', '.join(sorted(_FIELDS))} (until may lack)")
    if row["topic"] != topic:
        raise TextError(f"{topic}: the file speaks of another topic, {row['topic']}")
    version, start, until = row["version"], row["from"], row.get("until")
    if type(version) is not int or type(start) is not date:
        raise TextError(f"{topic}: version is a number and from is a date")
    if until is not None and (type(until) is not date or until < start):
        raise TextError(f"{topic}: until must be a date not before from")
    questions = _strings(topic, "questions", row["questions"])
    if len(set(questions)) < FEWEST_QUESTIONS:
        raise TextError(f"{topic}: needs at least {FEWEST_QUESTIONS} different ways of asking")
    title, short, long = (_words(topic, field, row[field]) for field in _WORDS)
    return Explanation(
        topic=topic,
        version=version,
        start=start,
        until=until,
        audience=tuple(Audience(name) for name in _known(topic, "audience", row["audience"], Audience)),
        title=title,
        short=short,
        long=long,
        not_mean=_strings(topic, "not_mean", row["not_mean"]),
        can_do=tuple(Action(name) for name in _known(topic, "can_do", row["can_do"], Action)),
        citations=_citations(topic, row["citations"], sources, start, until),
        review=_review(topic, row["review"]),
        questions=questions,
    )


def _words(topic: str, field: str, value: object) -> str:
    if not isinstance(value, str):
        raise TextError(f"{topic}: {field} must be a string")
    words = value.strip("\n")
    check_wording(words, f"{topic}: {field}")
    if "{" in words or "}" in words:
        raise TextError(f"{topic}: {field} has no blanks")
    return words


def _strings(topic: str, field: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise TextError(f"{topic}: {field} must be a list that is not empty")
    return tuple(_words(topic, field, one) for one in value)


def _known(topic: str, field: str, value: object, known: type[StrEnum]) -> tuple[str, ...]:
    names = _strings(topic, field, value)
    if strange := set(names) - {one.value for one in known}:
        raise TextError(f"{topic}: {field} does not know {', '.join(sorted(strange))}")
    return names


def _citations(
    topic: str, value: object, sources: Mapping[str, Source], start: date, until: date | None
) -> tuple[Citation, ...]:
    if not isinstance(value, list) or not value:
        raise TextError(f"{topic}: cites nothing")
    citations = tuple(_citation(topic, one) for one in value)
    for citation in citations:
        source = sources.get(citation.law)
        if source is None:
            raise TextError(f"{topic}: cites an unknown law, {citation.law}")
        if not source.covers(start, until):
            raise TextError(f"{topic}: cites {citation.law} outside the days it is in force")
    return citations


def _citation(topic: str, one: object) -> Citation:
    fields = {"law", "article", "clause", "point"}
    if not isinstance(one, Mapping) or one.keys() - fields or not all(isinstance(part, str) for part in one.values()):
        raise TextError(f"{topic}: a citation has law, article and perhaps clause and point, all strings")
    if "law" not in one or "article" not in one or ("point" in one and "clause" not in one):
        raise TextError(f"{topic}: a citation names its law and article, and a point names its clause")
    return Citation(**{name: str(part) for name, part in one.items()})


def _review(topic: str, value: object) -> Review:
    if value == {"state": "draft"}:
        return Review(state=ReviewState.DRAFT)
    if isinstance(value, Mapping) and value.keys() == {"state", "by", "on"} and value["state"] == "approved":
        by, on = value["by"], value["on"]
        if isinstance(by, str) and by.strip() and type(on) is date:
            return Review(state=ReviewState.APPROVED, by=by, on=on)
    raise TextError(f"{topic}: review is a draft, or approved with by (who) and on (which day)")
