"""A running campaign is changed at the terminal: proposed, looked at, approved by another with the hash that was shown."""

from __future__ import annotations

import re

import pytest

from scheduler.plans.campaigns import every_campaign
from scheduler.steps.planning import plan_campaign
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office
from tests.scheduler.arranged import a_chat

CREATE = (
    "campaign", "create", "Đợt 1: án phí", "--plan", "12/KH-THADS", "--from", "16/11/2026", "--to", "31/12/2026",
    "--step", "campaign_start+1w:week_before", "--step", "campaign_start+8w:reminder.follow_up", "--as", "huong",
)  # fmt: skip


@pytest.fixture
def office(terminal: Terminal) -> Office:
    """Two debtors in the chat, and a campaign that runs."""
    office = an_office(terminal)
    cases = [office.case(f"00{number}/QĐ-THADS") for number in (1, 2)]
    with terminal.books() as books:
        for case in cases:
            a_chat(books, case.debtor)
    terminal.does(*CREATE)
    terminal.does("campaign", "approve", "đợt 1", "--as", "truong")
    terminal.does("campaign", "start", "đợt 1", "--as", "huong")
    plan(terminal)
    return office


def plan(terminal: Terminal) -> None:
    with terminal.books() as books:
        plan_campaign(books, every_campaign(books)[0].id)


def change(terminal: Terminal, *options: str) -> str:
    return terminal.does("campaign", "change", "đợt 1", *options)


def test_a_change_is_proposed_shown_and_approved_by_another(office: Office) -> None:
    terminal = office.terminal
    edits = (
        "--move", "2=campaign_start+10w", "--remove", "1", "--add", "campaign_end-3w:follow_up?not_answered",
        "--to", "25/12/2026", "--most", "4",
    )  # fmt: skip
    told = change(terminal, "--propose", *edits, "--as", "huong")
    assert "thay đổi đang chờ duyệt, do Lê Thị Mai Hương đề xuất" in told
    assert "Bỏ bước 1: 1 ngày làm việc sau ngày đợt bắt đầu" in told
    assert "sau: 10 ngày làm việc sau ngày đợt bắt đầu" in told
    assert "Thêm bước 3: 3 ngày làm việc trước ngày đợt kết thúc, nếu chưa trả lời tin trước" in told
    assert "Thời gian của đợt: 16/11/2026-31/12/2026 thành 16/11/2026-25/12/2026" in told
    assert "Nhiều nhất cho một người: 6 tin thành 4 tin" in told
    assert "Danh sách đã duyệt: 2; có thay đổi: 2" in told
    assert "thôi gửi, bước này đã bỏ khỏi kế hoạch: 2" in told
    assert "dời từ 27/11/2026 sang 01/12/2026: 2" in told
    assert "mới, ngày 22/12/2026: 2" in told
    assert change(terminal, "--show") == told
    seal = _seal(told)
    assert "Dấu không khớp" in terminal.is_refused(
        "campaign", "change", "đợt 1", "--approve", "0123456789", "--as", "truong"
    )
    assert "kế hoạch bản 2" in change(terminal, "--approve", seal, "--as", "truong")
    plan(terminal)
    shown = terminal.does("campaign", "show", "đợt 1")
    assert "Bước 2: 10 ngày làm việc sau ngày đợt bắt đầu" in shown
    assert "Bước 1:" not in shown, "a step keeps its number when another goes"
    assert "Bước 3:" in shown
    report = terminal.does("campaign", "report", "đợt 1")
    assert "Lý do: bước này đã bỏ khỏi kế hoạch: 2" in report


def _seal(told: str) -> str:
    found = re.search(r"Dấu: ([0-9a-f]{16})", told)
    assert found is not None
    return found[1]


def test_whoever_proposed_it_does_not_approve_it_and_may_take_it_back(office: Office) -> None:
    terminal = office.terminal
    seal = _seal(change(terminal, "--propose", "--most", "3", "--as", "truong"))
    refused = terminal.is_refused("campaign", "change", "đợt 1", "--approve", seal, "--as", "truong")
    assert "Người đề xuất không được tự duyệt" in refused
    assert "Đã rút thay đổi" in change(terminal, "--withdraw", "--as", "truong")
    assert "không có thay đổi nào chờ duyệt" in terminal.is_refused("campaign", "change", "đợt 1", "--show")


def test_names_are_masked_in_what_is_shown(office: Office) -> None:
    told = change(office.terminal, "--propose", "--remove", "2", "--as", "huong")
    assert told.count("Ví dụ") == 2
    assert "Nguyễn Thị Ngọc Ánh" not in told


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--propose",), "Chưa ghi thay đổi gì"),
        (("--propose", "--remove", "9"), "Đợt không có bước 9"),
        (("--propose", "--text", "1=week_before"), "đã như vậy rồi"),
        (("--propose", "--move", "2=campaign_start+1w", "--text", "2=week_before"), "trùng với bước 1"),
        (("--propose", "--remove", "1", "--remove", "2"), "cần từ 1 đến 10 bước"),
        (("--propose", "--add", "wave_start+0:follow_up@3"), "không có đợt ấy"),
        (("--propose", "--to", "01/11/2026"), "kết thúc mới của đợt đã qua"),
    ],
)
def test_what_cannot_be_changed_so_is_refused_in_a_sentence(
    office: Office, options: tuple[str, ...], sentence: str
) -> None:
    assert sentence in office.terminal.is_refused("campaign", "change", "đợt 1", *options, "--as", "huong")


@pytest.mark.parametrize(
    "typed",
    [
        ("--add", "hôm nay"),
        ("--move", "2"),
        ("--if", "1=thích"),
        ("--wave-dates", "1=01/12/2026"),
        ("--text", "1=khong_co"),
    ],
)
def test_what_cannot_be_read_is_said_with_a_way_to_write_it(office: Office, typed: tuple[str, str]) -> None:
    code = office.terminal.types("campaign", "change", "đợt 1", "--propose", *typed, "--as", "huong")
    assert (code, typed[1].split("=")[-1] in office.terminal.complained) == (2, True)
