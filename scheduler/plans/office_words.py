"""Where does a plan take an office's own words, and which campaigns say which version of a text?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select

from casework.books import Books
from messages.blanks import TextError
from messages.library import text_of
from messages.office_texts import version_in_force
from scheduler.plans.campaign_facts import CampaignPlan
from scheduler.plans.plan_edits import AddStep, Change, Edit, SetText
from scheduler.steps.step import Status
from scheduler.tables import campaign, campaign_step

MOST = 50  # campaigns named of one text
_LIVE = (Status.RUNNING, Status.PAUSED, Status.APPROVED, Status.DRAFT)


@dataclass(frozen=True, kw_only=True, slots=True)
class SaidIn:
    """A campaign that says a text in one of its steps."""

    name: str
    status: Status
    version: int


def with_own_words(books: Books, plan: CampaignPlan) -> CampaignPlan:
    """The plan as it is written down: where the office words a text itself, its version stands for the newest shipped one."""
    steps = tuple(replace(step, text_version=_chosen(books, step.text_key, step.text_version)) for step in plan.steps)
    return replace(plan, steps=steps)


def change_with_own_words(books: Books, change: Change) -> Change:
    """The same of a change: only the steps that it adds, and the texts that it sets."""
    return Change(edits=tuple(_edit(books, one) for one in change.edits))


def said_in(books: Books, key: str) -> tuple[SaidIn, ...]:
    """The campaigns that say ``key`` as they stand, those under way first; the newest fifty."""
    rows = books.conn.execute(
        select(campaign.c.id, campaign.c.name, campaign.c.status, campaign_step.c.text_version)
        .join(campaign_step, campaign_step.c.campaign_id == campaign.c.id)
        .where(campaign_step.c.text_key == key, campaign_step.c.until_version.is_(None))
        .distinct()
        .order_by(campaign.c.id.desc())
        .limit(MOST)
    )
    found = [SaidIn(name=row.name, status=Status(row.status), version=row.text_version) for row in rows]
    return tuple(sorted(found, key=lambda one: one.status not in _LIVE))


def _edit(books: Books, edit: Edit) -> Edit:
    if isinstance(edit, AddStep):
        step = edit.step
        return AddStep(step=replace(step, text_version=_chosen(books, step.text_key, step.text_version)))
    if isinstance(edit, SetText):
        return replace(edit, text_version=_chosen(books, edit.text_key, edit.text_version))
    return edit


def _chosen(books: Books, key: str, version: int) -> int:
    try:
        return version_in_force(books, key) if version == text_of(key).version else version
    except TextError:  # there is no such text: whoever checks the plan says so
        return version
