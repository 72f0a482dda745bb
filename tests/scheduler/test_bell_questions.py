"""What the bell asks at each ring is found by an index: no question goes through all that was ever planned, said or visited."""

from __future__ import annotations

import re
import sqlite3
from datetime import date

import pytest

from casework.books import Books
from casework.clock import SetClock
from scheduler.bell.duties import DUTIES
from scheduler.bell.visiting import plan_due_visits
from tests.scheduler import arranged
from tests.scheduler.arranged import a_step, at
from tests.scheduler.guarded import go

ALL_OF_IT = re.compile(r"^SCAN (outbox|planned_step|visit)(?! USING INDEX ix_outbox_(waiting|due|sending))")
SLOW = re.compile(
    r"^SEARCH (late|other) USING INDEX ix_planned_step_campaign"
)  # all of a campaign for one decision's few


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_no_question_of_a_ring_goes_through_all_there_is(books: Books, clock: SetClock) -> None:
    office = arranged.an_office_with_leaders(books)
    arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(), a_step(offset=4)))
    plan_due_visits(books)
    clock.set(at(date(2026, 11, 16), 14))
    driver = books.conn.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    asked: set[str] = set()
    driver.set_trace_callback(lambda words: asked.add(words) if words.startswith("SELECT") else None)
    for duty in DUTIES:
        if duty.every < 7:
            duty.run(books)
            if duty.next_at is not None:
                duty.next_at(books)
    go(books)
    driver.set_trace_callback(None)
    steps = {(step[3], words) for words in asked for step in driver.execute(f"EXPLAIN QUERY PLAN {words}")}
    assert len(asked) > 30
    assert [one for one in steps if ALL_OF_IT.match(one[0]) or SLOW.match(one[0])] == []
