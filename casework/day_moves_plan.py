"""Which day takes the place of one that cannot take place, if nothing but its date is said anew?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from casework.books import Books
from casework.clock import local
from casework.reception_details import details_of
from casework.reception_kinds import BookingKind, DayMode
from casework.reception_times import MOST_AT_ONCE, Window
from casework.receptions import DayPlan
from casework.tables.receptions import reception_slot


def plan_like(books: Books, day: Row[Any], on_date: date) -> DayPlan:
    """The same people, place, hours and seats on ``on_date``. Who comes on the spot may have enlarged a slot: so much stays."""
    slots = books.conn.execute(
        select(reception_slot).where(reception_slot.c.day_id == day.id).order_by(reception_slot.c.starts_at)
    ).all()
    mode = DayMode(day.mode)
    minutes, seats = _by_number(slots) if mode is DayMode.QUEUE else _by_time(slots)
    return DayPlan(
        agency_id=day.agency_id,
        leader_id=day.leader_id,
        stand_in_id=day.stand_in_id,
        on_date=on_date,
        place=day.place,
        address=day.address,
        windows=_windows(slots, apart=mode is DayMode.QUEUE),
        minutes_each=minutes,
        seats=seats,
        commune_id=day.commune_id,
        kind=BookingKind(day.kind),
        mode=mode,
        details=details_of(day),
        campaign_id=day.campaign_id,
    )


def _by_time(slots: Sequence[Row[Any]]) -> tuple[int, int]:
    return _minutes(slots[0]), min(MOST_AT_ONCE, max(slot.seats for slot in slots))


def _by_number(slots: Sequence[Row[Any]]) -> tuple[int, int]:
    """Minutes and seats of a turn that make at least as many places out of every stretch."""
    seats = max(1, *(-(-slot.seats // _minutes(slot)) for slot in slots))
    return max(1, min(_minutes(slot) * seats // slot.seats for slot in slots)), seats


def _minutes(slot: Row[Any]) -> int:
    return int((slot.ends_at - slot.starts_at).total_seconds()) // 60


def _windows(slots: Sequence[Row[Any]], *, apart: bool) -> tuple[Window, ...]:
    found: list[Window] = []
    for slot in slots:
        opens, closes = local(slot.starts_at).time(), local(slot.ends_at).time()
        if found and not apart and found[-1].closes == opens:
            found[-1] = Window(opens=found[-1].opens, closes=closes)
        else:
            found.append(Window(opens=opens, closes=closes))
    return tuple(found)
