"""``python -m tests.dialogues.booking_walks [--walks 100000] [--seed N]``: does any way through the booking end nowhere?

Each walk is one chat, linked or not, that presses any button it sees, types something that people type, or lets time pass.
Judged after every step: an answer came, no update was parked, and there is a way back and to a person. At the end of each
thousand, whose books are their own (in the same ones the published days would soon be over): no seat twice, no party or guest
with two live bookings, no time held beyond its ten minutes counted as taken.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import random
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot.channels.terminal.conversation import Conversation
from bot.channels.terminal.screen import Screen, Shown
from casework.bookings import HOLD
from casework.books import Books
from casework.clock import SetClock
from casework.contacts import meet
from casework.db.connect import make_engine
from casework.db.engine import Database
from casework.db.metadata import metadata
from casework.encryption import Keys
from casework.links import begin_link
from casework.receptions import IS_LIVE, free_slots, open_day
from casework.tables.receptions import booking, reception_slot
from handlers.dialogues import make_listener
from handlers.inbox import State
from handlers.reception_choice import MANY
from handlers.replies import ASK, HOME
from handlers.tables import inbox
from handlers.work import Listener
from scheduler.guards.at_sending import GUARDS
from tests.builders import a_person, a_staff_member
from tests.casework.in_communes import a_commune, lives_in
from tests.casework.reception_rooms import a_plan, an_office_with_leader
from tests.conftest import ROOMS_WITH_TABLES

BEGAN = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
STEPS = 8  # of a walk, after its first
IN_ONE = 1_000  # walks in the same books
LINKED = 40  # chats of as many parties; every other walk is a chat that nobody knows
SAID = (
    "thứ 5 tuần sau buổi sáng", "26/11 lúc 8 giờ", "8 giờ 20", "mai", "mùng 5", "thứ 8", "31/6", "ở xã Vĩnh Thanh", "trụ sở",
    "xác nhận", "đồng ý", "hủy", "giờ khác", "đi cùng 2 người", "tôi đi xe lăn", "xin trả dần", "Trần Văn Tám", "0900000777",
    "090", "gặp ông Bình", "sớm nhất", "gần nhà tôi", "5/3", "sau tết", "tôi bận thứ 5", "/datlich", "/lichhen", "về đầu",
    "tôi còn nợ bao nhiêu", "đặt lịch gặp lãnh đạo 3/12 lúc 8 giờ 40", "?", "99999999999999", "thứ", "ngày /", "🙂",
)  # fmt: skip
BEGINNINGS = ("/datlich", "/start", "đặt lịch gặp lãnh đạo", "muốn gặp thủ trưởng thứ 5 tuần sau", "/lichtiep")
BOOKING = (
    "book",
    "slot",
    "day",
    "ap",
    "ics",
    "mv",
)  # presses that a walk prefers: the booking, not the rest of the product


@dataclass
class Judgement:
    """What was seen. ``wrong``: what should never be, with the way that led there."""

    walks: int = 0
    steps: int = 0
    screens: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    bookings: int = 0


async def walk(db: Database, listener: Listener, chat: int, chance: random.Random, judged: Judgement) -> None:
    """One walk in one chat, judged step by step."""
    clock = db.clock
    assert isinstance(clock, SetClock)
    here = Conversation(db, listener, GUARDS, screen=Screen(), chat=chat)
    first = chance.choice(BEGINNINGS)
    way, shown = [first], await here.write(first)
    _judge(shown, way, judged)
    for _ in range(STEPS):
        labels = [one for message in shown for row in message.buttons for one in row if one.data]
        if labels and chance.random() < 0.65:
            near = [one for one in labels if (one.data or "").startswith(BOOKING)] or labels
            pressed = chance.choice(near if chance.random() < 0.85 else labels)
            way.append(f"[{pressed.text}]")
            message = next(one for one in shown if any(pressed in row for row in one.buttons))
            shown = await here.press_data(pressed.data or "", message.message_id)
        else:
            way.append(chance.choice(SAID))
            shown = await here.write(way[-1])
        if chance.random() < 0.05:
            clock.set(clock.now() + timedelta(minutes=chance.choice((1, 11))))
        _judge(shown, way, judged)
    judged.walks += 1


def _judge(shown: list[Shown], way: list[str], judged: Judgement) -> None:
    judged.steps += 1
    if not shown:
        judged.wrong.append(f"no answer: {way}")
        return
    data = {one.data or "" for message in shown for row in message.buttons for one in row}
    files = any(message.attachment is not None for message in shown)
    home = HOME in data or "settings" in data  # the first screen is home itself
    if not files and not (home and any(one == ASK or one.startswith(f"{ASK}:") for one in data)):
        asked = any("officer" in one or "answer" in one or "ask" in one for one in data)
        if not asked:
            judged.wrong.append(f"no way back or to a person: {way} -> {shown[-1].text[:80]!r}")
    judged.screens[shown[-1].text[:40]] += 1


async def walks(db: Database, count: int, seed: int, judged: Judgement) -> None:
    """``count`` walks one after another, the last of them judged by what stands in the books."""
    listener = make_listener({"terminal": True})
    await db.write(_furnish)
    chance = random.Random(seed)  # a walk, not a secret
    for number in range(count):
        chat = 1 + number % LINKED if number % 2 else 10_000 + number
        await walk(db, listener, chat, chance, judged)
        if number % 200 == 199:
            await db.write(_give_back)  # else every time would soon be taken, and the walks would see nothing else
    judged.wrong += await db.read(_broken)
    judged.bookings += await db.read(
        lambda books: books.conn.execute(select(func.count()).select_from(booking)).scalar_one()
    )


def _furnish(books: Books) -> None:
    office = an_office_with_leader(books)
    commune = a_commune(books, "xã Vĩnh Thanh")
    deputy = a_staff_member(books, office.agency, role="deputy", name="Phạm Văn Bình", title="Phó Trưởng")
    for day in (24 + n for n in range(5)):
        if day not in (24, 28):
            open_day(books, a_plan(office, on=date(2026, 11, day), seats=2), office.leader)
    there = a_plan(office, on=date(2026, 12, 3), place="Nhà văn hóa xã Vĩnh Thanh", commune_id=commune)
    open_day(books, there, deputy)
    for chat in range(1, LINKED + 1):
        party = a_person(books)
        if chat % 3:
            lives_in(books, party, commune)
        begin_link(books, meet(books, "terminal", str(chat)).id, party)


def _give_back(books: Books) -> None:
    books.conn.execute(booking.update().where(IS_LIVE).values(state="cancelled"))


def _broken(books: Books) -> list[str]:
    """What the books must never hold."""
    found = [f"parked updates: {n}" for n in [_parked(books)] if n]
    for what, columns in (("seat", (booking.c.slot_id, booking.c.seat)), ("party", (booking.c.party_id,)),
                          ("guest", (booking.c.guest_phone_print,))):  # fmt: skip
        twice = select(func.count()).select_from(booking).where(IS_LIVE, columns[0].is_not(None)).group_by(*columns)
        if books.conn.execute(twice.having(func.count() > 1)).first() is not None:
            found.append(f"a {what} with two live bookings")
    return found + _kept_too_long(books)


def _kept_too_long(books: Books) -> list[str]:
    """Eleven minutes from now nobody's choice keeps a place any more: only bookings do."""
    later = SetClock(books.clock.now() + HOLD + timedelta(minutes=1))
    free = {
        one.slot_id: one.free for one in free_slots(Books(books.conn, books.keys, later), after=later.now(), limit=MANY)
    }
    booked = select(func.count()).where(
        booking.c.slot_id == reception_slot.c.id, booking.c.state.in_(("confirmed", "arrived"))
    )
    rows = books.conn.execute(
        select(reception_slot.c.id, reception_slot.c.seats - booked.scalar_subquery()).where(
            reception_slot.c.starts_at > later.now()
        )
    )
    return [
        f"slot {slot}: {free.get(slot, 0)} free, {left} nobody's" for slot, left in rows if free.get(slot, 0) != left
    ]


def _parked(books: Books) -> int:
    return books.conn.execute(
        select(func.count()).select_from(inbox).where(inbox.c.state == State.PARKED.value)
    ).scalar_one()


async def judge(folder: Path, count: int, seed: int, judged: Judgement) -> None:
    """``count`` walks in books of their own in ``folder``."""
    clock = SetClock(BEGAN)
    url = f"sqlite:///{folder / 'walks.db'}"
    for room in ROOMS_WITH_TABLES:
        importlib.import_module(room)
    engine = make_engine(url)
    metadata.create_all(engine)
    engine.dispose()
    db = Database(url, Keys(masters={1: bytes(range(32))}), clock)
    try:
        await walks(db, count, seed, judged)
    finally:
        db.close()


def main() -> int:
    """Walk, and say what was seen; 1 where anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.dialogues.booking_walks", description=__doc__)
    parser.add_argument("--walks", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20_261_116)
    given = parser.parse_args()
    began, judged = time.monotonic(), Judgement()
    while judged.walks < given.walks:
        with tempfile.TemporaryDirectory() as folder:
            many = min(IN_ONE, given.walks - judged.walks)
            asyncio.run(judge(Path(folder), many, given.seed + judged.walks, judged))
    print(f"{judged.walks} walks, {judged.steps} steps, {judged.bookings} bookings, {time.monotonic() - began:.0f} s")
    print(f"wrong: {len(judged.wrong)}")
    for one in judged.wrong[:20]:
        print(f"  {one}")
    return 1 if judged.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
