"""On which days, when and where do leaders receive citizens, for everybody to know?

The schedule is public (Law on receiving citizens Đ.24.2), whether or not a seat can still be booked: anyone may come. Working
meetings with an officer are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, select

from casework.books import Books
from casework.reception_details import NOTHING_SAID, Details, details_of
from casework.reception_kinds import BookingKind, DayMode, DayStatus
from casework.receptions import FARTHEST
from casework.tables.agency import staff
from casework.tables.receptions import reception_day, reception_slot

_instead = staff.alias("stand_in")


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicDay:
    """A published day. ``hours``: its stretches, from and to as UTC instants, without those that are over.

    The stand-in, if there is one, may receive in the leader's place.
    """

    id: int
    on_date: date
    place: str
    address: str
    leader_name: str
    leader_title: str
    hours: tuple[tuple[datetime, datetime], ...]
    mode: DayMode = DayMode.SLOTS
    details: Details = NOTHING_SAID
    stand_in_name: str = ""
    stand_in_title: str = ""


def published_days(books: Books) -> tuple[PublicDay, ...]:
    """The open days from now on, at most 60 days ahead, earliest first."""
    now = books.clock.now()
    rows = books.conn.execute(
        select(
            reception_day,
            reception_slot.c.starts_at,
            reception_slot.c.ends_at,
            staff.c.name,
            staff.c.title,
            _instead.c.name.label("stand_in_name"),
            _instead.c.title.label("stand_in_title"),
        )
        .join(reception_slot, reception_slot.c.day_id == reception_day.c.id)
        .join(staff, staff.c.id == reception_day.c.leader_id)
        .outerjoin(_instead, _instead.c.id == reception_day.c.stand_in_id)
        .where(
            reception_day.c.kind == BookingKind.RECEPTION.value,
            reception_day.c.status == DayStatus.OPEN.value,
            reception_slot.c.ends_at > now,
            reception_slot.c.starts_at <= now + FARTHEST,
        )
        .order_by(reception_day.c.on_date, reception_day.c.id, reception_slot.c.starts_at)
    )
    return tuple(_day(list(of_day)) for _, of_day in groupby(rows, key=lambda row: row.id))


def names_a_map(books: Books) -> bool:
    """Whether any day that was ever published here shows its place on the map."""
    return (
        books.conn.execute(select(reception_day.c.id).where(reception_day.c.map_link.is_not(None)).limit(1)).first()
        is not None
    )


def _day(rows: list[Row[Any]]) -> PublicDay:
    first = rows[0]
    return PublicDay(
        id=first.id,
        on_date=first.on_date,
        place=first.place,
        address=first.address,
        leader_name=first.name,
        leader_title=first.title,
        hours=_joined((row.starts_at, row.ends_at) for row in rows),
        mode=DayMode(first.mode),
        details=details_of(first),
        stand_in_name=first.stand_in_name or "",
        stand_in_title=first.stand_in_title or "",
    )


def details_of_slot(books: Books, slot_id: int) -> Details:
    """What is said of the day that this slot is of. Raises ``NoResultFound`` for an unknown slot."""
    of_day = select(reception_day).join(reception_slot, reception_slot.c.day_id == reception_day.c.id)
    return details_of(books.conn.execute(of_day.where(reception_slot.c.id == slot_id)).one())


def _joined(spans: Iterable[tuple[datetime, datetime]]) -> tuple[tuple[datetime, datetime], ...]:
    """Slots that follow each other without a break, as one stretch."""
    joined: list[tuple[datetime, datetime]] = []
    for starts, ends in spans:
        if joined and joined[-1][1] == starts:
            joined[-1] = (joined[-1][0], ends)
        else:
            joined.append((starts, ends))
    return tuple(joined)
