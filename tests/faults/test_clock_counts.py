"""Would the judge of wrong clocks see what must not be?"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from casework.clock import VIETNAM
from scheduler.plans.reports import CampaignReport
from tests.faults.harness.clock_counts import Ran, counted

MORNING = datetime(2026, 11, 26, 9, 0, tzinfo=VIETNAM)  # a Thursday
DAYS = 86_400.0


class AnyClock:
    """Begins in the morning; ``off`` by so much from an instant on."""

    def __init__(self, off: timedelta = timedelta(), since: float = 0.0) -> None:
        self._off, self._since = off, since

    def showed(self, seconds: float) -> datetime:
        return MORNING + timedelta(seconds=seconds) + (self._off if seconds >= self._since else timedelta())

    def set_between(self, one: float, other: float) -> list[float]:
        return [self._since] if one < self._since <= other else []


def a_report(**given: Any) -> CampaignReport:
    facts = {"planned": 2, "sent": 2, "pending": 0, "cancelled": 0, "skipped": 0, "uncertain": 0, "reasons": {}}
    return cast(CampaignReport, SimpleNamespace(**facts | given))


def said(chat: int, at: float) -> dict[str, Any]:
    return {"method": "sendMessage", "effect": True, "chat_id": chat, "at": at}


FINE = Ran(
    clock=AnyClock(),
    calls=[said(chat, day * DAYS + chat) for day in (0.0, 4.0, 7.0) for chat in (1, 2)],
    before=[a_report()],
    there=a_report(),
    after=a_report(),
    states=Counter({"accepted": 6}),
    violations=0,
    starts=9,
    steps=3,
)


def broken(ran: Ran) -> set[str]:
    return {one.what for one in counted(ran, people=2, rate=1.0, restarts=0) if not one.met}


def test_a_course_in_which_all_is_well_breaks_no_bound() -> None:

    assert broken(FINE) == set()


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"clock": AnyClock(timedelta(hours=11, seconds=30))}, "reminders outside the window"),
        ({"clock": AnyClock(timedelta(days=2))}, "reminders on a rest day"),
        ({"clock": AnyClock(timedelta(days=73))}, "reminders at Tết"),
        ({"calls": [said(1, 0.0), said(1, 2 * DAYS)]}, "reminders within three days of another to the same person"),
        ({"before": [a_report(sent=1, pending=1)]}, "due and neither sent nor in doubt"),
        ({"before": [a_report(sent=1, skipped=1)]}, "sums that do not hold"),
        ({"there": a_report(sent=1, pending=1)}, "sums that do not hold"),
        ({"before": [a_report(planned=1, sent=1)]}, "planned"),
        ({"before": [a_report(uncertain=1)]}, "in doubt after a restart"),
        ({"states": Counter({"accepted": 5})}, "arrived twice or unknown to the books"),
        ({"states": Counter({"accepted": 7})}, "sent of which the platform knows nothing"),
        ({"there": a_report(sent=0, cancelled=2, reasons={"no_chat": 2})}, "sent by a clock of another year"),
        ({"after": a_report(sent=1, cancelled=1, reasons={"cap": 1})}, "sent after the clock was right again"),
        ({"calls": [said(chat, chat / 10) for chat in range(20)]}, "messages in the busiest ten seconds"),
        ({"calls": [said(1, 0.0), said(1, 0.5)]}, "seconds between two messages to one chat"),
        ({"violations": 1}, "rules of the platform broken"),
    ],
)
def test_each_bound_goes_red_when_it_is_broken(wrong: dict[str, Any], what: str) -> None:
    assert what in broken(replace(FINE, **wrong))


def test_three_days_are_counted_from_when_a_clock_that_was_ahead_was_put_right() -> None:
    what = "reminders within three days of another to the same person"
    soon, late = [[said(1, 0.0), said(1, hours * 3600.0)] for hours in (40.0, 60.0)]
    on = replace(FINE, clock=AnyClock(timedelta(days=1), since=3600.0))
    assert what in broken(replace(on, calls=soon))
    assert what not in broken(replace(on, calls=late))
    back = replace(FINE, clock=AnyClock(timedelta(days=-1), since=3600.0))
    assert what in broken(replace(back, calls=late))
