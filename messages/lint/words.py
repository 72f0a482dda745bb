"""Does a text state a dead rule, threaten, shame, or ask for a secret?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from casework.folding import fold
from messages.lint.facts import Fault, Problem
from messages.lint.reading import spoken

_WORDS = Path(__file__).with_name("words.toml")
_SENTENCE = re.compile(r"[^.!?;\n]+")
_CLAUSE = re.compile(r"[^,:]+")
_BETWEEN = 60  # characters between asking and the secret: a request is made in one breath
_LISTED = (Fault.DEAD_RULE, Fault.THREAT, Fault.SHAMING)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Patterns:
    listed: dict[Fault, list[re.Pattern[str]]]
    request: re.Pattern[str]
    warned: re.Pattern[str]
    swindle: re.Pattern[str]
    is_swindle: re.Pattern[str]


def wording_problems(read: str) -> list[Problem]:
    """The words in ``read`` (as read) that may not be said to a citizen.

    A warning ("we never ask for an OTP", "whoever says you will be arrested is a swindler") may name what it warns of.
    """
    patterns = _patterns(not read.isascii())
    return [problem for sentence in _SENTENCE.findall(spoken(read)) for problem in _in_sentence(sentence, patterns)] + [
        Problem(fault=Fault.DEAD_RULE, found=seen[0])
        for expression in patterns.listed[Fault.DEAD_RULE]
        for seen in expression.finditer(spoken(read))
    ]


def _in_sentence(sentence: str, patterns: _Patterns) -> Iterator[Problem]:
    for fault in (Fault.THREAT, Fault.SHAMING):
        if fault is Fault.THREAT and (patterns.swindle.search(sentence) or patterns.warned.search(sentence)):
            continue
        for expression in patterns.listed[fault]:
            yield from (Problem(fault=fault, found=seen[0]) for seen in expression.finditer(sentence))
    if patterns.is_swindle.search(sentence):
        return
    for clause in _CLAUSE.findall(sentence):
        seen = patterns.request.search(clause)
        if seen and not patterns.warned.search(clause[: seen.end()]):
            yield Problem(fault=Fault.CREDENTIALS, found=seen[0])


@cache
def _patterns(marked: bool) -> _Patterns:
    """The expressions for text with tone marks, or for text written without any."""
    table = tomllib.loads(_WORDS.read_text(encoding="utf-8"))

    def compiled(expression: str) -> re.Pattern[str]:
        return re.compile(expression if marked else _unmarked(expression))

    return _Patterns(
        listed={fault: [compiled(expression) for expression in table[fault.value]] for fault in _LISTED},
        request=compiled(f"{table['secret_verb']}[^.!?;\n]{{0,{_BETWEEN}}}?{table['secret_thing']}"),
        warned=compiled(table["warned"]),
        swindle=compiled(table["swindle"]),
        is_swindle=compiled(table["is_swindle"]),
    )


def _unmarked(expression: str) -> str:
    """``expression`` for unmarked text. Folding touches letters only; the signs of the expression stay."""
    return "".join(fold(mark) if mark.isalpha() and not mark.isascii() else mark for mark in expression)
