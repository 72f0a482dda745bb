"""What was merged into a step that has gone is said; a later fact does not say it again."""

from __future__ import annotations

from datetime import date

from casework.books import Books
from casework.clock import SetClock
from scheduler.bell import reminders
from scheduler.steps.refreshing import refresh
from scheduler.steps.step import Anchor
from tests.scheduler import arranged
from tests.scheduler.arranged import DEADLINE_NEAR, a_step, at, steps_of


def test_a_step_merged_into_one_that_has_gone_stays_merged(books: Books, clock: SetClock) -> None:
    office = arranged.an_office_with_leaders(books)
    case = arranged.a_debtor(books, office, served_on=date(2026, 9, 1))
    plan = arranged.a_plan(office, a_step(), a_step(Anchor.VOLUNTARY_PERIOD_END, -2, DEADLINE_NEAR), a_step(offset=20))
    arranged.a_running_campaign(books, office, plan)
    clock.set(at(date(2026, 11, 16), 12))
    assert reminders.queue_due(books) == 1
    after_the_first = [("queued", None), ("skipped", "merged into step 1"), ("pending", None)]
    assert steps_of(books, case.debtor) == after_the_first

    arranged.a_chat(books, case.debtor, address="a second chat")
    refresh(books)

    assert steps_of(books, case.debtor) == after_the_first
    assert reminders.queue_due(books) == 0
