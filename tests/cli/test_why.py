"""One command tells an officer why a message went, waits or never goes, and why somebody hears nothing."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from sqlalchemy import select, update

from casework.payment_claims import claim_payment
from casework.people import name_of
from casework.tables.contacts import contact
from casework.tables.decisions import decision
from messages.tables import outbox
from scheduler.bell import reminders
from scheduler.plans.campaigns import every_campaign
from scheduler.steps.planning import plan_campaign
from scheduler.tables import campaign
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office
from tests.scheduler import guarded
from tests.scheduler.arranged import a_chat, at

NUMBER = "001/QĐ-THADS"
CREATE = (
    "campaign", "create", "Đợt 1", "--plan", "12/KH-THADS", "--from", "16/11/2026", "--to", "31/12/2026",
    "--step", "campaign_start+0w:week_before", "--step", "campaign_start+8w:reminder.follow_up", "--as", "huong",
)  # fmt: skip


@pytest.fixture
def office(terminal: Terminal) -> Office:
    """Two debtors; the first is in the chat, the second is not. A campaign for both runs."""
    office = an_office(terminal)
    first = office.case(NUMBER)
    office.case("002/QĐ-THADS")
    with terminal.books() as books:
        a_chat(books, first.debtor)
        books.conn.execute(update(decision).values(officer_id=office.ids["huong"]))
    terminal.does(*CREATE)
    terminal.does("campaign", "approve", "đợt 1", "--as", "truong")
    terminal.does("campaign", "start", "đợt 1", "--as", "huong")
    with terminal.books() as books:
        plan_campaign(books, every_campaign(books)[0].id)
    return office


def it_is(office: Office, monkeypatch: pytest.MonkeyPatch, instant: datetime) -> None:
    """For the books and for the next command."""
    office.terminal.clock.set(instant)
    monkeypatch.setenv("GANDAN_CLOCK", instant.isoformat())


def queued(office: Office, monkeypatch: pytest.MonkeyPatch) -> str:
    """The first reminder stands in the queue at noon; its reference."""
    it_is(office, monkeypatch, at(date(2026, 11, 16), 12))
    with office.terminal.books() as books:
        while reminders.queue_due(books):
            pass
        return str(books.conn.execute(select(outbox.c.reference)).scalar_one())


def test_a_message_that_went_says_who_decided_what_was_looked_at_and_what_happened(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = queued(office, monkeypatch)
    with office.terminal.books() as books:
        guarded.go(books)
        (seal,) = books.conn.execute(select(campaign.c.approved_hash)).scalars()
    said = office.terminal.does("why", reference.lower())
    assert f"Tin {reference}: kênh đã nhận." in said
    assert f"về quyết định {NUMBER}" in said
    assert "Đợt «Đợt 1» (đang chạy), kế hoạch «12/KH-THADS»." in said
    assert "Bước 1: đúng ngày đợt bắt đầu, mẫu reminder.week_before (bản 1); đến lượt lúc " in said
    assert "Lập: Lê Thị Mai Hương" in said
    assert f"Duyệt: Đặng Quốc Thái (Chấp hành viên), 09:00 16/11/2026, dấu {seal[:16]}, kế hoạch bản 1." in said
    assert "có trong danh sách đã duyệt lần 1" in said
    assert "12:00 16/11/2026  lần 1: kênh đã nhận" in said
    assert "Ngay trước khi gửi đã xét lại và đều đạt: " in said
    assert "còn đồng ý nhận tin nhắc" in said


def test_nobody_is_named_in_full_and_no_address_is_shown(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = queued(office, monkeypatch)
    said = office.terminal.does("why", reference) + office.terminal.does("why", NUMBER)
    with office.terminal.books() as books:
        person = books.conn.execute(select(contact.c.party_id)).scalar_one()
        assert (name_of(books, person) or "?") not in said
    assert f"chat-{person}" not in said


def test_a_reference_that_happens_to_be_all_digits_is_no_number(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued(office, monkeypatch)
    with office.terminal.books() as books:
        books.conn.execute(update(outbox).values(reference="772297"))
        (number,) = books.conn.execute(select(outbox.c.id)).scalars()
    said = office.terminal.does("why", "772297")
    assert said.startswith("Tin 772297: ")
    assert office.terminal.does("why", str(number)) == said


def test_what_waits_says_which_guard_holds_it_and_until_when(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = queued(office, monkeypatch)
    assert "mọi điều kiện đều đạt, tin sẽ đi" in office.terminal.does("why", reference)
    it_is(office, monkeypatch, at(date(2026, 11, 16), 21))
    said = office.terminal.does("why", reference)
    assert "phải đợi, ngoài giờ hoặc ngày nghỉ" in said
    assert "sớm nhất 07:30 17/11/2026" in said
    office.terminal.does("stop-all", "--as", "huong")
    said = office.terminal.does("why", reference)
    assert "phải đợi, mọi tin tự gửi đang bị giữ" in said
    assert "Đang giữ mọi tin tự gửi từ 21:00 16/11/2026 (Lê Thị Mai Hương (Chấp hành viên))" in said


def test_looking_changes_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = queued(office, monkeypatch)
    it_is(office, monkeypatch, at(date(2026, 11, 16), 21))
    with office.terminal.books() as books:
        before = books.conn.execute(select(outbox)).all()
    office.terminal.does("why", reference)
    office.terminal.does("why", NUMBER)
    with office.terminal.books() as books:
        assert books.conn.execute(select(outbox)).all() == before


def test_a_message_of_a_paused_campaign_names_the_brake(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = queued(office, monkeypatch)
    with office.terminal.books() as books:
        books.conn.execute(update(campaign).values(status="paused", paused_why="complaints"))
    said = office.terminal.does("why", reference)
    assert "Tự tạm dừng: nhiều người khiếu nại." in said
    assert "phải đợi, đợt tạm dừng" in said


def test_who_hears_nothing_is_told_by_decision(office: Office) -> None:
    said = office.terminal.does("why", "002/QĐ-THADS")
    assert "Chưa liên kết trò chuyện nào nên không tin nào đi được" in said
    assert re.search(r"1 +\d\d:\d\d 16/11/2026 +- +bỏ qua +chưa liên kết trò chuyện", said)
    assert "Duyệt: Đặng Quốc Thái" in said


def test_who_says_to_have_paid_hears_nothing_and_the_command_says_where_to_look(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued(office, monkeypatch)
    with office.terminal.books() as books:
        chat = books.conn.execute(select(contact.c.id, contact.c.party_id)).one()
        about = books.conn.execute(select(decision.c.id).where(decision.c.number == NUMBER)).scalar_one()
        claim_payment(books, about, chat.party_id, contact_id=chat.id, receipt="BL 12", paid_on=None)
    said = office.terminal.does("why", NUMBER)
    assert "Tin nhắc đang nghỉ: người dân báo đã nộp, đang tìm khoản nộp: gandan claim list." in said


def test_a_step_whose_turn_has_come_is_not_said_to_be_in_the_future(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "chưa đến ngày" in office.terminal.does("why", NUMBER)
    it_is(office, monkeypatch, at(date(2026, 12, 20), 12))
    assert "đã đến lượt, chờ xếp gửi" in office.terminal.does("why", NUMBER)


def test_who_is_on_no_list_of_a_running_campaign_is_told_apart(office: Office) -> None:
    office.case("003/QĐ-THADS")
    said = office.terminal.does("why", "003/QĐ-THADS")
    assert "Chưa đợt nào lập bước nhắc cho người này" in said
    assert "Đợt «Đợt 1»: thuộc diện nhưng chưa được duyệt thêm" in said


def test_a_message_that_is_not_there_is_refused_in_a_sentence(office: Office) -> None:
    assert "Không có tin «ZZZZZZ»" in office.terminal.is_refused("why", "ZZZZZZ")
