"""What became of a message is written down with the next claim: one commit a message, and a crash leaves no more open."""

import asyncio

import pytest
from sqlalchemy import event

from casework.db.engine import Database
from messages.outbox import State
from scheduler.delivery.dispatch import Dispatcher
from scheduler.delivery.pacing import Pace
from scheduler.guards.at_sending import GUARDS
from tests.roads.test_speaking import Channel, ends, put

MESSAGES = 12


class Stuck(Channel):
    """Takes what it is given and answers only when it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()
        self.asked_three = asyncio.Event()

    async def send(self, address: str, message: object, key: str) -> object:  # type: ignore[override]
        outcome = await super().send(address, message, key)  # type: ignore[arg-type]
        if len(self.asked) == 3:
            self.asked_three.set()
        await self.go_on.wait()
        return outcome


async def until_accepted(db: Database, count: int) -> None:
    async with asyncio.timeout(60):
        while sum(state == State.ACCEPTED for state, _ in (await db.read(ends)).values()) < count:
            pass  # each look goes to the books and back


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)  # commits are counted where one thread writes
async def test_at_a_platforms_pace_a_message_costs_one_commit(db: Database) -> None:
    for number in range(MESSAGES):
        await db.write(put, f"m{number}", chat=str(number))
    commits: list[object] = []
    event.listen(db.engine, "commit", commits.append)
    speaker = Dispatcher(db, Channel(), GUARDS, pace=Pace(per_second=50, chat_gap=0))
    running = asyncio.create_task(speaker.run())
    await until_accepted(db, MESSAGES)
    speaker.stop()
    await running
    writes = [conn for conn in commits if not conn.get_execution_options().get("gandan_readonly")]  # type: ignore[attr-defined]
    assert len(writes) <= MESSAGES + 5  # the lease taken, recovered and given up, the last outcome, one to spare


async def test_the_last_outcome_is_written_down_although_nothing_more_is_claimed(db: Database) -> None:
    await db.write(put, "only")
    speaker = Dispatcher(db, Channel(), GUARDS, pace=Pace(per_second=5, chat_gap=0))
    running = asyncio.create_task(speaker.run())
    await until_accepted(db, 1)
    speaker.stop()
    await running


async def test_no_more_than_the_window_is_claimed_while_nothing_is_answered(db: Database) -> None:
    for number in range(MESSAGES):
        await db.write(put, f"m{number}", chat=str(number))
    channel = Stuck()
    speaker = Dispatcher(db, channel, GUARDS, pace=Pace(per_second=500, chat_gap=0), window=3)  # type: ignore[arg-type]
    running = asyncio.create_task(speaker.run())
    async with asyncio.timeout(60):
        await channel.asked_three.wait()
    for _ in range(30):  # as many chances to claim a fourth
        states = [state for state, _ in (await db.read(ends)).values()]
        assert (states.count(State.SENDING), states.count(State.QUEUED)) == (3, MESSAGES - 3)
    channel.go_on.set()
    await until_accepted(db, MESSAGES)
    speaker.stop()
    await running
