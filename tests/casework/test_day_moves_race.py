"""Somebody cancels in the very moment in which the day is moved: the move waits for them, and their booking stays cancelled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as waited

import pytest
from sqlalchemy import select

from casework.booking_taking import set_state
from casework.books import Books
from casework.day_moves import Moved, move_day
from casework.db.engine import Database
from casework.receptions import BookingState, OpenedDay, open_day
from casework.tables.receptions import booking
from tests.casework.moved_days import NEW, OLD, an_order, one_booking
from tests.casework.reception_rooms import Office, a_plan, an_office_with_leader

pytestmark = pytest.mark.slow


def booked(books: Books) -> tuple[Office, OpenedDay, list[int]]:
    office = an_office_with_leader(books)
    day = open_day(books, a_plan(office, on=OLD), office.leader)
    return office, day, [one_booking(books, day, number) for number in range(3)]


def test_a_cancellation_in_the_moment_of_the_move_stands(db: Database) -> None:
    office, day, three = db.submit(booked).result()

    def moves() -> Moved:
        with db.engine.connect() as conn, conn.begin():
            return move_day(db.books(conn), day.day_id, a_plan(office, on=NEW), an_order(office))

    with ThreadPoolExecutor(max_workers=1) as other:
        with db.engine.connect() as conn, conn.begin():
            assert set_state(
                db.books(conn), three[1], [], state=BookingState.CANCELLED
            )  # before its line in the audit trail
            moving = other.submit(moves)
            waited([moving], timeout=1)  # it has got as far as it can
            assert not moving.done()
        moved = moving.result(timeout=30)
    assert [one.booking_id for one in moved.people] == [three[0], three[2]]
    with db.engine.connect() as conn, conn.begin():
        states = conn.execute(select(booking.c.state).where(booking.c.id == three[1])).scalars().all()
    assert states == ["cancelled"]
