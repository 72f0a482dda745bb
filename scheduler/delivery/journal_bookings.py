"""Which appointments have been made since, so that a clerk can put them back into books that have lost them?

Whoever writes the send journal follows the audit trail: each appointment confirmed, moved or cancelled becomes a line as it
stands then. After a restore the journals are compared with the books.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import ColumnElement, func, select

from casework.audit import Action
from casework.books import Books
from casework.tables.audit import audit_entry
from casework.tables.receptions import booking, reception_day, reception_slot
from scheduler import marks
from scheduler.delivery import journal_reading
from scheduler.delivery.journal_lines import Booked

MARK = "journal_bookings"  # the audit line up to which appointments stand in a journal
TOPIC = "bookings"
_ACTIONS = tuple(action.value for action in (Action.BOOKING_CONFIRMED, Action.BOOKING_MOVED, Action.BOOKING_CANCELLED))
_MOST = 500


def to_write(books: Books) -> tuple[list[Booked], int]:
    """The lines to write next and the audit line that they reach; write them, then ``written``."""
    after = marks.reached(books, MARK)
    last = books.conn.execute(select(func.max(audit_entry.c.seq))).scalar() or 0
    if after is None:  # a new installation, or one that had no journal yet: appointments that still lie ahead
        return _lines(books, booking.c.state == "confirmed"), last
    seen = (
        select(audit_entry.c.seq, audit_entry.c.object)
        .where(audit_entry.c.seq > after, audit_entry.c.action.in_(_ACTIONS))
        .order_by(audit_entry.c.seq)
        .limit(_MOST)
    )
    rows = books.conn.execute(seen).all()
    ids = {int(row.object.partition(":")[2]) for row in rows}
    return _lines(books, booking.c.id.in_(ids)), rows[-1].seq if len(rows) == _MOST else last


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
        if (known is None and line.state == "confirmed") or (
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
