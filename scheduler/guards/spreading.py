"""Which of today's reminders wait for a day on which somebody can answer the replies?

Where more steps are due today than an officer's answering bears, those that can wait longest move to the next working days
with room, day by day, so that no later day is overfilled by it. A step keeps the end of its use; only where that end was no
more than "too old by then" does it move along, within the campaign and before the person's next step. What fits nowhere is
given up by rule with the reason, never in silence. The claim asks again (``scheduler.guards.reminder_guards``): what came meanwhile
waits there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, literal_column, select, update

from casework.books import Books
from casework.clock import local, today
from casework.db.prepared import Prepared
from casework.tables.agency import staff
from casework.tables.decisions import decision
from messages.outbox import Guard
from messages.outbox import State as OutboxState
from messages.tables import outbox
from scheduler import quiet
from scheduler.guards import capacity, sent_counts
from scheduler.guards.capacity import FULL
from scheduler.guards.office_days import day_number, day_of_number
from scheduler.guards.sent_counts import officer_of
from scheduler.quiet import Window
from scheduler.steps.schedule import STAYS_USEFUL
from scheduler.steps.step import State, Status
from scheduler.tables import campaign, campaign_step, planned_step, wave

AHEAD = 60  # days that are looked through for room
MOST = 5_000  # steps moved in one transaction: seldom done, and each time all that is planned is counted


@dataclass(frozen=True, kw_only=True, slots=True)
class _Move:
    step_id: int
    due_at: datetime
    useful_until: datetime


def spread(books: Books) -> int:
    """Move what is too much for today, once more is due than fits; how many steps were moved or given up, ``MOST`` at most."""
    now = books.clock.now()
    due_now = _due(books, now)
    if not due_now:
        return 0
    room = room_today(books)
    if all(many <= room.get(officer, 0) for officer, many in due_now.items()):
        return 0
    window, here = quiet.window(books), today(books.clock)
    if not window.calendar.is_working_day(here):  # nothing goes out today: the next working day looks
        return 0
    tonight = max(window.closing(here), now)
    crowded = [officer for officer, many in _due(books, tonight).items() if many > room.get(officer, 0)]
    later = _Days(books, window, here)
    moved, given_up = list[_Move](), list[int]()
    for step in _surplus(books, {officer: room.get(officer, 0) for officer in crowded}, tonight):
        move = later.place(step.officer, step)
        given_up.append(step.id) if move is None else moved.append(move)
    _write(books, moved, given_up)
    return len(moved) + len(given_up)


def room_today(books: Books) -> dict[int, int]:
    """How many more reminders each officer bears today, besides those that went out and those that are queued."""
    sent, queued = sent_counts.of_officers(books, today(books.clock)), _queued(books)
    most = capacity.of_today(books)
    return {officer: max(many - sent.get(officer, 0) - queued[officer], 0) for officer, many in most.items()}


def planned_per_day(books: Books, until: datetime, campaign_id: int | None = None) -> dict[tuple[int, date], int]:
    """How many steps of running campaigns (or of one campaign, however it stands) are pending for each officer and day."""
    whose, on = officer_of(decision.c.officer_id), day_number(books, planned_step.c.due_at)
    which = _RUNNING if campaign_id is None else campaign.c.id == campaign_id
    query = (
        select(whose.label("officer"), on.label("on"), func.count().label("many"))
        .select_from(_STEPS)
        .where(which, _PENDING, planned_step.c.due_at < until)
        .group_by(whose, on)
    )
    return {(row.officer, day_of_number(row.on)): row.many for row in books.conn.execute(query)}


# -- where a step can go -------------------------------------------------------------------------------------------------


class _Days:
    """The room of the days to come, taken up as steps are placed."""

    def __init__(self, books: Books, window: Window, here: date) -> None:
        self._window = window
        self._here = here
        self._rooms = capacity.rooms(books)
        self._taken: Counter[tuple[int, date]] = Counter(
            planned_per_day(books, window.closing(here + timedelta(days=AHEAD)))
        )

    def place(self, officer: int, step: Any) -> _Move | None:
        """The first day with room before the step is of no use; None where there is none."""
        most = self._rooms[officer].on_a_free_day if officer in self._rooms else 0
        for day in self._working_days():
            until = self._useful_until(step, day)
            opens = self._window.opening(day) + timedelta(seconds=quiet.spread(step.party_id))
            if opens >= until:
                return None
            if self._taken[officer, day] < most:
                self._taken[officer, day] += 1
                return _Move(step_id=step.id, due_at=opens, useful_until=until)
        return None

    def _working_days(self) -> Iterator[date]:
        day = self._here
        for _ in range(AHEAD):
            day += timedelta(days=1)
            if self._window.calendar.is_working_day(day):
                yield day

    def _useful_until(self, step: Any, day: date) -> datetime:
        """As planned; where that was no more than an age, the same age from the new day, while the campaign runs and speaks."""
        planned: datetime = step.useful_until
        due_on = local(step.due_at).date()
        if planned != self._window.closing(self._window.calendar.add(due_on, STAYS_USEFUL)):
            return planned
        ends = [self._window.closing(self._window.calendar.add(day, STAYS_USEFUL)), self._window.closing(step.ends_on)]
        if step.next_due is not None:
            ends.append(self._window.opening(local(step.next_due).date()))
        return min(ends)


# -- the books -----------------------------------------------------------------------------------------------------------

_RUNNING = campaign.c.status == Status.RUNNING.value
_PENDING = planned_step.c.state == literal_column(
    f"'{State.PENDING.value}'"
)  # literal: the partial index is found by it
_IS_QUEUED = outbox.c.state == literal_column(f"'{OutboxState.QUEUED.value}'")
_STEPS = (  # from the few campaigns to what is due of each, not through all that is planned: hence the sum
    planned_step.join(campaign, campaign.c.id + 0 == planned_step.c.campaign_id)
    .join(decision, decision.c.id == planned_step.c.decision_id)
    .outerjoin(staff, staff.c.id == decision.c.officer_id)
)


def _due(books: Books, until: datetime) -> dict[int, int]:
    """How many steps are pending for each officer up to then."""
    return dict(_DUE.rows(books.conn, until=until, now=books.clock.now()))


def _queued(books: Books) -> Counter[int]:
    return Counter(dict(_QUEUED.rows(books.conn)))


_STILL_DUE = (  # steps that come due by then and are of use still; the others end by themselves
    _RUNNING, _PENDING, planned_step.c.due_at <= bindparam("until"), planned_step.c.useful_until > bindparam("now")
)  # fmt: skip
_whose = officer_of(decision.c.officer_id)
_MANY_OF: tuple[ColumnElement[Any], ...] = (_whose.label("officer"), func.count().label("many"))
_DUE = Prepared(select(*_MANY_OF).select_from(_STEPS).where(*_STILL_DUE).group_by(_whose))
_OF_REMINDERS = func.coalesce(outbox.c.guard, "") == Guard.REMINDER.value  # not by the index of all that was ever sent
_QUEUED = Prepared(
    select(*_MANY_OF)
    .select_from(outbox.join(decision, decision.c.id == outbox.c.decision_id))
    .outerjoin(staff, staff.c.id == decision.c.officer_id)
    .where(_IS_QUEUED, _OF_REMINDERS)
    .group_by(_whose)
)


def _surplus(books: Books, rooms: Mapping[int, int], until: datetime) -> Iterator[Any]:
    """The steps of today that do not fit into the officers' ``rooms``, ``MOST`` at most; those that can wait longest last."""
    other = planned_step.alias("other")
    same = (
        other.c.campaign_id + 0 == planned_step.c.campaign_id,  # by the decision's index: a campaign has far more rows
        other.c.decision_id == planned_step.c.decision_id,
        other.c.party_id == planned_step.c.party_id,
    )
    coming = select(func.min(other.c.due_at)).where(
        *same, other.c.state == State.PENDING.value, other.c.due_at > planned_step.c.due_at
    )
    whose = officer_of(decision.c.officer_id)
    query = (
        select(
            whose.label("officer"),
            planned_step.c.id, planned_step.c.party_id, planned_step.c.due_at, planned_step.c.useful_until,
            func.coalesce(wave.c.ends_on, campaign.c.ends_on).label("ends_on"), coming.scalar_subquery().label("next_due"),
        )
        .select_from(_STEPS)
        .join(campaign_step, campaign_step.c.id == planned_step.c.step_id)
        .outerjoin(wave, wave.c.id == campaign_step.c.wave_id)
        .where(*_STILL_DUE, whose.in_(sorted(rooms)))
        .order_by(whose, planned_step.c.useful_until, planned_step.c.due_at, planned_step.c.id)
    )  # fmt: skip
    before: Counter[int] = Counter()
    moved = 0
    for row in books.conn.execute(query, {"until": until, "now": books.clock.now()}):
        before[row.officer] += 1
        if before[row.officer] > rooms[row.officer] and moved < MOST:
            moved += 1
            yield row


def _write(books: Books, moved: list[_Move], given_up: list[int]) -> None:
    # only what still waits: another bell may have queued one meanwhile
    if moved:
        there = update(planned_step).where(planned_step.c.id == bindparam("step"), _PENDING)
        there = there.values(due_at=bindparam("due"), useful_until=bindparam("until"), reason=FULL)
        rows = [{"step": one.step_id, "due": one.due_at, "until": one.useful_until} for one in moved]
        books.conn.execute(there, rows)
    if given_up:
        ended = update(planned_step).where(planned_step.c.id.in_(given_up), _PENDING)
        books.conn.execute(ended.values(state=State.CANCELLED.value, reason=FULL))
