"""Which chat is speaking to us, and how do we reach it?

A contact is one chat on one channel account. Its address (the platform's chat id) is sealed; it is found by a keyed
fingerprint of account and address, so the table does not say who chats with the agency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from casework.books import Books
from casework.db.ids import new_id
from casework.db.prepared import Prepared
from casework.links import EndedBy, live_links, unlink
from casework.repairs import Why, open_repair
from casework.tables.contacts import contact as contacts

LANGUAGES = ("vi", "en")
NOTED_EVERY = timedelta(minutes=1)  # when a chat was last heard from is known to the minute


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """One chat. ``party_id`` is the live link; without one the chat is anonymous."""

    id: int
    account: str  # the channel account: "telegram", "web", "terminal"
    lang: str
    party_id: int | None
    linked_at: datetime | None
    muted_until: datetime | None  # reminders only
    has_pin: bool
    pin_open_until: datetime | None
    dead_since: datetime | None
    seen_at: datetime


def meet(books: Books, account: str, address: str) -> Contact:
    """The contact of this chat, made at first sight; it was heard from now, so it is not dead.

    Within ``NOTED_EVERY`` nothing is written: somebody who taps ten buttons in a minute was heard from in that minute.
    """
    print_, now = chat_print(books, account, address), books.clock.now()
    rows = _BY_PRINT.rows(books.conn, account_=account, print_=print_)
    *known, dead_since, seen_at = rows[0] if rows else _first_met(books, account, address, print_)
    if dead_since is not None or not seen_at <= now < seen_at + NOTED_EVERY:
        _HEARD.changed(books.conn, id_=known[0], now_=now)
    return _contact((*known, None, now))


def contact(books: Books, contact_id: int) -> Contact | None:
    """The contact, or None when there is no such row."""
    rows = _BY_ID.rows(books.conn, id_=contact_id)
    return _contact(rows[0]) if rows else None


def find(books: Books, account: str, address: str) -> Contact | None:
    """The contact of this chat if it has ever written; looking for it does not count as hearing from it."""
    rows = _BY_PRINT.rows(books.conn, account_=account, print_=chat_print(books, account, address))
    return _contact(rows[0]) if rows else None


def address_of(books: Books, contact_id: int) -> str | None:
    """The platform's address of the chat, opened."""
    sealed = books.conn.execute(select(contacts.c.address_sealed).where(contacts.c.id == contact_id)).scalar()
    return None if sealed is None else books.keys.open("contact", "address", contact_id, sealed)


def chat_print(books: Books, account: str, address: str) -> bytes:
    """What stands for the chat where it is looked up: keyed, 16 bytes."""
    return books.keys.fingerprint("chat", f"{account}\x1f{address}")


def set_language(books: Books, contact_id: int, lang: str) -> None:
    """Speak ``lang`` to this chat from now on. Raises ``ValueError`` for a language without texts."""
    if lang not in LANGUAGES:
        raise ValueError(f"there are no texts in {lang!r}")
    _set(books, contact_id, lang=lang)


def mute_until(books: Books, contact_id: int, instant: datetime | None) -> None:
    """No reminders to this chat before ``instant``; None ends the silence. Replies are never muted."""
    _set(books, contact_id, muted_until=instant)
    books.ring("facts")


def mark_dead(books: Books, contact_id: int, reason: str) -> int | None:
    """The platform says the chat is gone (blocked, deleted): its link ends; the party that had it, if any.

    Was it the party's last one, somebody has to find another way to them.

    ``reason`` is the platform's word, never a person's. If somebody writes from there again it lives, but unlinked.
    """
    books.conn.execute(
        update(contacts)
        .where(contacts.c.id == contact_id, contacts.c.dead_since.is_(None))
        .values(dead_since=books.clock.now(), dead_reason=reason)
    )
    books.ring("facts")
    party_id = unlink(books, contact_id, EndedBy.DEAD)
    if party_id is not None and not live_links(books, party_id):
        open_repair(books, party_id, Why.DEAD_CHAT, contact_id=contact_id)
    return party_id


def _set(books: Books, contact_id: int, **values: Any) -> None:
    books.conn.execute(update(contacts).where(contacts.c.id == contact_id).values(**values))


def _first_met(books: Books, account: str, address: str, print_: bytes) -> Sequence[Any]:
    row_id, now = new_id(), books.clock.now()
    sealed = books.keys.seal("contact", "address", row_id, address)
    (row,) = _MEET.rows(
        books.conn, id=row_id, account=account, address_sealed=sealed, address_print=print_, seen_at=now, created_at=now
    )
    return row


def _contact(cells: Sequence[Any]) -> Contact:
    """From a row of ``_COLUMNS``."""
    row_id, account, lang, party_id, linked_at, muted_until, pin_hash, pin_open_until, dead_since, seen_at = cells
    return Contact(
        id=row_id,
        account=account,
        lang=lang,
        party_id=party_id,
        linked_at=linked_at,
        muted_until=muted_until,
        has_pin=pin_hash is not None,
        pin_open_until=pin_open_until,
        dead_since=dead_since,
        seen_at=seen_at,
    )


_COLUMNS = (
    contacts.c.id, contacts.c.account, contacts.c.lang, contacts.c.party_id, contacts.c.linked_at, contacts.c.muted_until,
    contacts.c.pin_hash, contacts.c.pin_open_until, contacts.c.dead_since, contacts.c.seen_at,
)  # fmt: skip
_BY_ID = Prepared(select(*_COLUMNS).where(contacts.c.id == bindparam("id_")))
_BY_PRINT = Prepared(
    select(*_COLUMNS).where(
        contacts.c.account == bindparam("account_"), contacts.c.address_print == bindparam("print_")
    )
)
_HEARD = Prepared(
    update(contacts)
    .where(contacts.c.id == bindparam("id_"))
    .values(seen_at=bindparam("now_"), dead_since=None, dead_reason=None)
)
_new: dict[str, Any] = {
    name: bindparam(name) for name in ("id", "account", "address_sealed", "address_print", "seen_at", "created_at")
}


def _meet(insert: sqlite.Insert | postgresql.Insert) -> Any:
    """Two first messages at once: the second finds the first's row."""
    again = {"seen_at": insert.excluded.seen_at}
    upsert = insert.values(_new).on_conflict_do_update(index_elements=["account", "address_print"], set_=again)
    return upsert.returning(*_COLUMNS)


_MEET = Prepared({"sqlite": _meet(sqlite.insert(contacts)), "postgresql": _meet(postgresql.insert(contacts))})
