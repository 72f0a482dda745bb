"""When an account is refused, a process sleeps, or an answer is lost, no message pays for it and nothing stays open."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from casework.books import Books
from casework.clock import SetClock
from casework.contacts import meet
from casework.db.engine import Database
from casework.tables.contacts import contact as contacts
from messages.faces import fold_due
from messages.outbox import DeliveryClass, Draft, Guard, Lane, queue
from messages.outgoing import Act, Outgoing
from messages.tables import outbox
from scheduler.delivery import leases, own_lease, troubles
from scheduler.delivery.claiming import Claimed, claim
from scheduler.delivery.journal import JournalFailed
from scheduler.delivery.left_sending import hand_back, recover
from scheduler.delivery.recording import Result, record
from scheduler.delivery.senders import Accepted, Barred, NotSent, Outcome, Uncertain
from scheduler.guards.at_sending import GUARDS
from scheduler.tables import lease
from tests.builders import a_person
from tests.roads.test_speaking import Channel, dispatcher, ends, put

REVOKED = Barred(reason="401 Unauthorized (the token is not accepted)")


async def test_a_revoked_token_costs_no_message_and_the_account_rests_until_it_is_mended(
    db: Database, clock: SetClock
) -> None:
    for number in range(3):
        await db.write(put, f"m{number}", chat=str(number), lane=Lane.CAMPAIGN)
    for _ in range(20):
        await dispatcher(db, Channel(*[REVOKED] * 3)).send_due()
        clock.set(clock.now() + timedelta(minutes=6))
    assert {state for state, _ in (await db.read(ends)).values()} == {"queued"}
    (noted,) = await db.read(troubles.recent, clock.now() - timedelta(hours=1))
    assert (noted.account, noted.kind, noted.times) == ("telegram", troubles.Trouble.REFUSED, 60)
    assert noted.words == REVOKED.reason
    mended = Channel()
    await dispatcher(db, mended).send_due()
    assert len(mended.asked) == 3
    assert {state for state, _ in (await db.read(ends)).values()} == {"accepted"}


async def test_a_refused_account_is_left_alone_for_five_minutes_also_after_a_restart(
    db: Database, clock: SetClock
) -> None:
    await db.write(put, "a")
    await dispatcher(db, Channel(REVOKED)).send_due()
    assert await db.read(leases.halted_until, "speak:telegram") == clock.now() + timedelta(minutes=5)


def taken(books: Books, owner: str) -> Claimed:
    (one,) = claim(books, "telegram", owner, 1, set(), GUARDS)
    return one


async def come_back(db: Database, one: Claimed, outcome: Outcome) -> None:
    await db.write(record, Result(claimed=one, outcome=outcome))


async def test_a_process_that_slept_does_not_disturb_the_try_of_the_one_that_took_over(db: Database) -> None:
    await db.write(put, "a", kind=DeliveryClass.MUST_ARRIVE)
    slept = await db.write(taken, "slept")
    await db.write(recover, "telegram", "awake")
    again = await db.write(taken, "awake")
    await come_back(db, slept, NotSent(reason="no line"))
    assert (await db.read(ends))["a"][0] == "sending"
    await come_back(db, again, Accepted(message_id="2"))
    assert (await db.read(ends))["a"][0] == "accepted"


async def test_what_was_claimed_and_never_heard_of_has_not_left_and_goes_again(db: Database) -> None:
    """The answer to the commit was lost with the line to the database: whoever asked knows only what it sent."""
    await db.write(put, "a")
    await db.write(put, "b", chat="2")
    unheard, sent = await db.write(taken, "me"), await db.write(taken, "me")
    assert await db.write(hand_back, "telegram", "me", {sent.id}) == 1
    states = await db.read(ends)
    assert sorted(state for state, _ in states.values()) == ["queued", "sending"]
    again = await db.write(taken, "me")
    assert (again.id, again.tries) == (unheard.id, 2)


@pytest.mark.parametrize("kind", [DeliveryClass.MUST_ARRIVE, DeliveryClass.REPEATS_ANYWAY])
async def test_that_it_arrived_is_news_however_late_and_spares_a_second_copy(db: Database, kind: DeliveryClass) -> None:
    await db.write(put, "a", kind=kind)
    slept = await db.write(taken, "slept")
    await db.write(recover, "telegram", "awake")
    await come_back(db, slept, Accepted(message_id="1"))
    assert (await db.read(ends))["a"] == ("accepted", None)


async def test_who_lost_the_account_while_asleep_claims_nothing_more(db: Database, clock: SetClock) -> None:
    channel = Channel()
    slept = dispatcher(db, channel, owner="elsewhere|1|2|slept")
    await slept.send_due()

    def another_took_over(books: Books) -> None:
        books.conn.execute(update(lease).values(owner="elsewhere|3|4|awake", until=clock.now() + leases.TERM))

    await db.write(another_took_over)
    await db.write(put, "a")
    assert await slept.send_due() == 0
    assert channel.asked == []
    assert {state for state, _ in (await db.read(ends)).values()} == {"queued"}


async def test_a_machine_that_slept_between_two_messages_sends_the_second_when_it_wakes(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lease ran out while it slept: it is taken anew, and nothing is asked for again and again that may not leave."""
    await db.write(put, "a")
    await db.write(put, "b", chat="2")
    slept = [0.0]
    monkeypatch.setattr(own_lease, "_now", lambda: asyncio.get_running_loop().time() + slept[0])

    class Sleepy(Channel):
        async def send(self, address: str, message: Outgoing, key: str) -> Outcome:
            slept[0] += leases.TERM.total_seconds() + 1
            return await super().send(address, message, key)

    async with asyncio.timeout(5):  # without a new lease this would never end
        await dispatcher(db, Sleepy()).send_due()
    assert {state for state, _ in (await db.read(ends)).values()} == {"accepted"}


async def test_one_row_that_no_key_opens_holds_up_nobody(db: Database) -> None:
    await db.write(put, "broken", chat="1")
    await db.write(put, "whole", chat="2")

    def break_one(books: Books) -> None:
        books.conn.execute(update(outbox).where(outbox.c.purpose == "broken").values(payload_sealed=b"\x01" * 60))

    await db.write(break_one)
    channel = Channel()
    await dispatcher(db, channel).send_due()
    assert [message.text for _, message in channel.asked] == ["whole"]
    assert (await db.read(ends))["broken"] == ("failed_technical", "seal_broken")


def open_content(books: Books) -> None:
    """An answer with something personal, shown in place of message 7 of a linked chat."""
    chat, party = meet(books, "telegram", "1"), a_person(books)
    books.conn.execute(update(contacts).values(party_id=party))
    queue(
        books,
        Draft(
            contact_id=chat.id,
            account="telegram",
            purpose="content",
            message=Outgoing(act=Act.EDIT, text="12 đồng", message_id="7"),
            delivery_class=DeliveryClass.MUST_ARRIVE,
            lane=Lane.REPLY,
            guard=Guard.REPLY,
            text_key="chat.folded",
            text_version=1,
            personal=True,
            party_id=party,
        ),
    )


async def test_content_that_may_stand_open_is_folded_too_and_folding_is_tried_until_it_is_done(
    db: Database, clock: SetClock
) -> None:
    await db.write(open_content)
    lost = Uncertain(reason="no answer")
    channel = Channel(lost, lost)  # the content itself, twice
    for _ in range(2):
        await dispatcher(db, channel).send_due()
        clock.set(clock.now() + timedelta(seconds=11))
    assert (await db.read(ends))["content"][0] == "uncertain"
    clock.set(clock.now() + timedelta(minutes=10))
    assert await db.write(fold_due) == 1
    channel.answers = [lost, lost, lost]
    for _ in range(4):
        await dispatcher(db, channel).send_due()
        clock.set(clock.now() + timedelta(seconds=11))
    folds = [message for _, message in channel.asked[2:]]
    assert [fold.message_id for fold in folds] == ["7"] * 4
    assert all("ẩn đi cho kín" in fold.text for fold in folds)
    states = {purpose.partition(":")[0]: state for purpose, (state, _) in (await db.read(ends)).items()}
    assert states == {"content": "uncertain", "fold": "accepted"}


def test_processes_of_two_containers_with_one_name_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = leases.this_process()
    leases._machine.cache_clear()
    monkeypatch.setattr("os.readlink", lambda path: "pid:[1]")
    theirs = leases.this_process()
    monkeypatch.undo()
    leases._machine.cache_clear()
    assert mine.partition("|")[0] != theirs.partition("|")[0]


async def test_a_lease_of_the_same_machine_name_but_another_count_of_processes_is_not_taken(db: Database) -> None:
    """A live process of another container has a number that means nothing here."""
    machine, _, rest = leases.this_process().partition("|")
    elsewhere = f"{machine.rpartition('/')[0]}/pid:[1]|4194304|1|"

    def held(books: Books) -> None:
        until = books.clock.now() + leases.TERM
        books.conn.execute(insert(lease).values(name="speak:telegram", owner=elsewhere, until=until))

    await db.write(held)
    assert not await db.write(leases.take, "speak:telegram", f"{machine}|{rest}")
    assert await db.read(lambda books: books.conn.execute(select(lease.c.owner)).scalar()) == elsewhere


async def test_news_for_a_party_does_not_reach_a_chat_that_is_anothers_by_now(db: Database) -> None:
    await db.write(put, "a")

    def relinked(books: Books) -> None:
        before, now = a_person(books), a_person(books, identity="095181000124")
        books.conn.execute(update(outbox).values(guard=Guard.NOTICE.value, party_id=before))
        books.conn.execute(update(contacts).values(party_id=now))

    await db.write(relinked)
    channel = Channel()
    await dispatcher(db, channel).send_due()
    assert channel.asked == []
    assert (await db.read(ends))["a"] == ("suppressed", "not_linked")


async def test_class_d_goes_once_more_although_it_was_deferred_before(db: Database, clock: SetClock) -> None:
    """What is known not to have left is no copy: only a try that may have arrived uses up the one repetition."""
    await db.write(put, "a", kind=DeliveryClass.MUST_ARRIVE)
    lost = Uncertain(reason="no answer")
    channel = Channel(NotSent(reason="refused"), Barred(reason="401"), lost, NotSent(reason="refused"), lost)
    for _ in range(8):
        await dispatcher(db, channel).send_due()
        clock.set(clock.now() + timedelta(hours=1))
    assert len(channel.asked) == 5
    assert (await db.read(ends))["a"] == ("uncertain", "no answer")


async def test_a_sender_that_died_uses_up_the_repetition_and_a_claim_that_was_never_heard_of_does_not(
    db: Database, clock: SetClock
) -> None:
    await db.write(put, "a", kind=DeliveryClass.MUST_ARRIVE)
    await db.write(taken, "me")
    assert await db.write(hand_back, "telegram", "me", ()) == 1
    await db.write(taken, "dead")
    assert await db.write(recover, "telegram", "me") == 1
    assert (await db.read(ends))["a"] == ("queued", "sender_died")
    await db.write(taken, "dead too")
    await db.write(recover, "telegram", "me")
    assert (await db.read(ends))["a"] == ("uncertain", "sender_died")


async def test_after_a_day_with_a_revoked_token_one_failure_gives_no_message_up(db: Database, clock: SetClock) -> None:
    await db.write(put, "a", lane=Lane.CAMPAIGN)
    channel = Channel(*[REVOKED] * 20, *[NotSent(reason="refused")] * 11)
    for _ in range(31):
        await dispatcher(db, channel).send_due()
        clock.set(clock.now() + timedelta(hours=2))
    assert (await db.read(ends))["a"] == ("queued", "deferred: refused")
    await dispatcher(db, Channel(NotSent(reason="refused"))).send_due()
    assert (await db.read(ends))["a"] == ("failed_technical", "refused"), "twelve were made"


class Full:
    """A journal whose disk is full for so many times."""

    reached = None

    def __init__(self, times: int) -> None:
        self.times = times

    async def before(self, claimed: Sequence[Claimed]) -> None:
        self.times -= 1
        if self.times >= 0:
            raise JournalFailed("No space left on device")

    def after(self, result: Result) -> None:
        """Nothing to remember."""


async def test_a_journal_that_cannot_be_written_for_hours_costs_no_message_and_lets_none_out(
    db: Database, clock: SetClock
) -> None:
    for number in range(3):
        await db.write(put, f"m{number}", chat=str(number), kind=DeliveryClass.MUST_ARRIVE)
    disk, channel = Full(times=40), Channel()
    for _ in range(40):
        await dispatcher(db, channel, memory=disk).send_due()
    assert channel.asked == []
    assert {state for state, _ in (await db.read(ends)).values()} == {"queued"}
    await dispatcher(db, channel, memory=disk).send_due()
    assert {state for state, _ in (await db.read(ends)).values()} == {"accepted"}


async def test_a_full_disk_is_not_asked_again_and_again(db: Database) -> None:
    for number in range(30):
        await db.write(put, f"m{number}", chat=str(number))
    disk, channel = Full(times=1_000_000), Channel()
    sending = dispatcher(db, channel, memory=disk)
    going = asyncio.create_task(sending.run())
    for _ in range(400):  # each a way to the books and back, in which it could have asked
        await db.read(ends)
    sending.stop()
    await going
    assert disk.times == 1_000_000 - 1
    assert {state for state, _ in (await db.read(ends)).values()} == {"queued"}
