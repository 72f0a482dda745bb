"""Does each head receive citizens at least one day a month, and is a published day still as it should be?

At least one day a month in person (TCD13 Đ.18.2), announced five working days before (Đ.24.2). A day that names a stand-in may be
held by that person, so it is not counted as the head's own. Told as long as it is so: at the terminal, by the doctor.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select

from casework.books import Books
from casework.clock import local, today
from casework.reception_kinds import BookingKind, DayStatus
from casework.reception_laying import Planned, Standing, planned, refusal
from casework.reception_people import RECEIVES
from casework.receptions import PUBLISHED_BEFORE
from casework.staff import Role, Staff, everybody
from casework.tables.receptions import reception_day
from casework.working_days import WorkingDays, working_days


class Concern(StrEnum):
    """What is not as it should be."""

    MONTH_WITHOUT_DAY = "month_without_day"
    ONLY_WITH_STAND_IN = "only_with_stand_in"  # every day of the month names one
    PUBLISHED_LATE = "published_late"
    REST_DAY = "rest_day"
    YEAR_UNCONFIRMED = "year_unconfirmed"  # of a day that is published, or waits to be
    LEADER_GONE = "leader_gone"  # has left, or receives nobody in the new role
    TOO_LATE = "too_late"  # a day of a plan that can no longer be published in time
    NOT_TAKEN = "not_taken"  # a day of a plan that the books refuse: the leader receives elsewhere, or has left


@dataclass(frozen=True, kw_only=True, slots=True)
class Concerning:
    """``on_date``: the day, or the first of the month; ``publish_by``: until when a day of that month is announced in time."""

    concern: Concern
    leader_id: int
    on_date: date
    place: str = ""
    day_id: int | None = None
    plan_number: int | None = None
    publish_by: date | None = None
    said: str = ""  # why the books do not take it


def concerns(books: Books) -> tuple[Concerning, ...]:
    """Everything that stands against the days ahead and the months of the heads, earliest first."""
    people = {one.id: one for one in everybody(books)}
    calendar, now_on = working_days(books), today(books.clock)
    rows = books.conn.execute(select(reception_day).where(reception_day.c.on_date >= now_on.replace(day=1))).all()
    days = [row for row in rows if row.status == DayStatus.OPEN.value]
    coming = list(planned(books))
    found = [
        *_months(people, days, coming, now_on, calendar),
        *(one for row in days if row.on_date >= now_on for one in _of_day(row, people, calendar)),
        *_not_published(books, coming, days),
    ]
    return tuple(sorted(found, key=lambda one: (one.on_date, one.concern, one.leader_id)))


def receptions_are_held(books: Books) -> bool:
    """Whether this agency plans or publishes receptions here at all; one that does not is told nothing of them."""
    return books.conn.execute(select(reception_day.c.id).limit(1)).first() is not None or any(planned(books))


def _months(
    people: dict[int, Staff], days: list[Row[Any]], coming: list[Planned], now_on: date, calendar: WorkingDays
) -> Iterator[Concerning]:
    this = now_on.replace(day=1)
    after = (this + timedelta(days=31)).replace(day=1)
    for head in people.values():
        if head.role is not Role.HEAD:
            continue
        for month in (this, after):
            own = _stand_ins_of(head.id, month, days, coming)
            if not own or all(own):
                last = calendar.add(month.replace(day=monthrange(month.year, month.month)[1]) + timedelta(days=1), -1)
                concern = Concern.ONLY_WITH_STAND_IN if own else Concern.MONTH_WITHOUT_DAY
                publish_by = calendar.add(last, -PUBLISHED_BEFORE)
                yield Concerning(concern=concern, leader_id=head.id, on_date=month, publish_by=publish_by)


def _stand_ins_of(leader_id: int, month: date, days: list[Row[Any]], coming: list[Planned]) -> list[bool]:
    """Of each reception of this leader in the month, published or to be: whether it names a stand-in."""
    kept = [(row.leader_id, row.on_date, row.kind, row.stand_in_id) for row in days]
    to_be = [
        (one.plan.facts.leader_id, one.coming.on_date, one.plan.facts.kind.value, one.plan.facts.stand_in_id)
        for one in coming
        if one.standing in (Standing.DUE, Standing.LATER)
    ]
    return [
        stand_in is not None
        for whose, on, kind, stand_in in (*kept, *to_be)
        if whose == leader_id and kind == BookingKind.RECEPTION.value
        if on is not None and (on.year, on.month) == (month.year, month.month)
    ]


def _of_day(row: Row[Any], people: dict[int, Staff], calendar: WorkingDays) -> Iterator[Concerning]:
    leader = people.get(row.leader_id)  # none: has left
    kind = BookingKind(row.kind)
    wrong = {
        Concern.PUBLISHED_LATE: local(row.published_at).date() > calendar.add(row.on_date, -PUBLISHED_BEFORE)
        and kind is BookingKind.RECEPTION,
        Concern.REST_DAY: not calendar.is_working_day(row.on_date),
        Concern.YEAR_UNCONFIRMED: not calendar.year_confirmed(row.on_date.year),
        Concern.LEADER_GONE: leader is None or leader.role not in RECEIVES[kind],
    }
    for concern, true in wrong.items():
        if true:
            yield Concerning(
                concern=concern, leader_id=row.leader_id, on_date=row.on_date, place=row.place, day_id=row.id
            )


def _not_published(books: Books, coming: list[Planned], days: list[Row[Any]]) -> Iterator[Concerning]:
    """Of plans; a day that somebody has published by hand instead is no concern."""
    by_hand = {(row.leader_id, row.on_date, row.place) for row in days}
    why = {
        Standing.YEAR_UNCONFIRMED: Concern.YEAR_UNCONFIRMED,
        Standing.TOO_LATE: Concern.TOO_LATE,
        Standing.DUE: Concern.NOT_TAKEN,
    }
    for one in coming:
        facts, on_date = one.plan.facts, one.coming.on_date
        if on_date is None or one.standing not in why:
            continue
        if one.standing is not Standing.YEAR_UNCONFIRMED and (facts.leader_id, on_date, facts.place) in by_hand:
            continue
        said = refusal(books, one) or ""
        if one.standing is Standing.DUE and not said:  # it is published the next morning at the latest
            continue
        yield Concerning(
            concern=why[one.standing],
            leader_id=facts.leader_id,
            on_date=on_date,
            place=facts.place,
            plan_number=one.plan.number,
            said=said,
        )
