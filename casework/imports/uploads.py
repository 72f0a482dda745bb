"""Which lists came in through a browser, what was answered about them, and what became of each?

An upload stays open until it is written, found to say nothing new, discarded, or too old. What was typed into its cells and
said of its columns is kept with it, sealed, and counted: whoever writes it names the count that they have seen. Writing
closes it in the transaction that writes the list, so a server that stops in between leaves it open with nothing written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, insert, select, update

from casework import audit
from casework.audit import Action
from casework.books import Books
from casework.db.ids import new_id
from casework.imports.repairs import Place
from casework.imports.second_person import ImportRefused
from casework.scope import in_sight
from casework.staff import Staff
from casework.tables.imports import import_upload

KEPT_FOR = timedelta(days=30)
MOST_OPEN = 5  # of one person
LISTED = 20


class State(StrEnum):
    """What became of an upload. Stored by value."""

    OPEN = "open"
    WRITTEN = "written"
    UNCHANGED = "unchanged"  # it said nothing that the books did not have
    DISCARDED = "discarded"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """What was said about a list: ``"header=name"`` for its columns, and what stands in place of a cell."""

    columns: tuple[str, ...] = ()
    cells: Mapping[Place, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """One file as it came in."""

    id: int
    agency_id: int
    uploaded_by: int
    at: datetime
    file_name: str
    stored_as: str | None
    size: int
    state: State
    version: int
    sender: str
    sheet: str
    answers: Answers = field(repr=False)
    begun_at: datetime | None
    begun_by: int | None
    ended_at: datetime | None
    batch_id: int | None


class UploadRefused(ImportRefused):
    """What was asked of an upload cannot be done; the message is for whoever asked."""


class Changed(UploadRefused):
    """Somebody has answered or written meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "Danh sách này vừa được sửa, ghi hoặc bỏ ở nơi khác nên chưa làm gì thêm. Hãy xem lại trang rồi bấm lại."
        )


class TooManyOpen(UploadRefused):
    """One person has enough lists lying about."""

    def __init__(self) -> None:
        super().__init__(f"Ông/bà đang có {MOST_OPEN} danh sách chưa ghi. Hãy ghi hoặc bỏ bớt rồi tải tệp này lên.")


def may_receive(books: Books, who: Staff) -> None:
    """Before a file is taken in. Raises ``TooManyOpen``."""
    own = (import_upload.c.uploaded_by == who.id, import_upload.c.state == State.OPEN.value)
    if len(books.conn.execute(select(import_upload.c.id).where(*own).limit(MOST_OPEN)).all()) >= MOST_OPEN:
        raise TooManyOpen


def receive(books: Books, who: Staff, upload_id: int, *, name: str, stored_as: str, size: int, digest: str) -> int:
    """A file has come in whole; the id of the upload: an earlier one where this person has the same file open already."""
    own = (import_upload.c.uploaded_by == who.id, import_upload.c.state == State.OPEN.value)
    print_ = books.keys.fingerprint("file", digest)
    known = books.conn.execute(
        select(import_upload.c.id).where(*own, import_upload.c.content_print == print_).limit(1)
    ).scalar()
    if known is not None:
        return int(known)
    may_receive(books, who)
    row = {
        "id": upload_id,
        "agency_id": who.agency_id,
        "uploaded_by": who.id,
        "at": books.clock.now(),
        "file_name": name,
        "stored_as": stored_as,
        "size": size,
        "content_print": print_,
        "state": State.OPEN.value,
        "version": 0,
        "sender": "",
        "sheet": "",
    }
    books.conn.execute(insert(import_upload), row)
    audit.record(books, audit.staff(who.id), Action.IMPORT_RECEIVED, f"upload:{upload_id}")
    return upload_id


def find(books: Books, who: Staff, asked: int) -> Upload | None:
    """The upload, if this person may see it."""
    seen = in_sight(who, import_upload)
    row = books.conn.execute(select(import_upload).where(import_upload.c.id == asked, seen)).one_or_none()
    return None if row is None else _upload(books, row)


def open_ones(books: Books, who: Staff) -> list[Upload]:
    """What lies open in this person's sight, the newest first."""
    seen = (in_sight(who, import_upload), import_upload.c.state == State.OPEN.value)
    rows = books.conn.execute(select(import_upload).where(*seen).order_by(import_upload.c.id.desc()).limit(LISTED))
    return [_upload(books, row) for row in rows]


def answer_cells(books: Books, who: Staff, upload_id: int, version: int, typed: Mapping[Place, str]) -> None:
    """What stands in place of these cells from now on. Raises ``Changed``."""
    known = _own_open(books, who, upload_id, version)
    _keep(books, who, known, Answers(columns=known.answers.columns, cells={**known.answers.cells, **typed}))


def take_back(books: Books, who: Staff, upload_id: int, version: int) -> None:
    """Every cell says again what it says in the file. Raises ``Changed``."""
    known = _own_open(books, who, upload_id, version)
    _keep(books, who, known, Answers(columns=known.answers.columns))


def explain(
    books: Books, who: Staff, upload_id: int, version: int, *, columns: tuple[str, ...], sheet: str, sender: str
) -> None:
    """What columns mean, which sheet to read, who sends such lists. Raises ``Changed``."""
    known = _own_open(books, who, upload_id, version)
    _keep(books, who, known, Answers(columns=columns, cells=known.answers.cells), sheet=sheet, sender=sender)


def discard(books: Books, who: Staff, upload_id: int) -> str | None:
    """The person who sent it does not want it; the name of the file to remove. Raises ``Changed``."""
    known = _locked(books, upload_id)
    if known.uploaded_by != who.id:
        raise Changed
    _end(books, known.id, State.DISCARDED)
    audit.record(books, audit.staff(who.id), Action.IMPORT_DISCARDED, f"upload:{known.id}")
    return known.stored_as


def begin(books: Books, who: Staff, upload_id: int, version: int) -> None:
    """Somebody has pressed write: noted before, in a transaction of its own, so that a cut is seen. Raises ``Changed``."""
    known = _locked(books, upload_id)
    if known.version != version:
        raise Changed
    begun = {"begun_at": books.clock.now(), "begun_by": who.id}
    books.conn.execute(update(import_upload).where(import_upload.c.id == known.id), begun)
    audit.record(books, audit.staff(who.id), Action.IMPORT_BEGUN, f"upload:{known.id}")


def cut_off(books: Books, upload_id: int) -> None:
    """Writing was refused and said so: it does not count as begun."""
    books.conn.execute(
        update(import_upload)
        .where(import_upload.c.id == upload_id, import_upload.c.state == State.OPEN.value)
        .values(begun_at=None, begun_by=None)
    )


def claim(books: Books, upload_id: int, version: int) -> Upload:
    """The open upload, held by this transaction until it ends. Raises ``Changed``."""
    known = _locked(books, upload_id)
    if known.version != version:
        raise Changed
    return known


def close(books: Books, upload_id: int, batch_id: int | None) -> None:
    """It is in the books, or they had all of it."""
    _end(books, upload_id, State.UNCHANGED if batch_id is None else State.WRITTEN, batch_id)


def forget_old(books: Books) -> tuple[list[str], set[str]]:
    """Files kept for thirty days go: names to remove, and names that are still wanted."""
    before = books.clock.now() - KEPT_FOR
    kept = books.conn.execute(select(import_upload).where(import_upload.c.stored_as.is_not(None))).all()
    old = [row for row in kept if row.at < before]
    for row in old:
        if row.state == State.OPEN.value:
            _end(books, row.id, State.EXPIRED)
        books.conn.execute(update(import_upload).where(import_upload.c.id == row.id).values(stored_as=None))
    return [row.stored_as for row in old], {row.stored_as for row in kept if row.at >= before}


def _own_open(books: Books, who: Staff, upload_id: int, version: int) -> Upload:
    known = _locked(books, upload_id)
    if known.version != version or known.uploaded_by != who.id:
        raise Changed
    return known


def _locked(books: Books, upload_id: int) -> Upload:
    row = books.conn.execute(
        select(import_upload).where(import_upload.c.id == upload_id).with_for_update()
    ).one_or_none()
    if row is None or row.state != State.OPEN.value:
        raise Changed
    return _upload(books, row)


def _keep(books: Books, who: Staff, known: Upload, answers: Answers, **told: str) -> None:
    cells = [[row, header, value] for (row, header), value in answers.cells.items()]
    kept = json.dumps({"columns": answers.columns, "cells": cells}, ensure_ascii=False)
    changed: dict[str, Any] = {
        "answers_sealed": books.keys.seal("import_upload", "answers", known.id, kept),
        "version": known.version + 1,
        "begun_at": None,
        **told,
    }
    books.conn.execute(update(import_upload).where(import_upload.c.id == known.id), changed)
    audit.record(books, audit.staff(who.id), Action.IMPORT_CORRECTED, f"upload:{known.id}")


def _end(books: Books, upload_id: int, state: State, batch_id: int | None = None) -> None:
    """What was typed is in the books now, or nobody needs it: it does not stay here. The file stays its thirty days."""
    ended: dict[str, Any] = {"state": state.value, "ended_at": books.clock.now(), "batch_id": batch_id}
    ended["answers_sealed"] = None
    if state in (State.DISCARDED, State.EXPIRED):
        ended["stored_as"] = None
    books.conn.execute(update(import_upload).where(import_upload.c.id == upload_id), ended)


def _upload(books: Books, row: Row[Any]) -> Upload:
    told = dict(row._mapping)
    sealed = told.pop("answers_sealed")
    del told["content_print"]
    answers = Answers()
    if sealed is not None:
        kept = json.loads(books.keys.open("import_upload", "answers", row.id, sealed))
        cells = {(number, header): value for number, header, value in kept["cells"]}
        answers = Answers(columns=tuple(kept["columns"]), cells=cells)
    return Upload(**(told | {"state": State(row.state), "answers": answers}))


def new_upload() -> int:
    """The id of an upload that is about to come in: its file is sealed for it."""
    return new_id()
