"""Which cases of a campaign look difficult, and why? A proposal from what the books hold; people decide.

Each reason says the fact and the limit it was held against, so that anybody can check it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, case, exists, func, or_, select

from casework.books import Books
from casework.clock import today
from casework.course_kinds import Happened
from casework.decision_events import Event, events_of_many, in_force
from casework.decisions import PartyRole, Status
from casework.question_rows import Kind as QuestionKind
from casework.question_rows import State as QuestionState
from casework.tables.decisions import decision, decision_party
from casework.tables.questions import question
from messages.vietnamese import dong
from scheduler.plans.campaign_facts import Campaign
from scheduler.plans.campaigns import the_campaign
from scheduler.plans.case_plan_kinds import Obstacle, PlanState
from scheduler.plans.selection import eligible
from scheduler.steps import conditions
from scheduler.tables import case_plan

_COMPLAINT_OPEN = (QuestionState.WAITING.value, QuestionState.ASKED_BACK.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """From where on a case counts as difficult: đồng left, creditors, debtors, property reviews in vain, years."""

    large: int = 500_000_000
    creditors: int = 5
    debtors: int = 3
    reviews: int = 2
    years: int = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """An obstacle that the books show, with the fact in words."""

    obstacle: Obstacle
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposed:
    """A case that looks difficult; the first reason is the weightiest."""

    decision_id: int
    number: str
    issued_on: date
    officer_id: int | None
    left: int
    reasons: tuple[Reason, ...]


def propose(books: Books, campaign_id: int, limits: Limits | None = None) -> list[Proposed]:
    """The campaign's cases that look difficult and have no case plan in it, those with the most reasons first."""
    campaign = the_campaign(books, campaign_id)
    held = limits or Limits()
    day = today(books.clock)
    before = years_before(day, held.years)
    rows = books.conn.execute(_candidates(campaign, held, before)).all()
    looked_into = [row.id for row in rows if row.status == Status.NO_MEANS.value]
    events = events_of_many(books, looked_into)
    found = []
    for row in rows:
        reasons = tuple(_reasons(row, held, events.get(row.id, ()), before))
        if reasons:
            found.append(_proposed(row, reasons))
    return sorted(found, key=lambda one: (-len(one.reasons), -one.left, one.decision_id))


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; the day before where that year has no leap day."""
    leap_day = (day.month, day.day) == (2, 29)
    return date(day.year - years, day.month, 28 if leap_day else day.day)


def _candidates(campaign: Campaign, held: Limits, before: date) -> Any:
    """Cases of the campaign with something to look at, by one statement."""
    who = eligible(campaign.plan.selection).subquery("who")
    here = decision.c
    planned = exists().where(
        case_plan.c.campaign_id == campaign.id,
        case_plan.c.decision_id == here.id,
        case_plan.c.state != PlanState.WITHDRAWN.value,
    )
    left = conditions.dong_left(here.id)
    creditors, debtors = _parties(PartyRole.CREDITOR), _parties(PartyRole.DEBTOR)
    complaints = (
        select(func.count())
        .where(
            question.c.decision_id == here.id,
            question.c.kind == QuestionKind.COMPLAINT.value,
            question.c.state.in_(_COMPLAINT_OPEN),
        )
        .scalar_subquery()
    )
    looks = or_(
        left >= held.large,
        creditors >= held.creditors,
        debtors >= held.debtors,
        complaints > 0,
        here.issued_on <= before,
        here.status == Status.NO_MEANS.value,
    )
    return select(
        here.id, here.number, here.issued_on, here.officer_id, here.status, left.label("left"),
        creditors.label("creditors"), debtors.label("debtors"), complaints.label("complaints"),
    ).where(here.id.in_(select(who.c.decision_id)), ~planned, looks)  # fmt: skip


def _parties(role: PartyRole) -> ColumnElement[int]:
    many = func.sum(case((decision_party.c.role == role.value, 1), else_=0))
    return select(func.coalesce(many, 0)).where(decision_party.c.decision_id == decision.c.id).scalar_subquery()


def _reasons(row: Row[Any], held: Limits, events: Iterable[Event], before: date) -> Iterator[Reason]:
    if row.left >= held.large:
        yield _reason(Obstacle.LARGE_SUM, f"còn {dong(row.left)} (mức từ {dong(held.large)})")
    if row.complaints:
        yield _reason(Obstacle.COMPLAINT, f"có {row.complaints} khiếu nại gửi qua trợ lý chưa trả lời xong")
    yield from _no_means(row, held, events)
    if row.creditors >= held.creditors or row.debtors >= held.debtors:
        words = f"{row.debtors} người phải, {row.creditors} người được thi hành án"
        yield _reason(Obstacle.MANY_PARTIES, f"{words} (mức từ {held.debtors} hoặc {held.creditors})")
    if row.issued_on <= before:
        yield _reason(Obstacle.OLD, f"quyết định ra ngày {row.issued_on:%d/%m/%Y}, đã từ {held.years} năm trở lên")


def _no_means(row: Row[Any], held: Limits, events: Iterable[Event]) -> Iterator[Reason]:
    if row.status != Status.NO_MEANS.value:
        return
    happened = [event.happened for event in in_force(events)]
    reviews = happened.count(Happened.RE_VERIFIED.value)
    if Happened.INFORMATION_RECEIVED.value in happened[_last(happened, Happened.RE_VERIFIED) + 1 :]:
        yield _reason(
            Obstacle.HIDDEN_PROPERTY, "chưa có điều kiện, nhưng có thông tin mới về tài sản chưa xác minh lại"
        )
    if reviews >= held.reviews:
        yield _reason(Obstacle.NO_MEANS, f"đã xác minh lại {reviews} lần vẫn chưa có điều kiện (mức từ {held.reviews})")


def _last(happened: Sequence[str], what: Happened) -> int:
    return max((place for place, one in enumerate(happened) if one == what.value), default=-1)


def _reason(obstacle: Obstacle, words: str) -> Reason:
    return Reason(obstacle=obstacle, words=words)


def _proposed(row: Row[Any], reasons: tuple[Reason, ...]) -> Proposed:
    return Proposed(
        decision_id=row.id,
        number=row.number,
        issued_on=row.issued_on,
        officer_id=row.officer_id,
        left=row.left,
        reasons=reasons,
    )
