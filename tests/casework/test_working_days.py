from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import staff
from casework.agency import AgencyFacts, set_up_agency
from casework.audit import Verified, verify
from casework.books import Books
from casework.deadlines import voluntary_period_end
from casework.staff import Role, StaffFacts
from casework.working_days import (
    DayKind,
    WorkingDays,
    YearUnknown,
    add_working_days,
    confirm_year,
    is_working_day,
    next_working_day,
    propose,
    seed_year,
    set_day,
    special_days,
    working_days,
    year_confirmed,
)

PLAIN = WorkingDays(days={}, proposed=frozenset(range(2000, 2100)), confirmed=frozenset())
YEAR_2026 = WorkingDays(
    days={day.on: day.kind for day in propose(2026)}, proposed=frozenset({2026}), confirmed=frozenset()
)


@pytest.fixture
def head(books: Books) -> int:
    """A head of the agency, who may sign."""
    facts = AgencyFacts(name="THADS tỉnh Mẫu", address="-", phone="-", site="-", bot_name="-", office_hours="-")
    agency_id = set_up_agency(books, facts)
    return staff.add(
        books,
        StaffFacts(agency_id=agency_id, login="head", name="Lê Thị Mẫu", title="Trưởng THADS tỉnh", role=Role.HEAD),
        "system",
    )


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 1), False),
        (date(2026, 1, 2), False),  # swapped for the Saturday after
        (date(2026, 1, 10), True),
        (date(2026, 1, 17), False),  # a plain Saturday
        (date(2026, 2, 16), False),  # Tết
        (date(2026, 2, 20), False),
        (date(2026, 2, 23), True),
        (date(2026, 4, 27), False),  # in lieu of a Sunday
        (date(2026, 8, 22), True),
        (date(2026, 8, 31), False),
        (date(2026, 9, 2), False),
        (date(2026, 11, 23), True),  # only ever a proposal
        (date(2026, 11, 24), False),
        (date(2026, 11, 28), False),
    ],
)
def test_2026_as_it_was_announced(books: Books, day: date, works: bool) -> None:
    seed_year(books, 2026)
    assert is_working_day(books, day) is works


@pytest.mark.parametrize(
    ("year", "tet"), [(2026, date(2026, 2, 17)), (2027, date(2027, 2, 6)), (2030, date(2030, 2, 2))]
)
def test_tet_is_that_of_viet_nam(year: int, tet: date) -> None:
    assert tet in {day.on for day in propose(year) if day.name == "Tết Nguyên Đán"}


@pytest.mark.parametrize("year", [2026, 2027, 2035])
def test_the_culture_day_is_off_from_2026_on(year: int) -> None:
    assert date(year, 11, 24) in {day.on for day in propose(year)}
    assert date(2025, 11, 24) not in {day.on for day in propose(2025)}


def test_a_day_off_given_for_a_holiday_on_a_rest_day_is_off(books: Books) -> None:
    seed_year(books, 2027)
    assert not is_working_day(books, date(2027, 5, 3))  # 1/5/2027 is a Saturday


def test_a_year_that_nobody_proposed_is_still_not_worked_through_tet(books: Books) -> None:
    assert not is_working_day(books, date(2027, 2, 8))
    assert special_days(books, 2027) == ()
    assert not year_confirmed(books, 2027)


def test_proposing_twice_keeps_what_staff_corrected(books: Books, head: int) -> None:
    first = seed_year(books, 2026)
    assert first == propose(2026)
    set_day(books, date(2026, 11, 23), DayKind.SWAPPED_OFF, "Nghỉ hoán đổi", head)
    again = seed_year(books, 2026)
    assert {day.on for day in again} - {day.on for day in first} == {date(2026, 11, 23)}
    set_day(books, date(2026, 11, 23), None, "", head)
    assert seed_year(books, 2026) == first


def test_a_year_is_unconfirmed_until_signed_and_again_after_a_change(books: Books, head: int) -> None:
    seed_year(books, 2026)
    assert not year_confirmed(books, 2026)
    confirm_year(books, 2026, head)
    assert year_confirmed(books, 2026)
    assert not year_confirmed(books, 2027)
    set_day(books, date(2026, 11, 28), DayKind.WORKED, "Làm bù cho ngày 23/11", head)
    assert is_working_day(books, date(2026, 11, 28))
    assert not year_confirmed(books, 2026)
    audited = verify(books)
    assert isinstance(audited, Verified)
    assert audited.count == 3  # the head was added, the year confirmed, the day set


def test_a_year_that_was_never_proposed_cannot_be_confirmed(books: Books, head: int) -> None:
    with pytest.raises(YearUnknown, match="2031"):
        confirm_year(books, 2031, head)


def test_a_corrected_day_can_be_corrected_again(books: Books, head: int) -> None:
    set_day(books, date(2026, 12, 31), DayKind.SWAPPED_OFF, "Nghỉ", head)
    set_day(books, date(2026, 12, 31), DayKind.HOLIDAY, "Nghỉ lễ", head)
    kinds = [day.kind for day in special_days(books, 2026) if day.on == date(2026, 12, 31)]
    assert kinds == [DayKind.HOLIDAY]


def test_three_working_days_skip_the_rest_day_and_the_holiday(books: Books) -> None:
    seed_year(books, 2026)
    assert add_working_days(books, date(2026, 11, 20), 3) == date(2026, 11, 26)
    assert add_working_days(books, date(2026, 11, 26), -3) == date(2026, 11, 20)
    assert add_working_days(books, date(2026, 11, 22), 0) == date(2026, 11, 22)
    assert next_working_day(books, date(2026, 11, 21)) == date(2026, 11, 23)
    assert next_working_day(books, date(2026, 11, 23)) == date(2026, 11, 23)


days_of_2026 = st.dates(date(2026, 1, 15), date(2026, 12, 1))


@given(days_of_2026, st.integers(1, 10))
def test_the_nth_working_day_has_exactly_n_working_days_up_to_it(day: date, n: int) -> None:
    end = YEAR_2026.add(day, n)
    between = [day + timedelta(days=k) for k in range(1, (end - day).days + 1)]
    assert sum(YEAR_2026.is_working_day(one) for one in between) == n
    assert YEAR_2026.is_working_day(end)


@given(days_of_2026, st.integers(1, 10))
def test_counting_back_from_a_working_day_comes_home(day: date, n: int) -> None:
    start = YEAR_2026.on_or_after(day)
    assert YEAR_2026.add(YEAR_2026.add(start, n), -n) == start


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)), st.integers(1, 400))
def test_five_working_days_a_week_when_no_day_is_special(day: date, weeks: int) -> None:
    start = PLAIN.on_or_after(day)
    assert PLAIN.add(start, 5 * weeks) == start + timedelta(weeks=weeks)


@pytest.mark.parametrize(
    ("served", "last", "moved_from"),
    [
        (date(2026, 11, 9), date(2026, 11, 19), None),
        (date(2026, 11, 14), date(2026, 11, 25), date(2026, 11, 24)),  # the Culture Day
        (date(2026, 11, 11), date(2026, 11, 23), date(2026, 11, 21)),  # a Saturday
        (date(2026, 8, 21), date(2026, 9, 3), date(2026, 8, 31)),  # a swapped day, then two holidays
        (date(2026, 8, 12), date(2026, 8, 22), None),  # a Saturday that is worked
        (date(2026, 2, 6), date(2026, 2, 23), date(2026, 2, 16)),  # into Tết
        (date(2026, 12, 22), date(2027, 1, 4), date(2027, 1, 1)),  # over the turn of the year
    ],
)
def test_the_voluntary_period_ends_on_a_working_day(
    books: Books, served: date, last: date, moved_from: date | None
) -> None:
    seed_year(books, 2026)
    deadline = voluntary_period_end(books, served)
    assert (deadline.last_day, deadline.moved_from) == (last, moved_from)
    assert deadline.unconfirmed_year


def test_a_deadline_says_which_law_it_was_counted_by(books: Books) -> None:
    moved = voluntary_period_end(books, date(2026, 11, 14))
    assert [str(one) for one in moved.citations] == [
        "khoản 1 Điều 36, 106/2025/QH15",
        "khoản 2 Điều 147, 91/2015/QH13",
        "khoản 5 Điều 148, 91/2015/QH13",
        "khoản 6 Điều 148, 91/2015/QH13",
    ]
    stays = voluntary_period_end(books, date(2026, 11, 9))
    assert [one.clause for one in stays.citations] == ["1", "2", "6"]


def test_a_deadline_is_firm_once_every_year_it_touches_is_confirmed(books: Books, head: int) -> None:
    for year in (2026, 2027):
        seed_year(books, year)
    confirm_year(books, 2026, head)
    assert not voluntary_period_end(books, date(2026, 11, 9)).unconfirmed_year
    assert voluntary_period_end(books, date(2026, 12, 22)).unconfirmed_year  # ends in 2027
    confirm_year(books, 2027, head)
    assert not voluntary_period_end(books, date(2026, 12, 22)).unconfirmed_year


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_no_period_of_2026_ends_early_or_on_a_day_off(books: Books) -> None:
    seed_year(books, 2026)
    calendar = working_days(books)
    day = date(2026, 1, 1)
    while day < date(2026, 12, 15):
        deadline = voluntary_period_end(books, day)
        assert deadline.last_day >= day + timedelta(days=10)
        assert calendar.is_working_day(deadline.last_day)
        skipped = (deadline.last_day - day).days - 10
        assert not any(calendar.is_working_day(day + timedelta(days=10 + k)) for k in range(skipped))
        day += timedelta(days=1)
