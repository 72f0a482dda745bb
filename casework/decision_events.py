"""What happened to a decision, on which day, on what ground, and who wrote it down?

Events are only added. What kind of thing happened stays clear for statistics; the words about it are sealed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, insert, select

from casework.books import Books
from casework.db.ids import new_id
from casework.tables.decisions import decision_event


class EventKind(StrEnum):
    """What happened. A change of status is ``status.<the new status>``, see ``status_changed``."""

    ENTERED = "entered"
    CORRECTED = "corrected"
    SERVED = "served"
    LINES_CHANGED = "lines_changed"
    PAID_IN_FULL = "paid_in_full"
    PAYMENT_REVERSED = "payment_reversed"


_STATUS = "status."


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One thing that happened. ``ground`` may name people; ``to_status`` is set for a change of status only."""

    id: int
    kind: str
    happened_on: date
    ground: str | None = field(repr=False)
    interest_stops: bool
    entered_by: int | None
    entered_at: datetime

    @property
    def to_status(self) -> str | None:
        """The status (``casework.decisions.Status``) that the decision took, if that is what happened."""
        return self.kind.removeprefix(_STATUS) if self.kind.startswith(_STATUS) else None


def record_event(
    books: Books,
    decision_id: int,
    kind: str,
    on: date,
    *,
    ground: str | None = None,
    entered_by: int | None = None,
    interest_stops: bool = False,
) -> int:
    """Add an event and give its id."""
    row = event_row(books, decision_id, kind, on, ground=ground, entered_by=entered_by, interest_stops=interest_stops)
    books.conn.execute(insert(decision_event), row)
    return int(row["id"])


def event_row(
    books: Books,
    decision_id: int,
    kind: str,
    on: date,
    *,
    ground: str | None = None,
    entered_by: int | None = None,
    interest_stops: bool = False,
) -> dict[str, Any]:
    """The columns of ``decision_event`` for an event (for whole lists; ``record_event`` writes one)."""
    event_id = new_id()
    detail = None
    if ground is not None or interest_stops:
        words = json.dumps({"ground": ground, "interest_stops": interest_stops}, ensure_ascii=False)
        detail = books.keys.seal("decision_event", "detail", event_id, words)
    return {
        "id": event_id,
        "decision_id": decision_id,
        "kind": kind,
        "happened_on": on,
        "detail_sealed": detail,
        "entered_by": entered_by,
        "entered_at": books.clock.now(),
    }


def status_kind(status: str) -> str:
    """The kind of event that a change to ``status`` is."""
    return _STATUS + status


def status_changed(
    books: Books,
    decision_id: int,
    status: str,
    on: date,
    ground: str,
    *,
    entered_by: int | None,
    interest_stops: bool,
) -> None:
    """Note that the decision took ``status`` from the day ``on``."""
    kind = status_kind(status)
    record_event(books, decision_id, kind, on, ground=ground, entered_by=entered_by, interest_stops=interest_stops)


def events_of(books: Books, decision_id: int) -> list[Event]:
    """What happened to the decision, by day and then in the order it was written down."""
    return [_opened(books, row) for row in books.conn.execute(_EVENTS, {"decision": decision_id})]


def interest_pauses(books: Books, decision_id: int) -> list[tuple[date, date | None]]:
    """The days on which the officer said that no late interest runs: from a day up to (not with) a day, or still on."""
    changes = [event for event in events_of(books, decision_id) if event.to_status is not None]
    ends = [event.happened_on for event in changes[1:]]
    spans = zip(changes, [*ends, None], strict=True) if changes else ()
    return [(event.happened_on, until) for event, until in spans if event.interest_stops and event.happened_on != until]


_EVENTS = (
    select(decision_event)
    .where(decision_event.c.decision_id == bindparam("decision"))
    .order_by(decision_event.c.happened_on, decision_event.c.id)
)


def _opened(books: Books, row: Row[Any]) -> Event:
    sealed = row.detail_sealed
    detail = {} if sealed is None else json.loads(books.keys.open("decision_event", "detail", row.id, sealed))
    return Event(
        id=row.id,
        kind=row.kind,
        happened_on=row.happened_on,
        ground=detail.get("ground"),
        interest_stops=detail.get("interest_stops", False),
        entered_by=row.entered_by,
        entered_at=row.entered_at,
    )
