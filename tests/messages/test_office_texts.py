"""An office's own words: written by one, approved by another, said from their first day to their last, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from casework import staff
from casework.books import Books
from casework.clock import SetClock, today
from casework.staff import Staff
from casework.tables.audit import audit_entry
from messages import library
from messages import office_text_writing as writing
from messages.blanks import TextError
from messages.office_text_writing import NotTheirs, Overtaken, TextRefused, Unfit, Wording
from messages.office_texts import OfficeText, State, of_key, standing, text_in, version_in_force
from messages.tables import office_text
from tests import builders

KEY = "reminder.week_before"
SAID = library.text_of(KEY).vi
MINE = SAID.replace("Kính gửi", "Kính chào")


@pytest.fixture
def people(books: Books) -> dict[str, Staff]:
    agency = builders.an_agency(books)
    made = {role: builders.a_staff_member(books, agency, role=role) for role in ("head", "deputy", "legal", "officer")}
    found = {role: staff.find(books, one) for role, one in made.items()}
    return {role: one for role, one in found.items() if one is not None}


def wording(books: Books, vi: str = MINE, **changes: object) -> Wording:
    return replace(Wording(vi=vi, en="", starts_on=today(books.clock), ends_on=None), **changes)  # type: ignore[arg-type]


def written(books: Books, who: Staff, one: Wording | None = None, *, based_on: int | None = None) -> OfficeText:
    before = of_key(books, KEY)
    last = before[-1].version if before else 0
    base = based_on if based_on is not None else last or 1
    return writing.write(books, KEY, one or wording(books), who, based_on=base, newest=last)


def approved(books: Books, writer: Staff, approver: Staff, one: Wording | None = None) -> OfficeText:
    made = written(books, writer, one)
    writing.submit(books, KEY, made.version, writer)
    return writing.approve(books, KEY, made.version, made.words_hash, approver)


def test_from_a_draft_to_what_is_said_and_back(books: Books, people: dict[str, Staff]) -> None:
    made = written(books, people["legal"])
    assert (made.version, made.state) == (1001, State.DRAFT)
    assert version_in_force(books, KEY) == 1, "a draft is said to nobody"
    with pytest.raises(TextError):
        text_in(books, KEY, made.version)
    writing.submit(books, KEY, made.version, people["legal"])
    writing.approve(books, KEY, made.version, made.words_hash, people["head"])
    assert version_in_force(books, KEY) == 1001
    assert text_in(books, KEY, 1001).vi == MINE
    assert text_in(books, KEY, 1001).blanks == library.blanks_of(KEY)
    writing.retire(books, KEY, 1001, people["deputy"])
    assert version_in_force(books, KEY) == 1
    assert text_in(books, KEY, 1001) == library.text_of(KEY), "whoever taps an old message reads the shipped words"


def test_an_older_approved_version_comes_back_when_the_newer_is_retired(books: Books, people: dict[str, Staff]) -> None:
    approved(books, people["legal"], people["head"])
    approved(books, people["legal"], people["head"], wording(books, MINE + "\nXin cảm ơn."))
    assert version_in_force(books, KEY) == 1002
    writing.retire(books, KEY, 1002, people["head"])
    assert version_in_force(books, KEY) == 1001
    assert writing.retire_all(books, KEY, people["head"]) == 1
    assert version_in_force(books, KEY) == 1


def test_its_days_are_kept(books: Books, clock: SetClock, people: dict[str, Staff]) -> None:
    on = today(books.clock)
    valid = replace(wording(books), starts_on=on + timedelta(days=2), ends_on=on + timedelta(days=4))
    approved(books, people["legal"], people["head"], valid)
    said = [standing(of_key(books, KEY), on + timedelta(days=more)) is not None for more in range(6)]
    assert said == [False, False, True, True, True, False]
    clock.set(clock.now() + timedelta(days=3))
    assert version_in_force(books, KEY) == 1001
    clock.set(clock.now() + timedelta(days=3))
    assert version_in_force(books, KEY) == 1


def test_nobody_approves_their_own_words(books: Books, people: dict[str, Staff]) -> None:
    made = written(books, people["head"])
    writing.submit(books, KEY, made.version, people["head"])
    with pytest.raises(NotTheirs):
        writing.approve(books, KEY, made.version, made.words_hash, people["head"])
    with pytest.raises(NotTheirs):
        writing.send_back(books, KEY, made.version, "chưa rõ", people["head"])
    with pytest.raises(NotTheirs):
        writing.approve(books, KEY, made.version, made.words_hash, people["legal"])  # reads, and does not let go
    assert writing.approve(books, KEY, made.version, made.words_hash, people["deputy"]).state is State.APPROVED


def test_who_wrote_what_the_words_grew_from_is_a_writer_too(books: Books, people: dict[str, Staff]) -> None:
    written(books, people["head"])
    made = written(books, people["legal"], wording(books, MINE + "\nXin cảm ơn."))
    assert of_key(books, KEY)[0].state is State.REPLACED
    writing.submit(books, KEY, made.version, people["legal"])
    with pytest.raises(NotTheirs):
        writing.approve(books, KEY, made.version, made.words_hash, people["head"])
    writing.approve(books, KEY, made.version, made.words_hash, people["deputy"])


def test_the_database_itself_refuses_one_person_for_both(books: Books, people: dict[str, Staff]) -> None:
    made = written(books, people["head"])
    alone = update(office_text).where(office_text.c.id == made.id).values(decided_by=people["head"].id)
    with pytest.raises(IntegrityError), books.conn.begin_nested():
        books.conn.execute(alone)


def test_an_approval_is_of_the_words_that_were_shown(books: Books, people: dict[str, Staff]) -> None:
    made = written(books, people["legal"])
    writing.submit(books, KEY, made.version, people["legal"])
    other = writing.words_hash(KEY, wording(books, MINE, ends_on=date(2099, 1, 1)))
    with pytest.raises(Overtaken):
        writing.approve(books, KEY, made.version, other, people["head"])


def test_two_who_write_at_once_do_not_overwrite_each_other(books: Books, people: dict[str, Staff]) -> None:
    written(books, people["legal"])
    with pytest.raises(Overtaken):
        writing.write(books, KEY, wording(books, MINE + "\nXin chào."), people["head"], based_on=1, newest=0)


def test_what_is_unfit_is_not_even_kept(books: Books, people: dict[str, Staff]) -> None:
    with pytest.raises(Unfit) as unfit:
        written(books, people["legal"], wording(books, MINE + "\nChuyển vào 0123456789012."))
    assert [one.line for one in unfit.value.verdicts] == [MINE.count("\n") + 2]
    assert of_key(books, KEY) == ()


def test_what_reads_badly_is_kept_and_mended_before_anybody_approves_it(books: Books, people: dict[str, Staff]) -> None:
    made = written(books, people["legal"], wording(books, MINE + "\nĐương sự làm ngay."))
    with pytest.raises(Unfit):
        writing.submit(books, KEY, made.version, people["legal"])


def test_a_telephone_that_is_ours_no_longer_stops_the_approval(books: Books, people: dict[str, Staff]) -> None:
    made = written(books, people["legal"], wording(books, MINE + "\nĐiện thoại 0900000104."))
    writing.submit(books, KEY, made.version, people["legal"])
    for one in people.values():
        if one.id != people["head"].id:
            staff.leave(books, one.id, "system")
    from casework.tables.agency import staff as staff_table

    books.conn.execute(update(staff_table).where(staff_table.c.id == people["head"].id).values(phone=None))
    with pytest.raises(Unfit):
        writing.approve(books, KEY, made.version, made.words_hash, people["head"])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda on: {"starts_on": on - timedelta(days=1)}, "đã qua"),
        (lambda on: {"ends_on": on - timedelta(days=1)}, "trước ngày dùng đầu tiên"),
        (lambda on: {"vi": SAID}, "lời của chương trình"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    change: Callable[[date], dict[str, object]], says: str, books: Books, people: dict[str, Staff]
) -> None:
    with pytest.raises(TextRefused, match=says):
        written(books, people["legal"], replace(wording(books), **change(today(books.clock))))  # type: ignore[arg-type]


def test_who_may_not_write_and_what_may_not_be_written(books: Books, people: dict[str, Staff]) -> None:
    with pytest.raises(NotTheirs):
        written(books, people["officer"])
    with pytest.raises(TextRefused, match="chương trình giữ"):
        writing.write(books, "nudge.news", wording(books), people["head"], based_on=1, newest=0)


def test_a_returned_one_says_why_and_is_written_anew(books: Books, people: dict[str, Staff]) -> None:
    made = written(books, people["legal"])
    writing.submit(books, KEY, made.version, people["legal"])
    with pytest.raises(TextRefused, match="vì sao"):
        writing.send_back(books, KEY, made.version, "  ", people["head"])
    back = writing.send_back(books, KEY, made.version, "Xưng hô chưa thuận.", people["head"])
    assert (back.state, back.note) == (State.RETURNED, "Xưng hô chưa thuận.")
    stored = books.conn.execute(select(office_text.c.note_sealed)).scalar_one()
    assert "thuận".encode() not in stored
    with pytest.raises(Overtaken):
        writing.approve(books, KEY, made.version, made.words_hash, people["deputy"])
    again = written(books, people["legal"], wording(books, MINE + "\nXin cảm ơn."))
    assert again.version == 1002


def test_the_trail_has_a_line_for_each_step(books: Books, people: dict[str, Staff]) -> None:
    approved(books, people["legal"], people["head"])
    writing.retire(books, KEY, 1001, people["head"])
    about = select(audit_entry.c.action, audit_entry.c.purpose).where(audit_entry.c.object == f"text:{KEY}/1001")
    rows = [tuple(row) for row in books.conn.execute(about.order_by(audit_entry.c.seq))]
    assert rows == [("text_written", ""), ("text_submitted", ""), ("text_decided", "approved"), ("text_retired", "")]
