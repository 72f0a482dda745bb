"""A place that became free is offered at a ring of the bell, and told by a nudge that says nothing of it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from casework.bookings import Booking, cancel, confirm, hold
from casework.books import Books
from casework.clock import SetClock
from casework.waiting_list import Wish, accept, join, waiting_of
from messages.contents import render_content
from messages.library import Lang
from messages.outbox import content_of
from messages.tables import outbox
from scheduler.bell.upkeep import next_hold_end
from scheduler.bell.waiting_list import offer_free_places
from tests.casework.reception_rooms import Citizen, a_citizen, a_day

EVENING = datetime(2026, 11, 16, 14, 0, tzinfo=UTC)  # 21:00, a Monday
OPENS = datetime(2026, 11, 17, 0, 30, tzinfo=UTC)


@pytest.fixture
def waiting(books: Books) -> tuple[Citizen, list[Booking]]:
    """Somebody waits, and the three places of a day are booked."""
    made = []
    for number, slot in enumerate(a_day(books).slot_ids):
        citizen = a_citizen(books, f"{number}")
        held = hold(books, slot, citizen.party, citizen.chat)
        assert isinstance(held, Booking)
        confirm(books, held.id)
        made.append(held)
    citizen = a_citizen(books, "601")
    join(books, citizen.party, citizen.chat, Wish())
    return citizen, made


def test_the_offer_is_a_nudge_whose_content_names_place_and_time(
    books: Books, clock: SetClock, waiting: tuple[Citizen, list[Booking]]
) -> None:
    citizen, made = waiting
    assert offer_free_places(books) == 0
    cancel(books, made[1].id)
    assert "bookings" in books.rings
    assert offer_free_places(books) == 1
    assert offer_free_places(books) == 0
    row = books.conn.execute(select(outbox)).one()
    assert (row.party_id, row.text_key, row.not_before) == (citizen.party, "nudge.news", clock.now())
    content = content_of(books, row.id)
    assert content is not None
    shown = render_content(books, content, Lang.VI)
    assert "8 giờ 20, thứ Năm, ngày 26 tháng 11 năm 2026" in shown.text
    line = waiting_of(books, citizen.party)
    assert line is not None
    offered = line.booking_id or 0
    assert [one.data for one in shown.actions] == [f"wlyes:{offered}", f"wlno:{offered}", "wlleave"]
    assert next_hold_end(books) == row.useful_until == clock.now() + timedelta(hours=2)
    accept(books, offered)
    assert "Ông/bà đã nhận chỗ này" in render_content(books, content, Lang.VI).text


def test_what_nobody_took_in_time_is_told_as_gone(
    books: Books, clock: SetClock, waiting: tuple[Citizen, list[Booking]]
) -> None:
    _, made = waiting
    cancel(books, made[0].id)
    offer_free_places(books)
    content = content_of(books, books.conn.execute(select(outbox.c.id)).scalar_one())
    assert content is not None
    clock.set(clock.now() + timedelta(hours=2))
    shown = render_content(books, content, Lang.VI)
    assert "không còn giữ" in shown.text
    assert [one.data for one in shown.actions] == ["book"]


def test_what_becomes_free_at_night_is_kept_from_then_and_told_in_the_morning(
    books: Books, clock: SetClock, waiting: tuple[Citizen, list[Booking]]
) -> None:
    _, made = waiting
    clock.set(EVENING)
    cancel(books, made[0].id)
    assert offer_free_places(books) == 1
    row = books.conn.execute(select(outbox)).one()
    assert (row.not_before, row.useful_until) == (OPENS, OPENS + timedelta(hours=2))
