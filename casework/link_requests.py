"""Who has a right code but no identity number to compare, and what did the officer decide?

Organisations (a tax code is public, so it proves nothing), people known only by the old nine-digit card, people without
a card: the officer sees the person or the mandate, then confirms. Until then the chat stays anonymous.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from casework.audit import Action, record, staff
from casework.books import Books
from casework.db.ids import new_id
from casework.link_limits import ensure_guard
from casework.links import CHATS_PER_PARTY, begin_link, locked_contact, other_chats
from casework.tables.linking import link_request


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkRequest:
    """A chat that waits for an officer."""

    id: int
    contact_id: int
    party_id: int
    asked_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmed:
    """The chat is linked now; it and the party's other chats (``earlier``) are told."""

    contact_id: int
    party_id: int
    earlier: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PartyFull:
    """The party has two chats; one must be cut first. The request still waits."""


@dataclass(frozen=True, slots=True)
class NoLongerWaiting:
    """Decided by somebody else, replaced by a newer request, or never there."""


def ask_officer(books: Books, contact_id: int, party_id: int) -> None:
    """Put the chat on the officers' list; an older request of the same chat gives way."""
    _decide(books, link_request.c.contact_id == contact_id, accepted=False, staff_id=None)
    now = books.clock.now()
    books.conn.execute(insert(link_request).values(id=new_id(), contact_id=contact_id, party_id=party_id, asked_at=now))
    record(books, f"contact:{contact_id}", Action.LINK_REQUESTED, f"party:{party_id}")
    books.ring("link_requests")


def requests_waiting(books: Books) -> tuple[LinkRequest, ...]:
    """What officers still have to look at, oldest first."""
    rows = books.conn.execute(
        select(link_request).where(link_request.c.decided_at.is_(None)).order_by(link_request.c.asked_at)
    )
    return tuple(
        LinkRequest(id=row.id, contact_id=row.contact_id, party_id=row.party_id, asked_at=row.asked_at) for row in rows
    )


def confirm_request(books: Books, request_id: int, staff_id: int) -> Confirmed | PartyFull | NoLongerWaiting:
    """The officer has seen the person or the mandate: link the chat."""
    row = _waiting(books, request_id)
    if row is None:
        return NoLongerWaiting()
    locked_contact(books, row.contact_id)
    ensure_guard(books, row.party_id)  # holds the party, so that no other chat is linked meanwhile
    earlier = other_chats(books, row.party_id, row.contact_id)
    if len(earlier) >= CHATS_PER_PARTY:
        return PartyFull()
    if not _decide(books, link_request.c.id == request_id, accepted=True, staff_id=staff_id):
        return NoLongerWaiting()
    record(books, staff(staff_id), Action.LINK_REQUEST_DECIDED, f"party:{row.party_id}")
    begin_link(books, row.contact_id, row.party_id)
    return Confirmed(contact_id=row.contact_id, party_id=row.party_id, earlier=earlier)


def refuse_request(books: Books, request_id: int, staff_id: int) -> bool:
    """The officer does not confirm; False when it waits no longer."""
    row = _waiting(books, request_id)
    if row is None or not _decide(books, link_request.c.id == request_id, accepted=False, staff_id=staff_id):
        return False
    record(books, staff(staff_id), Action.LINK_REQUEST_DECIDED, f"party:{row.party_id}", result="refused")
    return True


def _waiting(books: Books, request_id: int) -> Row[Any] | None:
    return books.conn.execute(
        select(link_request).where(link_request.c.id == request_id, link_request.c.decided_at.is_(None))
    ).one_or_none()


def _decide(books: Books, which: Any, *, accepted: bool, staff_id: int | None) -> bool:
    decided = books.conn.execute(
        update(link_request)
        .where(which, link_request.c.decided_at.is_(None))
        .values(decided_at=books.clock.now(), decided_by=staff_id, accepted=accepted)
    )
    return decided.rowcount > 0
