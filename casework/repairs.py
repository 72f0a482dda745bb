"""Whose address is wrong or dead, so that somebody has to find the right one?

A repair is a task of the office and of the commune team: the person cannot be reached where the books say. It ends when a
chat is linked anew, when somebody has reached the person, or when nobody could be found. One is open for a party at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, exists, literal_column, select, update

from casework import audit
from casework.books import Books
from casework.db.ids import new_id
from casework.db.prepared import Prepared, insert_of
from casework.tables.follow_ups import repair as repairs
from casework.tables.people import party
from casework.tidy import tidy


class Why(StrEnum):
    """What is wrong. Stored by value; a later one in this list weighs more and takes the place of an earlier one."""

    NO_CHAT = "no_chat"  # never had a chat
    DEAD_CHAT = "dead_chat"  # the last one is blocked or deleted
    WRONG_ADDRESS = "wrong_address"  # nobody of that name lives there
    MOVED = "moved"
    WRONG_PERSON = "wrong_person"  # somebody else reads the chat
    DECEASED_SAID = "deceased_said"  # told on a visit; an officer checks, nothing follows by itself


class State(StrEnum):
    """Where a repair stands. Stored by value."""

    OPEN = "open"
    REACHED = "reached"
    NOT_FOUND = "not_found"


class RepairRefused(Exception):
    """The repair cannot be ended as asked; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Repair:
    """A repair as the books have it. ``done_by`` None although it is done: the person linked a chat anew."""

    id: int
    party_id: int
    contact_id: int | None
    commune_id: int | None
    why: Why
    state: State
    made_at: datetime
    done_by: int | None
    done_at: datetime | None
    note: str | None = field(repr=False)


def open_repair(
    books: Books, party_id: int, why: Why, *, contact_id: int | None = None, note: str | None = None
) -> int | None:
    """Open a repair for the party and give its id; one that is open already goes on, with whichever reason weighs more.

    None for an unknown party.
    """
    there = _OPEN_OF.one(books.conn, party=party_id)
    if there is not None:
        if _WEIGHT.index(why) > _WEIGHT.index(Why(there.why)):
            said = {"why": why.value, "contact_id": contact_id or there.contact_id}
            books.conn.execute(update(repairs).where(repairs.c.id == there.id), said | _note(books, there.id, note))
        return int(there.id)
    known = _WHERE.one(books.conn, party=party_id)
    if known is None:
        return None
    row_id = new_id()
    row = {
        "id": row_id,
        "party_id": party_id,
        "contact_id": contact_id,
        "commune_id": known.commune_id,
        "why": why.value,
        "state": State.OPEN.value,
        "made_at": books.clock.now(),
        "note_sealed": None,
    }
    _ADD.changed(books.conn, **row | _note(books, row_id, note))
    books.ring("facts")
    return row_id


def end_repair(books: Books, repair_id: int, state: State, staff_id: int, *, note: str | None = None) -> Repair:
    """Somebody has reached the person, or could not find them. Raises ``RepairRefused``."""
    if state is State.OPEN:
        raise ValueError("a repair ends reached or not found")
    done = {"state": state.value, "done_by": staff_id, "done_at": books.clock.now(), **_note(books, repair_id, note)}
    ended = update(repairs).where(repairs.c.id == repair_id, repairs.c.state == State.OPEN.value)
    if books.conn.execute(ended, done).rowcount == 0:
        raise RepairRefused("Không có việc tìm lại liên hệ nào đang mở với mã này. Hãy xem `gandan repair list`.")
    ended_one = repair(books, repair_id)
    assert ended_one is not None  # noqa: S101  # it was just written
    about = f"party:{ended_one.party_id}"
    audit.record(books, audit.staff(staff_id), audit.Action.REPAIR_ENDED, about, purpose=state.value)
    books.ring("facts")
    return ended_one


def reached_by_link(books: Books, party_id: int) -> None:
    """The party has linked a chat itself: whatever was wrong with the old one is put right. A death said is still checked."""
    mended = update(repairs).where(
        repairs.c.party_id == party_id, repairs.c.state == State.OPEN.value, repairs.c.why != Why.DECEASED_SAID.value
    )
    books.conn.execute(mended, {"state": State.REACHED.value, "done_at": books.clock.now()})


def repair(books: Books, repair_id: int) -> Repair | None:
    """One repair."""
    row = books.conn.execute(select(repairs).where(repairs.c.id == repair_id)).one_or_none()
    return None if row is None else _opened(books, row)


def open_repairs(books: Books, *, communes: Sequence[int] | None = None) -> list[Repair]:
    """Those that somebody has to see to, oldest first; only of these communes, if given."""
    query = select(repairs).where(repairs.c.state == State.OPEN.value).order_by(repairs.c.made_at, repairs.c.id)
    if communes is not None:
        query = query.where(repairs.c.commune_id.in_(communes))
    return [_opened(books, row) for row in books.conn.execute(query)]


def death_is_checked(party_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether somebody said that the person has died and no officer has looked yet: until then nobody is reminded."""
    said = repairs.alias("death_said")
    return exists().where(
        said.c.party_id == party_id,
        said.c.state == literal_column(f"'{State.OPEN.value}'"),  # literal: the partial index is found by it
        said.c.why == literal_column(f"'{Why.DECEASED_SAID.value}'"),
    )


_WEIGHT = list(Why)


_IS_OPEN = repairs.c.state == literal_column(f"'{State.OPEN.value}'")  # literal: the partial index is found by it
_OPEN_OF = Prepared(select(repairs).where(repairs.c.party_id == bindparam("party"), _IS_OPEN))
_WHERE = Prepared(select(party.c.commune_id).where(party.c.id == bindparam("party")))
_ADD = insert_of(repairs, "id", "party_id", "contact_id", "commune_id", "why", "state", "made_at", "note_sealed")


def _note(books: Books, repair_id: int, note: str | None) -> dict[str, Any]:
    words = tidy(note or "")
    return {"note_sealed": books.keys.seal("repair", "note", repair_id, words)} if words else {}


def _opened(books: Books, row: Row[Any]) -> Repair:
    sealed = row.note_sealed
    return Repair(
        id=row.id,
        party_id=row.party_id,
        contact_id=row.contact_id,
        commune_id=row.commune_id,
        why=Why(row.why),
        state=State(row.state),
        made_at=row.made_at,
        done_by=row.done_by,
        done_at=row.done_at,
        note=None if sealed is None else books.keys.open("repair", "note", row.id, sealed),
    )
