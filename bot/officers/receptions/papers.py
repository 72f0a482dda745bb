"""What is printed or kept of receptions: the pages for whoever receives, with draft minutes; the team's sheet; the register.

Made by the makers of the terminal's commands and handed over as a download; each leaves its line in the trail. They hold names in
full, as there; an officer's register holds their own meetings only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from aiohttp import web

from bot.cli.reception_page import document_of
from bot.cli.reception_register import book_of
from bot.cli.reception_team import team_sheet
from bot.cli.refusal import Refused
from bot.officers.receptions.common import REFUSED, on_page, the_day
from bot.officers.receptions.day_page import day_page, day_told
from bot.officers.visit import Missing, Visit
from casework import receptions_in_sight as sight
from casework.books import Books
from casework.clock import today
from casework.reception_register import register
from casework.staff import Staff
from messages.letters.leader_page import LeaderPages
from messages.letters.typesetting import LetterDoesNotFit
from messages.reception_register import RegisterBook
from messages.typed_day import read_day

_PDF = "application/pdf"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_REGISTER = 366  # days
_TOO_LONG = "Có một chữ quá dài, không in vừa. Hãy sửa tên hoặc địa chỉ trong sổ rồi in lại."


async def pages(visit: Visit) -> web.StreamResponse:
    """The cover, a page and draft minutes for each visitor (PDF)."""
    from messages.letters.leader_page import leader_pages

    document = await visit.db.write(_document, visit.who, visit.number("day"))
    try:
        paper = await _made(leader_pages, document)
    except LetterDoesNotFit:
        return await _refused(visit, _TOO_LONG)
    return _file(paper, _PDF, f"tiep-dan-{document.day.isoformat()}.pdf")


async def screen(visit: Visit) -> web.StreamResponse:
    """The same for a screen (HTML), one file that asks nobody anything."""
    from messages.leader_page_screen import screen as on_screen

    document = await visit.db.write(_document, visit.who, visit.number("day"))
    made = on_screen(document).encode()
    return _file(made, "text/html", f"tiep-dan-{document.day.isoformat()}.html")


async def team(visit: Visit) -> web.StreamResponse:
    """The sheet of the commune's team (PDF)."""
    from messages.letters.reception_team import team_day

    try:
        sheet = await visit.db.write(_sheet, visit.who, visit.number("day"))
        paper = await _made(team_day, sheet)
    except LetterDoesNotFit:
        return await _refused(visit, _TOO_LONG)
    except REFUSED as problem:
        return await _refused(visit, on_page(problem))
    return _file(paper, _PDF, f"to-o-xa-{sheet.on.isoformat()}.pdf")


async def show_register(visit: Visit) -> web.StreamResponse:
    """From which day to which?"""
    now_on = today(visit.db.clock)
    return _form(visit, {"first": f"{now_on.replace(day=1):%d/%m/%Y}", "last": f"{now_on:%d/%m/%Y}"})


async def make_register(visit: Visit) -> web.StreamResponse:
    """The register of these days (.xlsx)."""
    from messages.reception_register import register_book

    try:
        first, last = _span(visit.form, today(visit.db.clock))
    except Refused as problem:
        return _form(visit, visit.form, status=422, wrong=str(problem))
    made = await visit.db.write(_book, visit.who, first, last)
    return _file(await _made(register_book, made), _XLSX, f"so-tiep-dan-{first:%Y%m%d}-{last:%Y%m%d}.xlsx")


def _form(visit: Visit, fields: Mapping[str, str], *, status: int = 200, wrong: str = "") -> web.Response:
    return visit.page("receptions/register", status=status, fields=fields, wrong=wrong)


def _span(form: Mapping[str, str], now_on: date) -> tuple[date, date]:
    first = read_day(form.get("first", ""), now_on, ahead=False)
    last = read_day(form.get("last", ""), now_on, ahead=False)
    if first is None or last is None:
        raise Refused("Ngày chưa rõ. Hãy ghi ngày đầu và ngày cuối như 01/12/2026.")
    if last < first:
        raise Refused("Ngày cuối trước ngày đầu. Hãy xem lại hai ngày.")
    if (last - first).days >= _LONGEST_REGISTER:
        raise Refused("Sổ xuất mỗi lần nhiều nhất một năm. Hãy chọn khoảng ngắn hơn.")
    return first, last


async def _made(maker: Any, facts: Any) -> bytes:
    """On a thread of its own: setting a page takes a moment, and others wait for theirs."""
    from asyncio import to_thread

    made: bytes = await to_thread(maker, facts)
    return made


async def _refused(visit: Visit, wrong: str) -> web.Response:
    return day_page(visit, await visit.db.read(day_told, visit.who, visit.number("day")), status=422, wrong=wrong)


def _file(content: bytes, kind: str, name: str) -> web.Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=content, content_type=kind, headers=headers)


def _document(books: Books, who: Staff, day_id: int) -> LeaderPages:
    return document_of(books, who, _row(books, who, day_id))


def _sheet(books: Books, who: Staff, day_id: int) -> Any:
    return team_sheet(books, who, _row(books, who, day_id))


def _row(books: Books, who: Staff, day_id: int) -> Any:
    row = sight.day_row(books, who, the_day(books, who, day_id).id)
    if row is None:
        raise Missing
    return row


def _book(books: Books, who: Staff, first: date, last: date) -> RegisterBook:
    return book_of(books, who, register(books, first, last, who), names=True)
