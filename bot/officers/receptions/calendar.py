"""The calendar: who receives when and where, a month or a week at a time, with what stands against it. Nobody's name but staff's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aiohttp import web

from bot.cli.reception_words import KINDS, STANDINGS
from bot.officers.receptions.calendar_grid import Cell, Span, cells, month_of, week_of
from bot.officers.receptions.common import staff_names
from bot.officers.receptions.warned import words
from bot.officers.visit import Visit
from casework import reception_work_in_sight as work
from casework import receptions_in_sight as sight
from casework.books import Books
from casework.clock import local, today
from casework.staff import Staff
from casework.working_days import working_days

MOST_TOLD = 12  # warnings on the page


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A warning in words; ``day_id``: of the day that it is about."""

    words: str
    day_id: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Everything on the page."""

    span: Span
    today: date
    weeks: list[list[Cell]]
    people: dict[int, str]
    warnings: tuple[Told, ...]
    more_warnings: int
    unconfirmed: tuple[int, ...]
    to_phone: int
    owed: int
    overdue: int


async def show(visit: Visit) -> web.StreamResponse:
    """A month, unless a week is asked for."""
    asked = visit.request.query
    page = await visit.db.read(_page, visit.who, asked.get("week"), asked.get("month", ""))
    return visit.page(
        "receptions/calendar" if page.span.month is not None else "receptions/week",
        page=page,
        kinds=KINDS,
        standings=STANDINGS,
        local=local,
        wrong="",
        code="",
    )


async def find(visit: Visit) -> web.StreamResponse:
    """The booking of a slip, by its code."""
    code = visit.form.get("code", "")
    found = await visit.db.read(sight.booking_of_slip, visit.who, code)
    if found is not None:
        return visit.go(f"/receptions/bookings/{found.id}")
    page = await visit.db.read(_page, visit.who, None, "")
    return visit.page(
        "receptions/calendar", status=422, page=page, kinds=KINDS, standings=STANDINGS, local=local,
        wrong="receptions.no_slip", code=code[:40],
    )  # fmt: skip


def _page(books: Books, who: Staff, week: str | None, month: str) -> Page:
    now_on = today(books.clock)
    span = month_of(month, now_on) if week is None else week_of(week, now_on)
    calendar = working_days(books)
    found = sight.warnings(books, who)
    owed = work.still_owed(books, who)
    years = {day.year for one in span.weeks for day in one if day >= now_on}
    return Page(
        span=span,
        today=now_on,
        weeks=cells(
            span,
            sight.days_between(books, who, span.first, span.last),
            sight.coming(books, who, span.last),
            calendar,
            now_on,
        ),
        people=staff_names(books),
        warnings=tuple(Told(words=words(books, one), day_id=one.day_id) for one in found[:MOST_TOLD]),
        more_warnings=max(0, len(found) - MOST_TOLD),
        unconfirmed=tuple(sorted(year for year in years if not calendar.year_confirmed(year))),
        to_phone=len(work.to_phone(books, who)),
        owed=len(owed),
        overdue=sum(1 for one in owed if one.overdue),
    )
