"""Sixty people, ten on a dead channel, hear that their day was moved; nobody is forgotten and nobody keeps the old date."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from casework.bookings import Booking, cancel, confirm, hold
from casework.books import Books
from casework.clock import SetClock
from casework.day_moves import Moved, cancel_day, move_day
from casework.day_moves_answers import accept, give_up, take_other
from casework.day_moves_kinds import Person, PersonState, PhoneWhy
from casework.day_moves_people import open_people, people_of
from casework.day_moves_undo import undo_move
from casework.receptions import free_slots, open_day
from casework.tables.receptions import booking, reception_slot
from messages.contents import render_content
from messages.library import Lang
from messages.outbox import content_of
from messages.tables import outbox
from scheduler.bell.appointments import plan_appointments
from scheduler.bell.day_moves import GRACE, follow_moves, next_follow
from scheduler.bell.reminders import queue_due
from scheduler.delivery import claiming, recording
from scheduler.delivery.senders import Accepted, Rejected
from scheduler.guards.at_sending import GUARDS
from scheduler.tables import planned_step
from tests.casework.moved_days import NEW, OLD, Crowd, a_long_morning, an_order, live_on, one_booking, sixty, state_of
from tests.casework.reception_rooms import a_plan, an_office_with_leader
from tests.scheduler.arranged import at

SETTLED = {PersonState.ACCEPTED, PersonState.REBOOKED, PersonState.CANCELLED, PersonState.TO_PHONE}


def ring(books: Books) -> None:
    while follow_moves(books):
        pass


def send(books: Books, crowd: Crowd) -> set[int]:
    """Everything that waits leaves; of the blocked the platform says so. The bookings whose owners were told."""
    told = set()
    while claimed := claiming.claim(books, "terminal", "me", 50, set(), GUARDS):
        for one in claimed:
            content = content_of(books, one.id)
            assert content is not None
            gone = content.booking_id in crowd.blocked
            outcome = Rejected(reason="blocked", dead=True) if gone else Accepted(message_id=str(one.id))
            recording.record(books, recording.Result(claimed=one, outcome=outcome))
            told.add(content.booking_id or 0)
    return told


def one_of(books: Books, move: Moved, booking_id: int) -> Person:
    return next(one for one in people_of(books, move.move_id) if one.booking_id == booking_id)


def test_of_sixty_with_ten_on_a_dead_channel_each_ends_somewhere(books: Books, clock: SetClock) -> None:
    crowd = sixty(books)
    open_day(books, a_plan(crowd.office, on=date(2026, 12, 10), seats=5), crowd.office.leader)
    move = move_day(books, crowd.day.day_id, a_long_morning(crowd.office, NEW), an_order(crowd.office))
    clock.set(clock.now() + GRACE)
    ring(books)
    unheard = {*crowd.deaf, *crowd.phone_only}
    assert send(books, crowd) == {*crowd.bookings} - unheard
    ring(books)
    heard = [one for one in crowd.bookings if one not in unheard and one not in crowd.blocked]
    yes, other, no, elsewhere, dropped = heard[:20], heard[20:25], heard[25:28], heard[28:30], heard[30:32]
    for booking_id in yes:
        assert accept(books, one_of(books, move, booking_id))
    for booking_id in other:
        free = free_slots(books, after=at(date(2026, 12, 9), 8), limit=1)[0]
        assert take_other(books, one_of(books, move, booking_id), free.slot_id)
    for booking_id in no:
        assert give_up(books, one_of(books, move, booking_id))
    for booking_id in dropped:  # by «Lịch hẹn của tôi», which knows nothing of moves
        assert cancel(books, booking_id) is not None
    while (due := next_follow(books)) is not None and due < at(NEW, 7, 30):
        clock.set(max(due, clock.now() + timedelta(minutes=1)))
        ring(books)
        send(books, crowd)
        if clock.now() >= at(date(2026, 11, 19), 17):  # the places kept have gone; two book anew by themselves
            for booking_id in elsewhere:
                book_anew(books, one_of(books, move, booking_id))
    ring(books)
    people = people_of(books, move.move_id)
    assert len(people) == 60
    assert {one.state for one in people} <= SETTLED
    ends = {one.booking_id: one for one in people}
    assert all(ends[one].state is PersonState.ACCEPTED for one in yes)
    assert all(ends[one].state is PersonState.REBOOKED for one in (*other, *elsewhere))
    assert all(ends[one].state is PersonState.CANCELLED for one in (*no, *dropped))
    assert {ends[one].phone_why for one in crowd.deaf} == {PhoneWhy.NO_CHAT}
    assert {ends[one].phone_why for one in crowd.blocked} == {PhoneWhy.NOT_DELIVERED}
    assert {ends[one].phone_why for one in crowd.phone_only} == {PhoneWhy.GUEST}
    silent = [ends[one] for one in heard[32:]]
    assert {(one.state, one.phone_why) for one in silent} == {(PersonState.TO_PHONE, PhoneWhy.SILENT)}
    assert all(one.followed_up_at is not None for one in silent)
    assert live_on(books, crowd.day.day_id) == []
    messages = Counter(
        content.booking_id for row in books.conn.execute(select(outbox.c.id)) if (content := content_of(books, row.id))
    )
    assert all(messages[one] == 1 for one in yes)
    assert all(messages[one.booking_id] == 2 for one in silent), "asked once more, and no oftener"


def book_anew(books: Books, one: Person) -> None:
    if one.state is PersonState.REBOOKED or one.keeps_place(books.clock.now()):
        return
    for slot in free_slots(books, after=books.clock.now(), limit=20):
        held = hold(books, slot.slot_id, one.party_id or 0, one.chat_id or 0)
        if isinstance(held, Booking):
            confirm(books, held.id)
            ring(books)
            return


@pytest.fixture
def moved(books: Books) -> tuple[int, Moved]:
    """One booking on Thursday 26/11 at 8:40, with its reminders planned; the day is moved to 3/12."""
    office = an_office_with_leader(books)
    day = open_day(books, a_plan(office, on=OLD), office.leader)
    made = one_booking(books, day, 0)
    plan_appointments(books)
    return made, move_day(books, day.day_id, a_plan(office, on=NEW), an_order(office))


def steps(books: Books) -> Counter[str]:
    return Counter(books.conn.execute(select(planned_step.c.state)).scalars())


def test_reminders_of_the_old_day_stop_at_once_and_begin_for_the_new_with_the_yes(
    books: Books, moved: tuple[int, Moved]
) -> None:
    before = steps(books)["pending"]
    assert before > 0
    plan_appointments(books)
    assert steps(books) == {"cancelled": before}
    accept(books, moved[1].people[0])
    plan_appointments(books)
    assert steps(books)["pending"] > 0


def test_a_reminder_of_the_old_hour_that_waits_to_be_sent_does_not_leave(books: Books, clock: SetClock) -> None:
    office = an_office_with_leader(books)
    day = open_day(books, a_plan(office, on=OLD), office.leader)
    one_booking(books, day, 0)
    plan_appointments(books)
    clock.set(at(date(2026, 11, 23), 9))
    assert queue_due(books) == 1
    cancel_day(books, day.day_id, an_order(office))
    assert claiming.claim(books, "terminal", "me", 10, set(), GUARDS) == []


def told(books: Books) -> list[tuple[datetime, str]]:
    rows = books.conn.execute(select(outbox.c.made_at, outbox.c.purpose).order_by(outbox.c.id))
    return [(row.made_at, row.purpose) for row in rows]


def test_nobody_hears_of_a_slip_that_is_taken_back_within_five_minutes(
    books: Books, moved: tuple[int, Moved], clock: SetClock
) -> None:
    follow_moves(books)
    day = books.conn.execute(select(booking.c.day_id)).scalar_one()
    assert day == moved[1].to_day_id
    old = moved[1].people[0].old_slot_id
    office_leader = moved[1].people[0].leader_id
    undo_move(books, old_day_of(books, old), office_leader)
    clock.set(clock.now() + timedelta(hours=1))
    ring(books)
    assert told(books) == []
    assert state_of(books, moved[0])[0] == "confirmed"


def old_day_of(books: Books, slot_id: int) -> int:
    return int(books.conn.execute(select(reception_slot.c.day_id).where(reception_slot.c.id == slot_id)).scalar_one())


def test_at_night_they_are_told_in_the_morning_unless_the_hour_comes_first(books: Books, clock: SetClock) -> None:
    office = an_office_with_leader(books)
    near, far = (open_day(books, a_plan(office, on=on), office.leader) for on in (date(2026, 11, 17), OLD))
    one_booking(books, near, 0)
    one_booking(books, far, 0, sign="1")
    clock.set(at(date(2026, 11, 16), 22))
    cancel_day(books, near.day_id, an_order(office))
    cancel_day(books, far.day_id, an_order(office))
    clock.set(clock.now() + GRACE)
    ring(books)
    assert len(told(books)) == 1
    assert next_follow(books) == at(date(2026, 11, 17), 7, 30)
    near_one = next(one for one in open_people(books) if one.told_at is not None)
    assert near_one.state is PersonState.TO_PHONE, "too near to wait for an answer"


def test_what_they_read_is_the_place_kept_and_follows_the_books(
    books: Books, moved: tuple[int, Moved], clock: SetClock
) -> None:
    clock.set(clock.now() + GRACE)
    ring(books)
    row = books.conn.execute(select(outbox.c.id, outbox.c.reference)).one()
    content = content_of(books, row.id)
    assert content is not None
    shown = render_content(books, content, Lang.VI)
    for words in (
        "Lịch hẹn lúc 8 giờ 40, thứ Năm, ngày 26 tháng 11 năm 2026 tại Trụ sở không còn nữa, vì lãnh đạo phải đi làm việc đột xuất.",
        "Lúc: 8 giờ 40, thứ Năm, ngày 3 tháng 12 năm 2026",
        "Chỗ này giữ cho ông/bà đến 17 giờ, thứ Năm, ngày 19 tháng 11 năm 2026.",
        f"Mã tin {row.reference}",
    ):
        assert words in shown.text
    assert "Họp" not in shown.text, "the office's own words stay in the office"
    assert [action.label for action in shown.actions] == [
        "day_moves.accept_button", "day_moves.other_button", "day_moves.give_up_button",
    ]  # fmt: skip
    assert "no longer stands" in render_content(books, content, Lang.EN).text
    accept(books, moved[1].people[0])
    assert render_content(books, content, Lang.VI).text_key == "day_moves.settled"


def test_when_nothing_is_left_to_follow_the_bell_asks_for_nothing(books: Books) -> None:
    assert follow_moves(books) == 0
    assert next_follow(books) is None
