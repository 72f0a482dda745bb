"""Does a sentence tell a rule, a name or an article of the law that died on 01/07/2026?

``words.toml`` holds what no text may say at all; ``stale.toml`` what we do not write ourselves: rules told with their dead
figures, and articles of the dead law named where the living one has the matter elsewhere.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from messages.lint.facts import Fault
from messages.lint.reading import as_read, spoken
from messages.lint.words import wording_problems

_STALE = Path(__file__).with_name("stale.toml")
_ARTICLE = re.compile(r"\bđiều (\d{1,3}[a-zđ]?)\b(?:(?:,| và) (\d{1,3}[a-zđ]?)\b)?")
_PUT_RIGHT = re.compile(r"\b(?:luật cũ|trước đây|ngày trước)\b.*\b(?:không còn|nay|bây giờ|đã bỏ|đã khác)\b")
_FIGURE = re.compile(r"\d")  # a misbelief is put right without its dead figure
_OTHER_TEXT = re.compile(r"\b(?:bộ luật|nghị định|luật (?:đặc xá|tiếp công dân|xuất cảnh|bảo vệ)|thông tư)\b")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Moved:
    about: re.Pattern[str]
    old: frozenset[str]


def stale_rules(sentence: str) -> list[str]:
    """The words of ``sentence`` that tell what is no longer so."""
    low = spoken(sentence)
    found = [one.found for one in wording_problems(as_read(sentence)) if one.fault is Fault.DEAD_RULE]
    told = [seen[0] for rule in _rules() for seen in rule.finditer(low)]
    found += [words for words in told if not (_PUT_RIGHT.search(low) and _FIGURE.search(words) is None)]
    return list(dict.fromkeys([*found, *_dead_articles(low)]))


def contrary_beliefs(sentence: str) -> list[tuple[str, str]]:
    """Misbeliefs that ``sentence`` tells as if they were the rule: the words, and the provision that says otherwise."""
    low = spoken(sentence)
    if _denies().search(low):
        return []
    found = ((rule.search(low), law) for rule, law in _beliefs())
    return [(seen[0], law) for seen, law in found if seen]


def _dead_articles(low: str) -> list[str]:
    """Articles named in a sentence about a matter that they ruled before; those of another text are left alone."""
    if _OTHER_TEXT.search(low):
        return []
    named = [article for seen in _ARTICLE.finditer(low) for article in seen.groups() if article]
    return [f"điều {one}" for one in named if any(one in moved.old and moved.about.search(low) for moved in _moved())]


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(_STALE.read_text(encoding="utf-8"))


@cache
def _rules() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(str(one)) for one in _tables()["says"])


@cache
def _moved() -> tuple[_Moved, ...]:
    return tuple(
        _Moved(about=re.compile(str(one["about"])), old=frozenset(map(str, _listed(one["old"]))))
        for one in _tables()["article"]
    )


@cache
def _denies() -> re.Pattern[str]:
    return re.compile(str(_tables()["denies"]["says"]))


@cache
def _beliefs() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(one["says"]), one["law"]) for one in _tables()["contrary"])


def _listed(value: object) -> list[object]:
    assert isinstance(value, list)  # noqa: S101  # the file is ours
    return value
