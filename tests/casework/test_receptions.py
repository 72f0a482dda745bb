from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import insert

from casework.books import Books
from casework.clock import SetClock, local
from casework.db.ids import new_id
from casework.receptions import DayWarning, PlanRefused, Window, close_day, free_slots, open_day
from casework.tables.places import commune, province
from casework.working_days import confirm_year, seed_year
from tests.casework.reception_rooms import MORNING, ON, Office, a_day, a_plan, an_office_with_leader
from tests.casework.statements import statements_sent

AFTERNOON = Window(opens=time(13, 30), closes=time(14, 15))


@pytest.fixture
def office(books: Books) -> Office:
    office = an_office_with_leader(books)
    seed_year(books, 2026)
    confirm_year(books, 2026, office.leader)
    return office


def a_commune(books: Books) -> int:
    province_id, commune_id = new_id(), new_id()
    books.conn.execute(insert(province).values(id=province_id, code="99", name="tỉnh Vĩnh Hưng", folded="vinh hung"))
    books.conn.execute(
        insert(commune).values(
            id=commune_id, code="99001", province_id=province_id, kind="xã", name="xã Phước Hòa", folded="phuoc hoa"
        )
    )
    return commune_id


def test_a_day_is_cut_into_whole_slots_of_the_offices_own_time(books: Books, office: Office, clock: SetClock) -> None:
    opened = open_day(books, a_plan(office, windows=(AFTERNOON, MORNING)), office.leader)
    slots = free_slots(books, after=clock.now())
    assert [f"{local(slot.starts_at):%H:%M}-{local(slot.ends_at):%H:%M}" for slot in slots] == [
        "08:00-08:20", "08:20-08:40", "08:40-09:00", "13:30-13:50", "13:50-14:10",
    ]  # fmt: skip
    assert tuple(slot.slot_id for slot in slots) == opened.slot_ids
    assert slots[0].starts_at == datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
    assert opened.warnings == ()
    assert "bookings" in books.rings


def test_published_later_than_five_working_days_before_is_warned_of(books: Books, office: Office) -> None:
    # 16/11 is a Monday; 24/11 is the Culture Day, a holiday: 17, 18, 19, 20, 23 are working days, then 25, 26
    assert open_day(books, a_plan(office, on=date(2026, 11, 23)), office.leader).warnings == ()
    late = open_day(books, a_plan(office, on=date(2026, 11, 20)), office.leader)
    assert late.warnings == (DayWarning.PUBLISHED_LATE,)


@pytest.mark.parametrize("rest", [date(2026, 11, 24), date(2026, 11, 28)])
def test_a_holiday_or_saturday_is_warned_of(books: Books, office: Office, rest: date) -> None:
    assert open_day(books, a_plan(office, on=rest), office.leader).warnings == (DayWarning.REST_DAY,)


def test_a_year_that_nobody_has_confirmed_is_warned_of(books: Books, office: Office) -> None:
    opened = open_day(books, a_plan(office, on=date(2027, 1, 12)), office.leader)
    assert opened.warnings == (DayWarning.YEAR_UNCONFIRMED,)


@pytest.mark.parametrize(
    ("windows", "minutes", "seats"),
    [
        ((), 20, 1),
        ((Window(opens=time(9), closes=time(8)),), 20, 1),
        ((Window(opens=time(8), closes=time(8, 10)),), 20, 1),
        ((MORNING, Window(opens=time(8, 30), closes=time(10))), 20, 1),
        ((MORNING,), 0, 1),
        ((MORNING,), 20, 0),
        ((MORNING,), 20, 51),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_with_a_remedy(
    books: Books, office: Office, windows: tuple[Window, ...], minutes: int, seats: int
) -> None:
    with pytest.raises(PlanRefused, match=r"Hãy"):
        open_day(books, a_plan(office, windows=windows, minutes_each=minutes, seats=seats), office.leader)


def test_a_day_gone_by_is_not_published(books: Books, office: Office) -> None:
    with pytest.raises(PlanRefused, match="đã qua"):
        open_day(books, a_plan(office, on=date(2026, 11, 13)), office.leader)


def test_a_leader_is_not_in_two_places_at_once(books: Books, office: Office) -> None:
    first = a_day(books, office=office)
    with pytest.raises(PlanRefused, match="trùng giờ"):
        a_day(books, office=office, place="UBND xã Phước Hòa")
    assert close_day(books, first.day_id, office.leader)
    a_day(books, office=office, place="UBND xã Phước Hòa")


def test_a_day_that_was_called_off_may_be_published_anew_at_the_same_place(books: Books, office: Office) -> None:
    first = a_day(books, office=office)
    assert close_day(books, first.day_id, office.leader)
    assert not close_day(books, first.day_id, office.leader)
    a_day(books, office=office)


def test_a_leader_may_go_on_elsewhere_when_the_first_place_is_done(books: Books, office: Office) -> None:
    a_day(books, office=office)
    afterwards = Window(opens=time(9, 0), closes=time(10, 0))
    open_day(books, a_plan(office, windows=(afterwards,), place="UBND xã Phước Hòa"), office.leader)


def test_only_times_to_come_within_sixty_days_are_offered(books: Books, office: Office, clock: SetClock) -> None:
    a_day(books, office=office, on=ON)
    far = a_day(books, office=office, on=date(2027, 1, 20))
    assert {local(slot.starts_at).date() for slot in free_slots(books, after=clock.now())} == {ON}
    clock.set(datetime(2026, 11, 26, 1, 25, tzinfo=UTC))  # 08:25
    offered = free_slots(books, after=clock.now() - timedelta(days=30))
    assert [f"{local(slot.starts_at):%d/%m %H:%M}" for slot in offered] == [
        "26/11 08:40", "20/01 08:00", "20/01 08:20", "20/01 08:40",
    ]  # fmt: skip
    assert [slot.day_id for slot in free_slots(books, after=clock.now(), limit=2)] == [offered[0].day_id, far.day_id]


def test_one_commune_can_be_asked_for(books: Books, office: Office, clock: SetClock) -> None:
    commune_id = a_commune(books)
    a_day(books, office=office)
    plan = a_plan(office, on=date(2026, 11, 27), place="UBND xã Phước Hòa", commune_id=commune_id)
    there = open_day(books, plan, office.leader)
    assert {slot.day_id for slot in free_slots(books, after=clock.now(), commune_id=commune_id)} == {there.day_id}
    assert len(free_slots(books, after=clock.now())) == 6


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_bookings_of_a_slot_are_found_by_the_index_of_its_seats(
    books: Books, office: Office, clock: SetClock
) -> None:
    a_day(books, office=office)
    with statements_sent(books.conn) as sent:
        free_slots(books, after=clock.now(), leader_id=office.leader)
    steps = [row[3] for row in books.conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sent[0]}")]
    assert sum("uq_booking_seat" in step for step in steps) == 2
    assert any("ix_reception_slot_start" in step for step in steps)
    assert not any(step.startswith("SCAN") for step in steps), steps
