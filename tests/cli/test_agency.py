"""Setting up the agency: facts, places, offices, staff, accounts that two people stand behind."""

from __future__ import annotations

import pytest

from casework import accounts, audit
from tests.cli.conftest import Terminal

FACTS = (
    "--name", "Thi hành án dân sự tỉnh Mẫu", "--address", "Số 1 đường Hòa Bình", "--phone", "0900 000 100",
    "--site", "https://thads-mau.example/", "--bot-name", "Gần Dân", "--office-hours", "7 giờ đến 17 giờ",
)  # fmt: skip
ADMIN = ("agency", "staff", "add", "quan-tri", "--name", "Phạm Gia Bảo", "--title", "Quản trị", "--role", "admin")


def _add(terminal: Terminal, login: str, role: str, *more: str) -> str:
    name = ("--name", f"Người {login}", "--title", "Cán bộ", "--role", role)
    return terminal.does("agency", "staff", "add", login, *name, "--as", "quan-tri", *more)


@pytest.fixture
def agency(terminal: Terminal) -> Terminal:
    """An agency with an administrator, a head, a clerk."""
    terminal.does("agency", "set", *FACTS)
    terminal.does(*ADMIN)
    _add(terminal, "truong", "head")
    _add(terminal, "tu", "clerk")
    return terminal


def test_the_first_setting_up_asks_for_what_is_missing(terminal: Terminal) -> None:
    assert "--address" in terminal.is_refused("agency", "set", "--name", "Thi hành án dân sự tỉnh Mẫu")
    assert "gandan agency set" in terminal.is_refused("agency", "show")


def test_facts_are_shown_as_set_and_one_can_be_changed_alone(agency: Terminal) -> None:
    shown = agency.does("agency", "set", "--phone", "0900 000 199", "--as", "quan-tri")
    assert "Thi hành án dân sự tỉnh Mẫu" in shown
    assert "0900 000 199" in shown
    assert "thads-mau.example\n" in shown
    assert "https://" not in shown


def test_once_there_is_a_manager_nobody_sets_facts_without_a_name(agency: Terminal) -> None:
    assert "--as" in agency.is_refused("agency", "set", "--phone", "0900 000 199")
    assert "thư ký" in agency.is_refused("agency", "set", "--phone", "0900 000 199", "--as", "tu")


def test_the_first_member_of_staff_is_a_manager(terminal: Terminal) -> None:
    terminal.does("agency", "set", *FACTS)
    clerk = ("agency", "staff", "add", "tu", "--name", "Cẩm Tú", "--title", "Thư ký", "--role", "clerk")
    assert "admin" in terminal.is_refused(*clerk)
    assert "Phạm Gia Bảo" in terminal.does(*ADMIN)


def test_whoever_has_left_is_gone_from_the_list_and_can_do_nothing(agency: Terminal) -> None:
    assert "vẫn đang làm ở đây" in agency.is_refused("agency", "staff", "back", "tu", "--as", "truong")
    assert "Chưa từng có cán bộ" in agency.is_refused("agency", "staff", "back", "ai", "--as", "truong")
    assert "Người tu" not in agency.does("agency", "staff", "leave", "tu", "--as", "truong")
    assert "Không có cán bộ" in agency.is_refused("calendar", "seed", "2027", "--as", "tu")
    with agency.books() as books:
        assert isinstance(audit.verify(books), audit.Verified)
    assert "Người tu" in agency.does("agency", "staff", "back", "tu", "--as", "truong")


def test_nobody_changes_their_own_role(agency: Terminal) -> None:
    assert "chính mình" in agency.is_refused("agency", "staff", "role", "quan-tri", "head", "--as", "quan-tri")
    assert "phó thủ trưởng" in agency.does("agency", "staff", "role", "tu", "deputy", "--as", "quan-tri")


def test_an_account_needs_two_people(agency: Terminal) -> None:
    facts = ("--bin", "970405", "--bank", "Agribank", "--holder", "THADS tỉnh Mẫu")
    assert "chờ duyệt" in agency.does("agency", "account", "propose", "0000 0000 00000", *facts, "--as", "truong")
    assert "tự duyệt" in agency.is_refused("agency", "account", "approve", "0000000000000", "--as", "truong")
    assert "thủ trưởng" in agency.is_refused("agency", "account", "approve", "0000000000000", "--as", "tu")
    _add(agency, "pho", "deputy")
    approved = agency.does("agency", "account", "approve", "0000000000000", "--as", "pho")
    assert "đang dùng" in approved
    assert "Người truong -> Người pho" in approved
    with agency.books() as books:
        assert [one.number for one in accounts.live_accounts(books)] == ["0000000000000"]
    assert "nộp tại cơ quan" in agency.does("agency", "account", "retire", "0000000000000", "--as", "tu")


@pytest.mark.slow
def test_places_lead_offices_to_their_communes_by_old_names_too(agency: Terminal) -> None:
    assert "Đã ghi thêm" in agency.does("agency", "places")
    assert "đã có đủ" in agency.does("agency", "places")
    agency.does("agency", "set", "--province", "Cà Mau", "--as", "quan-tri")
    office = ("agency", "office", "add", "Phòng khu vực 3", "--address", "Ấp Long Thành", "--phone", "0900 000 103")
    assert "xã Phước Long" in agency.does(*office, "--commune", "TT. Phước Long", "--as", "quan-tri")
    assert "đã có" in agency.is_refused(*office, "--as", "quan-tri")
    moved = agency.does("agency", "office", "communes", "khu vực 3", "--commune", "xã Vĩnh Thanh", "--as", "quan-tri")
    assert "xã Vĩnh Thanh" in moved
    assert "xã Phước Long" not in moved
    unknown = ("agency", "office", "communes", "khu vực 3", "--commune", "xã Không Có", "--as", "quan-tri")
    assert "Không có xã, phường" in agency.is_refused(*unknown)
