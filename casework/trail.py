"""What does the audit trail say, page by page, newest first? Ids and actions only; reading it is a line in it, too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from casework import audit
from casework.audit import Action
from casework.books import Books
from casework.staff import Staff, find_by_login
from casework.tables.agency import staff as staff_table
from casework.tables.audit import audit_entry

PAGE = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What is looked for: whose lines (a login), which action, which object; ``before``: only older than this number."""

    login: str = ""
    action: str = ""
    object: str = ""
    before: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of the trail; ``who`` is the login where a member of staff acted."""

    seq: int
    at: datetime
    who: str
    action: str
    object: str
    purpose: str
    result: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Lines, newest first; ``older``: the number to go on from, None at the beginning of the trail."""

    lines: tuple[Line, ...]
    older: int | None


def page(books: Books, reader: Staff, wanted: Wanted) -> Page:
    """The lines that are looked for. It is noted that the reader looked."""
    asked = select(audit_entry).order_by(audit_entry.c.seq.desc()).limit(PAGE + 1)
    if wanted.before is not None:
        asked = asked.where(audit_entry.c.seq < wanted.before)
    if wanted.action:
        asked = asked.where(audit_entry.c.action == wanted.action)
    if wanted.object:
        asked = asked.where(audit_entry.c.object == _stored(books, wanted.object))
    if wanted.login:
        known = find_by_login(books, wanted.login)
        asked = asked.where(audit_entry.c.actor == (audit.staff(known.id) if known else wanted.login))
    rows = books.conn.execute(asked).all()
    logins = {
        audit.staff(row.id): row.login for row in books.conn.execute(select(staff_table.c.id, staff_table.c.login))
    }
    lines = tuple(
        Line(
            seq=row.seq,
            at=row.at,
            who=logins.get(row.actor, row.actor),
            action=row.action,
            object=row.object if row.object not in logins else f"staff:{logins[row.object]}",
            purpose=row.purpose,
            result=row.result,
        )
        for row in rows[:PAGE]
    )
    audit.record(books, audit.staff(reader.id), Action.AUDIT_SEEN, "audit_entry")
    return Page(lines=lines, older=lines[-1].seq if len(rows) > PAGE else None)


def _stored(books: Books, shown: str) -> str:
    """A member of staff is shown by login and stored by id."""
    kind, _, login = shown.partition(":")
    known = find_by_login(books, login) if kind == "staff" else None
    return shown if known is None else audit.staff(known.id)
