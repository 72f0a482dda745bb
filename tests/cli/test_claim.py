"""Whoever says that they have paid is looked for in the books, and hears what was found."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from casework.links import EndedBy, begin_link, unlink_everywhere
from casework.payment_claims import State, claim_payment, claims_of
from messages.tables import outbox
from tests.builders import Case
from tests.casework.chats import a_chat
from tests.cli.conftest import Terminal
from tests.cli.offices import DECISION, Office, an_office

RECORD = ("payment", "record", DECISION, "--on", "12/11/2026", "--receipt", "BL-00012", "--amount", "5tr", "--as", "tu")
FOUND = ("claim", "found", DECISION, "--receipt", "BL-00012", "--as", "huong")
NOT_FOUND = ("claim", "not-found", DECISION, "--as", "huong")


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


@pytest.fixture
def case(office: Office) -> Case:
    """The debtor has a chat and has said: receipt BL-00012, paid on 12/11."""
    made = office.case()
    with office.terminal.books() as books:
        chat = a_chat(books, account="terminal")
        begin_link(books, chat, made.debtor)
        claim_payment(
            books, made.decision, made.debtor, contact_id=chat, receipt="BL-00012", paid_on=date(2026, 11, 12)
        )
    return made


def states(office: Office, case: Case) -> list[State]:
    with office.terminal.books() as books:
        return [one.state for one in claims_of(books, case.decision)]


def test_what_waits_is_listed_with_the_number_typed_and_the_name_masked(office: Office, case: Case) -> None:
    said = office.terminal.does("claim", "list", "--as", "tu")
    parts = ("1 lời báo đang chờ.", DECISION, "N***n T. N. Á.", "số BL-00012", "nộp 12/11/2026", "trước 19/11/2026")
    for part in parts:
        assert part in said
    assert "sổ có khoản cùng số" not in said
    office.terminal.does(*RECORD)
    assert "sổ có khoản cùng số" in office.terminal.does("claim", "list", "--as", "tu")
    assert "đang chờ" in office.terminal.does("claim", "list", "--officer", "tu", "--as", "tu")


def test_found_names_a_payment_of_the_books_and_the_person_is_told(office: Office, case: Case) -> None:
    assert "gandan payment record" in office.terminal.is_refused(*FOUND)
    office.terminal.does(*RECORD)
    said = office.terminal.does(*FOUND)
    assert "tìm thấy" in said
    assert "Đã gửi kết quả vào cuộc trò chuyện" in said
    assert states(office, case) == [State.FOUND]
    with office.terminal.books() as books:
        (row,) = books.conn.execute(select(outbox.c.text_key, outbox.c.party_id)).all()
    assert tuple(row) == ("nudge.news", case.debtor)
    assert "không có lời báo" in office.terminal.is_refused(*FOUND)
    assert "Không có lời báo đã nộp nào đang chờ." in office.terminal.does("claim", "list", "--as", "tu")


def test_not_found_is_told_by_hand_where_there_is_no_chat_any_more(office: Office, case: Case) -> None:
    with office.terminal.books() as books:
        unlink_everywhere(books, case.debtor, EndedBy.OFFICER, staff_id=office.ids["huong"])
    said = office.terminal.does(*NOT_FOUND)
    assert "chưa thấy" in said
    assert "qua điện thoại hoặc giấy" in said
    assert states(office, case) == [State.NOT_FOUND]


@pytest.mark.usefixtures("case")
def test_who_may_not_and_what_is_not_there_is_said_in_a_sentence(office: Office) -> None:
    assert "--as" in office.terminal.is_refused("claim", "list")
    assert "quản trị" in office.terminal.is_refused("claim", "not-found", DECISION, "--as", "quan-tri")
    assert "số 999" in office.terminal.is_refused("claim", "not-found", "999/QĐ-THADS", "--as", "tu")
    assert "Không có cán bộ" in office.terminal.is_refused("claim", "list", "--officer", "ai", "--as", "tu")
    assert "không có lời báo" in office.terminal.is_refused(*NOT_FOUND, "--name", "Bưởi")
