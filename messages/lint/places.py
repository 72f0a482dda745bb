"""Where in what somebody typed stands that which the linter found?

The linter tells what it read: in lower case, digits alone, dots put back. Here it is looked for in the text as it was typed,
so that the page can show the place. What cannot be found to the letter is found to the line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from casework.folding import fold
from messages.lint import ApprovedFacts, Fault, Problem, problems
from messages.lint.reading import as_read


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Line and sign are counted from one; ``start`` and ``end`` cut the words out of the text; a whole line where no words are."""

    line: int
    sign: int
    start: int
    end: int


def place_of(text: str, problem: Problem, approved: ApprovedFacts) -> Place | None:
    """Where ``problem``, found in ``text`` by the same ``approved``, stands; None where no line has it by itself."""
    span = _span(text, problem)
    return _at(text, *span) if span is not None else _line_with(text, problem, approved)


def _span(text: str, problem: Problem) -> tuple[int, int] | None:
    if problem.fault is Fault.FORM:
        return _unseen(text, problem.found)
    if problem.found.isdigit():
        return _in([(sign, at) for sign, at in _read(text) if sign.isdigit()], problem.found)
    letters = [(part, at) for sign, at in _read(text) for part in fold(sign)]
    return _in(letters, fold(problem.found)) or _in(_solid(letters), _closed(fold(problem.found)))


def _read(text: str) -> Iterator[tuple[str, int]]:
    """Each sign as it is read, with where it was typed."""
    for at, sign in enumerate(text):
        for read in as_read(sign):
            yield read, at


def _in(signs: list[tuple[str, int]], wanted: str) -> tuple[int, int] | None:
    begin = "".join(sign for sign, _ in signs).find(wanted) if wanted else -1
    return None if begin < 0 else (signs[begin][1], signs[begin + len(wanted) - 1][1] + 1)


def _solid(signs: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Without white space: a link may have been pulled apart."""
    return [(sign, at) for sign, at in signs if not sign.isspace()]


def _closed(text: str) -> str:
    return "".join(text.split())


def _unseen(text: str, found: str) -> tuple[int, int] | None:
    marks = {chr(int(code[2:], 16)) for code in found.split() if code.startswith("U+")}
    if found == "NFD":
        marks = {sign for sign in text if unicodedata.combining(sign)}
    at = next((at for at, sign in enumerate(text) if sign in marks), None)
    return None if at is None else (at, at + 1)


def _line_with(text: str, problem: Problem, approved: ApprovedFacts) -> Place | None:
    start = 0
    for line in text.split("\n"):
        if problem in problems(line, approved=approved):
            return _at(text, start, start + len(line))
        start += len(line) + 1
    return None


def _at(text: str, start: int, end: int) -> Place:
    before = text[:start]
    return Place(line=before.count("\n") + 1, sign=start - (before.rfind("\n") + 1) + 1, start=start, end=end)
