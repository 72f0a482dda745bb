"""Which decisions stand behind a figure? In sight only, page by page; that somebody looked stands in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.officers.desk import desk_of
from bot.officers.reports import shown
from bot.officers.reports.counting import asked, extent_of, parts_of
from bot.officers.reports.question import FIELDS as QUESTION
from bot.officers.reports.question import Question
from bot.officers.visit import Missing, Visit
from casework import audit
from casework.books import Books
from casework.results.behind import Figure, Line, Lines, page_behind
from casework.results.grouping import By, Key, in_group, names_of
from casework.results.in_sight import EVERY, Condition, is_any, narrowed
from casework.staff import Staff
from messages.results.cells import Look, written
from messages.results.pages import title_of
from messages.results.words import STANDINGS, key_name, period_name

FIELDS = (*QUESTION, "group", "figure")
_MONEY = (Figure.MONEY_DUE, Figure.MONEY_DONE, Figure.COLLECTED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which figure, of which group. ``key`` counts only where ``total`` is False."""

    question: Question
    figure: Figure
    total: bool
    key: Key

    @property
    def fields(self) -> dict[str, str]:
        """How it is asked again."""
        group = shown.ALL if self.total else shown.token(self.key)
        return self.question.fields | {"group": group, "figure": self.figure.value}


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """Lines with the names that they need. ``group``: whose figure it is."""

    group: str
    lines: Lines
    officers: Mapping[Key, str]
    communes: Mapping[Key, str]


async def show(visit: Visit) -> web.StreamResponse:
    """A page of the list."""
    query = visit.request.query
    wanted = await read_wanted(visit, query)
    older = query.get("older", "")
    if older and not (older.isascii() and older.isdigit() and len(older) <= 19 and 0 < int(older) < 1 << 63):
        raise Missing
    return await page(visit, wanted, int(older) if older else None)


async def page(
    visit: Visit, wanted: Wanted, older: int | None = None, *, wrong: str = "", reason: str = "", status: int = 200
) -> web.Response:
    """The page; ``wrong``: the key of what is wrong with the form for a file, which comes back with its ``reason``."""
    told = await desk_of(visit.db).apart(_listed, visit.who, wanted, older)
    await visit.db.write(_note, visit.who, wanted)
    columns = money_columns(wanted.figure)
    return visit.page(
        "reports/list",
        status=status,
        wanted=wanted,
        title=title_of(wanted.figure),
        period=wanted.question.name or period_name(wanted.question.period),
        days=period_name(wanted.question.period),
        told=told,
        columns=[title_of(one) for one in columns],
        standing=lambda line: STANDINGS[line.standing] if line.standing is not None else "-",
        amounts=lambda line: [written(one.of(line.figures), Look.DONG) for one in columns],
        whole_cases=wanted.question.by is By.KIND and not wanted.total,
        wrong=wrong,
        reason=reason,
    )


async def read_wanted(visit: Visit, fields: Mapping[str, str]) -> Wanted:
    """Which figure an address or a form means; unsaid: all that was handled. Raises ``Missing`` for none, and for a group of
    which the reader sees nothing."""
    read = await visit.db.read(asked, visit.who, fields)
    group = fields.get("group", shown.ALL)
    try:
        figure = Figure(fields.get("figure", Figure.HANDLED.value))
        if read.question is None:
            raise Missing
        total = group == shown.ALL
        wanted = Wanted(
            question=read.question,
            figure=figure,
            total=total,
            key=None if total else shown.key_of(group, read.question.by),
        )
    except ValueError:
        raise Missing from None
    if not total and not await visit.db.read(_any_in_sight, visit.who, wanted):
        raise Missing
    return wanted


def condition_of(books: Books, who: Staff, wanted: Wanted) -> Condition:
    """The condition on ``decision`` that it may stand behind the figure and be seen by this person."""
    extent = extent_of(books, who, wanted.question)
    group = EVERY
    if not wanted.total:
        parts = parts_of(books, wanted.question)
        if wanted.question.by in (By.CAMPAIGN, By.WAVE):
            if wanted.key not in parts:
                raise Missing
            group = parts[wanted.key].condition
        else:
            group = in_group(wanted.question.by, wanted.key)
    return narrowed(who, group, extent)


def money_columns(figure: Figure) -> tuple[Figure, ...]:
    """Which sums stand beside each decision: always what was due and done, and the figure itself."""
    return _MONEY if figure in _MONEY or not figure.is_money else (*_MONEY, figure)


def group_of(books: Books, who: Staff, wanted: Wanted) -> str:
    """What the group is called."""
    if wanted.total:
        extent = extent_of(books, who, wanted.question)
        return extent.name if extent is not None else ""
    by = wanted.question.by
    parts = parts_of(books, wanted.question)
    if wanted.key in parts:
        return parts[wanted.key].name
    try:
        return names_of(books, by, [wanted.key]).get(wanted.key) or key_name(wanted.key, by)
    except (ValueError, KeyError):
        raise Missing from None


def named(books: Books, lines: tuple[Line, ...]) -> tuple[Mapping[Key, str], Mapping[Key, str]]:
    """The officers and communes of these lines."""
    return (
        names_of(books, By.OFFICER, {line.officer_id for line in lines}),
        names_of(books, By.COMMUNE, {line.commune_id for line in lines}),
    )


def _listed(books: Books, who: Staff, wanted: Wanted, older: int | None) -> Named:
    condition = condition_of(books, who, wanted)
    lines = page_behind(books, wanted.question.period, wanted.figure, condition, older=older)
    officers, communes = named(books, lines.lines)
    return Named(group=group_of(books, who, wanted), lines=lines, officers=officers, communes=communes)


def _any_in_sight(books: Books, who: Staff, wanted: Wanted) -> bool:
    return is_any(books, condition_of(books, who, wanted))


def _note(books: Books, who: Staff, wanted: Wanted) -> None:
    told = f"{wanted.figure.value} {wanted.question.period.first} {wanted.question.period.last}"
    audit.record(books, audit.staff(who.id), audit.Action.REPORT_LIST_SEEN, "decision", purpose=told)
