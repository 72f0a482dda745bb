"""A case list comes in at the terminal: told cell by cell, written once, taken back exactly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from casework.tables.decisions import decision
from tests import builders
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office

SAMPLE = Path(__file__).parents[1] / "data" / "case-list-sample.xlsx"
OFFICERS = ("Trần Quốc Việt", "Nguyễn Hoàng Phong")  # beside Lê Thị Mai Hương, who works at every office of these tests
SHAPE = {"file", "sheet", "header_row", "rows", "accepted", "held", "doubtful", "changes", "mapping", "pairs"}
CELL = {"row", "column", "value", "reason", "proposal"}


@pytest.fixture
def office(terminal: Terminal) -> Office:
    """All officers of the sample list are known."""
    office = an_office(terminal)
    with terminal.books() as books:
        for name in OFFICERS:
            builders.a_staff_member(books, office.agency, name=name)
    return office


def _decisions(office: Office) -> int:
    with office.terminal.books() as books:
        return books.conn.execute(select(func.count()).select_from(decision)).scalar_one()


def _batch(said: str) -> str:
    return said.rsplit("--undo ", 1)[1].split()[0]


def test_a_dry_run_tells_everything_and_writes_nothing(office: Office) -> None:
    told = json.loads(office.terminal.does("import", str(SAMPLE), "--dry-run", "--json"))
    assert set(told) == SHAPE
    assert (told["file"], told["sheet"], told["header_row"]) == ("case-list-sample.xlsx", "Danh sách", 4)
    assert (told["rows"], told["accepted"]) == (420, 404)
    assert all(set(cell) == CELL for cell in told["held"] + told["doubtful"])
    first = told["held"][0]
    assert (first["row"], first["column"], first["value"], first["proposal"]) == (
        109, "Số CCCD", 95159000105, "095159000105",
    )  # fmt: skip
    assert told["changes"] == {"new": 404, "changed": 0, "unchanged": 0, "gone": 0}
    assert _decisions(office) == 0
    assert "Chưa ghi gì" in office.terminal.does("import", str(SAMPLE), "--dry-run")


def test_a_list_can_be_looked_at_before_there_are_books(
    clean_environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from bot.__main__ import main

    monkeypatch.setenv("GANDAN_DATA_DIR", str(tmp_path / "data"))
    assert main(["import", str(SAMPLE), "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["accepted"] == 404
    assert not (tmp_path / "data").exists()


def test_a_list_is_written_once_and_taken_back_to_nothing(office: Office) -> None:
    said = office.terminal.does("import", str(SAMPLE), "--as", "tu")
    assert "420 hồ sơ, giữ lại 16" in said
    assert "mới 404" in said
    assert _decisions(office) == 404
    again = office.terminal.does("import", str(SAMPLE), "--as", "tu")
    assert "Không có thay đổi." in again
    assert "như cũ 404" in again
    history = office.terminal.does("import", "--history")
    assert "404/420 hồ sơ" in history
    assert _batch(said) in history
    assert "bỏ 404 việc" in office.terminal.does("import", "--undo", _batch(said), "--as", "tu")
    assert _decisions(office) == 0
    assert "đã hoàn tác" in office.terminal.does("import", "--history")
    assert office.terminal.is_refused("import", "--undo", _batch(said), "--as", "tu")


def test_rows_that_wait_are_kept_and_let_in_by_confirming_their_proposals(office: Office) -> None:
    office.terminal.does("import", str(SAMPLE), "--as", "tu")
    kept = json.loads(office.terminal.does("import", "--held", "--json"))
    assert len(kept["rows"]) == 16
    assert kept["rows"][0]["cells"]["Số CCCD"] == 95159000105
    assert "Đề xuất: «095159000105»" in office.terminal.does("import", "--held")
    one = office.terminal.does("import", str(SAMPLE), "--confirm", "109:số cccd", "--as", "tu")
    assert "giữ lại 15" in one
    assert _decisions(office) == 405
    everything = office.terminal.does("import", str(SAMPLE), "--confirm-repairs", "--as", "tu")
    assert "giữ lại 0" in everything
    assert _decisions(office) == 420


def test_cells_without_a_proposal_and_odd_files_are_refused_in_a_sentence(office: Office, tmp_path: Path) -> None:
    terminal = office.terminal
    assert "Không có đề xuất nào" in terminal.is_refused("import", str(SAMPLE), "--confirm", "8:Số CCCD")
    assert "Không rõ ô" in terminal.is_refused("import", str(SAMPLE), "--confirm", "tám:Số CCCD")
    assert "Không đọc được tệp" in terminal.is_refused("import", str(tmp_path / "khong-co.xlsx"))
    (tmp_path / "la.pdf").write_bytes(b"%PDF-1.7 x")
    assert "không phải bảng tính" in terminal.is_refused("import", str(tmp_path / "la.pdf"))
    assert "--history" in terminal.is_refused("import")
    assert "--history" in terminal.is_refused("import", str(SAMPLE), "--history")
    assert "quản trị" in terminal.is_refused("import", str(SAMPLE), "--as", "quan-tri")
    assert "Không có dòng nào bị giữ" in terminal.does("import", "--held")
    assert _decisions(office) == 0


def test_an_officer_nobody_knows_holds_the_rows_and_is_named_once(terminal: Terminal) -> None:
    an_office(terminal)
    said = terminal.does("import", str(SAMPLE), "--dry-run")
    assert "Chấp hành viên chưa có trong sổ: Nguyễn Hoàng Phong, Trần Quốc Việt" in said


def test_a_list_that_lowers_many_cases_needs_a_second_person(office: Office, tmp_path: Path) -> None:
    header = (
        "Số QĐ THA;Ngày ra QĐ;Bản án/QĐ số;Người phải THA;Số CCCD;Nội dung phải thi hành;Số tiền phải thi hành (đồng)"
    )
    row = "001/QĐ-THADS;15/07/2026;48/2026/DS-ST;Nguyễn Văn An;095081000123;Án phí;{sum}"
    path = tmp_path / "mot.csv"
    path.write_text(f"{header}\n{row.format(sum='5.000.000')}\n", "utf-8")
    office.terminal.does("import", str(path), "--as", "tu")
    path.write_text(f"{header}\n{row.format(sum='1.000.000')}\n", "utf-8")
    assert "--approved-by" in office.terminal.does("import", str(path), "--dry-run")
    assert "người khác" in office.terminal.is_refused("import", str(path), "--as", "tu")
    assert "người khác" in office.terminal.is_refused("import", str(path), "--as", "tu", "--approved-by", "tu")
    assert "thay đổi 1" in office.terminal.does("import", str(path), "--as", "tu", "--approved-by", "truong")
