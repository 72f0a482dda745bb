"""What was the agency, or one of its offices, asked to reach in a year: how many percent of the cases, of the money?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import delete, insert, select

from casework import audit, staff
from casework.books import Books
from casework.db.ids import new_id
from casework.results.periods import Period
from casework.tables.agency import agency
from casework.tables.results import target as targets


class Measure(StrEnum):
    """Of what a rate is. Stored by value."""

    CASES = "cases"  # việc
    MONEY = "money"  # tiền


class TargetRefused(Exception):
    """The target cannot be set like this; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """``percent`` of what can be enforced, to be reached in ``period``; ``office_id`` None: by the agency as a whole."""

    office_id: int | None
    period: Period
    measure: Measure
    percent: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Targets:
    """The targets that hold for one period: the agency's, and those of offices that have their own."""

    agency: Mapping[Measure, Decimal] = field(default_factory=dict)
    offices: Mapping[int, Mapping[Measure, Decimal]] = field(default_factory=dict)

    def of(self, office_id: int | None) -> Mapping[Measure, Decimal]:
        """What is asked of an office: its own target, else the agency's."""
        own: Mapping[Measure, Decimal] = self.offices.get(office_id, {}) if office_id is not None else {}
        return {**self.agency, **own}


def set_target(books: Books, agency_id: int, asked: Target, staff_id: int) -> Decimal | None:
    """Set a target, or put it in the place of an earlier one; gives the earlier percent. For leaders; audited.

    Raises ``TargetRefused`` for somebody else, or for a percent that is not above 0, up to 100, with two decimals at most.
    """
    who = staff.find(books, staff_id)
    if who is None or not who.active or who.role not in staff.LEADERS:
        raise TargetRefused("Chỉ thủ trưởng hoặc phó thủ trưởng được giao chỉ tiêu. Hãy nhờ người có thẩm quyền.")
    if not 0 < asked.percent <= 100 or asked.percent != round(asked.percent, 2):
        raise TargetRefused(
            "Chỉ tiêu phải lớn hơn 0, không quá 100 và có nhiều nhất hai số lẻ. Hãy ghi như 85 hoặc 33,5."
        )
    hold = select(agency.c.id).where(agency.c.id == agency_id).with_for_update()
    books.conn.execute(hold)  # no unique constraint keeps two targets of the whole agency apart: their office is NULL
    same = (
        targets.c.agency_id == agency_id,
        targets.c.office_id.is_not_distinct_from(asked.office_id),
        targets.c.first_day == asked.period.first,
        targets.c.last_day == asked.period.last,
        targets.c.measure == asked.measure.value,
    )
    earlier = books.conn.execute(select(targets.c.percent).where(*same)).scalar()
    books.conn.execute(delete(targets).where(*same))
    target_id = new_id()
    books.conn.execute(
        insert(targets).values(
            id=target_id,
            agency_id=agency_id,
            office_id=asked.office_id,
            first_day=asked.period.first,
            last_day=asked.period.last,
            measure=asked.measure.value,
            percent=asked.percent,
            entered_by=staff_id,
            entered_at=books.clock.now(),
        )
    )
    told = f"{asked.measure.value} {asked.percent:f} {asked.period.first} {asked.period.last}"
    audit.record(books, audit.staff(staff_id), audit.Action.TARGET_SET, f"target:{target_id}", purpose=told)
    return earlier


def every_target(books: Books, agency_id: int) -> tuple[Target, ...]:
    """All targets, the latest period first, the agency's before those of its offices."""
    asked = select(targets).where(targets.c.agency_id == agency_id)
    found = [
        Target(
            office_id=row.office_id,
            period=Period(first=row.first_day, last=row.last_day),
            measure=Measure(row.measure),
            percent=row.percent,
        )
        for row in books.conn.execute(asked)
    ]
    return tuple(sorted(found, key=lambda one: (-one.period.last.toordinal(), one.office_id or 0, one.measure)))


def targets_for(books: Books, agency_id: int, period: Period) -> Targets:
    """The targets whose period holds all of ``period``, so a quarter is seen beside its year's; the shortest such counts."""
    agency: dict[Measure, Decimal] = {}
    offices: dict[int, dict[Measure, Decimal]] = {}
    holding = [one for one in every_target(books, agency_id) if _holds(one.period, period)]
    for one in sorted(holding, key=lambda one: one.period.first - one.period.last):  # the longest first
        mine = agency if one.office_id is None else offices.setdefault(one.office_id, {})
        mine[one.measure] = one.percent
    return Targets(agency=agency, offices=offices)


def _holds(outer: Period, inner: Period) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last
