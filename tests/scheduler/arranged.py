"""What stands ready in these tests: an agency with its leaders, reachable debtors, and a campaign that runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from casework import consent, contacts
from casework.books import Books
from casework.clock import VIETNAM
from casework.links import begin_link
from scheduler.plans import approval, campaigns
from scheduler.plans.campaigns import Anchor, CampaignPlan, Selection, Step
from scheduler.steps import planning
from scheduler.tables import campaign_step, planned_step
from tests import builders

WEEK_BEFORE = "reminder.week_before"
DEADLINE_NEAR = "reminder.deadline_near"
FOLLOW_UP = "reminder.follow_up"


@dataclass(frozen=True)
class Office:
    """Who works here."""

    agency: int
    officer: int
    head: int
    deputy: int


def an_office_with_leaders(books: Books) -> Office:
    """Their officer answers however many people write back: most tests are not about that."""
    agency = builders.an_agency(books)
    return Office(
        agency=agency,
        officer=builders.a_staff_member(books, agency, answers=1_000_000),
        head=builders.a_staff_member(books, agency, role="head", name="Trần Quốc Bảo", title="Thủ trưởng"),
        deputy=builders.a_staff_member(books, agency, role="deputy", name="Võ Thị Lan", title="Phó thủ trưởng"),
    )


def a_chat(books: Books, party: int, *, address: str = "", account: str = "terminal", agrees: bool = True) -> int:
    """A chat linked to the party, whose owner agreed to reminders."""
    contact = contacts.meet(books, account, address or f"chat-{party}").id
    begin_link(books, contact, party)
    if agrees:
        consent.give(books, contact, party, consent.Purpose.REMINDERS, "consent.reminders", 1, "vi")
    return contact


def a_debtor(
    books: Books, office: Office, *, chat: bool = True, served_on: date | None = date(2026, 11, 9)
) -> builders.Case:
    """Somebody who owes 50,000,000 đồng, with a chat unless said otherwise."""
    case = builders.a_case(books, agency=office.agency, served_on=served_on, creditor=None)
    if chat:
        a_chat(books, case.debtor)
    return case


def a_step(
    anchor: Anchor = Anchor.CAMPAIGN_START, offset: int = 0, text: str = FOLLOW_UP, *, working: bool = True
) -> Step:
    return Step(anchor=anchor, offset=offset, working=working, text_key=text, text_version=1)


def a_plan(
    office: Office,
    *steps: Step,
    starts: date = date(2026, 11, 16),
    ends: date = date(2026, 12, 31),
    selection: Selection | None = None,
    name: str = "Đợt cao điểm cuối năm",
    canary: int = 0,
) -> CampaignPlan:
    return CampaignPlan(
        agency_id=office.agency,
        name=name,
        plan_number="12/KH-THADS",
        starts_on=starts,
        ends_on=ends,
        selection=selection or Selection(),
        steps=steps or (a_step(),),
        canary=canary,
    )


def an_approved_campaign(books: Books, office: Office, plan: CampaignPlan) -> int:
    campaign = campaigns.create(books, plan, office.officer)
    approval.approve(books, campaign, office.head)
    return campaign


def a_running_campaign(books: Books, office: Office, plan: CampaignPlan) -> int:
    """Approved, started and planned through."""
    campaign = an_approved_campaign(books, office, plan)
    approval.start(books, campaign, office.officer)
    planning.plan_campaign(books, campaign)
    return campaign


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """This hour of the day in Viet Nam."""
    return datetime.combine(day, time(hour, minute), VIETNAM)


def steps_of(books: Books, party: int) -> list[tuple[str, str | None]]:
    """State and reason of each planned step of the person, in the order of the plan, else by when it is due."""
    rows = books.conn.execute(
        select(planned_step.c.state, planned_step.c.reason)
        .join(campaign_step, campaign_step.c.id == planned_step.c.step_id, isouter=True)  # an appointment has no plan
        .where(planned_step.c.party_id == party)
        .order_by(planned_step.c.campaign_id, campaign_step.c.number, planned_step.c.due_at, planned_step.c.decision_id)
    )
    return [(row.state, row.reason) for row in rows]
