"""Whoever answers no message is visited, once, when a team has time; and not if there was any sign of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from casework.books import Books
from casework.clock import SetClock, today
from casework.decisions import PartyRole, add_party_to
from casework.payment_claims import claim_payment, withdraw_claim
from casework.promises import make_promise, promises_of, withdraw_promise
from casework.questions import ask
from casework.reminder_answers import Kind, note_answer
from casework.tables.people import party
from casework.visit_planning import plan_visit
from casework.visits import State, Visit, Why, open_visits, visits_of
from messages.follow_up_notices import thank_for
from messages.tables import outbox
from scheduler.bell.thanking import thank
from scheduler.bell.unanswered import Person, tried_in_vain
from scheduler.bell.upkeep import due_in_the_morning
from scheduler.bell.visiting import CHUNK, call_off_visits, plan_due_visits
from scheduler.delivery.senders import Uncertain
from scheduler.plans.campaigns import Anchor, pause, resume
from scheduler.tables import planned_step
from tests import builders
from tests.scheduler import arranged
from tests.scheduler.arranged import Office, a_chat, a_debtor, a_step, at
from tests.scheduler.guarded import go

sqlite_only = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
FIRST, SECOND = date(2026, 11, 16), date(2026, 11, 20)


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


def a_campaign(books: Books, office: Office, *, visit_after: int | None = 2, training: bool = False) -> int:
    """Two reminders: on the first day, and four working days later."""
    steps = (a_step(), a_step(Anchor.CAMPAIGN_START, 4))
    plan = replace(arranged.a_plan(office, *steps), visit_after=visit_after, training=training)
    return arranged.a_running_campaign(books, office, plan)


def both_sent(books: Books, clock: SetClock) -> None:
    """The two reminders have gone out, and nobody has been in a hurry since."""
    for day in (FIRST, SECOND):
        clock.set(at(day, 14))
        go(books)
    clock.set(at(date(2026, 11, 25), 7))


def all_looked_at(books: Books) -> list[Visit]:
    while call_off_visits(books):
        pass
    while plan_due_visits(books):
        pass
    return open_visits(books)


def test_after_as_many_unanswered_reminders_as_the_plan_says_one_visit_is_planned(
    books: Books, office: Office, clock: SetClock
) -> None:
    case = a_debtor(books, office)
    campaign = a_campaign(books, office)
    clock.set(at(FIRST, 14))
    go(books)
    clock.set(at(date(2026, 11, 19), 18))
    assert all_looked_at(books) == []
    both_sent(books, clock)
    (planned,) = all_looked_at(books)
    assert (planned.decision_id, planned.party_id, planned.campaign_id) == (case.decision, case.debtor, campaign)
    assert (planned.why, planned.due_on) == (Why.NO_ANSWER, date(2026, 11, 27))
    assert all_looked_at(books) == [planned]


def test_who_owes_together_with_somebody_visited_is_visited_too(books: Books, office: Office, clock: SetClock) -> None:
    case = a_debtor(books, office)
    other = builders.a_person(books, name="Người cùng nợ")
    add_party_to(books, case.decision, other, PartyRole.DEBTOR)
    campaign = a_campaign(books, office)
    both_sent(books, clock)
    assert plan_visit(books, case.decision, case.debtor, Why.NO_ANSWER, campaign) is not None
    assert {one.party_id for one in all_looked_at(books)} == {case.debtor, other}


@sqlite_only
def test_a_reminder_that_may_have_arrived_is_a_try(books: Books, office: Office, clock: SetClock) -> None:
    case = a_debtor(books, office)
    a_campaign(books, office)
    for day in (FIRST, SECOND):
        clock.set(at(day, 14))
        go(books, outcome=lambda _: Uncertain(reason="reset"))
    clock.set(at(date(2026, 11, 25), 7))
    assert [one.party_id for one in all_looked_at(books)] == [case.debtor]


def test_nobody_is_visited_while_they_may_still_answer(books: Books, office: Office, clock: SetClock) -> None:
    a_debtor(books, office)
    a_campaign(books, office)
    both_sent(books, clock)
    clock.set(at(date(2026, 11, 23), 7))
    assert all_looked_at(books) == []


def answers(books: Books, case: builders.Case) -> None:
    note_answer(books, a_chat(books, case.debtor), Kind.ASKED, party_id=case.debtor)


def pays(books: Books, case: builders.Case) -> None:
    builders.a_payment(books, case.decision, 1_000_000, paid_on=today(books.clock))


def promises(books: Books, case: builders.Case) -> None:
    make_promise(books, case.decision, case.debtor, 1_000_000, date(2026, 12, 5))


def asks(books: Books, case: builders.Case) -> None:
    ask(books, a_chat(books, case.debtor), case.debtor, "Tôi cần hỏi")


@sqlite_only
@pytest.mark.parametrize("sign", [answers, pays, promises, asks])
def test_any_sign_begins_the_count_anew(books: Books, office: Office, clock: SetClock, sign: object) -> None:
    case = a_debtor(books, office)
    a_campaign(books, office)
    clock.set(at(FIRST, 14))
    go(books)
    clock.set(at(date(2026, 11, 17), 14))
    sign(books, case)  # type: ignore[operator]  # one of the four above
    both_sent(books, clock)
    assert all_looked_at(books) == []


def test_a_visit_is_called_off_when_the_person_gives_a_sign(books: Books, office: Office, clock: SetClock) -> None:
    case = a_debtor(books, office)
    a_campaign(books, office)
    both_sent(books, clock)
    assert len(all_looked_at(books)) == 1
    clock.set(at(date(2026, 11, 25), 9))
    promises(books, case)
    assert all_looked_at(books) == []
    assert [one.state for one in visits_of(books, case.decision)] == [State.CANCELLED]


@sqlite_only
@pytest.mark.parametrize("what", ["paid", "claimed", "deceased", "in_prison", "no_visits", "training"])
def test_who_is_not_to_be_visited_is_not(books: Books, office: Office, clock: SetClock, what: str) -> None:
    case = a_debtor(books, office)
    a_campaign(books, office, visit_after=None if what == "no_visits" else 2, training=what == "training")
    both_sent(books, clock)
    if what == "paid":
        builders.a_payment(books, case.decision, 50_000_000)
    if what == "claimed":
        claim_payment(books, case.decision, case.debtor, contact_id=None, receipt=None, paid_on=None)
    if what in ("deceased", "in_prison"):
        books.conn.execute(update(party).where(party.c.id == case.debtor).values({what: True}))
    assert all_looked_at(books) == []


def test_who_has_no_chat_is_visited_after_as_many_steps_that_could_not_go(
    books: Books, office: Office, clock: SetClock
) -> None:
    case = a_debtor(books, office, chat=False)
    a_campaign(books, office)
    assert all_looked_at(books) == []
    both_sent(books, clock)
    (planned,) = all_looked_at(books)
    assert (planned.party_id, planned.why) == (case.debtor, Why.NO_CHANNEL)


def test_many_are_looked_at_in_pieces(
    books: Books, office: Office, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        a_debtor(books, office)
    a_campaign(books, office)
    both_sent(books, clock)
    monkeypatch.setattr("scheduler.bell.visiting.CHUNK", 2)
    assert len(all_looked_at(books)) == 5


def test_a_morning_looks_only_at_those_whose_last_try_has_been_waited_for_since(
    books: Books, office: Office, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [a_debtor(books, office), a_debtor(books, office, chat=False)]
    silent = a_debtor(books, office)
    a_campaign(books, office)
    nothing_of_theirs = update(planned_step).where(planned_step.c.decision_id == silent.decision)
    books.conn.execute(nothing_of_theirs.values(state="cancelled"))
    assert all_looked_at(books) == [], "everybody, for the first time"
    looked_at: list[list[int]] = []

    def seen(books: Books, decisions: Collection[int]) -> list[Person]:
        looked_at.append(list(decisions))
        return tried_in_vain(books, decisions)

    monkeypatch.setattr("scheduler.bell.visiting.tried_in_vain", seen)
    clock.set(at(FIRST, 14))
    go(books)
    for day, found in ((17, 0), (20, 2), (21, 0)):
        clock.set(at(date(2026, 11, day), 7))
        all_looked_at(books)
        assert [len(one) for one in looked_at] == [found] * bool(found), day
        looked_at.clear()
    clock.set(at(SECOND, 14))
    go(books)
    clock.set(at(date(2026, 11, 22), 7))
    assert all_looked_at(books) == []
    clock.set(at(date(2026, 11, 24), 7))
    assert {one.decision_id for one in all_looked_at(books)} == {case.decision for case in cases}


@sqlite_only
def test_whose_patience_ended_while_the_campaign_was_paused_is_visited_when_it_goes_on(
    books: Books, office: Office, clock: SetClock
) -> None:
    case = a_debtor(books, office)
    campaign = a_campaign(books, office)
    assert all_looked_at(books) == []
    both_sent(books, clock)
    pause(books, campaign, office.officer)
    assert all_looked_at(books) == []
    clock.set(at(date(2026, 11, 26), 7))
    resume(books, campaign, office.head)
    assert [one.decision_id for one in all_looked_at(books)] == [case.decision]


@sqlite_only
def test_what_no_try_points_to_is_found_by_the_look_at_everybody_once_a_week(
    books: Books, office: Office, clock: SetClock
) -> None:
    case = a_debtor(books, office)
    a_campaign(books, office)
    assert all_looked_at(books) == []
    both_sent(books, clock)
    claim = claim_payment(books, case.decision, case.debtor, contact_id=None, receipt=None, paid_on=None)
    assert all_looked_at(books) == [], "everybody again, and somebody looks for a payment"
    clock.set(at(date(2026, 11, 27), 7))
    withdraw_claim(books, claim)
    assert all_looked_at(books) == []
    clock.set(at(date(2026, 12, 2), 7))
    assert [one.decision_id for one in all_looked_at(books)] == [case.decision]


@sqlite_only
def test_it_is_looked_at_each_morning(books: Books, clock: SetClock) -> None:
    assert due_in_the_morning(books, "plan_visits") == at(date(2026, 11, 16), 6, 30)
    assert CHUNK > 0


def test_a_promise_kept_is_thanked_for_once_and_only_by_day(books: Books, office: Office, clock: SetClock) -> None:
    case = a_debtor(books, office)
    promises(books, case)
    clock.set(at(date(2026, 11, 21), 9))
    pays(books, case)
    assert thank(books) == 1
    assert thank(books) == 0
    (row,) = books.conn.execute(outbox.select()).all()
    assert (row.party_id, row.text_key, row.not_before) == (case.debtor, "nudge.news", at(date(2026, 11, 23), 7, 30))


@sqlite_only
def test_nobody_is_thanked_who_did_not_agree_or_whose_promise_was_taken_back(books: Books, office: Office) -> None:
    silent = a_debtor(books, office, chat=False)
    a_chat(books, silent.debtor, agrees=False)
    promises(books, silent)
    pays(books, silent)
    case = a_debtor(books, office)
    promises(books, case)
    (made,) = promises_of(books, case.decision)
    withdraw_promise(books, made.id)
    pays(books, case)
    assert thank(books) == 0
    assert thank_for(books, promises_of(books, silent.decision)[0], books.clock.now()) is None
