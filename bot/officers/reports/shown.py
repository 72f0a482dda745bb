"""How do results stand on a page: the sums that matter first, pictures, and tables whose figures lead to their decisions?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.officers.reports.question import Question
from casework.results.behind import Figure
from casework.results.grouping import By, Key
from casework.results.report import Group, Report
from casework.targets import Measure
from messages.results.cells import Look, Value, written
from messages.results.pages import Page, pages
from messages.results.words import group_name, total_name
from messages.vietnamese import dong

DRAWN = 12  # groups in one picture of a page
ALL, NONE = "all", "none"  # how an address names the total, and the group of what has none


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A figure as it is written; ``leads``: the address of the decisions behind it, from the room on."""

    text: str
    leads: str | None
    number: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A table of a page; the last row is the total."""

    name: str
    titles: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sum:
    """One of the two rates, in words: of what, beside the target, beside the year before."""

    measure: str
    rate: str
    done: str
    of: str
    target: str | None
    above: str | None
    below: bool
    before: str | None
    gained: str | None


def tables(report: Report, question: Question) -> tuple[Shown, ...]:
    """The tables of the report."""
    return tuple(_table(page, report, question) for page in pages(report))


def sums(group: Group) -> tuple[Sum, ...]:
    """Cases and money of a group."""
    return tuple(_sum(group, measure) for measure in Measure)


def pictures(report: Report) -> tuple[int, ...]:
    """The numbers of the pictures that show all groups."""
    return tuple(range(1, max(1, -(-len(report.groups) // DRAWN)) + 1))


def of_picture(report: Report, number: int) -> Sequence[Group]:
    """The groups of one picture."""
    return report.groups[(number - 1) * DRAWN : number * DRAWN]


def in_words(report: Report, number: int) -> str:
    """What the picture shows, for whoever does not see it."""
    told = [f"{name}: {_spoken(group)}" for name, group in _named(report, number)]
    return ". ".join(told)


def token(key: Key) -> str:
    """How an address names a group."""
    return NONE if key is None else str(key)


def key_of(text: str, by: By) -> Key:
    """The group that an address names. Raises ``ValueError``."""
    if text == NONE:
        return None
    if by in (By.OFFICE, By.OFFICER, By.COMMUNE, By.CAMPAIGN, By.WAVE):
        if not (text.isascii() and text.isdigit() and len(text) <= 19 and 0 < int(text) < 1 << 63):
            raise ValueError(text)
        return int(text)
    if not (text.isascii() and 0 < len(text) <= 40):
        raise ValueError(text)
    return text


def address_behind(question: Question, group: str, figure: Figure) -> str:
    """Where the decisions behind a figure are listed."""
    return "/reports/list?" + urlencode(question.fields | {"group": group, "figure": figure.value})


def _named(report: Report, number: int) -> Iterator[tuple[str, Group]]:
    yield total_name(report), report.total
    for group in of_picture(report, number):
        yield group_name(group, report.by), group


def _spoken(group: Group) -> str:
    return ", ".join(
        f"{word} {'-' if rate is None else written(rate, Look.PERCENT) + ' %'}"
        for word, rate in (("việc", group.rate(Measure.CASES)), ("tiền", group.rate(Measure.MONEY)))
    )


def _table(page: Page, report: Report, question: Question) -> Shown:
    keys = [*(token(group.key) for group in report.groups), ALL]
    rows = tuple(
        tuple(
            Cell(
                text=written(value, column.look),
                leads=_leads(question, key, column.figure, value),
                number=column.look is not Look.TEXT,
            )
            for value, column in zip(values, page.columns, strict=True)
        )
        for key, values in zip(keys, (*page.rows, page.total), strict=True)
    )
    return Shown(name=page.name, titles=tuple(column.title for column in page.columns), rows=rows)


def _leads(question: Question, key: str, figure: Figure | None, value: Value) -> str | None:
    return address_behind(question, key, figure) if figure is not None and value else None


def _sum(group: Group, measure: Measure) -> Sum:
    rate, above, gained = group.rate(measure), group.above_target(measure), group.points_gained(measure)
    target = group.targets.get(measure)
    done, of = _amounts(group, measure)
    return Sum(
        measure=measure.value,
        rate="-" if rate is None else f"{written(rate, Look.PERCENT)} %",
        done=done,
        of=of,
        target=None if target is None else f"{written(target, Look.PERCENT)} %",
        above=None if above is None else written(above, Look.POINTS),
        below=above is not None and above < 0,
        before=_before(group, measure),
        gained=None if gained is None else written(gained, Look.POINTS),
    )


def _amounts(group: Group, measure: Measure) -> tuple[str, str]:
    if measure is Measure.CASES:
        return written(group.now.cases.done, Look.COUNT), written(group.now.cases.means, Look.COUNT)
    return dong(group.now.money.done), dong(group.now.money.means)


def _before(group: Group, measure: Measure) -> str | None:
    if group.before is None:
        return None
    rate = (group.before.cases if measure is Measure.CASES else group.before.money).rates.of_means
    return "-" if rate is None else f"{written(rate, Look.PERCENT)} %"
