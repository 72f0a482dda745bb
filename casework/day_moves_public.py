"""Which published days will not take place as announced, and when instead? For everybody to know (TCD13 Đ.24.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from casework.books import Books
from casework.clock import today
from casework.reception_kinds import BookingKind, DayStatus
from casework.receptions import FARTHEST
from casework.tables.receptions import reception_day


@dataclass(frozen=True, kw_only=True, slots=True)
class Announced:
    """A day that was moved or called off. ``to_date`` and ``to_place`` None: no day in its place yet."""

    on_date: date
    place: str
    to_date: date | None
    to_place: str | None


def announced(books: Books) -> tuple[Announced, ...]:
    """Leaders' days from today on that were closed, earliest first; of a day moved twice the last one is told."""
    now = today(books.clock)
    rows = books.conn.execute(
        select(reception_day)
        .where(
            reception_day.c.status == DayStatus.CALLED_OFF.value,
            reception_day.c.kind == BookingKind.RECEPTION.value,
            reception_day.c.on_date >= now,
            reception_day.c.on_date <= now + FARTHEST,
        )
        .order_by(reception_day.c.on_date, reception_day.c.id)
    )
    return tuple(_announced(books, row.on_date, row.place, row.moved_to_id) for row in rows.all())


def _announced(books: Books, on_date: date, place: str, to_id: int | None) -> Announced:
    seen: set[int] = set()
    while to_id is not None and to_id not in seen:
        seen.add(to_id)
        to = books.conn.execute(select(reception_day).where(reception_day.c.id == to_id)).one()
        if to.status == DayStatus.OPEN.value:
            return Announced(on_date=on_date, place=place, to_date=to.on_date, to_place=to.place)
        to_id = to.moved_to_id
    return Announced(on_date=on_date, place=place, to_date=None, to_place=None)
