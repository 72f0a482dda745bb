"""What happened to a decision, on which day, on what ground, and who wrote it down?

Events are only added. What kind of thing happened stays clear for statistics, with the status it led to
(``status.<status>`` or ``status.<status>.<what happened>``); the words and papers about it are sealed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select

from casework.books import Books
from casework.db.ids import new_id
from casework.db.prepared import Prepared, insert_of
from casework.tables.decisions import decision_event


class EventKind(StrEnum):
    """What was noted beside the course itself; what moves the decision is a ``casework.course_kinds.Happened``."""

    ENTERED = "entered"
    CORRECTED = "corrected"
    SERVED = "served"
    LINES_CHANGED = "lines_changed"
    PAID_IN_FULL = "paid_in_full"
    PAYMENT_REVERSED = "payment_reversed"


_STATUS = "status"
STATUS_KINDS = f"{_STATUS}.%"  # for LIKE
_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Detail:
    """What is sealed with an event. ``ground`` may name people; the rest only where the kind of event needs it."""

    ground: str | None = field(default=None, repr=False)
    interest_stops: bool = False
    document: str | None = field(default=None, repr=False)  # number and day of the paper it stands on
    reason: str | None = None  # casework.course_kinds.Ground
    circumstance: str | None = None  # casework.course_kinds.Circumstance
    asked_on: date | None = None  # the day of the paper that asked for the deferral
    until: date | None = None  # a deferral's last day
    form: str | None = None  # casework.service.ServiceForm
    served_on: date | None = None  # the day that counts, where a service is corrected
    annuls: int | None = None  # the event that this one takes back

    def sealed_words(self) -> str | None:
        """As it is sealed: JSON without what is not said; None if nothing is."""
        told = ((name, getattr(self, name)) for name in Detail.__slots__)
        said = {name: value for name, value in told if value not in (None, False)}
        return json.dumps(said, ensure_ascii=False, default=date.isoformat) if said else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One thing that happened, as the books have it."""

    id: int
    decision_id: int
    kind: str
    happened_on: date
    entered_by: int | None
    entered_at: datetime
    detail: Detail = field(repr=False)

    @property
    def to_status(self) -> str | None:
        """The status (``casework.decision_states.Status``) that the decision took, if that is what happened."""
        parts = self.kind.split(".")
        return parts[1] if parts[0] == _STATUS else None

    @property
    def happened(self) -> str:
        """What happened, without the status it led to."""
        return happened_of(self.kind)

    @property
    def ground(self) -> str | None:
        """The article or paper it rests on, in the words of whoever wrote it down."""
        return self.detail.ground

    @property
    def interest_stops(self) -> bool:
        """Whether no late interest runs from here to the next change of status."""
        return self.detail.interest_stops


def happened_of(kind: str) -> str:
    """What happened, of a stored kind, without the status it led to."""
    return kind.split(".")[-1]


def status_kind(status: str, happened: str | None = None) -> str:
    """The stored kind of what led to ``status``; ``happened`` where that is not the status's own event."""
    return f"{_STATUS}.{status}" if happened in (None, status) else f"{_STATUS}.{status}.{happened}"


def record_event(
    books: Books,
    decision_id: int,
    kind: str,
    on: date,
    *,
    ground: str | None = None,
    entered_by: int | None = None,
) -> int:
    """Add an event and give its id."""
    row = event_row(books, decision_id, kind, on, ground=ground, entered_by=entered_by)
    ADD_EVENT.changed(books.conn, **row)
    return int(row["id"])


def event_row(
    books: Books,
    decision_id: int,
    kind: str,
    on: date,
    *,
    ground: str | None = None,
    entered_by: int | None = None,
) -> dict[str, Any]:
    """The columns of ``decision_event`` for an event (for whole lists; ``record_event`` writes one)."""
    event = Event(
        id=new_id(),
        decision_id=decision_id,
        kind=kind,
        happened_on=on,
        entered_by=entered_by,
        entered_at=books.clock.now(),
        detail=Detail(ground=ground),
    )
    return row_of(books, event)


def row_of(books: Books, event: Event) -> dict[str, Any]:
    """The event as the columns of ``decision_event``, its detail sealed."""
    words = event.detail.sealed_words()
    return {
        "id": event.id,
        "decision_id": event.decision_id,
        "kind": event.kind,
        "happened_on": event.happened_on,
        "detail_sealed": None if words is None else books.keys.seal("decision_event", "detail", event.id, words),
        "entered_by": event.entered_by,
        "entered_at": event.entered_at,
    }


def events_of(books: Books, decision_id: int) -> list[Event]:
    """What happened to the decision, by day and then in the order it was written down."""
    return [_opened(books, row) for row in _EVENTS.named(books.conn, decision=decision_id)]


def events_of_many(books: Books, decision_ids: Sequence[int]) -> dict[int, list[Event]]:
    """``events_of`` for many decisions; one without events is missing."""
    found: dict[int, list[Event]] = {}
    for start in range(0, len(decision_ids), _AT_ONCE):
        asked = {"decisions": list(decision_ids[start : start + _AT_ONCE])}
        for row in books.conn.execute(_EVENTS_OF_MANY, asked):
            found.setdefault(row.decision_id, []).append(_opened(books, row))
    return found


def in_force(events: Iterable[Event]) -> list[Event]:
    """The events without those that were taken back and without the taking back."""
    listed = list(events)
    taken_back = {event.detail.annuls for event in listed}
    return [event for event in listed if event.id not in taken_back and event.detail.annuls is None]


def interest_pauses(books: Books, decision_id: int) -> list[tuple[date, date | None]]:
    """The days on which the officer said that no late interest runs: from a day up to (not with) a day, or still on.

    A deferral until a day lets interest rest to the end of that day, even if nobody noted that enforcement went on; one that
    a mistake had closed until after that day rests no longer.
    """
    changes = [event for event in in_force(events_of(books, decision_id)) if event.to_status is not None]
    ends = [event.happened_on for event in changes[1:]]
    spans = zip(changes, [*ends, None], strict=True) if changes else ()
    pauses = [(event.happened_on, _pause_ends(event, until)) for event, until in spans if event.interest_stops]
    return [(start, until) for start, until in pauses if until is None or start < until]


def _pause_ends(event: Event, changed_on: date | None) -> date | None:
    if event.detail.until is None:
        return changed_on
    ran_out = event.detail.until + timedelta(days=1)
    return ran_out if changed_on is None else min(ran_out, changed_on)


_IN_ORDER = select(decision_event).order_by(decision_event.c.happened_on, decision_event.c.id)
ADD_EVENT = insert_of(
    decision_event, "id", "decision_id", "kind", "happened_on", "detail_sealed", "entered_by", "entered_at"
)
_EVENTS = Prepared(_IN_ORDER.where(decision_event.c.decision_id == bindparam("decision")))
_EVENTS_OF_MANY = _IN_ORDER.where(decision_event.c.decision_id.in_(bindparam("decisions", expanding=True)))


def _opened(books: Books, row: Any) -> Event:
    sealed = row.detail_sealed
    said = {} if sealed is None else json.loads(books.keys.open("decision_event", "detail", row.id, sealed))
    for name in ("asked_on", "until", "served_on"):
        if said.get(name) is not None:
            said[name] = date.fromisoformat(said[name])
    return Event(
        id=row.id,
        decision_id=row.decision_id,
        kind=row.kind,
        happened_on=row.happened_on,
        entered_by=row.entered_by,
        entered_at=row.entered_at,
        detail=Detail(**said),
    )
