"""What is heard has its effect exactly once, in order, whatever a dialogue does."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import threading
import time
from dataclasses import dataclass
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from sqlalchemy import func, select, update

from casework.books import Books
from casework.db.engine import Database
from handlers import fallback, inbox, work
from handlers.dialogue_store import BooksStorage, TurnIsolation
from handlers.outbox_session import OutboxSession
from handlers.switchboard import Dialogue, Switchboard
from handlers.tables import inbox as inbox_table
from handlers.turn import Turn
from messages.outbox import unpacked
from messages.tables import outbox


@dataclass(frozen=True)
class Raw:
    update_id: int
    chat: str
    body: bytes


def text_update(number: int, text: str, chat: int = 1, kind: str = "private") -> Raw:
    message = {
        "message_id": number,
        "date": 1_790_000_000,
        "chat": {"id": chat, "type": kind},
        "from": {"id": chat, "is_bot": False, "first_name": "Khách"},
        "text": text,
    }
    return Raw(number, str(chat), json.dumps({"update_id": number, "message": message}).encode())


def counting_dialogue() -> Dialogue:
    """/count says how many were heard in this chat; /bad raises; /hang never ends; /giveup loses the transaction."""
    router = Router()

    @router.message()
    async def on_command(message: Message, turn: Turn, state: FSMContext) -> None:
        data = await state.get_data()
        number = data.get("n", 0) + 1
        await state.update_data(n=number)
        await message.answer(f"lần {number}: {message.text}")
        if message.text == "/bad":
            raise ValueError("ông Nguyễn Văn Bí Mật")
        if message.text == "/giveup":  # what SQLite does by itself when the disk is full
            turn.books.conn.connection.driver_connection.execute("ROLLBACK")  # type: ignore[union-attr]  # it is open
            raise OSError("disk full")
        if message.text == "/hang":
            await asyncio.Event().wait()

    return Dialogue(router=router, commands=("count", "bad", "hang", "giveup"))


async def nothing(event: Message | CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """No home, no identification here."""


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> work.Listener:
    monkeypatch.setattr(
        work, "LONG", 60.0
    )  # a slow machine is no poison; who kept the others waiting has a test of its own
    dispatcher = Dispatcher(storage=BooksStorage(), events_isolation=TurnIsolation())
    plain = Dialogue(router=_fresh_fallback())
    dispatcher.include_router(
        Switchboard([counting_dialogue()], home=nothing, fallback=plain, identify=nothing, unlock=nothing)
    )
    bot = Bot(token="1:outbox", session=OutboxSession())
    return work.Listener(dispatcher, bot, answers_presses={"telegram": True})


def _fresh_fallback() -> Router:
    router = Router()
    router.message.register(fallback.on_message)
    router.callback_query.register(fallback.on_press)
    return router


def said(books: Books) -> list[str]:
    rows = books.conn.execute(select(outbox.c.id, outbox.c.payload_sealed).order_by(outbox.c.id))
    return [unpacked(books.keys.open("outbox", "payload", row.id, row.payload_sealed)).text for row in rows]


def states(books: Books) -> dict[int, tuple[str, int, str | None]]:
    rows = books.conn.execute(
        select(inbox_table.c.update_id, inbox_table.c.state, inbox_table.c.tries, inbox_table.c.reason)
    )
    return {row.update_id: (row.state, row.tries, row.reason) for row in rows}


async def work_off(db: Database, listener: work.Listener) -> None:
    for _ in range(100):
        if not await db.write(listener.handle_waiting):
            return
    raise AssertionError("the inbox never became empty")


async def test_an_update_delivered_five_times_has_one_effect(db: Database, listener: work.Listener) -> None:
    for _ in range(5):
        await db.write(inbox.receive, "telegram", [text_update(7, "/count")])
        await work_off(db, listener)
    assert await db.read(said) == ["lần 1: /count"]


async def test_a_chats_updates_are_answered_in_the_order_they_came(db: Database, listener: work.Listener) -> None:
    updates = [text_update(n, f"/count {n}", chat=n % 3) for n in range(1, 31)]
    await db.write(inbox.receive, "telegram", updates)
    await asyncio.gather(*(work_off(db, listener) for _ in range(4)))
    answers = await db.read(said)
    for chat in range(3):
        numbers = [int(text.rsplit(" ", 1)[1]) for text in answers if int(text.rsplit(" ", 1)[1]) % 3 == chat]
        assert numbers == sorted(numbers)
    assert sorted(int(text.split()[1].rstrip(":")) for text in answers) == sorted(list(range(1, 11)) * 3)


async def test_a_poison_update_is_parked_after_three_tries_and_the_chat_goes_on(
    db: Database, listener: work.Listener, caplog: pytest.LogCaptureFixture
) -> None:
    await db.write(inbox.receive, "telegram", [text_update(1, "/bad"), text_update(2, "/count")])
    await work_off(db, listener)
    assert await db.read(states) == {1: ("parked", 3, "ValueError"), 2: ("done", 0, None)}
    told = await db.read(said)
    assert [text for text in told if text.startswith("lần")] == ["lần 1: /count"], "what failed must be undone"
    assert sum("trục trặc" in text for text in told) == 1, "the person is told once that it did not work"


async def test_an_update_that_no_key_opens_is_parked_and_the_others_go_on(
    db: Database, listener: work.Listener
) -> None:
    await db.write(inbox.receive, "telegram", [text_update(1, "/count"), text_update(2, "/count", chat=2)])

    def break_the_first(books: Books) -> None:
        first = inbox_table.c.update_id == 1
        books.conn.execute(update(inbox_table).where(first).values(payload_sealed=b"\x01" * 60))

    await db.write(break_the_first)
    await work_off(db, listener)
    assert (await db.read(states))[1] == ("parked", 3, "SealBroken")
    assert (await db.read(states))[2][0] == "done"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_when_the_database_gives_a_transaction_up_nothing_is_counted_done_or_failed(
    db: Database, listener: work.Listener
) -> None:
    await db.write(inbox.receive, "telegram", [text_update(1, "/count"), text_update(2, "/giveup", chat=2)])
    with pytest.raises(sqlite3.OperationalError):
        await work_off(db, listener)
    assert await db.read(states) == {1: ("waiting", 0, None), 2: ("waiting", 0, None)}
    assert await db.read(said) == []


async def test_a_dialogue_that_never_ends_is_stopped_and_the_others_go_on(
    db: Database, listener: work.Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "PATIENCE", 0.05)
    await db.write(inbox.receive, "telegram", [text_update(1, "/hang"), text_update(2, "/count", chat=2)])
    await work_off(db, listener)
    assert (await db.read(states))[1] == ("parked", 3, "TimeoutError")
    assert "lần 1: /count" in await db.read(said)


async def test_others_are_dealt_with_before_what_has_failed_is_tried_again(
    db: Database, listener: work.Listener
) -> None:
    await db.write(inbox.receive, "telegram", [text_update(1, "/bad")])
    await db.write(listener.handle_waiting)
    await db.write(inbox.receive, "telegram", [text_update(2, "/count", chat=2), text_update(3, "/count")])
    await db.write(listener.handle_waiting)
    assert await db.read(states) == {
        1: ("waiting", 1, "ValueError"), 2: ("done", 0, None), 3: ("waiting", 0, None),
    }, "the other chat first; the own chat keeps its order"  # fmt: skip
    await work_off(db, listener)
    assert {state for state, _, _ in (await db.read(states)).values()} == {"parked", "done"}


async def test_what_kept_everybody_waiting_is_left_for_a_while(
    db: Database, listener: work.Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "PATIENCE", 0.05)
    monkeypatch.setattr(work, "LONG", 0.01)
    monkeypatch.setattr(work, "QUIET", 1_000)
    await db.write(inbox.receive, "telegram", [text_update(1, "/hang")])
    assert await db.write(listener.handle_waiting) == 1
    assert await db.write(listener.handle_waiting) == 0
    assert (await db.read(states))[1] == ("waiting", 1, "TimeoutError")
    await db.write(inbox.receive, "telegram", [text_update(2, "/count", chat=2)])
    assert await db.write(listener.handle_waiting) == 1, "only the one that failed waits"


async def test_an_update_that_ends_its_process_is_parked_at_the_third_time_and_the_person_is_told(
    db: Database, listener: work.Listener
) -> None:
    await db.write(inbox.receive, "telegram", [text_update(1, "/count"), text_update(2, "/count", chat=2)])

    def first(books: Books) -> int:
        return int(books.conn.execute(select(inbox_table.c.id).where(inbox_table.c.update_id == 1)).scalar_one())

    deadly = await db.read(first)
    for tries in (1, 2):
        await db.write(listener.count_deaths, [deadly])
        assert (await db.read(states))[1] == ("waiting", tries, work.ENDED_PROCESS)
    await db.write(listener.count_deaths, [deadly])
    assert (await db.read(states))[1] == ("parked", 3, work.ENDED_PROCESS)
    assert sum("trục trặc" in text for text in await db.read(said)) == 1
    await work_off(db, listener)
    await db.write(listener.count_deaths, [deadly])
    assert (await db.read(states))[1] == ("parked", 3, work.ENDED_PROCESS), "what is parked is not counted on"


async def test_what_waits_before_it_in_its_chat_is_found_by_an_index_however_many_wait(db: Database) -> None:
    """With 300 waiting and no index PostgreSQL took a second for each update that was taken up."""
    await db.write(inbox.receive, "telegram", [text_update(one, "/count", chat=one) for one in range(1, 400)])

    def plan(books: Books) -> str:
        dialect = books.conn.dialect
        if dialect.name == "postgresql":  # which takes anything for so few rows
            books.conn.exec_driver_sql("ANALYZE inbox")
            books.conn.exec_driver_sql("SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off")
            books.conn.exec_driver_sql("SET LOCAL enable_mergejoin = off; SET LOCAL enable_bitmapscan = off")
        asked = inbox._next._statement[dialect.name].params(most=1)  # type: ignore[index]  # one for each database
        words = asked.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN" if dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        return "\n".join(str(row) for row in books.conn.exec_driver_sql(f"{explain} {words}"))

    assert re.search(r"ix_inbox_chat.*(chat_print = |chat_print=)", await db.write(plan), re.DOTALL)


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)  # SQLite writes one transaction at a time
async def test_what_another_deals_with_since_is_no_try_of_the_dead(db: Database) -> None:
    await db.write(inbox.receive, "telegram", [text_update(1, "/count")])
    taken, counts = threading.Event(), threading.Event()

    def deal_with_it(books: Books) -> int:
        (row,) = inbox.next_waiting(books)
        taken.set()
        assert counts.wait(60)
        time.sleep(0.2)  # so that the other finds it locked; a short one lets the test pass, it cannot make it fail
        inbox.mark_done(books, [row.id])
        return row.id

    def count(books: Books) -> int:
        assert taken.wait(60)
        every = books.conn.execute(select(inbox_table.c.id)).scalars().all()
        counts.set()
        return len(inbox.mark_deaths(books, every, work.ENDED_PROCESS))

    await asyncio.gather(db.write(deal_with_it), db.write(count))
    assert (await db.read(states))[1] == ("done", 0, None)


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)  # on SQLite one thread handles
async def test_of_what_has_failed_one_at_a_time_is_tried_again(
    db: Database, listener: work.Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two at once would share the blame if the process ended."""
    await db.write(inbox.receive, "telegram", [text_update(one, "/bad", chat=one) for one in (1, 2)])
    for _ in range(2):
        await db.write(listener.handle_waiting)
    begun, ends = threading.Event(), threading.Event()
    honest = inbox.body_of

    def body_of(books: Books, row: inbox.Waiting) -> str:
        begun.set()
        assert ends.wait(60)
        return honest(books, row)

    monkeypatch.setattr(inbox, "body_of", body_of)
    first = asyncio.create_task(db.write(listener.handle_waiting))
    assert await asyncio.to_thread(begun.wait, 60)
    assert await db.write(listener.handle_waiting) == 0
    ends.set()
    assert await first == 1
    assert sorted(tries for _, tries, _ in (await db.read(states)).values()) == [1, 2]


async def test_what_was_said_to_us_is_wiped_when_it_has_had_its_effect(db: Database, listener: work.Listener) -> None:
    await db.write(inbox.receive, "telegram", [text_update(1, "/count chuyện riêng")])
    await work_off(db, listener)

    def kept(books: Books) -> int:
        query = select(func.count()).where(inbox_table.c.payload_sealed.is_not(None))
        return int(books.conn.execute(query).scalar_one())

    assert await db.read(kept) == 0


@pytest.mark.parametrize(
    "part",
    [
        {"edited_message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "x"}},
        {"channel_post": {"message_id": 1, "date": 1, "chat": {"id": -5, "type": "channel"}, "text": "x"}},
        {"poll_answer": {"poll_id": "1", "option_ids": []}},
        {"something_new": {"a": 1}},
        {},
    ],
)
async def test_kinds_of_updates_that_we_do_not_listen_to_are_done_without_an_answer(
    db: Database, listener: work.Listener, part: dict[str, Any]
) -> None:
    body = json.dumps({"update_id": 9, **part}).encode()
    await db.write(inbox.receive, "telegram", [Raw(9, "5", body)])
    await work_off(db, listener)
    assert await db.read(said) == []
    assert (await db.read(states))[9][0] == "done"


async def test_in_a_group_nothing_but_the_way_to_a_private_chat_is_said(
    db: Database, listener: work.Listener, agency_set_up: None
) -> None:
    await db.write(inbox.receive, "telegram", [text_update(1, "tôi còn nợ bao nhiêu", chat=-7, kind="group")])
    await work_off(db, listener)
    (answer,) = await db.read(said)
    assert "trò chuyện riêng" in answer
