"""Results are printed, handed on as workbook and picture, set against targets; a published file is checked."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PIL import Image

from casework import audit
from casework.decision_states import ReviewResult, Status
from casework.decisions import PartyRole, add_party_to
from tests import builders
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office
from tests.results.written import Lot, write

PUBLISHED = Path(__file__).parents[1] / "results" / "published.csv"
YEAR = ("report", "results", "--year", "2026")
ISSUED, ENDED = date(2025, 11, 3), date(2026, 9, 30)


@pytest.fixture
def office(terminal: Terminal) -> Office:
    """747 of 1,000 cases with means finished, 36,000,000 of 100,000,000 đồng; all in one office, two people's own in another."""
    here = an_office(terminal)
    with terminal.books() as books:
        debtors = [builders.a_person(books) for _ in range(5)]
        other = builders.an_office(books, here.agency, name="=1+1 khu vực 9")
        done, _, few = write(
            books,
            here.agency,
            Lot(many=747, issued_on=ISSUED, asked=36_000_000, paid=36_000_000, paid_on=ENDED, status=Status.FINISHED,
                on=ENDED, office=here.room),
            Lot(many=251, issued_on=ISSUED, asked=61_000_000, office=here.room, review=ReviewResult.TO_WAIVE),
            Lot(many=2, issued_on=ISSUED, asked=3_000_000, office=other),
        )  # fmt: skip
        for decision, debtor in (*zip(done, debtors[:3], strict=False), *zip(few, debtors[3:], strict=True)):
            add_party_to(books, decision, debtor, PartyRole.DEBTOR)
    return here


def _target(measure: str, percent: str, login: str = "truong") -> tuple[str, ...]:
    return ("report", "target", "set", "--year", "2026", "--measure", measure, "--percent", percent, "--as", login)


def test_a_year_without_cases_says_so_and_what_to_do(office: Office) -> None:
    said = office.terminal.does("report", "results", "--year", "2019")
    assert "sổ không có việc nào phải thi hành. Hãy xem lại ngày" in said
    assert "không có việc nào" not in office.terminal.does(*YEAR)


def test_the_table_gives_rates_targets_and_both_offices(office: Office) -> None:
    office.terminal.does(*_target("cases", "73"))
    office.terminal.does(*_target("money", "33,5"))
    said = office.terminal.does(*YEAR, "--by", "office")
    assert "năm 2026 (01/10/2025 - 30/09/2026)" in said
    cases, money = (line.split() for line in said.splitlines() if line.startswith("Toàn cơ quan") and "," in line)
    assert cases[3:] == [
        "1.000",
        "0",
        "1.000",
        "1.000",
        "1.000",
        "0",
        "0",
        "747",
        "0",
        "74,70",
        "74,70",
        "73,00",
        "+1,70",
    ]
    assert money[-6:] == ["36.000.000", "36.000.000", "36,00", "36,00", "33,50", "+2,50"]
    assert "Phòng Thi hành án dân sự khu vực 3" in said
    assert "=1+1 khu vực 9" in said


def test_json_has_numbers_and_the_year_before(office: Office) -> None:
    told = json.loads(office.terminal.does(*YEAR, "--compare", "--json"))
    assert (told["from"], told["to"], told["year"]) == ("2025-10-01", "2026-09-30", 2026)
    assert told["total"]["cases"]["rate_percent"] == 74.7
    assert told["total"]["money"]["done"] == 36_000_000
    assert told["total"]["cases"]["target_percent"] is None
    assert told["total"]["change"]["cases"] == {"amount": 747, "percent": None, "points": None}


def test_a_workbook_merges_small_groups_and_writes_no_formula(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "ket-qua.xlsx"
    assert "gộp lại" in office.terminal.does(*YEAR, "--by", "office", "--xlsx", str(out))
    assert out.stat().st_mode & 0o077 == 0
    rows = list(openpyxl.load_workbook(out)["Việc"].iter_rows(min_row=6, values_only=True))
    assert [row[0] for row in rows] == ["2 nhóm nhỏ gộp lại", "Toàn cơ quan"]  # the other alone would give it away
    office.terminal.does(*YEAR, "--by", "office", "--xlsx", str(out), "--internal")
    sheet = openpyxl.load_workbook(out)["Việc"]
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert cells["=1+1 khu vực 9"] == "s"
    assert any("nội bộ" in str(value) for value in cells)
    assert sheet["B3"].value.date() == date(2026, 11, 16)
    assert sheet["B3"].number_format == "dd/mm/yyyy"
    assert sheet["B8"].number_format == "#,##0"


def test_a_picture_is_drawn(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "ket-qua.png"
    office.terminal.does(*YEAR, "--by", "office", "--png", str(out), "--internal")
    made = Image.open(io.BytesIO(out.read_bytes()))
    assert (made.format, made.width) == ("PNG", 1080)
    assert "Không ghi được" in office.terminal.is_refused(*YEAR, "--png", str(tmp_path / "none" / "a.png"))


def test_any_days_can_be_asked_for(office: Office) -> None:
    told = json.loads(office.terminal.does("report", "results", "--from", "01/10/2025", "--to", "29/09/2026", "--json"))
    assert (told["year"], told["total"]["cases"]["done"], told["total"]["cases"]["open"]) == (None, 0, 1_000)
    assert json.loads(office.terminal.does("report", "results", "--json"))["year"] == 2027  # 16/11/2026
    assert "--from" in office.terminal.is_refused(*YEAR, "--from", "01/10/2025")
    assert "trước ngày đầu" in office.terminal.is_refused("report", "results", "--from", "2/2/2026", "--to", "1/2/2026")


def test_reviews_are_counted(office: Office) -> None:
    said = office.terminal.does("report", "reviews")
    assert "lập hồ sơ xét miễn" in said
    told = json.loads(office.terminal.does("report", "reviews", "--json", "--officer", "huong"))
    assert told == {"reviewed": 0, "classes": {}, "exemption_files": 0}
    assert "Không có cán bộ" in office.terminal.is_refused("report", "reviews", "--officer", "ai")


def test_a_target_is_a_leaders_and_leaves_a_trace(office: Office) -> None:
    assert "thủ trưởng" in office.terminal.is_refused(*_target("cases", "85", "huong"))
    assert "không quá 100" in office.terminal.is_refused(*_target("cases", "101"))
    assert office.terminal.types(*_target("cases", "tám lăm")) == 2
    assert "73 %" in office.terminal.does(*_target("cases", "73"))
    assert "85,5 % (trước: 73 %)" in office.terminal.does(*_target("cases", "85,5", "pho"))
    own = office.terminal.does(*_target("cases", "90"), "--office", "khu vực 3")
    assert "Phòng Thi hành án dân sự khu vực 3: 90 %" in own
    listed = office.terminal.does("report", "target", "list")
    assert "01/10/2025-30/09/2026" in listed
    assert listed.count("việc") == 2
    told = json.loads(office.terminal.does(*YEAR, "--by", "office", "--json"))
    assert [group["cases"]["target_percent"] for group in told["groups"]] == [85.5, 90]
    with office.terminal.books() as books:
        verified = audit.verify(books)
        assert isinstance(verified, audit.Verified)
        assert verified.count >= 3


def test_a_published_file_is_checked_without_books(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal.types("report", "check", str(PUBLISHED)) == 1
    assert "Nghệ An 2019: số việc và số tiền có lẽ bị đổi chỗ" in terminal.said
    assert "Lạng Sơn" not in terminal.said
    assert terminal.types("report", "check", str(PUBLISHED), "--json") == 1
    assert [one["row"] for one in json.loads(terminal.said)["findings"]] == [10]
    sound = tmp_path / "sound.csv"
    sound.write_text(
        "\n".join(line for line in PUBLISHED.read_text("utf-8").splitlines() if "Nghệ An" not in line), "utf-8"
    )
    assert "Không thấy chỗ nào sai" in terminal.does("report", "check", str(sound))
    assert "Không đọc được tệp" in terminal.is_refused("report", "check", str(tmp_path / "no.csv"))
