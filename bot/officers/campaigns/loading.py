"""What does the campaign ask of whom on which day, as a picture with its numbers?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from aiohttp import web

from bot.officers.campaigns.chart import Chart, Column, chart
from bot.officers.campaigns.theirs import theirs
from bot.officers.desk import desk_of
from bot.officers.visit import Visit
from casework import staff
from casework.books import Books
from scheduler.guards import capacity
from scheduler.guards.sent_counts import NOBODY
from scheduler.plans.load import Day, load_of

LISTED = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """Days of everybody together for the picture, and officer by officer for the table."""

    picture: Chart
    together: tuple[tuple[date, int, int, int], ...]
    days: tuple[tuple[str, Day], ...]
    more: bool
    crowded: int
    left: int
    last: date | None
    share: int


async def show(visit: Visit) -> web.StreamResponse:
    """The page."""
    campaign = await visit.db.read(theirs, visit.who, visit.number("campaign"))
    lately = await desk_of(visit.db).lately(("load", campaign.id, campaign.version), load, campaign.id)
    return visit.page("campaigns/load", campaign=campaign, lately=lately, found=lately.told if lately else None)


def load(books: Books, campaign_id: int) -> Load:
    """Counted now."""
    days = load_of(books, campaign_id)
    names = {one.id: one.name for one in staff.everybody(books)} | {NOBODY: "(chưa phân công)"}
    mine, everything, room = Counter[date](), Counter[date](), Counter[date]()
    for day in days:
        mine[day.on] += day.planned
        everything[day.on] += day.of_all
        room[day.on] += day.room
    together = tuple((on, mine[on], everything[on], room[on]) for on in sorted(everything))
    return Load(
        picture=chart([Column(label=f"{on:%d/%m}", part=a, whole=b, bears=c) for on, a, b, c in together]),
        together=together,
        days=tuple((names.get(day.officer_id, "-"), day) for day in days[:LISTED]),
        more=len(days) > LISTED,
        crowded=len({day.officer_id for day in days if day.too_much}),
        left=sum(day.too_much for day in {day.officer_id: day for day in days}.values()),
        last=max((day.on for day in days), default=None),
        share=round(capacity.reply_rate(books).share * 100),
    )
