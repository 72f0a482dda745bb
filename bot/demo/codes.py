"""Which code links the seat's person right now? Printed anew at each start: the books keep only hashes.

Only for a demo agency. A code that was used, ran out or was replaced by the clerk is printed anew when the start page is
opened again, as long as the person has room for one more chat.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from sqlalchemy import select

from bot.demo import story
from bot.demo.story import Person, Seat
from casework import people, staff
from casework.agency import the_agency
from casework.books import Books
from casework.db.engine import Database
from casework.links import CHATS_PER_PARTY, live_links
from casework.printed_codes import PreparedCode, prepare_code, print_code
from casework.tables.linking import link_code

CLERK = "tu"


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatNow:
    """A seat as it stands: its person's living code (display), the digits asked for, how many chats are linked."""

    seat: Seat
    code: str | None = field(repr=False)
    digits: str | None = field(repr=False)
    chats: int


class Codes:
    """The codes printed by this process, kept in its memory only. Ask ``codes_for``: two would cancel each other's."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._printed: dict[str, PreparedCode] = {}

    async def seats(self) -> list[SeatNow]:
        """Every seat with a code that works now. Empty unless the books are a demo's."""
        wanting = await self._db.read(_wanting, self._printed)
        if wanting:
            self._keep(await self._db.write(_print, self._prepared(wanting)))
        return await self._db.read(_seats, self._printed)

    def seats_at_start(self) -> list[SeatNow]:
        """The same for a command that has no event loop yet."""
        with self._db.engine.connect().execution_options(gandan_readonly=True) as conn, conn.begin():
            wanting = _wanting(self._db.books(conn), self._printed)
        if wanting:
            self._keep(self._db.submit(_print, self._prepared(wanting)).result())
        with self._db.engine.connect().execution_options(gandan_readonly=True) as conn, conn.begin():
            return _seats(self._db.books(conn), self._printed)

    def _keep(self, printed: Mapping[str, PreparedCode]) -> None:
        self._printed |= printed

    def _prepared(self, keys: list[str]) -> dict[str, PreparedCode]:
        """A hash costs a tenth of a second on purpose; two cores share them."""
        with ThreadPoolExecutor(max_workers=2) as pool:
            return dict(zip(keys, pool.map(lambda _: prepare_code(self._db.keys), keys), strict=True))


_KEPT: WeakKeyDictionary[Database, Codes] = WeakKeyDictionary()


def codes_for(db: Database) -> Codes:
    """The one ``Codes`` of this process for these books."""
    return _KEPT.setdefault(db, Codes(db))


def _wanting(books: Books, printed: Mapping[str, PreparedCode]) -> list[str]:
    """The seats' people whose code is used up, and who have room for one more chat."""
    agency = the_agency(books)
    if agency is None or not agency.demo:
        return []
    return [
        person.key
        for person in _persons()
        if len(live_links(books, party_of(books, person))) < CHATS_PER_PARTY
        and not _lives(books, printed.get(person.key))
    ]


def _lives(books: Books, kept: PreparedCode | None) -> bool:
    if kept is None:
        return False
    alive = select(link_code.c.id).where(
        link_code.c.selector == kept.code.selector,
        link_code.c.used_at.is_(None),
        link_code.c.cancelled_at.is_(None),
        link_code.c.expires_at > books.clock.now(),
    )
    return books.conn.execute(alive).first() is not None


def _print(books: Books, prepared: Mapping[str, PreparedCode]) -> Mapping[str, PreparedCode]:
    clerk = staff.find_by_login(books, CLERK)
    if clerk is None:
        raise LookupError(CLERK)
    for key, one in prepared.items():
        print_code(books, party_of(books, story.people()[key]), clerk.id, prepared=one)
    return prepared


def _seats(books: Books, printed: Mapping[str, PreparedCode]) -> list[SeatNow]:
    agency = the_agency(books)
    if agency is None or not agency.demo:
        return []
    return [_seat(books, seat, printed) for seat in story.seats()]


def _seat(books: Books, seat: Seat, printed: Mapping[str, PreparedCode]) -> SeatNow:
    if seat.person is None:
        return SeatNow(seat=seat, code=None, digits=None, chats=0)
    kept = printed.get(seat.person.key)
    return SeatNow(
        seat=seat,
        code=kept.code.display if kept is not None and _lives(books, kept) else None,
        digits=seat.person.identity[-6:] if seat.person.identity else None,
        chats=len(live_links(books, party_of(books, seat.person))),
    )


def _persons() -> list[Person]:
    return [seat.person for seat in story.seats() if seat.person is not None]


def party_of(books: Books, person: Person) -> int:
    """The party that the demo wrote for this person."""
    if person.identity:
        found = people.find_by_identity(books, person.identity)
    else:
        found = next(iter(people.find_by_name(books, person.name)), None)
    if found is None:
        raise LookupError(person.key)
    return found
