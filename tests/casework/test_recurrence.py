"""The days of a recurring reception, compared with a calendar that is read day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.recurrence import LAST, Every, Exceptional, Fate, OnRestDay, Rule, by_rule, coming, placed
from casework.working_days import DayKind, WorkingDays

A_DAY = timedelta(days=1)
PLAIN = WorkingDays(days={}, proposed=frozenset(), confirmed=frozenset())  # the forecast: weekends, Tết, holidays

days = st.dates(date(2026, 1, 1), date(2029, 12, 31))
rests = st.sampled_from(OnRestDay)
monthly = st.one_of(
    st.builds(Rule, every=st.just(Every.MONTH_DAY), number=st.integers(1, 31), on_rest_day=rests),
    st.builds(
        Rule,
        every=st.just(Every.NTH_WEEKDAY),
        number=st.sampled_from([1, 2, 3, 4, LAST]),
        weekday=st.integers(0, 6),
        on_rest_day=rests,
    ),
)
weekly = st.builds(Rule, every=st.just(Every.WEEKLY), weekday=st.integers(0, 6), on_rest_day=rests)
rules = st.one_of(monthly, weekly)
spans = st.tuples(days, st.integers(0, 200)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1])))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingDays:
    """Three years in which whole weeks may be off (a month as well), and some Saturdays are worked."""
    runs = draw(st.lists(st.tuples(days, st.integers(0, 40)), max_size=12))
    off = {first + n * A_DAY for first, length in runs for n in range(length)}
    worked = draw(st.sets(days, max_size=20)) - off
    kinds = dict.fromkeys(off, DayKind.HOLIDAY) | dict.fromkeys(worked, DayKind.WORKED)
    return WorkingDays(days=kinds, proposed=frozenset(range(2025, 2031)), confirmed=frozenset())


def every_day(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += A_DAY


def falls_on(rule: Rule, day: date) -> bool:
    """Asked of one day alone, without counting from the first of the month."""
    last_of_month = (day + A_DAY).month != day.month
    if rule.every is Every.MONTH_DAY:
        assert rule.number is not None
        return day.day == rule.number or (last_of_month and day.day < rule.number)
    if day.weekday() != rule.weekday:
        return False
    if rule.every is Every.WEEKLY:
        return True
    if rule.number == LAST:
        return (day + 7 * A_DAY).month != day.month
    return (day.day + 6) // 7 == rule.number


def together(rule: Rule) -> str:
    return "%G-%V" if rule.every is Every.WEEKLY else "%Y-%m"


@given(rules, spans)
def test_a_rule_falls_on_exactly_the_days_that_fit_it(rule: Rule, span: tuple[date, date]) -> None:
    assert list(by_rule(rule, *span)) == [day for day in every_day(*span) if falls_on(rule, day)]


@given(monthly, st.integers(2026, 2029))
def test_every_month_has_exactly_one_day_by_the_rule(rule: Rule, year: int) -> None:
    found = list(by_rule(rule, date(year, 1, 1), date(year, 12, 31)))
    assert [day.month for day in found] == list(range(1, 13))


@given(rules, spans, calendars())
def test_nobody_is_received_on_a_rest_day_and_no_day_leaves_its_month_or_week(
    rule: Rule, span: tuple[date, date], calendar: WorkingDays
) -> None:
    found = list(coming(rule, *span, calendar, {}))
    for one in found:
        if one.on_date is None:
            inside = [
                day
                for day in every_day(one.planned_on - 31 * A_DAY, one.planned_on + 31 * A_DAY)
                if f"{day:{together(rule)}}" == f"{one.planned_on:{together(rule)}}"
            ]
            assert rule.on_rest_day is OnRestDay.SKIP or not any(map(calendar.is_working_day, inside))
            assert not calendar.is_working_day(one.planned_on)
        else:
            assert calendar.is_working_day(one.on_date)
            assert f"{one.on_date:{together(rule)}}" == f"{one.planned_on:{together(rule)}}"
            assert (one.fate is Fate.BY_RULE) == (one.on_date == one.planned_on)
    held = Counter(one.on_date for one in found if one.on_date is not None)
    assert max(held.values(), default=1) == 1, "a day is held once"


@given(monthly.filter(lambda rule: rule.on_rest_day is not OnRestDay.SKIP), st.integers(2026, 2029))
def test_by_the_calendar_of_viet_nam_every_month_has_its_reception_day(rule: Rule, year: int) -> None:
    found = coming(rule, date(year, 1, 1), date(year, 12, 31), PLAIN, {})
    assert [one.on_date.month for one in found if one.on_date is not None] == list(range(1, 13))


@given(rules, days, calendars())
def test_the_nearest_working_day_in_the_wanted_direction_is_taken(rule: Rule, day: date, calendar: WorkingDays) -> None:
    found = placed(rule, day, calendar)
    if found is None or found == day:
        return
    between = [one for one in every_day(min(day, found), max(day, found)) if one not in (day, found)]
    assert not any(map(calendar.is_working_day, between))
    wanted = found > day if rule.on_rest_day is OnRestDay.NEXT else found < day
    if not wanted:  # only when the wanted direction had none within the month or week
        away = A_DAY if rule.on_rest_day is OnRestDay.NEXT else -A_DAY
        other = day + away
        while f"{other:{together(rule)}}" == f"{day:{together(rule)}}":
            assert not calendar.is_working_day(other)
            other += away


@given(rules, spans, st.data())
def test_what_somebody_decided_for_a_day_stands_before_the_calendar(
    rule: Rule, span: tuple[date, date], data: st.DataObject
) -> None:
    by_itself = list(by_rule(rule, *span))
    if not by_itself:
        return
    chosen = data.draw(st.sampled_from(by_itself))
    to_date = data.draw(st.none() | days)
    found = {one.planned_on: one for one in coming(rule, *span, PLAIN, {chosen: Exceptional(to_date=to_date)})}
    assert list(found) == by_itself
    assert (found[chosen].on_date, found[chosen].fate) == (to_date, Fate.LEFT_OUT if to_date is None else Fate.MOVED)
    untouched = {one.planned_on: one for one in coming(rule, *span, PLAIN, {})}
    assert {on: one for on, one in found.items() if on != chosen} == {
        on: one for on, one in untouched.items() if on != chosen
    }


def test_the_second_thursday_and_the_thirty_first_of_each_month() -> None:
    second = Rule(every=Every.NTH_WEEKDAY, number=2, weekday=3)
    assert list(by_rule(second, date(2026, 11, 1), date(2027, 1, 31))) == [
        date(2026, 11, 12), date(2026, 12, 10), date(2027, 1, 14),
    ]  # fmt: skip
    last = Rule(every=Every.MONTH_DAY, number=31)
    assert list(by_rule(last, date(2027, 1, 1), date(2027, 4, 30))) == [
        date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30),
    ]  # fmt: skip


def test_the_last_day_of_a_month_that_is_a_sunday_goes_back_into_the_month() -> None:
    last = Rule(every=Every.MONTH_DAY, number=31)
    assert placed(last, date(2027, 1, 31), PLAIN) == date(2027, 1, 29)  # a Sunday: Monday would be February


def test_a_make_up_saturday_is_a_day_like_others() -> None:
    saturday = Rule(every=Every.WEEKLY, weekday=5, on_rest_day=OnRestDay.SKIP)
    # 22/08/2026 is worked in exchange for 31/08
    held = [one.on_date for one in coming(saturday, date(2026, 8, 1), date(2026, 8, 31), PLAIN, {})]
    assert held == [None, None, None, date(2026, 8, 22), None]


def test_the_culture_day_and_tet_are_no_reception_days() -> None:
    tuesday = Rule(every=Every.WEEKLY, weekday=1)
    (culture,) = coming(tuesday, date(2026, 11, 24), date(2026, 11, 24), PLAIN, {})
    assert (culture.on_date, culture.fate) == (date(2026, 11, 25), Fate.OFF_REST_DAY)
    first = Rule(every=Every.MONTH_DAY, number=8)  # mùng 3 Tết Đinh Mùi
    (tet,) = coming(first, date(2027, 2, 8), date(2027, 2, 8), PLAIN, {})
    assert tet.on_date is not None
    assert tet.on_date > date(2027, 2, 9)


@pytest.mark.parametrize(
    "wrong",
    [
        {"every": Every.MONTH_DAY, "number": 0},
        {"every": Every.MONTH_DAY, "number": 32},
        {"every": Every.MONTH_DAY, "number": 3, "weekday": 1},
        {"every": Every.NTH_WEEKDAY, "number": 5, "weekday": 1},
        {"every": Every.NTH_WEEKDAY, "number": 1},
        {"every": Every.WEEKLY, "weekday": 7},
        {"every": Every.WEEKLY, "weekday": 1, "number": 2},
    ],
)
def test_a_rule_that_names_no_day_cannot_be_made(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a rule names"):
        Rule(**wrong)  # type: ignore[arg-type]  # wrong on purpose
