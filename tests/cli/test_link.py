"""An officer confirms, refuses, cuts and unlocks; the chats concerned are told, without anything personal."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from casework import link_limits
from casework.contacts import contact
from casework.link_requests import ask_officer, requests_waiting
from casework.links import live_links
from casework.tables.linking import link_guard
from messages.outbox import State, unpacked
from messages.tables import outbox
from tests.casework.chats import a_chat
from tests.cli.conftest import Terminal
from tests.cli.offices import DECISION, Office, an_office


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


def _asks(office: Office, party: int, address: str = "1001") -> tuple[int, int]:
    """A chat of the bank that typed its code; (chat, request)."""
    with office.terminal.books() as books:
        chat = a_chat(books, address)
        ask_officer(books, chat, party)
        return chat, requests_waiting(books)[-1].id


def _heard(office: Office, chat: int) -> list[str]:
    with office.terminal.books() as books:
        rows = books.conn.execute(
            select(outbox).where(outbox.c.contact_id == chat, outbox.c.state == State.QUEUED.value)
        )
        return [unpacked(books.keys.open("outbox", "payload", row.id, row.payload_sealed)).text for row in rows]


def _offered(office: Office, chat: int) -> list[str | None]:
    """The presses under what the chat heard."""
    with office.terminal.books() as books:
        rows = books.conn.execute(select(outbox).where(outbox.c.contact_id == chat))
        told = [unpacked(books.keys.open("outbox", "payload", row.id, row.payload_sealed)) for row in rows]
    return [button.data for one in told for line in one.buttons for button in line]


def test_a_confirmed_chat_is_linked_and_hears_of_it(office: Office) -> None:
    case = office.case()
    chat, request = _asks(office, case.creditor)
    listed = office.terminal.does("link", "list")
    assert str(request) in listed
    assert DECISION in listed
    assert "Phát triển Nông nghiệp" not in listed
    assert "Đã liên kết" in office.terminal.does("link", "confirm", str(request), "--as", "huong")
    with office.terminal.books() as books:
        assert [one.contact_id for one in live_links(books, case.creditor)] == [chat]
    assert any("đã được liên kết" in text for text in _heard(office, chat))
    assert _offered(office, chat) == ["obligations", "set:reminders", "ask"]
    assert "không còn chờ" in office.terminal.is_refused("link", "confirm", str(request), "--as", "huong")
    assert "Không có yêu cầu" in office.terminal.does("link", "list")


def test_a_refused_chat_stays_a_stranger_and_is_asked_to_come(office: Office) -> None:
    case = office.case()
    chat, request = _asks(office, case.creditor)
    assert "Đã từ chối" in office.terminal.does("link", "refuse", str(request), "--as", "tu")
    with office.terminal.books() as books:
        there = contact(books, chat)
        assert there is not None
        assert there.party_id is None
    assert any("mang giấy tờ" in text for text in _heard(office, chat))


def test_a_third_chat_must_wait_until_one_is_cut(office: Office) -> None:
    case = office.case()
    for address in ("1001", "1002"):
        _, request = _asks(office, case.creditor, address)
        office.terminal.does("link", "confirm", str(request), "--as", "huong")
    _, third = _asks(office, case.creditor, "1003")
    assert "hai cuộc trò chuyện" in office.terminal.is_refused("link", "confirm", str(third), "--as", "huong")
    cut = office.terminal.does("link", "cut", DECISION, "--role", "creditor", "--as", "huong")
    assert "Đã cắt 2 liên kết" in cut
    with office.terminal.books() as books:
        assert live_links(books, case.creditor) == ()
    office.terminal.does("link", "confirm", str(third), "--as", "huong")
    assert "trò chuyện nào" in office.terminal.does("link", "show", DECISION, "--as", "huong")


def test_a_locked_code_is_shown_and_unlocked(office: Office) -> None:
    case = office.case()
    assert "không bị khóa" in office.terminal.is_refused("link", "unlock", DECISION, "--as", "huong")
    with office.terminal.books() as books:
        link_limits.ensure_guard(books, case.debtor)
        books.conn.execute(update(link_guard).values(failures=link_limits.PARTY_FAILURES))
    assert "đang bị khóa" in office.terminal.does("link", "show", DECISION, "--as", "huong")
    assert "Đã mở khóa" in office.terminal.does("link", "unlock", DECISION, "--as", "huong")
    with office.terminal.books() as books:
        assert not link_limits.is_locked(books, case.debtor)


def test_administrators_see_no_party(office: Office) -> None:
    office.case()
    assert "quản trị" in office.terminal.is_refused("link", "show", DECISION, "--as", "quan-tri")
    assert "không có người đại diện" in office.terminal.is_refused(
        "link", "show", DECISION, "--role", "representative", "--as", "huong"
    )
