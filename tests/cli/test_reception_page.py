"""The leader's pages: a page and draft minutes for each visitor, on paper and on the screen, and nothing for a guest's name."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from pypdf import PdfReader

from casework.audit import Action
from casework.booking_visitors import Visitor
from casework.tables.audit import audit_entry
from tests.builders import BANK, LONG_NAME, MAN, WOMAN, a_person
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office
from tests.cli.reception_mornings import GUEST, a_morning, booked, somebody_with_much

DAY = "03/12/2026"
NAME = "tiep-dan-2026-12-03"


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


def made(office: Office, folder: Path) -> tuple[list[str], str]:
    """The text of each page of the PDF, and the HTML, of a morning."""
    with office.terminal.books() as books:
        a_morning(books, office.agency, office.ids["truong"])
    said = office.terminal.does("reception", "page", DAY, "--out", str(folder), "--as", "truong")
    assert "4 người" in said
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(folder / f"{NAME}.pdf").pages]
    return pages, (folder / f"{NAME}.html").read_text("utf-8")


def test_each_visitor_has_one_page_and_one_of_minutes_after_the_cover(office: Office, tmp_path: Path) -> None:
    pages, screen = made(office, tmp_path / "ra")
    assert len(pages) == 1 + 2 * 4
    for place, name in enumerate((WOMAN, LONG_NAME, MAN, GUEST)):
        assert name in pages[0]
        assert name in pages[1 + 2 * place]
        assert f"Công dân: {name}" in pages[2 + 2 * place]
        assert name in screen
    for file in (tmp_path / "ra").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_page_tells_history_money_promises_answers_complaints_and_ways_with_their_articles(
    office: Office, tmp_path: Path
) -> None:
    pages, screen = made(office, tmp_path / "ra")
    for part in (
        "Xin trả dần mỗi tháng 2 triệu",
        "đang có khiếu nại",
        "Thông báo hợp lệ: 20/07/2026",
        "phải nộp 52.500.000 đồng, đã nộp 4.500.003 đồng, còn 47.999.997 đồng",
        "Hẹn nộp 2.000.000 đồng trước hết ngày 30/11/2026: đang chờ",
        "Thỏa thuận ngày 20/08/2026: đang thực hiện",
        "báo đã nộp (số BL-778)",
        "Tôi trả dần thì có bị kê biên nhà nữa không?",
        "Đang trả đúng thỏa thuận",
        "Tôi khiếu nại việc xác minh tài sản",
        "khoản 2 Điều 36, 106/2025/QH15",
        "điểm c khoản 1 Điều 46, 106/2025/QH15",
    ):
        assert part in pages[1]
        assert part in screen
    assert "đủ năm và số tiền để xét miễn, giảm" in pages[3]
    assert "Người đến là người được thi hành án" in pages[5]


def test_the_minutes_hold_nothing_of_the_agencys_own(office: Office, tmp_path: Path) -> None:
    pages, _ = made(office, tmp_path / "ra")
    for inside in ("QUÁ HẠN", "Cơ quan phải làm", "khiếu nại việc", "BL-778", "kê biên", BANK, "nội bộ"):
        assert inside not in pages[2]
    assert "chậm nhất 17/12/2026" in pages[2]
    assert "khoản 1 Điều 28 Luật Tiếp công dân 42/2013/QH13" in pages[2]
    assert "được nhận 50.000.000 đồng" in pages[6]


def test_a_guests_page_opens_no_case(office: Office, tmp_path: Path) -> None:
    """Even where somebody of that name and number is in the books: anyone may type a name."""
    pages, _ = made(office, tmp_path / "ra")
    assert "khách: xem giấy tờ" in pages[7]
    assert "người đi xe lăn" in pages[7]
    assert not re.search(r"QĐ-THADS|đồng\b", pages[7] + pages[8])


def test_somebody_with_many_cases_still_has_one_page_which_says_what_is_left_out(
    office: Office, tmp_path: Path
) -> None:
    with office.terminal.books() as books:
        morning = a_morning(books, office.agency, office.ids["truong"])
        person = somebody_with_much(books, office.agency)
        booked(books, morning.slots[-1], Visitor(party_id=person), "Lý do rất dài " * 60)
    office.terminal.does("reception", "page", DAY, "--out", str(tmp_path), "--as", "truong")
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(tmp_path / f"{NAME}.pdf").pages]
    assert len(pages) == 1 + 2 * 5
    for part in ("Việc khác của người này", "khoản không nêu dưới đây", "điều nữa, xem: gandan decision show"):
        assert part in pages[9]


def test_the_screen_page_asks_nobody_anything_and_shows_a_name_as_it_is_written(office: Office, tmp_path: Path) -> None:
    with office.terminal.books() as books:
        morning = a_morning(books, office.agency, office.ids["truong"])
        booked(
            books,
            morning.slots[-1],
            Visitor(party_id=a_person(books, name="Trần <b>Văn</b> _Em_")),
            "<script>x</script>",
        )
    office.terminal.does("reception", "page", DAY, "--out", str(tmp_path), "--as", "tu")
    screen = (tmp_path / f"{NAME}.html").read_text("utf-8")
    assert "Trần &lt;b&gt;Văn&lt;/b&gt; _Em_" in screen
    assert "<script" not in screen
    assert "default-src 'none'" in screen
    assert not re.search(r"(src|href)=\"(?!#)", screen)


def test_an_empty_day_says_so_and_who_may_not_see_cases_gets_nothing(office: Office, tmp_path: Path) -> None:
    office.terminal.does("reception", "add", "--leader", "truong", "--on", DAY, "--hours", "7:30-11:00", "--as", "tu")
    page = ("reception", "page", DAY, "--out", str(tmp_path / "ra"), "--as")
    assert "Vai trò" in office.terminal.is_refused(*page, "kiem-tra")
    assert not (tmp_path / "ra").exists()
    assert "0 người" in office.terminal.does(*page, "pho")
    text = PdfReader(tmp_path / "ra" / f"{NAME}.pdf").pages[0].extract_text()
    assert "Chưa có ai đặt lịch" in text
    with office.terminal.books() as books:
        made = [
            row.purpose for row in books.conn.execute(audit_entry.select()) if row.action == Action.RECEPTION_PAGES_MADE
        ]
        assert made == ["0"]
