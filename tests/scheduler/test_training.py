"""An exercise reaches staff only and says so; nothing of it goes out afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from casework import alert_list, audit, contacts
from casework.books import Books
from casework.clock import SetClock
from casework.tables.agency import staff
from casework.tables.audit import audit_entry
from messages import nudges
from messages.outbox import unpacked
from messages.tables import outbox
from scheduler.bell import reminders
from scheduler.guards import training
from scheduler.plans import campaigns
from scheduler.steps.step import Status
from tests.scheduler import arranged, guarded
from tests.scheduler.arranged import Office, a_step, at
from tests.scheduler.guarded import end_of, ends, go

MONDAY = date(2026, 11, 16)
NOON = at(MONDAY, 12)
NEXT = at(date(2026, 11, 20), 12)


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


@pytest.fixture
def people(books: Books, office: Office) -> tuple[int, int]:
    """A debtor, and the head of the office who plays one: the chat is on the alert list."""
    stranger, player = guarded.debtors(books, office, 2)
    code = alert_list.shown(alert_list.put(books, office.head, 1, audit.SYSTEM))
    alert_list.link_chat(books, contacts.meet(books, "terminal", f"chat-{player}").id, code)
    return stranger, player


def in_two_steps(office: Office, **facts: Any) -> campaigns.CampaignPlan:
    return replace(arranged.a_plan(office, a_step(), a_step(offset=4)), **facts)


def words_of(books: Books, party: int) -> list[str]:
    rows = books.conn.execute(select(outbox).where(outbox.c.party_id == party).order_by(outbox.c.id)).all()
    return [unpacked(books.keys.open("outbox", "payload", row.id, row.payload_sealed)).text for row in rows]


@pytest.mark.parametrize("whole", [True, False])
def test_only_staff_is_reached_and_reads_that_it_is_an_exercise(
    books: Books, office: Office, people: tuple[int, int], clock: SetClock, whole: bool
) -> None:
    stranger, player = people
    if whole:
        training.switch(books, True, audit.staff(office.head))
    guarded.under_way(books, office, in_two_steps(office, training=not whole))
    clock.set(NOON)
    assert len(go(books)) == 1
    assert [end[:2] for end in end_of(books, stranger)] == [("suppressed", "training")]
    (words,) = words_of(books, player)
    assert words.startswith("[Diễn tập]\nÔng/bà có 1 tin mới.\nMã tin: ")


def test_an_exercise_that_ends_sends_nothing_of_what_it_held_back(
    books: Books, office: Office, people: tuple[int, int], clock: SetClock
) -> None:
    training.switch(books, True, audit.staff(office.head))
    campaign = guarded.under_way(books, office, in_two_steps(office))
    clock.set(NOON)
    go(books)
    paused = training.switch(books, False, audit.staff(office.head))
    assert paused == ["Đợt cao điểm cuối năm"]
    for day in range(1, 30):
        clock.set(NOON + timedelta(days=day))
        assert go(books) == []
    assert end_of(books, people[0])[0][:2] == ("suppressed", "training")
    here = campaigns.the_campaign(books, campaign)
    assert (here.status, here.paused_why) == (Status.PAUSED, "training")


def test_a_leader_may_let_it_go_on_for_real(
    books: Books, office: Office, people: tuple[int, int], clock: SetClock
) -> None:
    training.switch(books, True, audit.staff(office.head))
    campaign = guarded.under_way(books, office, in_two_steps(office))
    clock.set(NOON)
    go(books)
    training.switch(books, False, audit.staff(office.head))
    campaigns.resume(books, campaign, office.head)
    clock.set(NEXT)
    assert len(go(books)) == 2
    assert "[Diễn tập]" not in words_of(books, people[0])[-1]


def test_a_campaign_made_as_an_exercise_stays_one(
    books: Books, office: Office, people: tuple[int, int], clock: SetClock
) -> None:
    guarded.under_way(books, office, in_two_steps(office, training=True))
    training.switch(books, True, audit.staff(office.head))
    assert training.switch(books, False, audit.staff(office.head)) == []
    for instant in (NOON, NEXT):
        clock.set(instant)
        assert len(go(books)) == 1
    assert ends(books) == {("accepted", None): 2, ("suppressed", "training"): 2}


def test_what_was_queued_for_real_is_not_sent_in_an_exercise_even_to_staff(
    books: Books, office: Office, people: tuple[int, int], clock: SetClock
) -> None:
    guarded.under_way(books, office, in_two_steps(office))
    clock.set(NOON)
    reminders.queue_due(books)
    training.switch(books, True, audit.staff(office.head))
    assert go(books) == []
    assert ends(books) == {("suppressed", "training"): 2}


def test_what_was_queued_as_an_exercise_is_not_sent_when_it_is_over(
    books: Books, office: Office, people: tuple[int, int], clock: SetClock
) -> None:
    training.switch(books, True, audit.staff(office.head))
    campaign = guarded.under_way(books, office, in_two_steps(office))
    clock.set(NOON)
    reminders.queue_due(books)
    training.switch(books, False, audit.staff(office.head))
    campaigns.resume(books, campaign, office.head)
    assert go(books) == []
    assert ends(books) == {("suppressed", "training"): 2}


def test_whoever_has_left_is_no_staff_any_more(
    books: Books, office: Office, people: tuple[int, int], clock: SetClock
) -> None:
    training.switch(books, True, audit.SYSTEM)
    guarded.under_way(books, office, in_two_steps(office))
    books.conn.execute(update(staff).where(staff.c.id == office.head).values(active=False))
    clock.set(NOON)
    assert go(books) == []


def test_switching_stands_in_the_trail_and_twice_is_once(books: Books, office: Office) -> None:
    for on in (True, True, False, False):
        training.switch(books, on, audit.staff(office.head))
    lines = select(audit_entry.c.purpose).where(audit_entry.c.action == audit.Action.TRAINING_SWITCHED.value)
    assert books.conn.execute(lines.order_by(audit_entry.c.seq)).scalars().all() == ["on", "off"]


@given(st.sampled_from([*nudges.EXERCISES, *nudges.EXERCISES.values()]), st.booleans(), st.booleans())
def test_a_marked_nudge_goes_to_staff_in_an_exercise_and_an_unmarked_one_to_people_otherwise(
    key: str, exercise: bool, staff_chat: bool
) -> None:
    goes = training.may_go(key, exercise=exercise, staff_chat=staff_chat)
    assert goes == ((key in nudges.EXERCISES.values()) == exercise and (staff_chat or not exercise))
