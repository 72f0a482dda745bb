"""A day with sixty bookings is moved, merged, cancelled or moved twice; ten people have blocked the bot or left the messenger.

Nobody told the product so: the platform answers 403. The others tap their answers, choose another time, come no more, say
nothing, have two chats, die or unlink meanwhile. In the end each one is confirmed, has another time, has cancelled, or stands
on the list of those to be phoned, and none of them keeps the old date.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.channels.telegram.sender import TelegramSender
from bot.cli.reception_moves_shown import phone_list
from casework.bookings import cancel
from casework.books import Books
from casework.clock import SetClock, local
from casework.contacts import meet
from casework.day_moves import Moved, cancel_day, merge_days, move_day
from casework.day_moves_kinds import Person, PersonState, PhoneWhy
from casework.day_moves_people import open_people, people_of
from casework.db.engine import Database
from casework.links import EndedBy, begin_link, unlink
from casework.receptions import OpenedDay, open_day
from casework.tables.people import party
from casework.tables.receptions import booking, reception_day, reception_slot
from handlers.dialogues import make_listener
from handlers.inbox import receive
from scheduler.bell.ticker import ring_once
from scheduler.delivery.dispatch import Dispatcher
from scheduler.delivery.pacing import Pace
from scheduler.guards.at_sending import GUARDS
from scheduler.tables import planned_step
from tests.casework.moved_days import NEW, OLD, a_long_morning, an_order, live_on, one_booking
from tests.casework.reception_rooms import Office, an_office_with_leader
from tests.conftest import MONDAY_NINE
from tests.fakes.bot_api import FakeBotApi, Standing
from tests.scheduler.arranged import at

LATER = date(2026, 12, 10)
FIRST_CHAT, SECOND_CHATS = 710_000_000, 720_000_000

YES, OTHER, NO, DROPPED = range(10), range(10, 15), range(15, 19), range(19, 21)
CHANGED_PHONE, TWO_CHATS, DIES, UNLINKS, UNLINKED_BEFORE = 21, 22, 23, 24, 25
SILENT = range(26, 46)
UNREACHABLE, GUESTS = range(46, 56), range(56, 60)
SAY_YES = (*YES, CHANGED_PHONE, TWO_CHATS)
A_TIME = "the first time that is free"
PLACES = {PersonState.ACCEPTED, PersonState.REBOOKED}


@dataclass
class Heard:
    """An update as the inbox takes it."""

    update_id: int
    chat: str
    body: bytes


class Town:
    """Sixty people with phones, the office that moves their day, and the product between them, on a clock that is set."""

    def __init__(self, db: Database, api: FakeBotApi, clock: SetClock) -> None:
        self._db, self._api, self._clock = db, api, clock
        self.sender = TelegramSender("telegram", api.token, api.base)
        self._dispatcher = Dispatcher(db, self.sender, GUARDS, pace=Pace(per_second=100_000, chat_gap=0))
        self._listener = make_listener({"telegram": True})
        self.office: Office
        self.day: OpenedDay
        self.bookings: list[int] = []

    async def settle(self) -> None:
        """Sixty have booked. What the platform knows of ten of them, and of one old phone, the product does not."""
        await self._db.write(self._book)
        for number in range(60):
            self._api.world.person(FIRST_CHAT + number)
        for number in (CHANGED_PHONE, TWO_CHATS):
            self._api.world.person(SECOND_CHATS + number)
        for number in (*UNREACHABLE, CHANGED_PHONE):
            gone = Standing.BLOCKED if number % 2 else Standing.DEACTIVATED
            self._api.world.people[FIRST_CHAT + number].standing = gone

    def _book(self, books: Books) -> None:
        self.office = an_office_with_leader(books)
        self.day = open_day(books, a_long_morning(self.office, OLD), self.office.leader)
        for number in range(60):
            chat = str(FIRST_CHAT + number)
            guest = number in GUESTS
            self.bookings.append(one_booking(books, self.day, number, account="telegram", guest=guest, chat=chat))
        for number in (CHANGED_PHONE, TWO_CHATS):
            begin_link(books, meet(books, "telegram", str(SECOND_CHATS + number)).id, self.party_of(books, number))
        unlink(books, meet(books, "telegram", str(FIRST_CHAT + UNLINKED_BEFORE)).id, EndedBy.PERSON)

    def party_of(self, books: Books, number: int) -> int:
        return int(
            books.conn.execute(select(booking.c.party_id).where(booking.c.id == self.bookings[number])).scalar_one()
        )

    async def pass_time(self, until: datetime) -> None:
        """The bell rings whenever something is due, and what is due to be said is said."""
        while True:
            due = await ring_once(self._db)
            while await self._dispatcher.send_due():
                due = await ring_once(self._db)
            if due is None or due > until:
                break
            self._clock.set(max(due, self._clock.now() + timedelta(minutes=10)))
        self._clock.set(until)

    async def tap(self, chat: int, *labels: str) -> str:
        """Tap one button after another, each under the newest message that has it; what the last one says."""
        for label in labels:
            message, data = self._button(chat, label)
            await self._api.do("press", chat_id=chat, message_id=message, data=data)
            await self._hear()
        return max((one for one in self._api.world.chat(chat) if one.by_bot), key=lambda one: one.touched).text

    def _button(self, chat: int, label: str) -> tuple[int, str]:
        shown = sorted(self._api.world.chat(chat), key=lambda one: one.touched)
        for one in reversed(shown):
            for button in (button for row in one.keyboard for button in row):
                if button["text"] == label or (label is A_TIME and button["text"][0].isdigit()):
                    return one.message_id, button["callback_data"]
        raise AssertionError(f"no button {label!r}: {[(one.text, one.keyboard) for one in shown]}")

    async def _hear(self) -> None:
        taken, self._api.updates.pending = self._api.updates.pending, []
        updates = [
            Heard(update_id=one["update_id"], chat=str(_chat_of(one)), body=json.dumps(one).encode()) for one in taken
        ]
        await self._db.write(receive, "telegram", updates)
        while await self._db.write(self._listener.handle_waiting):
            pass
        await self._dispatcher.send_due()


def _chat_of(one: dict[str, Any]) -> int:
    return int(one["callback_query"]["message"]["chat"]["id"])


@pytest.fixture
def clock() -> SetClock:
    """Monday 16/11/2026, 09:00, until the test moves it."""
    return SetClock(MONDAY_NINE)


@pytest.fixture
async def town(db: Database, api: FakeBotApi, clock: SetClock) -> AsyncIterator[Town]:
    made = Town(db, api, clock)
    await made.sender.open()
    await made.settle()
    yield made
    await made.sender.close()


def moved(books: Books, town: Town) -> Moved:
    open_day(books, a_long_morning(town.office, LATER), town.office.leader)
    return move_day(books, town.day.day_id, a_long_morning(town.office, NEW), an_order(town.office))


def merged(books: Books, town: Town) -> Moved:
    """Six others are there already, and one more place than needed is nowhere."""
    into = open_day(books, a_long_morning(town.office, NEW), town.office.leader)
    for number in range(6):
        one_booking(books, into, number, sign="1")
    open_day(books, a_long_morning(town.office, LATER, seats=2), town.office.leader)
    return merge_days(books, town.day.day_id, into.day_id, an_order(town.office))


def cancelled(books: Books, town: Town) -> Moved:
    """48 places on another day: for twelve nothing is free."""
    open_day(books, a_long_morning(town.office, LATER, seats=4), town.office.leader)
    return cancel_day(books, town.day.day_id, an_order(town.office))


async def answers(db: Database, town: Town, move: Moved) -> None:
    """Within the grace two cancel; then the messages go, and people tap."""
    for number in DROPPED:
        assert await db.write(cancel, town.bookings[number]) is not None
    await town.pass_time(MONDAY_NINE + timedelta(minutes=10))
    await db.write(happens_meanwhile, town)
    for number in SAY_YES:
        chat = (SECOND_CHATS if number == CHANGED_PHONE else FIRST_CHAT) + number
        if number == TWO_CHATS:
            chat = next(one for one in (FIRST_CHAT + number, SECOND_CHATS + number) if town_shows(town, one))
        assert "đã nhận giờ hẹn mới" in await town.tap(chat, "Xem", "Nhận giờ mới")
    for number in NO:
        assert "đã hủy" in await town.tap(FIRST_CHAT + number, "Xem", "Thôi không gặp nữa", "Không gặp nữa")
    for number in OTHER:
        assert "đã nhận giờ hẹn mới" in await town.tap(FIRST_CHAT + number, "Xem", "Chọn giờ khác", A_TIME)


def town_shows(town: Town, chat: int) -> bool:
    return any(one.by_bot for one in town._api.world.chat(chat))


def happens_meanwhile(books: Books, town: Town) -> None:
    books.conn.execute(update(party).where(party.c.id == town.party_of(books, DIES)).values(deceased=True))
    unlink(books, meet(books, "telegram", str(FIRST_CHAT + UNLINKS)).id, EndedBy.PERSON)


def by_number(people: Sequence[Person], town: Town) -> dict[int, Person]:
    order = {booking_id: number for number, booking_id in enumerate(town.bookings)}
    return {order[one.booking_id]: one for one in people}


@pytest.mark.parametrize("what", [moved, merged, cancelled])
async def test_everybody_ends_confirmed_with_another_time_cancelled_or_on_the_phone_list(
    db: Database, api: FakeBotApi, town: Town, what: Any
) -> None:
    move = await db.write(what, town)
    assert len(move.people) == 60
    await answers(db, town, move)
    await town.pass_time(at(date(2026, 11, 25), 12))
    people = by_number(await db.read(people_of, move.move_id), town)
    assert len(people) == 60
    await db.write(nobody_is_left_over, town, people)
    assert {people[one].state for one in SAY_YES} == {PersonState.ACCEPTED}
    assert {people[one].state for one in OTHER} == {PersonState.REBOOKED}
    assert {people[one].state for one in (*NO, *DROPPED)} == {PersonState.CANCELLED}
    to_phone = (DIES, UNLINKS, UNLINKED_BEFORE, *SILENT, *UNREACHABLE, *GUESTS)
    assert {people[one].state for one in to_phone} == {PersonState.TO_PHONE}
    without_place = [one for one in to_phone if people[one].phone_why is PhoneWhy.NO_PLACE]
    assert without_place == ([*range(48, 56)] if what is cancelled else []), "they had booked last"
    assert {people[one].phone_why for one in UNREACHABLE if one not in without_place} == {PhoneWhy.NOT_DELIVERED}
    assert {people[one].phone_why for one in GUESTS} == {PhoneWhy.GUEST}
    assert {people[one].phone_why for one in SILENT} == {PhoneWhy.SILENT}
    assert people[DIES].phone_why is PhoneWhy.DECEASED
    assert {people[one].phone_why for one in (UNLINKS, UNLINKED_BEFORE)} == {PhoneWhy.NO_CHAT}
    the_platform_refused(api, 403, [*UNREACHABLE, CHANGED_PHONE])
    nobody_is_pestered(api)


def nobody_is_left_over(books: Books, town: Town, people: dict[int, Person]) -> None:
    """By the rows themselves: a place on an open day that is not the old one, or a cancelled booking, or a line to phone."""
    assert live_on(books, town.day.day_id) == []
    on_paper = "\n".join(phone_list(books, [one for one in open_people(books) if one.state is PersonState.TO_PHONE]))
    ends = Counter[str]()
    for number, booking_id in enumerate(town.bookings):
        row = books.conn.execute(
            select(booking.c.state, booking.c.reference, reception_day.c.status, reception_day.c.on_date)
            .join(reception_day, reception_day.c.id == booking.c.day_id)
            .where(booking.c.id == booking_id)
        ).one()
        if row.reference in on_paper:
            ends["phone"] += 1
            assert row.state != "confirmed"
        elif row.state == "confirmed":
            ends["confirmed"] += 1
            assert (row.status, people[number].state in PLACES) == ("open", True)
            assert row.on_date > OLD
        else:
            ends["cancelled"] += 1
            assert (row.state, people[number].state) == ("cancelled", PersonState.CANCELLED)
    assert ends.total() == 60
    seats = books.conn.execute(select(booking.c.slot_id, booking.c.seat).where(booking.c.state == "confirmed")).all()
    assert len(set(seats)) == len(seats)
    reminders_are_of_places_that_stand(books)


def reminders_are_of_places_that_stand(books: Books) -> None:
    rows = books.conn.execute(
        select(planned_step.c.due_at, planned_step.c.useful_until, booking.c.state, reception_slot.c.starts_at)
        .join(booking, booking.c.id == planned_step.c.booking_id)
        .join(reception_slot, reception_slot.c.id == booking.c.slot_id)
        .where(planned_step.c.state == "pending")
    ).all()
    assert rows
    assert {row.state for row in rows} == {"confirmed"}
    assert all(row.useful_until == row.starts_at for row in rows), "planned for another hour than the booking's"
    assert all(local(row.due_at).date() > OLD for row in rows)


def the_platform_refused(api: FakeBotApi, status: int, numbers: Sequence[int]) -> None:
    refused = Counter(call.chat_id for call in api.calls if call.status == status)
    assert refused == {FIRST_CHAT + number: 1 for number in numbers}, (
        "each dead chat is found out once, and then left alone"
    )


def nobody_is_pestered(api: FakeBotApi) -> None:
    """Told once, asked once more at most; and nothing of it on a locked screen."""
    new = [call for call in api.effects if call.method == "sendMessage"]
    assert max(Counter(call.chat_id for call in new).values()) <= 2
    assert {call.text for call in new if "tin mới" not in (call.text or "")} == set()


async def test_a_day_that_is_moved_twice_takes_everybody_along_again(
    db: Database, api: FakeBotApi, town: Town, clock: SetClock
) -> None:
    first = await db.write(moved, town)
    await answers(db, town, first)
    await town.pass_time(at(date(2026, 11, 17), 8))

    def again(books: Books) -> Moved:
        plan = a_long_morning(town.office, date(2026, 12, 17))
        return move_day(books, first.to_day_id or 0, plan, an_order(town.office))

    second = await db.write(again)
    touched = by_number(second.people, town)
    assert not {*NO, *DROPPED} & {*touched}, "who has cancelled is left alone"
    await town.pass_time(clock.now() + timedelta(minutes=10))
    for number in range(5):
        assert "đã nhận giờ hẹn mới" in await town.tap(FIRST_CHAT + number, "Xem", "Nhận giờ mới")
    await town.pass_time(at(date(2026, 11, 25), 12))
    people = by_number(await db.read(people_of, first.move_id), town) | by_number(
        await db.read(people_of, second.move_id), town
    )
    await db.write(nobody_is_left_over, town, people)
    assert {people[one].state for one in range(5)} == {PersonState.ACCEPTED}
    assert {people[one].state for one in range(5, 10)} == {PersonState.TO_PHONE}
    assert await db.read(live_on, first.to_day_id or 0) == []
