"""A reception is booked, waited for and given up through ``gandan chat`` itself: by taps alone, by typing alone, line by line."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

from casework.booking_facts import booking_of_party
from casework.contacts import meet
from casework.links import begin_link
from casework.receptions import BookingState
from casework.waiting_list import waiting_of
from tests.builders import a_person
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office

Heard = list[dict[str, Any]]


@pytest.fixture
def office(terminal: Terminal) -> Office:
    """The leader receives two people on 26/11."""
    there = an_office(terminal)
    day = ("--leader", "truong", "--on", "26/11/2026", "--hours", "08:00-08:40", "--place", "Trụ sở")
    terminal.does("reception", "add", *day, "--as", "tu")
    return there


def linked(office: Office, seat: int) -> int:
    """The party to whom the chat of this seat is linked."""
    with office.terminal.books() as books:
        party = a_person(books)
        begin_link(books, meet(books, "terminal", str(seat)).id, party)
    return party


class Talk:
    """One run of ``gandan chat --jsonl`` after the other."""

    def __init__(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        self.office, self.monkeypatch = office, monkeypatch

    def does(self, seat: int, *acts: dict[str, str]) -> list[Heard]:
        """What appeared after each act."""
        typed = "".join(json.dumps(act) + "\n" for act in acts)
        self.monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        told = self.office.terminal.does("chat", "--jsonl", "--seat", str(seat)).splitlines()
        lines = [json.loads(line) for line in told]
        assert [line for line in lines if "error" in line] == []
        return [line["messages"] for line in lines]

    def presses(self, seat: int, first: str, *labels: str) -> Heard:
        """What appeared after the last tap."""
        return self.does(seat, {"text": first}, *({"press": label} for label in labels))[-1]

    def writes(self, seat: int, *words: str) -> Heard:
        """What appeared after the last words."""
        return self.does(seat, *({"text": text} for text in words))[-1]


@pytest.fixture
def talk(office: Office, monkeypatch: pytest.MonkeyPatch) -> Talk:
    return Talk(office, monkeypatch)


def text_of(heard: Heard) -> str:
    return "\n".join(one["text"] for one in heard)


def state_of(office: Office, party: int) -> BookingState | None:
    with office.terminal.books() as books:
        there = booking_of_party(books, party)
    return None if there is None else there.state


def test_by_taps_alone(office: Office, talk: Talk) -> None:
    party = linked(office, 1)
    said = talk.presses(
        1, "/start", "Đặt lịch gặp lãnh đạo", "Thứ Năm, ngày 26 tháng 11 năm 2026", "8 giờ 20", "Xác nhận"
    )
    assert "Đã đặt lịch." in text_of(said)
    assert state_of(office, party) is BookingState.CONFIRMED
    files = [one["attachment"] for one in talk.presses(1, "/lichhen", "Lưu vào lịch điện thoại") if one["attachment"]]
    assert [one["mime"].partition(";")[0] for one in files] == ["text/calendar"]


def test_by_typing_alone(office: Office, talk: Talk) -> None:
    party = linked(office, 1)
    said = talk.writes(1, "đặt lịch gặp lãnh đạo 26/11 lúc 8 giờ", "đi cùng 2 người", "Xin trả dần", "đồng ý")
    assert "Đã đặt lịch." in text_of(said)
    assert state_of(office, party) is BookingState.CONFIRMED


def test_line_by_line_with_buttons_in_brackets(office: Office, monkeypatch: pytest.MonkeyPatch, talk: Talk) -> None:
    party = linked(office, 1)
    lines = ("/datlich", "26/11 lúc 8 giờ 20", "[Không có nút này]", "[Xác nhận]", "[Phiếu hẹn để in]")
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    said = office.terminal.does("chat")
    assert "Đã đặt lịch." in said
    assert "(tệp: phieu-hen.pdf)" in said
    assert state_of(office, party) is BookingState.CONFIRMED


def test_what_was_taken_is_waited_for_and_offered_when_it_is_given_up(office: Office, talk: Talk) -> None:
    parties = [linked(office, seat) for seat in (1, 2, 3)]
    for seat, hour in ((1, "8 giờ"), (2, "8 giờ 20")):
        talk.writes(seat, f"đặt lịch gặp lãnh đạo 26/11 lúc {hour}", "xác nhận")
    assert "danh sách chờ" in text_of(talk.presses(3, "/datlich", "Báo tôi khi có chỗ trống"))
    talk.presses(1, "/lichhen", "Hủy lịch hẹn", "Hủy, nhường giờ cho người khác")
    *_, opened, taken = talk.does(3, {"tick": "2026-11-16T09:01:00+07:00"}, {"press": "Xem"}, {"press": "Nhận chỗ này"})
    assert "Lúc: 8 giờ, thứ Năm" in text_of(opened)
    assert "Đã đặt lịch." in text_of(taken)
    assert [state_of(office, party) for party in parties] == [None, BookingState.CONFIRMED, BookingState.CONFIRMED]
    with office.terminal.books() as books:
        assert waiting_of(books, parties[2]) is None
