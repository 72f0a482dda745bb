"""What is queued reaches the channel once, in its turn, and nothing is lost or doubled without being said."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from casework.books import Books
from casework.clock import SetClock
from casework.contacts import meet
from casework.db.engine import Database
from casework.tables.contacts import contact as contacts
from messages.faces import fold_due
from messages.outbox import DeliveryClass, Draft, Guard, Lane, State, queue, queue_all
from messages.outgoing import Act, Outgoing
from messages.tables import attempt, outbox
from scheduler.delivery import leases
from scheduler.delivery.dispatch import Dispatcher
from scheduler.delivery.pacing import Pace, Pacer
from scheduler.delivery.senders import Accepted, NotSent, Outcome, Rejected, Throttled, Uncertain
from scheduler.guards.at_sending import GUARDS
from tests.builders import a_person

FAST = Pace(per_second=100_000, chat_gap=0)


class Channel:
    """A channel that answers as it is told and remembers what it was asked."""

    account = "telegram"

    def __init__(self, *answers: Outcome) -> None:
        self.asked: list[tuple[str, Outgoing]] = []
        self.answers = list(answers)
        self.most_at_once = 0
        self._now = 0

    async def open(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        """Nothing to close."""

    async def is_there(self) -> bool:
        return True

    async def send(self, address: str, message: Outgoing, key: str) -> Outcome:
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        await asyncio.sleep(0)
        self._now -= 1
        self.asked.append((address, message))
        return self.answers.pop(0) if self.answers else Accepted(message_id=str(len(self.asked)))


def put(books: Books, purpose: str, /, **how: Any) -> int | None:
    return queue(books, draft_of(books, purpose, **how))


def draft_of(
    books: Books,
    purpose: str,
    *,
    chat: str = "1",
    kind: DeliveryClass = DeliveryClass.REPEATS_ANYWAY,
    lane: Lane = Lane.REPLY,
    personal: bool = False,
    useful: timedelta | None = None,
) -> Draft:
    person = meet(books, "telegram", chat)
    return Draft(
        contact_id=person.id,
        account="telegram",
        purpose=purpose,
        message=Outgoing(act=Act.SEND, text=purpose),
        delivery_class=kind,
        lane=lane,
        guard=Guard.REPLY,
        text_key="chat.folded",
        text_version=1,
        personal=personal,
        useful_until=None if useful is None else books.clock.now() + useful,
    )


def ends(books: Books) -> dict[str, tuple[str, str | None]]:
    rows = books.conn.execute(select(outbox.c.purpose, outbox.c.state, outbox.c.reason))
    return {row.purpose: (row.state, row.reason) for row in rows}


def dispatcher(db: Database, channel: Channel, **options: object) -> Dispatcher:
    return Dispatcher(db, channel, GUARDS, pace=FAST, **options)  # type: ignore[arg-type]  # test options


async def test_the_same_purpose_is_said_once(db: Database) -> None:
    assert await db.write(put, "a") is not None
    assert await db.write(put, "a") is None
    channel = Channel()
    await dispatcher(db, channel).send_due()
    assert [message.text for _, message in channel.asked] == ["a"]


async def test_of_many_at_once_only_those_are_queued_whose_purpose_was_not_there(db: Database) -> None:
    await db.write(put, "b", chat="2")

    def put_all(books: Books) -> list[bool]:
        drafts = [draft_of(books, purpose, chat=str(number)) for number, purpose in enumerate("abcc", 1)]
        return [row is not None for row in queue_all(books, drafts)]

    assert await db.write(put_all) == [True, False, True, False]
    channel = Channel()
    await dispatcher(db, channel).send_due()
    assert sorted(message.text for _, message in channel.asked) == ["a", "b", "c"]


async def test_waiting_signs_end_before_replies_and_those_go_before_campaigns(db: Database) -> None:
    await db.write(put, "bulk", chat="1", lane=Lane.CAMPAIGN)
    await db.write(put, "reply", chat="2", lane=Lane.REPLY)
    await db.write(put, "press", chat="3", lane=Lane.PRESS)
    channel = Channel()
    await dispatcher(db, channel, window=1).send_due()
    assert [message.text for _, message in channel.asked] == ["press", "reply", "bulk"]


@pytest.mark.parametrize(
    ("outcome", "kind", "state"),
    [
        (Accepted(message_id="5"), DeliveryClass.REPEATS_ANYWAY, State.ACCEPTED),
        (Rejected(reason="blocked", dead=True), DeliveryClass.MUST_ARRIVE, State.REJECTED),
        (Uncertain(reason="no answer"), DeliveryClass.REPEATS_ANYWAY, State.UNCERTAIN),
        (Uncertain(reason="no answer"), DeliveryClass.NEVER_DOUBLE, State.UNCERTAIN),
        (Uncertain(reason="no answer"), DeliveryClass.MUST_ARRIVE, State.QUEUED),
        (NotSent(reason="no line"), DeliveryClass.REPEATS_ANYWAY, State.QUEUED),
        (Throttled(retry_after=7), DeliveryClass.REPEATS_ANYWAY, State.QUEUED),
    ],
)
async def test_each_outcome_leads_to_its_state(
    db: Database, outcome: Outcome, kind: DeliveryClass, state: State
) -> None:
    await db.write(put, "a", kind=kind)
    await dispatcher(db, Channel(outcome)).send_due()
    assert (await db.read(ends))["a"][0] == state.value


async def test_a_class_d_message_without_an_answer_goes_out_once_more_and_never_a_third_time(
    db: Database, clock: SetClock
) -> None:
    await db.write(put, "a", kind=DeliveryClass.MUST_ARRIVE)
    channel = Channel(*[Uncertain(reason="no answer")] * 5)
    for _ in range(5):
        await dispatcher(db, channel).send_due()
        clock.set(clock.now() + timedelta(hours=1))
    assert len(channel.asked) == 2
    assert (await db.read(ends))["a"] == ("uncertain", "no answer")


async def test_a_line_that_is_down_is_tried_twelve_times_and_then_named(db: Database, clock: SetClock) -> None:
    await db.write(put, "a")
    channel = Channel(*[NotSent(reason="no line")] * 50)
    for _ in range(50):
        await dispatcher(db, channel).send_due()
        clock.set(clock.now() + timedelta(hours=2))
    assert len(channel.asked) == 12
    assert (await db.read(ends))["a"] == ("failed_technical", "no line")


async def test_a_chat_that_is_gone_gets_nothing_more(db: Database) -> None:
    await db.write(put, "a")
    await dispatcher(db, Channel(Rejected(reason="blocked", dead=True))).send_due()
    channel = Channel()
    await db.write(put_again_without_meeting, "b")
    await dispatcher(db, channel).send_due()
    assert channel.asked == []
    assert (await db.read(ends))["b"] == ("suppressed", "contact_dead")


def put_again_without_meeting(books: Books, purpose: str) -> None:
    row = books.conn.execute(select(outbox)).first()
    assert row is not None
    draft = Draft(
        contact_id=row.contact_id, account="telegram", purpose=purpose, message=Outgoing(act=Act.SEND, text=purpose),
        delivery_class=DeliveryClass.REPEATS_ANYWAY, lane=Lane.REPLY, guard=Guard.REPLY, text_key="chat.folded",
        text_version=1,
    )  # fmt: skip
    queue(books, draft)


async def test_a_message_that_is_too_late_is_not_sent(db: Database, clock: SetClock) -> None:
    await db.write(put, "a", useful=timedelta(minutes=2))
    clock.set(clock.now() + timedelta(minutes=3))
    channel = Channel()
    await dispatcher(db, channel).send_due()
    assert channel.asked == []
    assert (await db.read(ends))["a"] == ("expired", "too_late")


async def test_no_more_than_the_window_is_in_flight(db: Database) -> None:
    for number in range(40):
        await db.write(put, f"m{number}", chat=str(number))
    channel = Channel()
    task_dispatcher = dispatcher(db, channel, window=3)
    task = asyncio.create_task(task_dispatcher.run())
    await until(lambda: len(channel.asked) == 40)
    task_dispatcher.stop()
    await task
    assert channel.most_at_once <= 3
    assert {state for state, _ in (await db.read(ends)).values()} == {"accepted"}


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110  # the condition is another part's, which sets no event
            await asyncio.sleep(0.005)


async def test_what_a_dead_sender_left_is_listed_or_sent_once_more(db: Database) -> None:
    for kind in DeliveryClass:
        await db.write(put, kind.name, kind=kind, chat=kind.name)

    def left_behind(books: Books) -> None:
        books.conn.execute(
            update(outbox).values(state="sending", owner="a process that died", tries=1, lease_until=books.clock.now())
        )

    await db.write(left_behind)
    channel = Channel()
    await dispatcher(db, channel).send_due()
    assert [message.text for _, message in channel.asked] == ["MUST_ARRIVE"]
    found = await db.read(ends)
    assert found["REPEATS_ANYWAY"] == ("uncertain", "sender_died")
    assert found["NEVER_DOUBLE"] == ("uncertain", "sender_died")
    assert found["MUST_ARRIVE"][0] == "accepted"


async def test_two_senders_of_one_account_do_not_send_at_once(db: Database, clock: SetClock) -> None:
    first, second = Channel(), Channel()
    one = dispatcher(db, first, owner="elsewhere|1|2|one")
    two = dispatcher(db, second, owner="elsewhere|3|4|two")
    await db.write(put, "a")
    await one.send_due()
    await db.write(put, "b")
    await two.send_due()
    assert second.asked == []
    clock.set(clock.now() + leases.TERM + timedelta(seconds=1))
    await two.send_due()
    assert second.asked == [], "a clock that runs ahead takes nothing from anybody"
    clock.set(clock.now() + leases.LONG_PAST)
    await two.send_due()
    assert [message.text for _, message in second.asked] == ["b"]


async def test_who_stands_by_takes_over_what_has_not_been_renewed_for_a_term_by_its_own_clock(
    db: Database, clock: SetClock
) -> None:
    """Whatever the wall clocks say: the owner's runs an hour ahead here, and the looker's never moves."""
    term, watch = leases.TERM.total_seconds(), leases.Watch()
    clock.set(clock.now() + timedelta(hours=1))
    assert await db.write(leases.take, "bell", "elsewhere|1|2|one")
    clock.set(clock.now() - timedelta(hours=1))

    async def look(at: float) -> bool:
        return await db.write(leases.take, "bell", "elsewhere|3|4|two", watch, at)

    assert not await look(100.0)
    assert not await look(100.0 + term - 0.1)
    assert await db.write(leases.take, "bell", "elsewhere|1|2|one")  # it lives
    assert not await look(100.0 + term)
    assert not await look(100.0 + 2 * term - 0.1)
    assert await look(100.0 + 2 * term)
    assert watch.followed
    assert not await db.write(leases.is_held, "bell", "elsewhere|1|2|one")


async def test_a_lease_that_was_given_up_is_taken_at_once_and_keeps_the_platforms_later(
    db: Database, clock: SetClock
) -> None:
    later = clock.now() + timedelta(minutes=5)
    assert await db.write(leases.take, "speak:telegram", "elsewhere|1|2|one")
    await db.write(leases.halt, "speak:telegram", later)
    await db.write(leases.give_up, "speak:telegram", "elsewhere|1|2|one")
    assert await db.read(leases.holder, "speak:telegram") is None
    assert await db.write(leases.take, "speak:telegram", "elsewhere|3|4|two")
    assert await db.read(leases.halted_until, "speak:telegram") == later
    assert await db.read(leases.holder, "speak:telegram") == "elsewhere|3|4|two"


async def test_the_lease_of_a_killed_process_of_this_machine_is_taken_at_once(db: Database) -> None:
    gone = leases.this_process().split("|")
    gone[1:3] = ["4194304", "1"]  # beyond the largest process number
    assert await db.write(leases.take, "speak:telegram", "|".join(gone))
    await db.write(put, "a")
    channel = Channel()
    await dispatcher(db, channel).send_due()
    assert len(channel.asked) == 1


async def test_a_halt_asked_for_by_the_platform_survives_a_restart(db: Database, clock: SetClock) -> None:
    await db.write(put, "a")
    await dispatcher(db, Channel(Throttled(retry_after=30))).send_due()
    assert await db.read(leases.halted_until, "speak:telegram") == clock.now() + timedelta(seconds=30)


async def test_personal_content_does_not_go_to_a_chat_that_was_unlinked_meanwhile(db: Database) -> None:
    await db.write(put, "a", personal=True)

    def belongs_to_another(books: Books) -> None:
        books.conn.execute(update(contacts).values(party_id=None))
        books.conn.execute(update(outbox).values(party_id=None))

    await db.write(belongs_to_another)
    channel = Channel()
    await dispatcher(db, channel).send_due()
    assert (await db.read(ends))["a"] == ("suppressed", "not_linked"), (
        "personal content needs a link, not just equality"
    )


async def test_each_try_is_a_row_of_its_own(db: Database, clock: SetClock) -> None:
    await db.write(put, "a")
    channel = Channel(NotSent(reason="no line"))
    await dispatcher(db, channel).send_due()
    clock.set(clock.now() + timedelta(minutes=5))
    await dispatcher(db, channel).send_due()

    def tries(books: Books) -> list[tuple[int, str, str | None]]:
        rows = books.conn.execute(select(attempt).order_by(attempt.c.number))
        return [(row.number, row.outcome, row.reason) for row in rows]

    assert await db.read(tries) == [(1, "NotSent", "no line"), (2, "Accepted", None)]


async def test_personal_content_is_folded_after_ten_minutes_and_not_before(db: Database, clock: SetClock) -> None:
    await db.write(put_linked)
    channel = Channel()
    await dispatcher(db, channel).send_due()
    clock.set(clock.now() + timedelta(minutes=9, seconds=59))
    assert await db.write(fold_due) == 0
    clock.set(clock.now() + timedelta(seconds=1))
    assert await db.write(fold_due) == 1
    await dispatcher(db, channel).send_due()
    address, edit = channel.asked[-1]
    assert (address, edit.act, edit.message_id) == ("1", Act.EDIT, "1")
    assert "ẩn đi cho kín" in edit.text
    assert await db.write(fold_due) == 0


def put_linked(books: Books) -> None:
    row_id = put(books, "a")
    party = a_person(books)
    books.conn.execute(update(contacts).values(party_id=party))
    books.conn.execute(update(outbox).where(outbox.c.id == row_id).values(personal=True, party_id=party))


def test_a_pace_never_exceeds_its_rate_in_any_second() -> None:
    pacer = Pacer(Pace(per_second=30, chat_gap=1))
    now, sent = 0.0, []
    while now < 10:
        now += pacer.wait_for_turn(now)
        pacer.took_turn(None, now)
        sent.append(now)
    busiest = max(sum(1 for other in sent if at <= other < at + 1) for at in sent)
    assert busiest <= 31
    assert len(sent) >= 295


def test_nothing_goes_out_during_a_halt() -> None:
    pacer = Pacer(Pace())
    pacer.halt(5.0)
    assert pacer.wait_for_turn(1.0) == 4.0
    assert pacer.wait_for_turn(6.0) == 0.0


def test_a_chat_rests_a_second_between_two_messages() -> None:
    pacer = Pacer(Pace())
    pacer.took_turn(7, 1.0)
    assert pacer.cooling(1.5) == {7}
    assert pacer.cooling(2.0) == set()
