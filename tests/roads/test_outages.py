"""A channel that is away costs no message a try, nobody a second copy, and what waited goes in the order of its last useful moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.books import Books
from casework.clock import SetClock
from casework.contacts import meet
from casework.db.engine import Database
from messages.outbox import DeliveryClass, Draft, Guard, Lane, queue
from messages.outgoing import Act, Outgoing
from messages.tables import outbox
from scheduler.delivery import dispatch, leases
from scheduler.delivery.outage import ENOUGH, FIRST_REST, LONGEST_REST, Outage, line_up
from scheduler.delivery.senders import Accepted, NotSent, Outcome, Rejected, Throttled, Uncertain
from tests.roads.test_speaking import Channel, dispatcher, ends
from tests.roads.test_speaking import put as put_one

NOBODY = NotSent(reason="connection refused")
LOST = Uncertain(reason="no answer in time")


@pytest.mark.parametrize("failure", [NOBODY, LOST])
def test_five_failures_in_a_row_are_an_outage(failure: Outcome) -> None:
    outage = Outage()
    assert [outage.heard(failure) for _ in range(ENOUGH - 1)] == [None] * (ENOUGH - 1)
    assert outage.heard(failure) == FIRST_REST
    assert outage.is_on
    assert outage.heard(failure) is None, "what was in flight says nothing new"


@pytest.mark.parametrize("answer", [Accepted(message_id="1"), Rejected(reason="blocked"), Throttled(retry_after=1)])
def test_whoever_answers_is_there_whatever_the_answer(answer: Outcome) -> None:
    outage = Outage()
    for _ in range(20):
        for _ in range(ENOUGH - 1):
            assert outage.heard(LOST) is None
        assert outage.heard(answer) is None
    assert not outage.is_on


def test_what_this_process_must_not_send_is_no_failure_of_the_channel() -> None:
    outage = Outage()
    for _ in range(3 * ENOUGH):
        assert outage.heard(NotSent(reason="the lease ended", ours=True)) is None
    assert not outage.is_on


def test_the_platform_is_asked_less_and_less_often_and_believed_only_until_the_next_failure() -> None:
    outage = Outage()
    for _ in range(ENOUGH):
        outage.heard(NOBODY)
    rests = [outage.asked(there=False) for _ in range(6)]
    assert rests == [10.0, 20.0, 40.0, 60.0, 60.0, 60.0]
    assert outage.asked(there=True) == 0.0
    assert not outage.is_on
    assert outage.heard(NOBODY) == LONGEST_REST, "it answers, and takes nothing: one try is enough to know"
    outage.asked(there=True)
    outage.heard(Accepted(message_id="1"))
    assert outage.heard(NOBODY) is None


def put(books: Books, purpose: str, lane: Lane, minutes: int | None, *, later: int = 0) -> None:
    """Useful for so many minutes (None: for ever), due ``later`` minutes from now."""
    now = books.clock.now()
    draft = Draft(
        contact_id=meet(books, "telegram", purpose).id,
        account="telegram",
        purpose=purpose,
        message=Outgoing(act=Act.SEND, text=purpose),
        delivery_class=DeliveryClass.MUST_ARRIVE,
        lane=lane,
        guard=Guard.NOTICE,
        text_key="chat.folded",
        text_version=1,
        not_before=now + timedelta(minutes=later),
        useful_until=None if minutes is None else now + timedelta(minutes=minutes),
    )
    queue(books, draft)


def in_order(books: Books) -> list[str]:
    rows = select(outbox.c.purpose).order_by(outbox.c.lane, outbox.c.not_before, outbox.c.id)
    return list(books.conn.execute(rows).scalars())


async def lined_up(db: Database) -> int:
    """How many stretches that took."""
    reached, stretches = await db.write(line_up, "telegram"), 1
    while reached is not None:
        reached = await db.write(line_up, "telegram", reached)
        stretches += 1
    return stretches


async def test_what_waited_goes_lane_by_lane_in_the_order_of_its_last_useful_moment(
    db: Database, clock: SetClock
) -> None:
    await db.write(put, "never useless", Lane.CAMPAIGN, None)
    await db.write(put, "an hour", Lane.CAMPAIGN, 60)
    await db.write(put, "ten minutes", Lane.CAMPAIGN, 10)
    await db.write(put, "a reply", Lane.REPLY, None)
    await db.write(put, "half an hour", Lane.CAMPAIGN, 30)
    await db.write(put, "not due yet", Lane.CAMPAIGN, 12, later=5)
    assert await lined_up(db) == len(Lane)
    wanted = ["a reply", "ten minutes", "half an hour", "an hour", "never useless", "not due yet"]
    assert await db.read(in_order) == wanted

    def due(books: Books) -> int:
        return len(books.conn.execute(select(outbox.c.id).where(outbox.c.not_before <= books.clock.now())).all())

    assert await db.read(due) == 5, "what was due is due, what was not is not"


async def test_where_nothing_waits_there_is_nothing_to_put_in_order(db: Database) -> None:
    await db.write(put, "not due yet", Lane.CAMPAIGN, 12, later=5)
    assert await db.write(line_up, "telegram") is None
    assert await db.read(in_order) == ["not due yet"]


async def test_a_long_backlog_is_put_in_order_piece_by_piece_also_after_a_second_outage(
    db: Database, monkeypatch: pytest.MonkeyPatch, clock: SetClock
) -> None:
    monkeypatch.setattr("scheduler.delivery.outage.STRETCH", 3)
    minutes = [50, 10, None, 40, 20, 60, 30, -5]
    for number, useful in enumerate(minutes):
        await db.write(put, f"m{number}", Lane.CAMPAIGN, useful)
    before = len(Lane) - 1  # looks at lanes in which nothing waits
    assert await lined_up(db) == before + 3
    wanted = ["m7", "m1", "m4", "m6", "m3", "m0", "m5", "m2"]
    assert await db.read(in_order) == wanted
    clock.set(clock.now() + timedelta(minutes=2))
    await db.write(put, "came later", Lane.CAMPAIGN, 20)
    assert await lined_up(db) == before + 4
    assert await db.read(in_order) == [*wanted[:3], "came later", *wanted[3:]]


class Deaf(Channel):
    """Takes no message at first, and hangs the first time it is asked whether it is there."""

    def __init__(self, *answers: Outcome) -> None:
        super().__init__(*answers)
        self.questions = 0

    async def is_there(self) -> bool:
        self.questions += 1
        if self.questions == 1:
            await asyncio.Event().wait()
        return True


async def until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not so():  # noqa: ASYNC110  # the condition is another part's, which sets no event
            await asyncio.sleep(0.01)


async def test_a_platform_that_hangs_when_asked_does_not_stop_the_sender(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does it cost the lease: whoever waits for an answer would not renew it."""
    assert dispatch.ANSWERS_WITHIN + leases.RENEW_EVERY.total_seconds() < leases.TERM.total_seconds()
    monkeypatch.setattr("scheduler.delivery.dispatch.ANSWERS_WITHIN", 0.05)
    monkeypatch.setattr("scheduler.delivery.recording.BACKOFF", (timedelta(0),))
    for name in ("FIRST_REST", "LONGEST_REST"):
        monkeypatch.setattr(f"scheduler.delivery.outage.{name}", 0.01)
    for number in range(ENOUGH):
        await db.write(put_one, f"m{number}", chat=str(number))
    channel = Deaf(*[NOBODY] * ENOUGH)
    sending = dispatcher(db, channel)
    going = asyncio.create_task(sending.run())
    await until(lambda: len(channel.asked) == 2 * ENOUGH)
    sending.stop()
    await going
    assert {state for state, _ in (await db.read(ends)).values()} == {"accepted"}
