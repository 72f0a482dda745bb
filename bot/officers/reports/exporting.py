"""How do results leave the room as a file? Made beside the event loop, one at a time for each person, with who and when on it.

A list of decisions is handed out only for a reason; one of more than a thousand lines only to whoever has shown the telephone
within the last quarter of an hour.
"""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, cast

from aiohttp import web

from bot.officers.desk import Busy, Desk, desk_of
from bot.officers.reports import listing, pages
from bot.officers.reports.counting import NotOutside, agency_of, asked, counted, for_outside
from bot.officers.reports.listing import Wanted
from bot.officers.shown_again import after_code
from bot.officers.visit import Visit
from casework import audit
from casework.books import Books
from casework.clock import local
from casework.results.behind import Line, all_behind
from casework.results.report import Report
from casework.signing import sessions
from casework.staff import Staff
from casework.tidy import tidy
from messages.letters.typesetting import LetterDoesNotFit
from messages.results.listed import Cell, Listed, write_listed
from messages.results.pages import title_of
from messages.results.paper import TakenOut, paper
from messages.results.picture import TooManyGroups, picture
from messages.results.words import STANDINGS, TOTAL, period_name, total_name
from messages.results.workbook import workbook

MANY_LINES = 1_000  # more of them need the telephone
MOST_LINES = 100_000
SHORTEST_REASON, LONGEST_REASON = 10, 200
FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "png": "image/png",
}


class TooManyLines(Exception):
    """A list is longer than may be handed out."""


class NeedsTelephone(Exception):
    """A list is so long that the telephone has to be shown first."""


async def export(visit: Visit) -> web.StreamResponse:
    """The results as a workbook, a document or a picture."""
    read = await visit.db.read(asked, visit.who, visit.form)
    form, internal = visit.form.get("file", ""), visit.form.get("internal", "") == "1"
    if read.question is None:
        return pages.page(visit, read, None, wrong=read.wrong, status=422)
    desk = desk_of(visit.db)
    told = await desk.told(pages.key_of(visit, read.question), counted, visit.who, read.question)
    try:
        if form not in FORMS:
            raise NotOutside("reports.no_such_file")
        async with desk.making_a_file(visit.who.id):
            report = told.report if internal else await desk.apart(for_outside, told.report)
            made = await _made(visit, report, form, internal=internal)
            words = f"{form} {len(report.groups)} {report.by.value}" + (" internal" if internal else "")
            await visit.db.write(_note, visit.who, words)
    except (NotOutside, Busy, TooManyGroups, LetterDoesNotFit) as problem:
        wrong, status = _sentence(problem)
        return pages.page(visit, read, told, wrong=wrong, status=status, filled=visit.form)
    return _file(io.BytesIO(made), len(made), f"ket-qua-{read.question.when}", form)


async def export_list(visit: Visit) -> web.StreamResponse:
    """The decisions behind a figure, as a workbook."""
    wanted = await listing.read_wanted(visit, visit.form)
    reason = tidy(visit.form.get("reason", ""))
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        return await listing.page(
            visit, wanted, wrong="reports.why_is_missing", reason=reason[:LONGEST_REASON], status=422
        )
    fresh = visit.db.clock.now() - visit.signed_in.made_at <= sessions.FRESH
    desk = desk_of(visit.db)
    try:
        async with desk.making_a_file(visit.who.id):
            file, many = await _written(visit, desk, wanted, None if fresh else MANY_LINES)
            words = f"xlsx {many} {wanted.figure.value}: {reason}"
            await visit.db.write(_note, visit.who, words)
    except NeedsTelephone:
        return visit.page("reports/confirm", wanted=wanted.fields, reason=reason, wrong="", confirmed=False)
    except TooManyLines:
        return await listing.page(visit, wanted, wrong="reports.too_many_lines", reason=reason, status=422)
    except Busy:
        return await listing.page(visit, wanted, wrong="reports.file_under_way", reason=reason, status=409)
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return _file(file, size, "danh-sach", "xlsx")


async def confirm(visit: Visit) -> web.StreamResponse:
    """The telephone is shown; the page then hands out the list that was asked for, with its reason kept."""
    wanted = await listing.read_wanted(visit, visit.form)
    reason = tidy(visit.form.get("reason", ""))[:LONGEST_REASON]
    facts: dict[str, Any] = {"wanted": wanted.fields, "reason": reason}
    known = await after_code(visit, visit.form.get("code", ""))
    if known is None:
        return visit.page("reports/confirm", status=422, wrong="code.wrong", confirmed=False, **facts)
    return known.page("reports/confirm", wrong="", confirmed=True, **facts)


def _sentence(problem: Exception) -> tuple[str, int]:
    """The key of what is said, and the status."""
    if isinstance(problem, NotOutside):
        return str(problem), 422
    if isinstance(problem, Busy):
        return "reports.file_under_way", 409
    return ("reports.too_many_groups" if isinstance(problem, TooManyGroups) else "reports.name_too_long"), 422


async def _made(visit: Visit, report: Report, form: str, *, internal: bool) -> bytes:
    agency = (await visit.db.read(agency_of)).name
    taken_out = _taken_out(visit)
    made_on = local(taken_out.at).date()
    if form == "xlsx":
        return await asyncio.to_thread(
            workbook, report, agency=agency, made_on=made_on, internal=internal, taken_out=taken_out.words
        )
    if form == "pdf":
        unit = total_name(report) if report.total.name else TOTAL
        return await asyncio.to_thread(paper, report, agency=agency, unit=unit, taken_out=taken_out, internal=internal)
    return await asyncio.to_thread(
        picture, report, agency=agency, made_on=made_on, internal=internal, taken_out=taken_out.words
    )


async def _written(visit: Visit, desk: Desk, wanted: Wanted, most: int | None) -> tuple[BinaryIO, int]:
    """The list in a file that goes when it is closed. Only this account can read what is written meanwhile."""
    beside = Path(tempfile.mkdtemp(prefix="gandan-"))
    try:
        with ExitStack() as stack:
            file = cast(BinaryIO, stack.enter_context(tempfile.TemporaryFile()))
            many = await desk.apart(_write, visit.who, wanted, file, _taken_out(visit), most, beside)
            stack.pop_all()  # closed once it has been sent
            return file, many
    finally:
        await asyncio.to_thread(shutil.rmtree, beside)


def _write(
    books: Books, who: Staff, wanted: Wanted, file: BinaryIO, taken_out: TakenOut, most: int | None, beside: Path
) -> int:
    columns = listing.money_columns(wanted.figure)
    group = listing.group_of(books, who, wanted)
    head = Listed(
        agency=agency_of(books).name,
        title=title_of(wanted.figure) + (f", {group}" if group else ""),
        period=period_name(wanted.question.period),
        taken_out=taken_out.words,
        columns=[
            *("Số quyết định", "Ngày", "Cuối kỳ", "Chấp hành viên", "Xã, phường"),
            *(title_of(one) for one in columns),
        ],
    )
    condition = listing.condition_of(books, who, wanted)
    lines = _counted(all_behind(books, wanted.question.period, wanted.figure, condition), most)
    return write_listed(file, head, _rows(books, lines, columns), beside=beside)


def _counted(lines: Iterator[Line], most: int | None) -> Iterator[Line]:
    for many, line in enumerate(lines, start=1):
        if most is not None and many > most:
            raise NeedsTelephone
        if many > MOST_LINES:
            raise TooManyLines
        yield line


def _rows(books: Books, lines: Iterator[Line], columns: tuple[Any, ...]) -> Iterator[list[Cell]]:
    officers: dict[Any, str] = {}
    communes: dict[Any, str] = {}
    for line in lines:
        if (line.officer_id is not None and line.officer_id not in officers) or (
            line.commune_id is not None and line.commune_id not in communes
        ):
            more = listing.named(books, (line,))
            officers |= more[0]
            communes |= more[1]
        yield [
            *(line.number, line.issued_on, STANDINGS[line.standing] if line.standing is not None else ""),
            *(officers.get(line.officer_id, ""), communes.get(line.commune_id, "")),
            *(one.of(line.figures) for one in columns),
        ]


def _taken_out(visit: Visit) -> TakenOut:
    return TakenOut(name=visit.who.name, login=visit.who.login, at=visit.db.clock.now())


def _note(books: Books, who: Staff, words: str) -> None:
    audit.record(books, audit.staff(who.id), audit.Action.REPORT_EXPORTED, "report", purpose=words)


def _file(body: BinaryIO, size: int, name: str, form: str) -> web.Response:
    """Sent piece by piece, and closed behind it."""
    headers: Mapping[str, str] = {
        "Content-Disposition": f'attachment; filename="{name}.{form}"',
        "Content-Length": str(size),
    }
    return web.Response(body=body, content_type=FORMS[form], headers=headers)
