"""Which days of the plans are to be published now, and what keeps one from being published?

A plan's day is published by itself as soon as it is within sixty days, and only as the law wants it: at least five working days
before, in a year whose calendar somebody has confirmed. What comes too late for that is told (``casework.reception_warnings``) and
left to a person, who may publish it by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select, update

from casework.audit import Action, record, staff
from casework.books import Books
from casework.clock import today
from casework.reception_plans import ReceptionPlan, plans
from casework.receptions import FARTHEST, PUBLISHED_BEFORE, DayPlan, PlanRefused, checked, open_day
from casework.recurrence import Coming, coming
from casework.tables.receptions import reception_day
from casework.working_days import WorkingDays, working_days

_A_MONTH = timedelta(days=31)  # a day that is moved off a rest day stays in its month


class Standing(StrEnum):
    """Where a day of a plan stands."""

    PUBLISHED = "published"
    NOT_HELD = "not_held"  # left out, or a rest day that the rule leaves out
    DUE = "due"  # is published at once
    LATER = "later"  # more than sixty days ahead
    YEAR_UNCONFIRMED = "year_unconfirmed"
    TOO_LATE = "too_late"  # fewer than five working days are left


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """A day of a plan; ``day_id`` of a published one."""

    plan: ReceptionPlan
    coming: Coming
    standing: Standing
    day_id: int | None = None


def lay_days(books: Books) -> int:
    """Publish what is due of every plan that goes on; how many days. A day that the books refuse is told, not published."""
    campaigns = _campaigns(books)
    due = (one for one in planned(books) if one.standing is Standing.DUE)
    return sum(_laid(books, one, campaigns.get(one.plan.id)) for one in due)


def give_to_campaign(books: Books, plan_id: int, campaign_id: int) -> int:
    """The plan's published days belong to this campaign, and so will those that are published later; how many there are.

    Where none is published yet there is nothing that a later one could follow: 0.
    """
    days = update(reception_day).where(reception_day.c.plan_id == plan_id)
    return books.conn.execute(days.values(campaign_id=campaign_id)).rowcount


def give_day(books: Books, day_id: int, campaign_id: int | None, staff_id: int) -> None:
    """From now on the day counts for this campaign; None: for none. Who has booked keeps the booking as it is."""
    given = update(reception_day).where(reception_day.c.id == day_id).values(campaign_id=campaign_id)
    books.conn.execute(given)
    record(
        books,
        staff(staff_id),
        Action.RECEPTION_DAY_GIVEN,
        f"reception_day:{day_id}",
        purpose="no_campaign" if campaign_id is None else f"campaign:{campaign_id}",
    )


def _campaigns(books: Books) -> dict[int, int]:
    """To which campaign the days of a plan belong, by its last published one."""
    known = select(reception_day.c.plan_id, reception_day.c.campaign_id).where(reception_day.c.campaign_id.is_not(None))
    rows = known.where(reception_day.c.plan_id.is_not(None)).order_by(reception_day.c.planned_on)
    return {row.plan_id: row.campaign_id for row in books.conn.execute(rows)}


def planned(books: Books, until: date | None = None) -> Iterator[Planned]:
    """The days of every plan that goes on which are held from tomorrow to ``until`` (sixty days ahead, unless said)."""
    going_on = [plan for plan in plans(books) if plan.ended_at is None]
    if not going_on:
        return
    calendar, now_on = working_days(books), today(books.clock)
    last = now_on + FARTHEST if until is None else until
    known = select(reception_day.c.plan_id, reception_day.c.planned_on, reception_day.c.id)
    rows = books.conn.execute(known.where(reception_day.c.plan_id.is_not(None))).all()
    published = {(row.plan_id, row.planned_on): row.id for row in rows}
    for plan in going_on:
        for one in _days(plan, now_on, last, calendar):
            day_id = published.get((plan.id, one.planned_on))
            standing = Standing.PUBLISHED if day_id is not None else _standing(one, now_on, calendar)
            yield Planned(plan=plan, coming=one, standing=standing, day_id=day_id)


def _days(plan: ReceptionPlan, now_on: date, last: date, calendar: WorkingDays) -> Iterator[Coming]:
    """In the order of the rule; also a day that was moved into these weeks from outside them."""
    facts = plan.facts
    until = last if facts.valid_until is None else min(last, facts.valid_until)
    moved = [on for on, decided in plan.exceptions.items() if decided.to_date is not None and decided.to_date > now_on]
    earliest = max(facts.valid_from, min([now_on - _A_MONTH, *moved]))
    latest = max([until, *(on for on in moved if facts.valid_until is None or on <= facts.valid_until)])
    for one in coming(facts.rule, earliest, latest, calendar, plan.exceptions):
        if now_on < (one.on_date or one.planned_on) <= last:
            yield one


def _standing(one: Coming, now_on: date, calendar: WorkingDays) -> Standing:
    if one.on_date is None:
        return Standing.NOT_HELD
    if one.on_date > now_on + FARTHEST:
        return Standing.LATER
    if not calendar.year_confirmed(one.on_date.year):
        return Standing.YEAR_UNCONFIRMED
    return Standing.TOO_LATE if now_on > calendar.add(one.on_date, -PUBLISHED_BEFORE) else Standing.DUE


def day_of(one: Planned) -> DayPlan | None:
    """What is published of a day of a plan; None for one that is not held."""
    facts, on_date = one.plan.facts, one.coming.on_date
    if on_date is None:
        return None
    return DayPlan(
        agency_id=facts.agency_id,
        leader_id=facts.leader_id,
        on_date=on_date,
        place=facts.place,
        address=facts.address,
        windows=facts.windows,
        minutes_each=facts.minutes_each,
        seats=facts.seats,
        commune_id=facts.commune_id,
        kind=facts.kind,
        mode=facts.mode,
        stand_in_id=facts.stand_in_id,
        details=facts.details,
        plan_id=one.plan.id,
        planned_on=one.coming.planned_on,
    )


def refusal(books: Books, one: Planned) -> str | None:
    """Why the books would not take this day now: the leader receives elsewhere at that hour, or has left; a sentence."""
    day = day_of(one)
    try:
        if day is not None:
            checked(books, day)
    except PlanRefused as refused:
        return str(refused)
    return None


def _laid(books: Books, one: Planned, campaign_id: int | None) -> bool:
    day = day_of(one)
    if day is None:
        return False
    try:
        open_day(books, replace(day, campaign_id=campaign_id), None)
    except PlanRefused:  # told as long as it is so
        return False
    return True
