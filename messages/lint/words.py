"""Does a text state a dead rule, threaten, shame, or ask for a secret?"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from casework.folding import fold
from messages.lint.facts import Fault, Problem
from messages.lint.reading import spoken

_WORDS = Path(__file__).with_name("words.toml")
_SENTENCE_ENDS = ".!?;\n"
_CLAUSE_ENDS = _SENTENCE_ENDS + ",:"
_BETWEEN = 60  # characters between asking and the secret: a request is made in one breath
_LISTED = (Fault.DEAD_RULE, Fault.THREAT, Fault.SHAMING)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Patterns:
    listed: dict[Fault, re.Pattern[str]]
    request: re.Pattern[str]
    warned: re.Pattern[str]
    swindle: re.Pattern[str]
    is_swindle: re.Pattern[str]


def wording_problems(read: str) -> list[Problem]:
    """The words in ``read`` (as read) that may not be said to a citizen.

    A warning ("we never ask for an OTP", "whoever says you will be arrested is a swindler") may name what it warns of.
    """
    words, patterns = spoken(read), _patterns(not read.isascii())
    found = [
        Problem(fault=fault, found=seen[0])
        for fault, expression in patterns.listed.items()
        for seen in expression.finditer(words)
        if fault is not Fault.THREAT or not _quoted(words, seen, patterns)
    ]
    requests = patterns.request.finditer(words)
    return found + [
        Problem(fault=Fault.CREDENTIALS, found=seen[0]) for seen in requests if not _warned(words, seen, patterns)
    ]


def _quoted(words: str, threat: re.Match[str], patterns: _Patterns) -> bool:
    """Whether the sentence around ``threat`` tells of swindlers, or says that it does not happen."""
    sentence = _around(words, threat, _SENTENCE_ENDS)
    return bool(patterns.swindle.search(sentence) or patterns.warned.search(sentence))


def _warned(words: str, request: re.Match[str], patterns: _Patterns) -> bool:
    """Whether the clause before ``request`` forbids it, or its sentence calls it a swindle."""
    start = 1 + max(words.rfind(mark, 0, request.start()) for mark in _CLAUSE_ENDS)
    return bool(
        patterns.warned.search(words[start : request.end()])
        or patterns.is_swindle.search(_around(words, request, _SENTENCE_ENDS))
    )


def _around(words: str, seen: re.Match[str], ends: str) -> str:
    start = 1 + max(words.rfind(mark, 0, seen.start()) for mark in ends)
    stops = [stop for mark in ends if (stop := words.find(mark, seen.end())) >= 0]
    return words[start : min(stops, default=len(words))]


@cache
def _patterns(marked: bool) -> _Patterns:
    """The expressions for text with tone marks, or for text written without any."""
    table = tomllib.loads(_WORDS.read_text(encoding="utf-8"))

    def compiled(expression: str) -> re.Pattern[str]:
        return re.compile(expression if marked else _unmarked(expression))

    return _Patterns(
        listed={fault: compiled("|".join(table[fault.value])) for fault in _LISTED},
        request=compiled(f"{table['secret_verb']}[^.!?;,:\n]{{0,{_BETWEEN}}}?{table['secret_thing']}"),
        warned=compiled(table["warned"]),
        swindle=compiled(table["swindle"]),
        is_swindle=compiled(table["is_swindle"]),
    )


def _unmarked(expression: str) -> str:
    """``expression`` for unmarked text. Folding touches letters only; the signs of the expression stay."""
    return "".join(fold(mark) if mark.isalpha() and not mark.isascii() else mark for mark in expression)
