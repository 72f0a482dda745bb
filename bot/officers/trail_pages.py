"""How is the audit trail read and verified on a page? In words, with ids; nobody's data stands in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import partial

from aiohttp import web

from bot.officers.rendering import words
from bot.officers.visit import TurnedAway, Visit
from casework import audit, trail
from casework.audit import Action
from casework.trail import Page, Wanted

LONGEST = 80
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9][0-9./%]*")
_BETWEEN = re.compile(r",? |,")  # of two codes
THINGS = frozenset(
    [
        "account",
        "agency",
        "audit_entry",
        "booking",
        "books",
        "breach",
        "campaign",
        "case_opening",
        "channel",
        "claims",
        "contact",
        "data_request",
        "day",
        "decision",
        "delivery",
        "import",
        "law",
        "linking",
        "message",
        "party",
        "proposal",
        "question",
        "reception",
        "reception_day",
        "reception_outcome",
        "reception_plan",
        "reception_register",
        "repair",
        "report",
        "restore_drill",
        "session",
        "sign_in",
        "staff",
        "system",
        "target",
        "text",
        "upload",
        "visits",
        "year",
    ]
)  # what a line may be about, or who acted, that has a word; anything else is shown as it is stored


async def show(visit: Visit) -> web.StreamResponse:
    """The newest lines, or those that are looked for."""
    asked = visit.request.query
    wanted = Wanted(
        login=asked.get("login", "").strip()[:LONGEST],
        action=asked.get("action", ""),
        object=asked.get("object", "").strip()[:LONGEST],
        before=_before(asked.get("before", "")),
    )
    if wanted.action and wanted.action not in set(Action):
        raise TurnedAway(422, "bad_form")
    page = await visit.db.write(trail.page, visit.who, wanted)
    return _shown(visit, page, wanted)


async def verify(visit: Visit) -> web.StreamResponse:
    """Read the whole chain anew, with the newest lines below."""
    verified = await visit.db.read(audit.verify)
    page = await visit.db.write(trail.page, visit.who, Wanted())
    broken = verified.seq if isinstance(verified, audit.Broken) else None
    head = verified.head if isinstance(verified, audit.Verified) else None
    said = {"broken": broken, "head": head, "count": getattr(verified, "count", 0)}
    return _shown(visit, page, Wanted(), verified=said)


def _shown(visit: Visit, page: Page, wanted: Wanted, *, verified: Mapping[str, object] | None = None) -> web.Response:
    return visit.page(
        "trail",
        page=page,
        wanted=wanted,
        actions=list(Action),
        things=THINGS,
        verified=verified,
        in_words=partial(in_words, visit.lang),
    )


def in_words(lang: str, stored: str, action: str = "") -> str:
    """What a line says besides (``audit.record``'s purpose and result): its codes in words, days and numbers as they are. As it is
    stored, where any part of it has no word: a reason that somebody typed, or a print. ``action``: the line's, where one code
    stands for different things.
    """
    told = [_part(words(lang), part, action) for part in _BETWEEN.split(stored)]
    return stored if None in told else ", ".join(part for part in told if part is not None)


def _part(known: Mapping[str, str], part: str, action: str) -> str | None:
    told = [_code(known, code, action) for code in part.split(":") if code != "-"]
    return None if None in told else " ".join(code for code in told if code)


def _code(known: Mapping[str, str], code: str, action: str) -> str | None:
    for topic in (f"trail_codes.{action}", "trail_codes", "roles", "trail_things"):
        if (word := known.get(f"{topic}.{code}")) is not None:
            return word
    return _day(code) or (code if _NUMBER.fullmatch(code) or not code else None)


def _day(code: str) -> str | None:
    """The day as people write it; None for anything else, also for a day that is in no calendar: somebody may have typed it."""
    try:
        return f"{date.fromisoformat(code):%d/%m/%Y}" if _DAY.fullmatch(code) else None
    except ValueError:
        return None


def _before(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise TurnedAway(422, "bad_form")
    return int(text)
