"""The library of the law is read for faults, shown with what each sentence rests on, and approved word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from casework import audit, law_reviews, proposals, questions
from casework.books import Books
from messages import explanations, law_approval
from messages.law_file import Explanation
from messages.library import Lang
from tests import builders
from tests.casework.chats import a_chat
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office

TODAY = date(2026, 11, 16)
NAME = "voluntary_period"


@pytest.fixture
def office(terminal: Terminal) -> Office:
    office = an_office(terminal)
    with terminal.books() as books:
        from sqlalchemy import update

        from casework.tables.agency import staff

        legal = builders.a_staff_member(books, office.agency, name="Phạm Thị Thu Hà", role="legal")
        books.conn.execute(update(staff).where(staff.c.id == legal).values(login="phap-ly"))
    return office


@pytest.fixture
def library_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A library of one topic in a folder of its own, beside the real register."""
    law = tmp_path / "law"
    (law / "provisions").mkdir(parents=True)
    real = explanations.LAW
    for name in (
        "sources.toml",
        "open_questions.toml",
        *(f"provisions/{one.name}" for one in real.glob("provisions/*")),
    ):
        (law / name).write_bytes((real / name).read_bytes())
    monkeypatch.setattr(explanations, "LAW", law)
    for cached in (explanations.sources, explanations.register, explanations._library):
        cached.cache_clear()
    yield law
    monkeypatch.undo()
    for cached in (explanations.sources, explanations.register, explanations._library):
        cached.cache_clear()


TOPIC = """
[[explanation]]
name = "voluntary_period"
version = 1
from = 2026-07-01
audience = ["debtor"]
title = "Mười ngày tự nguyện"
short = [
  { say = "Ông/bà có 10 ngày để tự nguyện thi hành, tính từ ngày được thông báo hợp lệ.", by = ["L25:36.1"] },
  { say = "Trước khi hết 10 ngày đó thì chưa cưỡng chế, trừ khi phải ngăn việc bán, giấu tài sản.", by = ["L25:36.1", "L25:72.1"] },
  { say = "Ông/bà xem số tài khoản trên quyết định, rồi nộp hoặc hẹn gặp cán bộ.", by = ["advice"] },
]
long = [[
  { say = "Hết thời hạn tự nguyện, chấp hành viên xác minh tài sản, thu nhập trong 9 ngày.", by = ["L25:37.1"] },
  { say = "Không đồng ý thì ông/bà khiếu nại trong 15 ngày.", by = ["L25:96"] },
]]
not_mean = [{ say = "Thiếu nợ mà không có khả năng trả thì không phải là tội.", by = ["BLHS:380"] }]
can_do = ["pay"]
review = { state = "draft" }
questions = ["a", "b", "c", "d", "e", "g", "h", "i"]
"""


# --- check -----------------------------------------------------------------------------------------------------------


def test_the_library_as_shipped_has_nothing_to_mend(terminal: Terminal) -> None:
    said = terminal.does("law", "check")
    assert re.search(r"Đã đọc \d+ bài giải thích \([\d.]+ câu\) và \d+ lời nói\. Không có gì phải sửa\.", said)


def test_what_is_to_be_mended_is_a_line_with_file_sentence_and_remedy(terminal: Terminal, library_of: Path) -> None:
    bad = TOPIC.replace("chấp hành viên xác minh tài sản, thu nhập trong 9 ngày", "đương sự bị xác minh trong 19 ngày")
    (library_of / f"{NAME}.toml").write_text(bad, encoding="utf-8")
    assert terminal.types("law", "check") == 1
    lines = [line for line in terminal.said.splitlines() if line.startswith(f"law/{NAME}.toml: {NAME}: «Hết thời hạn")]
    assert any("19 ngày" in line and "Hãy xem lại con số" in line for line in lines)
    assert any("«đương sự»" in line and "Hãy thay bằng lời thường" in line for line in lines)
    assert "chỗ phải sửa." in terminal.said.splitlines()[-1]


def test_a_topic_without_an_explanation_and_a_broken_file_are_named(terminal: Terminal, library_of: Path) -> None:
    (library_of / f"{NAME}.toml").write_text(TOPIC.replace("L25:36.1", "L25:999"), encoding="utf-8")
    assert terminal.types("law", "check") == 1
    assert f"law/{NAME}.toml: {NAME}" in terminal.said
    assert "L25:999" in terminal.said
    assert "Chủ đề chưa có bài giải thích: late_interest" in terminal.said


def test_without_any_books_the_library_can_still_be_checked_and_shown(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GANDAN_DATA_DIR", str(tmp_path / "nothing"))
    terminal.does("law", "check")
    assert "bản nháp" in terminal.does("law", "show", NAME)


# --- show ------------------------------------------------------------------------------------------------------------


def test_the_list_tells_title_audience_days_and_review(terminal: Terminal) -> None:
    lines = terminal.does("law", "show").splitlines()
    assert lines[0].split() == ["TÊN", "TÊN", "BÀI", "DÀNH", "CHO", "HIỆU", "LỰC", "DUYỆT"]
    row = next(line for line in lines if line.startswith(f"{NAME} "))
    assert explanations.title(explanations.get(NAME, TODAY)) in row
    assert "người phải thi hành án" in row
    assert "từ 01/07/2026" in row
    assert "bản nháp" in row
    assert {line.split()[0] for line in lines[1:]} >= set(explanations.topics())


def test_one_explanation_is_shown_as_citizens_read_it(terminal: Terminal) -> None:
    one = explanations.get(NAME, TODAY)
    short = terminal.does("law", "show", NAME)
    assert explanations.short(one) in short
    assert explanations.long(one) not in short
    assert "Bài khác cùng chủ đề:" in short
    assert explanations.long(one) in terminal.does("law", "show", NAME, "--full")


def test_a_trace_puts_under_each_sentence_what_the_law_says(terminal: Terminal) -> None:
    traced = terminal.does("law", "show", NAME, "--trace").splitlines()
    one = explanations.get(NAME, TODAY)
    for said in one.sentences():
        at = traced.index(f"- {said.say}")
        below = traced[at + 1 : at + 1 + len(said.by)]
        assert [line.split()[0].rstrip(":") for line in below] == list(said.by)
    provision = explanations.provision("L25:36.1")
    assert provision is not None
    line = (
        f"    L25:36.1 (khoản 1 Điều 36 Luật Thi hành án dân sự số 106/2025/QH15; đã đọc nguyên văn): {provision.says}"
    )
    assert line in traced


def test_as_of_the_last_old_day_the_old_rule_is_headed_as_such(terminal: Terminal) -> None:
    said = terminal.does("law", "show", "salary_deduction", "--on", "2026-06-30")
    assert "QUY ĐỊNH CŨ, không còn hiệu lực từ ngày 01/07/2026. Không dùng để trả lời người dân." in said
    assert "26/2008/QH12" in said
    assert "152/2026" not in said


def test_a_rule_that_the_library_never_had_is_said_to_be_missing(terminal: Terminal) -> None:
    silent = next(
        one
        for one in explanations.names()
        if not any(v.valid_on(date(2026, 6, 30)) for v in explanations.versions_of(one))
    )
    said = terminal.does("law", "show", silent, "--on", "30/06/2026")
    assert "Ngày 30/06/2026 thư viện không có quy định nào về" in said
    assert "từ ngày 01/07/2026" in said
    assert silent in terminal.does("law", "show", "--on", "30/06/2026").splitlines()[-1]


def test_long_before_any_rule_the_list_is_empty(terminal: Terminal) -> None:
    assert "không có bài nào có hiệu lực" in terminal.does("law", "show", "--on", "01/01/2000")


def test_an_unknown_name_is_refused_with_where_to_look(terminal: Terminal) -> None:
    assert "gandan law show" in terminal.is_refused("law", "show", "no_such_thing")


# --- review ----------------------------------------------------------------------------------------------------------


def approved(office: Office, one: Explanation) -> bool:
    with office.terminal.books() as books:
        return law_approval.is_approved(books, one)


def test_what_waits_is_listed_and_an_approval_takes_it_off(office: Office) -> None:
    one = explanations.get(NAME, TODAY)
    waiting = office.terminal.does("law", "review")
    assert f"Chờ duyệt: {len(explanations.all(TODAY))} trong {len(explanations.all(TODAY))} bài." in waiting
    assert not approved(office, one)
    office.terminal.does("law", "review", NAME, "--approve", "--note", "Đã đối chiếu", "--as", "phap-ly")
    assert approved(office, one)
    left = office.terminal.does("law", "review")
    assert f"Chờ duyệt: {len(explanations.all(TODAY)) - 1} trong" in left
    assert not any(line.startswith(f"{NAME} ") for line in left.splitlines())
    assert "đã duyệt: phap-ly, 09:00 16/11/2026: Đã đối chiếu" in office.terminal.does("law", "show", NAME)
    assert "đã duyệt: phap-ly" in office.terminal.does("law", "review", NAME)


@pytest.mark.parametrize("change", ["say", "by", "title"])
def test_a_changed_word_or_footing_is_a_draft_again_and_the_old_words_are_approved_still(
    office: Office, change: str
) -> None:
    one = explanations.get(NAME, TODAY)
    office.terminal.does("law", "review", NAME, "--approve", "--as", "truong")
    first = one.short[0]
    changed = {
        "say": replace(one, short=(replace(first, say=first.say + " Đúng vậy."), *one.short[1:])),
        "by": replace(one, short=(replace(first, by=(*first.by, "BLDS:147")), *one.short[1:])),
        "title": replace(one, title="Mười ngày"),
    }[change]
    assert not approved(office, changed)
    assert approved(office, one)


def test_the_english_is_nobodys_approved_wording(office: Office) -> None:
    one = explanations.get(NAME, TODAY)
    office.terminal.does("law", "review", NAME, "--approve", "--as", "pho")
    with office.terminal.books() as books:
        assert not law_approval.is_approved(books, one, Lang.EN)


def test_a_return_says_why_and_keeps_the_draft(office: Office) -> None:
    assert "phải nói vì sao" in office.terminal.is_refused("law", "review", NAME, "--return", "--as", "truong")
    office.terminal.does("law", "review", NAME, "--return", "--note", "Câu hai còn khó hiểu", "--as", "truong")
    assert not approved(office, explanations.get(NAME, TODAY))
    assert "trả lại để sửa: truong, 09:00 16/11/2026: Câu hai còn khó hiểu" in office.terminal.does("law", "review")


def test_the_last_review_stands_and_taking_it_back_brings_the_one_before(office: Office) -> None:
    one = explanations.get(NAME, TODAY)
    office.terminal.does("law", "review", NAME, "--approve", "--as", "truong")
    assert "Không cần duyệt lại" in office.terminal.is_refused("law", "review", NAME, "--approve", "--as", "phap-ly")
    office.terminal.does("law", "review", NAME, "--return", "--note", "Xem lại", "--as", "phap-ly")
    assert not approved(office, one)
    assert "«trả lại để sửa»" in office.terminal.does("law", "review", NAME, "--undo", "--as", "truong")
    assert approved(office, one)
    office.terminal.does("law", "review", NAME, "--undo", "--as", "truong")
    assert not approved(office, one)
    assert "Không có gì để rút" in office.terminal.is_refused("law", "review", NAME, "--undo", "--as", "truong")


@pytest.mark.parametrize("login", ["tu", "huong", "quan-tri", "kiem-tra"])
def test_only_leaders_and_the_legal_officer_review(office: Office, login: str) -> None:
    said = office.terminal.is_refused("law", "review", NAME, "--approve", "--as", login)
    assert "thủ trưởng, phó thủ trưởng, cán bộ pháp lý" in said
    assert not approved(office, explanations.get(NAME, TODAY))


def test_what_still_has_faults_cannot_be_approved(office: Office, library_of: Path) -> None:
    (library_of / f"{NAME}.toml").write_text(TOPIC.replace("trong 9 ngày", "trong 19 ngày"), encoding="utf-8")
    said = office.terminal.is_refused("law", "review", NAME, "--approve", "--as", "truong")
    assert "còn 1 chỗ phải sửa, chưa duyệt được" in said
    assert "19 ngày" in said
    (library_of / f"{NAME}.toml").write_text(TOPIC, encoding="utf-8")
    explanations._library.cache_clear()
    office.terminal.does("law", "review", NAME, "--approve", "--as", "truong")


def test_a_review_needs_a_name_a_note_that_fits_and_one_act(office: Office) -> None:
    assert "Chưa biết bài nào" in office.terminal.is_refused("law", "review", "--approve", "--as", "truong")
    assert "Không có bài" in office.terminal.is_refused("law", "review", "nothing", "--approve", "--as", "truong")
    long = "a" * (law_reviews.LONGEST_NOTE + 1)
    assert "ngắn lại" in office.terminal.is_refused("law", "review", NAME, "--return", "--note", long, "--as", "truong")
    assert office.terminal.types("law", "review", NAME, "--approve", "--undo", "--as", "truong") == 2


def test_reviews_stand_in_the_audit_trail_and_their_notes_are_sealed(office: Office) -> None:
    office.terminal.does("law", "review", NAME, "--return", "--note", "Ghi chú kín", "--as", "truong")
    office.terminal.does("law", "review", NAME, "--undo", "--as", "pho")
    with office.terminal.books() as books:
        from sqlalchemy import select

        from casework.tables.audit import audit_entry
        from casework.tables.law_reviews import law_review

        rows = books.conn.execute(select(audit_entry).where(audit_entry.c.object == f"law:{NAME}")).all()
        assert [(row.action, row.purpose) for row in rows] == [
            ("law_reviewed", "returned"),
            ("law_reviewed", "returned_withdrawn"),
        ]
        assert isinstance(audit.verify(books), audit.Verified)
        (kept,) = books.conn.execute(select(law_review)).all()
        assert "Ghi chú".encode() not in kept.note_sealed
        assert (kept.withdrawn_by, kept.withdrawn_at) == (
            office.ids["pho"],
            datetime.fromisoformat("2026-11-16T02:00:00+00:00"),
        )


# --- the agency's own additions --------------------------------------------------------------------------------------


def _an_addition(books: Books, office: Office, *said: tuple[str, str]) -> str:
    chat = a_chat(books)
    asked = questions.ask(books, chat, None, "Bao nhiêu ngày thì hết hạn?")
    assert isinstance(asked, questions.Question)
    words = proposals.Words(
        topic=NAME,
        title="Mười ngày ở cơ quan ta",
        sentences=tuple(proposals.Statement(say=say, by=(by,)) for say, by in said),
        asked=("mấy ngày thì hết hạn",),
    )
    made = proposals.propose(books, asked.id, office.ids["huong"], words)
    return proposals.approve(books, made.name, office.ids["truong"]).name


def test_what_the_agency_added_is_listed_and_traced(office: Office) -> None:
    name = office.terminal.writes(_an_addition, office, ("Thời hạn tự nguyện là 10 ngày.", "L25:36.1"))
    assert f"{name} " in office.terminal.does("law", "show")
    traced = office.terminal.does("law", "show", name, "--trace")
    assert "- Thời hạn tự nguyện là 10 ngày.\n    L25:36.1 (khoản 1 Điều 36" in traced
    assert "đã duyệt: Đặng Quốc Thái, 16/11/2026" in traced


def test_what_the_agency_added_is_checked_like_the_rest(office: Office) -> None:
    name = office.terminal.writes(_an_addition, office, ("Thời hạn tự nguyện là 12 ngày.", "L25:36.1"))
    assert office.terminal.types("law", "check") == 1
    found = [line for line in office.terminal.said.splitlines() if line.startswith("bài của cơ quan: ")]
    assert len(found) == 1
    assert found[0].startswith(f"bài của cơ quan: {name}: «Thời hạn tự nguyện là 12 ngày.»")
    assert "12 ngày (L25:36.1)" in found[0]
