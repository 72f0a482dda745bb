"""Reception days are published at the terminal and listed with masked names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from casework import bookings
from casework.bookings import Booking
from casework.links import begin_link
from casework.receptions import free_slots
from tests.casework.chats import a_chat
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office

ADD = ("reception", "add", "--leader", "truong", "--on", "03/12/2026", "--hours", "7:30-11:00", "--as", "tu")


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


def test_a_day_is_cut_into_slots_and_listed(office: Office) -> None:
    said = office.terminal.does(*ADD, "--hours", "13:30-15:00", "--minutes", "30", "--seats", "2")
    assert "10 lượt, 20 chỗ, đã đặt 0" in said
    assert "Đặng Quốc Thái, Phòng tiếp công dân của cơ quan" in said
    assert "năm đó chưa được xác nhận" in said
    assert "03/12/2026" in office.terminal.does("reception", "list")


def test_whoever_has_booked_is_shown_masked_with_hour_and_reference(office: Office) -> None:
    office.terminal.does(*ADD)
    case = office.case()
    with office.terminal.books() as books:
        chat = a_chat(books)
        begin_link(books, chat, case.debtor)
        slot = free_slots(books, after=datetime(2026, 12, 1, tzinfo=UTC))[0]
        held = bookings.hold(books, slot.slot_id, case.debtor, chat)
        assert isinstance(held, Booking)
        bookings.confirm(books, held.id)
    listed = office.terminal.does("reception", "list")
    assert "07:30-07:50  N***n T. N. Á.  " + held.reference in listed
    assert "Nguyễn Thị" not in listed


def test_a_day_that_cannot_be_is_refused_in_a_sentence(office: Office) -> None:
    office.terminal.does(*ADD)
    assert "trùng giờ" in office.terminal.is_refused(*ADD)
    assert "đã qua" in office.terminal.is_refused(*[w.replace("03/12/2026", "02/11/2026") for w in ADD])
    assert "phải là lãnh đạo" in office.terminal.is_refused(*[w.replace("truong", "huong") for w in ADD])
    assert office.terminal.types(*ADD, "--hours", "11:00-07:30") == 2
    assert "giờ đầu trước giờ cuối" in office.terminal.complained


def test_empty_lists_say_what_to_do(office: Office) -> None:
    assert "gandan reception add" in office.terminal.does("reception", "list")


@pytest.mark.parametrize("word", ["Phòng 3, gọi 0912345678 để giữ chỗ", "Đăng ký tại http://giu-cho.example"])
def test_what_is_shown_to_everybody_names_no_strange_telephone_or_page(office: Office, word: str) -> None:
    for option in ("--place", "--address"):
        office.terminal.is_refused(*ADD, option, word)
    assert "Chưa có ngày" in office.terminal.does("reception", "list")
