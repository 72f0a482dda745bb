"""What was asked of the agency and its offices? Leaders set it here, by the rule that they set it by at the terminal."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Mapping
from decimal import Decimal

from aiohttp import web

from bot.cli.report_target import percent
from bot.officers.desk import desk_of
from bot.officers.reports.counting import agency_of
from bot.officers.visit import Visit
from casework import targets
from casework.agency import offices
from casework.books import Books
from casework.clock import today
from casework.results.periods import statistical_year, year_with
from casework.staff import LEADERS, Staff
from casework.targets import Measure, Target, TargetRefused
from messages.results.cells import Look, written
from messages.results.words import TOTAL

FIELDS = ("year", "office", *(one.value for one in Measure))
LONGEST = 12
_YEARS = (1, 0, -1)  # the next, this and the last one


async def show(visit: Visit) -> web.StreamResponse:
    """The targets that were set."""
    return await _page(visit, {})


async def settle(visit: Visit) -> web.StreamResponse:
    """Set one or both measures of a year."""
    try:
        await visit.db.write(_settled, visit.who, visit.form)
    except TargetRefused as refused:
        return await _page(visit, visit.form, wrong=str(refused), status=422)
    desk_of(visit.db).forget()
    return visit.saved("/reports/targets")


async def _page(visit: Visit, filled: Mapping[str, str], *, wrong: str = "", status: int = 200) -> web.Response:
    year = year_with(today(visit.db.clock))
    known = await visit.db.read(offices)
    names = {one.id: one.name for one in known}
    rows = [
        (
            one.period,
            TOTAL if one.office_id is None else names.get(one.office_id, "-"),
            one.measure.value,
            f"{written(one.percent, Look.PERCENT)} %",
        )
        for one in await visit.db.read(targets.every_target, visit.who.agency_id)
    ]
    return visit.page(
        "reports/targets",
        status=status,
        rows=rows,
        years=[year + step for step in _YEARS],
        this_year=str(year),
        offices=known,
        filled=filled,
        wrong=wrong,
        leads=visit.who.role in LEADERS,
        measures=[one.value for one in Measure],
    )


def _settled(books: Books, who: Staff, form: Mapping[str, str]) -> None:
    year, office = _year(books, form.get("year", "")), _office(books, form.get("office", ""))
    typed = {measure: form.get(measure.value, "").strip() for measure in Measure}
    if not any(typed.values()):
        raise TargetRefused("Chưa ghi chỉ tiêu nào. Hãy ghi chỉ tiêu việc, chỉ tiêu tiền, hoặc cả hai.")
    for measure, text in typed.items():
        if text:
            asked = Target(office_id=office, period=statistical_year(year), measure=measure, percent=_percent(text))
            targets.set_target(books, agency_of(books).id, asked, who.id)


def _percent(text: str) -> Decimal:
    try:
        return percent(text[:LONGEST])
    except ArgumentTypeError as problem:
        raise TargetRefused(str(problem)) from None


def _year(books: Books, text: str) -> int:
    year = year_with(today(books.clock))
    for step in _YEARS:
        if text == str(year + step):
            return year + step
    raise TargetRefused("Chưa chọn năm công tác. Hãy chọn một năm trong danh sách.")


def _office(books: Books, text: str) -> int | None:
    if not text:
        return None
    for one in offices(books):
        if text == str(one.id):
            return one.id
    raise TargetRefused("Không có phòng này. Hãy chọn lại trong danh sách.")
