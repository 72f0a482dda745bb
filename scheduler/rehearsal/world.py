"""How does one rehearsal go, from its first morning to its last evening?

Whatever comes next happens: a person does something, the bell is due, or an account may send. The bell's duties, the guards,
claiming and recording are the product's own; only people, officers and the wire are simulated.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from casework.books import Books
from casework.clock import SetClock, local
from casework.staff import LEADERS
from casework.tables.agency import staff
from casework.tables.contacts import contact
from casework.working_days import working_days
from messages.outbox import Guard
from scheduler.delivery.claiming import Claimed
from scheduler.delivery.pacing import Pace
from scheduler.guards.at_sending import GUARDS
from scheduler.rehearsal.acts import People
from scheduler.rehearsal.agenda import Agenda
from scheduler.rehearsal.bell import Bell
from scheduler.rehearsal.channel import SimulatedChannel
from scheduler.rehearsal.habits import Habits
from scheduler.rehearsal.halves import HALVES
from scheduler.rehearsal.leader import Leader
from scheduler.rehearsal.life import Life
from scheduler.rehearsal.log import Fact, Log
from scheduler.rehearsal.lots import Lots
from scheduler.rehearsal.money import Money
from scheduler.rehearsal.office_days import Office, moment
from scheduler.rehearsal.officers import Officers
from scheduler.rehearsal.persons import Person, people_of
from scheduler.rehearsal.speaking import Speaker
from scheduler.rehearsal.tally import Tally, What
from scheduler.rehearsal.teams import Teams

FIRST_CHANNEL = "telegram"  # of those who link during it, where nobody has a chat yet
MIDNIGHT, EVENING = time(0), time(21)
Progress = Callable[[date], None]
"""Told the day that has just begun."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rehearsed:
    """What one rehearsal gives besides the books as they stand at its end."""

    first: date
    last: date
    log: Log
    tally: Tally
    outages: dict[str, tuple[tuple[datetime, datetime], ...]]
    happened: int
    requests: int
    rings: int
    stops: int  # times that a campaign came to rest or to its end


class World:
    """One rehearsal over throw-away books, whose clock stands at its first instant; the campaigns in it run already."""

    def __init__(
        self, books: Books, *, campaigns: Collection[int], last: date, habits: Habits, seed: int,
        halved: bool = False, progress: Progress | None = None,
    ) -> None:  # fmt: skip
        assert isinstance(books.clock, SetClock)  # noqa: S101  # a rehearsal moves it
        self._books, self._clock, self._progress = books, books.clock, progress
        self._first, self._last = local(books.clock.now()).date(), last
        days = (last - self._first).days + 1
        lots = Lots(seed)
        self._agenda = Agenda(books.clock, moment(last, EVENING))
        self.log, self.tally = Log(), Tally()
        self._office = Office(self._agenda, working_days(books), habits, lots)
        somebody = _somebody(books)
        self._bell = Bell(books)
        self._people = people_of(books, campaigns)
        money = Money(books, self._office, self.log, self.tally)
        officers = Officers(books, self._office, money, self.log, self.tally, somebody)
        self._acts = People(books, self._office, officers, money, self.log, self.tally, self._bell.alarm)
        self._life = Life(books, self._office, money, self.log, first=self._first, days=days)
        self._leader = Leader(books, self._office, self.log, campaigns, somebody)
        self._teams = Teams(books, self._office, money, self.tally, self._people, somebody)
        self._by_contact = {one.contact: one for one in self._people.values() if one.contact is not None}
        self._speakers = self._speak_on(
            habits, lots, days, Pace(per_second=Pace().per_second / (HALVES if halved else 1))
        )

    def run(self) -> Rehearsed:
        """To the last evening."""
        self._begin()
        while (instant := self._next()) is not None and instant < self._agenda.end:
            self._agenda.until(instant)
            self._hear()
            for speaker in self._speakers:
                if speaker.due_at is not None and speaker.due_at <= instant:
                    if speaker.speak():
                        self._bell.spoke()
                    self._hear()
            if self._bell.due_at is not None and self._bell.due_at <= instant:
                self._bell.ring()
                self._leader.look()
                self._hear()
        self._agenda.until(self._agenda.end)
        return Rehearsed(
            first=self._first,
            last=self._last,
            log=self.log,
            tally=self.tally,
            outages={one.account: one.outages for one in self._channels},
            happened=self._agenda.happened,
            requests=sum(speaker.requests for speaker in self._speakers),
            rings=self._bell.rings,
            stops=self._leader.stops,
        )

    def _begin(self) -> None:
        account = self._channels[0].account
        for person in self._people.values():
            self._life.plan(person, account)
        self._teams.begin()
        self._leader.begin()
        self._agenda.at(moment(self._first + timedelta(days=1), MIDNIGHT), self._midnight)

    def _midnight(self) -> None:
        now = self._clock.now()
        for desk in self._office.desks:
            longest = self.tally.longest_waiting.get(desk.officer, 0)
            self.tally.longest_waiting[desk.officer] = max(longest, desk.waiting)
        yesterday = local(now).date() - timedelta(days=1)
        self.tally.waiting[yesterday] = sum(desk.waiting for desk in self._office.desks)
        if self._progress is not None:
            self._progress(local(now).date())
        self._agenda.at(now + timedelta(days=1), self._midnight)

    def _next(self) -> datetime | None:
        instants = [self._agenda.next_at, self._bell.due_at, *(speaker.due_at for speaker in self._speakers)]
        return min((one for one in instants if one is not None), default=None)

    def _hear(self) -> None:
        """What the rules rang: the bell soon, the accounts at once."""
        rung, now = self._books.rings, self._clock.now()
        if not rung:
            return
        self._bell.hear(rung)
        for speaker in self._speakers:
            if f"outbox:{speaker.account}" in rung:
                speaker.due_at = max(now, speaker.free_at)
        rung.clear()

    def _speak_on(self, habits: Habits, lots: Lots, days: int, pace: Pace) -> list[Speaker]:
        accounts = self._books.conn.execute(select(contact.c.account).distinct().order_by(contact.c.account))
        start = self._clock.now()
        self._channels = [
            SimulatedChannel(account, habits, lots, start, days)
            for account in accounts.scalars().all() or [FIRST_CHANNEL]
        ]
        assert not any(hasattr(one, "send") for one in self._channels)  # noqa: S101  # nothing here is a Sender
        for person in self._people.values():
            if person.contact is not None and lots.share(person.party, "dead") < habits.dead_chat:
                for channel in self._channels:
                    channel.dead.add(person.contact)
        return [
            Speaker(self._books, channel, GUARDS, self.log, pace, self._arrived, self._gone)
            for channel in self._channels
        ]

    def _arrived(self, claimed: Claimed) -> bool:
        row = claimed.row
        if claimed.guard is Guard.REMINDER:
            self.tally.count(What.SENT, self._clock.now())
        person = self._person_in(claimed.contact_id)
        if person is None or claimed.guard is not Guard.REMINDER or person.party != row.party_id:
            return False
        return self._acts.receive(person, claimed, row.decision_id, row.campaign_id)

    def _gone(self, contact_id: int) -> None:
        person = self._person_in(contact_id)
        self.log.note(self._clock.now(), Fact.DEAD_CHAT, contact_id)
        if person is not None:
            person.contact, person.blocked = None, True

    def _person_in(self, contact_id: int) -> Person | None:
        person = self._by_contact.get(contact_id)
        if person is None:  # a chat that was linked after the beginning
            person = next((one for one in self._people.values() if one.contact == contact_id), None)
            if person is not None:
                self._by_contact[contact_id] = person
        return person


def _somebody(books: Books) -> int:
    """A leader, who does what no officer is named for."""
    leaders = [role.value for role in LEADERS]
    found = select(staff.c.id).where(staff.c.active, staff.c.role.in_(leaders)).order_by(staff.c.id)
    return int(books.conn.execute(found.limit(1)).scalar_one())
