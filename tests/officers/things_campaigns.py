"""Campaigns that addresses name: one that the officer made of their own cases, and one of another office's officer."""

from __future__ import annotations

from casework.books import Books
from scheduler.plans import campaigns
from scheduler.plans.selection import Selection
from scheduler.steps.step import Anchor, Step
from tests.builders import a_staff_member
from tests.officers.laid import Laid, Thing
from tests.officers.office import ROLES, Office
from tests.scheduler import arranged


def a_campaign(
    books: Books, office: Office, made_by: int, *, name: str = "Đợt cuối năm", whose: int | None = None
) -> int:
    """A draft with one step; ``whose``: the cases of this officer only."""
    here = arranged.Office(agency=office.agency, officer=made_by, head=0, deputy=0)
    step = Step(anchor=Anchor.CAMPAIGN_START, offset=0, working=True, text_key=arranged.FOLLOW_UP, text_version=1)
    plan = arranged.a_plan(here, step, name=name, selection=Selection(officer=whose))
    return campaigns.create(books, plan, made_by)


def _campaigns(books: Books, office: Office) -> Laid:
    officer = office.staff["officer"]
    stranger = a_staff_member(books, office.agency, office=office.there)
    mine = a_campaign(books, office, officer, whose=officer)
    foreign = a_campaign(books, office, stranger, name="Đợt nơi khác", whose=stranger)
    sees = {"officer", "head", "deputy"}
    return Laid(
        in_sight={role: (mine,) if role in sees else () for role in ROLES},
        out_of_sight={role: (foreign,) if role in sees else (mine, foreign) for role in ROLES},
    )


CAMPAIGN = Thing(lay=_campaigns)
