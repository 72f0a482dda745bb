"""A campaign's life at the terminal: made, looked at, approved by another, started, paused, stopped, reported."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from casework.tables.agency import staff
from scheduler.plans.campaigns import every_campaign
from scheduler.steps.planning import plan_campaign
from scheduler.tables import campaign
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office
from tests.scheduler.arranged import a_chat

CREATE = (
    "campaign", "create", "Đợt 1: án phí", "--plan", "12/KH-THADS", "--from", "16/11/2026", "--to", "31/12/2026",
    "--step", "campaign_start+0w:week_before", "--step", "campaign_start+8w:reminder.follow_up", "--as", "huong",
)  # fmt: skip


@pytest.fixture
def office(terminal: Terminal) -> Office:
    """Two debtors, one of them in the chat."""
    office = an_office(terminal)
    first = office.case("001/QĐ-THADS")
    office.case("002/QĐ-THADS")
    with terminal.books() as books:
        a_chat(books, first.debtor)
    return office


def test_from_draft_to_report(office: Office) -> None:
    terminal = office.terminal
    assert "bản nháp «Đợt 1: án phí»" in terminal.does(*CREATE)
    assert "nháp" in terminal.does("campaign", "list")
    shown = terminal.does("campaign", "show", "đợt 1")
    assert "Bước 2: 8 ngày làm việc sau ngày đợt bắt đầu, mẫu reminder.follow_up" in shown
    assert "lập: Lê Thị Mai Hương" in shown
    assert "chưa được duyệt" in terminal.is_refused("campaign", "start", "đợt 1", "--as", "huong")
    assert "cho 2 người nhận" in terminal.does("campaign", "approve", "đợt 1", "--as", "truong")
    assert "Đã chạy" in terminal.does("campaign", "start", "đợt 1", "--as", "huong")
    with terminal.books() as books:
        plan_campaign(books, every_campaign(books)[0].id)
    assert "Đã tạm dừng" in terminal.does("campaign", "pause", "đợt 1", "--as", "huong")
    assert "lãnh đạo" in terminal.is_refused("campaign", "resume", "đợt 1", "--as", "huong")
    assert "chạy tiếp" in terminal.does("campaign", "resume", "đợt 1", "--as", "pho")
    assert "Đã dừng hẳn: 2 tin và bước" in terminal.does("campaign", "stop", "đợt 1", "--as", "huong")
    report = terminal.does("campaign", "report", "đợt 1")
    assert "Lý do: đợt bị dừng: 2" in report
    assert "Lý do: chưa liên kết trò chuyện: 2" in report
    figures = json.loads(terminal.does("campaign", "report", "đợt 1", "--json"))
    parts = [figures[name] for name in ("sent", "pending", "cancelled", "skipped")]
    assert (figures["planned"], sum(parts)) == (4, 4)
    assert figures["asked"] == 100_000_000


def test_the_preview_counts_and_shows_real_messages_with_masked_names(office: Office) -> None:
    office.terminal.does(*CREATE)
    said = office.terminal.does("campaign", "preview", "án phí")
    assert "Thuộc diện: 2" in said
    assert "nhắn được ngay: 1" in said
    assert "không nhắn được, chưa liên kết trò chuyện: 1" in said
    assert "16/11/2026: 1" in said
    assert "Tin mẫu cho N***n T. N. Á." in said
    assert "50.000.000 đồng" in said
    assert "Nguyễn Thị Ngọc" not in said


def test_nobody_approves_their_own_and_a_changed_plan_must_be_approved_anew(office: Office) -> None:
    with office.terminal.books() as books:
        books.conn.execute(update(staff).where(staff.c.login == "huong").values(role="deputy"))
    office.terminal.does(*CREATE)
    assert "tự duyệt" in office.terminal.is_refused("campaign", "approve", "đợt 1", "--as", "huong")
    office.terminal.does("campaign", "approve", "đợt 1", "--as", "truong")
    with office.terminal.books() as books:
        books.conn.execute(update(campaign).values(plan_number="99/KH-THADS"))
    assert "duyệt lại" in office.terminal.is_refused("campaign", "start", "đợt 1", "--as", "huong")
    office.terminal.does("campaign", "approve", "đợt 1", "--as", "truong")
    office.terminal.does("campaign", "start", "đợt 1", "--as", "huong")


def test_whoever_comes_later_is_admitted_by_a_leader(office: Office) -> None:
    office.terminal.does(*CREATE)
    approved = office.terminal.does("campaign", "approve", "đợt 1", "--as", "truong")
    office.case("003/QĐ-THADS")
    office.terminal.does("campaign", "start", "đợt 1", "--as", "huong")
    admitted = office.terminal.does("campaign", "admit", "đợt 1", "--as", "truong")
    assert "2 người nhận" in approved
    assert "3 người nhận" in admitted


def test_a_selection_is_read_back_in_words(office: Office) -> None:
    narrow = ("--officer", "huong", "--min", "1 triệu", "--max", "2 tỷ", "--kind", "debt", "--status", "enforcing")
    office.terminal.does(*CREATE, *narrow)
    said = office.terminal.does("campaign", "show", "đợt 1")
    assert "do chấp hành viên Lê Thị Mai Hương phụ trách" in said
    assert "còn từ 1.000.000 đồng, còn không quá 2.000.000.000 đồng" in said
    assert "còn khoản trả nợ" in said


def test_what_cannot_be_planned_is_refused_in_a_sentence(office: Office) -> None:
    office.terminal.does(*CREATE)
    assert "tên khác" in office.terminal.is_refused(*CREATE)
    other = ["Đợt 2" if word == "Đợt 1: án phí" else word for word in CREATE]
    assert "không hợp lý" in office.terminal.is_refused(*other, "--min", "2 tỷ", "--max", "1 triệu")
    assert "Không có cán bộ" in office.terminal.is_refused(*other, "--officer", "khong-co")
    assert office.terminal.types(*other, "--step", "campaign_start+0:nosuch") == 2
    assert "gandan campaign texts" in office.terminal.complained
    assert office.terminal.types(*other, "--step", "hôm nay") == 2
    assert "không đọc được" in office.terminal.complained
    assert "reminder.week_before" in office.terminal.does("campaign", "texts")
    assert "Không có đợt nào tên" in office.terminal.is_refused("campaign", "show", "đợt 9")
