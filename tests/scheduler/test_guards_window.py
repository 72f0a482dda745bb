"""The hours and days on which a reminder may leave, to the second, whatever the calendar said when it was planned."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from casework import working_days
from casework.books import Books
from casework.clock import VIETNAM, SetClock, local
from casework.tables.calendar import calendar_day, calendar_year
from casework.working_days import DayKind, WorkingDays
from messages.tables import outbox
from scheduler import quiet
from scheduler.bell import reminders
from scheduler.quiet import Window
from tests.scheduler import arranged, guarded
from tests.scheduler.arranged import Office, at
from tests.scheduler.guarded import end_of, ends, go

MONDAY = date(2026, 11, 16)
TUESDAY = date(2026, 11, 17)


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


@pytest.fixture
def person(books: Books, office: Office, clock: SetClock) -> int:
    """A debtor whose reminder is queued on Monday."""
    (party,) = guarded.debtors(books, office, 1)
    guarded.under_way(books, office, arranged.a_plan(office))
    clock.set(at(MONDAY, 12))
    reminders.queue_due(books)
    books.conn.execute(update(outbox).values(useful_until=None))
    return party


@pytest.mark.parametrize(
    ("hour", "goes"),
    [
        (time(7, 29, 59, 999999), False),
        (time(7, 30), True),
        (time(19, 59, 59, 999999), True),
        (time(20, 0), False),
        (time(23, 59, 59), False),
        (time(0, 0), False),
    ],
)
def test_the_window_opens_at_half_past_seven_and_closes_at_eight(
    books: Books, person: int, clock: SetClock, hour: time, goes: bool
) -> None:
    clock.set(datetime.combine(TUESDAY, hour, VIETNAM))
    assert len(go(books)) == goes


def test_a_day_made_a_holiday_after_planning_is_kept_and_the_reminder_goes_on_the_next(
    books: Books, office: Office, person: int, clock: SetClock
) -> None:
    working_days.set_day(books, MONDAY, DayKind.HOLIDAY, "Lễ tang cấp Nhà nước", office.head)
    assert go(books) == []
    assert end_of(books, person) == [("queued", "quiet_hours", at(TUESDAY, 7, 30))]
    clock.set(at(TUESDAY, 7, 30))
    assert len(go(books)) == 1


def test_a_holiday_taken_back_lets_what_waits_go_at_its_own_time(
    books: Books, office: Office, person: int, clock: SetClock
) -> None:
    working_days.set_day(books, TUESDAY, DayKind.HOLIDAY, "Nghỉ", office.head)
    clock.set(at(MONDAY, 21))
    assert go(books) == []
    working_days.set_day(books, TUESDAY, None, "", office.head)
    assert end_of(books, person) == [("queued", "quiet_hours", at(date(2026, 11, 18), 7, 30))]
    clock.set(at(date(2026, 11, 18), 7, 30))
    assert len(go(books)) == 1


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_make_up_saturday_is_worked_only_once_the_year_is_confirmed(
    books: Books, office: Office, person: int, clock: SetClock, confirmed: bool
) -> None:
    """A proposal may be wrong about it, and a message on a rest day cannot be called back."""
    saturday = date(2026, 11, 21)
    working_days.set_day(books, saturday, DayKind.WORKED, "Làm bù", office.head)
    if confirmed:
        working_days.confirm_year(books, 2026, office.head)
    clock.set(at(saturday, 9))
    assert len(go(books)) == confirmed


def test_rest_days_of_a_proposal_are_kept_even_though_nobody_has_confirmed_it(
    books: Books, office: Office, person: int, clock: SetClock
) -> None:
    working_days.seed_year(books, 2026)
    clock.set(at(date(2026, 11, 24), 9))  # the Day of Culture
    assert go(books) == []


def test_of_a_year_that_nobody_has_proposed_the_forecast_keeps_tet(books: Books, person: int, clock: SetClock) -> None:
    for day in range(4, 11):
        clock.set(at(date(2027, 2, day), 9))
        assert go(books) == [], day
    clock.set(at(date(2027, 2, 11), 7, 30))
    assert len(go(books)) == 1


def test_the_last_evening_of_a_year_waits_for_the_first_working_day_of_the_next(
    books: Books, person: int, clock: SetClock
) -> None:
    clock.set(at(date(2026, 12, 31), 20))
    assert go(books) == []
    assert end_of(books, person) == [("queued", "quiet_hours", at(date(2027, 1, 4), 7, 30))]
    clock.set(at(date(2027, 1, 4), 7, 30))
    assert len(go(books)) == 1


def test_a_long_queue_waits_for_the_morning_in_one_go(books: Books, office: Office, clock: SetClock) -> None:
    guarded.debtors(books, office, 12)
    guarded.under_way(books, office, arranged.a_plan(office))
    clock.set(at(MONDAY, 20))
    assert go(books, 1) == []
    assert ends(books) == {("queued", "quiet_hours"): 12}
    assert set(books.conn.execute(select(outbox.c.not_before)).scalars()) == {at(TUESDAY, 7, 30)}


def test_what_is_of_no_use_in_the_morning_ends_with_the_rest(books: Books, office: Office, clock: SetClock) -> None:
    guarded.debtors(books, office, 6)
    guarded.under_way(books, office, arranged.a_plan(office))
    clock.set(at(MONDAY, 20))
    reminders.queue_due(books)
    some = books.conn.execute(select(outbox.c.id).limit(2)).scalars().all()
    books.conn.execute(update(outbox).where(outbox.c.id.in_(some)).values(useful_until=at(MONDAY, 22)))
    assert go(books, 1) == []
    assert ends(books) == {("suppressed", "quiet_hours"): 2, ("queued", "quiet_hours"): 4}


@given(
    days=st.dictionaries(st.dates(date(2026, 10, 1), date(2027, 3, 1)), st.sampled_from([*DayKind, None]), max_size=25),
    confirmed=st.sets(st.sampled_from([2026, 2027])),
    proposed=st.sets(st.sampled_from([2026, 2027])),
    minutes=st.integers(0, 150 * 24 * 60),
)
@settings(max_examples=300)
def test_whatever_the_calendar_nothing_is_open_outside_the_hours_or_on_a_rest_day(
    days: dict[date, DayKind | None], confirmed: set[int], proposed: set[int], minutes: int
) -> None:
    kinds = {day: kind for day, kind in days.items() if kind is not None and day.year in proposed}
    calendar = WorkingDays(days=kinds, proposed=frozenset(proposed), confirmed=frozenset(confirmed & proposed))
    instant = at(date(2026, 10, 1), 0) + timedelta(minutes=minutes)
    when = quiet.for_speaking(calendar).next(instant)
    here = local(when)
    assert time(7, 30) <= here.time() < time(20)
    kind = calendar.kind_of(here.date())
    assert kind not in (DayKind.HOLIDAY, DayKind.SWAPPED_OFF)
    assert here.weekday() < 5 or (kind is DayKind.WORKED and here.year in confirmed & proposed)


@pytest.mark.parametrize("confirmed", [False, True])
def test_one_question_agrees_with_the_whole_calendar_about_every_day(books: Books, confirmed: bool) -> None:
    rows = [(MONDAY, DayKind.HOLIDAY), (TUESDAY, DayKind.SWAPPED_OFF), (date(2026, 11, 21), DayKind.WORKED)]
    books.conn.execute(insert(calendar_year).values(year=2026, confirmed_at=at(MONDAY, 9) if confirmed else None))
    books.conn.execute(insert(calendar_day), [{"on_date": on, "kind": kind.value, "name": "x"} for on, kind in rows])
    whole = quiet.window(books)
    assert isinstance(whole, Window)
    for day in range(60):
        asked = at(date(2026, 11, 14) + timedelta(days=day), 9)
        assert quiet.is_open(books, asked) == whole.is_open(asked), asked
