"""Is everything that goes out unasked held back, since when, why, and who let it go again?

Books that were restored, or that do not fit the send journals, have forgotten what was said. Until a person has looked and
releases it, nothing unasked goes out; who writes to us is answered as ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, bindparam, case, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from casework.books import Books
from casework.db.ids import new_id
from casework.db.prepared import Prepared
from messages.outbox import State, topic
from messages.tables import outbox
from scheduler.delivery.journal import Place
from scheduler.tables import hold, journal_place

TOPIC = "holds"
HELD = "held"  # the reason of a queued message that waits for the release


class Why(StrEnum):
    """What a hold is for. Stored by value."""

    RESTORED = "restored"  # the books are older than what the journals know
    JOURNAL_MISSING = "journal_missing"  # a journal that the books know is not there any more
    JOURNAL_DAMAGED = "journal_damaged"  # lines of a journal cannot be read
    ASKED = "asked"  # a person wants it so
    PRACTICE = "practice"  # these are the books of a rehearsal: whoever runs them by mistake sends nothing
    MOVED = "moved"  # the books have gone to another database; whoever runs these by mistake sends nothing


@dataclass(frozen=True, kw_only=True, slots=True)
class Hold:
    """One that nobody has released. ``placed_by``: id of the member of staff, None for the program itself; ``reason``: theirs,
    a value of ``scheduler.guards.stopping.Reason``, where they gave one.
    """

    id: int
    why: Why
    since: datetime
    placed_by: int | None
    reason: str | None = None


HOLDS = exists().where(hold.c.released_at.is_(None))
"""Whether nothing unasked may go out now, for whoever asks for more at once."""
_HELD = Prepared(select(hold.c.id).where(hold.c.released_at.is_(None)).limit(1))


def is_held(books: Books) -> bool:
    """Whether nothing unasked may go out now. Asked at every claim."""
    return bool(_HELD.rows(books.conn))


def holds(books: Books) -> tuple[Hold, ...]:
    """Every hold that nobody has released, oldest first."""
    rows = books.conn.execute(select(hold).where(hold.c.released_at.is_(None)).order_by(hold.c.since, hold.c.id))
    return tuple(
        Hold(id=row.id, why=Why(row.why), since=row.since, placed_by=row.placed_by, reason=row.reason) for row in rows
    )


def place(books: Books, why: Why, *, by: int | None = None, reason: str | None = None) -> bool:
    """Hold everything unasked back; False when it is held for that already. ``by``: the member of staff, with their reason."""
    if any(one.why is why for one in holds(books)):
        return False
    now = books.clock.now()
    books.conn.execute(insert(hold).values(id=new_id(), why=why.value, since=now, placed_by=by, reason=reason))
    books.ring(TOPIC)
    return True


def release(books: Books, login: str) -> int:
    """Let go of everything that is held; how many holds there were. Who may, and the audit line, are the caller's.

    What waited may go at once, if it is still true.
    """
    now = books.clock.now()
    released = update(hold).where(hold.c.released_at.is_(None)).values(released_at=now, released_by=login)
    many = books.conn.execute(released).rowcount
    waited = (outbox.c.state == State.QUEUED.value, outbox.c.reason == HELD)
    for account in books.conn.execute(select(outbox.c.account).where(*waited).distinct()).scalars().all():
        books.ring(topic(account))
    books.conn.execute(update(outbox).where(*waited).values(not_before=now, reason=None))
    return many


# -- how far the books know a journal ----------------------------------------------------------------------------------

_LINE = bindparam("line_", type_=BigInteger)
_FURTHER = Prepared(
    update(journal_place)
    .where(journal_place.c.journal == bindparam("name_"), journal_place.c.line >= bindparam("known"))
    .values(line=case((journal_place.c.line > _LINE, journal_place.c.line), else_=_LINE), at=bindparam("now"))
)


def keeps_up(books: Books, known: Place, place: Place) -> bool:
    """Write down, in the transaction that settles and claims, that these books know a journal up to ``place``.

    ``known`` is the place that the last such transaction of this process wrote. False when the books no longer know it: they
    have been replaced by older ones under our feet, and the caller must claim nothing (see ``scheduler.delivery.replaying``).
    """
    now = books.clock.now()
    if known.journal == place.journal:
        return _FURTHER.changed(books.conn, name_=known.journal, known=known.line, line_=place.line, now=now) == 1
    if known.journal and not _knows(books, known):
        return False
    reach(books, place)
    return True


def reach(books: Books, place: Place) -> None:
    """Write down that the books know a journal up to ``place``, if they did not know it further already."""
    now = books.clock.now()
    if _FURTHER.changed(books.conn, name_=place.journal, known=0, line_=place.line, now=now):
        return
    added = sqlite.insert(journal_place) if books.conn.dialect.name == "sqlite" else postgresql.insert(journal_place)
    row = added.values(journal=place.journal, line=place.line, at=now)
    books.conn.execute(row.on_conflict_do_nothing(index_elements=["journal"]))  # two dispatchers may share one journal


def _knows(books: Books, known: Place) -> bool:
    there = exists().where(journal_place.c.journal == known.journal, journal_place.c.line >= known.line)
    return bool(books.conn.execute(select(there)).scalar())
