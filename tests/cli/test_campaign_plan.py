"""The whole plan at the terminal: from a file, read for signing, printed, and back into a file."""

from __future__ import annotations

import io
import stat

import pypdf
import pytest

from casework.obligations import Kind
from scheduler.plans.campaigns import every_campaign
from tests import builders
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office
from tests.cli.test_campaign_parts import seen
from tests.scheduler import planned
from tests.scheduler.planned import FILE, LONG

NAME = "Đợt cao điểm thi hành án dân sự quý IV"


@pytest.fixture
def office(terminal: Terminal) -> Office:
    """The file of the plan lies in the folder, and what it names is in the books."""
    office = an_office(terminal)
    with terminal.books() as books:
        planned.communes(books, "xã Phước Hòa", "phường An Bình")
        lines = [builders.a_line(Kind.COURT_FEE)]
        builders.a_decision(
            books,
            office.agency,
            debtor=builders.a_person(books),
            lines=lines,
            office=office.room,
            number="001/QĐ-THADS",
        )
    (terminal.folder.parent / "ke-hoach.toml").write_text(FILE, "utf-8")
    return office


def test_a_plan_is_checked_written_read_and_approved(office: Office) -> None:
    say = office.terminal
    counted = "2 đợt trọng tâm, 2 bước, 1 tổ công tác, 1 xã điểm, 1 việc khó, 1 chuyến đi"
    said = say.does("campaign", "plan-file", "ke-hoach.toml", "--dry-run", "--as", "huong")
    assert f"Tệp đúng: «{NAME}», {counted}. Chưa ghi gì." in said
    assert "Lưu ý, chuyến xã Phước Hòa 06/12/2026: ngày nghỉ theo lịch của cơ quan." in said
    assert "Chưa có đợt nào" in say.does("campaign", "list")
    assert f"Đã ghi bản nháp «{NAME}»: {counted}." in say.does(
        "campaign", "plan-file", "ke-hoach.toml", "--as", "huong"
    )
    said = say.does("campaign", "plan", "quý IV")
    for words in (
        f"KẾ HOẠCH 308/KH-THADS: {NAME}",
        "Trạng thái: nháp. Người lập: Lê Thị Mai Hương.",
        "3. Các đợt trọng tâm",
        "Chỉ tiêu: 39 việc, 4.500.000.000 đồng.",
        "(ẩn)",
    ):
        assert words in said
    assert LONG not in said
    assert seen(office) == []
    said = say.does("campaign", "show", "quý IV")
    assert "Đợt trọng tâm 1, 16/11/2026-30/11/2026: Án phí, tiền phạt; chỉ các việc còn khoản án phí" in said
    assert "Bước 2: đợt trọng tâm 2, 2 ngày trước ngày hết thời hạn tự nguyện" in said
    said = say.does("campaign", "preview", "quý IV")
    assert "còn từ 300.000 đồng; trong số đó chỉ các việc còn khoản án phí, lệ phí tòa án hoặc tiền phạt." in said
    assert "cho 1 người nhận" in say.does("campaign", "approve", "quý IV", "--as", "truong")
    assert "duyệt: Đặng Quốc Thái" in say.does("campaign", "plan", "quý IV")


def test_mistakes_are_told_line_by_line_and_nothing_is_written(office: Office) -> None:
    say = office.terminal
    wrong = FILE.replace('to_truong = "huong"', 'to_truong = "ai-do"').replace("km = 46", 'km = "xa"')
    (say.folder.parent / "sai.toml").write_text(wrong, "utf-8")
    said = say.is_refused("campaign", "plan-file", "sai.toml", "--as", "huong").strip().splitlines()
    assert len(said) == 2
    assert "to_cong_tac thứ 1, to_truong: Không có cán bộ «ai-do»" in said[0]
    assert "chuyen_di thứ 1, km: «xa» không phải số nguyên" in said[1]
    with say.books() as books:
        assert every_campaign(books) == []


def test_the_plan_is_printed_in_full_for_who_says_who_prints_and_the_trail_says_so(office: Office) -> None:
    say = office.terminal
    say.does("campaign", "plan-file", "ke-hoach.toml", "--as", "huong")
    assert "thêm --as" in say.is_refused("campaign", "plan", "quý IV", "--pdf", "ke-hoach.pdf").lower()
    assert "Đã ghi «ke-hoach.pdf»" in say.does("campaign", "plan", "quý IV", "--pdf", "ke-hoach.pdf", "--as", "pho")
    path = say.folder.parent / "ke-hoach.pdf"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    pages = pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages
    read = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert NAME in read
    assert "Mời ngân hàng làm việc" in read
    assert seen(office) == ["plan"]


def test_an_export_goes_back_in_as_the_same_plan(office: Office) -> None:
    say = office.terminal
    say.does("campaign", "plan-file", "ke-hoach.toml", "--as", "huong")
    assert "Chưa biết ai đang làm" in say.is_refused("campaign", "export", "quý IV", "--out", "ra.toml")
    say.does("campaign", "export", "quý IV", "--out", "ra.toml", "--as", "tu")
    assert seen(office) == ["export"]
    first = (say.folder.parent / "ra.toml").read_text("utf-8")
    assert f"Đại úy {LONG}" in first
    assert "tên khác" in say.is_refused("campaign", "plan-file", "ra.toml", "--as", "huong")
    say.does("campaign", "plan-file", "ra.toml", "--replace", "--as", "huong")
    say.does("campaign", "export", "quý IV", "--out", "ra-2.toml", "--as", "tu")
    assert (say.folder.parent / "ra-2.toml").read_text("utf-8") == first


def test_replacing_an_approved_plan_says_that_it_must_be_approved_anew(office: Office) -> None:
    say = office.terminal
    say.does("campaign", "plan-file", "ke-hoach.toml", "--as", "huong")
    say.does("campaign", "approve", "quý IV", "--as", "truong")
    assert "phải duyệt lại" in say.does("campaign", "plan-file", "ke-hoach.toml", "--replace", "--as", "huong")
    assert "chưa được duyệt" in say.is_refused("campaign", "start", "quý IV", "--as", "huong")


def test_a_draft_that_nobody_wants_is_thrown_away_whole_and_its_name_is_free(office: Office) -> None:
    say = office.terminal
    say.does("campaign", "plan-file", "ke-hoach.toml", "--as", "huong")
    assert "còn kế hoạch của 1 việc" in say.is_refused("campaign", "discard", "quý IV", "--as", "huong")
    gone = ("campaign", "case-plans", "quý IV", "withdraw", "001/QĐ-THADS", "--result", "Ghi nhầm", "--as", "huong")
    say.does(*gone)
    assert f"Đã bỏ bản nháp «{NAME}»" in say.does("campaign", "discard", "quý IV", "--as", "huong")
    assert "Chưa có đợt nào" in say.does("campaign", "list")
    say.does("campaign", "plan-file", "ke-hoach.toml", "--as", "huong")
    say.does("campaign", "approve", "quý IV", "--as", "truong")
    assert "Chỉ bỏ được bản nháp" in say.is_refused("campaign", "discard", "quý IV", "--as", "huong")


def test_a_file_that_cannot_be_read_is_told_so(office: Office) -> None:
    say = office.terminal
    assert "Không đọc được tệp" in say.is_refused("campaign", "plan-file", "khong-co.toml", "--as", "huong")
    (say.folder.parent / "cu.toml").write_bytes(FILE.encode("utf-16"))
    assert "UTF-8" in say.is_refused("campaign", "plan-file", "cu.toml", "--as", "huong")
    assert "Không có cán bộ" in say.is_refused("campaign", "plan-file", "ke-hoach.toml", "--as", "ma")
