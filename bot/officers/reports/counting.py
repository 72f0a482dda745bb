"""What do the books say to a question, of what its reader sees? Plain rules, run beside the event loop (``desk``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.officers.reports.question import Choice, Question, Unclear, choices, read
from casework import scope
from casework.agency import Agency, offices, the_agency
from casework.books import Books
from casework.clock import today
from casework.results.extent import Extent
from casework.results.grouping import By, Key
from casework.results.in_sight import seen_by
from casework.results.report import Report, report
from casework.results.small_groups import too_small, without_small_groups
from casework.scope import Reach
from casework.staff import Staff
from scheduler.plans import planned_for
from scheduler.plans.campaigns import Campaign, find


class NotOutside(Exception):
    """These figures are too few people's to leave the agency: the key of the sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """``report``: of what the reader sees; ``agency``: the agency's totals, where that is less than all; counted ``at``."""

    report: Report
    agency: Report | None
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question as it was read, with what is offered; ``question`` None: ``wrong`` says why it is none."""

    question: Question | None
    offered: Mapping[str, Sequence[Choice]]
    wrong: str = ""


def asked(books: Books, who: Staff, fields: Mapping[str, str]) -> Asked:
    """Read a question."""
    now = today(books.clock)
    begun = [(one, planned_for.days_of(books, one)) for one in planned_for.started_campaigns(books)]
    offered = choices(now, begun)
    try:
        return Asked(question=read(fields, offered, scope.reach(who), now), offered=offered)
    except Unclear as problem:
        return Asked(question=None, offered=offered, wrong=str(problem))


def counted(books: Books, who: Staff, question: Question) -> Counted:
    """The results of what this reader sees, and beside them the agency's totals."""
    agency = agency_of(books)
    extent = extent_of(books, who, question)
    found = report(
        books,
        agency.id,
        question.period,
        question.by,
        compare=question.compare,
        of=extent,
        parts=_parts(books, question),
    )
    whole = None
    if scope.reach(who) is not Reach.ALL:
        whole = report(books, agency.id, question.period, compare=question.compare)
    return Counted(report=found, agency=whole, at=books.clock.now())


def for_outside(books: Books, told: Report) -> Report:
    """The report without the groups of too few people. Raises ``NotOutside``."""
    if told.by in (By.CAMPAIGN, By.WAVE):
        raise NotOutside("reports.campaigns_stay_inside")
    if too_small(books, told):
        raise NotOutside("reports.too_few_people")
    return without_small_groups(books, told)


def extent_of(books: Books, who: Staff, question: Question) -> Extent | None:
    """Of which decisions this reader is told; None: of all the agency's."""
    mine = _in_sight(books, who)
    campaign = _campaign(books, question)
    if campaign is None:
        return mine
    planned = planned_for.in_campaign(campaign.id)
    if mine is None:
        return Extent(name=campaign.plan.name, condition=planned)
    return mine.narrowed(f"{mine.name}, {campaign.plan.name}", planned)


def parts_of(books: Books, question: Question) -> Mapping[Key, Extent]:
    """The groups that are no column of a decision; nothing for the others."""
    return _parts(books, question) or {}


def agency_of(books: Books) -> Agency:
    """Whose results they are. Somebody is signed in, so there is one."""
    known = the_agency(books)
    if known is None:
        raise LookupError("somebody works at an agency that is not in the books")
    return known


def _in_sight(books: Books, who: Staff) -> Extent | None:
    far = scope.reach(who)
    if far is Reach.ALL:
        return None
    name = f"Việc của {who.name}"
    if far is Reach.OFFICE:
        name = next((one.name for one in offices(books) if one.id == who.office_id), "Phòng")
    return Extent(name=name, condition=seen_by(who), office_id=who.office_id)


def _parts(books: Books, question: Question) -> Mapping[Key, Extent] | None:
    if question.by is By.CAMPAIGN:
        return planned_for.campaigns_within(books, question.period)
    if question.by is By.WAVE:
        campaign = _campaign(books, question)
        return planned_for.waves_of(campaign) if campaign is not None else {}
    return None


def _campaign(books: Books, question: Question) -> Campaign | None:
    return find(books, question.campaign_id) if question.campaign_id is not None else None
