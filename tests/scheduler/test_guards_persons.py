"""What keeps one person from being reminded too often, or at the wrong moment, over all their cases and campaigns."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, update
from sqlalchemy.dialects import sqlite

from casework import alerts, contacts, payment_claims, questions, repairs
from casework.alerts import Outcome
from casework.books import Books
from casework.clock import SetClock
from casework.db.metadata import metadata
from casework.questions import Kind, Question
from messages.tables import outbox
from scheduler.bell import reminders
from scheduler.delivery import claiming
from scheduler.guards import reminder_facts
from scheduler.guards.at_sending import GUARDS
from scheduler.limits import CAP, DISTRESS_RESTS, MONTH, MOST_IN_A_MONTH
from scheduler.tables import campaign_recipient
from tests import builders
from tests.scheduler import arranged, guarded
from tests.scheduler.arranged import Office, a_step, at
from tests.scheduler.guarded import end_of, go

MONDAY = date(2026, 11, 16)
NOON = at(MONDAY, 12)
MORNING = at(date(2026, 11, 17), 7, 30)


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


@pytest.fixture
def person(books: Books, office: Office, clock: SetClock) -> int:
    """A debtor whose one reminder is due on Monday at noon."""
    (party,) = guarded.debtors(books, office, 1)
    guarded.under_way(books, office, arranged.a_plan(office))
    clock.set(NOON)
    return party


def the_chat(books: Books, party: int) -> int:
    reminders.queue_due(books)
    chat: int = books.conn.execute(select(outbox.c.contact_id).where(outbox.c.party_id == party)).scalar_one()
    return chat


def in_distress(books: Books, party: int | None, chat: int) -> Question:
    asked = questions.ask(books, chat, party, "Tôi không muốn sống nữa.", kind=Kind.DISTRESS)
    assert isinstance(asked, Question)
    return asked


# -- more than one reminder ------------------------------------------------------------------------------------------


def test_of_two_reminders_to_one_person_in_one_claim_the_second_waits_three_days(
    books: Books, office: Office, clock: SetClock
) -> None:
    (party,) = guarded.debtors(books, office, 1)
    arranged.a_chat(books, party, address="another")
    other = contacts.meet(books, "terminal", f"chat-{party}").id
    for name in ("Đợt một", "Đợt hai"):
        guarded.under_way(books, office, arranged.a_plan(office, name=name))
    clock.set(NOON)
    reminders.queue_due(books)
    first = books.conn.execute(select(outbox.c.id).order_by(outbox.c.id).limit(1)).scalar_one()
    books.conn.execute(update(outbox).where(outbox.c.id == first).values(contact_id=other))
    assert len(claiming.claim(books, "terminal", "me", 10, set(), GUARDS)) == 1
    assert sorted(end_of(books, party))[0] == ("queued", "cap", NOON + CAP)


def test_no_more_than_the_campaign_says_over_all_cases_of_a_person(
    books: Books, office: Office, clock: SetClock
) -> None:
    (party,) = guarded.debtors(books, office, 1)
    guarded.another_decision(books, office, party)
    days = [a_step(offset=number * 4) for number in range(4)]
    plan = arranged.a_plan(office, *days)
    guarded.under_way(books, office, replace(plan, most_per_person=3))
    sent = 0
    for day in range(40):
        clock.set(at(MONDAY + timedelta(days=day), 11, 5))
        sent += len(go(books))
    assert sent == 3
    assert {state for state, reason, _ in end_of(books, party) if reason == "cap"} == {"suppressed"}


def test_over_all_campaigns_no_more_than_six_in_thirty_days(books: Books, office: Office, clock: SetClock) -> None:
    (party,) = guarded.debtors(books, office, 1)
    for number in range(4):
        days = [a_step(offset=number + 4 * turn, working=False) for turn in range(8)]
        plan = arranged.a_plan(office, *days, name=f"Đợt {number}", ends=date(2027, 1, 31))
        guarded.under_way(books, office, plan)
    went = []
    for day in range(76):
        clock.set(at(MONDAY + timedelta(days=day), 11, 5))
        went += [clock.now() for _ in go(books)]
    assert len(went) > MOST_IN_A_MONTH
    for one in went:
        assert sum(one <= other < one + MONTH for other in went) <= MOST_IN_A_MONTH
    assert min(later - earlier for earlier, later in pairwise(went)) >= CAP
    held = [end for end in end_of(books, party) if end[1] == "cap"]
    assert held, "what did not go says that it was the cap"


# -- claims and distress ---------------------------------------------------------------------------------------------


def test_while_a_payment_is_looked_for_nobody_is_reminded_of_it(books: Books, person: int, clock: SetClock) -> None:
    chat = the_chat(books, person)
    (decision,) = books.conn.execute(select(outbox.c.decision_id)).scalars()
    claim = payment_claims.claim_payment(books, decision, person, contact_id=chat, receipt="BL 12", paid_on=None)
    assert go(books) == []
    assert end_of(books, person) == [("queued", "claim_open", MORNING)]
    payment_claims.withdraw_claim(books, claim)
    clock.set(MORNING)
    assert len(go(books)) == 1


def test_nobody_is_reminded_of_whom_a_team_was_told_that_they_have_died(
    books: Books, person: int, clock: SetClock, office: Office
) -> None:
    task = repairs.open_repair(books, person, repairs.Why.DECEASED_SAID)
    assert go(books) == []
    assert end_of(books, person) == [("queued", "death_told", MORNING)]
    repairs.end_repair(books, task or 0, repairs.State.NOT_FOUND, office.officer, note="xã xác nhận còn sống")
    clock.set(MORNING)
    assert len(go(books)) == 1


def test_whoever_is_in_distress_is_left_alone_at_once(books: Books, person: int, clock: SetClock) -> None:
    in_distress(books, person, the_chat(books, person))
    assert go(books) == []
    assert end_of(books, person) == [("queued", "distress", MORNING)]
    clock.set(at(date(2026, 11, 20), 9))
    assert go(books) == []


def test_distress_said_before_the_chat_was_linked_counts_too(books: Books, person: int) -> None:
    in_distress(books, None, the_chat(books, person))
    assert go(books) == []


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.NOT_REACHED])
def test_after_a_call_reminders_rest_for_a_month_unless_it_was_a_misunderstanding(
    books: Books, office: Office, person: int, clock: SetClock, outcome: Outcome
) -> None:
    books.conn.execute(update(outbox).values(useful_until=None))
    asked = in_distress(books, person, the_chat(books, person))
    books.conn.execute(update(outbox).values(useful_until=None))
    alerts.called(books, asked.id, office.officer, outcome, "Đã gọi.")
    clock.set(at(date(2026, 11, 17), 9))
    assert len(go(books)) == (outcome is Outcome.MEANT_OTHERWISE)
    if outcome is not Outcome.MEANT_OTHERWISE:
        clock.set(NOON + DISTRESS_RESTS - timedelta(days=1))
        assert go(books) == []
        clock.set(at(date(2026, 12, 17), 9))
        assert len(go(books)) == 1


def test_a_call_that_reached_nobody_changes_nothing(books: Books, office: Office, person: int, clock: SetClock) -> None:
    asked = in_distress(books, person, the_chat(books, person))
    alerts.called(books, asked.id, office.officer, Outcome.NOT_REACHED, "Không nghe máy.")
    clock.set(MORNING)
    assert go(books) == []


def test_the_gravest_reason_is_the_one_that_is_told(books: Books, office: Office, person: int) -> None:
    chat = the_chat(books, person)
    (decision,) = books.conn.execute(select(outbox.c.decision_id)).scalars()
    payment_claims.claim_payment(books, decision, person, contact_id=chat, receipt=None, paid_on=None)
    in_distress(books, person, chat)
    builders.a_payment(books, decision, 50_000_000)
    assert go(books) == []
    assert [end[:2] for end in end_of(books, person)] == [("suppressed", "paid")]


def test_nobody_who_was_not_let_go_is_written_to(books: Books, office: Office, person: int) -> None:
    the_chat(books, person)
    books.conn.execute(campaign_recipient.delete())
    assert go(books) == []
    assert [end[:2] for end in end_of(books, person)] == [("suppressed", "not_approved")]


def test_no_word_of_a_partial_index_is_a_value_of_the_claim_s_statement() -> None:
    """Compared with a value, SQLite would prepare the whole statement anew at every claim, to see whether the index fits."""
    words = {
        word
        for table in metadata.tables.values()
        for index in table.indexes
        for word in re.findall(r"'([a-z_]+)'", str(index.dialect_options["sqlite"]["where"]))
    }
    assert {"queued", "live", "open"} <= words
    statement = reminder_facts.statement_of("sqlite").compile(dialect=sqlite.dialect())
    values = {bind.effective_value for bind in statement.binds.values() if not bind.required}
    assert values & words == set()
