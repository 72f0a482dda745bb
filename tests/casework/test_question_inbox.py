"""Which threads lie before whom, in which order, turned by key; and in whose hands they are. On both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from casework import question_hands, question_inbox, questions, staff
from casework.books import Books
from casework.clock import SetClock
from casework.question_desk import answer
from casework.question_hands import InOtherHands, handing
from casework.question_inbox import Key, Show, read_key
from casework.question_rows import Act
from casework.questions import Kind, Question
from casework.staff import Staff
from casework.tables.questions import question as rows
from tests.builders import a_staff_member, an_agency, an_office
from tests.casework.chats import a_chat


@pytest.fixture
def here(books: Books) -> tuple[Staff, Staff]:
    """An officer and the head of their office."""
    agency = an_agency(books)
    office = an_office(books, agency)
    ids = (a_staff_member(books, agency, office=office, role=role) for role in ("officer", "head"))
    found = [staff.find(books, one) for one in ids]
    assert found[0] is not None
    assert found[1] is not None
    return found[0], found[1]


def put(books: Books, chat: int, officer: Staff | None, kind: Kind = Kind.QUESTION) -> int:
    made = questions.ask(books, a_chat(books, str(chat)), None, "Tôi hỏi", kind=kind)
    assert isinstance(made, Question)
    held = {"officer_id": officer and officer.id, "office_id": officer and officer.office_id}
    books.conn.execute(update(rows).where(rows.c.id == made.id).values(**held))
    return made.id


def every(books: Books, who: Staff, show: Show) -> list[int]:
    seen: list[int] = []
    after: Key | None = None
    while True:
        page = question_inbox.page(books, who, show, after)
        seen += [one.id for one in page.heads]
        if page.further is None:
            return seen
        after = read_key(page.further)
        assert after is not None


def test_pages_follow_each_other_without_a_gap_and_keep_the_order(
    books: Books, clock: SetClock, here: tuple[Staff, Staff], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(question_inbox, "LISTED", 3)
    officer, head = here
    late = [put(books, chat, officer) for chat in range(4)]
    clock.set(clock.now() + timedelta(days=10))
    fresh = [put(books, chat, None) for chat in range(10, 14)]
    urgent = put(books, 20, officer, Kind.DISTRESS)
    assert every(books, head, Show.ALL) == [urgent, *late, *fresh]
    assert every(books, officer, Show.UNTAKEN) == fresh
    assert every(books, officer, Show.MINE) == [urgent, *late]
    counts = question_inbox.counts(books, officer)
    assert (counts[Show.ALL], counts[Show.MINE], counts[Show.UNTAKEN]) == (9, 5, 4)
    assert [one.question_id for one in question_inbox.urgent(books, officer)] == [urgent]


def test_what_was_answered_lately_comes_newest_first_and_once(
    books: Books, clock: SetClock, here: tuple[Staff, Staff], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(question_inbox, "LISTED", 2)
    officer, head = here
    made = [put(books, chat, officer) for chat in range(5)]
    for which in made:
        assert answer(books, which, officer.id, "Có") is not None
    asked = questions.question(books, made[0])
    assert asked is not None
    questions.say_more(books, asked.contact_id, None, made[0], "Còn nữa")
    assert every(books, head, Show.DONE) == made[:0:-1], "the first waits again"
    assert answer(books, made[0], officer.id, "Vâng") is not None
    assert every(books, head, Show.DONE) == [made[0], *made[:0:-1]]
    clock.set(clock.now() + timedelta(days=15))
    assert every(books, head, Show.DONE) == []


def test_a_stamp_changes_with_what_is_shown_and_with_nothing_else(books: Books, here: tuple[Staff, Staff]) -> None:
    officer, head = here
    which = put(books, 1, officer)
    before, thread = question_inbox.stamp(books, head), question_inbox.thread_stamp(books, which)
    assert question_inbox.stamp(books, head) == before
    question_hands.pass_on(books, which, officer, held_by=officer.id, to=head.id, note="")
    handed = question_inbox.stamp(books, head), question_inbox.thread_stamp(books, which)
    assert handed[0] != before
    assert handed[1] != thread
    answer(books, which, head.id, "Có")
    assert question_inbox.stamp(books, head) != handed[0]
    assert question_inbox.thread_stamp(books, which) != handed[1]


def test_hands(books: Books, here: tuple[Staff, Staff]) -> None:
    officer, head = here
    which = put(books, 1, None)
    taken = question_hands.take(books, which, officer)
    assert isinstance(taken, Question)
    assert taken.officer_id == officer.id
    assert question_hands.take(books, which, head) == InOtherHands(officer_id=officer.id)
    given = question_hands.pass_on(books, which, officer, held_by=officer.id, to=head.id, note="Chị ấy ở xa")
    assert isinstance(given, Question)
    (entry,) = (one for one in given.entries if one.act is Act.HANDED)
    assert (handing(entry).to, handing(entry).note) == (head.id, "Chị ấy ở xa")
    stale = question_hands.pass_on(books, which, officer, held_by=officer.id, to=None, note="")
    assert stale == InOtherHands(officer_id=head.id)
    assert question_hands.take(books, 1, officer) is None
    for to, note in ((head.id, ""), (10**9, ""), (None, "x" * 501)):
        with pytest.raises(ValueError, match=r"nobody|too long"):
            question_hands.pass_on(books, which, head, held_by=head.id, to=to, note=note)


@pytest.mark.parametrize("text", ["", "x", "1.2", "1.2.3.4", "٣.1.1", "1.-2.3", "1.2." + "9" * 19])
def test_what_is_no_key_is_none(text: str) -> None:
    assert read_key(text) is None
    assert read_key(str(Key(urgency=1, at=question_inbox._EPOCH + timedelta(seconds=5), id=7))) is not None
