"""In whose hands is a thread? Taken by who is free, given back to the queue, handed to a colleague with a note.

Of two who reach for the same thread the second learns who has it. The note is for officers only, and stands in the thread.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from casework.books import Books
from casework.question_desk import assign
from casework.question_rows import Act, Entry, Question, fitted, locked, write_entry
from casework.scope import May, may
from casework.staff import Staff, everybody, find

LONGEST_NOTE = 500  # characters
QUEUE = "queue"


@dataclass(frozen=True, kw_only=True, slots=True)
class InOtherHands:
    """Nothing was done: since the page was read, somebody has it (None: nobody has)."""

    officer_id: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Handing:
    """What an entry of the kind ``HANDED`` says. ``to``: None is the queue."""

    to: int | None
    note: str = field(repr=False)


def take(books: Books, which: int, who: Staff) -> Question | InOtherHands | None:
    """Take what nobody has. One's own stays one's own; None for a missing thread."""
    asked = locked(books, which)
    if asked is None or asked.officer_id == who.id:
        return asked
    if asked.officer_id is not None:
        return InOtherHands(officer_id=asked.officer_id)
    return assign(books, which, who.id, who.id)


def pass_on(
    books: Books, which: int, who: Staff, *, held_by: int | None, to: int | None, note: str
) -> Question | InOtherHands | None:
    """Hand it to the colleague ``to``, or back to the queue (None), if it is still in the hands of ``held_by``.

    Raises ``ValueError`` for a colleague who may not answer, for whoever has it already, and for a note that is too long.
    """
    if len(note) > LONGEST_NOTE:
        raise ValueError("the note is too long")
    if to == held_by or (to is not None and to not in {one.id for one in colleagues(books, who)}):
        raise ValueError("nobody to hand it to")
    asked = locked(books, which)
    if asked is None:
        return None
    if asked.officer_id != held_by:
        return InOtherHands(officer_id=asked.officer_id)
    write_entry(books, which, Act.HANDED, fitted(f"{QUEUE if to is None else to}\n{note}"), staff_id=who.id)
    return assign(books, which, to, who.id)


def colleagues(books: Books, who: Staff) -> tuple[Staff, ...]:
    """Who of the agency may answer, by name; oneself too."""
    return tuple(one for one in everybody(books) if one.agency_id == who.agency_id and may(one, May.INBOX))


def handing(entry: Entry) -> Handing:
    """Whom an entry of the kind ``HANDED`` names, and its note."""
    to, _, note = entry.text.partition("\n")
    return Handing(to=None if to == QUEUE else int(to), note=note)


def holder(books: Books, asked: Question) -> Staff | None:
    """Who has the thread."""
    return None if asked.officer_id is None else find(books, asked.officer_id)
