"""The agency or the day chooses how long before people are reminded; what waits follows, what was said stays said."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select

from casework.books import Books
from casework.clock import SetClock
from casework.reminder_times import TimesRefused, read_times, set_agency_times, set_day_times, times_of_day, written
from messages.outbox import content_of
from messages.tables import outbox
from scheduler.bell.appointments import plan_appointments, text_of
from scheduler.bell.reminders import queue_due
from scheduler.tables import planned_step
from tests.casework.meetings import Meeting, a_meeting
from tests.scheduler.arranged import at


@pytest.fixture
def met(books: Books) -> Meeting:
    """A booking on Thursday 26/11/2026 at 08:20; it is the 16th. The 24th is a holiday."""
    return a_meeting(books)


def waiting(books: Books) -> list[tuple[str, datetime]]:
    rows = books.conn.execute(
        select(planned_step.c.purpose, planned_step.c.due_at)
        .where(planned_step.c.state == "pending")
        .order_by(planned_step.c.due_at)
    )
    return [(row.purpose.rsplit(":", 1)[1], row.due_at) for row in rows]


def states(books: Books) -> list[tuple[str, str, str | None]]:
    rows = books.conn.execute(select(planned_step).order_by(planned_step.c.due_at, planned_step.c.id))
    return [(row.purpose.rsplit(":", 1)[1], row.state, row.reason) for row in rows]


def test_the_agencys_times_hold_and_what_waits_is_planned_anew(books: Books, met: Meeting) -> None:
    plan_appointments(books)
    assert [name for name, _ in waiting(books)] == ["3d", "1d", "2h"]
    set_agency_times(books, "5d, 1d", met.leader)
    assert plan_appointments(books) > 0
    assert waiting(books) == [("5d", at(date(2026, 11, 20), 8, 20)), ("1d", at(date(2026, 11, 25), 8, 20))]
    assert {reason for _, state, reason in states(books) if state == "cancelled"} == {"reminder_unset"}
    assert plan_appointments(books) == 0


def test_a_day_has_its_own_times_until_it_has_none(books: Books, met: Meeting) -> None:
    day = met.day
    set_day_times(books, day, "7d", met.leader)
    set_agency_times(books, "1d", met.leader)
    plan_appointments(books)
    assert [name for name, _ in waiting(books)] == ["7d"]
    set_day_times(books, day, None, met.leader)
    plan_appointments(books)
    assert [name for name, _ in waiting(books)] == ["1d"]
    assert written(times_of_day(books, day)) == "1d"


def test_times_taken_away_and_chosen_again_are_planned_again(books: Books, met: Meeting) -> None:
    plan_appointments(books)
    for times in ("1d", "3d,1d,2h"):
        set_agency_times(books, times, met.leader)
        plan_appointments(books)
    assert [name for name, _ in waiting(books)] == ["3d", "1d", "2h"]


def test_what_was_said_is_not_said_again_when_the_times_change(books: Books, met: Meeting, clock: SetClock) -> None:
    plan_appointments(books)
    clock.set(at(date(2026, 11, 23), 9))
    assert queue_due(books) == 1
    for times in ("1d", "3d,1d,2h"):
        set_agency_times(books, times, met.leader)
        plan_appointments(books)
    queue_due(books)
    assert len(books.conn.execute(select(outbox.c.id)).all()) == 1
    assert states(books)[0][:2] == ("3d", "queued")


@pytest.mark.parametrize(
    ("name", "ends"),
    [("14d", "three_days"), ("2d", "three_days"), ("1d", "one_day"), ("12h", "two_hours"), ("one_day", "one_day")],
)
def test_each_reminder_has_the_words_of_its_distance(name: str, ends: str) -> None:
    assert text_of(name) == f"reminder.appointment_{ends}"


def test_a_reminder_a_week_before_says_the_day_and_not_tomorrow(books: Books, met: Meeting, clock: SetClock) -> None:
    set_day_times(books, met.day, "7d", met.leader)
    plan_appointments(books)
    clock.set(at(date(2026, 11, 19), 9))
    queue_due(books)
    content = content_of(books, books.conn.execute(select(outbox.c.id)).scalar_one())
    assert content is not None
    assert content.text_key == "reminder.appointment_three_days"


@pytest.mark.parametrize("wrong", ["", "3", "d", "0d", "15d", "13h", "3d,3d", "1d,2d,3d,4d,5d", "3d;1d", "-1d", "1w"])
def test_times_that_make_no_sense_are_refused(books: Books, met: Meeting, wrong: str) -> None:
    with pytest.raises(TimesRefused):
        read_times(wrong)
    with pytest.raises(TimesRefused):
        set_agency_times(books, wrong, met.leader)


def test_times_are_kept_farthest_first(books: Books, met: Meeting) -> None:
    assert written(set_agency_times(books, "2H, 10d ,1d", met.leader)) == "10d,1d,2h"
