"""What has been heard, and whose turn is it? Every raw update is kept before the channel is told that it arrived.

``UNIQUE(account, update id)`` makes a redelivered update harmless. Updates of one chat are taken in the order they came,
one at a time; an update whose handling fails three times is parked with its reason and the chat goes on. What has failed is
tried again when nothing else waits: the others do not pay for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ColumnElement, Integer, bindparam, exists, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from casework.books import Books
from casework.db.ids import new_id
from casework.db.prepared import Prepared
from handlers.tables import inbox

TOPIC = "inbox"
MOST_TRIES = 3


class State(StrEnum):
    """Where an update is."""

    WAITING = "waiting"
    DONE = "done"
    PARKED = "parked"


class Raw(Protocol):
    """A raw update as a channel got it: its number, the channel's chat id, the Telegram-shaped JSON body."""

    @property
    def update_id(self) -> int: ...  # noqa: D102
    @property
    def chat(self) -> str: ...  # noqa: D102
    @property
    def body(self) -> bytes: ...  # noqa: D102


_values: dict[str, Any] = {
    name: bindparam(name)
    for name in ("id", "account", "update_id", "chat_print", "payload_sealed", "state", "tries", "received_at")
}
_insert = Prepared(
    {
        "sqlite": sqlite.insert(inbox).values(_values).on_conflict_do_nothing(),
        "postgresql": postgresql.insert(inbox).values(_values).on_conflict_do_nothing(),
    }
)


class Waiting(NamedTuple):
    """An update that waits for its turn."""

    id: int
    account: str
    update_id: int
    chat_print: bytes
    payload_sealed: bytes
    tries: int


def chat_print(books: Books, account: str, chat: str) -> bytes:
    """The keyed fingerprint of a chat, the same as its contact's."""
    return books.keys.fingerprint("chat", f"{account}\x1f{chat}")


def receive(books: Books, account: str, updates: Iterable[Raw]) -> int:
    """Keep updates; those already known are left alone. How many were new."""
    fresh = 0
    for raw in updates:
        row_id = new_id()
        fresh += _insert.changed(
            books.conn,
            id=row_id,
            account=account,
            update_id=raw.update_id,
            chat_print=chat_print(books, account, raw.chat),
            payload_sealed=books.keys.seal("inbox", "payload", row_id, raw.body.decode("utf-8", "replace")),
            state=State.WAITING.value,
            tries=0,
            received_at=books.clock.now(),
        )
    if fresh:
        books.ring(TOPIC)
    return fresh


_earlier = inbox.alias("earlier")
_WAITING: ColumnElement[str] = literal_column(f"'{State.WAITING.value}'")  # literal: the partial index is found by it
_is_waiting = inbox.c.state == _WAITING
_is_untried = inbox.c.tries == literal_column("0")
_columns = [inbox.c[name] for name in Waiting._fields]
_before_it_in_the_chat = exists().where(
    _earlier.c.state == _WAITING,
    _earlier.c.account == inbox.c.account,
    _earlier.c.chat_print == inbox.c.chat_print,
    _earlier.c.id < inbox.c.id,
)
_failed_before_it = _before_it_in_the_chat.where(_earlier.c.tries > literal_column("0"))
_waiting = select(*_columns).where(_is_waiting).limit(bindparam("most", type_=Integer))
_untried = _waiting.where(_is_untried).order_by(inbox.c.id)
_tried = _waiting.where(inbox.c.tries > literal_column("0")).order_by(inbox.c.tries, inbox.c.id)
_next = Prepared(
    {
        "sqlite": _untried.where(~_failed_before_it),  # one writer: no rivals
        "postgresql": _untried.where(~_before_it_in_the_chat).with_for_update(of=inbox, skip_locked=True),
    }
)
_again = Prepared(
    {
        "sqlite": _tried,
        "postgresql": _tried.where(~_before_it_in_the_chat).with_for_update(of=inbox, skip_locked=True),
    }
)


def next_waiting(books: Books, most: int = 1, *, again: bool = True) -> list[Waiting]:
    """The next updates to deal with, in the order they came; on PostgreSQL locked, and only the first of its chat.

    One that has failed comes by itself, when no other waits, and only if ``again``. On SQLite, where nobody works beside us,
    several of one chat may be among them: stop at the first that fails.
    """
    rows = _next.rows(books.conn, most=most)
    if not rows and again:
        rows = _again.rows(books.conn, most=1)
    return [Waiting._make(row) for row in rows]


def body_of(books: Books, row: Waiting) -> str:
    """The JSON text of a waiting update."""
    return books.keys.open("inbox", "payload", row.id, row.payload_sealed)


_done = Prepared(
    update(inbox)
    .where(inbox.c.id == bindparam("row"))
    .values(state=State.DONE.value, payload_sealed=None, done_at=bindparam("at"))
)


def mark_done(books: Books, row_ids: Iterable[int]) -> None:
    """The updates have had their effect; what they said is not kept here any longer."""
    now = books.clock.now()
    _done.change_all(books.conn, [{"row": row_id, "at": now} for row_id in row_ids])


def mark_failed(books: Books, row: Waiting, reason: str) -> bool:
    """Count a failed try; True when the update is parked now (an officer's list shows it, the chat goes on)."""
    tries: int = row.tries + 1
    parked = tries >= MOST_TRIES
    state = State.PARKED if parked else State.WAITING
    change = update(inbox).where(inbox.c.id == row.id).values(tries=tries, reason=reason, state=state.value)
    books.conn.execute(change)
    return parked


def mark_deaths(books: Books, row_ids: Iterable[int], reason: str) -> list[Waiting]:
    """Count a try for each update that a process died with; those that are parked by it.

    One that another process has taken up since is waited for: what it has dealt with is no try of the dead.
    """
    counted = select(*_columns).where(inbox.c.id.in_(list(row_ids)), _is_waiting).with_for_update(of=inbox)
    rows = [Waiting._make(row) for row in books.conn.execute(counted)]
    return [row for row in rows if mark_failed(books, row, reason)]
