"""What happens to everybody who had booked when a leader is called away or a commune house floods?

One transaction closes the day and, in the order in which people had booked, puts each booking on a place of another day: there
it is *offered*, so the unique indexes keep the seat for its owner alone until ``held_until``, and in the same moment nothing
stands on the old day any more. Moved for a good reason, with the new time announced (Law on receiving citizens Đ.24.4).
Telling people: ``scheduler.bell.day_moves``. Their answers: ``casework.day_moves_answers``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, and_, exists, insert, select, update

from casework.audit import Action, record, staff
from casework.bookings import release_expired_holds
from casework.books import Books
from casework.clock import VIETNAM, today
from casework.day_moves_kinds import ANSWERABLE, MoveAction, MoveReason, MoveRefused, Person, PersonState, PhoneWhy
from casework.day_moves_people import has_died, people_of, reached_by
from casework.day_moves_seats import Places, kept_until, places, put
from casework.db.ids import new_id
from casework.office_time import CLOSES
from casework.party_events import PartyEvent, note_event
from casework.reception_kinds import LIVE, BookingState, DayStatus
from casework.receptions import DayPlan, DayWarning, close_day, open_day
from casework.tables.agency import agency
from casework.tables.reception_follow_ups import day_move, day_move_person, reception_wait
from casework.tables.receptions import booking, reception_day, reception_slot
from casework.working_days import working_days

KEPT_FOR = 3  # working days, to the end of the last; nobody reads each message on the day it comes


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """Who moves the day and why. ``because``: for the office only; ``keep_until``: until when places are kept at most."""

    reason: MoveReason
    staff_id: int
    because: str = field(default="", repr=False)
    keep_until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """What was done: everybody whom it touched, in the order of booking, and what to mind about the new day."""

    move_id: int
    to_day_id: int | None
    people: tuple[Person, ...]
    warnings: tuple[DayWarning, ...] = ()


def move_day(books: Books, day_id: int, plan: DayPlan, order: Order) -> Moved:
    """Publish ``plan`` in place of the day. Raises ``MoveRefused``, or ``PlanRefused`` where it cannot be published."""
    day = closed(books, day_id, order.staff_id)
    opened = open_day(books, plan, order.staff_id)
    moved = _carried(books, day, MoveAction.MOVE, opened.day_id, order)
    return Moved(move_id=moved, to_day_id=opened.day_id, people=people_of(books, moved), warnings=opened.warnings)


def merge_days(books: Books, day_id: int, into_id: int, order: Order) -> Moved:
    """Bring the day's people to another day that is published already. Raises ``MoveRefused``."""
    day = closed(books, day_id, order.staff_id)
    into = day_row(books, into_id)
    if into.id == day.id or into.status != DayStatus.OPEN.value or into.on_date < today(books.clock):
        raise MoveRefused("Ngày để ghép vào phải là một ngày khác đang mở. Xem: gandan reception list")
    if into.kind != day.kind:
        raise MoveRefused("Buổi tiếp công dân và buổi làm việc là hai việc khác nhau. Hãy chọn ngày cùng loại.")
    moved = _carried(books, day, MoveAction.MERGE, into_id, order)
    return Moved(move_id=moved, to_day_id=into_id, people=people_of(books, moved))


def cancel_day(books: Books, day_id: int, order: Order) -> Moved:
    """No day in its place: free places of other days are offered. Raises ``MoveRefused``."""
    day = closed(books, day_id, order.staff_id)
    moved = _carried(books, day, MoveAction.CANCEL, None, order)
    return Moved(move_id=moved, to_day_id=None, people=people_of(books, moved))


def day_row(books: Books, day_id: int) -> Row[Any]:
    """The day. Raises ``MoveRefused``."""
    row = books.conn.execute(select(reception_day).where(reception_day.c.id == day_id)).one_or_none()
    if row is None:
        raise MoveRefused("Không có ngày tiếp công dân này. Xem: gandan reception list")
    return row


def closed(books: Books, day_id: int, staff_id: int) -> Row[Any]:
    """The day, closed by this call. Moves wait for each other: two crosswise would wait for ever."""
    books.conn.execute(select(agency.c.id).with_for_update(key_share=True)).all()
    release_expired_holds(books, books.clock.now())
    day = day_row(books, day_id)
    if day.on_date < today(books.clock):
        raise MoveRefused("Ngày này đã qua nên không dời được nữa. Xem: gandan reception list")
    if not close_day(books, day_id, staff_id):
        raise MoveRefused("Ngày này đã được dời hoặc hủy rồi. Xem ai còn cần gọi: gandan reception phone-list")
    return day


def begin_move(
    books: Books, from_day: int, to_day: int | None, action: MoveAction, reason: MoveReason, because: str, staff_id: int
) -> int:
    """Write the move itself; its id."""
    move_id = new_id()
    sealed = books.keys.seal("day_move", "because", move_id, because) if because else None
    books.conn.execute(
        insert(day_move).values(
            id=move_id, from_day_id=from_day, to_day_id=to_day, action=action.value, reason=reason.value,
            because_sealed=sealed, moved_by=staff_id, at=books.clock.now(),
        )
    )  # fmt: skip
    record(books, staff(staff_id), Action.RECEPTION_DAY_MOVED, f"reception_day:{from_day}", purpose=action.value)
    books.ring("bookings")
    return move_id


def wanted_until(books: Books) -> datetime:
    """Until when places are kept, unless somebody says otherwise."""
    last = working_days(books).add(today(books.clock), KEPT_FOR)
    return datetime.combine(last, CLOSES, VIETNAM).astimezone(UTC)


def _carried(books: Books, day: Row[Any], action: MoveAction, to_day_id: int | None, order: Order) -> int:
    move_id = begin_move(books, day.id, to_day_id, action, order.reason, order.because, order.staff_id)
    _mark_day(books, day.id, to_day_id, order)
    _let_go_of_the_unsure(books, day.id, to_day_id)
    there = places(books, day, to_day_id)
    until = order.keep_until or wanted_until(books)
    touched = _booked(books, day.id)
    for in_line, row in enumerate(touched, start=1):
        _carry(books, move_id, in_line, row, there, until)
    note_event(books, PartyEvent.BOOKING_CHANGED, [row.party_id for row in touched if row.party_id is not None])
    return move_id


def _carry(books: Books, move_id: int, in_line: int, row: Row[Any], there: Places, until: datetime) -> None:
    slot_id: int | None = None
    offered = {"state": BookingState.OFFERED.value}
    for slot in there.for_hour(row.starts_at):
        keep = kept_until(books, until, slot.starts_at)
        taken = put(books, row.id, row.slot_id, slot, there.free[slot.id], only=LIVE, held_until=keep, **offered)
        if taken is None:
            return  # cancelled or moved by its owner a moment ago
        if taken:
            slot_id = slot.id
            break
    else:
        _end(books, row)
    why = _why_phone(books, row, slot_id)
    stood = _passed_on(books, row.id) or {
        "from_slot_id": row.slot_id, "from_seat": row.seat, "from_number": row.queue_number,
    }  # fmt: skip
    state = PersonState.OFFERED if why is None else PersonState.TO_PHONE
    books.conn.execute(
        insert(day_move_person).values(
            id=new_id(), move_id=move_id, booking_id=row.id, in_line=in_line, offered_slot_id=slot_id,
            state=state.value, phone_why=None if why is None else why.value, **stood,
        )
    )  # fmt: skip


def _why_phone(books: Books, row: Row[Any], slot_id: int | None) -> PhoneWhy | None:
    if row.party_id is None:
        return PhoneWhy.GUEST
    if reached_by(books, row.party_id, row.contact_id) is None:
        return PhoneWhy.DECEASED if has_died(books, row.party_id) else PhoneWhy.NO_CHAT
    return PhoneWhy.NO_PLACE if slot_id is None else None


def _end(books: Books, row: Row[Any]) -> None:
    """Nothing is free: the old time is gone all the same, and nobody may be left with it."""
    books.conn.execute(
        update(booking)
        .where(booking.c.id == row.id, booking.c.slot_id == row.slot_id)
        .values(
            state=BookingState.CANCELLED.value, held_until=None, revision=booking.c.revision + 1,
            changed_at=books.clock.now(),
        )
    )  # fmt: skip


def _passed_on(books: Books, booking_id: int) -> dict[str, Any] | None:
    """An earlier move of this booking, not answered yet, goes on with this one.

    Where the person never heard of that one, the time that they know is the one before it: that is what they are told of.
    """
    earlier = and_(day_move_person.c.booking_id == booking_id, _MAY_ANSWER)
    known = (day_move_person.c.from_slot_id, day_move_person.c.from_seat, day_move_person.c.from_number)
    untold = and_(earlier, day_move_person.c.told_at.is_(None), day_move_person.c.calls == 0)
    row = books.conn.execute(select(*known).where(untold)).one_or_none()
    passed_on = {"state": PersonState.PASSED_ON.value, "answered_at": books.clock.now()}
    books.conn.execute(update(day_move_person).where(earlier).values(passed_on))
    return None if row is None else dict(row._mapping)


def _booked(books: Books, day_id: int) -> list[Row[Any]]:
    """The bookings of the day that still wait for their hour, in the order in which they were made.

    They are locked: whoever cancels or moves one in this moment is waited for, and then it is no longer among them.
    """
    waits = (BookingState.CONFIRMED.value, BookingState.ARRIVED.value, BookingState.OFFERED.value)
    return list(
        books.conn.execute(
            select(booking, reception_slot.c.starts_at)
            .join(reception_slot, reception_slot.c.id == booking.c.slot_id)
            .where(booking.c.day_id == day_id, booking.c.state.in_(waits), reception_slot.c.ends_at > books.clock.now())
            .order_by(booking.c.made_at, booking.c.id)
            .with_for_update(of=booking)
        )
    )


def _mark_day(books: Books, day_id: int, to_day_id: int | None, order: Order) -> None:
    because = order.because
    sealed = books.keys.seal("reception_day", "moved_because", day_id, because) if because else None
    values = {"moved_to_id": to_day_id, "moved_because_sealed": sealed}
    books.conn.execute(update(reception_day).where(reception_day.c.id == day_id).values(**values))


def _let_go_of_the_unsure(books: Books, day_id: int, to_day_id: int | None) -> None:
    """Ten-minute holds end. Whoever was offered a freed place waits on, and whoever waits for this day for the new one."""
    now = books.clock.now()
    moved = exists().where(day_move_person.c.booking_id == booking.c.id, _MAY_ANSWER)
    here = booking.c.day_id == day_id
    from_line = select(booking.c.id).where(here, booking.c.state == BookingState.OFFERED.value, ~moved)
    ids = list(books.conn.execute(from_line).scalars())
    books.conn.execute(
        update(reception_wait)
        .where(reception_wait.c.booking_id.in_(ids), reception_wait.c.state == "offered")
        .values(state="waiting", booking_id=None, changed_at=now)
    )
    books.conn.execute(
        update(reception_wait)
        .where(reception_wait.c.day_id == day_id, reception_wait.c.state == "waiting")
        .values(day_id=to_day_id, changed_at=now)
    )
    unsure = (booking.c.state == BookingState.HELD.value) | booking.c.id.in_(ids)
    ended = update(booking).where(here, unsure)
    books.conn.execute(ended.values(state=BookingState.EXPIRED.value, changed_at=now))


_MAY_ANSWER = day_move_person.c.state.in_([one.value for one in ANSWERABLE])
