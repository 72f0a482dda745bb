"""Columns that nobody knows are explained once, shown, and remembered for whoever sends such lists; rows that clash stand side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from casework.tables.decisions import decision
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office

HEADER = "Mã vụ;Ra ngày;Bản án/QĐ số;Khách hàng;Giấy tờ;Nội dung phải thi hành;Còn nợ;Ô phụ"
ROW = "{number:03}/QĐ-THADS;15/07/2026;48/2026/DS-ST;Nguyễn Văn {letter};095081000{number:03};Án phí;{sum};x"
MAP = (
    "Mã vụ=Số QĐ THA",
    "Ra ngày=ngày ra qđ",
    "Khách hàng=Người phải THA",
    "Giấy tờ=CCCD",
    "Còn nợ=Số tiền phải thi hành",
)
SAID = [word for one in MAP for word in ("--map", one)]


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


def the_list(folder: Path, *rows: str, header: str = HEADER, name: str = "la.csv") -> str:
    path = folder / name
    path.write_text("\n".join((header, *rows, "")), "utf-8")
    return str(path)


def row(number: int, letter: str = "An", owed: str = "5.000.000") -> str:
    return ROW.format(number=number, letter=letter, sum=owed)


def decisions(office: Office) -> int:
    with office.terminal.books() as books:
        return books.conn.execute(select(func.count()).select_from(decision)).scalar_one()


def test_unknown_columns_are_named_and_asked_for_never_guessed(office: Office, tmp_path: Path) -> None:
    known = HEADER.replace("Mã vụ", "Số QĐ THA").replace("Khách hàng", "Họ và tên").replace("Ra ngày", "Ngày ra QĐ")
    said = office.terminal.is_refused("import", the_list(tmp_path, row(1), header=known), "--as", "tu")
    assert "thiếu cột: “Số CCCD”, “Số tiền phải thi hành”" in said
    assert "“Giấy tờ”, “Còn nợ”, “Ô phụ”" in said
    assert "--map" in said


def test_explained_columns_are_shown_before_writing_and_told_to_programs(office: Office, tmp_path: Path) -> None:
    path = the_list(tmp_path, row(1), row(2, "Bình"))
    said = office.terminal.does("import", path, *SAID, "--as", "tu")
    assert "Cột «Mã vụ» hiểu là «Số QĐ THA» (theo --map)." in said
    assert "Cột chưa hiểu, không dùng: «Ô phụ»." in said
    assert said.index("Cột «Mã vụ»") < said.index("Đã ghi")
    assert decisions(office) == 2
    told = json.loads(office.terminal.does("import", path, *SAID, "--json", "--dry-run"))
    assert told["mapping"][0] == {"column": "Mã vụ", "field": "decision_number", "name": "Số QĐ THA", "how": "given"}
    assert told["mapping"][2]["how"] == "known"
    assert told["mapping"][-1] == {"column": "Ô phụ", "field": None, "name": None, "how": "unknown"}
    assert told["changes"]["unchanged"] == 2


def test_the_same_sender_is_understood_next_time_and_nobody_else(office: Office, tmp_path: Path) -> None:
    terminal = office.terminal
    assert "Chưa nhớ" in terminal.does("import", "--mappings")
    path = the_list(tmp_path, row(1))
    assert "Không tìm thấy dòng tiêu đề" in terminal.is_refused(
        "import", path, "--sender", "THADS khu vực 2", "--as", "tu"
    )
    terminal.does("import", path, *SAID, "--sender", "THADS khu vực 2", "--dry-run")
    assert "Chưa nhớ" in terminal.does("import", "--mappings")
    terminal.does("import", path, *SAID, "--sender", "THADS khu vực 2", "--as", "tu")
    assert "THADS khu vực 2" in terminal.does("import", "--mappings")
    assert json.loads(terminal.does("import", "--mappings", "--json"))[0]["sender"] == "THADS khu vực 2"
    newer = the_list(tmp_path, row(1), row(2, "Bình"), name="moi.csv")
    said = terminal.does("import", newer, "--sender", "THADS  khu vực 2", "--as", "tu")
    assert "Cột «Còn nợ» hiểu là «Số tiền phải thi hành» (như lần trước)." in said
    assert decisions(office) == 2
    terminal.is_refused("import", newer, "--sender", "THADS khu vực 3", "--as", "tu")
    other_order = the_list(tmp_path, row(1), header=HEADER.replace("Ô phụ", "Ô khác"), name="khac.csv")
    terminal.is_refused("import", other_order, "--sender", "THADS khu vực 2", "--as", "tu")


def test_what_is_remembered_can_be_replaced_and_forgotten(office: Office, tmp_path: Path) -> None:
    terminal = office.terminal
    path = the_list(tmp_path, row(1))
    terminal.does("import", path, *SAID, "--sender", "A", "--as", "tu")
    terminal.does("import", path, *SAID, "--map", "Ô phụ=Ghi chú", "--sender", "A", "--as", "tu")
    assert len(json.loads(terminal.does("import", "--mappings", "--json"))) == 1
    assert "«o phu» là «Ghi chú»" in terminal.does("import", "--mappings")
    assert "Đã quên" in terminal.does("import", "--forget-mapping", "A", "--as", "tu")
    assert "Chưa nhớ" in terminal.is_refused("import", "--forget-mapping", "A", "--as", "tu")
    terminal.is_refused("import", path, "--sender", "A", "--as", "tu")


def test_two_columns_of_one_meaning_are_settled_by_leaving_one_out(office: Office, tmp_path: Path) -> None:
    header = "Số QĐ THA;Ngày ra QĐ;Bản án/QĐ số;Họ và tên;Số CCCD;Nội dung phải thi hành;Số tiền phải THA;Số tiền"
    path = the_list(tmp_path, row(1).replace(";x", ";7.000.000"), header=header)
    said = office.terminal.is_refused("import", path, "--as", "tu")
    assert "“Số tiền phải THA” và “Số tiền”" in said
    assert "bỏ qua" in said
    said = office.terminal.does("import", path, "--map", "Số tiền=bỏ qua", "--as", "tu")
    assert "Cột «Số tiền» được bỏ qua." in said


def test_what_cannot_be_meant_is_refused_with_the_names_there_are(office: Office, tmp_path: Path) -> None:
    path = the_list(tmp_path, row(1))
    for written in ("Mã vụ", "Mã vụ=Giá vàng", "=Số CCCD"):
        assert "Tên cột của Gần Dân: STT, Số QĐ THA" in office.terminal.is_refused("import", path, "--map", written)
    assert "Không thấy cột “khong co”" in office.terminal.is_refused("import", path, *SAID, "--map", "Không có=Ghi chú")


def test_rows_that_clash_stand_side_by_side_with_numbers_masked(office: Office, tmp_path: Path) -> None:
    clash = [row(1), row(2, "Bình").replace("095081000002", "095081000001"), row(3, "Chi")]
    path = the_list(tmp_path, *clash)
    told = json.loads(office.terminal.does("import", path, *SAID, "--dry-run", "--json"))
    (pair,) = told["pairs"]
    assert pair["rows"] == [2, 3]
    assert [cells["Khách hàng"] for cells in pair["cells"]] == ["Nguyễn Văn An", "Nguyễn Văn Bình"]
    assert [cells["Giấy tờ"] for cells in pair["cells"]] == ["•••••••••001"] * 2
    said = office.terminal.does("import", path, *SAID, "--dry-run")
    (line,) = [line for line in said.splitlines() if line.lstrip().startswith("Khách hàng")]
    assert "Nguyễn Văn An" in line
    assert "Nguyễn Văn Bình" in line
    assert "Dòng 2" in said
    assert "Nội dung phải thi hành" not in said  # the same in both
