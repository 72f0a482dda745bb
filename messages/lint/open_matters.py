"""Does a sentence state firmly what lawyers have left open?

The list is ``law/open_questions.toml``: what is open, and the expressions that state it firmly.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from messages.blanks import TextError
from messages.lint.reading import spoken

OPEN_QUESTIONS = Path(__file__).parent.parent / "law" / "open_questions.toml"
_FIELDS = frozenset({"open", "firm", "always"})
# The sentence says itself that the matter is open, or sends the reader to ask.
_HEDGED = re.compile(
    r"\b(?:chưa (?:rõ|chắc|có (?:hướng dẫn|thông tin|lịch|quy định)|biết)|còn (?:bỏ ngỏ|chờ)|(?:hỏi|xem lại|xác nhận) (?:lại )?"
    r"(?:với )?(?:cán bộ|cơ quan|chấp hành viên|trại giam|nơi))\b"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenQuestion:
    """One open matter: its key, the sentence an officer reads, what states it firmly; ``always``: even when hedged."""

    key: str
    open: str
    firm: tuple[re.Pattern[str], ...]
    always: bool


def read_open_questions(path: Path = OPEN_QUESTIONS) -> tuple[OpenQuestion, ...]:
    """The open matters. Raises ``TextError`` naming what is wrong."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TextError(f"{path.name}: not readable: {error}") from error
    return tuple(_question(key, table) for key, table in tables.items())


@cache
def open_questions() -> tuple[OpenQuestion, ...]:
    """The open matters of the library, read once."""
    return read_open_questions()


def firm_statements(sentence: str) -> list[tuple[OpenQuestion, str]]:
    """Which open matters ``sentence`` states firmly, each with the words that do."""
    low = spoken(sentence)
    hedged = _HEDGED.search(low) is not None
    asked = (one for one in open_questions() if one.always or not hedged)
    found = ((one, _first(one.firm, low)) for one in asked)
    return [(one, words) for one, words in found if words]


def _first(firm: tuple[re.Pattern[str], ...], low: str) -> str:
    found = (pattern.search(low) for pattern in firm)
    return next((seen[0] for seen in found if seen), "")


def _question(key: str, table: object) -> OpenQuestion:
    if not isinstance(table, Mapping) or table.keys() - _FIELDS or {"open", "firm"} - table.keys():
        raise TextError(f"{key}: an open question has open and firm, and may have always")
    said, firm, always = table["open"], table["firm"], table.get("always", False)
    if not isinstance(said, str) or not isinstance(firm, list) or not firm or not isinstance(always, bool):
        raise TextError(f"{key}: open is a sentence, firm a list of expressions, always true or false")
    try:
        patterns = tuple(re.compile(str(one)) for one in firm)
    except re.error as error:
        raise TextError(f"{key}: firm: {error}") from error
    return OpenQuestion(key=key, open=said, firm=patterns, always=always)
