"""The doctor: one sentence and one remedy a line, whatever is missing, and exit code 0 only when all is well."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from casework import accounts, alert_list, link_limits, questions, working_days
from casework.accounts import AccountFacts
from casework.tables.linking import link_alarm
from handlers.tables import inbox
from messages.outbox import DeliveryClass, Draft, Guard, Lane, State, queue
from messages.outgoing import Act, Outgoing
from messages.tables import outbox
from scheduler.delivery import leases, troubles
from scheduler.delivery.troubles import Trouble
from scheduler.tables import channel_trouble
from tests.casework.chats import a_chat
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office


@pytest.fixture
def healthy(terminal: Terminal) -> Office:
    """Set up to the last item."""
    office = an_office(terminal)
    facts = AccountFacts(bank_bin="970405", bank_name="Agribank", number="0000000000000", holder="THADS")
    with terminal.books() as books:
        account = accounts.propose_account(books, office.agency, facts, office.ids["tu"])
        accounts.approve_account(books, account, office.ids["truong"])
        working_days.seed_year(books, 2026)
        working_days.confirm_year(books, 2026, office.ids["truong"])
        code = alert_list.put(books, office.ids["huong"], 1, "system")
        alert_list.link_chat(books, a_chat(books, "2001"), code)
    terminal.does("backup")
    return office


def _queue(office: Office, *, ago: timedelta, state: State = State.QUEUED, purpose: str = "p") -> None:
    with office.terminal.books() as books:
        row = queue(
            books,
            Draft(
                contact_id=a_chat(books),
                account="telegram",
                purpose=purpose,
                message=Outgoing(act=Act.SEND, text="xin chào"),
                delivery_class=DeliveryClass.MUST_ARRIVE,
                lane=Lane.REPLY,
                guard=Guard.REPLY,
                text_key="start.home",
                text_version=1,
                not_before=books.clock.now() - ago,
            ),
        )
        books.conn.execute(update(outbox).where(outbox.c.id == row).values(state=state.value))


def test_everything_in_order_ends_with_nought(healthy: Office) -> None:
    said = healthy.terminal.does("doctor")
    assert all(line.startswith("tốt:  ") and line.endswith(".") for line in said.splitlines())
    assert "1 tài khoản nhận tiền đã duyệt" in said
    assert "Telegram đang tắt" in said


def test_who_waits_for_a_call_stands_first_and_stays_until_the_call_is_recorded(healthy: Office) -> None:
    with healthy.terminal.books() as books:
        asked = questions.ask(books, a_chat(books), None, "tôi không muốn sống nữa", kind="distress")
    assert isinstance(asked, questions.Question)
    assert healthy.terminal.types("doctor") == 1
    (line,) = [line for line in healthy.terminal.said.splitlines() if line.startswith("hỏng")]
    assert f"cần gọi ngay {asked.reference}, báo lúc 09:00 16/11/2026, chưa ai nhận" in line
    assert "không muốn sống" not in healthy.terminal.said
    healthy.terminal.does("question", "call", asked.reference, "--outcome", "reached", "--as", "huong")
    healthy.terminal.does("doctor")


def test_an_agency_where_nobody_would_be_told_of_distress_is_not_in_order(healthy: Office) -> None:
    healthy.terminal.does("agency", "alerts", "remove", "huong", "--as", "truong")
    assert healthy.terminal.types("doctor") == 1
    assert "hỏng: chưa cán bộ nào nhận được tin cần gọi ngay. Chạy: gandan agency alerts add" in healthy.terminal.said


def test_a_question_that_waits_beyond_the_promised_day_is_told(
    healthy: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with healthy.terminal.books() as books:
        questions.ask(books, a_chat(books), None, "Tôi xin trả góp được không?")
    monkeypatch.setenv("GANDAN_CLOCK", "2026-11-19T09:00:00+07:00")
    assert healthy.terminal.types("doctor") == 1
    assert "1 câu hỏi đã quá ngày hẹn trả lời" in healthy.terminal.said


def test_a_fresh_machine_is_told_what_to_run_and_no_database_is_made_by_asking(
    clean_environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from bot.__main__ import main

    monkeypatch.setenv("GANDAN_DATA_DIR", str(tmp_path / "data"))
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "hỏng: không có tệp khóa" in said
    assert "hỏng: chưa có cơ sở dữ liệu" in said
    assert "gandan db upgrade" in said
    assert not (tmp_path / "data").exists()


def test_unknown_settings_are_the_only_thing_it_says(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANDAN_SEND_RAET", "10")
    assert terminal.types("doctor") == 1
    assert "GANDAN_SEND_RATE" in terminal.said
    assert len(terminal.said.splitlines()) == 1


def test_an_old_database_and_a_readable_key_file_are_named(healthy: Office) -> None:
    with healthy.terminal.books() as books:
        books.conn.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    (healthy.terminal.folder / "master.key").chmod(0o444)
    assert healthy.terminal.types("doctor") == 1
    assert "hỏng: cơ sở dữ liệu ở bước 0000" in healthy.terminal.said
    assert "chmod 400" in healthy.terminal.said


def test_an_agency_not_set_up_is_led_through_it(terminal: Terminal) -> None:
    assert terminal.types("doctor") == 1
    for remedy in ("gandan agency set", "gandan agency account propose", "gandan calendar confirm 2026"):
        assert remedy in terminal.said


def test_a_message_that_nobody_sends_is_stuck_only_after_a_while(healthy: Office) -> None:
    _queue(healthy, ago=timedelta(minutes=35))
    assert healthy.terminal.types("doctor") == 1
    assert "1 tin chờ gửi ở kênh Telegram, lâu nhất 35 phút" in healthy.terminal.said
    assert "không tiến trình nào đang gửi cho kênh Telegram" in healthy.terminal.said


def test_a_sender_at_work_is_named_and_what_has_just_come_due_is_no_fault(healthy: Office) -> None:
    _queue(healthy, ago=timedelta(seconds=30))
    with healthy.terminal.books() as books:
        assert leases.take(books, "speak:telegram", leases.this_process())
        assert leases.take(books, "bell", leases.this_process())
    said = healthy.terminal.does("doctor")
    assert "gửi cho kênh Telegram: tiến trình" in said
    assert "rung chuông nhắc việc: tiến trình" in said


def test_uncertain_messages_count_when_they_are_more_than_a_crash_leaves(healthy: Office) -> None:
    for number in range(5):
        _queue(healthy, ago=timedelta(0), state=State.UNCERTAIN, purpose=f"u{number}")
    assert "tốt:  5 tin" in healthy.terminal.does("doctor")
    _queue(healthy, ago=timedelta(0), state=State.UNCERTAIN, purpose="u6")
    assert healthy.terminal.types("doctor") == 1
    assert "hỏng: 6 tin" in healthy.terminal.said


def test_what_was_heard_and_not_handled_or_given_up_is_found(healthy: Office) -> None:
    with healthy.terminal.books() as books:
        for number, state in enumerate(("waiting", "parked")):
            row = {
                "id": number + 1, "account": "web", "update_id": number, "chat_print": b"x", "state": state, "tries": 0,
                "received_at": books.clock.now() - timedelta(minutes=3),
            }  # fmt: skip
            books.conn.execute(insert(inbox).values(**row))
    assert healthy.terminal.types("doctor") == 1
    assert "1 tin đến chưa được xử lý, lâu nhất 3 phút" in healthy.terminal.said
    assert "1 tin đến bị gác lại" in healthy.terminal.said


def test_guessing_at_codes_is_told_for_a_day(healthy: Office) -> None:
    with healthy.terminal.books() as books:
        raised = books.clock.now() - timedelta(hours=23)
        books.conn.execute(insert(link_alarm).values(ten_minutes=1, raised_at=raised))
        assert link_limits.alarms_since(books, raised)
    assert healthy.terminal.types("doctor") == 1
    assert "gõ sai dồn dập" in healthy.terminal.said


@pytest.mark.parametrize(
    ("kind", "said", "told_for"),
    [
        (Trouble.REFUSED, "nền tảng không còn nhận mã của bot", timedelta(minutes=30)),
        (Trouble.CONFLICT, "chương trình khác đang lấy tin bằng mã của bot", timedelta(minutes=30)),
        (Trouble.FORGED, "nhiều lời gọi giả đến webhook", timedelta(days=1)),
    ],
)
def test_trouble_with_a_whole_account_is_told_while_it_lasts(
    healthy: Office, kind: Trouble, said: str, told_for: timedelta
) -> None:
    with healthy.terminal.books() as books:
        troubles.note(books, "telegram", kind, "401 Unauthorized", 7)
    assert healthy.terminal.types("doctor") == 1
    assert said in healthy.terminal.said
    assert "kênh Telegram, 7 lần" in healthy.terminal.said
    with healthy.terminal.books() as books:
        books.conn.execute(update(channel_trouble).values(last_at=books.clock.now() - told_for - timedelta(minutes=1)))
    assert "không kênh nào bị từ chối" in healthy.terminal.does("doctor")
