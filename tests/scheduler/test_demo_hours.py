"""A demo agency speaks at any hour; a real one keeps to its window whatever else is in the books."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from casework import agency as agencies
from casework.agency import AgencyFacts, NotEmpty
from casework.books import Books
from casework.clock import SetClock
from casework.tables.agency import agency
from scheduler import quiet
from scheduler.bell import reminders
from scheduler.steps.refreshing import refresh
from scheduler.steps.step import Anchor
from tests import builders
from tests.scheduler import arranged
from tests.scheduler.arranged import a_step, at, steps_of

SUNDAY = date(2026, 11, 22)
FACTS = AgencyFacts(name="THADS tỉnh Mẫu", address="-", phone="-", site="-", bot_name="-", office_hours="-")
HOURS = [at(SUNDAY, 3), at(date(2026, 11, 24), 23, 59), at(date(2027, 2, 6), 0), at(date(2026, 11, 23), 9)]


@pytest.mark.parametrize("hour", HOURS, ids=str)
def test_a_demo_agency_may_speak_now_whenever_that_is(books: Books, hour: datetime) -> None:
    agencies.set_up_demo_agency(books, FACTS)

    assert quiet.is_open(books, hour.astimezone(UTC))
    assert quiet.next_window(books, hour) == hour
    assert quiet.window(books).next(hour) == hour


def test_a_real_agency_may_not(books: Books) -> None:
    builders.an_agency(books)

    assert [quiet.is_open(books, hour) for hour in HOURS] == [False, False, False, True]


def test_a_real_agency_never_becomes_a_demo(books: Books) -> None:
    builders.an_agency(books)

    with pytest.raises(NotEmpty):
        agencies.set_up_demo_agency(books, FACTS)
    known = agencies.the_agency(books)
    assert known is not None
    assert not known.demo


def test_correcting_a_demo_agency_leaves_it_a_demo(books: Books) -> None:
    agencies.set_up_demo_agency(books, FACTS)
    agencies.set_up_agency(books, FACTS)

    known = agencies.the_agency(books)
    assert known is not None
    assert known.demo


def test_who_links_a_chat_in_the_demo_on_a_sunday_night_is_written_to_at_once(books: Books, clock: SetClock) -> None:
    office = arranged.an_office_with_leaders(books)
    books.conn.execute(update(agency).values(demo=True))
    case = arranged.a_debtor(books, office, chat=False)
    clock.set(at(SUNDAY, 3))
    plan = arranged.a_plan(office, a_step(Anchor.CAMPAIGN_START), starts=date(2026, 11, 20))
    arranged.a_running_campaign(books, office, plan)
    assert steps_of(books, case.debtor) == [("skipped", "no_chat")]

    arranged.a_chat(books, case.debtor)
    refresh(books)

    assert reminders.queue_due(books) == 1
    assert steps_of(books, case.debtor) == [("queued", None)]
