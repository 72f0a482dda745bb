"""The plan that a leader signs says everything an office planned, on paper and at the terminal alike."""

from __future__ import annotations

import io

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.books import Books
from messages.letters import PlanDocument, Section, Table, campaign_plan
from messages.library import pinned
from scheduler.plans import approval, costs, plan_file, waves
from scheduler.plans.campaign_rows import the_campaign
from scheduler.plans.plan_document import HIDDEN, plan_document
from tests.scheduler import arranged, planned
from tests.scheduler.arranged import Office
from tests.scheduler.planned import FILE, LONG


def text_of(pdf: bytes) -> str:
    """All pages as a reader's search would find them."""
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def cells(document: PlanDocument) -> list[str]:
    """Every line and cell."""
    lines = [line for section in document.sections for line in section.lines]
    return lines + [
        cell for section in document.sections if section.table for row in section.table.rows for cell in row
    ]


@pytest.fixture
def office(books: Books) -> Office:
    return planned.an_office_as_in_the_file(books)


@pytest.fixture
def draft(books: Books, office: Office) -> int:
    return plan_file.load(books, FILE, office.officer).written.campaign_id


def test_each_part_of_the_plan_has_its_section(books: Books, draft: int) -> None:
    document = plan_document(books, draft, in_full=True)
    assert [section.title for section in document.sections] == [
        "Căn cứ, phụ trách, chỉ tiêu",
        "Người được nhắc",
        "Các đợt trọng tâm",
        "Các bước nhắc",
        "Nội dung tin nhắc",
        "Tổ công tác",
        "Xã điểm và tổ vận động",
        "Kế hoạch giải quyết từng việc khó",
        "Lịch đi công tác",
        "Dự toán chi phí",
    ]
    said = cells(document)
    for step in the_campaign(books, draft).plan.steps:
        text = pinned(step.text_key, step.text_version).vi
        assert f"{step.text_key} (bản {step.text_version}): {text}" in said
    for words in (
        "Ủy viên phụ trách: Võ Thị Lan.",
        "Chỉ tiêu: 39 việc, 4.500.000.000 đồng.",
        "Người phải thi hành án trong các việc cần nhắc và còn tiền phải nộp, thuộc Phòng Thi hành án dân sự khu vực 3, "
        "còn từ 300.000 đồng.",
        "còn khoản án phí, lệ phí tòa án hoặc tiền phạt",
        "tại các xã điểm của đợt (xã Phước Hòa), còn khoản nợ ngân hàng",
        "2 ngày trước ngày hết thời hạn tự nguyện, nếu chưa bấm xem tin trước, gửi qua telegram, không được thì web, mẫu "
        "reminder.deadline_near (bản 1)",
        "Thôi nhắc khi đã nộp đủ hoặc việc đã đóng, đã có thỏa thuận, đã hẹn nộp.",
        "Sau 2 tin không trả lời thì tổ vận động đến gặp.",
        "Tổ vận động xã Phước Hòa (1 người, 9 lượt mỗi ngày)",
        f"Đại úy {LONG}",
        "Mời ngân hàng làm việc về miễn, giảm lãi. Xác minh lại thửa đất.",
        "ngày nghỉ theo lịch của cơ quan",
        "161.000 đồng",
    ):
        assert words in said, words


def test_outsiders_and_officers_own_words_are_hidden_from_whoever_is_not_named(books: Books, draft: int) -> None:
    said = " ".join(cells(plan_document(books, draft, in_full=False)))
    assert LONG not in said
    assert "Mời ngân hàng" not in said
    assert "0900000201" not in said
    assert said.count(HIDDEN) == 2


def test_the_paper_says_what_the_document_says_and_who_signs(books: Books, office: Office, draft: int) -> None:
    approval.approve(books, draft, office.head)
    document = plan_document(books, draft, in_full=True)
    read = text_of(campaign_plan(document))
    for words in (
        "KẾ HOẠCH Đợt cao điểm thi hành án dân sự quý IV",
        "Từ ngày 16/11/2026 đến ngày 31/12/2026",
        "Trạng thái: đã duyệt; duyệt: Trần Quốc Bảo, 09:00 ngày 16/11/2026",
        "NGƯỜI LẬP KẾ HOẠCH",
        "THỦ TRƯỞNG CƠ QUAN",
        "Lê Thị Mai Hương",
        "không thay thông báo chính thức",
    ):
        assert words in read
    for section in document.sections:
        assert section.title in read


def test_a_bare_plan_has_no_empty_sections(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    document = plan_document(books, planned.a_draft(books, office), in_full=True)
    assert [section.title for section in document.sections] == [
        "Căn cứ, phụ trách, chỉ tiêu", "Người được nhắc", "Các bước nhắc", "Nội dung tin nhắc", "Dự toán chi phí",
    ]  # fmt: skip
    assert "Căn cứ: (chưa ghi)." in cells(document)


def test_a_line_without_a_price_is_not_shown_as_free(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    draft = planned.a_draft(books, office)
    said = cells(plan_document(books, draft, in_full=True))
    assert "chưa có đơn giá" in said
    assert "Chưa tính các dòng chưa có đơn giá." in said
    for key in ("message:terminal", "letter", "km", "person_day"):
        costs.set_rate(books, draft, key, 100, office.officer)
    priced = cells(plan_document(books, draft, in_full=True))
    assert "chưa có đơn giá" not in priced
    assert "Chưa tính các dòng chưa có đơn giá." not in priced


def test_people_in_two_waves_at_once_are_told_to_whoever_signs(books: Books, draft: int) -> None:
    """They came into the second wave after the draft was written: it could not have been written with them."""
    from dataclasses import replace
    from datetime import date

    from sqlalchemy import update

    from scheduler.tables import wave

    early = date(2026, 11, 20)
    books.conn.execute(update(wave).where(wave.c.number == 2).values(starts_on=early, selection="{}"))
    plan = the_campaign(books, draft).plan
    assert waves.in_two(books, plan) == [waves.Overlap(first=1, second=2, people=1)]
    assert plan.waves[1] == replace(plan.waves[1], starts_on=early)
    said = " ".join(cells(plan_document(books, draft, in_full=True)))
    assert "Lưu ý: 1 người đang thuộc cả đợt trọng tâm 1 và 2 trong cùng những ngày." in said


names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cn", "Co")), max_size=30)


@pytest.mark.slow  # the typesetter takes tenths of a second a document
@settings(max_examples=8)
@given(st.lists(st.tuples(names, names), max_size=40), names)
def test_any_words_and_any_number_of_rows_can_be_printed(rows: list[tuple[str, str]], title: str) -> None:
    from datetime import date

    table = Table(head=("Tên", "Ghi chú"), rows=tuple(rows), widths=(1, 3))
    document = PlanDocument(
        agency="Thi hành án dân sự tỉnh Mẫu", place="", number="308/KH-THADS", title=f"Đợt {title}", period="", standing="",
        maker=LONG, sections=[Section(title="Bảng", table=table), Section(title="Lời", lines=(title, "#evil[x]"))],
        printed_on=date(2026, 11, 16),
    )  # fmt: skip
    assert "#evil[x]" in text_of(campaign_plan(document))
