"""How many does a selection speak to, counted at the desk: at once in a small book, beside the page in a large one?"""

from __future__ import annotations

from typing import Any

from bot.officers.desk import desk_of
from bot.officers.visit import Visit
from casework.books import Books
from casework.scope import reach
from casework.staff import Staff
from scheduler.plans.selection import Selection
from scheduler.plans.selection_counts import CommuneCount, Counts, by_commune, counts, ticked

Whom = tuple[Counts, tuple[CommuneCount, ...]]


async def whom(visit: Visit, campaign_id: int, selection: Selection, *narrower: Selection) -> dict[str, Any]:
    """``many`` (None while it is being counted for the first time), ``communes`` of ``selection``, ``lately``, ``uncounted``."""
    key = ("whom", *_asked(visit, campaign_id), selection, narrower)
    lately = await desk_of(visit.db).lately(key, _whom, visit.who, campaign_id, selection, narrower)
    if lately is None:
        there = await visit.db.read(ticked, selection)
        return {"many": None, "communes": there, "lately": None, "uncounted": True}
    return {"many": lately.told[0], "communes": lately.told[1], "lately": lately, "uncounted": False}


async def many(visit: Visit, campaign_id: int, selection: Selection, *narrower: Selection) -> Counts | None:
    """How many; None while it is being counted for the first time."""
    key = ("many", *_asked(visit, campaign_id), selection, narrower)
    lately = await desk_of(visit.db).lately(key, counts, visit.who, selection, campaign_id, *narrower)
    return None if lately is None else lately.told


def _asked(visit: Visit, campaign_id: int) -> tuple[object, ...]:
    """Counted are the cases that whoever asks may see; whoever sees others has others counted."""
    who = visit.who
    return who.agency_id, reach(who), who.office_id, who.id, campaign_id


def _whom(books: Books, who: Staff, campaign_id: int, selection: Selection, narrower: tuple[Selection, ...]) -> Whom:
    found = counts(books, who, selection, campaign_id, *narrower)
    return found, by_commune(books, who, selection, campaign_id)
