"""The leader's pages: a page and draft minutes for each visitor, on paper and on the screen, and nothing for a guest's name."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.cli.reception_minutes import minutes
from bot.cli.reception_page_words import sections
from casework.audit import Action
from casework.booking_visitors import Visitor
from casework.decisions import PartyRole, add_party_to
from casework.leader_page import visitors
from casework.obligations import add_lines
from casework.reception_details import Need
from casework.tables.audit import audit_entry
from casework.tables.receptions import reception_day
from tests.builders import BANK, LONG_NAME, MAN, WOMAN, a_case, a_line, a_person
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office
from tests.cli.reception_mornings import GUEST, a_morning, booked, somebody_with_much

DAY = "03/12/2026"
NAME = "tiep-dan-2026-12-03"

pytestmark = pytest.mark.xdist_group("leaders-pages")  # one worker, so that the print is shared


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


@dataclass(frozen=True, kw_only=True)
class Printed:
    """One morning's two files: the text of each page of the PDF, the HTML, and how both may be read."""

    pages: list[str]
    screen: str
    modes: set[int]


@pytest.fixture(scope="session")
def kept() -> list[Printed]:
    """Setting sixty pages of type takes seconds, so one morning is printed once for all that only read it."""
    return []


@pytest.fixture
def printed(kept: list[Printed], request: pytest.FixtureRequest, tmp_path: Path) -> Printed:
    if not kept:
        kept.append(_print(request.getfixturevalue("office"), tmp_path / "ra"))
    return kept[0]


def _print(office: Office, folder: Path) -> Printed:
    """Four visitors, and one with four cases and a reason without end."""
    with office.terminal.books() as books:
        morning = a_morning(books, office.agency, office.ids["truong"])
        much = somebody_with_much(books, office.agency)
        booked(books, morning.slots[4], Visitor(party_id=much), "Lý do rất dài " * 60)
        bank = morning.cases[0].creditor
        booked(books, morning.slots[5], Visitor(party_id=bank), companions=1, needs=(Need.INTERPRETER,))
    said = office.terminal.does("reception", "page", DAY, "--out", str(folder), "--as", "truong")
    assert "6 người" in said
    return Printed(
        pages=[" ".join(page.extract_text().split()) for page in PdfReader(folder / f"{NAME}.pdf").pages],
        screen=(folder / f"{NAME}.html").read_text("utf-8"),
        modes={stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()},
    )


def test_each_visitor_has_one_page_and_one_of_minutes_after_the_cover(printed: Printed) -> None:
    pages = printed.pages
    assert len(pages) == 1 + 2 * 6
    for place, name in enumerate((WOMAN, LONG_NAME, MAN, GUEST)):
        assert name in pages[0]
        assert name in pages[1 + 2 * place]
        assert f"Công dân: {name}" in pages[2 + 2 * place]
        assert name in printed.screen
    assert printed.modes == {0o600}


def test_a_page_tells_history_money_promises_answers_complaints_and_ways_with_their_articles(printed: Printed) -> None:
    for part in (
        "Xin trả dần mỗi tháng 2 triệu",
        "đang có khiếu nại",
        "Thông báo hợp lệ: 20/07/2026",
        "phải nộp 52.500.000 đồng, đã nộp 4.500.003 đồng, còn 47.999.997 đồng",
        "Hẹn nộp 2.000.000 đồng chậm nhất ngày 30/11/2026: đang chờ",
        "Thỏa thuận ngày 20/08/2026: đang thực hiện",
        "báo đã nộp (số BL-778)",
        "Tôi trả dần thì có bị kê biên nhà nữa không?",
        "Đang trả đúng thỏa thuận",
        "Tôi khiếu nại việc xác minh tài sản",
        "khoản 2 Điều 36, 106/2025/QH15",
        "điểm c khoản 1 Điều 46, 106/2025/QH15",
        "Sổ chưa ghi lần tiếp nào trước đây.",
    ):
        assert part in printed.pages[1]
        assert part in printed.screen
    assert "đủ năm và số tiền để xét miễn, giảm" in printed.pages[3]
    assert "Người đến là người được thi hành án" in printed.pages[5]


def test_the_minutes_hold_nothing_of_the_agencys_own(printed: Printed) -> None:
    minutes = printed.pages[2]
    for inside in ("QUÁ HẠN", "Cơ quan phải làm", "khiếu nại việc", "BL-778", "kê biên", BANK, "nội bộ"):
        assert inside not in minutes
    assert "chậm nhất 17/12/2026" in minutes
    assert "khoản 1 Điều 28 Luật Tiếp công dân 42/2013/QH13" in minutes
    assert "được nhận 50.000.000 đồng" in printed.pages[6]


def test_a_guests_page_opens_no_case(printed: Printed) -> None:
    """Even where somebody of that name and number is in the books: anyone may type a name."""
    page, minutes = printed.pages[7:9]
    assert "khách: xem giấy tờ" in page
    assert "người đi xe lăn" in page
    assert "0900 000 777" in page
    assert "Người đi cùng (2):" in minutes
    assert not re.search(r"QĐ-THADS|đồng\b", page + minutes)


def test_somebody_with_many_cases_still_has_one_page_which_says_what_is_left_out_and_minutes_with_all(
    printed: Printed,
) -> None:
    page, minutes = printed.pages[9:11]
    for part in ("Việc khác của người này", "khoản không nêu dưới đây", "điều nữa, xem: gandan decision show"):
        assert part in page
    assert page.count("Người đến là người phải thi hành án") == 2
    assert minutes.count("phải nộp 86.419.746.") == 4


def test_an_organisation_is_asked_who_comes_for_it_and_not_its_year_of_birth(printed: Printed) -> None:
    minutes = printed.pages[12]
    assert f"Tổ chức: {BANK}" in minutes
    for line in (
        "Người đại diện đến làm việc:",
        "Giấy ủy quyền, giới thiệu",
        "Người đi cùng (1):",
        "Người phiên dịch:",
    ):
        assert line in minutes
    assert "Năm sinh" not in minutes


def test_whose_debt_it_is_is_said_of_a_representative_and_of_what_one_debtor_owes_alone(office: Office) -> None:
    with office.terminal.books() as books:
        brother = a_person(books, name="Huỳnh Đức Phát")
        case = a_case(books, agency=office.agency, debtor=a_person(books, name=MAN))
        add_party_to(books, case.decision, brother, PartyRole.DEBTOR)
        add_lines(books, case.decision, [replace(a_line(amount=7_000_000), debtor_id=brother)])
        mother = a_person(books, name="Ngô Thị Lành")
        add_party_to(books, case.decision, mother, PartyRole.REPRESENTATIVE)
        morning = a_morning(books, office.agency, office.ids["truong"])
        booked(books, morning.slots[4], Visitor(party_id=mother))
        found = visitors(books, morning.day)[4]
        day = books.conn.execute(reception_day.select().where(reception_day.c.id == morning.day)).one()
        (said,) = minutes(books, found, day, "-").books
        assert said.startswith("Quyết định ")
        assert "(ông/bà là người đại diện): người phải thi hành án phải nộp" in said
        money = next(one for one in sections(books, found) if one.title == "Tiền")
    assert money.table is not None
    assert {row[0] for row in money.table.rows} == {"Trả nợ", "Trả nợ, riêng Huỳnh Đức Phát"}


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
