"""G-R9: a backup is restored in the middle of a campaign. Is anything said twice, or lost, or an appointment forgotten?

The backup is older than all the sending: nothing of the campaign is planned in it, half of the notices are not even queued. The
sender is killed at a random moment; the restored books are held; planning and queueing happen again; then a person releases.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.backup.making import make_backup
from bot.backup.restoring import Restored, restore
from bot.database import open_database
from bot.settings import Settings, load_settings
from casework import bookings
from casework.books import Books
from casework.contacts import meet
from casework.links import begin_link
from casework.tables.receptions import reception_slot
from messages.outbox import DeliveryClass, Draft, Guard, Lane, State, queue
from messages.outgoing import Act, Outgoing
from scheduler import marks
from scheduler.delivery import journal_bookings
from scheduler.guards import holding
from tests import builders
from tests.casework import reception_rooms
from tests.faults import crowd
from tests.faults.harness.outcome import Count, at_least, exactly, told
from tests.faults.harness.place import Place
from tests.faults.harness.platform import Call, Platform, arrived, platform
from tests.faults.installation import AFTERNOON, Installation, until

ROLES = ("speak", "tick")
WAITS = 1.5  # seconds that the restored product is watched while it is held

SLOWEST = 10  # messages a second on a machine that has much else to do: nothing hangs on how fast it goes


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much; a share of the messages is sent before the books are lost."""

    reminders: int
    notices: int
    share: float = 0.6
    rate: float = 150.0
    answers_after: float = 0.02

    @property
    def patience(self) -> float:
        """Seconds in which all that is to be said is said, however busy the machine is."""
        return 240 + (self.reminders + self.notices) / SLOWEST

    def __str__(self) -> str:
        return f"{self.reminders + self.notices} messages, restored after {self.share:.0%}"


async def run(place: Place, size: Size) -> list[Count]:
    """One drill; every figure of the goal."""
    async with AsyncExitStack() as stack:
        seen = await stack.enter_async_context(platform(place.empty_folder("platform")))
        installation = stack.enter_context(place.installation(seen, CLOCK=AFTERNOON, LOG_LEVEL="INFO"))
        campaign = installation.write(crowd.a_campaign_for, size.reminders)
        installation.write(_notices, size.notices // 2)
        slots = installation.write(_a_reception_day)
        for first, many in ((crowd.FIRST_CHAT, size.reminders), (crowd.FIRST_NOTICE, size.notices)):
            await seen.api.do("crowd", first=first, count=many)
        await seen.api.do("fault", trouble="latency", seconds=size.answers_after, times=10**9)
        file = place.empty_folder("backup") / "gandan.db"
        await asyncio.to_thread(make_backup, _settings(installation).url, file)
        installation.write(_notices, size.notices)  # those queued before bear their purpose already
        references = installation.write(_booked, slots)
        await _sent_until_killed(place, installation, seen, size)
        before = arrived(seen.calls()).total()
        drill = await asyncio.to_thread(_restored, place, installation, file)
        await _held(place, installation, seen, size, campaign)
        held = arrived(seen.calls()).total()
        calls = await _released(place, installation, seen, size, campaign)
        states = installation.read(crowd.all_sent)
        copies = arrived(calls)
        broken = await seen.violations()
    listed = {one.reference for one in drill.bookings}
    return [
        at_least("arrived before the restore", before, size.share * (size.reminders + size.notices)),
        at_least("sent since the backup, by the journal", drill.tally.unknown, before),
        exactly("sent while held", held - before),
        exactly("messages in the end", len(states), size.reminders + size.notices),
        exactly("doubled", sum(many - 1 for many in copies.values())),
        exactly("arrived, or listed", len(copies) + _listed_only(states, copies), size.reminders + size.notices),
        exactly("still waiting", sum(one.state in (State.QUEUED.value, State.SENDING.value) for one in states)),
        told("listed as uncertain", sum(one.state == State.UNCERTAIN.value for one in states)),
        exactly("appointments made since, listed", len(listed & references), len(references)),
        exactly("appointments listed without need", len(listed - references)),
        exactly("rules of the platform broken", len(broken)),
    ]


async def _sent_until_killed(place: Place, installation: Installation, seen: Platform, size: Size) -> None:
    """The sender dies without a word when about the share has gone out; the bell with it."""
    chance = random.Random(place.seed)
    children = [await place.nurse.start(installation, role, altered={"rate": size.rate}) for role in ROLES]
    point = int(size.share * (size.reminders + size.notices))
    await until(lambda: seen.log.grown() >= point, size.patience, f"{point} messages")
    await until(lambda: installation.read(_appointments_written), size.patience, "appointments stand in the journal")
    await asyncio.sleep(chance.uniform(0.0, 0.1))
    for child in children:
        await child.kill()
    await asyncio.sleep(0.5)  # what was under way is answered, and stands in the platform's log


def _appointments_written(books: Books) -> bool:
    """Whether whoever keeps the journal has come to the appointments that were made before it began."""
    return marks.reached(books, journal_bookings.MARK) is not None


def _restored(place: Place, installation: Installation, file: Path) -> Restored:
    """As an operator does it: on PostgreSQL into a new, empty database."""
    installation.close()
    if place.cluster is not None:
        name = installation.settings["GANDAN_DATABASE_URL"].rpartition("/")[2]
        installation.settings["GANDAN_DATABASE_URL"] = place.cluster.create(f"{name}_restored")
    settings = _settings(installation)
    told_of = restore(settings, file, surely=True)
    installation.db = open_database(settings)
    return told_of


async def _held(place: Place, installation: Installation, seen: Platform, size: Size, campaign: int) -> None:
    """What was queued after the backup is queued again, the campaign is planned again, and nothing goes out."""
    installation.write(_notices, size.notices)
    child = [await place.nurse.start(installation, role, altered={"rate": size.rate}) for role in ROLES]
    await until(lambda: installation.read(crowd.planned, campaign) == size.reminders, 60, "planned again", every=0.1)
    await asyncio.sleep(WAITS)
    for one in child:
        one.check()
        assert await one.stop() == 0


async def _released(place: Place, installation: Installation, seen: Platform, size: Size, campaign: int) -> list[Call]:
    installation.write(holding.release, "head")
    children = [await place.nurse.start(installation, role, altered={"rate": size.rate}) for role in ROLES]
    await until(partial(_is_through, installation, campaign), size.patience, "all is said", every=0.2)
    for child in children:
        assert await child.stop() == 0
    return await seen.at_rest(size.answers_after)


def _listed_only(states: list[crowd.Sent], copies: Mapping[int, int]) -> int:
    """How many are uncertain, and did not arrive."""
    return sum(one.state == State.UNCERTAIN.value and one.chat not in copies for one in states)


def _is_through(installation: Installation, campaign: int) -> bool:
    return installation.read(crowd.still_open, campaign) == 0 and installation.read(crowd.unfinished) == 0


def _settings(installation: Installation) -> Settings:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in installation.settings.items():
            patch.setenv(name, value)
        return load_settings()


def _notices(books: Books, many: int) -> None:
    """So many that must arrive; whoever asks again for what was asked before changes nothing."""
    for number in range(many):
        draft = Draft(
            contact_id=meet(books, "telegram", str(crowd.FIRST_NOTICE + number)).id, account="telegram",
            purpose=f"notice:{number}", message=Outgoing(act=Act.SEND, text=f"Tin số {number}"),
            delivery_class=DeliveryClass.MUST_ARRIVE, lane=Lane.PERSONAL, guard=Guard.NOTICE, text_key="chat.folded",
            text_version=1,
        )  # fmt: skip
        queue(books, draft)


# -- appointments ----------------------------------------------------------------------------------------------------------


def _a_reception_day(books: Books) -> list[int]:
    agency = builders.an_agency(books, name="Thi hành án dân sự tỉnh Khác")
    leader = builders.a_staff_member(books, agency, role="head", title="Thủ trưởng")
    reception_rooms.a_day(books, office=reception_rooms.Office(agency=agency, leader=leader), seats=2)
    return list(books.conn.execute(select(reception_slot.c.id).order_by(reception_slot.c.starts_at)).scalars())


def _booked(books: Books, slots: list[int]) -> set[str]:
    """Two people book each slot of the day, after the backup."""
    references = set()
    for number, slot in enumerate(slots * 2):
        person = builders.a_person(books, identity=f"095182{number:06d}")
        chat = meet(books, "telegram", str(crowd.FIRST_WRITER + number)).id
        begin_link(books, chat, person)
        held = bookings.hold(books, slot, person, chat)
        assert isinstance(held, bookings.Booking)
        there = bookings.confirm(books, held.id)
        assert isinstance(there, bookings.Booking)
        references.add(there.reference)
    return references
