"""Which chats belong to which party at this moment, and how does that end?

A chat holds one link at a time; a party has at most two chats (who begins a link looks first). The live link stands
twice, in ``link`` (history) and on ``contact`` (what every message looks at), and only this module writes either. Ending
a link also ends what hung on it: the view PIN goes, and consent counts only while the link it was given under lives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from casework.audit import SYSTEM, Action, record, staff
from casework.books import Books
from casework.db.ids import new_id
from casework.db.prepared import Prepared
from casework.party_events import PartyEvent, note_event
from casework.repairs import reached_by_link
from casework.tables.contacts import contact, link

SILENCE = timedelta(days=180)  # a number is recycled, a phone is sold: after this the person links anew
CHATS_PER_PARTY = 2


class EndedBy(StrEnum):
    """Why a link ended."""

    PERSON = "person"
    OFFICER = "officer"
    PIN = "pin"  # five wrong view PINs
    DEAD = "dead"  # the platform says the chat is gone
    EXPIRY = "expiry"  # silent for 180 days
    EVERYWHERE = "everywhere"  # the party cut all chats at once
    RELINKED = "relinked"  # the same chat was linked again, to this party or another


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveLink:
    """One chat of a party, told without its address."""

    contact_id: int
    account: str  # "telegram", "web", ...
    linked_at: datetime
    seen_at: datetime


def live_links(books: Books, party_id: int) -> tuple[LiveLink, ...]:
    """The party's chats, oldest link first."""
    rows = _OF_PARTY.named(books.conn, party=party_id)
    return tuple(
        LiveLink(contact_id=row.id, account=row.account, linked_at=row.linked_at, seen_at=row.seen_at) for row in rows
    )


def other_chats(books: Books, party_id: int, contact_id: int) -> tuple[int, ...]:
    """The party's linked contacts besides this one, oldest link first."""
    return tuple(one.contact_id for one in live_links(books, party_id) if one.contact_id != contact_id)


def begin_link(books: Books, contact_id: int, party_id: int) -> None:
    """Link the chat to the party; whatever it was linked to before ends (``RELINKED``)."""
    before = _end(books, contact_id, EndedBy.RELINKED)
    now = books.clock.now()
    books.conn.execute(insert(link).values(id=new_id(), contact_id=contact_id, party_id=party_id, linked_at=now))
    books.conn.execute(update(contact).where(contact.c.id == contact_id).values(party_id=party_id, linked_at=now))
    reached_by_link(books, party_id)
    if before is not None:
        record(books, _chat(contact_id), Action.UNLINK, f"party:{before}", purpose=EndedBy.RELINKED.value)
    record(books, _chat(contact_id), Action.LINK, f"party:{party_id}")
    books.ring("facts")


def unlink(books: Books, contact_id: int, ended_by: EndedBy, *, staff_id: int | None = None) -> int | None:
    """End the chat's link; the party it was linked to, or None when there was no link.

    ``staff_id`` says which officer did it (``OFFICER`` needs one).
    """
    actor = _actor(contact_id, ended_by, staff_id)
    party_id = _end(books, contact_id, ended_by)
    if party_id is not None:
        record(books, actor, Action.UNLINK, f"party:{party_id}", purpose=ended_by.value)
        books.ring("facts")
    return party_id


def unlink_everywhere(
    books: Books,
    party_id: int,
    ended_by: EndedBy = EndedBy.EVERYWHERE,
    *,
    contact_id: int | None = None,
    staff_id: int | None = None,
) -> tuple[int, ...]:
    """End every link of the party; the contacts that were linked, oldest first.

    Who asked: the chat ``contact_id``, or the officer ``staff_id``.
    """
    chats = tuple(one.contact_id for one in live_links(books, party_id))
    ended = [one for one in sorted(chats) if _end(books, one, ended_by) is not None]  # sorted: no two wait crosswise
    for one in ended:
        actor = _actor(one if contact_id is None else contact_id, ended_by, staff_id)
        record(books, actor, Action.UNLINK, f"party:{party_id}", purpose=ended_by.value)
    books.ring("facts")
    return tuple(one for one in chats if one in ended)


def stale_links(books: Books, now: datetime) -> tuple[int, ...]:
    """Linked contacts that nobody has written from for 180 days."""
    silent = select(contact.c.id).where(contact.c.party_id.is_not(None), contact.c.seen_at < now - SILENCE)
    return tuple(books.conn.execute(silent.order_by(contact.c.id)).scalars())


def end_stale_links(books: Books, now: datetime) -> tuple[int, ...]:
    """End them (``EXPIRY``); the contacts whose link ended."""
    stale = stale_links(books, now)
    for contact_id in stale:
        unlink(books, contact_id, EndedBy.EXPIRY)
    return stale


def locked_contact(books: Books, contact_id: int) -> Any | None:
    """The contact's row, held until the transaction ends, so that two of one chat's tries cannot both be the last.

    SQLite writes one transaction at a time and needs no row lock.
    """
    return _LOCKED.one(books.conn, contact=contact_id)


def _end(books: Books, contact_id: int, ended_by: EndedBy) -> int | None:
    row = locked_contact(books, contact_id)
    if row is None or row.party_id is None:
        return None
    _END.changed(books.conn, contact=contact_id, now=books.clock.now(), by=ended_by.value)
    _FREE.changed(books.conn, contact=contact_id)
    note_event(books, PartyEvent.UNLINKED, [row.party_id])
    return int(row.party_id)


def _chat(contact_id: int) -> str:
    return f"contact:{contact_id}"


def _actor(contact_id: int, ended_by: EndedBy, staff_id: int | None) -> str:
    if staff_id is not None:
        return staff(staff_id)
    if ended_by is EndedBy.OFFICER:
        raise ValueError("an officer's unlinking names the officer")
    return SYSTEM if ended_by in (EndedBy.DEAD, EndedBy.EXPIRY) else _chat(contact_id)


_LOCKED = Prepared(select(contact).where(contact.c.id == bindparam("contact")).with_for_update())
_END = Prepared(
    update(link)
    .where(link.c.contact_id == bindparam("contact"), link.c.ended_at.is_(None))
    .values(ended_at=bindparam("now"), ended_by=bindparam("by"))
)
_FREE = Prepared(
    update(contact)
    .where(contact.c.id == bindparam("contact"))
    .values(party_id=None, linked_at=None, pin_hash=None, pin_failures=0, pin_open_until=None)
)
_OF_PARTY = Prepared(
    select(contact.c.id, contact.c.account, contact.c.linked_at, contact.c.seen_at)
    .where(contact.c.party_id == bindparam("party"))
    .order_by(contact.c.linked_at, contact.c.id)
)
