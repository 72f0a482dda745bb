"""The agency speaks unasked only inside the window, on working days of its calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import working_days
from casework.books import Books
from casework.clock import VIETNAM, local
from casework.working_days import DayKind, WorkingDays
from scheduler import quiet
from scheduler.quiet import Window

FORECAST = Window(WorkingDays(days={}, proposed=frozenset(), confirmed=frozenset()))
JULY = datetime(2026, 7, 1, tzinfo=UTC)
instants = st.integers(0, 6 * 366 * 24 * 60).map(lambda minutes: JULY + timedelta(minutes=minutes))


def here(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), VIETNAM)


@given(instants)
def test_the_next_window_is_never_outside_the_window(instant: datetime) -> None:
    when = local(FORECAST.next(instant))
    assert when >= instant
    assert time(7, 30) <= when.time() < time(20, 0)
    assert when.weekday() < 5 or FORECAST.calendar.is_working_day(when.date())
    assert FORECAST.calendar.is_working_day(when.date())


@given(instants)
def test_no_open_instant_is_passed_over(instant: datetime) -> None:
    when = FORECAST.next(instant)
    step = instant
    while step < when:
        assert not FORECAST.is_open(step)
        step += timedelta(minutes=30)


@given(instants)
def test_asking_again_changes_nothing(instant: datetime) -> None:
    when = FORECAST.next(instant)
    assert FORECAST.next(when) == when
    assert FORECAST.is_open(when)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (here(date(2026, 11, 20), 20), here(date(2026, 11, 23), 7, 30)),  # a Friday at closing
        (here(date(2026, 11, 20), 19, 59), here(date(2026, 11, 20), 19, 59)),
        (here(date(2026, 11, 23), 21), here(date(2026, 11, 25), 7, 30)),  # 24/11 is the Day of Culture
        (here(date(2026, 11, 24), 9), here(date(2026, 11, 25), 7, 30)),
        (here(date(2027, 2, 3), 20, 30), here(date(2027, 2, 11), 7, 30)),  # Tết Đinh Mùi
        (here(date(2026, 11, 16), 0), here(date(2026, 11, 16), 7, 30)),
        (here(date(2026, 12, 31), 22), here(date(2027, 1, 4), 7, 30)),
    ],
)
def test_rest_days_holidays_and_tet_are_passed_over(books: Books, asked: datetime, answer: datetime) -> None:
    assert quiet.next_window(books, asked) == answer


def test_a_day_that_the_agency_swaps_off_is_quiet_and_its_make_up_saturday_is_not(books: Books) -> None:
    staff = _somebody(books)
    working_days.set_day(books, date(2026, 11, 23), DayKind.SWAPPED_OFF, "Nghỉ hoán đổi", staff)
    working_days.set_day(books, date(2026, 11, 28), DayKind.WORKED, "Làm bù", staff)
    working_days.confirm_year(books, 2026, staff)
    assert not quiet.is_open(books, here(date(2026, 11, 23), 9))
    assert quiet.is_open(books, here(date(2026, 11, 28), 9))
    assert quiet.next_window(books, here(date(2026, 11, 27), 21)) == here(date(2026, 11, 28), 7, 30)


@pytest.mark.parametrize("seeded", [False, True])
def test_one_question_agrees_with_the_whole_calendar(books: Books, seeded: bool) -> None:
    if seeded:
        for year in (2026, 2027):
            working_days.seed_year(books, year)
    open_hours = quiet.window(books)
    moment = here(date(2026, 12, 20), 12)
    for day in range(75):
        asked = moment + timedelta(days=day)
        assert quiet.is_open(books, asked) == open_hours.is_open(asked), asked


def _somebody(books: Books) -> int:
    from tests import builders

    return builders.a_staff_member(books, builders.an_agency(books))
