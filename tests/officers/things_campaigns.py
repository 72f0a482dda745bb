"""Campaigns that addresses name, drafts and such as run: those that the officer made of their own cases, and another office's."""

from __future__ import annotations

from casework.books import Books
from scheduler.plans import approval, campaigns, changes
from scheduler.plans.plan_edits import Change, SetCap
from scheduler.plans.selection import Selection
from scheduler.steps.step import Anchor, Step
from tests.builders import a_case, a_staff_member
from tests.officers.laid import Laid, Thing
from tests.officers.office import ROLES, Office, given
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


def _running(books: Books, office: Office) -> Laid:
    """Two of the officer's, a change of the second waits; and one of another office's officer."""
    officer = office.staff["officer"]
    stranger = a_staff_member(books, office.agency, office=office.there)
    mine = [_begun(books, office, officer, f"Đợt đang chạy {at}") for at in (1, 2)]
    given(books, a_case(books, agency=office.agency).decision, stranger, office.there)
    foreign = _begun(books, office, stranger, "Đợt đang chạy nơi khác")
    changes.propose(books, mine[1], Change(edits=(SetCap(most_per_person=3),)), officer)
    sees = {"officer", "head", "deputy"}
    return Laid(
        in_sight={role: tuple(mine) if role in sees else () for role in ROLES},
        out_of_sight={role: (foreign,) if role in sees else (*mine, foreign) for role in ROLES},
    )


def _begun(books: Books, office: Office, made_by: int, name: str) -> int:
    campaign = a_campaign(books, office, made_by, name=name, whose=made_by)
    approval.approve(books, campaign, office.staff["head"])
    approval.start(books, campaign, made_by)
    return campaign


CAMPAIGN = Thing(lay=_campaigns)
RUNNING_CAMPAIGN = Thing(lay=_running)
