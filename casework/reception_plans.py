"""By which plan does a leader receive again and again, and which of its days were left out or moved?

A plan is written once; its days are published by themselves, sixty days ahead (``casework.reception_laying``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from casework.audit import Action, record, staff
from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from casework.reception_details import NOTHING_SAID, Details, columns, details_of
from casework.reception_kinds import BookingKind, DayMode
from casework.reception_people import check_people
from casework.reception_times import PlanRefused, Window, read_windows, spans, written_windows
from casework.recurrence import Every, Exceptional, ExceptionKind, OnRestDay, Rule, by_rule, placed
from casework.tables.reception_plans import reception_plan, reception_plan_exception
from casework.tables.receptions import reception_day
from casework.working_days import working_days

_A_MONTH = timedelta(days=31)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanFacts:
    """What is written of a plan; ``commune_id`` None: at the office; ``valid_until`` None: until it is ended."""

    agency_id: int
    leader_id: int
    rule: Rule
    place: str
    address: str
    windows: tuple[Window, ...]
    valid_from: date
    valid_until: date | None = None
    minutes_each: int = 20
    seats: int = 1
    commune_id: int | None = None
    kind: BookingKind = BookingKind.RECEPTION
    mode: DayMode = DayMode.SLOTS
    stand_in_id: int | None = None
    details: Details = NOTHING_SAID


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceptionPlan:
    """A plan as the books have it; ``number`` counts all plans ever written, from 1: what people call it by."""

    id: int
    number: int
    facts: PlanFacts
    ended_at: datetime | None
    exceptions: Mapping[date, Exceptional]
    why: Mapping[date, str] = field(repr=False)  # of the exceptions, as staff wrote it


def make_plan(books: Books, facts: PlanFacts, staff_id: int) -> int:
    """Write a plan; returns its id. Raises ``PlanRefused`` with a sentence and a remedy."""
    check_people(books, facts.kind, facts.leader_id, facts.stand_in_id)
    spans(facts.valid_from, facts.windows, facts.mode, facts.minutes_each, facts.seats)
    if facts.valid_until is not None and facts.valid_until < max(facts.valid_from, today(books.clock)):
        raise PlanRefused("Lịch này hết hạn trước khi bắt đầu. Hãy sửa ngày bắt đầu hoặc ngày hết hạn.")
    plan_id = new_id()
    row = {
        "id": plan_id,
        "agency_id": facts.agency_id,
        "leader_id": facts.leader_id,
        "stand_in_id": facts.stand_in_id,
        "commune_id": facts.commune_id,
        "kind": facts.kind.value,
        "mode": facts.mode.value,
        "place": facts.place,
        "address": facts.address,
        "rule": facts.rule.every.value,
        "number": facts.rule.number,
        "weekday": facts.rule.weekday,
        "on_rest_day": facts.rule.on_rest_day.value,
        "windows": written_windows(facts.windows),
        "minutes_each": facts.minutes_each,
        "seats": facts.seats,
        "valid_from": facts.valid_from,
        "valid_until": facts.valid_until,
        "made_by": staff_id,
        "made_at": books.clock.now(),
    }
    books.conn.execute(insert(reception_plan), row | columns(facts.details))
    record(books, staff(staff_id), Action.RECEPTION_PLAN_MADE, f"reception_plan:{plan_id}")
    return plan_id


def end_plan(books: Books, plan_id: int, staff_id: int) -> bool:
    """No more days are laid; those that are published stay. False when it had ended already."""
    ended = update(reception_plan).where(reception_plan.c.id == plan_id, reception_plan.c.ended_at.is_(None))
    if books.conn.execute(ended.values(ended_at=books.clock.now())).rowcount == 0:
        return False
    record(books, staff(staff_id), Action.RECEPTION_PLAN_ENDED, f"reception_plan:{plan_id}")
    return True


def except_day(
    books: Books, plan: ReceptionPlan, planned_on: date, to_date: date | None, why: str | None, staff_id: int
) -> None:
    """Leave one day of the plan out (``to_date`` None), or hold it on another date; the last word on a day counts.

    Raises ``PlanRefused``: for a date that is none of the plan's, one that is published (it is to be moved with the people who
    have booked), or one on which the plan is held anyway.
    """
    _check_exception(books, plan, planned_on, to_date)
    there = reception_plan_exception.c
    books.conn.execute(delete(reception_plan_exception).where(there.plan_id == plan.id, there.on_date == planned_on))
    row_id = new_id()
    action = ExceptionKind.SKIP if to_date is None else ExceptionKind.MOVE
    row = {
        "id": row_id,
        "plan_id": plan.id,
        "on_date": planned_on,
        "action": action.value,
        "to_date": to_date,
        "why_sealed": books.keys.seal("reception_plan_exception", "why", row_id, why) if why else None,
        "made_by": staff_id,
        "made_at": books.clock.now(),
    }
    books.conn.execute(insert(reception_plan_exception), row)
    told = f"{planned_on.isoformat()} {action.value}"
    record(books, staff(staff_id), Action.RECEPTION_PLAN_EXCEPTED, f"reception_plan:{plan.id}", purpose=told)


def _check_exception(books: Books, plan: ReceptionPlan, planned_on: date, to_date: date | None) -> None:
    facts = plan.facts
    if planned_on not in by_rule(facts.rule, planned_on, planned_on) or not _valid(facts, planned_on):
        raise PlanRefused("Lịch này không có ngày đó. Xem các ngày của lịch: gandan reception plan show")
    published = select(reception_day.c.id).where(
        reception_day.c.plan_id == plan.id, reception_day.c.planned_on == planned_on
    )
    if books.conn.execute(published).first() is not None:
        raise PlanRefused("Ngày đó đã được công bố. Hãy dời hoặc hủy chính ngày tiếp ấy để báo cho người đã đặt.")
    if to_date is None:
        return
    if to_date <= today(books.clock):
        raise PlanRefused("Ngày mới đã qua. Hãy chọn ngày sau hôm nay.")
    calendar = working_days(books)
    month = by_rule(facts.rule, to_date - _A_MONTH, to_date + _A_MONTH)  # one off a rest day is held before or after it
    others = {
        placed(facts.rule, one, calendar)
        for one in month
        if one != planned_on and one not in plan.exceptions and _valid(facts, one)
    }
    moved = {one.to_date for on, one in plan.exceptions.items() if on != planned_on}
    if to_date in others | moved:
        raise PlanRefused("Hôm đó lịch này đã có buổi tiếp. Hãy chọn ngày khác, hoặc bỏ hẳn buổi này.")


def _valid(facts: PlanFacts, planned_on: date) -> bool:
    return facts.valid_from <= planned_on and (facts.valid_until is None or planned_on <= facts.valid_until)


def plans(books: Books) -> tuple[ReceptionPlan, ...]:
    """Every plan ever written, in that order; those that ended keep their number."""
    rows = books.conn.execute(select(reception_plan).order_by(reception_plan.c.id)).all()
    if not rows:
        return ()
    excepted: dict[int, list[Row[Any]]] = {}
    for row in books.conn.execute(select(reception_plan_exception).order_by(reception_plan_exception.c.on_date)):
        excepted.setdefault(row.plan_id, []).append(row)
    return tuple(_plan(books, number, row, excepted.get(row.id, [])) for number, row in enumerate(rows, start=1))


def _plan(books: Books, number: int, row: Row[Any], excepted: list[Row[Any]]) -> ReceptionPlan:
    sealed = {one.on_date: (one.id, one.why_sealed) for one in excepted if one.why_sealed is not None}
    return ReceptionPlan(
        id=row.id,
        number=number,
        facts=_facts(row),
        ended_at=row.ended_at,
        exceptions={one.on_date: Exceptional(to_date=one.to_date) for one in excepted},
        why={on: books.keys.open("reception_plan_exception", "why", *kept) for on, kept in sealed.items()},
    )


def _facts(row: Row[Any]) -> PlanFacts:
    rule = Rule(every=Every(row.rule), number=row.number, weekday=row.weekday, on_rest_day=OnRestDay(row.on_rest_day))
    return PlanFacts(
        agency_id=row.agency_id,
        leader_id=row.leader_id,
        rule=rule,
        place=row.place,
        address=row.address,
        windows=read_windows(row.windows),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        minutes_each=row.minutes_each,
        seats=row.seats,
        commune_id=row.commune_id,
        kind=BookingKind(row.kind),
        mode=DayMode(row.mode),
        stand_in_id=row.stand_in_id,
        details=details_of(row),
    )
