"""What holds reminders back is set, seen and let go at the terminal: capacity, quotas, brakes, first messages, exercises, stops."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from casework.reminder_answers import Kind
from casework.tables.decisions import decision
from messages.tables import outbox
from scheduler.guards import brake, breaker, holding, training
from scheduler.plans.campaigns import every_campaign
from scheduler.steps.planning import plan_campaign
from scheduler.steps.step import Status
from scheduler.tables import campaign, planned_step
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office
from tests.scheduler import guarded
from tests.scheduler.arranged import a_chat, at
from tests.scheduler.test_brake import reacted

CREATE = (
    "campaign", "create", "Đợt 1", "--plan", "12/KH-THADS", "--from", "16/11/2026", "--to", "31/12/2026",
    "--step", "campaign_start+0w:week_before", "--as", "huong",
)  # fmt: skip


@pytest.fixture
def office(terminal: Terminal) -> Office:
    """25 debtors of one officer, all in the chat; a campaign for them has been approved and started."""
    office = an_office(terminal)
    for number in range(25):
        case = office.case(f"{number + 1:03d}/QĐ-THADS")
        with terminal.books() as books:
            a_chat(books, case.debtor)
            books.conn.execute(update(decision).values(officer_id=office.ids["huong"]))
    terminal.does(*CREATE)
    return office


def begun(office: Office) -> int:
    """It has been approved, started and planned."""
    terminal = office.terminal
    terminal.does("campaign", "approve", "đợt 1", "--as", "truong")
    terminal.does("campaign", "start", "đợt 1", "--as", "huong")
    with terminal.books() as books:
        one = every_campaign(books)[0].id
        plan_campaign(books, one)
    terminal.clock.set(at(date(2026, 11, 16), 12))
    return one


def past_the_first(office: Office) -> int:
    one = begun(office)
    office.terminal.writes(lambda books: books.conn.execute(update(campaign).values(canary_done_at=books.clock.now())))
    return one


# -- who can answer ----------------------------------------------------------------------------------------------------


def test_how_many_somebody_answers_is_set_and_listed(office: Office) -> None:
    terminal = office.terminal
    assert "TRẢ LỜI/NGÀY" in terminal.does("agency", "staff", "list")
    listed = terminal.does("agency", "staff", "answers", "huong", "12", "--as", "truong")
    assert next(line for line in listed.splitlines() if "huong" in line).split()[-1] == "12"
    listed = terminal.does("agency", "staff", "answers", "huong", "--as", "truong")
    assert next(line for line in listed.splitlines() if "huong" in line).split()[-1] == "30"
    assert "từ 0 đến 1000" in terminal.is_refused("agency", "staff", "answers", "huong", "5000", "--as", "truong")
    assert "không làm được việc này" in terminal.is_refused("agency", "staff", "answers", "huong", "9", "--as", "huong")


@pytest.mark.parametrize("started", [False, True])
def test_the_load_shows_whose_days_are_too_full_and_where_the_rest_goes(office: Office, started: bool) -> None:
    terminal = office.terminal
    terminal.does("agency", "staff", "answers", "huong", "3", "--as", "truong")
    if started:
        begun(office)
    shown = terminal.does("campaign", "load", "đợt 1")
    rows = [line.split() for line in shown.splitlines() if "/11/2026" in line and "Hương" in line]
    assert [row[-5:] for row in rows[:1]] == [["25", "25", "0", "10", "15"]]
    assert "1 cán bộ có ngày quá sức" in shown
    assert "tin cuối ngày 18/11/2026" in shown
    assert "cứ 100 tin có 30 người hỏi lại" in shown


def test_a_load_that_fits_says_so(office: Office) -> None:
    assert "Mọi ngày đều trả lời kịp" in office.terminal.does("campaign", "load", "đợt 1")


def test_a_load_that_fits_nowhere_says_how_many_are_left(office: Office) -> None:
    terminal = office.terminal
    terminal.does("agency", "staff", "answers", "huong", "0", "--as", "truong")
    assert "25 tin không kịp gửi" in terminal.does("campaign", "load", "đợt 1", "--over")


# -- channels ----------------------------------------------------------------------------------------------------------


def test_a_channel_has_a_quota_that_is_shown_with_its_use(office: Office) -> None:
    terminal = office.terminal
    assert "Chưa kênh nào" in terminal.does("channel")
    assert "0/500" in terminal.does("channel", "quota", "telegram", "--day", "500", "--as", "truong")
    assert "Hạn mức" in terminal.is_refused("channel", "quota", "telegram", "--day", "0", "--as", "truong")
    assert "--none" in terminal.is_refused("channel", "quota", "telegram", "--as", "truong")
    assert "Chưa kênh nào" in terminal.does("channel", "quota", "telegram", "--none", "--as", "truong")


def test_a_channel_that_rests_is_let_go_by_a_manager(office: Office) -> None:
    terminal = office.terminal
    terminal.writes(breaker.note, "telegram", 400, 60)
    shown = terminal.does("channel", "list")
    assert "đợt nhắc tạm nghỉ đến" in shown
    assert "60/400" in shown
    terminal.types("doctor")
    assert "các đợt nhắc qua kênh này tạm nghỉ" in terminal.said
    assert "không làm được việc này" in terminal.is_refused("channel", "clear", "telegram", "--as", "huong")
    assert "gửi tốt" in terminal.does("channel", "clear", "telegram", "--as", "truong")
    assert "không phải tạm nghỉ" in terminal.is_refused("channel", "clear", "telegram", "--as", "truong")


# -- first messages, brake ---------------------------------------------------------------------------------------------


def test_the_first_messages_are_looked_at_and_the_rest_let_go(office: Office) -> None:
    terminal = office.terminal
    begun(office)
    assert "Chưa có tin gửi thử nào đi" in terminal.is_refused("campaign", "let-go", "đợt 1", "--as", "huong")
    assert len(terminal.writes(guarded.go)) == 20
    assert "20 tin đã đi; các tin khác đi từ 12:30" in terminal.does("campaign", "show", "đợt 1")
    assert "Đã xem 20 tin gửi thử" in terminal.does("campaign", "let-go", "đợt 1", "--as", "huong")
    assert len(terminal.writes(guarded.go)) == 5
    assert "gửi thử" not in terminal.does("campaign", "show", "đợt 1")


def test_a_campaign_that_stopped_itself_says_why_and_goes_on_with_a_note(office: Office) -> None:
    terminal = office.terminal
    past_the_first(office)
    for one in terminal.writes(guarded.go)[:3]:
        terminal.writes(reacted, one, Kind.COMPLAINED)
    assert terminal.writes(brake.look) == 1
    shown = terminal.does("campaign", "show", "đợt 1")
    assert "Tự tạm dừng: nhiều người khiếu nại." in shown
    assert "3 người trên 25 tin" in shown
    terminal.types("doctor")
    assert "hỏng: đợt «Đợt 1» đã tự tạm dừng: nhiều người khiếu nại" in terminal.said
    assert "--note" in terminal.is_refused("campaign", "resume", "đợt 1", "--as", "truong")
    assert "chạy tiếp" in terminal.does("campaign", "resume", "đợt 1", "--note", "Đã gọi ba người.", "--as", "truong")
    assert "Tự tạm dừng" not in terminal.does("campaign", "show", "đợt 1")


# -- exercises and stops -----------------------------------------------------------------------------------------------


def test_an_exercise_is_begun_and_ended_by_a_leader_and_said_everywhere(office: Office) -> None:
    terminal = office.terminal
    past_the_first(office)
    assert "tin gửi thật" in terminal.does("agency", "training")
    assert "không làm được việc này" in terminal.is_refused("agency", "training", "on", "--as", "huong")
    begun_ = terminal.does("agency", "training", "on", "--as", "truong")
    assert "«Đợt 1»: tin đến hạn trong lúc diễn tập sẽ bị bỏ" in begun_
    terminal.types("doctor")
    assert "hỏng: đang diễn tập, tin của đợt đang chạy «Đợt 1» bị bỏ" in terminal.said
    assert terminal.writes(guarded.go) == []
    assert "«Đợt 1» được tạm dừng" in terminal.does("agency", "training", "off", "--as", "truong")
    assert "diễn tập đã hết" in terminal.does("campaign", "show", "đợt 1")
    assert not terminal.writes(training.is_on)
    assert "diễn tập: 25" in terminal.does("campaign", "report", "đợt 1")


def test_everybody_who_works_with_cases_may_stop_everything_and_leaders_let_it_go(office: Office) -> None:
    terminal = office.terminal
    past_the_first(office)
    assert "Đang giữ" in terminal.does("stop-all", "--as", "huong")
    assert terminal.writes(guarded.go) == []
    assert terminal.writes(lambda books: guarded.ends(books)) == {("queued", "held"): 25}
    assert terminal.writes(holding.is_held)
    terminal.does("release", "--as", "truong")
    assert len(terminal.writes(guarded.go)) == 25


def test_a_very_large_campaign_stops_at_once_and_is_cancelled_in_chunks(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scheduler.plans import campaigns

    monkeypatch.setattr(campaigns, "AT_ONCE", 4)
    one = past_the_first(office)
    office.terminal.writes(lambda books: guarded.go(books, 6))
    assert "19 tin và bước" in office.terminal.does("campaign", "stop", "đợt 1", "--as", "huong")
    with office.terminal.books() as books:
        assert books.conn.execute(select(campaign.c.status).where(campaign.c.id == one)).scalar() == Status.STOPPED
        assert not books.conn.execute(select(outbox.c.id).where(outbox.c.state == "queued")).all()
        assert not books.conn.execute(select(planned_step.c.id).where(planned_step.c.state == "pending")).all()


def test_who_cannot_answer_is_told_by_the_doctor(office: Office) -> None:
    terminal = office.terminal
    past_the_first(office)
    terminal.does("agency", "staff", "answers", "huong", "0", "--as", "truong")
    terminal.types("doctor")
    assert "hỏng: Lê Thị Mai Hương: không còn sức trả lời" in terminal.said
