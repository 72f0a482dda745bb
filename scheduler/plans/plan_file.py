"""How does a whole campaign come from one file, as an office writes it down, or not at all?

TOML with the names that offices use: communes by name, staff by login, days as 31/12/2026. Every mistake is told at once, in
a sentence with its line. Only what stands around the messages (teams, trips, cases) is held against the rules after the plan
itself is right: it could not be written before.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from casework.books import Books
from casework.folding import fold
from casework.tidy import tidy
from scheduler.plans.campaign_rows import every_campaign
from scheduler.plans.plan_file_fields import Fields, FileMistake
from scheduler.plans.plan_file_lines import Lines
from scheduler.plans.plan_file_parts import Reader, reader
from scheduler.plans.whole_plan import PlanRefused, Refusal, WholePlan, Written, write

T = TypeVar("T")
LONGEST = 1_000_000  # characters
_KEYS = {
    "plan": "dot",
    "waves": "dot_trong_tam",
    "steps": "buoc",
    "teams": "to_cong_tac",
    "focal": "xa_diem",
    "mobilisation": "to_van_dong",
    "cases": "ke_hoach_viec",
    "trips": "chuyen_di",
    "rates": "don_gia",
}
_AT_LINE = re.compile(r"\(at line (\d+)")


class PlanFileRefused(Exception):
    """Nothing was written; ``mistakes`` are all that were found, by line."""

    def __init__(self, mistakes: Iterable[FileMistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda one: (one.line or 0, one.where)))
        super().__init__("\n".join(str(one) for one in self.mistakes))


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """What a file became; in a dry run what it would become."""

    name: str
    whole: WholePlan
    written: Written


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """A file as read; ``whole`` None: its plan cannot be. ``numbers``: for each part, where in the file's list its things stand (those with mistakes are left out)."""

    whole: WholePlan | None
    mistakes: tuple[FileMistake, ...]
    numbers: Mapping[str, list[int]]
    lines: Lines


def load(books: Books, text: str, staff_id: int, *, replace: bool = False, dry_run: bool = False) -> Loaded:
    """Write the campaign that ``text`` describes as a draft. Raises ``PlanFileRefused``; then nothing is written.

    ``replace``: put it in the place of the campaign of that name, if that has not started. ``dry_run``: write nothing.
    """
    file = read(books, text)
    found = list(file.mistakes)
    if file.whole is None:
        raise PlanFileRefused(found)
    name = tidy(file.whole.plan.name)
    into = next((one.id for one in every_campaign(books) if one.plan.name == name), None) if replace else None
    with books.conn.begin_nested() as trial:
        try:
            written = write(books, file.whole, staff_id, into=into)
        except PlanRefused as refused:
            raise PlanFileRefused([*found, *(_located(file, one) for one in refused.refusals)]) from refused
        if found:
            raise PlanFileRefused(found)
        if dry_run:
            trial.rollback()
    return Loaded(name=name, whole=file.whole, written=written)


def read(books: Books, text: str) -> Read:
    """What the file says, with all that cannot be read in it; the rules of plans are not asked."""
    table = _parsed(text)
    lines, found = Lines(text), list[FileMistake]()
    file, reads = Fields(table, (), lines, found), reader(books)
    plan = reads.plan(file)
    numbers: dict[str, list[int]] = {}

    def each(part: str, read_one: Callable[[Fields], T | None]) -> tuple[T, ...]:
        there = [(number, read_one(one)) for number, one in enumerate(file.each(_KEYS[part]), start=1)]
        numbers[part] = [number for number, one in there if one is not None]
        return tuple(one for _, one in there if one is not None)

    parts = _parts(file, reads, each)
    file.end()
    whole = None if plan is None else WholePlan(plan=plan, **_without_lost_teams(table, parts))
    return Read(whole=whole, mistakes=tuple(found), numbers=numbers, lines=lines)


def _parts(file: Fields, reads: Reader, each: Callable[..., tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    return {
        "teams": each("teams", reads.team),
        "focal": each("focal", reads.focal),
        "mobilisation": each("mobilisation", reads.commune_team),
        "cases": each("cases", reads.case),
        "trips": each("trips", reads.trip),
        "rates": tuple(sorted(reads.rates(file.inner(_KEYS["rates"])))),
    }


def _without_lost_teams(table: Mapping[str, Any], parts: dict[str, tuple[Any, ...]]) -> dict[str, Any]:
    """Nothing more is said of trips and communes of a team that is in the file and could not be read."""
    written = [fold(str(one.get("ten", ""))) for one in table.get(_KEYS["teams"], ()) if isinstance(one, dict)]
    lost = set(written) - {fold(team.name) for team in parts["teams"]}

    def is_lost(team: str | None) -> bool:
        return team is not None and any(fold(team) in name for name in lost)

    return parts | {part: tuple(one for one in parts[part] if not is_lost(one.team)) for part in ("focal", "trips")}


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise PlanFileRefused([_of_file(None, "tệp quá lớn. Hãy kiểm tra có đúng tệp kế hoạch không.")])
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as problem:
        at = _AT_LINE.search(str(problem))
        told = "không đọc được (thiếu dấu ngoặc kép, dấu bằng, hoặc một mục ghi hai lần). Hãy sửa dòng này hoặc dòng ngay trên."
        raise PlanFileRefused([_of_file(None if at is None else int(at[1]), told)]) from problem


def _of_file(line: int | None, sentence: str) -> FileMistake:
    return FileMistake(line=line, where="cả tệp", sentence=sentence)


def _located(file: Read, one: Refusal) -> FileMistake:
    key = _KEYS[one.part]
    if one.part == "rates":
        return FileMistake(line=file.lines.line((key,)), where=key, sentence=one.sentence)
    listed = file.numbers.get(one.part, [])
    number = listed[one.number - 1] if one.number <= len(listed) else one.number
    place = (key,) if one.part == "plan" else (key, number)
    where = key if one.part == "plan" else f"{key} thứ {number}"
    return FileMistake(line=file.lines.line(place), where=where, sentence=one.sentence)
