"""What people set themselves (instalments, promises, appointments) is followed up, and comes and goes with the day they set."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from casework import bookings, consent, decisions, due_parts, payments, promises, waiting_list
from casework.agreement_plan import Instalment
from casework.agreements import AgreementFacts, AgreementState, end_agreement, sign_agreement
from casework.booking_course import arrive, end_visit
from casework.bookings import Booking
from casework.books import Books
from casework.clock import SetClock, local
from casework.decisions import Status
from casework.due_parts import DuePart
from casework.obligations import add_lines
from casework.reception_kinds import BookingState
from messages.outbox import State as OutboxState
from messages.outbox import content_of
from messages.tables import outbox
from scheduler.bell import reminders
from scheduler.delivery import claiming, recording
from scheduler.delivery.senders import Accepted
from scheduler.guards.at_sending import GUARDS
from scheduler.plans import approval, campaigns, reports
from scheduler.plans.campaigns import Anchor
from scheduler.steps import planning
from scheduler.steps.refreshing import refresh
from scheduler.tables import campaign_recipient, planned_step
from tests import builders
from tests.casework import reception_rooms
from tests.scheduler import arranged
from tests.scheduler.arranged import Office, a_step, at, steps_of

MONDAY = date(2026, 11, 16)
NEAR, PASSED = "reminder.promise_near", "reminder.promise_passed"


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


def promised(office: Office) -> campaigns.CampaignPlan:
    """A reminder one working day before the promised day, and one two working days after it."""
    steps = (a_step(Anchor.PROMISE_DUE, -1, NEAR), a_step(Anchor.PROMISE_DUE, 2, PASSED))
    return arranged.a_plan(office, *steps)


def in_parts(office: Office) -> campaigns.CampaignPlan:
    return arranged.a_plan(office, a_step(Anchor.INSTALMENT_DUE, -3))


def waiting(books: Books, party: int) -> list[date]:
    """The days of what is pending."""
    due = select(planned_step.c.due_at).where(planned_step.c.party_id == party, planned_step.c.state == "pending")
    return sorted(local(instant).date() for instant in books.conn.execute(due).scalars())


def ends(books: Books, party: int) -> list[str | None]:
    """Why what does not go out does not, in the order it was planned."""
    rows = select(planned_step.c.reason).where(planned_step.c.party_id == party, planned_step.c.state != "pending")
    return list(books.conn.execute(rows.order_by(planned_step.c.id)).scalars())


def an_agreement(books: Books, decision: int, *parts: tuple[date, int], replace_it: bool = False) -> int:
    facts = AgreementFacts(
        signed_on=MONDAY, content="Trả dần", fee_and_costs="Người phải thi hành án chịu", interest_stops=True,
        instalments=tuple(Instalment(due_on=day, amount=amount) for day, amount in parts),
    )  # fmt: skip
    return sign_agreement(books, decision, facts, replace=replace_it)


def test_a_promise_made_before_the_campaign_is_planned_when_it_starts(books: Books, office: Office) -> None:
    case, other = arranged.a_debtor(books, office), arranged.a_debtor(books, office)
    promises.make_promise(books, case.decision, case.debtor, 5_000_000, date(2026, 12, 4))
    arranged.a_running_campaign(books, office, promised(office))
    assert waiting(books, case.debtor) == [date(2026, 12, 3), date(2026, 12, 8)]
    assert steps_of(books, other.debtor) == [], "who promised nothing has nothing to be followed up"


def test_a_promise_made_later_is_planned_at_once(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, promised(office))
    promise = promises.make_promise(books, case.decision, case.debtor, 5_000_000, date(2026, 12, 4))
    refresh(books)
    assert waiting(books, case.debtor) == [date(2026, 12, 3), date(2026, 12, 8)]
    rows = books.conn.execute(select(planned_step.c.anchor_id, planned_step.c.purpose)).all()
    assert {row.anchor_id for row in rows} == {promise}
    assert all(row.purpose.endswith(f":{promise}") for row in rows)


def test_a_promise_taken_back_ends_its_steps(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, promised(office))
    promise = promises.make_promise(books, case.decision, case.debtor, 5_000_000, date(2026, 12, 4))
    refresh(books)
    promises.withdraw_promise(books, promise)
    refresh(books)
    assert steps_of(books, case.debtor) == [("cancelled", "promise_withdrawn")] * 2


def test_a_promise_for_another_day_takes_the_place_of_the_first(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, promised(office))
    promises.make_promise(books, case.decision, case.debtor, 5_000_000, date(2026, 12, 4))
    refresh(books)
    promises.make_promise(books, case.decision, case.debtor, 5_000_000, date(2026, 12, 11))
    refresh(books)
    assert waiting(books, case.debtor) == [date(2026, 12, 10), date(2026, 12, 15)]
    assert ends(books, case.debtor) == ["promise_replaced"] * 2


def test_a_promise_that_is_kept_ends_its_steps_and_a_payment_taken_back_brings_them_back(
    books: Books, office: Office
) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, promised(office))
    promises.make_promise(books, case.decision, case.debtor, 5_000_000, date(2026, 12, 4))
    refresh(books)
    payment = builders.a_payment(books, case.decision, 5_000_000, paid_on=MONDAY)
    refresh(books)
    assert steps_of(books, case.debtor) == [("cancelled", "promise_kept")] * 2
    payments.reverse_payment(books, payment, ground="Nhập nhầm hồ sơ", reversed_by=office.officer)
    refresh(books)
    assert waiting(books, case.debtor) == [date(2026, 12, 3), date(2026, 12, 8)]


def test_a_promise_that_passes_is_followed_kindly(books: Books, office: Office, clock: SetClock) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, promised(office))
    promises.make_promise(books, case.decision, case.debtor, 5_000_000, date(2026, 11, 20))
    refresh(books)
    for day in (date(2026, 11, 19), date(2026, 11, 25)):  # 24/11 is a holiday
        clock.set(at(day, 12))
        refresh(books)
        reminders.queue_due(books)
        for one in claiming.claim(books, "terminal", "me", 5, set(), GUARDS):
            recording.record(books, recording.Result(claimed=one, outcome=Accepted(message_id=str(one.id))))
    rows = books.conn.execute(select(outbox.c.id).order_by(outbox.c.id)).scalars()
    assert [content_of(books, row).text_key for row in rows] == [NEAR, PASSED]  # type: ignore[union-attr]  # both are there
    assert steps_of(books, case.debtor) == [("queued", None)] * 2


def test_a_promised_day_too_near_for_its_reminder_is_reminded_of_at_once(
    books: Books, office: Office, clock: SetClock
) -> None:
    case = arranged.a_debtor(books, office)
    plan = arranged.a_plan(office, a_step(Anchor.PROMISE_DUE, -7, NEAR), a_step(Anchor.PROMISE_DUE, -6, NEAR))
    arranged.a_running_campaign(books, office, plan)
    clock.set(at(MONDAY, 9))
    promises.make_promise(books, case.decision, case.debtor, 5_000_000, date(2026, 11, 19))
    refresh(books)
    assert steps_of(books, case.debtor) == [("skipped", "merged into step 2"), ("pending", None)]
    assert waiting(books, case.debtor) == [MONDAY]


def test_each_instalment_is_reminded_of_and_what_lies_after_the_campaign_is_not_planned(
    books: Books, office: Office
) -> None:
    case = arranged.a_debtor(books, office)
    days = (date(2026, 12, 1), date(2026, 12, 29), date(2027, 2, 26))
    an_agreement(books, case.decision, *((day, 10_000_000) for day in days))
    arranged.a_running_campaign(books, office, in_parts(office))
    assert waiting(books, case.debtor) == [date(2026, 11, 26), date(2026, 12, 24)]


def test_an_instalment_that_is_paid_needs_no_reminder(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    an_agreement(books, case.decision, (date(2026, 12, 1), 10_000_000), (date(2026, 12, 29), 10_000_000))
    arranged.a_running_campaign(books, office, in_parts(office))
    builders.a_payment(books, case.decision, 10_000_000, paid_on=MONDAY)
    refresh(books)
    assert waiting(books, case.debtor) == [date(2026, 12, 24)]
    assert ends(books, case.debtor) == ["part_paid"]


def test_an_agreement_that_ends_takes_its_instalments_with_it(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, in_parts(office))
    agreement = an_agreement(books, case.decision, (date(2026, 12, 1), 10_000_000))
    refresh(books)
    assert waiting(books, case.debtor) == [date(2026, 11, 26)]
    end_agreement(books, agreement, AgreementState.CANCELLED, on=MONDAY, why="Hai bên thôi thỏa thuận")
    refresh(books)
    assert steps_of(books, case.debtor) == [("cancelled", "part_changed")]


def test_a_new_agreement_with_the_same_day_changes_nothing_and_with_another_moves(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, in_parts(office))
    an_agreement(books, case.decision, (date(2026, 12, 1), 10_000_000), (date(2026, 12, 10), 5_000_000))
    refresh(books)
    newer = an_agreement(
        books, case.decision, (date(2026, 12, 1), 8_000_000), (date(2026, 12, 14), 7_000_000), replace_it=True
    )
    refresh(books)
    rows = books.conn.execute(select(planned_step.c.anchor_id).where(planned_step.c.state == "pending")).scalars()
    assert set(rows) == {newer}
    assert waiting(books, case.debtor) == [date(2026, 11, 26), date(2026, 12, 9)]
    assert ends(books, case.debtor) == ["part_changed"]


def test_parts_that_the_decision_itself_names_are_reminded_of_for_whom_they_are(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    other = builders.a_person(books, name="Người thứ hai")
    decisions.add_party_to(books, case.decision, other, decisions.PartyRole.DEBTOR)
    line = replace(builders.a_line(amount=2_000_000), debtor_id=other)
    (line_id,) = add_lines(books, case.decision, [line])
    due_parts.set_parts(books, line_id, [DuePart(due_on=date(2026, 12, 10), amount=2_000_000)])
    arranged.a_chat(books, other)
    arranged.a_running_campaign(books, office, in_parts(office))
    assert (waiting(books, case.debtor), waiting(books, other)) == ([], [date(2026, 12, 7)])


def an_appointment(books: Books, party: int, chat: int, slot: int) -> Booking:
    held = bookings.hold(books, slot, party, chat)
    assert isinstance(held, Booking)
    confirmed = bookings.confirm(books, held.id)
    assert isinstance(confirmed, Booking)
    return confirmed


def test_an_appointment_is_followed_up_once_moved_with_it_and_ended_with_it(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office, chat=False)
    chat = arranged.a_chat(books, case.debtor)
    builders.a_decision(books, office.agency, debtor=case.debtor, lines=[builders.a_line()])  # a second one of theirs
    arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(Anchor.RECEPTION, 2)))
    day = reception_rooms.a_day(books)  # on Thursday 26/11
    later = reception_rooms.a_day(books, on=date(2026, 12, 3))
    there = an_appointment(books, case.debtor, chat, day.slot_ids[0])
    refresh(books)
    assert waiting(books, case.debtor) == [date(2026, 11, 30)], "once, however many decisions"
    assert isinstance(bookings.move(books, there.id, later.slot_ids[0]), Booking)
    refresh(books)
    assert waiting(books, case.debtor) == [date(2026, 12, 7)]
    assert ends(books, case.debtor) == ["booking_moved"]
    bookings.cancel(books, there.id)
    refresh(books)
    assert waiting(books, case.debtor) == []
    assert ends(books, case.debtor) == ["booking_moved", "booking_ended"]


def test_an_appointment_that_took_place_is_still_followed_up(books: Books, office: Office, clock: SetClock) -> None:
    case = arranged.a_debtor(books, office, chat=False)
    chat = arranged.a_chat(books, case.debtor)
    arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(Anchor.RECEPTION, 2)))
    day = reception_rooms.a_day(books)
    an_appointment(books, case.debtor, chat, day.slot_ids[0])
    refresh(books)
    clock.set(at(date(2026, 11, 27), 9))
    bookings.release_expired_holds(books, clock.now())
    refresh(books)
    assert waiting(books, case.debtor) == [date(2026, 11, 30)]


@pytest.mark.parametrize(
    ("came", "state", "followed_up"),
    [
        (True, None, True),
        (True, BookingState.DONE, True),
        (True, BookingState.REFUSED, False),
        (False, BookingState.NO_SHOW, False),
    ],
)
def test_what_came_of_an_appointment_says_whether_it_is_followed_up(
    books: Books, office: Office, clock: SetClock, came: bool, state: BookingState | None, followed_up: bool
) -> None:
    case = arranged.a_debtor(books, office, chat=False)
    chat = arranged.a_chat(books, case.debtor)
    arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(Anchor.RECEPTION, 2)))
    day = reception_rooms.a_day(books)
    there = an_appointment(books, case.debtor, chat, day.slot_ids[0])
    refresh(books)
    clock.set(at(date(2026, 11, 26), 9))
    if came:
        assert isinstance(arrive(books, there.id, office.officer), Booking)
    if state is not None:
        assert isinstance(end_visit(books, there.id, state, office.officer), Booking)
    refresh(books)
    assert waiting(books, case.debtor) == ([date(2026, 11, 30)] if followed_up else [])
    assert ends(books, case.debtor) == ([] if followed_up else ["booking_ended"])


def test_a_place_that_is_only_offered_is_no_appointment_to_follow_up(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office, chat=False)
    chat = arranged.a_chat(books, case.debtor)
    arranged.a_running_campaign(books, office, arranged.a_plan(office, a_step(Anchor.RECEPTION, 2)))
    day = reception_rooms.a_day(books)
    assert isinstance(waiting_list.join(books, case.debtor, chat, waiting_list.Wish()), waiting_list.Waiting)
    (offered,) = waiting_list.offer_places(books, books.clock.now())
    refresh(books)
    assert steps_of(books, case.debtor) == []
    assert isinstance(waiting_list.accept(books, offered.id), Booking)
    refresh(books)
    assert waiting(books, case.debtor) == [date(2026, 11, 30)]
    assert offered.day_id == day.day_id


def test_what_is_already_queued_is_taken_back_with_its_promise(books: Books, office: Office, clock: SetClock) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, promised(office))
    promise = promises.make_promise(books, case.decision, case.debtor, 5_000_000, date(2026, 11, 20))
    refresh(books)
    clock.set(at(date(2026, 11, 19), 12))
    assert reminders.queue_due(books) == 1
    promises.withdraw_promise(books, promise)
    refresh(books)
    row = books.conn.execute(select(outbox)).one()
    assert (row.state, row.reason) == (OutboxState.CANCELLED.value, "promise_withdrawn")


@pytest.mark.parametrize("before_refresh", [True, False])
def test_no_claim_takes_a_reminder_of_a_promise_that_was_taken_back(
    books: Books, office: Office, clock: SetClock, before_refresh: bool
) -> None:
    case = arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, promised(office))
    promise = promises.make_promise(books, case.decision, case.debtor, 5_000_000, date(2026, 11, 20))
    refresh(books)
    clock.set(at(date(2026, 11, 19), 12))
    reminders.queue_due(books)
    promises.withdraw_promise(books, promise)
    if not before_refresh:
        refresh(books)
    assert claiming.claim(books, "terminal", "me", 5, set(), GUARDS) == []
    assert books.conn.execute(select(outbox.c.reason)).scalar_one() == "promise_withdrawn"


def test_a_reminder_of_everybody_gives_way_to_one_of_the_own_promise_on_the_same_day(
    books: Books, office: Office
) -> None:
    case = arranged.a_debtor(books, office)
    plan = arranged.a_plan(office, a_step(offset=3), a_step(Anchor.PROMISE_DUE, -1, NEAR))  # on 19/11
    arranged.a_running_campaign(books, office, plan)
    promise = promises.make_promise(books, case.decision, case.debtor, 5_000_000, date(2026, 11, 20))
    refresh(books)
    assert steps_of(books, case.debtor) == [("skipped", "merged into step 2"), ("pending", None)]
    promises.withdraw_promise(books, promise)
    refresh(books)
    assert steps_of(books, case.debtor) == [("pending", None), ("cancelled", "promise_withdrawn")]


def test_whoever_is_held_out_is_still_followed_up_on_what_they_set(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    plan = arranged.a_plan(office, a_step(), a_step(Anchor.PROMISE_DUE, -1, NEAR))
    campaign = arranged.an_approved_campaign(books, office, plan)
    approval.start(books, campaign, office.officer)
    books.conn.execute(campaign_recipient.update().values(held_out=True))
    planning.plan_campaign(books, campaign)
    promises.make_promise(books, case.decision, case.debtor, 5_000_000, date(2026, 12, 4))
    refresh(books)
    assert steps_of(books, case.debtor) == [("skipped", "held_out"), ("pending", None)]


def test_the_days_of_somebody_who_cannot_be_reached_are_kept_with_the_reason(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office, chat=False)
    arranged.a_running_campaign(books, office, promised(office))
    promises.make_promise(books, case.decision, case.debtor, 5_000_000, date(2026, 12, 4), entered_by=office.officer)
    refresh(books)
    assert steps_of(books, case.debtor) == [("skipped", "no_chat")] * 2
    chat = arranged.a_chat(books, case.debtor)
    refresh(books)
    assert waiting(books, case.debtor) == [date(2026, 12, 3), date(2026, 12, 8)]
    consent.withdraw(books, chat, case.debtor, consent.Purpose.REMINDERS)
    refresh(books)
    assert steps_of(books, case.debtor) == [("skipped", "no_consent")] * 2


def test_the_sum_holds_over_days_that_come_and_go(books: Books, office: Office) -> None:
    case = arranged.a_debtor(books, office)
    campaign = arranged.a_running_campaign(books, office, promised(office))
    for day in (date(2026, 12, 4), date(2026, 12, 11), date(2026, 12, 18)):
        promises.make_promise(books, case.decision, case.debtor, 1_000_000, day)
        refresh(books)
    decisions.change_status(books, case.decision, Status.SUSPENDED, on=MONDAY, ground="Đ.47")
    refresh(books)
    told: Any = reports.report(books, campaign)
    assert (told.planned, told.pending, told.cancelled) == (6, 0, 6)
    assert told.reasons == {"promise_replaced": 4, "decision_closed": 2}
