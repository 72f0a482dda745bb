"""Visits are planned, listed with masked names, printed with the least a team needs, and their outcomes written down."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from pypdf import PdfReader

from casework.promises import promises_of
from casework.repairs import Why, open_repairs
from casework.visits import State, open_visits, visits_of
from tests.builders import WOMAN, Case
from tests.casework.in_communes import a_commune, lives_in
from tests.cli.conftest import Terminal
from tests.cli.offices import DECISION, Office, an_office

TEAM = ("visit", "team", "Phước Hòa", "Tổ vận động ấp 3", "--member", "Trần Văn Ba;trưởng ấp;0900000101", "--as", "tu")
PLAN = ("visit", "plan", DECISION, "--as", "tu")


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


@pytest.fixture
def case(office: Office) -> Case:
    """A debtor who lives in a commune that has a team."""
    made = office.case()
    with office.terminal.books() as books:
        lives_in(books, made.debtor, a_commune(books))
    office.terminal.does(*TEAM)
    return made


def reference(office: Office, case: Case) -> str:
    with office.terminal.books() as books:
        return visits_of(books, case.decision)[-1].reference


def test_a_visit_is_planned_for_the_communes_team_and_listed_with_a_masked_name(office: Office, case: Case) -> None:
    said = office.terminal.does(*PLAN)
    assert "xã Phước Hòa" in said
    said = office.terminal.does("visit", "list", "--commune", "Phước Hòa")
    for part in ("1 lượt chưa đi.", "Tổ vận động ấp 3", "N***n T. N. Á.", "trước 18/11/2026", "theo yêu cầu"):
        assert part in said
    assert WOMAN not in said
    assert "một lượt chưa đi" in office.terminal.is_refused(*PLAN)
    assert "Không có lượt vận động nào" in office.terminal.does("visit", "list", "--until", "17/11/2026")
    assert case.debtor


def test_the_printed_list_says_whom_and_where_and_nothing_of_what_it_is_about(
    office: Office, case: Case, tmp_path: Path
) -> None:
    office.terminal.does(*PLAN)
    file = tmp_path / "vd.pdf"
    assert "1 lượt, 1 danh sách" in office.terminal.does("visit", "print", str(file), "--as", "tu")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = " ".join("\n".join(page.extract_text() for page in PdfReader(file).pages).split())
    for part in (
        WOMAN,
        "Ấp Long Hòa",
        reference(office, case),
        "Tổ vận động ấp 3",
        "Không dán",
        "Chỉ nói với đúng người",
    ):
        assert part in text
    for part in ("50.000.000", DECISION, "095", "Phải nộp", "nợ", "án phí"):
        assert part not in text
    empty = ("visit", "print", str(file), "--until", "17/11/2026", "--as", "tu")
    assert "Không có lượt nào để in" in office.terminal.is_refused(*empty)
    assert "Không ghi được" in office.terminal.is_refused("visit", "print", str(tmp_path / "x" / "y.pdf"), "--as", "tu")


def test_an_outcome_is_written_by_its_number_on_the_list(office: Office, case: Case) -> None:
    office.terminal.does(*PLAN)
    record = ("visit", "record", reference(office, case), "--on", "16/11/2026", "--as", "tu")
    said = office.terminal.does(*record, "--outcome", "6", "--amount", "2 triệu", "--by", "05/12/2026")
    assert "hẹn nộp" in said
    assert "Đã ghi lời hẹn" in said
    with office.terminal.books() as books:
        assert [one.amount for one in promises_of(books, case.decision)] == [2_000_000]
    assert "gandan visit list" in office.terminal.is_refused(*record, "--outcome", "1")
    assert office.terminal.types(*record, "--outcome", "10") == 2
    assert "1 (gặp được)" in office.terminal.complained


def test_a_wrong_address_becomes_a_repair_that_is_ended_at_the_terminal(office: Office, case: Case) -> None:
    office.terminal.does(*PLAN)
    record = (
        "visit",
        "record",
        reference(office, case),
        "--on",
        "16/11/2026",
        "--outcome",
        "wrong_address",
        "--as",
        "tu",
    )
    assert "gandan repair list" in office.terminal.does(*record, "--note", "nhà đã bán")
    said = office.terminal.does("repair", "list", "--commune", "Phước Hòa")
    for part in ("1 người cần tìm lại liên hệ.", DECISION, "N***n T. N. Á.", "xã Phước Hòa", "sai địa chỉ"):
        assert part in said
    with office.terminal.books() as books:
        assert [one.why for one in open_repairs(books)] == [Why.WRONG_ADDRESS]
    assert "không có ai" in office.terminal.is_refused("repair", "reached", DECISION, "--name", "Bưởi", "--as", "tu")
    assert "đã liên hệ được" in office.terminal.does("repair", "reached", DECISION, "--note", "số mới", "--as", "tu")
    assert "Không có ai" in office.terminal.does("repair", "list")
    assert "không có ai" in office.terminal.is_refused("repair", "not-found", DECISION, "--as", "tu")


def test_a_visit_can_be_called_off(office: Office, case: Case) -> None:
    office.terminal.does(*PLAN)
    cancel = ("visit", "cancel", reference(office, case), "--as", "tu")
    office.terminal.does(*cancel)
    with office.terminal.books() as books:
        assert [one.state for one in visits_of(books, case.decision)] == [State.CANCELLED]
        assert open_visits(books) == []
    assert "đã đi hoặc đã bỏ" in office.terminal.is_refused(*cancel)


@pytest.mark.usefixtures("case")
def test_teams_are_shown_with_their_people_and_what_does_not_fit_is_said(office: Office) -> None:
    said = office.terminal.does("visit", "teams")
    for part in ("xã Phước Hòa: Tổ vận động ấp 3, mỗi ngày 12 lượt", "Trần Văn Ba, trưởng ấp"):
        assert part in said
    assert "chưa đủ" in office.terminal.is_refused(*TEAM[:5], "Ba", "--as", "tu")
    assert "Không có lượt vận động mã" in office.terminal.is_refused("visit", "cancel", "VD-XXXXXX", "--as", "tu")
    assert "quản trị" in office.terminal.is_refused("visit", "plan", DECISION, "--as", "quan-tri")
