"""In which words of its own does this office say a text, and from which day to which?

A text that an office may word for itself keeps its key, its kind and its blanks; the office's versions are numbered from
``OFFICE_VERSIONS`` on, so that a message pinned to one of them says for good whose words it bore. The rules of writing and
approving are in ``messages.office_text_writing``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select

from casework.books import Books
from casework.clock import today
from messages.blanks import TextError
from messages.library import Text, pinned, text_of
from messages.tables import office_text
from messages.texts_file import OFFICE_VERSIONS


class State(StrEnum):
    """How far a wording has come. Stored by value."""

    DRAFT = "draft"
    WAITING = "waiting"  # for another person to read it
    APPROVED = "approved"
    RETURNED = "returned"
    REPLACED = "replaced"  # written anew before anybody decided
    RETIRED = "retired"  # after an approval: nobody is told these words any more


OPEN = frozenset({State.DRAFT, State.WAITING, State.RETURNED})


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficeText:
    """One version of an office's own wording as the books have it."""

    id: int
    key: str
    version: int
    based_on: int
    vi: str
    en: str | None
    words_hash: str
    state: State
    starts_on: date
    ends_on: date | None
    written_by: int
    written_at: datetime
    decided_by: int | None
    decided_at: datetime | None
    note: str = field(repr=False)
    retired_by: int | None
    retired_at: datetime | None

    def valid_on(self, day: date) -> bool:
        """Whether ``day`` is one of those that it was approved for."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def as_text(self) -> Text:
        """As a text of the library: kind and blanks are those of the shipped one."""
        shipped = text_of(self.key)
        return Text(
            key=self.key, version=self.version, kind=shipped.kind, start=self.starts_on, until=self.ends_on, vi=self.vi,
            blanks=shipped.blanks, en=self.en,
        )  # fmt: skip


def of_key(books: Books, key: str) -> tuple[OfficeText, ...]:
    """Every wording that was ever written for ``key``, oldest first."""
    rows = books.conn.execute(select(office_text).where(office_text.c.key == key).order_by(office_text.c.version))
    return tuple(_opened(books, row) for row in rows)


def every(books: Books) -> dict[str, tuple[OfficeText, ...]]:
    """All of them by key; there are few."""
    found: dict[str, tuple[OfficeText, ...]] = {}
    for row in books.conn.execute(select(office_text).order_by(office_text.c.key, office_text.c.version)):
        found[row.key] = (*found.get(row.key, ()), _opened(books, row))
    return found


def find(books: Books, key: str, version: int) -> OfficeText | None:
    """One wording."""
    which = select(office_text).where(office_text.c.key == key, office_text.c.version == version)
    row = books.conn.execute(which).one_or_none()
    return None if row is None else _opened(books, row)


def standing(several: tuple[OfficeText, ...], on: date) -> OfficeText | None:
    """Which of the wordings of one key is said on ``on``: the newest that is approved and valid; None: the shipped one."""
    return next((one for one in reversed(several) if one.state is State.APPROVED and one.valid_on(on)), None)


def version_in_force(books: Books, key: str) -> int:
    """The version that a plan made today takes: the office's own, or the newest of the shipped ones."""
    own = standing(of_key(books, key), today(books.clock))
    return own.version if own is not None else text_of(key).version


def text_in(books: Books, key: str, version: int) -> Text:
    """The words that a message pinned to this version says now.

    An office's version that was retired is said no more, to nobody: the shipped text stands in its place, which has the same
    blanks. Raises ``TextError`` for a version that there is not, or that nobody has approved.
    """
    if version < OFFICE_VERSIONS:
        return pinned(key, version)
    own = find(books, key, version)
    if own is not None and own.state is State.RETIRED:
        return text_of(key)
    if own is None or own.state is not State.APPROVED:
        raise TextError(f"{key}: nobody has approved a version {version}")
    return own.as_text()


def _opened(books: Books, row: Row[Any]) -> OfficeText:
    known = {name: value for name, value in row._mapping.items() if name not in ("state", "note_sealed")}
    sealed = row.note_sealed
    note = "" if sealed is None else books.keys.open("office_text", "note_sealed", row.id, sealed)
    return OfficeText(state=State(row.state), note=note, **known)
