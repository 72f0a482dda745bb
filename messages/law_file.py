"""Is an explanation of the law fit to be shown, and what does it say?

One file a topic (``law/<topic>.toml``), one ``[[explanation]]`` a version of an explanation: the main one bears the topic's
name, others ``topic.aspect``. Every sentence names the provisions it rests on (``messages.provisions``); the citations of an
explanation are theirs, so that there is none without an article and none that no sentence needs. Provisions must be in
force on all days of the explanation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from casework.citations import NEW_LAW_FROM, Citation
from messages.blanks import TextError
from messages.provisions import Provision, read_tables
from messages.texts_file import check_wording

FEWEST_QUESTIONS = 8
SHORT_SENTENCES = 3
LONGEST_TITLE = 40  # characters: it is a button on a small telephone
HOUSE, ADVICE = "house", "advice"  # what rests on no law: what this service does, and practical counsel
_NAME = re.compile(r"[a-z][a-z_]{0,29}(?:\.[a-z][a-z_]{0,29})?")
_NEEDED = frozenset({"name", "version", "from", "audience", "title", "short", "review"})
_LIVE = frozenset({"long", "not_mean", "can_do", "questions"})
_FIELDS = _NEEDED | _LIVE | {"until"}


class Action(StrEnum):
    """What a reader can do next; each value is also a button's press and the key of its label in ``texts/common.toml``."""

    PAY = "pay"
    BOOK = "book"
    APPOINTMENTS = "appointments"
    ASK = "ask"
    OBLIGATIONS = "obligations"
    GENUINE = "genuine"
    CONFIRM = "confirm"
    WAIVER = "waiver"
    COMPLAINT = "complaint"
    AUTHORISE = "authorise"


class Audience(StrEnum):
    """Whom an explanation is for."""

    DEBTOR = "debtor"
    CREDITOR = "creditor"
    RELATIVE = "relative"
    BUYER = "buyer"
    ANYONE = "anyone"


class ReviewState(StrEnum):
    """Whether the agency's legal officers have approved the wording."""

    DRAFT = "draft"
    APPROVED = "approved"


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """The state of the wording; an approved one names who approved it and on which day."""

    state: ReviewState
    by: str | None = None
    on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """One statement and what it rests on: ids of provisions, ``house`` or ``advice``.

    ``heard``: expressions over folded words by which a reader who believes otherwise is recognised.
    """

    say: str
    by: tuple[str, ...]
    heard: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """One version of what is said about a topic or one aspect of it. ``questions`` are for finding, not showing.

    ``short`` is what a worried person reads first; ``long`` are paragraphs of sentences; ``not_mean`` puts misbeliefs right.
    """

    name: str
    version: int
    start: date
    until: date | None
    audience: tuple[Audience, ...]
    title: str
    short: tuple[Sentence, ...]
    long: tuple[tuple[Sentence, ...], ...]
    not_mean: tuple[Sentence, ...]
    can_do: tuple[Action, ...]
    review: Review
    questions: tuple[str, ...]
    short_citations: tuple[Citation, ...]
    citations: tuple[Citation, ...]

    @property
    def topic(self) -> str:
        """The topic it belongs to."""
        return self.name.partition(".")[0]

    def sentences(self) -> Iterable[Sentence]:
        """All that it says, in order."""
        yield from self.short
        for paragraph in self.long:
            yield from paragraph
        yield from self.not_mean

    def valid_on(self, day: date) -> bool:
        """Whether this version is the one to show on ``day``."""
        return self.start <= day and (self.until is None or day <= self.until)


def read_explanations(path: Path, register: Mapping[str, Provision]) -> dict[str, tuple[Explanation, ...]]:
    """The explanations of one topic by name, each oldest first. Raises ``TextError`` saying which and what is wrong."""
    tables = read_tables(path)
    rows = tables.get("explanation")
    if set(tables) != {"explanation"} or not isinstance(rows, list) or not rows:
        raise TextError(f"{path.stem}: holds [[explanation]] tables and nothing else")
    named: dict[str, list[Explanation]] = {}
    for row in rows:
        one = _explanation(path.stem, row, register)
        named.setdefault(one.name, []).append(one)
    if path.stem not in named:
        raise TextError(f"{path.stem}: has no explanation of the topic as a whole")
    return {name: _in_order(name, versions) for name, versions in named.items()}


def _in_order(name: str, versions: list[Explanation]) -> tuple[Explanation, ...]:
    versions.sort(key=lambda one: one.version)
    if [one.version for one in versions] != list(range(1, len(versions) + 1)):
        raise TextError(f"{name}: versions must be numbered 1, 2, 3 without a hole")
    for older, newer in pairwise(versions):
        if older.until is None or newer.start != older.until + timedelta(days=1):
            raise TextError(f"{name}: version {newer.version} must begin the day after the one before ends")
    return tuple(versions)


def _explanation(topic: str, row: object, register: Mapping[str, Provision]) -> Explanation:
    name = _name(topic, row)
    assert isinstance(row, Mapping)  # noqa: S101  # _name looked
    version, start, until = row["version"], row["from"], row.get("until")
    if type(version) is not int or type(start) is not date:
        raise TextError(f"{name}: version is a number and from is a date")
    if until is not None and (type(until) is not date or until < start):
        raise TextError(f"{name}: until must be a date not before from")
    old = until is not None and until < NEW_LAW_FROM
    if missing := (frozenset() if old else _LIVE) - row.keys():
        raise TextError(f"{name}: lacks {', '.join(sorted(missing))}")
    short = _sentences(name, "short", row["short"], register)
    long = (
        tuple(_sentences(name, "long", part, register) for part in _list(name, "long", row["long"]))
        if "long" in row
        else ()
    )
    not_mean = _sentences(name, "not_mean", row["not_mean"], register) if "not_mean" in row else ()
    if not old and len(short) != SHORT_SENTENCES:
        raise TextError(f"{name}: the short answer has {SHORT_SENTENCES} sentences")
    questions = _strings(name, "questions", row["questions"]) if "questions" in row else ()
    if not old and len(set(questions)) < FEWEST_QUESTIONS:
        raise TextError(f"{name}: needs at least {FEWEST_QUESTIONS} different ways of asking")
    spoken = (*short, *(one for part in long for one in part), *not_mean)
    return Explanation(
        name=name,
        version=version,
        start=start,
        until=until,
        audience=tuple(Audience(one) for one in _known(name, "audience", row["audience"], Audience)),
        title=_title(name, row["title"]),
        short=short,
        long=long,
        not_mean=not_mean,
        can_do=tuple(Action(one) for one in _known(name, "can_do", row["can_do"], Action)) if "can_do" in row else (),
        review=_review(name, row["review"]),
        questions=questions,
        short_citations=_citations(name, short, register, start, until)
        or _citations(name, spoken, register, start, until),
        citations=_citations(name, spoken, register, start, until),
    )


def _name(topic: str, row: object) -> str:
    if not isinstance(row, Mapping) or row.keys() - _FIELDS or _NEEDED - row.keys():
        raise TextError(
            f"{topic}: an explanation has the fields {', '.join(sorted(_NEEDED | _LIVE))}, and may have until"
        )
    name = row["name"]
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name.partition(".")[0] != topic:
        raise TextError(f"{topic}: an explanation is named {topic} or {topic}.aspect, not {name}")
    return name


def _title(name: str, value: object) -> str:
    title = _words(name, "title", value)
    if len(title) > LONGEST_TITLE:
        raise TextError(f"{name}: the title is a button, at most {LONGEST_TITLE} characters")
    return title


def _sentences(name: str, field: str, value: object, register: Mapping[str, Provision]) -> tuple[Sentence, ...]:
    return tuple(_sentence(name, field, one, register) for one in _list(name, field, value))


def _sentence(name: str, field: str, value: object, register: Mapping[str, Provision]) -> Sentence:
    if not isinstance(value, Mapping) or value.keys() - {"say", "by", "heard"} or {"say", "by"} - value.keys():
        raise TextError(f"{name}: {field}: a sentence has say and by, and may have heard")
    say, by = _words(name, field, value["say"]), _strings(name, f"{field}: by", value["by"])
    if unknown := [one for one in by if one not in register and one not in (HOUSE, ADVICE)]:
        raise TextError(f"{name}: {field}: rests on what is not in the register: {', '.join(unknown)}")
    heard = _strings(name, f"{field}: heard", value["heard"]) if "heard" in value else ()
    for expression in heard:
        try:
            re.compile(expression)
        except re.error as error:
            raise TextError(f"{name}: {field}: heard {expression}: {error}") from error
    return Sentence(say=say, by=by, heard=heard)


def _words(name: str, field: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TextError(f"{name}: {field} must be a string that is not empty")
    words = value.strip()
    check_wording(words, f"{name}: {field}")
    if field in ("title", "short", "long", "not_mean") and ("{" in words or "}" in words or "\n" in words):
        raise TextError(f"{name}: {field} has no blanks and no line breaks")
    return words


def _list(name: str, field: str, value: object) -> list[object]:
    if not isinstance(value, list) or not value:
        raise TextError(f"{name}: {field} must be a list that is not empty")
    return value


def _strings(name: str, field: str, value: object) -> tuple[str, ...]:
    return tuple(_words(name, field, one) for one in _list(name, field, value))


def _known(name: str, field: str, value: object, known: type[StrEnum]) -> tuple[str, ...]:
    names = _strings(name, field, value)
    if strange := set(names) - {one.value for one in known}:
        raise TextError(f"{name}: {field} does not know {', '.join(sorted(strange))}")
    return names


def _citations(
    name: str, spoken: Iterable[Sentence], register: Mapping[str, Provision], start: date, until: date | None
) -> tuple[Citation, ...]:
    """The places the sentences rest on, each once, in the order of their first use; all in force on all days."""
    rests = dict.fromkeys(one for sentence in spoken for one in sentence.by if one in register)
    for one in rests:
        if not register[one].source.covers(start, until):
            raise TextError(f"{name}: rests on {one} outside the days it is in force")
    return tuple(register[one].citation for one in rests)


def _review(name: str, value: object) -> Review:
    if value == {"state": "draft"}:
        return Review(state=ReviewState.DRAFT)
    if isinstance(value, Mapping) and value.keys() == {"state", "by", "on"} and value["state"] == "approved":
        by, on = value["by"], value["on"]
        if isinstance(by, str) and by.strip() and type(on) is date:
            return Review(state=ReviewState.APPROVED, by=by, on=on)
    raise TextError(f"{name}: review is a draft, or approved with by (who) and on (which day)")
