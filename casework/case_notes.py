"""What has the office noted about a decision for itself? (ghi chú)

A note is sealed and read by whoever may see the case with names. Its writer may take it back within a day: the words go, that
there was a note and who took it back when stays.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from casework import audit
from casework.books import Books
from casework.db.ids import new_id
from casework.db.prepared import Prepared
from casework.tables.decisions import case_note
from casework.tidy import tidy_lines

LONGEST = 2_000  # characters
TAKEN_BACK_WITHIN = timedelta(days=1)


class NoteRefused(Exception):
    """The note cannot be written or taken back; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A note. ``text`` None: it was taken back at ``deleted_at``."""

    id: int
    decision_id: int
    text: str | None = field(repr=False)
    written_by: int
    written_at: datetime
    deleted_at: datetime | None


def write_note(books: Books, decision_id: int, text: str, staff_id: int) -> int:
    """Keep the note and give its id. Raises ``NoteRefused`` for one without words or too long."""
    words = tidy_lines(text)
    if not words:
        raise NoteRefused("Ghi chú chưa có chữ nào. Hãy gõ nội dung.")
    if len(words) > LONGEST:
        raise NoteRefused(f"Ghi chú dài quá {LONGEST} ký tự. Hãy gõ ngắn lại, hoặc chia làm hai ghi chú.")
    note_id = new_id()
    sealed = books.keys.seal("case_note", "text", note_id, words)
    row = {"id": note_id, "decision_id": decision_id, "text_sealed": sealed}
    books.conn.execute(insert(case_note), {**row, "written_by": staff_id, "written_at": books.clock.now()})
    audit.record(
        books, audit.staff(staff_id), audit.Action.NOTE_WRITTEN, f"decision:{decision_id}", purpose=str(note_id)
    )
    return note_id


def take_back(books: Books, note_id: int, staff_id: int) -> None:
    """The words go. Raises ``NoteRefused`` when somebody else wrote it, it is gone already, or a day has passed."""
    row = books.conn.execute(select(case_note).where(case_note.c.id == note_id).with_for_update()).one_or_none()
    if row is None or row.written_by != staff_id:
        raise NoteRefused("Chỉ người viết mới xóa được ghi chú. Hãy viết một ghi chú mới để nói lại cho đúng.")
    if row.deleted_at is not None:
        raise NoteRefused("Ghi chú này đã xóa rồi. Hãy mở lại hồ sơ để xem.")
    now = books.clock.now()
    if now - row.written_at > TAKEN_BACK_WITHIN:
        raise NoteRefused("Ghi chú chỉ xóa được trong một ngày. Hãy viết một ghi chú mới để nói lại cho đúng.")
    gone = {"text_sealed": None, "deleted_at": now}
    books.conn.execute(update(case_note).where(case_note.c.id == note_id).values(**gone))
    object_ = f"decision:{row.decision_id}"
    audit.record(books, audit.staff(staff_id), audit.Action.NOTE_DELETED, object_, purpose=str(note_id))


def may_take_back(books: Books, note: Note, staff_id: int) -> bool:
    """Whether this member of staff could take the note back now."""
    fresh = books.clock.now() - note.written_at <= TAKEN_BACK_WITHIN
    return note.written_by == staff_id and note.deleted_at is None and fresh


def notes_of(books: Books, decision_id: int) -> list[Note]:
    """The decision's notes, oldest first."""
    return [_opened(books, row) for row in _OF_DECISION.named(books.conn, decision=decision_id)]


def _opened(books: Books, row: Any) -> Note:
    sealed = row.text_sealed
    return Note(
        id=row.id,
        decision_id=row.decision_id,
        text=None if sealed is None else books.keys.open("case_note", "text", row.id, sealed),
        written_by=row.written_by,
        written_at=row.written_at,
        deleted_at=row.deleted_at,
    )


_OF_DECISION = Prepared(
    select(case_note).where(case_note.c.decision_id == bindparam("decision")).order_by(case_note.c.id)
)
