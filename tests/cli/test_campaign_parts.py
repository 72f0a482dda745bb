"""Each part of a campaign's plan at the terminal: waves, steps, teams, focal communes, cases, trips, cost, targets."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from casework.tables.audit import audit_entry
from tests import builders
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office
from tests.scheduler import planned
from tests.scheduler.arranged import a_chat

LONG = "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Khánh Linh"
CREATE = (
    "campaign", "create", "Đợt 1", "--plan", "12/KH-THADS", "--from", "16/11/2026", "--to", "31/12/2026",
    "--step", "campaign_start+0w:week_before", "--basis", "Kế hoạch công tác năm", "--steered-by", "pho",
    "--target-cases", "39", "--target-money", "4,5 tỷ", "--as", "huong",
)  # fmt: skip


@pytest.fixture
def office(terminal: Terminal) -> Office:
    """Two cases, one debtor in the chat, two communes, and a draft."""
    office = an_office(terminal)
    first = office.case("001/QĐ-THADS")
    office.case("002/QĐ-THADS", lines=[builders.a_line(amount=1_250_000_000)])
    with terminal.books() as books:
        a_chat(books, first.debtor)
        planned.communes(books, "xã Phước Hòa", "phường An Bình")
    terminal.does(*CREATE)
    return office


def seen(office: Office) -> list[str]:
    """Who looked at a plan in full, and at which part, as the trail has it."""
    with office.terminal.books() as books:
        asked = select(audit_entry.c.purpose).where(audit_entry.c.action == "campaign_plan_seen")
        return list(books.conn.execute(asked.order_by(audit_entry.c.seq)).scalars())


def test_waves_and_their_steps_are_added_set_and_removed(office: Office) -> None:
    say = office.terminal
    assert "chưa chia đợt trọng tâm" in say.does("campaign", "waves", "đợt 1")
    wave = ("--focus", "Việc nhỏ, án phí", "--from", "16/11/2026", "--to", "30/11/2026", "--max", "100 triệu")
    said = say.does("campaign", "waves", "đợt 1", "add", *wave, "--as", "huong")
    assert "16/11/2026-30/11/2026  Việc nhỏ, án phí  còn không quá 100.000.000 đồng" in said
    other = ("--focus", "Việc lớn", "--from", "25/11/2026", "--to", "31/12/2026")
    both = say.is_refused("campaign", "waves", "đợt 1", "add", *other, "--as", "huong")
    assert "Đợt trọng tâm 1 và 2 trùng ngày và cùng nhắc 1 người" in both
    say.does("campaign", "waves", "đợt 1", "add", *other, "--min", "1 tỷ", "--as", "huong")
    step = ("wave_start+2w:deadline_near", "--wave", "2", "--if", "not_answered", "--channel", "telegram")
    said = say.does("campaign", "steps", "đợt 1", "add", *step, "--as", "huong")
    assert (
        "Bước 2  đợt 2   2 ngày làm việc sau ngày đợt trọng tâm bắt đầu, nếu chưa trả lời tin trước, gửi qua telegram"
        in said
    )
    said = say.does("campaign", "waves", "đợt 1", "remove", "1", "--as", "huong")
    assert "Việc nhỏ" not in said
    assert "đợt 1" in say.does("campaign", "steps", "đợt 1"), "the step went with its wave's number"
    said = say.does("campaign", "waves", "đợt 1", "set", "1", *wave, "--as", "huong")
    assert "Việc lớn" not in said
    assert "không có đợt trọng tâm 7" in say.is_refused("campaign", "waves", "đợt 1", "remove", "7", "--as", "huong")
    assert "không có bước nhắc 9" in say.is_refused("campaign", "steps", "đợt 1", "remove", "9", "--as", "huong")
    assert "Bước 2" not in say.does("campaign", "steps", "đợt 1", "remove", "2", "--as", "huong")
    assert "Chưa biết ai đang làm" in say.is_refused("campaign", "steps", "đợt 1", "remove", "1")


def test_a_change_after_the_approval_is_told_and_needs_a_new_one(office: Office) -> None:
    say = office.terminal
    say.does("campaign", "approve", "đợt 1", "--as", "truong")
    wave = ("--focus", "Cả đợt", "--from", "16/11/2026", "--to", "31/12/2026")
    assert "phải duyệt lại" in say.does("campaign", "waves", "đợt 1", "add", *wave, "--as", "huong")
    assert "chưa được duyệt" in say.is_refused("campaign", "start", "đợt 1", "--as", "huong")
    say.does("campaign", "approve", "đợt 1", "--as", "truong")
    say.does("campaign", "start", "đợt 1", "--as", "huong")
    assert "đã chạy" in say.is_refused("campaign", "waves", "đợt 1", "remove", "1", "--as", "huong")


def test_a_team_shows_its_outsiders_only_to_who_says_who_looks(office: Office) -> None:
    say = office.terminal
    written = (
        "campaign", "teams", "đợt 1", "write", "Tổ công tác số 1", "--leader", "huong", "--member", "tu=Thư ký tổ",
        "--outsider", f"công an; {LONG}; Bảo đảm an toàn; 0900 000 201", "--as", "huong",
    )  # fmt: skip
    said = say.does(*written)
    assert "Tổ công tác số 1: tổ trưởng Lê Thị Mai Hương" in said
    assert f"{LONG}  Bảo đảm an toàn  công an" in said
    hidden = say.does("campaign", "teams", "đợt 1")
    assert "(ẩn, thêm --as để xem)" in hidden
    assert LONG not in hidden
    assert "0900000201" not in hidden
    assert seen(office) == []
    assert "0900000201" in say.does("campaign", "teams", "--as", "tu", "đợt 1")
    assert seen(office) == ["teams"]
    assert "kiểm tra viên" in say.is_refused("campaign", "teams", "--as", "kiem-tra", "đợt 1")
    assert (
        say.types("campaign", "teams", "đợt 1", "write", "Tổ 2", "--leader", "huong", "--outsider", "bộ đội; A; B") == 2
    )
    assert "công an" in say.complained
    assert "chưa có tổ công tác" in say.does("campaign", "teams", "đợt 1", "remove", "số 1", "--as", "huong")


def test_focal_communes_and_trips_are_planned_with_warnings(office: Office) -> None:
    say = office.terminal
    say.does("campaign", "teams", "đợt 1", "write", "Tổ 1", "--leader", "huong", "--as", "huong")
    focal = ("campaign", "focal", "đợt 1", "write", "phuoc hoa", "--why", "Nhiều việc tồn", "--team", "Tổ 1")
    assert "xã Phước Hòa    Tổ 1  Nhiều việc tồn" in say.does(*focal, "--as", "huong")
    trip = ("campaign", "trips", "đợt 1", "write", "Phước Hòa", "--team", "Tổ 1", "--people", "5", "--km", "46")
    said = say.does(*trip, "--on", "22/11/2026", "--as", "huong")
    assert "22/11/2026  Tổ 1  xã Phước Hòa" in said
    assert "lưu ý: ngày nghỉ theo lịch của cơ quan" in said
    second = ("campaign", "trips", "đợt 1", "write", "An Bình", "--team", "Tổ 1", "--people", "2", "--km", "0")
    said = say.does(*second, "--on", "22/11/2026", "--as", "huong")
    assert "tổ này cùng ngày còn đi xã Phước Hòa" in said
    assert "còn 2 chuyến đi" in say.is_refused("campaign", "teams", "đợt 1", "remove", "Tổ 1", "--as", "huong")
    gone = ("campaign", "trips", "đợt 1", "remove", "An Bình", "--team", "Tổ 1", "--on", "22/11/2026", "--as", "huong")
    assert "An Bình" not in say.does(*gone)
    assert "ngoài thời gian của đợt" in say.is_refused(*trip, "--on", "05/01/2027", "--as", "huong")
    assert "chưa chọn xã điểm" in say.does("campaign", "focal", "đợt 1", "remove", "Phước Hòa", "--as", "huong")


def test_difficult_cases_are_proposed_planned_followed_and_closed(office: Office) -> None:
    say = office.terminal
    said = say.does("campaign", "case-plans", "đợt 1", "propose")
    assert "1 việc trông khó, chưa có kế hoạch. Đây là đề xuất; cán bộ quyết định." in said
    assert "002/QĐ-THADS ngày 15/07/2026: Lê Thị Mai Hương, còn 1.250.000.000 đồng" in said
    assert "số tiền lớn: còn 1.250.000.000 đồng (mức từ 500.000.000 đồng)" in said
    assert "không có việc nào" in say.does("campaign", "case-plans", "đợt 1", "propose", "--large", "2 tỷ")
    way = "Mời ngân hàng và ông Lợi làm việc"
    written = (
        "campaign", "case-plans", "đợt 1", "write", "002/QĐ-THADS", "--officer", "huong", "--obstacle", "large_sum",
        "--way", way, "--due", "18/11/2026", "--as", "huong",
    )  # fmt: skip
    assert way in say.does(*written)
    listed = say.does("campaign", "case-plans", "đợt 1")
    assert "002/QĐ-THADS ngày 15/07/2026: số tiền lớn; Lê Thị Mai Hương, hạn 18/11/2026; mới lập" in listed
    assert way not in listed
    assert seen(office) == []
    assert way in say.does("campaign", "case-plans", "--as", "pho", "đợt 1")
    assert seen(office) == ["case-plans"]
    assert "không có việc nào quá hạn" in say.does("campaign", "case-plans", "--overdue", "đợt 1")
    say.does("campaign", "case-plans", "đợt 1", "begin", "002/QĐ-THADS", "--as", "huong")
    done = ("campaign", "case-plans", "đợt 1", "settle", "002/QĐ-THADS", "--result", "Đã nộp đủ gốc", "--as", "pho")
    assert "đã giải quyết\n    Mời ngân hàng và ông Lợi làm việc\n    Kết quả: Đã nộp đủ gốc" in say.does(*done)
    assert "mở lại trước" in say.is_refused(*written)
    assert "đang làm" in say.does("campaign", "case-plans", "đợt 1", "reopen", "002/QĐ-THADS", "--as", "huong")
    assert say.types("campaign", "case-plans", "đợt 1", "fail", "002/QĐ-THADS", "--as", "huong") == 2
    assert "--result" in say.complained


def test_an_overdue_case_is_marked_and_listed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    say = office.terminal
    written = ("campaign", "case-plans", "đợt 1", "write", "002/QĐ-THADS", "--officer", "huong", "--obstacle", "old")
    say.does(*written, "--way", "Xác minh lại", "--due", "18/11/2026", "--as", "huong")
    monkeypatch.setenv("GANDAN_CLOCK", "2026-11-19T09:00:00+07:00")
    assert "hạn 18/11/2026, QUÁ HẠN; mới lập" in say.does("campaign", "case-plans", "--overdue", "đợt 1")


def test_cost_is_shown_line_by_line_with_what_has_no_price(office: Office) -> None:
    say = office.terminal
    said = say.does("campaign", "cost", "đợt 1")
    assert "tin nhắn qua terminal  1" in said
    assert "Chưa có đơn giá, chưa tính vào tổng: tin nhắn qua terminal (message:terminal)." in said
    assert "Chưa có đơn giá, chưa tính vào tổng: thư có mã (letter)." in said
    price = ("campaign", "cost", "đợt 1", "price", "message:terminal=350", "letter=12.000", "km=3.500", "person_day=0")
    said = say.does(*price, "--as", "huong")
    assert "Chưa có đơn giá" not in said
    assert "12.350 đồng" in said
    assert "thư có mã (letter)" in say.does("campaign", "cost", "đợt 1", "price", "letter=", "--as", "huong")
    assert "Không có loại chi phí «xang»" in say.is_refused(
        "campaign", "cost", "đợt 1", "price", "xang=1", "--as", "huong"
    )
    assert say.types("campaign", "cost", "đợt 1", "price", "km", "--as", "huong") == 2
    assert "Chưa tính tin" not in said
    say.does("campaign", "steps", "đợt 1", "add", "promise_due-1w:promise_near", "--as", "huong")
    said = say.does("campaign", "cost", "đợt 1")
    assert "Chưa tính tin của bước 2: các bước này theo lời hẹn, kỳ trả hoặc lịch gặp" in said


def test_targets_stand_beside_what_was_reached(office: Office) -> None:
    say = office.terminal
    said = say.does("campaign", "targets", "đợt 1")
    assert "việc nộp đủ: 0 / chỉ tiêu 39" in said
    assert "tiền đã nộp: 0 đồng / chỉ tiêu 4.500.000.000 đồng" in said
    said = say.does("campaign", "targets", "đợt 1", "set", "--money", "2 tỷ", "--as", "pho")
    assert "chỉ tiêu 2.000.000.000 đồng" in said
    assert "việc nộp đủ" not in said
    assert say.types("campaign", "targets", "đợt 1", "set", "--cases", "0", "--as", "pho") == 2
