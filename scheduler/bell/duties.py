"""What is done at the bell, in which order, and when is each next due?

Every duty is a plain rule that does one bounded chunk and may be run again at any moment without harm.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from casework import alerts
from casework.books import Books
from casework.reception_laying import lay_days
from messages.alert_notices import CHUNK as ALERTS_AT_ONCE
from messages.alert_notices import tell_due
from messages.faces import fold_due, next_fold
from scheduler import marks
from scheduler.bell import day_moves, meetings, thanking, upkeep, visiting, waiting_list
from scheduler.bell.appointments import plan_appointments
from scheduler.bell.reminders import next_due, queue_due
from scheduler.bell.sweeping import CHUNK as STEPS_AT_ONCE
from scheduler.bell.sweeping import compare_campaigns, compare_steps, next_sweep, sweep
from scheduler.guards import brake, breaker, canary, capacity, spreading
from scheduler.plans.campaigns import AT_ONCE, finish_ended
from scheduler.steps.planning import next_unplanned, plan_next
from scheduler.steps.refreshing import CHUNK, look_at_every_step, look_at_lapsed, refresh


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """``run`` does a chunk and says how much it did; at ``full`` or more there may be more at once (0: never).

    ``next_at`` names the next instant at which there is something to do (None: only after a wake-up). A duty of ``every`` so many
    days is done on a morning, or as soon after it as somebody holds the bell; 0: at each ring. ``wakes``: the topics after which there may be
    something to do before ``next_at``; the ticker runs every duty at every ring, a rehearsal only those that are concerned.
    """

    name: str
    run: Callable[[Books], int]
    full: int = 0
    next_at: Callable[[Books], datetime | None] | None = None
    every: int = 0
    wakes: frozenset[str] = frozenset()

    @property
    def daily(self) -> bool:
        """Whether it is a morning's work."""
        return self.every > 0


_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7303016)")  # any number that nothing else of ours locks
A_WEEK = 7  # what goes through everything that is planned, to find what no fact has named
_FACTS, _BOOKINGS, _CAMPAIGNS = frozenset({"facts"}), frozenset({"bookings"}), frozenset({"campaigns"})
_PLANS = _FACTS | _BOOKINGS | _CAMPAIGNS
DUTIES = (
    Duty(name="set_right", run=upkeep.set_right, every=1),  # first: the others write down that they are done now
    Duty(name="tell_alerts", run=tell_due, full=ALERTS_AT_ONCE, next_at=alerts.next_due, wakes=frozenset({"alerts"})),
    Duty(name="sweep", run=sweep, next_at=next_sweep),
    Duty(name="fold_faces", run=fold_due, full=500, next_at=next_fold, wakes=frozenset({"faces"})),
    Duty(name="release_holds", run=upkeep.release_holds, next_at=upkeep.next_hold_end, wakes=_BOOKINGS),
    Duty(name="lay_reception_days", run=lay_days, every=1),
    Duty(
        name="follow_moves",
        run=day_moves.follow_moves,
        full=day_moves.CHUNK,
        next_at=day_moves.next_follow,
        wakes=_BOOKINGS | _FACTS,
    ),
    Duty(name="offer_places", run=waiting_list.offer_free_places, full=waiting_list.AT_ONCE, wakes=_BOOKINGS),
    Duty(name="expire_links", run=upkeep.expire_links, every=1),
    Duty(name="forget_minutes", run=breaker.forget_old_minutes, every=1),
    Duty(name="look_at_lapsed", run=look_at_lapsed, every=1),
    Duty(name="look_at_every_step", run=look_at_every_step, full=CHUNK, every=A_WEEK),
    Duty(name="compare_steps", run=compare_steps, full=STEPS_AT_ONCE, every=A_WEEK),
    Duty(name="compare_campaigns", run=compare_campaigns, every=1),
    Duty(name="call_off_visits", run=visiting.call_off_visits, full=visiting.CHUNK, every=1),
    Duty(name="plan_visits", run=visiting.plan_due_visits, full=visiting.CHUNK, every=1),
    Duty(name="end_campaigns", run=upkeep.end_campaigns, next_at=upkeep.next_campaign_end, wakes=_CAMPAIGNS),
    Duty(name="finish_ended", run=finish_ended, full=AT_ONCE, wakes=_CAMPAIGNS),
    Duty(
        name="tell_missed",
        run=meetings.tell_those_missed,
        full=meetings.CHUNK,
        next_at=meetings.next_missed,
        wakes=_BOOKINGS | _FACTS,
    ),
    Duty(name="tell_notes", run=meetings.tell_notes, full=meetings.CHUNK, next_at=meetings.next_note, wakes=_BOOKINGS),
    Duty(name="plan_next_steps", run=meetings.plan_next_steps, full=meetings.CHUNK, wakes=_BOOKINGS),
    Duty(name="warn_of_answers", run=meetings.warn_of_answers, every=1),
    Duty(name="plan_appointments", run=plan_appointments, full=500, wakes=_BOOKINGS),
    Duty(name="refresh", run=refresh, full=CHUNK, wakes=_PLANS),
    Duty(name="thank", run=thanking.thank, full=thanking.MOST, wakes=_FACTS),
    Duty(name="brake", run=brake.look, wakes=_FACTS | frozenset({"alerts"})),
    Duty(name="first_messages", run=canary.look, next_at=canary.next_look, wakes=_PLANS),
    Duty(name="plan_campaigns", run=plan_next, full=1, next_at=next_unplanned, wakes=_CAMPAIGNS),
    Duty(name="measure_answering", run=capacity.measure, next_at=next_due, wakes=_CAMPAIGNS),
    Duty(name="spread_reminders", run=spreading.spread, full=spreading.MOST, next_at=next_due, wakes=_PLANS),
    Duty(name="queue_reminders", run=queue_due, full=500, next_at=next_due, wakes=_PLANS),
)
TOPICS = ("facts", "bookings", "campaigns", "faces", "alerts")
"""What is rung when one of them may have something to do before its next instant."""


def run_duty(books: Books, duty: Duty) -> bool:
    """Do a chunk of the duty if it is due; True if there may be more to do at once. Chunks are done one after the other, also by
    two bells (one that was thought lost and rings once more): SQLite has one writer anyway, PostgreSQL is asked for a lock.
    """
    if books.conn.dialect.name == "postgresql":
        books.conn.execute(_ONE_AT_A_TIME)
    if duty.daily and upkeep.due_in_the_morning(books, duty.name, duty.every) > books.clock.now():
        return False
    more = duty.run(books) >= duty.full > 0
    if duty.daily and not more:
        marks.done(books, duty.name)
    return more


def next_instant(books: Books) -> datetime | None:
    """The next instant at which any duty is due, by the books as they stand."""
    instants = [upkeep.due_in_the_morning(books, duty.name, duty.every) for duty in DUTIES if duty.daily]
    asked = [duty.next_at(books) for duty in DUTIES if duty.next_at is not None]
    return min([*instants, *(instant for instant in asked if instant is not None)], default=None)
