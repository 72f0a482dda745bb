"""Who is told of an alert, in which turn, and in which private chat?

A chat is linked with a code from the terminal: used once, within half an hour, kept as a keyed fingerprint only. Tries need
not be counted: ten signs of thirty are 49 bits, and what a guesser would win are references without a name.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from casework import audit
from casework.books import Books
from casework.linking_codes import PrintedCode, read_code
from casework.references import SIGNS
from casework.tables.agency import staff
from casework.tables.alerts import alert_person
from casework.tables.contacts import contact

CODE_LASTS = timedelta(minutes=30)
_KIND, _SIGNS_OF_CODE = "BD", 10
_CODE = re.compile(rf"{_KIND}[{SIGNS}]{{{_SIGNS_OF_CODE}}}")
_BETWEEN = re.compile(r"[\s.\-–—]+")
_READ_AT_MOST = 40  # characters


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """Somebody on the list. ``contact_id`` is the chat that alerts go to, None while none is linked or it is gone."""

    staff_id: int
    name: str
    login: str
    turn: int
    contact_id: int | None
    account: str | None
    linked_at: datetime | None


def members(books: Books) -> tuple[Member, ...]:
    """Everybody on the list who has not left the agency, by turn."""
    rows = books.conn.execute(
        select(
            alert_person.c.staff_id,
            alert_person.c.turn,
            alert_person.c.linked_at,
            staff.c.name,
            staff.c.login,
            contact.c.id.label("contact_id"),
            contact.c.account,
        )
        .join(staff, staff.c.id == alert_person.c.staff_id)
        .outerjoin(contact, (contact.c.id == alert_person.c.contact_id) & contact.c.dead_since.is_(None))
        .where(staff.c.active)
        .order_by(alert_person.c.turn, staff.c.folded)
    )
    return tuple(Member(**row._mapping) for row in rows)


def turns(books: Books) -> tuple[tuple[Member, ...], ...]:
    """Who can be told, turn by turn; turns in which nobody has a chat are left out."""
    reachable = [one for one in members(books) if one.contact_id is not None]
    numbers = sorted({one.turn for one in reachable})
    return tuple(tuple(one for one in reachable if one.turn == number) for number in numbers)


def put(books: Books, staff_id: int, turn: int, actor: str) -> str:
    """Put a member of staff on the list, or into another turn; gives a code that links a chat. Raises ``ValueError``."""
    if turn < 1:
        raise ValueError("turns begin with 1")
    code = _new_code()
    row = {
        "staff_id": staff_id,
        "turn": turn,
        "code_print": _print(books, code),
        "code_until": books.clock.now() + CODE_LASTS,
    }
    books.conn.execute(_upsert(books.conn.dialect.name), row)
    books.ring("alerts")
    audit.record(books, actor, audit.Action.ALERT_LIST_CHANGED, audit.staff(staff_id), purpose=f"turn:{turn}")
    return code


def remove(books: Books, staff_id: int, actor: str) -> bool:
    """Take somebody off the list; False for somebody who is not on it."""
    gone = books.conn.execute(delete(alert_person).where(alert_person.c.staff_id == staff_id)).rowcount == 1
    if gone:
        audit.record(books, actor, audit.Action.ALERT_LIST_CHANGED, audit.staff(staff_id), purpose="off")
    return gone


def reads_as_code(text: str) -> bool:
    """Whether ``text`` is the code of an alert chat and nothing else."""
    return _CODE.fullmatch(_plain(text)) is not None


def link_chat(books: Books, contact_id: int, typed: str) -> int | None:
    """Alerts go to this chat from now on; whose they are, or None for a code that is wrong, used or too old."""
    now = books.clock.now()
    live = (alert_person.c.code_print == _print(books, _plain(typed)), alert_person.c.code_until > now)
    whose = books.conn.execute(select(alert_person.c.staff_id).where(*live)).scalar()
    if whose is None:
        return None
    books.conn.execute(update(alert_person).where(alert_person.c.contact_id == contact_id).values(contact_id=None))
    linked = books.conn.execute(
        update(alert_person).where(*live).values(contact_id=contact_id, linked_at=now, code_print=None, code_until=None)
    )
    if linked.rowcount == 0:  # somebody else was quicker with the same code
        return None
    books.ring("alerts")
    audit.record(books, f"contact:{contact_id}", audit.Action.ALERT_LIST_CHANGED, audit.staff(whose), purpose="chat")
    return int(whose)


def whose_chat(books: Books, contact_id: int) -> int | None:
    """The member of staff whose alerts go to this chat, if they still work here."""
    found = books.conn.execute(
        select(staff.c.id)
        .join(alert_person, alert_person.c.staff_id == staff.c.id)
        .where(alert_person.c.contact_id == contact_id, staff.c.active)
    ).scalar()
    return None if found is None else int(found)


def shown(code: str) -> str:
    """The code as it is read out and typed: ``BD-7K2Q9-XM4TH``."""
    signs = code.removeprefix(_KIND)
    return f"{_KIND}-{signs[:5]}-{signs[5:]}"


def _new_code() -> str:
    """Drawn anew while it could be a party's printed code as well: one in 32 has the right check sign by chance."""
    while isinstance(
        read_code(drawn := _KIND + "".join(secrets.choice(SIGNS) for _ in range(_SIGNS_OF_CODE))), PrintedCode
    ):
        pass
    return drawn


def _plain(typed: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", typed[:_READ_AT_MOST])).upper()


def _print(books: Books, code: str) -> bytes:
    return books.keys.fingerprint("alert code", code)


def _upsert(dialect: str) -> Any:
    insert = sqlite.insert(alert_person) if dialect == "sqlite" else postgresql.insert(alert_person)
    new = {name: insert.excluded[name] for name in ("turn", "code_print", "code_until")}
    return insert.on_conflict_do_update(index_elements=["staff_id"], set_=new)
