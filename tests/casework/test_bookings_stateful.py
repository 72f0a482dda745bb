"""Whatever people press in whatever order: no seat twice, no party twice, no seat lost."""

import atexit
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Engine, func, select

from casework.booking_course import NoStep, end_visit
from casework.bookings import (
    AlreadyHas,
    Booking,
    BookingKind,
    BookingState,
    Full,
    Lapsed,
    NotOffered,
    booking_of_party,
    cancel,
    confirm,
    hold,
    move,
    release_expired_holds,
)
from casework.books import Books
from casework.clock import SetClock
from casework.db.connect import make_engine
from casework.encryption import Keys
from casework.receptions import free_slots
from casework.tables.receptions import booking
from tests.casework.reception_rooms import ON, a_citizen, a_day, an_office_with_leader, another_chat
from tests.conftest import MONDAY_NINE, make_schema

SEATS = 2
PARTIES = 4
KINDS = tuple(BookingKind)
slots = st.integers(0, 2)
parties = st.integers(0, PARTIES - 1)
chats = st.integers(0, 1)
kinds = st.sampled_from(KINDS)
numbers = st.integers(0, 30)


@dataclass
class Known:
    """What the test believes about a live booking."""

    slot: int
    party: int
    kind: BookingKind
    chat: int
    held_until: datetime | None  # None: confirmed


@cache
def empty() -> Engine:
    """Made once for all sequences, each of which is rolled back."""
    folder = tempfile.TemporaryDirectory(prefix="gandan-bookings-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    engine = make_engine(f"sqlite:///{Path(folder.name) / 'books.db'}")
    make_schema(engine)
    return engine


class Bookings(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.conn = empty().connect()
        self.transaction = self.conn.begin()
        self.clock = SetClock(MONDAY_NINE)
        self.books = Books(self.conn, Keys(masters={1: bytes(32)}), self.clock)
        self.live: dict[int, Known] = {}
        self.ever: list[int] = []
        self.kinds: dict[int, BookingKind] = {}
        self.ended: set[int] = set()

    def teardown(self) -> None:
        self.transaction.rollback()
        self.conn.close()

    @initialize()
    def open(self) -> None:
        office = an_office_with_leader(self.books)
        self.leader = office.leader
        self.slots = {
            kind: a_day(self.books, office=office, seats=SEATS, on=ON + timedelta(days=n), kind=kind).slot_ids
            for n, kind in enumerate(KINDS)
        }
        citizens = [a_citizen(self.books, f"{n}0") for n in range(PARTIES)]
        self.parties = [one.party for one in citizens]
        self.chats = [(one.chat, another_chat(self.books, one.party, f"{n}1")) for n, one in enumerate(citizens)]

    @rule(slot=slots, party=parties, chat=chats, kind=kinds)
    def somebody_holds(self, slot: int, party: int, chat: int, kind: BookingKind) -> None:
        theirs = [(key, one) for key, one in self._now().items() if (one.party, one.kind) == (party, kind)]
        made = hold(self.books, self.slots[kind][slot], self.parties[party], self.chats[party][chat], kind=kind)
        if theirs and (theirs[0][1].held_until is None or theirs[0][1].chat != chat):
            assert isinstance(made, AlreadyHas)
            assert made.booking.id == theirs[0][0]
        elif self._is_full(kind, slot, besides=theirs[0][0] if theirs else None):
            assert isinstance(made, Full)
        else:
            assert isinstance(made, Booking)
            assert not theirs or made.id == theirs[0][0]
            self._keep(made, Known(slot, party, kind, chat, self.clock.now() + timedelta(minutes=10)))

    @rule(which=numbers)
    def somebody_confirms(self, which: int) -> None:
        if self.ever:
            key = self.ever[which % len(self.ever)]
            done = confirm(self.books, key)
            assert isinstance(done, Booking if key in self._now() else Lapsed)
            if key in self._now():
                self.live[key].held_until = None

    @rule(which=numbers)
    def somebody_cancels(self, which: int) -> None:
        if self.ever:
            key = self.ever[which % len(self.ever)]
            assert (cancel(self.books, key) is not None) == (key in self._now())
            self.live.pop(key, None)

    @rule(which=numbers, slot=slots)
    def somebody_moves(self, which: int, slot: int) -> None:
        if self.ever:
            key = self.ever[which % len(self.ever)]
            kind = self.kinds[key]
            moved = move(self.books, key, self.slots[kind][slot])
            assert not isinstance(moved, NotOffered)
            if key not in self._now():
                assert isinstance(moved, Lapsed)
            elif self._is_full(kind, slot, besides=key):
                assert isinstance(moved, Full)
            else:
                assert isinstance(moved, Booking)
                self.live[key].slot = slot
                self.live[key].held_until = moved.held_until

    @rule(which=numbers, end=st.sampled_from([BookingState.DONE, BookingState.REFUSED]))
    def the_desk_ends_a_visit(self, which: int, end: BookingState) -> None:
        if self.ever:
            key = self.ever[which % len(self.ever)]
            sure = key in self.ended or (key in self._now() and self.live[key].held_until is None)
            ended = end_visit(self.books, key, end, self.leader)
            assert isinstance(ended, Booking if sure else NoStep)
            if sure:
                self.live.pop(key, None)
                self.ended.add(key)

    @rule(minutes=st.integers(1, 12))
    def time_passes(self, minutes: int) -> None:
        self.clock.set(self.clock.now() + timedelta(minutes=minutes))

    @rule()
    def somebody_tidies_up(self) -> None:
        release_expired_holds(self.books, self.clock.now())

    @invariant()
    def no_seat_is_lost(self) -> None:
        if not hasattr(self, "slots"):
            return
        for kind in KINDS:
            free = {one.slot_id: one.free for one in free_slots(self.books, after=self.clock.now(), kind=kind)}
            for number, slot in enumerate(self.slots[kind]):
                here = sum((one.kind, one.slot) == (kind, number) for one in self._now().values())
                assert free.get(slot, 0) == SEATS - here

    @invariant()
    def no_seat_and_no_party_is_booked_twice(self) -> None:
        live = booking.c.state.in_([BookingState.HELD.value, BookingState.CONFIRMED.value])
        for columns in ((booking.c.slot_id, booking.c.seat), (booking.c.party_id, booking.c.kind)):
            doubled = select(*columns).where(live).group_by(*columns).having(func.count() > 1)
            assert self.conn.execute(doubled).first() is None
        outside = select(booking.c.id).where(live, ~booking.c.seat.between(1, SEATS))
        assert self.conn.execute(outside).first() is None

    @invariant()
    def each_party_sees_its_own_booking(self) -> None:
        if not hasattr(self, "parties"):
            return
        for party, kind in ((party, kind) for party in range(PARTIES) for kind in KINDS):
            seen = booking_of_party(self.books, self.parties[party], kind)
            believed = [key for key, one in self._now().items() if (one.party, one.kind) == (party, kind)]
            assert believed == ([seen.id] if seen is not None else [])

    def _now(self) -> dict[int, Known]:
        now = self.clock.now()
        return {key: one for key, one in self.live.items() if one.held_until is None or one.held_until > now}

    def _is_full(self, kind: BookingKind, slot: int, *, besides: int | None) -> bool:
        here = [key for key, one in self._now().items() if (one.kind, one.slot) == (kind, slot)]
        return len([key for key in here if key != besides]) >= SEATS

    def _keep(self, made: Booking, known: Known) -> None:
        self.live[made.id] = known
        self.kinds[made.id] = known.kind
        if made.id not in self.ever:
            self.ever.append(made.id)


TestBookings = Bookings.TestCase
TestBookings.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
