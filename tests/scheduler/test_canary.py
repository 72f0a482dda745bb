"""A large campaign sends a few messages first, waits for a sign, and only then the rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from casework import reminder_answers
from casework.books import Books
from casework.clock import SetClock
from casework.contacts import mute_until
from casework.reminder_answers import Kind
from casework.tables.audit import audit_entry
from casework.tables.decisions import decision
from messages.tables import outbox
from scheduler.bell import reminders
from scheduler.delivery import claiming
from scheduler.delivery.senders import Accepted, Rejected
from scheduler.guards import brake_log, canary
from scheduler.guards.at_sending import GUARDS
from scheduler.limits import CANARY_WAIT, NO_CANARY_UPTO
from scheduler.plans import campaigns
from scheduler.plans.refusals import NotAllowed, WrongStatus
from scheduler.steps.step import Status
from scheduler.tables import campaign as campaign_table
from tests import builders
from tests.scheduler import arranged, guarded
from tests.scheduler.arranged import Office, at
from tests.scheduler.guarded import go

MONDAY = date(2026, 11, 16)
NOON = at(MONDAY, 12)
FIRST = 6


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


@pytest.fixture
def campaign(books: Books, office: Office, clock: SetClock) -> int:
    """For 25 people, of whom six are written to first; all are due on Monday at noon."""
    return begun(books, office, clock, 25)


def begun(books: Books, office: Office, clock: SetClock, people: int, canary_: int = FIRST) -> int:
    guarded.debtors(books, office, people)
    started = guarded.under_way(books, office, arranged.a_plan(office, canary=canary_))
    clock.set(NOON)
    return started


def status(books: Books, campaign: int) -> Status:
    return campaigns.the_campaign(books, campaign).status


def test_only_the_first_ones_go_until_nobody_has_shown_a_sign_for_a_while(
    books: Books, campaign: int, clock: SetClock
) -> None:
    assert len(go(books)) == FIRST
    assert go(books) == []
    assert canary.look(books) == 0
    assert canary.next_look(books) == NOON + CANARY_WAIT
    clock.set(NOON + CANARY_WAIT - timedelta(seconds=1))
    assert canary.look(books) == 0
    assert go(books) == []
    clock.set(NOON + CANARY_WAIT)
    assert canary.look(books) == 1
    assert len(go(books)) == 25 - FIRST
    assert canary.next_look(books) is None


def test_the_rest_waits_as_planned_steps_and_the_bell_does_not_ring_in_circles(books: Books, campaign: int) -> None:
    go(books)
    assert guarded.steps(books) == {("queued", None): FIRST, ("pending", None): 25 - FIRST}
    assert reminders.next_due(books) is None


@pytest.mark.parametrize(("people", "first"), [(NO_CANARY_UPTO, NO_CANARY_UPTO), (NO_CANARY_UPTO + 1, FIRST)])
def test_a_campaign_for_twenty_needs_none(
    books: Books, office: Office, clock: SetClock, people: int, first: int
) -> None:
    begun(books, office, clock, people)
    assert len(go(books)) == first


def test_a_plan_without_first_messages_sends_at_once(books: Books, office: Office, clock: SetClock) -> None:
    begun(books, office, clock, 25, 0)
    assert len(go(books)) == 25


def test_the_first_ones_are_of_every_officer_and_every_commune(books: Books, office: Office, clock: SetClock) -> None:
    officers = [builders.a_staff_member(books, office.agency, answers=1_000_000) for _ in range(3)]
    for number, officer in enumerate(officers):
        guarded.debtors(books, replace(office, officer=officer), 20 if number == 0 else 4)
    guarded.under_way(books, office, arranged.a_plan(office, canary=FIRST))
    clock.set(NOON)
    ids = go(books)
    whose = select(decision.c.officer_id).join(outbox, outbox.c.decision_id == decision.c.id)
    count = Counter(books.conn.execute(whose.where(outbox.c.id.in_(ids))).scalars())
    assert count == dict.fromkeys(officers, 2)


def test_what_was_queued_all_the_same_waits_at_the_claim(books: Books, office: Office, clock: SetClock) -> None:
    campaign = begun(books, office, clock, 25, 0)
    while reminders.queue_due(books):
        pass
    books.conn.execute(campaign_table.update().values(canary=FIRST))
    assert len(claiming.claim(books, "terminal", "me", 100, set(), GUARDS)) == FIRST
    assert guarded.ends(books)["queued", "canary"] == 25 - FIRST
    canary.let_go(books, campaign, office.head)
    assert len(claiming.claim(books, "terminal", "me", 100, set(), GUARDS)) == 25 - FIRST


def test_a_person_may_look_and_let_the_rest_go_at_once(books: Books, office: Office, campaign: int) -> None:
    go(books)
    seen = canary.let_go(books, campaign, office.officer)
    assert (seen.gone, seen.bad) == (FIRST, 0)
    assert len(go(books)) == 25 - FIRST
    line = books.conn.execute(
        select(audit_entry.c.actor, audit_entry.c.purpose).order_by(audit_entry.c.seq.desc())
    ).first()
    assert tuple(line or ()) == (f"staff:{office.officer}", f"first:{FIRST}")


def test_nobody_lets_go_what_has_not_gone_or_needs_no_letting_go(books: Books, office: Office, campaign: int) -> None:
    with pytest.raises(WrongStatus, match="Chưa có tin gửi thử nào đi"):
        canary.let_go(books, campaign, office.officer)
    go(books)
    with pytest.raises(NotAllowed):
        canary.let_go(books, campaign, builders.a_staff_member(books, office.agency, role="auditor"))
    canary.let_go(books, campaign, office.officer)
    with pytest.raises(WrongStatus, match="không có tin gửi thử"):
        canary.let_go(books, campaign, office.officer)


@pytest.mark.parametrize(
    ("kind", "people", "why"),
    [
        (Kind.COMPLAINED, 1, "complaints"),
        (Kind.WRONG_PERSON, 2, "wrong_persons"),
        (Kind.OPTED_OUT, 2, "opt_outs"),
        (Kind.WRONG_PERSON, 1, None),
        (Kind.OPTED_OUT, 1, None),
        (Kind.WILL_PAY, 6, None),
    ],
)
def test_a_sign_among_the_first_ones_pauses_the_campaign(
    books: Books, campaign: int, clock: SetClock, kind: Kind, people: int, why: str | None
) -> None:
    for one in go(books)[:people]:
        answered(books, one, kind)
    canary.look(books)
    assert campaigns.the_campaign(books, campaign).paused_why == why
    clock.set(NOON + CANARY_WAIT)
    canary.look(books)
    assert status(books, campaign) is (Status.RUNNING if why is None else Status.PAUSED)
    assert len(go(books)) == (0 if why else 25 - FIRST)


def answered(books: Books, outbox_id: int, kind: Kind) -> None:
    row = books.conn.execute(select(outbox).where(outbox.c.id == outbox_id)).one()
    reminder_answers.note_answer(
        books, row.contact_id, kind, outbox_id=row.id, campaign_id=row.campaign_id, decision_id=row.decision_id,
        party_id=row.party_id,
    )  # fmt: skip


def test_first_messages_that_do_not_arrive_pause_the_campaign(books: Books, campaign: int) -> None:
    go(books, outcome=lambda number: Rejected(reason="blocked") if number == 0 else Accepted(message_id=str(number)))
    assert canary.look(books) == 1
    (stop,) = brake_log.stops(books, campaign)
    assert (stop.why, stop.scope, stop.counted, stop.out_of) == ("failures", "first", 1, FIRST)


def test_after_a_leader_has_looked_the_first_ones_wait_their_time_again(
    books: Books, office: Office, campaign: int, clock: SetClock
) -> None:
    answered(books, go(books)[0], Kind.COMPLAINED)
    canary.look(books)
    clock.set(NOON + timedelta(hours=1))
    campaigns.resume(books, campaign, office.head, found="Đã gọi, người dân hiểu nhầm.")
    assert canary.look(books) == 1
    assert len(go(books)) == 25 - FIRST


def test_somebody_who_asked_for_silence_does_not_hold_up_the_rest(
    books: Books, office: Office, campaign: int, clock: SetClock
) -> None:
    reminders.queue_due(books)
    chat = books.conn.execute(select(outbox.c.contact_id).order_by(outbox.c.id).limit(1)).scalar_one()
    mute_until(books, chat, at(date(2026, 11, 19), 9))
    assert len(go(books)) == FIRST - 1
    assert len(go(books)) == 1, "another one goes first in their place"
    clock.set(NOON + CANARY_WAIT)
    assert canary.look(books) == 1


def test_what_nobody_sent_in_time_ends_although_the_first_ones_have_not_gone(
    books: Books, campaign: int, clock: SetClock
) -> None:
    """Nothing was sent for weeks. The bell must not ring in circles over what is of no use any more."""
    clock.set(at(date(2026, 12, 10), 12))
    assert go(books) == []
    assert guarded.steps(books) == {("cancelled", "too_late"): 25}
    assert reminders.next_due(books) is None
