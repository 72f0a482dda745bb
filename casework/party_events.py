"""What changed about a party that no event of a decision tells, so that what is planned for it is looked at again?

A queue, no history: ``scheduler.steps.refreshing`` takes away what every plan has been brought in line with.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from casework.books import Books
from casework.db.ids import new_ids
from casework.db.prepared import insert_of
from casework.tables.people import party_event


class PartyEvent(StrEnum):
    """What it was. Stored by value."""

    UNLINKED = "unlinked"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    FACTS_CHANGED = "facts_changed"  # what the books say about the person, such as a death
    BOOKING_CHANGED = "booking_changed"
    VISITED = "visited"


def note_event(books: Books, event: PartyEvent, party_ids: Iterable[int]) -> None:
    """Have the plans of these parties looked at again."""
    parties = sorted(set(party_ids))
    if parties:
        rows = [
            {"id": row_id, "party_id": party_id, "kind": event.value}
            for row_id, party_id in zip(new_ids(len(parties)), parties, strict=True)
        ]
        _ADD.change_all(books.conn, rows)
        books.ring("facts")


_ADD = insert_of(party_event, "id", "party_id", "kind")
