"""No more unasked messages leave an account in a day or a month than its platform sold, and the rest goes on later."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from casework import audit
from casework.books import Books
from casework.clock import SetClock, local
from casework.tables.audit import audit_entry
from messages.tables import attempt
from scheduler.bell import reminders
from scheduler.delivery import claiming
from scheduler.delivery.senders import NotSent
from scheduler.guards import quotas
from scheduler.guards.at_sending import GUARDS
from scheduler.guards.quotas import Quota, QuotaRefused, Use, goes_on, set_quota
from tests.scheduler import arranged, guarded
from tests.scheduler.arranged import Office, at
from tests.scheduler.guarded import ends, go

MONDAY = date(2026, 11, 16)
NOON = at(MONDAY, 12)


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


@pytest.fixture
def seven(books: Books, office: Office, clock: SetClock) -> None:
    """Seven reminders are due on Monday at noon."""
    guarded.debtors(books, office, 7)
    guarded.under_way(books, office, arranged.a_plan(office))
    clock.set(NOON)


def a_quota(books: Books, per_day: int | None, per_month: int | None = None, account: str = "terminal") -> None:
    set_quota(books, account, per_day, per_month, audit.SYSTEM)


def left_on(books: Books) -> dict[date, int]:
    """How many tries were made on each day of the office."""
    days: dict[date, int] = {}
    for at_ in books.conn.execute(select(attempt.c.started_at)).scalars():
        days[local(at_).date()] = days.get(local(at_).date(), 0) + 1
    return days


@pytest.mark.usefixtures("seven")
def test_a_day_sends_what_was_sold_and_the_next_working_day_goes_on(books: Books, clock: SetClock) -> None:
    a_quota(books, 3)
    assert len(go(books)) == 3
    assert go(books) == []
    assert guarded.steps(books) == {("queued", None): 3, ("pending", "quota"): 4}
    for day in range(1, 9):
        clock.set(at(MONDAY + timedelta(days=day), 12))
        go(books)
    assert left_on(books) == {MONDAY: 3, date(2026, 11, 17): 3, date(2026, 11, 18): 1}


@pytest.mark.usefixtures("seven")
def test_what_was_queued_before_the_quota_waits_at_the_claim(books: Books, clock: SetClock) -> None:
    assert reminders.queue_due(books) == 7
    a_quota(books, 2)
    assert len(go(books)) == 2
    assert ends(books) == {("accepted", None): 2, ("queued", "quota"): 5}
    clock.set(at(date(2026, 11, 17), 7, 30))
    assert len(go(books)) == 2


@pytest.mark.usefixtures("seven")
def test_a_month_that_is_used_up_goes_on_in_the_next(books: Books, clock: SetClock) -> None:
    reminders.queue_due(books)
    a_quota(books, 4, 5)
    for day in range(30):
        clock.set(at(MONDAY + timedelta(days=day), 12))
        go(books)
    assert left_on(books) == {MONDAY: 4, date(2026, 11, 17): 1}
    assert ends(books)["suppressed", "quota"] == 2, "December comes after the use of these reminders"


@pytest.mark.usefixtures("seven")
def test_what_never_left_is_not_counted(books: Books) -> None:
    a_quota(books, 3)
    go(books, outcome=lambda _: NotSent(reason="no network"))
    used = quotas.use_of(books, "terminal")
    assert used is not None
    assert (used.today, used.left) == (0, 3)


@pytest.mark.usefixtures("seven")
def test_another_account_has_its_own_quota(books: Books) -> None:
    a_quota(books, 1, account="zalo")
    assert len(go(books)) == 7


@pytest.mark.usefixtures("seven")
def test_a_quota_that_is_taken_away_holds_nothing_any_more(books: Books, clock: SetClock) -> None:
    a_quota(books, 3)
    go(books)
    a_quota(books, None)
    assert quotas.use_of(books, "terminal") is None
    clock.set(at(date(2026, 11, 17), 12))
    assert len(go(books)) == 4


@pytest.mark.usefixtures("seven")
def test_a_claim_of_many_never_goes_past_the_last_one(books: Books) -> None:
    reminders.queue_due(books)
    a_quota(books, 5)
    assert len(claiming.claim(books, "terminal", "me", 100, set(), GUARDS)) == 5


@pytest.mark.parametrize(("per_day", "per_month"), [(0, None), (-1, None), (10, 9)])
def test_a_quota_that_makes_no_sense_is_refused(books: Books, per_day: int, per_month: int | None) -> None:
    with pytest.raises(QuotaRefused, match="Hạn mức"):
        a_quota(books, per_day, per_month)


def test_setting_one_leaves_a_line_in_the_trail(books: Books, office: Office) -> None:
    set_quota(books, "zalo", 500, 10_000, audit.staff(office.head))
    (purpose,) = books.conn.execute(
        select(audit_entry.c.purpose).where(audit_entry.c.action == audit.Action.CHANNEL_QUOTA_SET.value)
    ).scalars()
    assert purpose == "500/10000"


@given(st.integers(1, 500), st.none() | st.integers(0, 5_000), st.integers(0, 600), st.integers(0, 6_000), st.dates())
def test_what_is_left_is_never_more_than_either_limit_and_the_next_day_is_never_today(
    per_day: int, more: int | None, today: int, before: int, day: date
) -> None:
    if day > date(9998, 1, 1):
        return
    per_month = None if more is None else per_day + more
    used = Use(quota=Quota(account="a", per_day=per_day, per_month=per_month), today=today, this_month=today + before)
    assert 0 <= used.left <= max(per_day - today, 0)
    if per_month is not None:
        assert used.left <= max(per_month - today - before, 0)
    again = goes_on(used, day)
    assert again > day
    assert again == day + timedelta(days=1) or (again.day == 1 and used.month_is_over)


@pytest.mark.usefixtures("seven")
@pytest.mark.parametrize("queued", [0, 7])
@pytest.mark.parametrize("bought", [None, 30])
def test_more_that_is_bought_is_used_the_same_day(books: Books, queued: int, bought: int | None) -> None:
    """What was put off to the next day goes when the limit does; a change of another account's changes nothing."""
    assert reminders.queue_due(books, queued) == queued
    a_quota(books, 3)
    assert len(go(books)) == 3
    a_quota(books, 2, account="web")
    assert go(books) == []
    a_quota(books, bought)
    assert len(go(books)) == 4
