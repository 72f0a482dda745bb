"""Would the judge of the years see a reminder that must not have left?"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from scheduler.rehearsal.log import Fact, Known, Sent
from tests.rehearsal.judge import HERE, NEVER, breaks, breaks_by_two_clocks

MONDAY = datetime(2027, 3, 1, 9, 0, tzinfo=HERE)


def a_reminder(at: datetime = MONDAY, *, party: int = 1, decision: int = 10, purpose: str = "c:1") -> Sent:
    return Sent(at, party, party + 100, decision, 7, purpose)


def found(sent: list[Sent], known: list[Known] | None = None, per_campaign: int = 6) -> list[str]:
    return [one.why for one in breaks(sent, known or [], per_campaign=per_campaign)]


def test_a_reminder_on_a_working_morning_is_right() -> None:
    assert found([a_reminder()]) == []


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (MONDAY.replace(hour=7, minute=29), "outside the window"),
        (MONDAY.replace(hour=20), "outside the window"),
        (MONDAY - timedelta(days=1), "on a rest day"),
        (datetime(2027, 4, 30, 9, tzinfo=HERE), "on a rest day"),
        (datetime(2027, 9, 2, 9, tzinfo=HERE), "on a rest day"),
        (datetime(2027, 2, 8, 9, tzinfo=HERE), "at Tết"),
        (datetime(2028, 1, 27, 9, tzinfo=HERE), "at Tết"),
    ],
)
def test_an_hour_or_a_day_of_rest_is_seen(at: datetime, why: str) -> None:
    assert why in found([a_reminder(at)])


@pytest.mark.parametrize(
    ("fact", "about", "why"),
    [
        (Fact.PAID, 10, "after a payment in full"),
        (Fact.RESTS, 10, "after a suspension"),
        (Fact.DIED, 1, "after a death"),
        (Fact.OPTED_OUT, 101, "after an opt-out"),
        (Fact.UNLINKED, 101, "after an unlink"),
        (Fact.DEAD_CHAT, 101, "to a dead chat"),
        (Fact.CLAIMED, 10, "while a payment was looked for"),
        (Fact.STOPPED, 7, "while the campaign rested"),
    ],
)
def test_a_reminder_a_second_after_the_fact_is_seen_and_one_before_is_not(fact: Fact, about: int, why: str) -> None:
    known = [Known(MONDAY, fact, about)]
    assert found([a_reminder(MONDAY + timedelta(seconds=1))], known) == [why]
    assert found([a_reminder(MONDAY - timedelta(seconds=1))], known) == []
    assert why in NEVER


def test_silence_that_was_asked_for_ends_at_its_hour() -> None:
    known = [Known(MONDAY, Fact.MUTED, 101, MONDAY + timedelta(days=3))]
    assert found([a_reminder(MONDAY + timedelta(days=2))], known) == ["to somebody who asked for silence"]
    assert found([a_reminder(MONDAY + timedelta(days=3))], known) == []


def test_what_an_officer_has_looked_into_holds_nothing_any_more() -> None:
    known = [Known(MONDAY, Fact.CLAIMED, 10), Known(MONDAY + timedelta(days=1), Fact.LOOKED, 10)]
    assert found([a_reminder(MONDAY + timedelta(hours=1))], known) == ["while a payment was looked for"]
    assert found([a_reminder(MONDAY + timedelta(days=2))], known) == []


def test_one_too_many_is_seen_over_all_cases_of_a_person() -> None:
    soon = [a_reminder(purpose="c:1"), a_reminder(MONDAY + timedelta(days=2), decision=11, purpose="c:2")]
    assert found(soon) == ["above the cap of three days"]
    days = [a_reminder(MONDAY + timedelta(days=4 * n), purpose=f"c:{n}") for n in range(7)]
    told = found(days, per_campaign=6)
    assert "above the cap of a month" in told
    assert "above the cap of the campaign" in told


def test_the_same_purpose_never_leaves_twice() -> None:
    assert "a second time for the same purpose" in found([a_reminder(), a_reminder(MONDAY + timedelta(days=7))])


HOUR = timedelta(hours=1)


def by_two_clocks(true: list[Sent], shown: list[Sent], known: list[Known] | None = None) -> list[str]:
    return [one.why for one in breaks_by_two_clocks(true, shown, known or [], per_campaign=6)]


def test_the_hour_is_the_one_that_the_clock_showed() -> None:
    evening = a_reminder(MONDAY.replace(hour=19, minute=30))
    assert by_two_clocks([evening], [a_reminder(evening.at + HOUR)]) == ["outside the window"]
    assert by_two_clocks([a_reminder(evening.at + HOUR)], [evening]) == []


def test_what_came_after_what_is_told_by_the_true_hours() -> None:
    died = [Known(MONDAY, Fact.DIED, 1)]
    after = a_reminder(MONDAY + timedelta(minutes=5))
    assert by_two_clocks([after], [a_reminder(after.at - HOUR)], died) == ["after a death"]
    before = a_reminder(MONDAY - timedelta(minutes=5))
    assert by_two_clocks([before], [a_reminder(before.at + HOUR)], died) == []


def test_three_days_have_to_pass_by_one_of_the_clocks() -> None:
    def two(days: timedelta) -> list[Sent]:
        return [a_reminder(purpose="c:1"), a_reminder(MONDAY + days, purpose="c:2")]

    short, long = timedelta(days=3) - HOUR, timedelta(days=3)
    assert by_two_clocks(two(short), two(short)) == ["above the cap of three days"]
    assert by_two_clocks(two(short), two(long)) == by_two_clocks(two(long), two(short)) == []
