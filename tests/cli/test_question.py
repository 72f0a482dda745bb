"""Officers read what people ask and answer it; nothing that must not leave the house does."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from sqlalchemy import select

from casework import questions
from casework.contacts import mark_dead
from casework.links import begin_link
from casework.questions import Question, State
from messages.outbox import content_of, unpacked
from messages.tables import outbox
from tests.casework.chats import a_chat
from tests.cli.conftest import Terminal
from tests.cli.offices import DECISION, Office, an_office

WORDS = "Tôi đã nộp án phí ở bưu điện, sao chưa thấy trong sổ?"
ANSWER = "Ông/bà mang biên lai đến phòng để cán bộ đối chiếu."


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


def _asked(office: Office, *, linked: bool = True) -> Question:
    case = office.case()
    with office.terminal.books() as books:
        chat = a_chat(books)
        if linked:
            begin_link(books, chat, case.debtor)
        asked = questions.ask(books, chat, case.debtor if linked else None, WORDS)
        assert isinstance(asked, Question)
    return asked


def test_what_waits_is_listed_and_shown_with_the_asker_masked(office: Office) -> None:
    assert "Không có câu hỏi" in office.terminal.does("question", "list", "--as", "huong")
    asked = _asked(office)
    listed = office.terminal.does("question", "list", "--as", "huong")
    assert asked.reference in listed
    assert "N***n T. N. Á. (Telegram)" in listed
    shown = office.terminal.does("question", "show", asked.reference.lower(), "--as", "tu")
    assert WORDS in shown
    assert DECISION in shown
    assert "Nguyễn Thị Ngọc" not in listed + shown


def test_who_is_in_distress_stands_first(office: Office) -> None:
    asked = _asked(office)
    with office.terminal.books() as books:
        urgent = questions.ask(books, a_chat(books, "9"), None, "tôi không muốn sống nữa")
        assert isinstance(urgent, Question)
    listed = office.terminal.does("question", "list", "--as", "huong")
    assert (
        listed.index(urgent.reference)
        < listed.index("GỌI NGAY: tôi không muốn sống nữa")
        < listed.index(asked.reference)
    )


def test_an_answer_to_a_linked_chat_is_a_nudge_that_opens_on_a_tap(office: Office) -> None:
    asked = _asked(office)
    said = office.terminal.does("question", "answer", asked.reference, "--text", ANSWER, "--as", "huong")
    assert "sẽ được gửi" in said
    with office.terminal.books() as books:
        row = books.conn.execute(select(outbox)).one()
        pushed = unpacked(books.keys.open("outbox", "payload", row.id, row.payload_sealed))
        content = content_of(books, row.id)
        assert ANSWER not in pushed.text
        assert content is not None
        assert content.question_id == asked.id
        answered = questions.question(books, asked.id)
        assert answered is not None
        assert (answered.state, answered.answered_by) == (State.ANSWERED, office.ids["huong"])
    assert "không còn chờ" in office.terminal.is_refused(
        "question", "answer", asked.reference, "--text", ANSWER, "--as", "huong"
    )


def test_a_stranger_gets_the_words_themselves(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _asked(office, linked=False)
    assert "chưa liên kết" in office.terminal.does("question", "list", "--as", "huong")
    monkeypatch.setattr("sys.stdin", io.StringIO(ANSWER + "\n"))
    office.terminal.does("question", "answer", asked.reference, "--file", "-", "--as", "huong")
    with office.terminal.books() as books:
        row = books.conn.execute(select(outbox)).one()
        assert ANSWER in unpacked(books.keys.open("outbox", "payload", row.id, row.payload_sealed)).text


def test_a_strangers_account_in_an_answer_is_stopped_and_the_question_still_waits(office: Office) -> None:
    asked = _asked(office)
    bad = "Ông/bà chuyển vào số tài khoản 19031234567890 giúp nhé."
    assert "19031234567890" in office.terminal.is_refused(
        "question", "answer", asked.reference, "--text", bad, "--as", "huong"
    )
    with office.terminal.books() as books:
        assert [one.id for one in questions.waiting(books)] == [asked.id]
        assert books.conn.execute(select(outbox)).all() == []


def test_an_answer_nobody_can_hear_tells_the_officer_to_call(office: Office) -> None:
    asked = _asked(office)
    with office.terminal.books() as books:
        mark_dead(books, asked.contact_id, "stopped_by_person")
    said = office.terminal.does("question", "answer", asked.reference, "--text", ANSWER, "--as", "huong")
    assert "gọi điện hoặc gửi thư" in said


def test_empty_words_missing_files_and_those_who_may_not_read_are_refused(office: Office, tmp_path: Path) -> None:
    asked = _asked(office)
    answer = ("question", "answer", asked.reference)
    assert office.terminal.is_refused(*answer, "--text", "  ", "--as", "huong")
    assert "Không đọc được" in office.terminal.is_refused(*answer, "--file", str(tmp_path / "x"), "--as", "huong")
    assert "quản trị" in office.terminal.is_refused("question", "show", asked.reference, "--as", "quan-tri")
    assert "Không có câu hỏi" in office.terminal.is_refused("question", "show", "CH-ZZZZZZ", "--as", "huong")
