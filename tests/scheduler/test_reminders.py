"""Due steps become nudges, and no nudge leaves that is not true any more at the moment of sending."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from casework import consent, contacts, decisions
from casework.agreement_plan import Instalment
from casework.agreements import AgreementFacts, sign_agreement
from casework.books import Books
from casework.clock import SetClock
from casework.decisions import PartyRole, Status
from casework.links import EndedBy, unlink
from casework.tables.people import party
from messages.library import Kind, keys, text_of
from messages.outbox import State, content_of
from messages.outgoing import Outgoing
from messages.tables import outbox
from scheduler.bell import reminders
from scheduler.delivery import claiming, recording
from scheduler.delivery.senders import Accepted, NotSent, Uncertain
from scheduler.guards.at_sending import GUARDS
from scheduler.plans import campaigns
from scheduler.plans.campaigns import Anchor
from tests import builders
from tests.scheduler import arranged
from tests.scheduler.arranged import Office, a_step, at, steps_of

MONDAY = date(2026, 11, 16)
NOON = at(MONDAY, 12)


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


@pytest.fixture
def case(books: Books, office: Office, clock: SetClock) -> builders.Case:
    """A debtor whose reminder is queued on Monday at noon."""
    debtor = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, arranged.a_plan(office))
    clock.set(NOON)
    assert reminders.queue_due(books) == 1
    return debtor


def claimed(books: Books) -> list[Outgoing]:
    return [one.message for one in claiming.claim(books, "terminal", "me", 10, set(), GUARDS)]


def only_row(books: Books) -> Any:
    return books.conn.execute(select(outbox)).one()


def end(books: Books) -> tuple[str, str | None]:
    row = only_row(books)
    return row.state, row.reason


def test_a_due_step_becomes_a_nudge_that_tells_a_stranger_nothing(books: Books, case: builders.Case) -> None:
    (message,) = claimed(books)
    row = only_row(books)
    assert message.text == f"Ông/bà có 1 tin mới.\nMã tin: {row.reference}. Bấm «Xem» để đọc."
    assert [[(button.text, button.data) for button in line] for line in message.buttons] == [
        [("Xem", f"view:{row.id}")]
    ]
    assert (row.delivery_class, row.lane, row.guard, row.personal) == ("R", 2, "reminder", False)
    content = content_of(books, row.id)
    assert content is not None
    assert (content.decision_id, content.party_id, content.plan) == (case.decision, case.debtor, "12/KH-THADS")


def test_nothing_is_queued_before_its_time_and_everything_after_it_once(
    books: Books, office: Office, clock: SetClock
) -> None:
    arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(offset=1)))
    due = reminders.next_due(books)
    assert due is not None
    clock.set(due - timedelta(seconds=1))
    assert reminders.queue_due(books) == 0
    clock.set(due)
    assert reminders.queue_due(books) == 1
    assert reminders.queue_due(books) == 0
    assert reminders.next_due(books) is None


def test_the_chat_heard_from_last_is_nudged(books: Books, office: Office, clock: SetClock) -> None:
    debtor = arranged.a_debtor(books, office).debtor
    clock.set(at(MONDAY, 10))
    later = arranged.a_chat(books, debtor, address="another", account="web")
    arranged.a_running_campaign(books, office, arranged.a_plan(office))
    clock.set(NOON)
    reminders.queue_due(books)
    row = only_row(books)
    assert (row.contact_id, row.account) == (later, "web")


def test_a_chat_lost_before_the_step_is_due_leaves_the_reason(books: Books, office: Office, clock: SetClock) -> None:
    debtor = arranged.a_debtor(books, office, chat=False).debtor
    chat = arranged.a_chat(books, debtor)
    arranged.a_running_campaign(books, office, arranged.a_plan(office))
    unlink(books, chat, EndedBy.PERSON)
    clock.set(NOON)
    reminders.queue_due(books)
    assert steps_of(books, debtor) == [("skipped", "no_chat")]


def test_a_step_found_too_late_ends_by_rule(books: Books, office: Office, clock: SetClock) -> None:
    debtor = arranged.a_debtor(books, office).debtor
    arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(), a_step(Anchor.CAMPAIGN_END, -2)))
    clock.set(at(date(2026, 12, 10), 9))
    reminders.queue_due(books)
    assert steps_of(books, debtor) == [("cancelled", "too_late"), ("pending", None)]


def test_a_reminder_that_is_still_true_goes_out(books: Books, case: builders.Case) -> None:
    assert len(claimed(books)) == 1


def test_nobody_is_reminded_after_paying(books: Books, case: builders.Case) -> None:
    builders.a_payment(books, case.decision, 50_000_000)
    assert claimed(books) == []
    assert end(books) == ("suppressed", "paid")


def test_who_paid_a_part_is_still_reminded_of_the_rest(books: Books, case: builders.Case) -> None:
    builders.a_payment(books, case.decision, 49_999_999)
    assert len(claimed(books)) == 1


def an_agreement(books: Books, case: builders.Case, *instalments: tuple[date, int]) -> None:
    facts = AgreementFacts(
        signed_on=MONDAY, content="Trả dần", fee_and_costs="Người phải thi hành án chịu", interest_stops=True,
        instalments=tuple(Instalment(due_on=due_on, amount=amount) for due_on, amount in instalments),
    )  # fmt: skip
    sign_agreement(books, case.decision, facts)


def test_who_keeps_to_an_agreement_is_reminded_a_week_before_the_next_instalment(
    books: Books, case: builders.Case, clock: SetClock
) -> None:
    an_agreement(books, case, (date(2026, 11, 30), 50_000_000))
    assert claimed(books) == []
    assert (only_row(books).state, only_row(books).not_before) == ("queued", at(date(2026, 11, 23), 7, 30))
    clock.set(at(date(2026, 11, 23), 7, 30))
    assert len(claimed(books)) == 1


def test_a_next_instalment_beyond_the_use_of_the_reminder_ends_it(books: Books, case: builders.Case) -> None:
    an_agreement(books, case, (date(2027, 6, 30), 50_000_000))
    assert claimed(books) == []
    assert end(books) == ("suppressed", "plan_kept")


def test_an_agreement_about_other_things_keeps_reminders_away(books: Books, case: builders.Case) -> None:
    an_agreement(books, case)
    assert claimed(books) == []
    assert end(books) == ("suppressed", "plan_kept")


def test_an_instalment_that_is_overdue_is_reminded_of(books: Books, case: builders.Case, clock: SetClock) -> None:
    an_agreement(books, case, (date(2026, 11, 17), 1_000_000), (date(2027, 6, 30), 49_000_000))
    clock.set(at(date(2026, 11, 18), 9))
    assert len(claimed(books)) == 1


@pytest.mark.parametrize("status", [status for status in Status if decisions.needs_no_reminder(status)])
def test_nobody_is_reminded_of_what_is_suspended_or_over(books: Books, case: builders.Case, status: Status) -> None:
    builders.a_list_says(books, case.decision, status, on=MONDAY)
    assert claimed(books) == []
    assert end(books) == ("suppressed", "decision_closed")


def test_no_message_goes_to_the_dead(books: Books, case: builders.Case) -> None:
    books.conn.execute(update(party).where(party.c.id == case.debtor).values(deceased=True))
    assert claimed(books) == []
    assert end(books) == ("suppressed", "deceased")


def test_no_message_goes_to_a_chat_that_is_linked_no_more(books: Books, case: builders.Case) -> None:
    unlink(books, only_row(books).contact_id, EndedBy.PERSON)
    assert claimed(books) == []
    assert end(books) == ("suppressed", "not_linked")


def test_no_message_goes_without_consent(books: Books, case: builders.Case) -> None:
    consent.withdraw(books, only_row(books).contact_id, case.debtor, consent.Purpose.REMINDERS)
    assert claimed(books) == []
    assert end(books) == ("suppressed", "no_consent")


def test_who_is_no_debtor_any_more_is_not_reminded(books: Books, case: builders.Case) -> None:
    decisions.remove_party_from(books, case.decision, case.debtor, PartyRole.DEBTOR)
    assert claimed(books) == []
    assert end(books) == ("suppressed", "not_debtor")


def test_a_muted_chat_is_reminded_after_its_silence(books: Books, case: builders.Case, clock: SetClock) -> None:
    contacts.mute_until(books, only_row(books).contact_id, at(date(2026, 11, 18), 6))
    assert claimed(books) == []
    assert (only_row(books).state, only_row(books).not_before) == ("queued", at(date(2026, 11, 18), 7, 30))
    clock.set(at(date(2026, 11, 18), 7, 30))
    assert len(claimed(books)) == 1


def test_a_silence_longer_than_the_use_of_the_reminder_ends_it(books: Books, case: builders.Case) -> None:
    contacts.mute_until(books, only_row(books).contact_id, at(date(2027, 3, 1), 9))
    assert claimed(books) == []
    assert end(books) == ("suppressed", "muted")


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (at(MONDAY, 20), at(date(2026, 11, 17), 7, 30)),
        (at(date(2026, 11, 17), 6), at(date(2026, 11, 17), 7, 30)),
        (at(date(2026, 11, 21), 10), at(date(2026, 11, 23), 7, 30)),
    ],
)
def test_what_comes_outside_the_window_waits_for_the_next(
    books: Books, case: builders.Case, clock: SetClock, now: datetime, then: datetime
) -> None:
    clock.set(now)
    assert claimed(books) == []
    assert (only_row(books).state, only_row(books).not_before) == ("queued", then)
    clock.set(then)
    assert len(claimed(books)) == 1


def test_on_a_holiday_nothing_goes_out_and_what_is_of_no_use_after_it_ends(
    books: Books, case: builders.Case, clock: SetClock
) -> None:
    books.conn.execute(update(outbox).values(useful_until=at(date(2026, 11, 24), 20)))
    clock.set(at(date(2026, 11, 24), 10))  # the Day of Culture
    assert claimed(books) == []
    assert end(books) == ("suppressed", "quiet_hours")


def test_a_paused_campaign_holds_what_is_queued_until_it_is_resumed(
    books: Books, office: Office, case: builders.Case
) -> None:
    campaign = only_row(books).campaign_id
    campaigns.pause(books, campaign, office.officer)
    assert claimed(books) == []
    assert end(books) == ("queued", "campaign_paused")
    campaigns.resume(books, campaign, office.head)
    assert len(claimed(books)) == 1


def test_a_message_claimed_before_the_stop_may_still_go_and_no_other(
    books: Books, office: Office, case: builders.Case
) -> None:
    assert len(claimed(books)) == 1
    assert campaigns.stop(books, only_row(books).campaign_id, office.officer) == 0
    assert end(books) == ("sending", None)


def second_reminder(books: Books, office: Office, case: builders.Case) -> int:
    """A reminder to the same person about another decision, in another campaign."""
    builders.a_decision(books, office.agency, debtor=case.debtor, lines=[builders.a_line()])
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, name="Đợt khác"))
    reminders.queue_due(books)
    return campaign


@pytest.mark.parametrize("outcome", [Accepted(message_id="1"), Uncertain(reason="timeout")])
def test_one_person_gets_one_reminder_in_three_days_over_all_cases(
    books: Books, office: Office, case: builders.Case, clock: SetClock, outcome: Accepted | Uncertain
) -> None:
    (first,) = claiming.claim(books, "terminal", "me", 10, set(), GUARDS)
    recording.record(books, recording.Result(claimed=first, outcome=outcome))
    second_reminder(books, office, case)
    assert claimed(books) == []
    waiting = books.conn.execute(select(outbox).where(outbox.c.state == State.QUEUED.value)).all()
    assert waiting
    assert {(row.reason, row.not_before) for row in waiting} == {("cap", NOON + timedelta(days=3))}
    clock.set(NOON + timedelta(days=3))
    assert len(claimed(books)) == 1


def test_one_that_is_being_sent_counts_for_the_cap(books: Books, office: Office, case: builders.Case) -> None:
    assert len(claimed(books)) == 1
    second_reminder(books, office, case)
    assert claimed(books) == []


def test_a_try_that_never_left_does_not_count_for_the_cap(books: Books, office: Office, case: builders.Case) -> None:
    (first,) = claiming.claim(books, "terminal", "me", 10, set(), GUARDS)
    recording.record(books, recording.Result(claimed=first, outcome=NotSent(reason="refused")))
    second_reminder(books, office, case)
    assert len(claimed(books)) == 1


def test_the_nudges_are_a_closed_list_of_five_sentences_at_most() -> None:
    sentences = set()
    for key in keys("nudge"):
        text = text_of(key)
        assert text.kind is Kind.NUDGE
        assert text.blanks <= {"reference"}
        sentences |= {one.strip() for one in re.split(r"(?<=[.!?])\s+|\n", text.vi) if one.strip()}
    assert len(sentences) <= 5, sentences
