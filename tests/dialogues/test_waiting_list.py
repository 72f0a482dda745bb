"""Whoever finds nothing free waits for a place, is told when one became free, and takes it, waits on, or waits no more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.booking_facts import Booking, booking_of_party, find_booking
from casework.bookings import cancel, confirm, hold
from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.receptions import BookingState, open_day
from casework.waiting_list import KEPT, WaitState, waiting_of
from scheduler.bell.upkeep import release_holds
from scheduler.bell.waiting_list import offer_free_places
from tests.builders import a_person
from tests.casework.reception_rooms import MORNING, a_citizen, a_plan, an_office_with_leader
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge, linked, read_english

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
JOIN, TAKE, REFUSE, LEAVE = "Báo tôi khi có chỗ trống", "Nhận chỗ này", "Chờ chỗ khác", "Thôi không chờ nữa"


async def a_full_morning(db: Database, *, chat: int = 1) -> tuple[int, list[Booking]]:
    """Somebody has each of the three times of 26/11; chat 1 is linked to a party that has none."""

    def write(books: Books) -> tuple[int, tuple[int, list[Booking]]]:
        day = open_day(books, a_plan(office := an_office_with_leader(books), windows=(MORNING,)), office.leader)
        made = []
        for number, slot in enumerate(day.slot_ids):
            other = a_citizen(books, f"9{number}")
            held = hold(books, slot, other.party, other.chat)
            assert isinstance(held, Booking)
            confirm(books, held.id)
            made.append(held)
        party = a_person(books)
        return party, (party, made)

    return await linked(db, write, chat)


async def freed(db: Database, there: Booking) -> None:
    """Somebody gives their time up, and the bell rings."""
    await db.write(cancel, there.id)
    await db.write(offer_free_places)


async def waits(db: Database, citizen: Citizen) -> tuple[int, list[Booking]]:
    """Chat 1 is on the list."""
    party, made = await a_full_morning(db)
    await citizen.write("/datlich")
    await citizen.press(JOIN)
    return party, made


async def offered(db: Database, citizen: Citizen) -> tuple[int, list[Booking]]:
    """The first time became free, and the news of it was opened."""
    party, made = await waits(db, citizen)
    await freed(db, made[0])
    await citizen.look()
    citizen.sees("tin mới")
    citizen.does_not_see("26 tháng 11", "Trụ sở, ")
    await citizen.press("Xem")
    return party, made


async def test_where_nothing_is_free_one_waits_and_sees_since_when(db: Database, citizen: Citizen) -> None:
    party, _ = await a_full_morning(db)
    await citizen.write("/datlich")
    citizen.sees_button(JOIN)
    await citizen.press(JOIN)
    citizen.sees("Ông/bà đã vào danh sách chờ", "không cần đặt lịch")
    assert await db.read(waiting_of, party) is not None
    await citizen.write("/lichhen")
    citizen.sees("đang ở trong danh sách chờ gặp lãnh đạo, từ 16/11/2026")
    citizen.sees_button(LEAVE, "Đặt lịch gặp lãnh đạo")


async def test_a_place_that_became_free_is_taken_by_one_tap(db: Database, citizen: Citizen) -> None:
    party, _ = await offered(db, citizen)
    citizen.sees(
        "Có một chỗ trống", "Lúc: 8 giờ, thứ Năm, ngày 26 tháng 11 năm 2026", "Trụ sở", "giữ cho ông/bà đến 11 giờ"
    )
    citizen.sees_button(TAKE, REFUSE, LEAVE)
    await citizen.press(TAKE)
    made = await db.read(booking_of_party, party)
    assert made is not None
    assert made.state is BookingState.CONFIRMED
    citizen.sees("Đã đặt lịch.", made.reference, "Lúc: 8 giờ")
    assert await db.read(waiting_of, party) is None


async def test_taking_twice_is_taking_once(db: Database, citizen: Citizen) -> None:
    party, _ = await offered(db, citizen)
    take = citizen.data_of(TAKE)
    answers = []
    for _ in range(2):
        await forge(citizen, take)
        answers.append(citizen.text)
    assert answers[0] == answers[1]
    made = await db.read(booking_of_party, party)
    assert made is not None
    assert made.state is BookingState.CONFIRMED


async def test_who_wants_another_place_waits_on_and_gets_the_next(db: Database, citizen: Citizen) -> None:
    party, made = await offered(db, citizen)
    await citizen.press(REFUSE)
    citizen.sees("vẫn ở trong danh sách chờ")
    assert await db.read(booking_of_party, party) is None
    await freed(db, made[2])
    await citizen.look()
    await citizen.press("Xem")
    citizen.sees("Lúc: 8 giờ 40")


async def test_who_waits_no_more_keeps_no_place_from_others(db: Database, citizen: Citizen) -> None:
    party, _ = await offered(db, citizen)
    await citizen.press(LEAVE)
    citizen.sees("đã ra khỏi danh sách chờ")
    assert await db.read(waiting_of, party) is None
    assert await db.read(booking_of_party, party) is None


@pytest.mark.parametrize("words", ["/lichhen", "/datlich"])
async def test_whoever_looks_for_an_appointment_sees_the_place_that_is_kept(
    db: Database, citizen: Citizen, words: str
) -> None:
    await offered(db, citizen)
    await citizen.write(words)
    citizen.sees("Có một chỗ trống")
    citizen.sees_button(TAKE, REFUSE)
    await citizen.press(TAKE)
    citizen.sees("Đã đặt lịch.")


async def test_an_offer_that_ran_out_is_no_place_any_more(db: Database, citizen: Citizen, clock: SetClock) -> None:
    party, _ = await offered(db, citizen)
    take = citizen.data_of(TAKE)
    clock.set(clock.now() + KEPT + timedelta(minutes=1))
    await db.write(release_holds)
    await db.write(offer_free_places)
    await forge(citizen, take)
    citizen.does_not_see("Đã đặt lịch.")
    assert await db.read(booking_of_party, party) is None
    line = await db.read(waiting_of, party)
    assert line is not None
    assert line.state is WaitState.WAITING


@pytest.mark.parametrize("act", ["wlyes", "wlno"])
async def test_somebody_elses_offer_and_a_missing_one_look_alike(db: Database, citizen: Citizen, act: str) -> None:
    _, made = await waits(db, citizen)
    answers = []
    for number in (made[1].id, 12345):
        await forge(citizen, f"{act}:{number}")
        answers.append(citizen.text)
    assert answers[0] == answers[1]
    there = await db.read(find_booking, made[1].id)
    assert there is not None
    assert there.state is BookingState.CONFIRMED


async def test_who_has_an_appointment_is_shown_it_instead_of_waiting(db: Database, citizen: Citizen) -> None:
    party, _ = await offered(db, citizen)
    await citizen.press(TAKE)
    await forge(citizen, "wljoin")
    made = await db.read(booking_of_party, party)
    assert made is not None
    citizen.sees(made.reference)
    assert await db.read(waiting_of, party) is None


async def test_in_english_it_reads_as_english(db: Database, citizen: Citizen) -> None:
    await waits(db, citizen)
    await read_english(db)
    await citizen.write("/appointments")
    citizen.sees("You have been on the waiting list to meet the leader since")
