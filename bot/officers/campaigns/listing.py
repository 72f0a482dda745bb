"""Which campaigns are there for this person, and how does a new one begin?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aiohttp import web

from bot.officers.campaigns import forms
from bot.officers.campaigns.forms import Form, FormWrong
from bot.officers.visit import TurnedAway, Visit
from casework.books import Books
from casework.staff import LEADERS, Staff
from messages.library import version_of
from scheduler.guards import holding
from scheduler.guards.holding import Hold
from scheduler.plans import campaigns, handing_in, in_sight, usual
from scheduler.plans.campaign_facts import CampaignPlan
from scheduler.plans.in_sight import Head
from scheduler.plans.refusals import CampaignRefused
from scheduler.plans.selection import Selection
from scheduler.plans.selection_counts import confined
from scheduler.plans.status_words import STATUS_WORDS
from scheduler.steps.step import Anchor, Status, Step

LISTED = 30
FIELDS = ("name", "plan_number", "starts_on", "ends_on", "usual")
_FIRST_TEXT = "reminder.follow_up"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A campaign in the list. ``waits``: for a leader's signature; ``mine``: this person's to sign."""

    id: int
    name: str
    plan_number: str
    starts_on: date
    ends_on: date
    status: str
    waits: bool
    mine: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A page of the list, newest first; ``older``: the key of the next page, if there is one."""

    rows: tuple[Row, ...]
    older: int | None
    holds: tuple[Hold, ...]


async def show(visit: Visit) -> web.StreamResponse:
    """The list, and the form for a new one."""
    return await _shown(visit, {})


async def create(visit: Visit) -> web.StreamResponse:
    """A new draft: its head now, everything else on the pages that follow."""
    try:
        made = await visit.db.write(_created, visit.who, visit.form)
    except (FormWrong, CampaignRefused) as wrong:
        return await _shown(visit, visit.form, wrong=str(wrong), status=422)
    return visit.go(f"/campaigns/{made}/selection")


async def _shown(visit: Visit, form: Form, *, wrong: str = "", status: int = 200) -> web.Response:
    before = visit.request.query.get("before", "")
    if before and not (before.isascii() and before.isdigit() and len(before) <= 19 and int(before) < 1 << 63):
        raise TurnedAway(422, "bad_form")
    found = await visit.db.read(listed, visit.who, int(before) if before else None)
    return visit.page("campaigns/list", status=status, found=found, form=forms.Filled(form), wrong=wrong)


def listed(books: Books, who: Staff, before: int | None) -> Listed:
    """The campaigns in sight, older than ``before``."""
    rows = in_sight.newest(books, who, before, LISTED + 1)
    shown = rows[:LISTED]
    return Listed(
        rows=tuple(_row(books, who, row) for row in shown),
        older=shown[-1].id if len(rows) > LISTED else None,
        holds=holding.holds(books),
    )


def _row(books: Books, who: Staff, row: Head) -> Row:
    waits = row.status is Status.DRAFT and handing_in.waiting(books, row.id) is not None
    return Row(
        id=row.id,
        name=row.name,
        plan_number=row.plan_number,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        status=STATUS_WORDS[row.status],
        waits=waits,
        mine=waits and who.role in LEADERS and row.made_by != who.id,
    )


def _created(books: Books, who: Staff, form: Form) -> int:
    """With the usual waves and steps, or with one step: a follow-up on the first day, until somebody writes another."""
    starts_on = forms.needed_day(form, "starts_on", "ngày bắt đầu")
    ends_on = forms.needed_day(form, "ends_on", "ngày kết thúc")
    first = Step(
        anchor=Anchor.CAMPAIGN_START, offset=0, working=True, text_key=_FIRST_TEXT, text_version=version_of(_FIRST_TEXT)
    )
    plan = CampaignPlan(
        agency_id=who.agency_id,
        name=forms.text(form, "name"),
        plan_number=forms.text(form, "plan_number"),
        starts_on=starts_on,
        ends_on=ends_on,
        selection=confined(who, Selection()),
        steps=(first,),
    )
    return campaigns.create(books, usual.begun(plan) if "usual" in form else plan, who.id)
