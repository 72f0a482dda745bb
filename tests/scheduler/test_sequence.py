"""What ends a campaign's reminders to somebody, under which condition a step goes, and through which chat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from casework import bookings, promises, visit_planning, visits
from casework.agreement_plan import Instalment
from casework.agreements import AgreementFacts, AgreementState, end_agreement, sign_agreement
from casework.booking_course import end_visit
from casework.books import Books
from casework.clock import SetClock, today
from casework.reception_kinds import BookingState
from casework.reminder_answers import Kind, note_answer
from casework.tables.contacts import contact
from casework.visit_outcomes import Report, record_outcome
from casework.visits import Outcome
from messages.outbox import State as OutboxState
from messages.tables import outbox
from scheduler.bell import reminders
from scheduler.delivery import claiming, recording
from scheduler.delivery.senders import Accepted, Rejected
from scheduler.guards import quotas
from scheduler.guards.at_sending import GUARDS
from scheduler.plans import campaigns, reports
from scheduler.plans.campaigns import Anchor
from scheduler.steps import refreshing
from scheduler.steps.refreshing import refresh
from scheduler.steps.sequence import NOT_MET, Condition, End
from scheduler.tables import planned_step
from tests import builders
from tests.casework import reception_rooms
from tests.scheduler import arranged
from tests.scheduler.arranged import FOLLOW_UP, Office, a_step, at, steps_of

MONDAY = date(2026, 11, 16)
Does = Callable[[Books, Office, builders.Case], Any]


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


def promise(books: Books, office: Office, case: builders.Case, *, on: date = date(2026, 12, 4)) -> int:
    return promises.make_promise(books, case.decision, case.debtor, 5_000_000, on)


def agree(books: Books, office: Office, case: builders.Case) -> int:
    facts = AgreementFacts(
        signed_on=MONDAY, content="Trả dần", fee_and_costs="Người phải thi hành án chịu", interest_stops=True,
        instalments=(Instalment(due_on=date(2026, 11, 30), amount=50_000_000),),
    )  # fmt: skip
    return sign_agreement(books, case.decision, facts)


def reply(books: Books, office: Office, case: builders.Case) -> int:
    chat = books.conn.execute(select(contact.c.id).where(contact.c.party_id == case.debtor)).scalars().first()
    assert chat is not None
    return note_answer(books, chat, Kind.ASKED, decision_id=case.decision, party_id=case.debtor)


def book(books: Books, office: Office, case: builders.Case) -> int:
    chat = books.conn.execute(select(contact.c.id).where(contact.c.party_id == case.debtor)).scalars().first()
    assert chat is not None
    here = reception_rooms.Office(agency=office.agency, leader=office.head)
    held = bookings.hold(books, reception_rooms.a_day(books, office=here).slot_ids[0], case.debtor, chat)
    assert isinstance(held, bookings.Booking)
    bookings.confirm(books, held.id)
    return held.id


def visited(books: Books, office: Office, case: builders.Case) -> int:
    there = visit_planning.plan_visit(books, case.decision, case.debtor, visits.Why.ASKED)
    assert there is not None
    record_outcome(books, there, Report(outcome=Outcome.MET, visited_on=today(books.clock)), entered_by=office.officer)
    return there


ENDS: dict[End, Does] = {
    End.PROMISED: promise,
    End.AGREED: agree,
    End.ANSWERED: reply,
    End.BOOKED: book,
    End.VISITED: visited,
}


def two_steps(office: Office, *ends: End) -> campaigns.CampaignPlan:
    plan = arranged.a_plan(office, a_step(offset=2), a_step(offset=12))
    return replace(plan, ends_when=tuple(end.value for end in ends))


def say_what_is_due(books: Books) -> None:
    reminders.queue_due(books)
    for one in claiming.claim(books, "terminal", "me", 20, set(), GUARDS):
        recording.record(books, recording.Result(claimed=one, outcome=Accepted(message_id=str(one.id))))


@pytest.mark.parametrize("end", End)
def test_what_the_plan_names_ends_the_sequence_of_whoever_does_it_and_of_nobody_else(
    books: Books, office: Office, end: End
) -> None:
    case, other = arranged.a_debtor(books, office), arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, two_steps(office, end))
    ENDS[end](books, office, case)
    refresh(books)
    assert steps_of(books, case.debtor) == [("cancelled", f"ended_{end.value}")] * 2
    assert steps_of(books, other.debtor) == [("pending", None)] * 2


@pytest.mark.parametrize("end", End)
def test_what_the_plan_does_not_name_ends_nothing(books: Books, office: Office, end: End) -> None:
    case = arranged.a_debtor(books, office)
    others = [other for other in End if other is not end]
    if end is End.VISITED:
        others.remove(End.ANSWERED)  # a visit may be told as an answer too; that is not what this is about
    arranged.a_running_campaign(books, office, two_steps(office, *others))
    ENDS[end](books, office, case)
    refresh(books)
    assert steps_of(books, case.debtor) == [("pending", None)] * 2


@pytest.mark.parametrize("end", [End.PROMISED, End.AGREED, End.BOOKED])
def test_who_did_it_before_the_campaign_is_not_reminded_from_its_start(books: Books, office: Office, end: End) -> None:
    case, other = arranged.a_debtor(books, office), arranged.a_debtor(books, office)
    ENDS[end](books, office, case)
    arranged.a_running_campaign(books, office, two_steps(office, end))
    assert steps_of(books, case.debtor) == [("cancelled", f"ended_{end.value}")] * 2
    assert steps_of(books, other.debtor) == [("pending", None)] * 2


@pytest.mark.parametrize("end", End)
def test_a_message_that_is_queued_is_taken_back(books: Books, office: Office, clock: SetClock, end: End) -> None:
    case = arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, two_steps(office, end))
    clock.set(at(date(2026, 11, 18), 12))
    assert reminders.queue_due(books) == 1
    ENDS[end](books, office, case)
    refresh(books)
    row = books.conn.execute(select(outbox).where(outbox.c.campaign_id == campaign)).one()
    assert (row.state, row.reason) == (OutboxState.CANCELLED.value, f"ended_{end.value}")


@pytest.mark.parametrize("end", End)
def test_no_claim_takes_what_something_has_ended_though_nobody_looked_since(
    books: Books, office: Office, clock: SetClock, end: End
) -> None:
    case = arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, two_steps(office, end))
    clock.set(at(date(2026, 11, 18), 12))
    reminders.queue_due(books)
    ENDS[end](books, office, case)
    assert claiming.claim(books, "terminal", "me", 5, set(), GUARDS) == []
    row = books.conn.execute(select(outbox).where(outbox.c.campaign_id == campaign)).one()
    assert (row.state, row.reason) == (OutboxState.SUPPRESSED.value, f"ended_{end.value}")


def test_nothing_is_queued_for_whom_something_ended_the_sequence_though_nobody_looked_since(
    books: Books, office: Office, clock: SetClock
) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, two_steps(office, End.ANSWERED))
    reply(books, office, case)
    clock.set(at(date(2026, 11, 18), 12))
    reminders.queue_due(books)
    assert steps_of(books, case.debtor) == [("cancelled", "ended_answered"), ("pending", None)]


@pytest.mark.parametrize(
    ("state", "over"), [(BookingState.DONE, True), (BookingState.REFUSED, True), (BookingState.NO_SHOW, False)]
)
def test_who_was_at_the_appointment_stays_out_of_the_sequence_and_who_was_not_comes_back(
    books: Books, office: Office, clock: SetClock, state: BookingState, over: bool
) -> None:
    case = arranged.a_debtor(books, office)
    plan = replace(arranged.a_plan(office, a_step(offset=14), a_step(offset=16)), ends_when=(End.BOOKED.value,))
    arranged.a_running_campaign(books, office, plan)
    there = book(books, office, case)
    refresh(books)
    clock.set(at(date(2026, 11, 26), 12))
    assert isinstance(end_visit(books, there, state, office.officer), bookings.Booking)
    refresh(books)
    assert steps_of(books, case.debtor) == [("cancelled", "ended_booked") if over else ("pending", None)] * 2


def test_a_promise_taken_back_lets_the_sequence_go_on(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, two_steps(office, End.PROMISED))
    there = promise(books, office, case)
    refresh(books)
    promises.withdraw_promise(books, there)
    refresh(books)
    assert steps_of(books, case.debtor) == [("pending", None)] * 2


def test_a_promise_whose_day_passed_lets_the_sequence_go_on_in_the_morning(
    books: Books, office: Office, clock: SetClock
) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, two_steps(office, End.PROMISED))  # on 18/11 and 3/12
    promise(books, office, case, on=date(2026, 11, 27))
    refresh(books)
    clock.set(at(date(2026, 11, 27), 7))
    refreshing.look_at_lapsed(books)
    assert steps_of(books, case.debtor) == [("cancelled", "ended_promised")] * 2, "the day itself is still in time"
    clock.set(at(date(2026, 11, 30), 7))
    refreshing.look_at_lapsed(books)
    assert steps_of(books, case.debtor) == [("skipped", "merged into step 2"), ("pending", None)]


def test_an_agreement_that_was_broken_lets_the_sequence_go_on(books: Books, office: Office, clock: SetClock) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, two_steps(office, End.AGREED))
    there = agree(books, office, case)
    refresh(books)
    clock.set(at(date(2026, 12, 1), 9))
    end_agreement(books, there, AgreementState.BROKEN, on=date(2026, 12, 1), why="Không nộp kỳ đầu")
    refresh(books)
    assert steps_of(books, case.debtor) == [("skipped", "merged into step 2"), ("pending", None)]


def test_what_followed_a_promise_goes_on_when_the_promise_ended_the_rest(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    steps = (a_step(offset=2), a_step(Anchor.PROMISE_DUE, -1, "reminder.promise_near"))
    plan = replace(arranged.a_plan(office, *steps), ends_when=("answered", "promised"))
    arranged.a_running_campaign(books, office, plan)
    promise(books, office, case)
    reply(books, office, case)
    refresh(books)
    assert steps_of(books, case.debtor) == [("cancelled", "ended_promised"), ("pending", None)]


def conditional(office: Office, condition: Condition) -> campaigns.CampaignPlan:
    """A first step for all, and a second under the condition, on 18/11 and 30/11."""
    second = replace(a_step(offset=9), condition=condition.value)
    return arranged.a_plan(office, a_step(offset=2), second)


def opened(books: Books, office: Office, case: builders.Case) -> None:
    said = update(outbox).where(outbox.c.party_id == case.debtor, outbox.c.state == OutboxState.ACCEPTED.value)
    books.conn.execute(said.values(state=OutboxState.OPENED.value, opened_at=books.clock.now()))


CONDITIONS: dict[Condition, Does] = {
    Condition.NOT_OPENED: opened,
    Condition.NOT_ANSWERED: reply,
    Condition.NO_PROMISE: promise,
    Condition.NO_AGREEMENT: agree,
}


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("when", ["queued", "claimed"])
def test_a_step_whose_condition_is_not_met_is_skipped_with_the_reason(
    books: Books, office: Office, clock: SetClock, condition: Condition, when: str
) -> None:
    case, other = arranged.a_debtor(books, office), arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, conditional(office, condition))
    clock.set(at(date(2026, 11, 18), 12))
    say_what_is_due(books)
    if when == "queued":
        CONDITIONS[condition](books, office, case)
    clock.set(at(date(2026, 11, 30), 12))
    reminders.queue_due(books)
    if when == "claimed":
        CONDITIONS[condition](books, office, case)
    say_what_is_due(books)
    told = reports.report(books, campaign)
    assert (told.sent, told.skipped, told.cancelled) == (3, 1, 0)
    assert told.reasons == {NOT_MET[condition]: 1}
    said = select(outbox.c.party_id).where(outbox.c.sent_at >= at(date(2026, 11, 30), 7))
    assert books.conn.execute(said).scalars().all() == [other.debtor]


def test_an_answer_to_an_earlier_message_does_not_count_for_the_previous_one(
    books: Books, office: Office, clock: SetClock
) -> None:
    case = arranged.a_debtor(books, office)
    third = replace(a_step(offset=16), condition="not_answered")
    plan = arranged.a_plan(office, a_step(offset=2), a_step(offset=9), third)
    campaign = arranged.a_running_campaign(books, office, plan)
    for day in (date(2026, 11, 18), date(2026, 11, 30)):
        clock.set(at(day, 12))
        say_what_is_due(books)
        if day == date(2026, 11, 18):
            reply(books, office, case)  # before the second one
    clock.set(at(date(2026, 12, 9), 12))
    say_what_is_due(books)
    assert reports.report(books, campaign).sent == 3


def test_without_a_previous_message_nothing_could_be_opened_or_answered(
    books: Books, office: Office, clock: SetClock
) -> None:
    case = arranged.a_debtor(books, office)
    first = replace(a_step(offset=2), condition="not_answered")
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, first))
    reply(books, office, case)
    clock.set(at(date(2026, 11, 18), 12))
    say_what_is_due(books)
    assert reports.report(books, campaign).sent == 1


def test_a_message_of_another_campaign_is_not_the_previous_one(books: Books, office: Office, clock: SetClock) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(offset=2), name="Đợt khác"))
    clock.set(at(date(2026, 11, 18), 12))
    say_what_is_due(books)
    opened(books, office, case)
    later = replace(a_step(offset=9), condition="not_opened")
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, later))
    clock.set(at(date(2026, 11, 30), 12))
    say_what_is_due(books)
    assert reports.report(books, campaign).sent == 1


@pytest.mark.parametrize(("kept", "goes"), [(False, True), (True, False)])
def test_a_step_for_broken_promises_goes_to_whom_the_day_passed_and_to_nobody_else(
    books: Books, office: Office, clock: SetClock, kept: bool, goes: bool
) -> None:
    case, none = arranged.a_debtor(books, office), arranged.a_debtor(books, office)
    step = replace(a_step(offset=12), condition="promise_broken")  # on 3/12
    campaign = arranged.a_running_campaign(books, office, arranged.a_plan(office, step))
    promise(books, office, case, on=date(2026, 11, 27))
    if kept:
        builders.a_payment(books, case.decision, 5_000_000, paid_on=MONDAY)
    clock.set(at(date(2026, 12, 3), 12))
    say_what_is_due(books)
    told = reports.report(books, campaign)
    assert told.sent == goes
    assert steps_of(books, none.debtor) == [("skipped", "no_broken_promise")]


def test_who_promised_anew_broke_nothing_yet(books: Books, office: Office, clock: SetClock) -> None:
    case = arranged.a_debtor(books, office)
    step = replace(a_step(offset=12), condition="promise_broken")
    arranged.a_running_campaign(books, office, arranged.a_plan(office, step))
    promise(books, office, case, on=date(2026, 11, 27))
    clock.set(at(date(2026, 11, 30), 9))
    promises.make_promise(books, case.decision, case.debtor, 5_000_000, date(2026, 12, 15))
    clock.set(at(date(2026, 12, 3), 12))
    say_what_is_due(books)
    assert steps_of(books, case.debtor) == [("skipped", "no_broken_promise")]


# -- the chat ----------------------------------------------------------------------------------------------------------


def with_two_chats(books: Books, office: Office, clock: SetClock) -> builders.Case:
    """One on Telegram, and one on the web that was heard from later."""
    case = arranged.a_debtor(books, office, chat=False)
    arranged.a_chat(books, case.debtor, account="telegram")
    clock.set(clock.now() + timedelta(minutes=5))
    arranged.a_chat(books, case.debtor, account="web")
    return case


def by_channels(office: Office, *accounts: str) -> campaigns.CampaignPlan:
    return arranged.a_plan(office, replace(a_step(), channels=accounts))


def accounts_of(books: Books) -> list[tuple[str, str]]:
    """Account and state of each message, oldest first."""
    rows = books.conn.execute(select(outbox.c.account, outbox.c.state).order_by(outbox.c.id))
    return [(row.account, row.state) for row in rows]


@pytest.mark.parametrize(
    ("order", "first"), [((), "web"), (("telegram",), "telegram"), (("zalo", "telegram", "web"), "telegram")]
)
def test_the_chat_is_chosen_by_the_order_of_the_step_and_then_by_when_it_was_heard_from(
    books: Books, office: Office, clock: SetClock, order: tuple[str, ...], first: str
) -> None:
    with_two_chats(books, office, clock)
    arranged.a_running_campaign(books, office, by_channels(office, *order))
    clock.set(at(MONDAY, 12))
    reminders.queue_due(books)
    assert accounts_of(books) == [(first, "queued")]


def test_a_channel_without_room_gives_way_to_the_next(books: Books, office: Office, clock: SetClock) -> None:
    for _ in range(2):
        with_two_chats(books, office, clock)
    quotas.set_quota(books, "telegram", 1, None, "system")
    arranged.a_running_campaign(books, office, by_channels(office, "telegram"))
    clock.set(at(MONDAY, 12))
    reminders.queue_due(books)
    assert sorted(accounts_of(books)) == [("telegram", "queued"), ("web", "queued")]


@pytest.mark.parametrize("dead", [True, False])
def test_what_one_chat_refused_goes_to_the_next_and_then_to_nobody_again(
    books: Books, office: Office, clock: SetClock, dead: bool
) -> None:
    case = with_two_chats(books, office, clock)
    campaign = arranged.a_running_campaign(books, office, by_channels(office, "telegram"))
    clock.set(at(MONDAY, 12))
    for account in ("telegram", "web"):
        reminders.queue_due(books)
        (one,) = claiming.claim(books, account, "me", 5, set(), GUARDS)
        recording.record(books, recording.Result(claimed=one, outcome=Rejected(reason="403", dead=dead)))
        refresh(books)
    assert reminders.queue_due(books) == 0
    assert accounts_of(books) == [("telegram", "rejected"), ("web", "rejected")]
    told = reports.report(books, campaign)
    assert (told.planned, told.cancelled) == (1, 1)
    assert [state for state, _ in steps_of(books, case.debtor)] == ["queued"]


def test_whom_the_second_chat_reached_has_got_it_once(books: Books, office: Office, clock: SetClock) -> None:
    with_two_chats(books, office, clock)
    campaign = arranged.a_running_campaign(books, office, by_channels(office, "telegram"))
    clock.set(at(MONDAY, 12))
    reminders.queue_due(books)
    (one,) = claiming.claim(books, "telegram", "me", 5, set(), GUARDS)
    recording.record(books, recording.Result(claimed=one, outcome=Rejected(reason="403", dead=True)))
    reminders.queue_due(books)
    (two,) = claiming.claim(books, "web", "me", 5, set(), GUARDS)
    recording.record(books, recording.Result(claimed=two, outcome=Accepted(message_id="1")))
    reminders.queue_due(books)
    told = reports.report(books, campaign)
    assert (told.planned, told.sent, told.pending) == (1, 1, 0)
    rows = books.conn.execute(select(planned_step.c.purpose, outbox.c.purpose).join(
        outbox, outbox.c.id == planned_step.c.outbox_id
    )).all()  # fmt: skip
    assert [row[0] == row[1] for row in rows] == [True]
    assert FOLLOW_UP in {step.text_key for step in campaigns.the_campaign(books, campaign).plan.steps}
