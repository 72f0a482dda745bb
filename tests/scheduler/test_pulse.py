"""How the campaigns under way stand today, and who stops everything and lets it go."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework import audit, staff
from casework.books import Books
from casework.clock import SetClock
from casework.staff import Staff
from scheduler.bell import reminders
from scheduler.guards import holding, quotas, stopping
from scheduler.guards.stopping import NeverLetGo, NothingHeld, NotTheirs, Reason
from scheduler.plans.pulse import pulses
from tests import builders as a
from tests.scheduler import arranged, guarded
from tests.scheduler.arranged import Office, at
from tests.scheduler.guarded import go

MONDAY = date(2026, 11, 16)


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


def known(books: Books, staff_id: int) -> Staff:
    who = staff.find(books, staff_id)
    assert who is not None
    return who


def test_sent_left_and_held_are_those_of_today(books: Books, office: Office, clock: SetClock) -> None:
    guarded.debtors(books, office, 7)
    guarded.under_way(books, office, arranged.a_plan(office))
    clock.set(at(MONDAY, 12))
    head = known(books, office.head)
    (one,) = pulses(books, head)
    assert (one.sent, one.left, one.held, one.paused) == (0, 7, 0, False)
    reminders.queue_due(books)
    quotas.set_quota(books, "terminal", 2, None, audit.SYSTEM)
    assert len(go(books)) == 2
    (one,) = pulses(books, head)
    assert (one.sent, one.left, one.held) == (2, 0, 5)
    clock.set(clock.now() + timedelta(days=1))
    (one,) = pulses(books, head)
    assert one.sent == 0


def test_nobody_is_told_of_a_campaign_out_of_their_sight(books: Books, office: Office) -> None:
    guarded.debtors(books, office, 2)
    guarded.under_way(books, office, arranged.a_plan(office))
    elsewhere = a.a_staff_member(books, office.agency, office=a.an_office(books, office.agency))
    assert len(pulses(books, known(books, office.officer))) == 1
    assert pulses(books, known(books, elsewhere)) == ()


def test_many_may_stop_and_few_let_go(books: Books) -> None:
    agency = a.an_agency(books)
    who = {role: staff.find(books, a.a_staff_member(books, agency, role=role)) for role in staff.Role}
    for role, one in who.items():
        assert one is not None
        if role in (staff.Role.AUDITOR, staff.Role.LEGAL):
            with pytest.raises(NotTheirs):
                stopping.stop_all(books, one, Reason.DATA)
            continue
        assert stopping.stop_all(books, one, Reason.DATA)
        assert not stopping.stop_all(books, one, Reason.OTHER), "it is held already, for the first reason"
        for other in who.values():
            assert other is not None
            if other.role not in staff.LEADERS:
                with pytest.raises(NotTheirs):
                    stopping.let_go(books, other)
        head = who[staff.Role.HEAD]
        assert head is not None
        assert holding.holds(books)[0].reason == "data"
        assert stopping.let_go(books, head) == 1
        with pytest.raises(NothingHeld):
            stopping.let_go(books, head)


def test_books_that_moved_are_never_let_go(books: Books) -> None:
    head = staff.find(books, a.a_staff_member(books, a.an_agency(books), role="head"))
    assert head is not None
    holding.place(books, holding.Why.MOVED)
    stopping.stop_all(books, head)
    with pytest.raises(NeverLetGo) as never:
        stopping.let_go(books, head)
    assert never.value.why is holding.Why.MOVED
    assert len(holding.holds(books)) == 2
