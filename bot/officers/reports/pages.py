"""Which pages has the room of results: figures, pictures, and what is asked before them?"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from aiohttp import web

from bot.officers.desk import desk_of
from bot.officers.reports import shown
from bot.officers.reports.counting import Asked, Counted, agency_of, asked, counted
from bot.officers.reports.question import DAYS, FIELDS, Question, bys
from bot.officers.visit import Missing, Visit
from casework import scope
from casework.clock import local
from casework.staff import LEADERS
from messages.letters.typesetting import LetterDoesNotFit
from messages.results.pages import notes
from messages.results.picture import drawing
from messages.results.words import period_name


async def show(visit: Visit) -> web.StreamResponse:
    """The results of a period."""
    read = await visit.db.read(asked, visit.who, visit.request.query)
    if read.question is None:
        return page(visit, read, None, wrong=read.wrong, status=422)
    told = await desk_of(visit.db).told_soon(key_of(visit, read.question), counted, visit.who, read.question)
    return page(visit, read, told)


async def picture(visit: Visit) -> web.StreamResponse:
    """A picture of the groups, twelve at a time, as SVG."""
    read = await visit.db.read(asked, visit.who, visit.request.query)
    if read.question is None:
        raise Missing
    desk = desk_of(visit.db)
    told = await desk.told(key_of(visit, read.question), counted, visit.who, read.question)
    number = _number(visit.request.query.get("number", "1"))
    if number not in shown.pictures(told.report):
        raise Missing
    part = replace(told.report, groups=tuple(shown.of_picture(told.report, number)))
    agency = await visit.db.read(agency_of)
    try:
        made = await asyncio.to_thread(drawing, part, agency=agency.name, made_on=local(told.at).date(), internal=True)
    except LetterDoesNotFit:
        raise Missing from None
    return web.Response(body=made, content_type="image/svg+xml")


def page(
    visit: Visit,
    read: Asked,
    told: Counted | None,
    *,
    wrong: str = "",
    status: int = 200,
    filled: Mapping[str, str] | None = None,
) -> web.Response:
    """The page, with figures where there are any; ``wrong``: the key of a sentence; ``filled``: a form to come back so."""
    question = read.question
    reach = scope.reach(visit.who)
    typed = {name: visit.request.query.get(name, "") for name in FIELDS}
    return visit.page(
        "reports/results",
        status=status,
        wrong=wrong,
        offered=read.offered,
        fields=question.fields if question is not None else typed,
        by=question.by if question is not None else None,
        bys=bys(reach, question.campaign_id if question is not None else None),
        days=DAYS,
        filled=filled or {},
        leads=visit.who.role in LEADERS,
        told=_told(told, question) if told is not None and question is not None else None,
        waiting=told is None and question is not None,
        again=visit.request.path_qs if visit.request.method == "GET" else visit.request.path,
    )


def key_of(visit: Visit, question: Question) -> object:
    """Under what the figures are kept: whoever sees other decisions has other figures."""
    who = visit.who
    reach = scope.reach(who)
    mine = who.id if reach is scope.Reach.OWN else None
    return who.agency_id, reach, who.office_id, mine, question


def _told(told: Counted, question: Question) -> dict[str, object]:
    found = told.report
    return {
        "name": question.name,
        "period": period_name(found.period),
        "at": told.at,
        "whole": found.total.name,
        "sums": shown.sums(found.total),
        "agency": shown.sums(told.agency.total) if told.agency is not None else None,
        "tables": shown.tables(found, question),
        "notes": notes(found),
        "empty": not found.total.now.cases.handled and not found.groups,
        "pictures": [(number, shown.in_words(found, number)) for number in shown.pictures(found)],
    }


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < len(text) <= 4):
        raise Missing
    return int(text)
