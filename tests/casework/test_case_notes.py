"""The office's own notes on a decision: sealed, taken back by their writer within a day, with a trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.books import Books
from casework.case_notes import LONGEST, NoteRefused, may_take_back, notes_of, take_back, write_note
from casework.clock import SetClock
from casework.tables.audit import audit_entry
from casework.tables.decisions import case_note
from tests.builders import Case, a_case, a_staff_member


@pytest.fixture
def case(books: Books) -> Case:
    """A case with its officer."""
    return a_case(books)


def test_a_note_is_kept_sealed_and_read_as_it_was_written(books: Books, case: Case) -> None:
    write_note(books, case.decision, "  Đã gọi  điện.\nHẹn tuần sau. ", case.officer)
    write_note(books, case.decision, "Câu hai", case.officer)
    first, second = notes_of(books, case.decision)
    assert (first.text, second.text) == ("Đã gọi điện.\nHẹn tuần sau.", "Câu hai")
    assert (first.written_by, first.written_at, first.deleted_at) == (case.officer, books.clock.now(), None)
    assert "gọi" not in repr(first)
    sealed = books.conn.execute(select(case_note.c.text_sealed)).scalars().all()
    assert not any("gọi".encode() in bytes(one) for one in sealed)


@pytest.mark.parametrize(("words", "why"), [(" \n\t", "chưa có chữ"), ("a" * (LONGEST + 1), "dài quá")])
def test_a_note_without_words_or_too_long_is_refused(words: str, why: str, books: Books, case: Case) -> None:
    with pytest.raises(NoteRefused, match=why):
        write_note(books, case.decision, words, case.officer)
    assert notes_of(books, case.decision) == []


def test_its_writer_takes_it_back_within_a_day_and_the_trace_stays(books: Books, case: Case, clock: SetClock) -> None:
    note_id = write_note(books, case.decision, "ghi nhầm hồ sơ", case.officer)
    colleague = a_staff_member(books, case.agency)
    with pytest.raises(NoteRefused, match="Chỉ người viết"):
        take_back(books, note_id, colleague)
    clock.set(clock.now() + timedelta(hours=23, minutes=59))
    (note,) = notes_of(books, case.decision)
    assert may_take_back(books, note, case.officer)
    assert not may_take_back(books, note, colleague)
    take_back(books, note_id, case.officer)
    (note,) = notes_of(books, case.decision)
    assert (note.text, note.deleted_at, note.written_by) == (None, clock.now(), case.officer)
    assert books.conn.execute(select(case_note.c.text_sealed)).scalar() is None
    with pytest.raises(NoteRefused, match="đã xóa rồi"):
        take_back(books, note_id, case.officer)
    actions = books.conn.execute(select(audit_entry.c.action, audit_entry.c.purpose).order_by(audit_entry.c.seq)).all()
    assert [tuple(one) for one in actions if one.action.startswith("note")] == [
        ("note_written", str(note_id)),
        ("note_deleted", str(note_id)),
    ]


def test_after_a_day_it_stays(books: Books, case: Case, clock: SetClock) -> None:
    note_id = write_note(books, case.decision, "một ghi chú", case.officer)
    clock.set(clock.now() + timedelta(days=1, seconds=1))
    with pytest.raises(NoteRefused, match="một ngày"):
        take_back(books, note_id, case.officer)
    assert notes_of(books, case.decision)[0].text == "một ghi chú"
