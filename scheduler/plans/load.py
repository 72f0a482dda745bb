"""What does a campaign ask of each officer on each day, and does the answering bear it?

A campaign that runs is counted from its planned steps, one that does not run yet from what its plan would be if it were
started now. The room of a day is shared by all campaigns: an officer answers for all of them. What is too much for a day goes
on the days after (``scheduler.guards.spreading``), so the days that follow are shown as they will fill up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from casework.books import Books
from casework.clock import today
from casework.tables.agency import staff
from casework.tables.decisions import decision
from scheduler import quiet
from scheduler.guards import capacity, sent_counts
from scheduler.guards.capacity import Room
from scheduler.guards.sent_counts import officer_of
from scheduler.guards.spreading import planned_per_day
from scheduler.plans.campaigns import Campaign, the_campaign
from scheduler.plans.previews import spoken_to
from scheduler.quiet import Window
from scheduler.steps import conditions
from scheduler.steps.schedule import timetable
from scheduler.steps.step import State, Status
from scheduler.steps.wave_fit import waves_in

AHEAD = 180  # days
Planned = Counter[tuple[int, date]]
"""Reminders by officer (``sent_counts.NOBODY``: decisions that nobody has) and day."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """An officer's working day. ``planned``: of this campaign, ``of_all``: of every one; ``carried``: from full days before.

    ``room``: reminders that the answering bears.
    """

    officer_id: int
    on: date
    planned: int
    of_all: int
    carried: int
    room: int

    @property
    def too_much(self) -> int:
        """How many will move on from this day."""
        return max(self.of_all + self.carried - self.room, 0)


def load_of(books: Books, campaign_id: int) -> tuple[Day, ...]:
    """The days with something to send, officer by officer. Raises ``CampaignUnknown``."""
    campaign = the_campaign(books, campaign_id)
    here, window = today(books.clock), quiet.window(books)
    until = window.closing(here + timedelta(days=AHEAD))
    of_all: Planned = Counter(planned_per_day(books, until))
    if campaign.status in (Status.DRAFT, Status.APPROVED):
        mine = if_started(books, campaign)
    else:
        mine = Counter(planned_per_day(books, until, campaign_id))
    if campaign.status is not Status.RUNNING:
        of_all += mine
    rooms, sent = capacity.rooms(books), sent_counts.of_officers(books, here)
    return tuple(
        day
        for officer in sorted({officer for officer, _ in mine})
        for day in _days(window, here, officer, mine, of_all, rooms.get(officer), sent.get(officer, 0))
    )


def if_started(books: Books, campaign: Campaign) -> Planned:
    """What a campaign that is not planned yet would send if it were started now, to those who can be reached."""
    who = spoken_to(campaign).subquery("who")
    whose = officer_of(decision.c.officer_id)
    kinds = (whose.label("officer"), who.c.served_on, who.c.waves)
    groups = books.conn.execute(
        select(*kinds, func.count().label("many"))
        .select_from(who.join(decision, decision.c.id == who.c.decision_id))
        .outerjoin(staff, staff.c.id == decision.c.officer_id)
        .where(conditions.reachable(who.c.party_id))
        .group_by(whose, who.c.served_on, who.c.waves)
    ).all()
    table, found = timetable(books, campaign), Planned()
    for group in groups:
        for slot in table.slots(group.served_on, waves_in(group.waves)):
            if slot.state is State.PENDING:
                found[group.officer, slot.day] += group.many
    return found


def _days(
    window: Window, here: date, officer: int, mine: Planned, of_all: Planned, room: Room | None, sent: int
) -> Iterator[Day]:
    """Day by day until all is out; what was due before today is today's."""
    own, everything = _from_today(mine, officer, here), _from_today(of_all, officer, here)
    free_day = 0 if room is None else room.on_a_free_day
    last, carried = max(everything), 0
    for number in range(AHEAD):
        on = here + timedelta(days=number)
        if on > last and (not carried or not free_day):
            return
        if not window.calendar.is_working_day(on):
            carried += everything[on]
            continue
        bears = free_day if on > here or room is None else max(room.most - sent, 0)
        day = Day(officer_id=officer, on=on, planned=own[on], of_all=everything[on], carried=carried, room=bears)
        if day.of_all or carried:
            yield day
        carried = day.too_much


def _from_today(planned: Planned, officer: int, here: date) -> Counter[date]:
    found: Counter[date] = Counter()
    for (whose, on), many in planned.items():
        if whose == officer:
            found[max(on, here)] += many
    return found
