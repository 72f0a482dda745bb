"""Which appointments have been made since, so that a clerk can put them back into books that have lost them?

Whoever writes the send journal follows the audit trail: each appointment confirmed, moved or cancelled becomes a line as it
stands then, and so does each of a day that was moved or called off: nobody is left with the old hour by a restore. After a
restore the journals are compared with the books.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from sqlalchemy import ColumnElement, and_, func, or_, select

from casework.audit import Action
from casework.books import Books
from casework.tables.audit import audit_entry
from casework.tables.reception_follow_ups import day_move, day_move_person
from casework.tables.receptions import booking, reception_day, reception_slot
from scheduler import marks
from scheduler.delivery import journal_reading
from scheduler.delivery.journal_lines import Booked

MARK = "journal_bookings"  # the audit line up to which appointments stand in a journal
TOPIC = "bookings"
_OF_ONE = frozenset({Action.BOOKING_CONFIRMED, Action.BOOKING_MOVED, Action.BOOKING_CANCELLED})
_OF_A_DAY = frozenset({Action.RECEPTION_DAY_MOVED, Action.RECEPTION_MOVE_UNDONE, Action.RECEPTION_DAY_CALLED_OFF})
_STANDS = ("confirmed", "offered")  # what is offered stands in a journal only where a day was moved
_MOST = 500


def to_write(books: Books) -> tuple[list[Booked], int]:
    """The lines to write next and the audit line that they reach; write them, then ``written``."""
    after = marks.reached(books, MARK)
    last = books.conn.execute(select(func.max(audit_entry.c.seq))).scalar() or 0
    if after is None:  # a new installation, or one that had no journal yet: appointments that still lie ahead
        return _lines(books, booking.c.state == "confirmed"), last
    seen = (
        select(audit_entry.c.seq, audit_entry.c.object, audit_entry.c.action)
        .where(audit_entry.c.seq > after, audit_entry.c.action.in_([one.value for one in _OF_ONE | _OF_A_DAY]))
        .order_by(audit_entry.c.seq)
        .limit(_MOST)
    )
    rows = books.conn.execute(seen).all()
    ids = {int(row.object.partition(":")[2]) for row in rows if row.action in _OF_ONE}
    days = {int(row.object.partition(":")[2]) for row in rows if row.action in _OF_A_DAY}
    told = booking.c.id.in_(ids)
    return _lines(books, or_(told, _of_days(days)) if days else told), rows[-1].seq if len(rows) == _MOST else last


def _of_days(days: Collection[int]) -> ColumnElement[bool]:
    """Whoever was booked on one of these days and went with it, or stands on it still."""
    was = select(day_move_person.c.booking_id).join(day_move, day_move.c.id == day_move_person.c.move_id)
    ended = booking.c.state.in_((*_STANDS, "cancelled"))
    return or_(booking.c.id.in_(was.where(day_move.c.from_day_id.in_(days))), and_(booking.c.day_id.in_(days), ended))


def written(books: Books, reached: int) -> None:
    """The lines up to this audit line are on the disk."""
    marks.reach(books, MARK, reached)


def lost(books: Books, folder: Path) -> list[Booked]:
    """Appointments ahead that the journals know otherwise than the books, earliest first."""
    now = books.clock.now()
    latest: dict[int, Booked] = {}
    for file in journal_reading.files(folder):
        for _, line in journal_reading.lines(file):
            if isinstance(line, Booked) and line.starts_at > now:
                known = latest.get(line.booking_id)
                if known is None or known.at <= line.at:
                    latest[line.booking_id] = line
    there = {one.booking_id: one for one in _lines(books, booking.c.id.in_(latest))}
    return sorted(_unlike(latest.values(), there), key=lambda one: (one.starts_at, one.reference))


def _unlike(told: Iterable[Booked], there: dict[int, Booked]) -> Iterable[Booked]:
    for line in told:
        known = there.get(line.booking_id)
        if (known is None and line.state in _STANDS) or (
            known is not None and known.at < line.at and (known.state, known.starts_at) != (line.state, line.starts_at)
        ):
            yield line


def _lines(books: Books, which: ColumnElement[bool]) -> list[Booked]:
    query = (
        select(
            booking.c.changed_at, booking.c.id, booking.c.reference, booking.c.state, booking.c.party_id,
            reception_slot.c.starts_at, reception_day.c.place,
        )
        .join(reception_slot, reception_slot.c.id == booking.c.slot_id)
        .join(reception_day, reception_day.c.id == reception_slot.c.day_id)
        .where(which)
        .order_by(booking.c.changed_at, booking.c.id)
    )  # fmt: skip
    return [
        Booked(
            at=row.changed_at, booking_id=row.id, reference=row.reference, state=row.state, party_id=row.party_id,
            starts_at=row.starts_at, place=row.place,
        )
        for row in books.conn.execute(query)
    ]  # fmt: skip
