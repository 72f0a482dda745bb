"""Who rings in a rehearsal? The product's duties in their order, each only when it is concerned.

A duty says after which wake-ups and at which instants there may be something to do (``scheduler.bell.duties.Duty``); the ticker
runs all of them each time because a second of a real office is long, a rehearsal plays ninety days in a minute.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from casework.books import Books
from casework.clock import local
from scheduler.bell import upkeep
from scheduler.bell.duties import DUTIES, TOPICS, run_duty
from scheduler.rehearsal.office_days import moment

CALM = timedelta(minutes=60)
"""Between two rings. What people do in between is known to the next claim all the same: it reads the facts itself."""
AT_ONCE = timedelta(minutes=1)
"""After somebody complains, leaves or is in distress: that may have to stop a campaign before more goes out."""
FIRST = "first_messages"
_OPEN = datetime.max.replace(tzinfo=UTC)  # has just been run: asked anew


class Bell:
    """When it is due, and what is done then."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._rung: set[str] = set(TOPICS)
        self._next: dict[str, datetime | None] = {duty.name: books.clock.now() for duty in DUTIES}
        self.due_at: datetime | None = books.clock.now()
        self.rings = 0

    def hear(self, topics: Collection[str]) -> None:
        """Somebody was rung for: soon, with whatever else comes until then."""
        concerned = {topic for topic in topics if topic in TOPICS}
        if concerned:
            self._rung |= concerned
            self._within(CALM)

    def spoke(self) -> None:
        """Messages have left: that rings for nobody, but first ones may now be looked at."""
        self._next[FIRST] = self._books.clock.now()
        self._within(CALM)

    def alarm(self) -> None:
        """Somebody was bothered or harmed."""
        self._within(AT_ONCE)

    def ring(self) -> None:
        """Every duty that is concerned now; then when the next one is."""
        self.rings += 1
        now = self._books.clock.now()
        rung, self._rung = self._rung, set()
        for duty in DUTIES:
            at = self._next[duty.name]
            if (at is not None and at <= now) or not duty.wakes.isdisjoint(rung):
                while run_duty(self._books, duty):
                    pass
                self._next[duty.name] = _OPEN if not duty.daily else _morning_after(now)
            rung |= self._books.rings  # what one duty changed concerns those that follow
        self._look_ahead(now, rung)

    def _look_ahead(self, now: datetime, rung: Collection[str]) -> None:
        for duty in DUTIES:
            if self._next[duty.name] is _OPEN or not duty.wakes.isdisjoint(rung):
                self._next[duty.name] = None if duty.next_at is None else duty.next_at(self._books)
        due = min((at for at in self._next.values() if at is not None), default=None)
        self.due_at = None if due is None else max(due, now + CALM)

    def _within(self, wait: timedelta) -> None:
        soon = self._books.clock.now() + wait
        self.due_at = soon if self.due_at is None else min(self.due_at, soon)


def _morning_after(now: datetime) -> datetime:
    """The next morning at which daily duties are due."""
    today = moment(local(now).date(), upkeep.MORNING)
    return today if today > now else moment(local(now).date() + timedelta(days=1), upkeep.MORNING)
