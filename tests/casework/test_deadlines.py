"""The periods of the law end where they were counted to by hand, on every kind of day there is."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.books import Books
from casework.citations import CIVIL_CODE
from casework.deadlines import (
    Counted,
    NotExcludable,
    Span,
    deadline,
    deadline_of,
    earliest_after_notice,
    plain_end,
    voluntary_period_end,
)
from casework.period_kinds import PeriodKind
from casework.periods import PERIODS, Unit
from casework.working_days import WorkingDays, propose

GOLDEN = Path(__file__).parent / "golden" / "deadlines.toml"
CASES: list[dict[str, Any]] = tomllib.loads(GOLDEN.read_text("utf-8"))["case"]
CONFIRMED_2026 = WorkingDays(
    days={day.on: day.kind for day in propose(2026)}, proposed=frozenset({2026}), confirmed=frozenset({2026})
)
DAY = timedelta(days=1)

kinds = st.sampled_from(PeriodKind)
running_on = st.sampled_from([kind for kind, one in PERIODS.items() if not one.before and not one.fixed_end])
fixed = st.sampled_from([kind for kind, one in PERIODS.items() if one.fixed_end])
excludable = st.sampled_from([kind for kind, period in PERIODS.items() if period.excludable])
days = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(st.dates(date(2025, 1, 1), date(2031, 1, 1)))
    return Span(start=start, until=start + timedelta(days=draw(st.integers(1, 400))))


def spans_of(case: dict[str, Any]) -> list[Span]:
    return [Span(start=one["from"], until=one["until"]) for one in case.get("not_counted", [])]


@pytest.mark.parametrize("case", CASES, ids=[f"{case['kind']}-{case['from']}" for case in CASES])
def test_a_period_ends_where_it_was_counted_to_by_hand(case: dict[str, Any]) -> None:
    found = deadline(CONFIRMED_2026, PeriodKind(case["kind"]), case["from"], not_counted=spans_of(case))
    expected = (case["last_day"], case.get("moved_from"), case.get("unconfirmed_year", False))
    assert (found.last_day, found.moved_from, found.unconfirmed_year) == expected, case["why"]


def test_the_cases_are_many_and_cover_every_kind_three_times() -> None:
    seen = Counter(case["kind"] for case in CASES)
    assert len(CASES) >= 200
    assert {kind.value: seen[kind.value] for kind in PeriodKind if seen[kind.value] < 3} == {}
    assert all(case["why"] for case in CASES)


def test_every_kind_has_its_row_and_every_row_its_place_in_the_law() -> None:
    assert list(PERIODS) == list(PeriodKind)
    for kind, period in PERIODS.items():
        assert period.kind is kind
        assert period.length > 0
        assert period.name
        assert period.runs_from.startswith("ngày ")
        of_enforcement, of_reception = {"106/2025/QH15", "152/2026/NĐ-CP"}, {"42/2013/QH13", "154/2026/NĐ-CP"}
        assert {one.law for one in period.basis} <= (of_reception if kind.startswith("reception_") else of_enforcement)
        assert period.basis


@pytest.mark.parametrize(
    ("kind", "start", "clauses"),
    [
        (PeriodKind.VOLUNTARY_PERIOD, date(2026, 11, 9), ["147.2", "148.6"]),
        (PeriodKind.VOLUNTARY_PERIOD, date(2026, 11, 14), ["147.2", "148.5", "148.6"]),
        (PeriodKind.REVERIFICATION, date(2026, 5, 24), ["147.2", "148.3", "148.5", "148.6"]),
        (PeriodKind.LIMITATION, date(2021, 7, 1), ["147.2", "148.4", "148.6"]),
        (PeriodKind.CONFIRMATION_OF_RESULTS, date(2026, 11, 20), ["147.2", "148.6"]),
    ],
)
def test_an_answer_names_the_rules_it_was_counted_by(kind: PeriodKind, start: date, clauses: list[str]) -> None:
    found = deadline(CONFIRMED_2026, kind, start).citations
    assert found[: len(PERIODS[kind].basis)] == PERIODS[kind].basis
    assert [f"{one.article}.{one.clause}" for one in found if one.law == CIVIL_CODE] == clauses


def test_nothing_is_left_out_where_the_law_leaves_nothing_out() -> None:
    with pytest.raises(NotExcludable):
        deadline(
            CONFIRMED_2026,
            PeriodKind.VOLUNTARY_PERIOD,
            date(2026, 11, 9),
            not_counted=[Span(start=date(2026, 11, 10), until=date(2026, 11, 12))],
        )


def test_the_books_count_with_the_agencys_own_calendar(books: Books) -> None:
    served = date(2026, 11, 14)
    assert deadline_of(books, PeriodKind.VOLUNTARY_PERIOD, served) == voluntary_period_end(books, served)
    assert voluntary_period_end(books, served).last_day == date(2026, 11, 25)


def test_a_notice_leads_to_the_first_day_it_is_early_enough_for() -> None:
    notified = date(2026, 11, 23)  # 24/11 is a holiday: the third working day after is Friday 27/11
    assert earliest_after_notice(CONFIRMED_2026, PeriodKind.SEIZURE_NOTICE, notified) == date(2026, 11, 27)
    with pytest.raises(ValueError, match="does not run back"):
        earliest_after_notice(CONFIRMED_2026, PeriodKind.PAYOUT, notified)


def test_working_days_have_no_plain_end() -> None:
    with pytest.raises(ValueError, match="counted on a calendar"):
        plain_end(date(2026, 11, 9), 3, Unit.WORKING_DAYS)


# -- for every day and kind -------------------------------------------------------------------------------------------


@given(running_on, days)
def test_the_last_day_is_a_working_day_and_only_rest_days_were_passed_over(kind: PeriodKind, start: date) -> None:
    found = deadline(CONFIRMED_2026, kind, start)
    assert CONFIRMED_2026.is_working_day(found.last_day)
    assert found.last_day > start
    day = found.moved_from or found.last_day
    while day < found.last_day:
        assert not CONFIRMED_2026.is_working_day(day)
        day += DAY


@given(fixed, days)
def test_a_most_and_a_time_to_wait_end_on_their_date_whatever_day_it_is(kind: PeriodKind, start: date) -> None:
    found = deadline(CONFIRMED_2026, kind, start)
    period = PERIODS[kind]
    assert found.last_day == plain_end(start, period.length, period.unit)
    assert (found.moved_from, found.unconfirmed_year) == (None, False)
    assert not [one for one in found.citations if (one.article, one.clause) == ("148", "5")]


@given(kinds, days, st.integers(1, 40))
def test_what_starts_later_never_ends_earlier(kind: PeriodKind, start: date, later: int) -> None:
    first = deadline(CONFIRMED_2026, kind, start).last_day
    assert deadline(CONFIRMED_2026, kind, start + later * DAY).last_day >= first


@given(kinds.filter(lambda kind: PERIODS[kind].unit is Unit.WORKING_DAYS), days)
def test_working_days_are_exactly_as_many_as_counting_them_one_by_one_gives(kind: PeriodKind, start: date) -> None:
    period = PERIODS[kind]
    found = deadline(CONFIRMED_2026, kind, start)
    step = -DAY if period.before else DAY
    walked, number = start, 0
    while walked != found.last_day:
        walked += step
        number += CONFIRMED_2026.is_working_day(walked)
    assert number == period.length
    assert found.counted is Counted.WORKING
    assert found.moved_from is None


@given(days, st.integers(1, 60))
def test_months_end_on_the_same_date_or_on_the_last_of_the_month(start: date, months: int) -> None:
    end = plain_end(start, months, Unit.MONTHS)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + DAY).day == 1)


@given(excludable, st.dates(date(2025, 1, 1), date(2030, 1, 1)), st.lists(spans(), max_size=5))
def test_days_left_out_are_not_counted_whatever_their_order_or_overlap(
    kind: PeriodKind, start: date, left_out: list[Span]
) -> None:
    found = deadline(CONFIRMED_2026, kind, start, not_counted=left_out)
    assert found == deadline(CONFIRMED_2026, kind, start, not_counted=[*reversed(left_out), *left_out])
    period = PERIODS[kind]
    length = (plain_end(start, period.length, period.unit) - start).days
    walked = start
    while length:  # one by one, as somebody would with a calendar on the wall
        walked += DAY
        length -= not any(span.holds(walked) for span in left_out)
    assert (found.moved_from or found.last_day) == walked
    assert not any(span.holds(found.last_day) for span in left_out)


@given(days)
def test_a_notice_on_its_last_possible_day_is_early_enough_and_a_day_later_is_not(event: date) -> None:
    event = CONFIRMED_2026.on_or_after(event)
    for kind in (PeriodKind.SEIZURE_NOTICE, PeriodKind.COST_ESTIMATE, PeriodKind.REDEMPTION):
        latest = deadline(CONFIRMED_2026, kind, event).last_day
        assert earliest_after_notice(CONFIRMED_2026, kind, latest) == event
        assert earliest_after_notice(CONFIRMED_2026, kind, latest + DAY) >= event
        assert earliest_after_notice(CONFIRMED_2026, kind, CONFIRMED_2026.add(latest, 1)) > event
