from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.books import Books
from casework.clock import VIETNAM
from casework.coercion_days import Bar, at_instant, feast_of_tet, first_open_day, on_day
from casework.working_days import DayKind, WorkingDays, first_day_of_tet, propose, seed_year, set_day, working_days
from tests import builders

FORECAST = WorkingDays(days={}, proposed=frozenset(), confirmed=frozenset())


def bars(day: date, *, with_forces: bool = True) -> tuple[Bar, ...]:
    return on_day(FORECAST, day, with_forces=with_forces).bars


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 11, 23), ()),  # a Monday; that it be off was only ever proposed
        (date(2026, 11, 24), (Bar.HOLIDAY,)),  # the Culture Day
        (date(2026, 11, 28), (Bar.REST_DAY,)),  # Saturday
        (date(2026, 8, 31), (Bar.REST_DAY,)),  # off in exchange
        (date(2026, 8, 22), ()),  # the Saturday worked for it
        (date(2026, 9, 2), (Bar.HOLIDAY,)),
    ],
)
def test_rest_days_and_holidays_are_closed_whether_forces_come_or_not(day: date, found: tuple[Bar, ...]) -> None:
    assert bars(day) == found
    assert bars(day, with_forces=False) == found


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        # 2027: the calendar gives Tết 4/2 to 10/2; fifteen days before are 20/1 to 3/2, fifteen after 11/2 to 25/2
        (date(2027, 1, 19), False),
        (date(2027, 1, 20), True),
        (date(2027, 2, 3), True),
        (date(2027, 2, 11), True),
        (date(2027, 2, 25), True),
        (date(2027, 2, 26), False),
        # 2026: Tết 16/2 to 20/2; 1/2 (a Sunday) to 15/2, and 21/2 to 7/3 (a Saturday)
        (date(2026, 1, 30), False),
        (date(2026, 2, 2), True),
        (date(2026, 3, 6), True),
        (date(2026, 3, 9), False),
    ],
)
def test_forces_stay_away_fifteen_days_before_and_after_tet(day: date, closed: bool) -> None:
    verdict = on_day(FORECAST, day, with_forces=True)
    assert (Bar.TET in verdict.bars) is closed
    assert verdict.widest_reading is closed
    assert verdict.allowed is not closed
    assert Bar.TET not in bars(day, with_forces=False)


def test_coercion_without_forces_is_open_near_tet() -> None:
    verdict = on_day(FORECAST, date(2027, 2, 3), with_forces=False)
    assert verdict.allowed
    assert not verdict.widest_reading


def test_the_bar_of_tet_is_told_apart_from_the_day_off_itself() -> None:
    assert bars(date(2027, 2, 6)) == (Bar.HOLIDAY, Bar.TET)
    assert [str(one) for one in on_day(FORECAST, date(2027, 2, 6), with_forces=True).citations] == [
        "khoản 5 Điều 72, 106/2025/QH15",
        "khoản 2 Điều 42, 152/2026/NĐ-CP",
    ]


def test_the_feast_is_what_the_agencys_calendar_gives(books: Books) -> None:
    head = builders.a_staff_member(books, builders.an_agency(books), role="head")
    seed_year(books, 2027)
    assert feast_of_tet(working_days(books), 2027) == (date(2027, 2, 4), date(2027, 2, 10))
    set_day(books, date(2027, 2, 4), None, "", head)  # the official plan turns out to begin a day later
    set_day(books, date(2027, 2, 11), DayKind.HOLIDAY, "Nghỉ Tết", head)
    calendar = working_days(books)
    assert feast_of_tet(calendar, 2027) == (date(2027, 2, 5), date(2027, 2, 11))
    assert on_day(calendar, date(2027, 1, 20), with_forces=True).allowed
    assert not on_day(calendar, date(2027, 2, 26), with_forces=True).allowed


def test_mung_1_is_the_feast_even_in_a_calendar_that_forgot_it() -> None:
    empty = WorkingDays(days={}, proposed=frozenset({2029}), confirmed=frozenset({2029}))
    assert feast_of_tet(empty, 2029) == (date(2029, 2, 13), date(2029, 2, 13))
    assert not on_day(empty, date(2029, 1, 29), with_forces=True).allowed


@pytest.mark.parametrize(
    ("hour", "minute", "closed"), [(5, 59, True), (6, 0, False), (21, 59, False), (22, 0, True), (0, 0, True)]
)
def test_nights_are_closed_from_ten_to_six(hour: int, minute: int, closed: bool) -> None:
    there = datetime(2026, 11, 23, hour, minute, tzinfo=VIETNAM)
    assert (at_instant(FORECAST, there, with_forces=False).bars == (Bar.NIGHT,)) is closed


def test_the_hour_and_the_day_are_those_of_viet_nam() -> None:
    sunday_night_in_utc = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)  # Monday 06:00 in Viet Nam
    assert at_instant(FORECAST, sunday_night_in_utc, with_forces=False).allowed
    monday_afternoon_in_utc = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # Tuesday 24/11, midnight
    assert at_instant(FORECAST, monday_afternoon_in_utc, with_forces=False).bars == (Bar.NIGHT, Bar.HOLIDAY)


def test_a_policy_familys_day_closes_it_for_forces_only() -> None:
    day = date(2026, 12, 22)
    assert on_day(FORECAST, day, with_forces=True, traditional_days=[day]).bars == (Bar.TRADITIONAL_DAY,)
    assert on_day(FORECAST, day, with_forces=False, traditional_days=[day]).allowed


def test_the_first_open_day_lies_behind_all_bars() -> None:
    assert first_open_day(FORECAST, date(2027, 1, 20), with_forces=True) == date(2027, 2, 26)
    assert first_open_day(FORECAST, date(2026, 11, 21), with_forces=False) == date(2026, 11, 23)
    every_day = {date(2027, 3, 1) + timedelta(days=number) for number in range(200)}
    assert first_open_day(FORECAST, date(2027, 3, 1), with_forces=True, traditional_days=every_day) is None


def test_an_unconfirmed_calendar_is_told() -> None:
    signed = WorkingDays(
        days={day.on: day.kind for day in propose(2026)}, proposed=frozenset({2026}), confirmed=frozenset({2026})
    )
    assert not on_day(signed, date(2026, 11, 23), with_forces=False).unconfirmed_year
    assert on_day(signed, date(2027, 11, 22), with_forces=False).unconfirmed_year


@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)))
def test_whatever_is_open_to_forces_is_open_without_them_and_is_a_working_day(day: date) -> None:
    if on_day(FORECAST, day, with_forces=True).allowed:
        assert on_day(FORECAST, day, with_forces=False).allowed
        assert FORECAST.is_working_day(day)
        assert abs((day - first_day_of_tet(day.year)).days) > 15
