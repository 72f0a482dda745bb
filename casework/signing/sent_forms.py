"""Was this form sent before? Each page gives its forms a key that is good once: a double click does one thing, not two.

The key is written down before anything is done, in a transaction of its own. Whoever sends the same form again gets the first
answer's place; other words under the same key are refused. What was begun and never ended (the machine stopped) is not done
again by itself: nobody knows how far it came, so a person looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from casework.books import Books
from casework.tables.signing import sent_form

KEPT = timedelta(hours=12)  # longer than any session lasts
_PURPOSE = "sent-form"


class Sent(Enum):
    """What is known of a form that has come."""

    FIRST = auto()  # never seen: it is this request's to do
    GOING_ON = auto()  # the same form, whose first request has not been answered yet
    DONE = auto()  # the same form, answered
    OTHER = auto()  # the same key with other words


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A form as it came: by whose session, to which address, with which key and fields."""

    session_id: int
    path: str
    key: str
    fields: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """``place``: where the first answer led; None for an answer that was a page of its own, or none yet."""

    sent: Sent
    place: str | None = None


def claim(books: Books, form: Form) -> Known:
    """Take the form on, or say what became of it."""
    now = books.clock.now()
    books.conn.execute(delete(sent_form).where(sent_form.c.sent_at < now - KEPT))
    row = {
        "key_print": _key(books, form),
        "session_id": form.session_id,
        "digest": _digest(books, form),
        "sent_at": now,
    }
    dialect = postgresql if books.conn.dialect.name == "postgresql" else sqlite
    written = dialect.insert(sent_form).values(row).on_conflict_do_nothing().returning(sent_form.c.key_print)
    return Known(sent=Sent.FIRST) if books.conn.execute(written).scalar() is not None else look(books, form)


def look(books: Books, form: Form) -> Known:
    """What became of a form that was claimed before. One that was given back meanwhile goes on being claimed by nobody."""
    return claimed(books, form) or Known(sent=Sent.GOING_ON)


def claimed(books: Books, form: Form) -> Known | None:
    """What is known of a form; None for one that nobody has claimed, or that was given back."""
    row = books.conn.execute(select(sent_form).where(sent_form.c.key_print == _key(books, form))).one_or_none()
    if row is None:
        return None
    if row.digest != _digest(books, form):
        return Known(sent=Sent.OTHER)
    return Known(sent=Sent.DONE if row.answered_at is not None else Sent.GOING_ON, place=row.place)


def answered(books: Books, form: Form, place: str | None) -> None:
    """It is done; ``place``: where whoever sends it again is led."""
    done = {"answered_at": books.clock.now(), "place": place}
    books.conn.execute(update(sent_form).where(sent_form.c.key_print == _key(books, form)).values(done))


def give_back(books: Books, form: Form) -> None:
    """It was refused and nothing is done: the same form may come again."""
    books.conn.execute(delete(sent_form).where(sent_form.c.key_print == _key(books, form)))


def _key(books: Books, form: Form) -> bytes:
    return books.keys.fingerprint(_PURPOSE, f"{form.session_id}\n{form.path}\n{form.key}")


def _digest(books: Books, form: Form) -> bytes:
    told = "\0".join(f"{name}\0{form.fields[name]}" for name in sorted(form.fields))
    return books.keys.fingerprint(_PURPOSE, told)
