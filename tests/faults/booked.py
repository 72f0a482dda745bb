"""G-R5: sixteen processes want the same places at once and are killed in the middle. Is any place given twice, or to nobody?

Holds, confirmations, cancellations, moves, guests, people who come on the spot, a waiting list, and a day that is called off on
the way. The judge is what each process wrote down of the answers it got, and questions to the books afterwards. Then the bell
rings: how long after a place became free is it offered to the first who waits?
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from datetime import time as hour_of_day
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from casework import audit, bookings, waiting_list
from casework.books import Books
from casework.clock import SetClock, today
from casework.contacts import meet
from casework.receptions import IS_LIVE, DayMode, FreeSlot, Window, free_slots, open_day
from casework.tables.reception_follow_ups import reception_wait
from casework.tables.receptions import booking, reception_slot
from messages.tables import outbox
from tests.casework.reception_rooms import Office, a_citizen, a_plan, an_office_with_leader, another_chat
from tests.fakes.bot_api.remote import ROOT
from tests.faults.harness import bookers
from tests.faults.harness.outcome import Count, at_least, at_most, exactly, told
from tests.faults.harness.place import Place
from tests.faults.harness.platform import platform
from tests.faults.installation import AFTERNOON, Installation, until

HANDS = 16
DAYS = tuple(date(2026, 12, day) for day in (1, 2, 3, 4))
SEATS = 2
SOON = 5.0  # seconds in which a place that became free is offered
PATIENCE = 3_600.0  # nothing hangs on how fast it goes
STANDS = frozenset({"confirmed", "arrived"})
MAY_END = frozenset({"cancel", "end", "arrive"})


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much. ``slots`` over four days, one of which is called off; ``freed``: places given back while the bell rings."""

    attempts: int
    slots: int = 100
    people: int = 300
    guests: int = 40
    kills: int = 20
    freed: int = 10

    def __str__(self) -> str:
        return f"{self.attempts} attempts, {self.slots} slots of {SEATS}, {self.kills} kills"


async def run(place: Place, size: Size) -> list[Count]:
    """The rush, the questions afterwards, the bell."""
    async with AsyncExitStack() as stack:
        seen = await stack.enter_async_context(platform(place.empty_folder("platform")))
        installation = stack.enter_context(place.installation(seen, CLOCK=AFTERNOON, LOG_LEVEL="INFO"))
        plan = installation.write(_opened, size) | {
            "seed": place.seed, "hands": HANDS, "attempts": size.attempts // HANDS, "kills": size.kills,
            "folder": str(place.empty_folder("hands")),
        }  # fmt: skip
        killed = await _rush(installation, plan)
        history = _read(Path(plan["folder"]))
        counts = [*_judged(installation, plan, size, history, killed), *_refilled(installation, plan, size)]
        return [*counts, *await _bell(place, installation, plan, size)]


def _opened(books: Books, size: Size) -> dict[str, Any]:
    office = an_office_with_leader(books)
    each = size.slots // len(DAYS)
    opens = hour_of_day(7, 30)
    minutes = 5
    closes = hour_of_day(7 + (30 + each * minutes) // 60, (30 + each * minutes) % 60)
    days = [
        open_day(
            books,
            a_plan(office, on=day, windows=(Window(opens=opens, closes=closes),), seats=SEATS, minutes_each=minutes),
            office.leader,
        )
        for day in DAYS
    ]
    people = [_citizen(books, number) for number in range(size.people)]
    strangers = [meet(books, "telegram", f"9{number:05}").id for number in range(size.guests)]
    return {
        "slots": [slot for day in days for slot in day.slot_ids], "days": [day.day_id for day in days],
        "cancelled_day": days[-1].day_id, "today": _today(books, office), "people": people, "strangers": strangers,
        "leader": office.leader,
    }  # fmt: skip


def _citizen(books: Books, number: int) -> tuple[int, int, int]:
    citizen = a_citizen(books, f"1{number:05}")
    return citizen.party, citizen.chat, another_chat(books, citizen.party, f"2{number:05}")


def _today(books: Books, office: Office) -> int:
    """A day with numbers that people come to on the spot."""
    afternoon = Window(opens=hour_of_day(15), closes=hour_of_day(16))
    plan = a_plan(office, on=today(books.clock), windows=(afternoon,), minutes_each=20, mode=DayMode.QUEUE)
    return open_day(books, plan, office.leader).day_id


async def _rush(installation: Installation, plan: dict[str, Any]) -> int:
    with installation.log.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.faults.harness.bookers", json.dumps(plan),
            cwd=ROOT, env=installation.environment(), stdout=asyncio.subprocess.PIPE, stderr=log,
        )  # fmt: skip
        try:
            said, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    assert process.returncode == 0, installation.log.read_text("utf-8")[-3000:]
    killed: int = json.loads(said)["killed"]
    return killed


def _read(folder: Path) -> list[dict[str, Any]]:
    return [line for file in sorted(folder.glob("*.jsonl")) for line in bookers.history(file)]


def _judged(
    installation: Installation, plan: dict[str, Any], size: Size, history: list[dict[str, Any]], killed: int
) -> list[Count]:
    rows = installation.read(lambda books: books.conn.execute(select(booking)).all())
    live = [row for row in rows if row.state in ("held", "offered", "confirmed", "arrived")]
    seats = installation.read(lambda books: {row.id: row.seats for row in books.conn.execute(select(reception_slot))})
    called = [row for row in rows if row.day_id == plan["cancelled_day"]]
    numbers = Counter(
        (row.day_id, row.queue_number)
        for row in rows
        if row.queue_number is not None and row.state not in ("cancelled", "expired")
    )
    asked = [line for line in history if "asks" in line]
    answered = [line for line in history if "told" in line]
    waits = sorted(line["seconds"] for line in answered)
    return [
        at_least("attempts", len(asked), size.attempts // HANDS * HANDS),
        exactly("processes killed", killed, size.kills),
        told("asked and never answered", len(asked) - len(answered)),
        told(
            "answers",
            ", ".join(f"{many} {what}" for what, many in Counter(line["told"] for line in answered).most_common()),
        ),
        exactly("seats given twice", _doubled((row.slot_id, row.seat) for row in live)),
        exactly(
            "slots with more people than seats",
            sum(many > seats[slot] for slot, many in Counter(row.slot_id for row in live).items()),
        ),
        exactly("parties with two live bookings", _doubled((row.party_id, row.kind) for row in live if row.party_id)),
        exactly(
            "guests with two live bookings", _doubled(row.guest_phone_print for row in live if row.guest_phone_print)
        ),
        exactly(
            "chats with two guests", _doubled(row.contact_id for row in live if row.party_id is None and row.contact_id)
        ),
        exactly("numbers given twice", sum(many - 1 for many in numbers.values())),
        at_least("numbers given", len(numbers), 1),
        exactly(
            "live bookings of the day that was called off",
            sum(row.state in STANDS | {"held", "offered"} for row in called),
        ),
        exactly("confirmations lost", len(_lost(answered, asked, {row.id: row for row in rows}, plan))),
        at_least("confirmations told", sum(line.get("state") in STANDS for line in answered), 1),
        exactly("places offered to two who wait, or to nobody", installation.write(_strange_offers)),
        exactly("the audit trail", type(installation.read(audit.verify)).__name__, "Verified"),
        told(
            "seconds an attempt took, median / p99 / worst",
            f"{_at(waits, 0.5):.3f} / {_at(waits, 0.99):.3f} / {waits[-1]:.3f}",
        ),
    ]


def _doubled(those: Iterable[Any]) -> int:
    return sum(many - 1 for many in Counter(those).values())


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _lost(
    answered: list[dict[str, Any]], asked: list[dict[str, Any]], rows: dict[int, Any], plan: dict[str, Any]
) -> list[int]:
    """Bookings that somebody was told of as confirmed, and that stand no more though nobody has asked for that."""
    sure = {line["booking"] for line in answered if line.get("state") in STANDS}
    may_end = {line["on"] for line in asked if line["deed"] in MAY_END}
    return [
        one
        for one in sure
        if one not in rows
        or (rows[one].state not in STANDS and one not in may_end and rows[one].day_id != plan["cancelled_day"])
    ]


def _strange_offers(books: Books) -> int:
    """Lines of the list whose offer is none, and offers that belong to no line or to two."""
    waiting_list.settle(books)
    lines = Counter(
        books.conn.execute(select(reception_wait.c.booking_id).where(reception_wait.c.state == "offered")).scalars()
    )
    offers = set(books.conn.execute(select(booking.c.id).where(booking.c.state == "offered")).scalars())
    return len(set(lines) ^ offers) + sum(many - 1 for many in lines.values())


def _refilled(installation: Installation, plan: dict[str, Any], size: Size) -> list[Count]:
    """When every hold has run out each place that nobody keeps can be taken by somebody, and not one more."""
    later = SetClock(installation.db.clock.now() + timedelta(minutes=11))

    def refill(books: Books) -> tuple[int, int, int]:
        there = Books(books.conn, books.keys, later, books.rings)
        bookings.release_expired_holds(there, later.now())
        open_slots = [slot for slot in plan["slots"] if slot not in _of_day(there, plan["cancelled_day"])]
        of_open = booking.c.slot_id.in_(open_slots)
        kept = there.conn.execute(select(func.count()).select_from(booking).where(IS_LIVE, of_open)).scalar_one()
        free = sum(one.free for one in _free(there, plan))
        taken = 0
        for number in range(SEATS * len(open_slots) - kept):
            taken += _takes_any(there, _free(there, plan)[0].slot_id, number)
        return SEATS * len(open_slots) - kept, free, taken

    left, free, taken = installation.write(refill)
    full = installation.read(lambda books: len(_free(Books(books.conn, books.keys, later), plan)))
    return [
        told("places left after the rush", left),
        exactly("places lost: said to be free", left - free),
        exactly("places lost: could be taken", left - taken),
        exactly("places free when all are taken", full),
    ]


def _free(books: Books, plan: dict[str, Any]) -> list[FreeSlot]:
    """Of the rush's own slots those with a free place."""
    free = free_slots(books, after=books.clock.now(), limit=1_000)
    return [one for one in free if one.slot_id in plan["slots"]]


def _of_day(books: Books, day_id: int) -> set[int]:
    return set(books.conn.execute(select(reception_slot.c.id).where(reception_slot.c.day_id == day_id)).scalars())


def _takes_any(books: Books, slot: int, number: int) -> bool:
    citizen = a_citizen(books, f"3{number:05}")
    held = bookings.hold(books, slot, citizen.party, citizen.chat)
    return isinstance(held, bookings.Booking) and isinstance(bookings.confirm(books, held.id), bookings.Booking)


async def _bell(place: Place, installation: Installation, plan: dict[str, Any], size: Size) -> list[Count]:
    """The product's own bell rings; places are given back one after the other, somebody waits for each."""
    child = await place.nurse.start(installation, "tick")
    try:
        await _freed(installation, plan, size.freed)  # not counted: until then the bell may still be starting
        took = [await _freed(installation, plan, number) for number in range(size.freed)]
        child.check()
    finally:
        await child.end()
    return [
        exactly("places given back that were not offered", sum(one is None for one in took)),
        at_most(
            "seconds until a place is offered, worst",
            max((one for one in took if one is not None), default=0.0),
            SOON,
            " s",
        ),
    ]


async def _freed(installation: Installation, plan: dict[str, Any], number: int) -> float | None:
    def gives_back(books: Books) -> None:
        party = a_citizen(books, f"4{number:05}")
        waiting_list.join(books, party.party, party.chat, waiting_list.Wish())
        stands = select(booking.c.id).where(booking.c.state == "confirmed", booking.c.slot_id.in_(plan["slots"]))
        given = books.conn.execute(stands.order_by(booking.c.id).limit(1)).scalar_one()
        assert bookings.cancel(books, given) is not None

    def told_of(books: Books) -> int:
        return books.conn.execute(
            select(func.count()).select_from(outbox).where(outbox.c.purpose.like("place:%"))
        ).scalar_one()

    before = installation.read(told_of)
    installation.write(gives_back)
    began = time.monotonic()
    try:
        await until(partial(_more, installation, told_of, before), 60, "a place is offered", every=0.05)
    except AssertionError:
        return None
    return time.monotonic() - began


def _more(installation: Installation, count: Any, before: int) -> bool:
    now: int = installation.read(count)
    return now > before
