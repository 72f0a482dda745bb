"""Who is told when somebody must be called: the list, its turns, the codes that link a chat; and the agency's helpline."""

from __future__ import annotations

import pytest

from casework import alert_list
from casework.agency import the_agency
from tests.casework.chats import a_chat
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


def _code(said: str) -> str:
    return said.split()[-1]


def test_an_officer_on_the_list_gets_a_code_and_is_shown_with_the_chat(office: Office) -> None:
    assert "Chưa có ai" in office.terminal.does("agency", "alerts")
    said = office.terminal.does("agency", "alerts", "add", "huong", "--turn", "2", "--as", "truong")
    assert "lượt 2" in said
    assert "Trong 30 phút" in said
    assert "chưa nối cuộc trò chuyện" in office.terminal.does("agency", "alerts", "list")
    with office.terminal.books() as books:
        assert alert_list.link_chat(books, a_chat(books), _code(said)) == office.ids["huong"]
    assert "Telegram" in office.terminal.does("agency", "alerts")


def test_a_new_turn_keeps_the_chat_and_gives_a_new_code(office: Office) -> None:
    first = office.terminal.does("agency", "alerts", "add", "huong", "--as", "truong")
    with office.terminal.books() as books:
        alert_list.link_chat(books, a_chat(books), _code(first))
    second = office.terminal.does("agency", "alerts", "add", "huong", "--turn", "3", "--as", "quan-tri")
    assert _code(first) != _code(second)
    assert office.terminal.does("agency", "alerts").splitlines()[1].startswith("3")
    assert "Telegram" in office.terminal.does("agency", "alerts")


def test_who_may_not_and_who_cannot_are_refused(office: Office) -> None:
    add = ("agency", "alerts", "add")
    assert "Vai trò" in office.terminal.is_refused(*add, "huong", "--as", "huong")
    assert "không làm việc hồ sơ" in office.terminal.is_refused(*add, "quan-tri", "--as", "truong")
    assert "gandan agency staff" in office.terminal.is_refused(*add, "khong-co", "--as", "truong")
    assert "từ 1 đến 9" in office.terminal.is_refused(*add, "huong", "--turn", "0", "--as", "truong")


def test_who_is_removed_is_told_no_more(office: Office) -> None:
    office.terminal.does("agency", "alerts", "add", "huong", "--as", "truong")
    assert "không báo" in office.terminal.does("agency", "alerts", "remove", "huong", "--as", "truong")
    assert "không có trong danh sách" in office.terminal.is_refused(
        "agency", "alerts", "remove", "huong", "--as", "truong"
    )


def test_a_helpline_has_a_name_and_a_number_and_can_be_taken_away(office: Office) -> None:
    put = ("agency", "set", "--as", "truong")
    assert "cả tên và số" in office.terminal.is_refused(*put, "--helpline", "Đường dây Ngày Mai")
    assert "bằng chữ số" in office.terminal.is_refused(
        *put, "--helpline", "Đường dây Ngày Mai", "--helpline-phone", "gọi tôi"
    )
    said = office.terminal.does(*put, "--helpline", "Đường dây  Ngày Mai", "--helpline-phone", "0900 000 115")
    assert "Đường dây Ngày Mai 0900 000 115" in said
    with office.terminal.books() as books:
        known = the_agency(books)
        assert known is not None
        assert (known.helpline_name, known.phone) == ("Đường dây Ngày Mai", "0900000100")
    assert "chỉ nêu 115" in office.terminal.does(*put, "--helpline", "", "--helpline-phone", "")
