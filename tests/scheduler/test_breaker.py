"""An account that does not deliver stops its campaigns by itself, tries again with a few, and goes on when they go well."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casework import audit, contacts
from casework.books import Books
from casework.clock import SetClock
from casework.tables.audit import audit_entry
from messages.outbox import DeliveryClass, Draft, Guard, Lane, queue
from messages.outgoing import Act, Outgoing
from scheduler.bell import reminders
from scheduler.delivery import claiming
from scheduler.delivery.senders import Accepted, Barred, NotSent, Rejected, Throttled, Uncertain
from scheduler.guards import breaker, holding
from scheduler.guards.at_sending import GUARDS
from scheduler.guards.breaker import Standing, health, note
from scheduler.limits import LAST_SENDS, LONGEST_REST, REST, SENDS_FROM, TRIALS
from tests.scheduler import arranged, guarded
from tests.scheduler.arranged import Office, at
from tests.scheduler.guarded import ends, go

MONDAY = date(2026, 11, 16)
NOON = at(MONDAY, 12)
TEN = "terminal"


@pytest.fixture
def office(books: Books, clock: SetClock) -> Office:
    here = arranged.an_office_with_leaders(books)
    clock.set(NOON)
    return here


def standing(books: Books, account: str = TEN) -> Standing:
    return health(books, account).standing


def test_few_outcomes_stop_nothing(books: Books) -> None:
    note(books, TEN, SENDS_FROM - 1, SENDS_FROM - 1)
    assert standing(books) is Standing.FINE
    assert breaker.rests_until(books, TEN) is None


def test_two_in_a_hundred_are_told_and_five_stop_the_campaigns(books: Books) -> None:
    note(books, TEN, 500, 9)
    assert standing(books) is Standing.FINE
    note(books, TEN, 0, 0)
    note(books, TEN, 1, 1)
    assert standing(books) is Standing.FINE
    note(books, TEN, 1, 1)
    assert standing(books) is Standing.FAILING
    note(books, TEN, 14, 14)
    assert standing(books) is Standing.FAILING
    note(books, TEN, 1, 1)
    assert standing(books) is Standing.RESTING
    assert health(books, TEN).bad == 26


def test_what_lies_far_back_does_not_hide_what_goes_wrong_now(books: Books, clock: SetClock) -> None:
    for _ in range(10):
        note(books, TEN, 1_000, 0)
        clock.set(clock.now() + timedelta(minutes=1))
    for _ in range(60):
        note(books, TEN, 1, 1)
    assert standing(books) is Standing.RESTING, f"60 of the last {LAST_SENDS}"


def test_at_a_slow_pace_the_last_outcomes_are_found_however_many_minutes_they_took(
    books: Books, clock: SetClock
) -> None:
    for _ in range(11):
        note(books, TEN, SENDS_FROM // 12, 2)
        clock.set(clock.now() + timedelta(minutes=1))
    assert standing(books) is Standing.FINE, "too few yet"
    for _ in range(2):
        note(books, TEN, SENDS_FROM // 12, 2)
        clock.set(clock.now() + timedelta(minutes=1))
    assert standing(books) is Standing.RESTING


def test_what_is_held_back_waits_and_goes_once_a_person_lets_it(books: Books, office: Office, clock: SetClock) -> None:
    guarded.debtors(books, office, 2)
    guarded.under_way(books, office, arranged.a_plan(office))
    holding.place(books, holding.Why.ASKED, by=office.officer)
    assert go(books) == []
    assert ends(books) == {("queued", holding.HELD): 2}
    holding.release(books, "an")
    assert len(go(books)) == 2


def test_one_account_rests_alone(books: Books) -> None:
    note(books, TEN, 400, 100)
    note(books, "web", 400, 0)
    assert (standing(books), standing(books, "web")) == (Standing.RESTING, Standing.FINE)


def test_the_campaign_waits_for_the_end_of_the_rest_and_who_waits_for_an_answer_does_not(
    books: Books, office: Office, clock: SetClock
) -> None:
    guarded.debtors(books, office, 5)
    guarded.under_way(books, office, arranged.a_plan(office))
    note(books, TEN, 400, 100)
    reminders.queue_due(books)
    a_reply(books)
    claimed = claiming.claim(books, TEN, "me", 10, set(), GUARDS)
    assert [one.guard for one in claimed] == [Guard.REPLY]
    opens = breaker.rests_until(books, TEN)
    assert opens == NOON + REST + timedelta(minutes=1)
    assert ends(books)["queued", "channel_failing"] == 5
    clock.set(opens)
    assert len(go(books)) == 5


def a_reply(books: Books) -> None:
    chat = contacts.meet(books, TEN, "somebody").id
    draft = Draft(
        contact_id=chat, account=TEN, purpose="reply", message=Outgoing(act=Act.SEND, text="Chào ông/bà."),
        delivery_class=DeliveryClass.MUST_ARRIVE, lane=Lane.REPLY, guard=Guard.REPLY, text_key="chat.folded",
        text_version=1,
    )  # fmt: skip
    assert queue(books, draft) is not None


def rested(books: Books, clock: SetClock) -> datetime:
    """The account has stopped, and its rest is just over."""
    note(books, TEN, 400, 100)
    opens = breaker.rests_until(books, TEN)
    assert opens is not None
    clock.set(opens)
    assert standing(books) is Standing.TRYING
    return opens


def test_after_a_rest_a_few_good_ones_let_everything_go(books: Books, clock: SetClock) -> None:
    rested(books, clock)
    note(books, TEN, TRIALS - 1, 2)
    assert standing(books) is Standing.TRYING
    note(books, TEN, 1, 0)
    assert standing(books) is Standing.FINE
    assert health(books, TEN).done == TRIALS, "counting began anew with the trial"


def test_each_rest_without_a_good_trial_is_twice_as_long(books: Books, clock: SetClock) -> None:
    opens, lengths = rested(books, clock), []
    for _ in range(8):
        note(books, TEN, 3, 3)
        later = breaker.rests_until(books, TEN)
        assert later is not None, "three bad ones of fifty are too many already"
        lengths.append(later - opens)
        opens = later
        clock.set(opens)
    minute = timedelta(minutes=1)
    assert lengths[:4] == [REST * 2 + minute, REST * 4 + minute, LONGEST_REST + minute, LONGEST_REST + minute]
    assert max(lengths) <= LONGEST_REST + timedelta(minutes=1)


def test_answers_that_come_in_late_from_before_the_rest_are_no_trial(books: Books, clock: SetClock) -> None:
    clock.set(NOON)
    note(books, TEN, 400, 100)
    clock.set(clock.now() + timedelta(seconds=20))
    note(books, TEN, 3, 3)
    assert breaker.rests_until(books, TEN) == NOON + REST + timedelta(minutes=1)


def test_a_person_who_has_looked_ends_the_rest_and_counting_begins_anew(
    books: Books, office: Office, clock: SetClock
) -> None:
    note(books, TEN, 400, 100)
    assert breaker.clear(books, TEN, audit.staff(office.head))
    assert breaker.rests_until(books, TEN) is None
    clock.set(clock.now() + timedelta(minutes=1))
    note(books, TEN, 300, 14)
    assert standing(books) is Standing.FAILING
    assert not breaker.clear(books, TEN, audit.staff(office.head))


def test_stopping_and_going_on_stand_in_the_trail(books: Books, clock: SetClock) -> None:
    rested(books, clock)
    note(books, TEN, TRIALS, 0)
    lines = books.conn.execute(select(audit_entry.c.action, audit_entry.c.purpose).order_by(audit_entry.c.seq)).all()
    assert [tuple(line) for line in lines] == [("channel_stopped", "100/400"), ("channel_cleared", "tried")]


@pytest.mark.parametrize(
    ("outcome", "done", "bad"),
    [
        (Accepted(message_id="1"), 1, 0),
        (Rejected(reason="blocked", dead=True), 1, 1),
        (Uncertain(reason="timeout"), 1, 1),
        (NotSent(reason="refused"), 0, 0),
        (Throttled(retry_after=3), 0, 0),
        (Barred(reason="401"), 0, 0),
    ],
)
def test_what_is_known_not_to_have_left_says_nothing_about_the_account(
    books: Books, office: Office, outcome: Accepted | Rejected, done: int, bad: int
) -> None:
    guarded.debtors(books, office, 1)
    guarded.under_way(books, office, arranged.a_plan(office))
    go(books, outcome=lambda _: outcome)
    assert (health(books, TEN).done, health(books, TEN).bad) == (done, bad)


def test_old_minutes_are_forgotten(books: Books, clock: SetClock) -> None:
    note(books, TEN, 10, 1)
    clock.set(clock.now() + timedelta(days=3))
    assert breaker.forget_old_minutes(books) == 1
    assert breaker.every_health(books) == ()


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 60), st.integers(0, 40)), min_size=1, max_size=60))
@settings(max_examples=60)
def test_nobody_goes_on_sending_while_one_in_twenty_of_the_last_went_wrong(
    turns: list[tuple[int, int, int]],
) -> None:
    """Whatever comes in, in whatever rhythm: an account that sends has fewer bad ones than the limit, or too few to tell."""
    from tests.scheduler.alone import alone

    with alone() as (books, clock):
        for done, bad, minutes in turns:
            note(books, TEN, done, min(bad, done))
            here = health(books, TEN)
            if here.standing in (Standing.FINE, Standing.FAILING):
                assert here.done < SENDS_FROM or here.bad * 20 < here.done
            else:
                assert here.opens_at is not None
                assert (here.standing is Standing.RESTING) == (clock.now() < here.opens_at)
            clock.set(clock.now() + timedelta(minutes=minutes))


def test_an_account_that_fails_for_days_rests_its_longest_each_time(books: Books, clock: SetClock) -> None:
    note(books, TEN, 1_000, 1_000)
    for _ in range(60):
        rests = health(books, TEN)
        assert rests.opens_at is not None
        clock.set(rests.opens_at)
        note(books, TEN, 3, 3)
    last = health(books, TEN)
    assert last.opens_at is not None
    assert LONGEST_REST <= last.opens_at - clock.now() <= LONGEST_REST + timedelta(minutes=1)
