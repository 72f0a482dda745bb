"""Is a file of texts fit to be used, and what does it say?

One file a topic (``texts/<topic>.toml``), one table a text, an array of tables when a text has several versions::

    [hello]
    version = 1
    from = 2026-07-01
    vi = "Chào ông/bà {name}."

``until`` is the last day a version is valid. Versions are numbered from 1 and their days touch without gap or overlap.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from messages.blanks import TextError, blanks_in

LONGEST_TEXT = 4096  # UTF-16 units: Telegram's limit for a message, the tightest of the chat channels
LONGEST_BUTTON = 64  # characters
OFFICE_VERSIONS = 1001  # the first number of an office's own wordings; the shipped versions stay below
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FIELDS = frozenset({"version", "from", "until", "kind", "vi"})
_RESERVED = frozenset({"on"})  # ``say`` takes it for itself
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


class Kind(StrEnum):
    """What a text is for: the body of a message, a button's label, or a push that may be read on a locked screen."""

    TEXT = "text"
    BUTTON = "button"
    NUDGE = "nudge"


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """One version of one text, in Vietnamese, with the days it is valid (``until`` included; None: until further)."""

    key: str
    version: int
    kind: Kind
    start: date
    until: date | None
    vi: str
    blanks: frozenset[str]
    en: str | None = None  # of an office's own wording; the English of the shipped ones is in the catalogue

    def valid_on(self, day: date) -> bool:
        """Whether this version is the one to use on ``day``."""
        return self.start <= day and (self.until is None or day <= self.until)


def read_texts(path: Path) -> dict[str, tuple[Text, ...]]:
    """Every text of a topic, oldest version first. Raises ``TextError`` naming the key and what is wrong with it."""
    topic = path.stem
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TextError(f"{topic}: there is no such topic of texts") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TextError(f"{topic}: not readable: {error}") from error
    return {f"{topic}.{name}": _versions(topic, name, table) for name, table in tables.items()}


def check_wording(text: str, key: str) -> None:
    """Refuse what would look wrong or hide something: NFD, tabs, unseen characters, stray space, too great a length."""
    if not text or text != text.strip() or any(line != line.rstrip() for line in text.split("\n")):
        raise TextError(f"{key}: empty, or with stray space at an end of a line")
    if not unicodedata.is_normalized("NFC", text):
        raise TextError(f"{key}: not in NFC")
    if any(unicodedata.category(mark) in _UNSEEN for mark in text if mark != "\n"):
        raise TextError(f"{key}: contains a tab or another unseen character")
    if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        raise TextError(f"{key}: longer than {LONGEST_TEXT} UTF-16 units")


def _versions(topic: str, name: str, table: object) -> tuple[Text, ...]:
    key = f"{topic}.{name}"
    if not _NAME.fullmatch(name) or not _NAME.fullmatch(topic):
        raise TextError(f"{key}: names are lower-case letters, digits and underscores")
    rows = table if isinstance(table, list) else [table]
    if not rows:
        raise TextError(f"{key}: has no version")
    versions = tuple(sorted((_text(key, row) for row in rows), key=lambda text: text.version))
    _check_sequence(key, versions)
    return versions


def _check_sequence(key: str, versions: tuple[Text, ...]) -> None:
    if [text.version for text in versions] != list(range(1, len(versions) + 1)):
        raise TextError(f"{key}: versions must be numbered 1, 2, 3 without a hole")
    for older, newer in pairwise(versions):
        if older.until is None or newer.start != older.until + timedelta(days=1):
            raise TextError(f"{key}: version {newer.version} must begin the day after version {older.version} ends")
        if older.blanks != newer.blanks or older.kind != newer.kind:
            raise TextError(f"{key}: all versions must have the same blanks and the same kind")


def _text(key: str, row: object) -> Text:
    if not isinstance(row, Mapping):
        raise TextError(f"{key}: must be a table with version, from and vi")
    if strange := row.keys() - _FIELDS:
        raise TextError(f"{key}: unknown field {', '.join(sorted(strange))}")
    version, start, until, vi = row.get("version"), row.get("from"), row.get("until"), row.get("vi")
    if type(version) is not int or type(start) is not date or not isinstance(vi, str):
        raise TextError(f"{key}: needs version (a number), from (a date) and vi (a string)")
    if until is not None and (type(until) is not date or until < start):
        raise TextError(f"{key}: until must be a date not before from")
    vi = vi.strip("\n")
    check_wording(vi, key)
    blanks = blanks_in(vi, key)
    if blanks & _RESERVED:
        raise TextError(f"{key}: a blank may not be called {', '.join(sorted(_RESERVED))}")
    return Text(key=key, version=version, kind=_kind(key, row, vi), start=start, until=until, vi=vi, blanks=blanks)


def _kind(key: str, row: Mapping[str, object], vi: str) -> Kind:
    try:
        kind = Kind(str(row.get("kind", Kind.TEXT)))
    except ValueError:
        raise TextError(f"{key}: kind must be one of {', '.join(Kind)}") from None
    if kind is Kind.BUTTON and (len(vi) > LONGEST_BUTTON or "\n" in vi):
        raise TextError(f"{key}: a button is one line of at most {LONGEST_BUTTON} characters")
    return kind
