"""What waits for an answer, the most urgent first? A line each, and nobody's words in it."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.cli.shown import CHANNEL_WORDS
from bot.officers.inbox.holding import changed, part
from bot.officers.visit import Missing, Visit
from casework import question_inbox, staff
from casework.alerts import Alert
from casework.books import Books
from casework.clock import local, today
from casework.question_inbox import Head, Key, Page, Show, read_key
from casework.staff import Staff
from messages.desk_law import topic_title
from messages.library import Lang
from messages.vietnamese import masked_name


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A thread in the list. ``who``: masked, and None for a chat that never said who it is."""

    head: Head
    who: str | None
    channel: str
    about: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """The list. ``stamp`` is None for what does not change by itself."""

    show: Show
    lines: tuple[Line, ...]
    further: str | None
    counts: dict[Show, int]
    urgent: tuple[Alert, ...]
    names: dict[int, str]
    stamp: str | None


async def show(visit: Visit) -> web.StreamResponse:
    """The list that was asked for, whole."""
    return visit.page("inbox/list", told=await _told(visit), done=visit.request.query.get("done", ""))


async def news(visit: Visit) -> web.StreamResponse:
    """The list alone, as soon as it is another than the page shows."""
    told_nothing = await changed(visit, lambda: visit.db.read(_stamp, visit.who))
    return told_nothing or part(visit, "inbox/list_part", told=await _told(visit))


async def _told(visit: Visit) -> Told:
    asked = visit.request.query
    try:
        shown = Show(asked.get("show", Show.ALL))
    except ValueError:
        raise Missing from None
    after = asked.get("after", "")
    key = read_key(after) if after else None
    if after and key is None:
        raise Missing
    return await visit.db.read(told, visit.who, shown, key, Lang(visit.lang))


def told(books: Books, who: Staff, shown: Show, after: Key | None, lang: Lang) -> Told:
    """The list, read in one transaction."""
    page: Page = question_inbox.page(books, who, shown, after)
    live = after is None and shown is not Show.DONE
    return Told(
        show=shown,
        lines=tuple(_line(books, one, lang) for one in page.heads),
        further=page.further,
        counts=question_inbox.counts(books, who),
        urgent=question_inbox.urgent(books, who),
        names={one.id: one.name for one in staff.everybody(books)},
        stamp=_stamp(books, who) if live else None,
    )


def _stamp(books: Books, who: Staff) -> str:
    """Another one each minute too: how long each waits is written in the list."""
    return f"{question_inbox.stamp(books, who)}-{local(books.clock.now()):%H%M}"


def _line(books: Books, one: Head, lang: Lang) -> Line:
    return Line(
        head=one,
        who=None if one.name is None else masked_name(one.name),
        channel=CHANNEL_WORDS.get(one.account, one.account),
        about=topic_title(one.topic, one.intent, today(books.clock), lang),
    )
