"""How does an office write its own words for a text? With the blanks at hand and the linter's verdict beside them."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from aiohttp import web

from bot.cli import typed
from bot.officers.texts.asked import called, key_of, version
from bot.officers.visit import Missing, TurnedAway, Visit
from casework.books import Books
from casework.clock import today
from messages import library, samples
from messages.library import Lang, Text
from messages.office_text_writing import (
    WRITERS,
    NotTheirs,
    Overtaken,
    TextRefused,
    Unfit,
    Wording,
    may_be_worded,
    read,
    write,
)
from messages.office_texts import OPEN, find, of_key, standing
from messages.samples import PEOPLE
from messages.text_verdict import EN, VI, Verdict, as_typed, grave
from messages.translations import english

FIELDS = ("vi", "en", "starts_on", "ends_on", "based_on", "newest")
TAKES = (*FIELDS, "do")


async def show(visit: Visit) -> web.StreamResponse:
    """The form: with the last draft, the words of a version that is named, or those that are said."""
    key = _mine(visit)
    begun = await visit.db.read(begin, key, version(visit.request.query.get("from", "")))
    return await _page(visit, key, begun)


async def check(visit: Visit) -> web.StreamResponse:
    """The verdict and the previews for the page's own script; nothing is kept."""
    key = _mine(visit)
    fields = _fields(visit)
    found, previews = await visit.db.read(_judged, key, fields)
    told = [_as_json(one, as_typed(fields[one.field])) for one in found]
    return web.json_response({"verdicts": told, "previews": [{"of": of, "text": text} for of, text in previews]})


async def save(visit: Visit) -> web.StreamResponse:
    """Look at it, or keep it as a draft."""
    key, fields = _mine(visit), _fields(visit)
    if visit.form.get("do") == "check":
        return await _page(visit, key, fields, checked=True)
    try:
        wording = Wording(
            vi=fields["vi"],
            en=fields["en"],
            starts_on=_day(fields["starts_on"]),
            ends_on=_day_or_none(fields["ends_on"]),
        )
        based_on, newest = version(fields["based_on"]), version(fields["newest"])
        if based_on is None or newest is None:
            raise TurnedAway(422, "bad_form")
        made = await visit.db.write(write, key, wording, visit.who, based_on=based_on, newest=newest)
    except ArgumentTypeError as problem:
        return await _page(visit, key, fields, wrong=str(problem), status=422)
    except Unfit as unfit:
        return await _page(visit, key, fields, wrong=str(unfit), status=422, checked=True)
    except NotTheirs as problem:
        return await _page(visit, key, fields, wrong=str(problem), status=403)
    except Overtaken as problem:
        return await _page(visit, key, fields, wrong=str(problem), status=409)
    except TextRefused as problem:
        return await _page(visit, key, fields, wrong=str(problem), status=422)
    return visit.go(f"/texts/t/{key}?new={made.version}")


async def _page(
    visit: Visit, key: str, fields: dict[str, str], *, wrong: str = "", status: int = 200, checked: bool = False
) -> web.Response:
    found, previews = await visit.db.read(_judged, key, fields)
    text = library.text_of(key)
    return visit.page(
        "texts/edit", status=status, wrong=wrong, key=key, called=called(visit.lang, key), fields=fields, verdicts=found,
        grave=len(grave(found)), checked=checked, blanks=samples.blanks_of(text), previews=previews, people=PEOPLE,
        longest=2 * 4096,
    )  # fmt: skip


def begin(books: Books, key: str, number: int | None) -> dict[str, str]:
    """What stands in the form before anybody has typed."""
    mine, on = of_key(books, key), today(books.clock)
    last = mine[-1] if mine and mine[-1].state in OPEN else None
    base: Text
    asked = None if number is None else find(books, key, number)
    if asked is not None:
        base = asked.as_text()
    elif number is not None and any(one.version == number for one in library.versions_of(key)):
        base = library.pinned(key, number)
    elif last is not None:
        base = last.as_text()
    else:
        stands = standing(mine, on)
        base = stands.as_text() if stands is not None else library.text_of(key)
    start = max(on, base.start)
    return {
        "vi": base.vi,
        "en": base.en or english(key, base.vi) or "",
        "starts_on": f"{start:%d/%m/%Y}",
        "ends_on": f"{base.until:%d/%m/%Y}" if base.until is not None and base.until >= start else "",
        "based_on": str(base.version),
        "newest": str(mine[-1].version if mine else 0),
    }


def _judged(books: Books, key: str, fields: dict[str, str]) -> tuple[list[Verdict], list[tuple[str, str]]]:
    day = today(books.clock)
    wording = Wording(vi=as_typed(fields["vi"]), en=as_typed(fields["en"]), starts_on=day, ends_on=None)
    found = read(books, key, wording)
    return found, _previews(key, wording, {one.field for one in grave(found)}, day)


def _previews(key: str, wording: Wording, unfit: set[str], day: date) -> list[tuple[str, str]]:
    """As each of the invented people reads it, then in English; what cannot be filled in shows nothing yet."""
    shipped = library.text_of(key)
    text = Text(
        key=key, version=0, kind=shipped.kind, start=day, until=None, vi=wording.vi, blanks=shipped.blanks,
        en=wording.en or wording.vi,
    )  # fmt: skip
    told = [(one.key, "" if VI in unfit else samples.shown(text, one, day)) for one in PEOPLE]
    english_fits = EN not in unfit and (wording.en or VI not in unfit)
    return [*told, ("english", samples.shown(text, PEOPLE[0], day, Lang.EN) if english_fits else "")]


def _mine(visit: Visit) -> str:
    """A text that an office may word, for somebody who may. Raises ``Missing``."""
    key = key_of(visit)
    if not may_be_worded(key) or visit.who.role not in WRITERS:
        raise Missing
    return key


def _fields(visit: Visit) -> dict[str, str]:
    return {name: visit.form.get(name, "") for name in FIELDS}


def _day(text: str) -> date:
    return typed.day(text)


def _day_or_none(text: str) -> date | None:
    return typed.day(text) if text.strip() else None


def _as_json(one: Verdict, text: str) -> dict[str, Any]:
    """Places count as a browser counts: in UTF-16 units."""
    place = None if one.start is None else [_units(text, one.start), _units(text, one.end or one.start)]
    return {
        "field": one.field, "grave": one.grave, "says": one.says, "place": place, "line": one.line, "column": one.column,
    }  # fmt: skip


def _units(text: str, characters: int) -> int:
    return len(text[:characters].encode("utf-16-le")) // 2
