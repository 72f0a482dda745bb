"""G-R8: the platform is away for six hours. How often is anything tried, in which order does the backlog go, how fast?

The product's dispatcher and Telegram sender, in virtual time, against the strict fake without a wire: it counts requests by the
instant, refuses none, and notes whatever came before an announced "later" was over.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.channels.telegram.sender import TelegramSender
from casework.books import Books
from casework.contacts import meet
from messages.outbox import DeliveryClass, Draft, Guard, Lane, State, queue
from messages.outgoing import Act, Outgoing
from messages.tables import outbox
from scheduler.delivery.dispatch import Dispatcher
from scheduler.delivery.pacing import MOST_A_SECOND, Pace
from scheduler.guards.at_sending import GUARDS
from tests.fakes.bot_api.inner import BASE, InnerBotApi, InnerWire
from tests.fakes.bot_api.world import Call
from tests.faults import crowd
from tests.faults.harness.outcome import Count, at_least, at_most, exactly, told
from tests.faults.harness.place import Place
from tests.faults.harness.platform import busiest, closest_in_a_chat
from tests.faults.harness.small_office import books_in_memory
from tests.faults.harness.virtual import LoopClock, LoopDatabase, VirtualLoop, run_virtually

MORNING = datetime.fromisoformat("2026-11-16T09:00+07:00")
HOURS = 6
MOST_TRIES = 12
DRAINS_AT = 25.0  # messages a second that the backlog must at least go at
GRACE = 300.0  # seconds until the first of them


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much. ``way`` in which the platform is away; ``rate``: messages a second that are allowed."""

    messages: int
    way: str = "refuses"  # "refuses", "hangs", "fails", "later"
    rate: float = Pace().per_second
    answers_after: float = 0.08

    def __str__(self) -> str:
        return f"{self.messages} messages, {HOURS} h, {self.way}"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One message: its chat, and when it becomes useless (None: never), in seconds of the loop."""

    chat: int
    until: float | None


async def run(place: Place, size: Size) -> list[Count]:
    """Six hours away, then a backlog; every figure."""
    random.seed(place.seed)
    return await asyncio.to_thread(run_virtually, lambda loop: _live(loop, size, random.Random(place.seed)))


async def _live(loop: VirtualLoop, size: Size, chance: random.Random) -> list[Count]:
    clock = LoopClock(MORNING, loop)
    with books_in_memory(clock) as db:
        api = InnerBotApi(loop.time)
        wanted = _wanted(size, chance)
        for chat in {one.chat for one in wanted}:
            api.world.person(chat)
        await api.do("fault", trouble="latency", seconds=size.answers_after, times=10**9)
        sender = TelegramSender("telegram", api.token, BASE, wire=InnerWire(api))
        speaker = Dispatcher(db, sender, GUARDS, pace=Pace(per_second=size.rate))
        speaking = asyncio.create_task(speaker.run())
        await asyncio.sleep(1.0)
        await _go_away(api, size, True)
        queueing = asyncio.create_task(_queue_all(db, clock, wanted))
        await asyncio.sleep(HOURS * 3600)
        await _go_away(api, size, False)
        back = loop.time()
        tried = db.do(_tries)
        waiting = db.do(crowd.unfinished)
        await queueing
        patience = waiting / DRAINS_AT + GRACE
        await asyncio.sleep(patience)
        late = db.do(crowd.unfinished)
        speaker.stop()
        await speaking
        return _counted(db, api, wanted, tried, waiting, late, back, size)


def _wanted(size: Size, chance: random.Random) -> list[Wanted]:
    """Some chats get several; a third of the messages becomes useless in the course of the outage or soon after."""
    end = HOURS * 3600.0
    return [
        Wanted(
            chat=crowd.FIRST_CHAT + chance.randrange(size.messages * 3 // 4),
            until=chance.choice([None, chance.uniform(end * 0.5, end * 0.99), end + chance.uniform(900, 7200)]),
        )
        for _ in range(size.messages)
    ]


async def _go_away(api: InnerBotApi, size: Size, away: bool) -> None:
    if size.way == "refuses":
        api.away = away
        return
    await api.do("clear_faults")
    if not away:
        await api.do("fault", trouble="latency", seconds=size.answers_after, times=10**9)
    elif size.way == "hangs":
        await api.do("fault", trouble="hang_before", seconds=3600, times=10**9)
    elif size.way == "fails":
        await api.do("fault", trouble="status_before", code=502, description="Bad Gateway", times=10**9)
    else:
        await api.do("fault", trouble="too_many", retry_after=HOURS * 3600, times=1)


async def _queue_all(db: LoopDatabase, clock: LoopClock, wanted: list[Wanted]) -> None:
    """Evenly over the outage."""
    for number, one in enumerate(wanted):
        db.do(_queue, number, one, clock)
        await asyncio.sleep(HOURS * 3600 * 0.98 / len(wanted))


def _queue(books: Books, number: int, one: Wanted, clock: LoopClock) -> None:
    draft = Draft(
        contact_id=meet(books, "telegram", str(one.chat)).id,
        account="telegram",
        purpose=f"notice:{number}",
        message=Outgoing(act=Act.SEND, text=f"{crowd.NOTICE} {number}"),
        delivery_class=DeliveryClass.REPEATS_ANYWAY,
        lane=Lane.PERSONAL,
        guard=Guard.NOTICE,
        text_key="chat.folded",
        text_version=1,
        useful_until=None if one.until is None else clock.at(one.until),
    )
    assert queue(books, draft) is not None


def _tries(books: Books) -> int:
    """The most tries of one message so far."""
    return int(books.conn.execute(select(func.coalesce(func.max(outbox.c.tries), 0))).scalar_one())


def _states(books: Books) -> Counter[str]:
    return Counter(books.conn.execute(select(outbox.c.state)).scalars())


def _counted(
    db: LoopDatabase,
    api: InnerBotApi,
    wanted: list[Wanted],
    tried: int,
    waiting: int,
    late: int,
    back: float,
    size: Size,
) -> list[Count]:
    calls = [call.as_json() for call in api.calls]
    states = db.do(_states)
    arrived = [call for call in api.calls if call.method == "sendMessage" and call.effect]
    useless = sum(1 for one in wanted if one.until is not None and one.until < back)
    valid = len(wanted) - useless
    in_doubt = states[State.UNCERTAIN.value]
    return [
        exactly("messages", sum(states.values()), size.messages),
        told("states", str(dict(states))),
        at_most("tries of one message in the six hours", tried, MOST_TRIES),
        at_most("tries of one message at all", db.do(_tries), MOST_TRIES),
        at_most(
            "requests to chats while it was away", sum(1 for call in api.calls if call.at < back and call.chat_id), 60
        ),
        told("waiting when it came back", waiting),
        at_least("of the still valid ones sent in time (%)", round(100 * (1 - late / max(valid, 1)), 2), 99.0),
        at_most("in doubt", in_doubt, 10),
        exactly("sent twice", len(arrived) - len({call.text for call in arrived})),
        exactly(
            "neither sent, expired nor in doubt", size.messages - len(arrived) - states[State.EXPIRED.value] - in_doubt
        ),
        exactly("sent out of order", _out_of_order(wanted, arrived, back)),
        at_most("requests in the busiest second", busiest(calls), MOST_A_SECOND),
        at_least("seconds between two messages to one chat", round(closest_in_a_chat(calls), 6), 1.0),
        exactly("requests before retry_after was over", len(api.impatient)),
        exactly("rules of the platform broken", len(api.violations)),
    ]


def _out_of_order(wanted: list[Wanted], arrived: list[Call], back: float) -> int:
    """How many of the backlog left before one whose last useful moment comes sooner (but for chats that had just had one).

    Which of two comes first that become useless within one second is nobody's business.
    """
    gone = [wanted[int(str(call.text).rpartition(" ")[2])] for call in arrived if call.at >= back]
    several = {chat for chat, many in Counter(one.chat for one in wanted).items() if many > 1}
    deadlines = [one.until or float("inf") for one in gone if one.chat not in several]
    return sum(1 for earlier, later in itertools.pairwise(deadlines) if earlier > later + 1.0)
