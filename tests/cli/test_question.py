"""Officers read what people ask and answer it; nothing that must not leave the house does."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from casework import questions
from casework.books import Books
from casework.contacts import mark_dead
from casework.links import begin_link
from casework.own_data import own_data
from casework.questions import Question, State
from casework.tables.agency import staff
from casework.tables.audit import audit_entry
from casework.tables.questions import question as question_rows
from messages.outbox import content_of, unpacked
from messages.tables import outbox
from tests.builders import a_person
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


def _asked_by(office: Office, chat: str, words: str) -> Question:
    with office.terminal.books() as books:
        asked = questions.ask(books, a_chat(books, chat), None, words)
    assert isinstance(asked, Question)
    return asked


def _later(office: Office, monkeypatch: pytest.MonkeyPatch, *, days: int) -> None:
    """The office's clock, and that of the commands, move on."""
    there = office.terminal.clock.now() + timedelta(days=days)
    office.terminal.clock.set(there)
    monkeypatch.setenv("GANDAN_CLOCK", there.isoformat())


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


def test_who_is_in_distress_stands_first_then_what_is_late_then_who_wrote_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    late, busy, plain = (_asked_by(office, str(chat), f"câu số {chat}") for chat in (11, 12, 13))
    _later(office, monkeypatch, days=3)
    busy, plain = (_asked_by(office, str(chat), f"câu mới {chat}") for chat in (12, 13))
    with office.terminal.books() as books:
        questions.say_more(books, busy.contact_id, None, busy.id, "nhắc lại giúp tôi")
        urgent = questions.ask(books, a_chat(books, "9"), None, "tôi không muốn sống nữa", kind="distress")
        assert isinstance(urgent, Question)
        late_ones = [one for one in questions.waiting(books) if one.is_late(date(2026, 11, 19))]
    listed = office.terminal.does("question", "list", "--as", "huong")
    lines = listed.splitlines()
    assert lines[0] == f"GỌI NGAY {urgent.reference}: báo lúc 09:00 19/11/2026, chưa ai nhận"
    order = [one for line in lines[2:] for one in (urgent, late, busy, plain) if line.startswith(one.reference)]
    assert order == [urgent, late, busy, plain]
    assert {late.id} <= {one.id for one in late_ones}
    assert "TRỄ 18/11/2026" in listed
    assert ", nhắn 2 lần" in listed


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


def _answered(office: Office, *, words: str = WORDS) -> Question:
    asked = _asked(office)
    office.terminal.does("question", "answer", asked.reference, "--text", ANSWER, "--as", "huong")
    return asked


def test_a_question_is_shown_with_what_it_is_about_what_was_seen_and_the_other_threads(office: Office) -> None:
    case = office.case()
    with office.terminal.books() as books:
        chat = a_chat(books)
        begin_link(books, chat, case.debtor)
        first = questions.ask(books, chat, case.debtor, "câu đầu")
        second = questions.ask(books, chat, case.debtor, WORDS, intent="pay", topic=None, seen="law.voluntary_period")
    assert isinstance(first, Question)
    assert isinstance(second, Question)
    shown = office.terminal.does("question", "show", second.reference, "--as", "huong")
    for part in (DECISION, "law.voluntary_period", "pay", first.reference, WORDS, "18/11/2026", "đang chờ"):
        assert part in shown
    assert "question_seen" in _audited(office)


def _audited(office: Office) -> list[str]:
    with office.terminal.books() as books:
        return list(books.conn.execute(select(audit_entry.c.action).order_by(audit_entry.c.seq)).scalars())


def test_it_goes_to_the_decisions_officer_and_can_be_handed_on(office: Office) -> None:
    asked = _asked(office)
    with office.terminal.books() as books:
        name = books.conn.execute(select(staff.c.name).where(staff.c.id == asked.officer_id)).scalar_one()
    assert name in office.terminal.does("question", "list", "--as", "huong")
    assert "Đã giao" in office.terminal.does("question", "assign", asked.reference, "--to", "huong", "--as", "tu")
    assert asked.reference in office.terminal.does("question", "list", "--mine", "--as", "huong")
    assert asked.reference not in office.terminal.does("question", "list", "--mine", "--as", "tu")
    office.terminal.does("question", "assign", asked.reference, "--queue", "--as", "tu")
    assert asked.reference in office.terminal.does("question", "list", "--mine", "--as", "tu")
    assert "gandan agency staff" in office.terminal.is_refused(
        "question", "assign", asked.reference, "--to", "quan-tri", "--as", "tu"
    )


def test_an_explanation_is_put_into_the_answer_with_its_articles(office: Office) -> None:
    asked = _asked(office, linked=False)
    answer = ("question", "answer", asked.reference, "--text", "Ông/bà xem bài dưới đây.")
    assert "gandan law show" in office.terminal.is_refused(*answer, "--law", "khong_co", "--as", "huong")
    office.terminal.does(*answer, "--law", "voluntary_period", "--as", "huong")
    with office.terminal.books() as books:
        row = books.conn.execute(select(outbox)).one()
        said = unpacked(books.keys.open("outbox", "payload", row.id, row.payload_sealed)).text
        answered = questions.question(books, asked.id)
    assert said.index("Ông/bà xem bài dưới đây.") < said.index("106/2025/QH15")
    assert answered is not None
    assert answered.last_answer is not None
    assert (answered.last_answer.law or "").startswith("voluntary_period v")
    shown = office.terminal.does("question", "show", asked.reference, "--as", "huong")
    assert "có giải thích voluntary_period" in shown


def test_an_answer_needs_words_or_an_explanation(office: Office) -> None:
    asked = _asked(office)
    assert "--law" in office.terminal.is_refused("question", "answer", asked.reference, "--as", "huong")


def test_asking_back_lets_the_person_answer_and_the_thread_waits_again(office: Office) -> None:
    asked = _asked(office)
    back = ("question", "back", asked.reference, "--text", "Biên lai ghi ngày nào?", "--as", "huong")
    office.terminal.does(*back)
    assert asked.reference not in office.terminal.does("question", "list", "--as", "huong")
    assert "không chờ cán bộ" in office.terminal.is_refused(*back)
    with office.terminal.books() as books:
        questions.say_more(books, asked.contact_id, asked.party_id, asked.id, "hôm qua")
    assert asked.reference in office.terminal.does("question", "list", "--as", "huong")
    office.terminal.does("question", "answer", asked.reference, "--text", ANSWER, "--as", "huong")
    shown = office.terminal.does("question", "show", asked.reference, "--as", "huong")
    assert shown.index("Biên lai ghi ngày nào?") < shown.index("hôm qua") < shown.index(ANSWER)


def test_a_question_is_closed_for_a_reason_that_the_person_is_told(office: Office) -> None:
    asked = _asked(office)
    said = office.terminal.does("question", "close", asked.reference, "--why", "called", "--as", "huong")
    assert "đã trả lời qua điện thoại" in said
    with office.terminal.books() as books:
        row = books.conn.execute(select(outbox)).one()
        assert "qua điện thoại" in unpacked(books.keys.open("outbox", "payload", row.id, row.payload_sealed)).text
    assert "đã đóng" in office.terminal.is_refused(
        "question", "close", asked.reference, "--why", "double", "--as", "huong"
    )


def test_what_was_answered_already_is_closed_in_silence(office: Office) -> None:
    asked = _answered(office)
    with office.terminal.books() as books:
        before = len(books.conn.execute(select(outbox)).all())
    office.terminal.does("question", "close", asked.reference, "--why", "answered", "--as", "huong")
    with office.terminal.books() as books:
        assert len(books.conn.execute(select(outbox)).all()) == before


def test_who_takes_an_alert_sees_the_number_and_records_the_call(office: Office) -> None:
    case = office.case(debtor=office.terminal.writes(a_person, phone="0900000777"))
    with office.terminal.books() as books:
        chat = a_chat(books)
        begin_link(books, chat, case.debtor)
        urgent = questions.ask(books, chat, case.debtor, "tôi không muốn sống nữa", kind="distress")
    assert isinstance(urgent, Question)
    assert "0900000777" not in office.terminal.does("question", "list", "--as", "huong")
    taken = office.terminal.does("question", "take", urgent.reference, "--as", "huong")
    assert "Điện thoại trong sổ: 0900000777" in taken
    assert "đã có người nhận" in office.terminal.is_refused("question", "take", urgent.reference, "--as", "tu")
    office.terminal.does("question", "take", urgent.reference, "--over", "--as", "tu")
    assert "Nguyễn Thị Cẩm Tú nhận lúc 09:00" in office.terminal.does("question", "list", "--as", "huong")
    call = ("question", "call", urgent.reference, "--as", "tu", "--outcome")
    assert "gọi chưa được" in office.terminal.does(*call, "not_reached")
    assert "GỌI NGAY" in office.terminal.does("question", "list", "--as", "huong")
    said = office.terminal.does(*call, "family", "--note", "chị gái ở cùng")
    assert "Nguyễn Thị Cẩm Tú gọi lúc 09:00 16/11/2026: đã gặp người thân" in said
    assert "GỌI NGAY" not in office.terminal.does("question", "list", "--as", "huong")
    shown = office.terminal.does("question", "show", urgent.reference, "--as", "huong")
    assert shown.index("gọi chưa được, còn báo tiếp") < shown.index("đã gặp người thân, có người ở bên\nchị gái ở cùng")
    assert office.terminal.is_refused(*call, "reached")
    assert [one for one in _audited(office) if one.startswith("alert")] == [
        "alert_taken", "alert_taken", "alert_called", "alert_called",
    ]  # fmt: skip


def test_what_officers_note_of_a_call_is_never_shown_to_the_person(office: Office) -> None:
    urgent = _asked_by(office, "9", "x")
    with office.terminal.books() as books:
        questions.say_more(books, urgent.contact_id, None, urgent.id, "không muốn sống nữa", distress=True)
    office.terminal.does(
        "question", "call", urgent.reference, "--outcome", "reached", "--note", "GHI_CHU", "--as", "huong"
    )
    with office.terminal.books() as books:
        assert books.conn.execute(select(outbox)).all() == []
        (one,) = own_data_questions(books, urgent)
        assert "GHI_CHU" not in str(one)


def own_data_questions(books: Books, asked: Question) -> list[dict[str, object]]:
    """What the person's own copy says of their questions."""
    party = a_person(books)
    begin_link(books, asked.contact_id, party)
    books.conn.execute(update(question_rows).values(party_id=party))
    told = own_data(books, asked.contact_id, party)["questions_from_this_chat"]
    assert isinstance(told, list)
    return told


PROPOSAL = (
    "--topic", "instalments_agreement", "--title", "Thỏa thuận viết tay", "--cite", "L25:36.2",
    "--text", "Hai bên được thỏa thuận trả dần ở bất cứ giai đoạn nào.\nThỏa thuận phải lập thành văn bản.",
    "--advice", "Ông/bà giữ một bản, mang theo khi đến đây.",
    "--asked", "giấy viết tay có được không ạ", "--as", "huong",
)  # fmt: skip


def test_a_good_answer_becomes_an_explanation_when_another_person_approves_it(office: Office) -> None:
    asked = _answered(office)
    assert "Chưa có bài đề xuất" in office.terminal.does("question", "proposals", "--as", "tu")
    said = office.terminal.does("question", "propose", asked.reference, *PROPOSAL)
    name = said.split(":")[0]
    assert "[L25:36.2]" in said
    assert "[advice]" in said
    assert f"gandan question approve {name}" in said
    assert "chờ duyệt" in office.terminal.does("question", "proposals", "--as", "truong")
    assert "Vai trò" in office.terminal.is_refused("question", "approve", name, "--as", "tu")
    office.terminal.does("question", "approve", name, "--as", "truong")
    listed = office.terminal.does("question", "proposals", "--as", "huong")
    assert "đã duyệt, đang dùng" in listed
    assert "Người dân hỏi: giấy viết tay có được không ạ" in listed
    assert "câu nào cũng ra đúng bài" in office.terminal.does("question", "check", "--as", "huong")
    fresh = _asked_by(office, "21", "viết tay được không")
    office.terminal.does("question", "answer", fresh.reference, "--law", name, "--as", "huong")
    office.terminal.does("question", "withdraw", name[-6:], "--as", "pho")
    assert "Chưa có bài đề xuất" in office.terminal.does("question", "proposals", "--as", "tu")
    assert "đã rút" in office.terminal.does("question", "proposals", "--all", "--as", "tu")
    assert "Không có bài giải thích" in office.terminal.is_refused(
        "question", "answer", asked.reference, "--law", name, "--as", "huong"
    )


def test_what_speaks_of_somebody_is_not_proposed_and_says_what_to_write_anew(office: Office) -> None:
    asked = _answered(office)
    told = [*PROPOSAL[:-4], "--asked", "chị Ánh viết tay được không", "--as", "huong"]
    refused = office.terminal.is_refused("question", "propose", asked.reference, *told)
    assert "«Ánh» có thể là tên người" in refused
    assert "Hãy viết chung" in refused


def test_a_returned_proposal_says_why(office: Office) -> None:
    asked = _answered(office)
    name = office.terminal.does("question", "propose", asked.reference, *PROPOSAL).split(":")[0]
    office.terminal.does("question", "return", name, "--note", "Câu hai chưa đủ", "--as", "pho")
    assert "Câu hai chưa đủ" in office.terminal.does("question", "proposals", "--all", "--as", "huong")
    assert "không còn chờ duyệt" in office.terminal.is_refused("question", "approve", name, "--as", "truong")
    assert "Không có bài" in office.terminal.is_refused("question", "approve", "abcdef", "--as", "truong")
    assert "Không có câu hỏi" in office.terminal.is_refused("question", "propose", "CH-ZZZZZZ", *PROPOSAL)
