"""Where is each chat in its dialogue? aiogram's storage and isolation, kept in the same transaction as everything else.

State and answers are read at most once and written at most once a turn. Isolation needs no lock of its own: the inbox gives
a chat's updates to one transaction at a time (``handlers.inbox.next_waiting``), which is asserted here.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseEventIsolation, BaseStorage, StateType, StorageKey
from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from casework.books import Books
from casework.db.ids import new_id
from casework.db.prepared import Prepared
from handlers.tables import dialogue
from handlers.turn import Place, Turn, current

_find = Prepared(
    select(dialogue.c.id, dialogue.c.state, dialogue.c.answers_sealed).where(
        dialogue.c.account == bindparam("account"), dialogue.c.chat_print == bindparam("chat")
    )
)
_values: dict[str, Any] = {column.name: bindparam(column.name) for column in dialogue.columns}


def _save_statement(dialect: str) -> sqlite.Insert | postgresql.Insert:
    statement = sqlite.insert(dialogue) if dialect == "sqlite" else postgresql.insert(dialogue)
    return statement.values(_values).on_conflict_do_update(
        index_elements=["id"],
        set_={name: statement.excluded[name] for name in ("state", "answers_sealed", "changed_at")},
    )


_SAVE = Prepared({name: _save_statement(name) for name in ("sqlite", "postgresql")})


def load(books: Books, account: str, chat: bytes) -> Place:
    """Where the chat left off; a fresh place for a chat never heard before."""
    rows = _find.rows(books.conn, account=account, chat=chat)
    if not rows:
        return Place()
    ((row_id, state, sealed),) = rows
    answers = json.loads(books.keys.open("dialogue", "answers", row_id, sealed)) if sealed else {}
    return Place(row_id=row_id, state=state, answers=answers)


def save(books: Books, account: str, chat: bytes, place: Place) -> None:
    """Keep the place if the turn changed it."""
    if not place.changed:
        return
    row_id = place.row_id or new_id()
    sealed = books.keys.seal("dialogue", "answers", row_id, json.dumps(place.answers)) if place.answers else None
    _SAVE.changed(
        books.conn,
        id=row_id,
        account=account,
        chat_print=chat,
        state=place.state,
        answers_sealed=sealed,
        changed_at=books.clock.now(),
    )


class BooksStorage(BaseStorage):
    """aiogram's view of the current turn's place."""

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Move the chat to ``state``."""
        place = current.get().place
        name = state.state if isinstance(state, State) else state
        if place.state != name:
            place.state, place.changed = name, True

    async def get_state(self, key: StorageKey) -> str | None:
        """The chat's state."""
        return current.get().place.state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Replace what the dialogue has learnt."""
        place = current.get().place
        if place.answers != data:
            place.answers, place.changed = dict(data), True

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """What the dialogue has learnt (a copy)."""
        return dict(current.get().place.answers)

    async def close(self) -> None:
        """The database is closed by its owner."""


class TurnIsolation(BaseEventIsolation):
    """One update of a chat at a time: the inbox's row lock, checked."""

    @asynccontextmanager
    async def lock(self, key: StorageKey) -> AsyncGenerator[None, None]:
        """Holds for the turn; fails loudly where an update is fed outside one."""
        turn: Turn | None = current.get(None)
        if turn is None:
            raise RuntimeError("an update was fed outside a turn: nothing would keep its order")
        yield

    async def close(self) -> None:
        """Nothing is held beyond a turn."""
