"""No officer is given more reminders in a day than the replies can be handled; what is too much goes on the days after."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from casework import contacts, payment_claims, questions, reminder_answers
from casework.books import Books
from casework.clock import SetClock, local
from casework.reminder_answers import Kind
from casework.tables.agency import staff
from casework.tables.decisions import decision
from messages.outbox import Guard
from messages.tables import attempt, outbox
from scheduler.bell import reminders
from scheduler.delivery import claiming
from scheduler.guards import capacity, sent_counts, spreading
from scheduler.guards.at_sending import GUARDS
from scheduler.guards.capacity import Rate
from scheduler.guards.sent_counts import NOBODY
from scheduler.limits import ANSWERS_A_DAY, PRIOR_WEIGHT
from scheduler.tables import answering_room, campaign_step, planned_step
from tests import builders
from tests.scheduler import arranged, guarded
from tests.scheduler.alone import alone
from tests.scheduler.arranged import Office, a_step, at
from tests.scheduler.guarded import go

MONDAY = date(2026, 11, 16)
NOON = at(MONDAY, 12)


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


def answering(books: Books, officer: int, answers: int | None) -> None:
    books.conn.execute(update(staff).where(staff.c.id == officer).values(answers_a_day=answers))


def work(books: Books, clock: SetClock, days: int, *, first: date = MONDAY) -> Counter[tuple[int, date]]:
    """Let so many days pass with the duties of the bell; how many reminders left for each officer and day."""
    for day in range(days):
        clock.set(at(first + timedelta(days=day), 12))
        one_ring(books)
    return left(books)


def one_ring(books: Books) -> None:
    capacity.measure(books)
    while spreading.spread(books):
        pass
    go(books, 10_000)


def left(books: Books) -> Counter[tuple[int, date]]:
    rows = books.conn.execute(
        select(decision.c.officer_id, attempt.c.started_at)
        .select_from(attempt.join(outbox, outbox.c.id == attempt.c.outbox_id))
        .join(decision, decision.c.id == outbox.c.decision_id)
    )
    return Counter((row.officer_id or NOBODY, local(row.started_at).date()) for row in rows)


# -- the figures -----------------------------------------------------------------------------------------------------


def test_before_anything_was_observed_three_in_ten_are_expected_to_write_back(books: Books, office: Office) -> None:
    assert capacity.reply_rate(books).share == Fraction(3, 10)
    assert capacity.rooms(books)[office.head].most == ANSWERS_A_DAY * 10 // 3


def test_whoever_handles_more_bears_more_and_nobody_s_decisions_are_the_clerks(books: Books, office: Office) -> None:
    answering(books, office.officer, 12)
    for answers in (6, 9):
        builders.a_staff_member(books, office.agency, role="clerk", answers=answers)
    rooms = capacity.rooms(books)
    assert rooms[office.officer].most == 40
    assert rooms[NOBODY].most == 50


def test_what_waits_since_yesterday_takes_its_room_and_what_came_today_does_not(
    books: Books, office: Office, clock: SetClock
) -> None:
    answering(books, office.officer, 12)
    asked_by(books, office, 3)
    assert capacity.rooms(books)[office.officer].most == 40, "today's are the replies that were expected"
    clock.set(at(date(2026, 11, 17), 9))
    room = capacity.rooms(books)[office.officer]
    assert (room.waiting, room.most, room.on_a_free_day) == (3, 30, 40)


def reminded(books: Books, office: Office, clock: SetClock, many: int) -> list[int]:
    """So many people, each of whom got a reminder on Monday at noon."""
    people = guarded.debtors(books, office, many)
    guarded.under_way(books, office, arranged.a_plan(office))
    clock.set(NOON)
    go(books)
    return people


def room_measured(books: Books, officer: int) -> int:
    """What was last written down of the officer's day."""
    measured = select(answering_room.c.reminders).where(answering_room.c.officer_id == officer)
    return int(books.conn.execute(measured).scalar_one())


def asks(books: Books, party: int) -> None:
    """This person asks something from their own chat."""
    questions.ask(books, contacts.meet(books, "terminal", f"chat-{party}").id, party, "Tôi phải làm gì?")


def asked_by(books: Books, office: Office, many: int) -> None:
    """So many people ask the officer something."""
    for party in guarded.debtors(books, office, many):
        asks(books, party)


def test_a_payment_to_be_looked_for_is_work_too(books: Books, office: Office, clock: SetClock) -> None:
    answering(books, office.officer, 12)
    (party,) = guarded.debtors(books, office, 1)
    (its,) = books.conn.execute(select(decision.c.id)).scalars()
    payment_claims.claim_payment(books, its, party, contact_id=None, receipt=None, paid_on=None)
    clock.set(at(date(2026, 11, 17), 9))
    assert capacity.rooms(books)[office.officer].waiting == 1


def test_more_waiting_than_can_be_answered_leaves_no_room(books: Books, office: Office, clock: SetClock) -> None:
    answering(books, office.officer, 2)
    asked_by(books, office, 3)
    clock.set(at(date(2026, 11, 17), 9))
    assert capacity.rooms(books)[office.officer].most == 0


def test_what_is_observed_moves_the_rate_away_from_the_prior(books: Books, office: Office, clock: SetClock) -> None:
    people = reminded(books, office, clock, 10)
    clock.set(NOON + timedelta(hours=1))
    for party in people[:2]:
        asks(books, party)
    for party, kind in zip(
        people[2:6], (Kind.CANNOT_PAY, Kind.PAID_ALREADY, Kind.WRONG_PERSON, Kind.WILL_PAY), strict=True
    ):
        chat = contacts.meet(books, "terminal", f"chat-{party}").id
        reminder_answers.note_answer(books, chat, kind, party_id=party)
    rate = capacity.reply_rate(books)
    assert (rate.replies, rate.reminders) == (5, 10), "a promise needs nobody"
    assert rate.share == Fraction(PRIOR_WEIGHT * 3 // 10 + 5, PRIOR_WEIGHT + 10)


def test_what_was_counted_before_today_is_kept_and_is_what_counting_anew_finds(
    books: Books, office: Office, clock: SetClock
) -> None:
    people = reminded(books, office, clock, 12)
    answering(books, office.officer, 12)
    for day in (0, 0, 1, 2, 34):  # the last: when Monday's are older than thirty days
        clock.set(max(at(MONDAY + timedelta(days=day), 13), books.clock.now() + capacity.MEASURED_EVERY))
        party = people.pop()
        asks(books, party)
        assert capacity.measure(books)
        assert room_measured(books, office.officer) == capacity.rooms(books)[office.officer].most
    clock.set(NOON)
    assert capacity.reply_rate(books).replies == 2, "what a clock that was ahead counted is not kept"
    capacity.measure(books)
    assert room_measured(books, office.officer) == capacity.rooms(books)[office.officer].most


def test_a_late_question_counts_at_once_and_not_only_the_day_after(
    books: Books, office: Office, clock: SetClock
) -> None:
    people = reminded(books, office, clock, 3)
    later = MONDAY + timedelta(days=20)
    clock.set(at(later, 13))
    asks(books, people[0])
    assert capacity.reply_rate(books).replies == 1
    clock.set(at(later + timedelta(days=1), 0) + timedelta(minutes=1))
    assert capacity.reply_rate(books).replies == 1


def test_what_was_asked_before_midnight_and_written_after_it_is_not_forgotten(
    books: Books, office: Office, clock: SetClock
) -> None:
    people = reminded(books, office, clock, 3)
    answering(books, office.officer, 3_000)
    tuesday = at(MONDAY + timedelta(days=1), 0)
    clock.set(tuesday + timedelta(minutes=1))
    capacity.measure(books)
    clock.set(tuesday - timedelta(seconds=1))
    asks(books, people[0])
    clock.set(tuesday + timedelta(hours=8))
    capacity.measure(books)
    assert room_measured(books, office.officer) == capacity.rooms(books)[office.officer].most


def test_a_question_of_somebody_who_was_not_reminded_is_no_reply(books: Books, office: Office) -> None:
    asked_by(books, office, 3)
    assert capacity.reply_rate(books).replies == 0


@given(st.integers(0, 5_000), st.integers(0, 5_000), st.integers(-50, 500))
def test_the_room_is_what_the_answers_bear_to_the_last_reminder(replies: int, reminders_: int, answers: int) -> None:
    rate = Rate(replies=min(replies, reminders_), reminders=reminders_)
    room = rate.room(answers)
    assert room * rate.share <= max(answers, 0) < (room + 1) * rate.share or (answers <= 0 and room == 0)


# -- a day that is too full ------------------------------------------------------------------------------------------


def test_the_surplus_of_a_day_goes_on_the_next_working_days(books: Books, office: Office, clock: SetClock) -> None:
    answering(books, office.officer, 3)
    guarded.debtors(books, office, 35)
    guarded.under_way(books, office, arranged.a_plan(office))
    counted = work(books, clock, 12)
    mine = office.officer
    assert counted == {
        (mine, MONDAY): 10, (mine, date(2026, 11, 17)): 10, (mine, date(2026, 11, 18)): 10, (mine, date(2026, 11, 19)): 5,
    }  # fmt: skip


def test_what_waits_says_why_and_for_when(books: Books, office: Office, clock: SetClock) -> None:
    answering(books, office.officer, 3)
    guarded.debtors(books, office, 25)
    guarded.under_way(books, office, arranged.a_plan(office))
    clock.set(NOON)
    one_ring(books)
    assert guarded.steps(books) == {("queued", None): 10, ("pending", "capacity"): 15}
    waiting = select(planned_step.c.due_at).where(planned_step.c.state == "pending")
    days = Counter(local(due).date() for due in books.conn.execute(waiting).scalars())
    assert days == {date(2026, 11, 17): 10, date(2026, 11, 18): 5}


def test_later_days_that_are_full_themselves_are_passed_over(books: Books, office: Office, clock: SetClock) -> None:
    answering(books, office.officer, 3)
    people = guarded.debtors(books, office, 24)
    plan = replace(arranged.a_plan(office, a_step(), a_step(offset=1)), most_per_person=6)
    guarded.under_way(books, office, plan)
    second = planned_step.c.party_id.in_(people[:14])
    books.conn.execute(update(planned_step).where(planned_step.c.due_at > NOON, ~second).values(state="skipped"))
    books.conn.execute(update(planned_step).where(planned_step.c.due_at < NOON, second).values(state="skipped"))
    counted = work(books, clock, 10)
    assert sum(counted.values()) == 24
    assert max(counted.values()) == 10


def test_one_officer_s_full_day_holds_nobody_else_up(books: Books, office: Office, clock: SetClock) -> None:
    other = builders.a_staff_member(books, office.agency, answers=1_000_000)
    answering(books, office.officer, 3)
    guarded.debtors(books, office, 12)
    guarded.debtors(books, office, 12, officer=other)
    guarded.debtors(books, office, 12, officer=None)
    guarded.under_way(books, office, arranged.a_plan(office))
    counted = work(books, clock, 1)
    assert counted == {(office.officer, MONDAY): 10, (other, MONDAY): 12, (NOBODY, MONDAY): 12}


def test_those_that_cannot_wait_go_first(books: Books, office: Office, clock: SetClock) -> None:
    answering(books, office.officer, 3)
    people = guarded.debtors(books, office, 14)
    guarded.under_way(books, office, arranged.a_plan(office))
    urgent = planned_step.c.party_id.in_(people[8:])
    books.conn.execute(update(planned_step).where(urgent).values(useful_until=at(MONDAY, 20)))
    clock.set(NOON)
    one_ring(books)
    reached = set(books.conn.execute(select(outbox.c.party_id)).scalars())
    assert set(people[8:]) <= reached


def test_what_is_of_no_use_later_ends_with_the_reason(books: Books, office: Office, clock: SetClock) -> None:
    answering(books, office.officer, 3)
    guarded.debtors(books, office, 14)
    guarded.under_way(books, office, arranged.a_plan(office))
    books.conn.execute(update(planned_step).values(useful_until=at(MONDAY, 20)))
    clock.set(NOON)
    one_ring(books)
    assert guarded.steps(books) == {("queued", None): 10, ("cancelled", "capacity"): 4}


def test_a_reminder_that_would_only_be_old_by_then_is_not_given_up(
    books: Books, office: Office, clock: SetClock
) -> None:
    """Five working days are how long one is tried; a day that was chosen anew begins them anew."""
    answering(books, office.officer, 3)
    guarded.debtors(books, office, 95)
    guarded.under_way(books, office, arranged.a_plan(office))
    counted = work(books, clock, 20)
    assert sum(counted.values()) == 95
    assert max(counted.values()) == 10


def test_an_officer_without_any_room_gets_none_and_says_why(books: Books, office: Office, clock: SetClock) -> None:
    answering(books, office.officer, 0)
    guarded.debtors(books, office, 3)
    guarded.under_way(books, office, arranged.a_plan(office))
    clock.set(NOON)
    one_ring(books)
    assert guarded.steps(books) == {("cancelled", "capacity"): 3}


def test_the_claim_asks_again_for_what_was_queued_all_the_same(books: Books, office: Office, clock: SetClock) -> None:
    answering(books, office.officer, 3)
    guarded.debtors(books, office, 13)
    guarded.under_way(books, office, arranged.a_plan(office))
    clock.set(NOON)
    reminders.queue_due(books)
    capacity.measure(books)
    assert len(claiming.claim(books, "terminal", "me", 100, set(), GUARDS)) == 10
    waiting = books.conn.execute(select(outbox.c.reason, outbox.c.not_before).where(outbox.c.state == "queued")).all()
    assert {tuple(row) for row in waiting} == {("capacity", at(date(2026, 11, 17), 7, 30))}


def test_appointments_and_answers_are_not_counted_or_held(books: Books, office: Office) -> None:
    sent_counts.count(books, "terminal", [], 5)
    assert sent_counts.of_officers(books, MONDAY) == {}
    assert Guard.APPOINTMENT in sent_counts.UNASKED


def test_measuring_is_done_every_ten_minutes_while_a_campaign_runs(
    books: Books, office: Office, clock: SetClock
) -> None:
    assert capacity.measure(books) == 0
    guarded.debtors(books, office, 1)
    guarded.under_way(books, office, arranged.a_plan(office))
    assert capacity.measure(books) == 4  # three of the staff, and nobody's
    assert capacity.measure(books) == 0
    clock.set(clock.now() + timedelta(minutes=10))
    assert capacity.measure(books) == 4
    books.conn.execute(update(staff).where(staff.c.id == office.deputy).values(active=False))
    clock.set(clock.now() + timedelta(minutes=10))
    assert capacity.measure(books) == 3
    assert len(books.conn.execute(select(answering_room)).all()) == 3


# -- whatever the load -----------------------------------------------------------------------------------------------


@pytest.mark.slow
@given(
    answers=st.lists(st.integers(0, 4), min_size=1, max_size=3),
    loads=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 8)), min_size=1, max_size=22),
)
@settings(max_examples=12)
def test_no_officer_s_day_is_ever_overfull_and_every_step_has_an_end(
    answers: list[int], loads: list[tuple[int, int]]
) -> None:
    with alone() as (books, clock):
        office = arranged.an_office_with_leaders(books)
        officers = [builders.a_staff_member(books, office.agency, answers=one) for one in answers]
        for which, offset in loads:
            a_debtor_with_a_step(books, office, officers[which % len(officers)], offset)
        steps = [a_step(offset=offset) for offset in range(9)]
        guarded.under_way(books, office, replace(arranged.a_plan(office, *steps), most_per_person=1))
        only_planned(books, loads)
        counted = work(books, clock, 40)
        for (officer, _), many in counted.items():
            assert many <= answers[officers.index(officer)] * 10 // 3
        ends = guarded.steps(books)
        assert sum(ends.values()) == len(loads) * 9
        assert not [end for end in ends if end[0] == "pending"]
        went = sum(counted.values())
        given_up = ends["cancelled", "capacity"] + guarded.ends(books)["suppressed", "capacity"]
        assert went + given_up == len(loads)


def a_debtor_with_a_step(books: Books, office: Office, officer: int, offset: int) -> None:
    guarded.debtors(books, office, 1, officer=officer, number=f"{new_number(books)}/QĐ-{offset}")


def new_number(books: Books) -> int:
    return len(books.conn.execute(select(decision.c.id)).all()) + 1


def only_planned(books: Books, loads: list[tuple[int, int]]) -> None:
    """Of each person's steps only the one that the example wants is left."""
    for number, (_, offset) in enumerate(loads, start=1):
        its = select(decision.c.id).where(decision.c.number.startswith(f"{number}/"))
        wanted = select(campaign_step.c.id).where(campaign_step.c.offset_days == offset)
        others = (planned_step.c.decision_id.in_(its), planned_step.c.step_id.not_in(wanted))
        books.conn.execute(update(planned_step).where(*others).values(state="skipped", reason="not_wanted"))
