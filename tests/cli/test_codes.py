"""Code letters: whose letter says what, who gets none and why, and that no code is anywhere but on paper."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select, update

from casework import linking, people
from casework.linking import Linked
from casework.tables.linking import link_code, link_guard
from tests import builders
from tests.casework.chats import a_chat
from tests.cli.conftest import Terminal
from tests.cli.offices import DECISION, Office, an_office, becomes_a_demo

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
BASE = ("--base-url", "https://thads-mau.example", "--as", "tu")


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


def _pages(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def _codes_in_books(office: Office) -> int:
    with office.terminal.books() as books:
        return books.conn.execute(select(func.count()).select_from(link_code)).scalar_one()


def test_debtor_and_creditor_each_get_a_page_whose_code_links_their_chat(office: Office, tmp_path: Path) -> None:
    case = office.case()
    out = tmp_path / "thu.pdf"
    said = office.terminal.does("codes", "--decision", DECISION, "--out", str(out), *BASE)
    assert "Đã in 2 thư" in said
    assert "1 người chưa có số định danh" in said
    assert not CODE.search(said)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    pages = _pages(out)
    mine = next(page for page in pages if builders.WOMAN in page)
    assert "Bà " + builders.WOMAN in mine
    assert "đến hết ngày 15/12/2026" in mine  # made 16/11 at nine: good until nine of 16/12
    found = CODE.search(mine)
    assert found is not None
    with office.terminal.books() as books:
        digits = people.identity_last_six(books, case.debtor)
        assert digits is not None
        assert isinstance(linking.try_link(books, a_chat(books), found[0], digits), Linked)


def test_the_same_command_again_prints_for_nobody_who_has_a_code(office: Office, tmp_path: Path) -> None:
    office.case()
    office.terminal.does("codes", "--out", str(tmp_path / "a.pdf"), *BASE)
    again = ("codes", "--out", str(tmp_path / "b.pdf"), *BASE)
    assert office.terminal.types(*again) == 1
    assert "Không in 2 người: đã có mã còn hạn" in office.terminal.said
    assert not (tmp_path / "b.pdf").exists()
    assert "Đã in 2 thư" in office.terminal.does(*again, "--again")


def test_the_dead_the_state_and_the_locked_get_none_and_it_is_said_why(office: Office, tmp_path: Path) -> None:
    with office.terminal.books() as books:
        dead = builders.a_person(books, name=builders.MAN, deceased=True)
        state = builders.the_state(books)
    office.case("001/QĐ-THADS", debtor=dead, creditor=state)
    locked = office.case("002/QĐ-THADS", creditor=state)
    with office.terminal.books() as books:
        linking.print_code(books, locked.debtor, office.ids["tu"])
        books.conn.execute(update(link_guard).values(failures=10))
    before = _codes_in_books(office)
    assert office.terminal.types("codes", "--again", "--out", str(tmp_path / "a.pdf"), *BASE) == 1
    assert "1 người: đã chết" in office.terminal.said
    assert "1 người: Nhà nước" in office.terminal.said
    assert "1 người: mã đang bị khóa" in office.terminal.said
    assert builders.MAN not in office.terminal.said
    assert _codes_in_books(office) == before


def test_a_name_that_fits_on_no_page_spoils_nobody_elses_letter(office: Office, tmp_path: Path) -> None:
    with office.terminal.books() as books:
        odd = builders.a_person(books, name="W" * 60)
    case = office.case(debtor=odd)
    said = office.terminal.does("codes", "--out", str(tmp_path / "a.pdf"), *BASE)
    assert "Đã in 1 thư" in said
    assert "quá dài" in said
    with office.terminal.books() as books:
        printed = books.conn.execute(select(link_code.c.party_id)).scalars().all()
    assert printed == [case.creditor]


def test_codes_are_shown_on_the_screen_of_an_invented_agency_only(office: Office, tmp_path: Path) -> None:
    office.case()
    show = ("codes", "--out", str(tmp_path / "a.pdf"), *BASE, "--show")
    assert "không hiện trên màn hình" in office.terminal.is_refused(*show)
    becomes_a_demo(office)
    assert len(CODE.findall(office.terminal.does(*show))) == 2


def test_where_and_what_to_open_is_checked_before_any_code_is_made(office: Office, tmp_path: Path) -> None:
    office.case()
    assert "https" in office.terminal.is_refused("codes", "--out", str(tmp_path / "a.pdf"), "--as", "tu")
    assert ".pdf" in office.terminal.is_refused("codes", "--out", str(tmp_path / "a.txt"), *BASE)
    assert "thư mục" in office.terminal.is_refused("codes", "--out", str(tmp_path / "x" / "a.pdf"), *BASE)
    (tmp_path / "old.pdf").write_bytes(b"x")
    assert "Đã có tệp" in office.terminal.is_refused("codes", "--out", str(tmp_path / "old.pdf"), *BASE)
    assert "kiểm tra viên" in office.terminal.is_refused(
        "codes", "--out", str(tmp_path / "a.pdf"), "--bot", "ThadsMauBot", "--as", "kiem-tra"
    )
    assert _codes_in_books(office) == 0
    office.terminal.does("codes", "--out", str(tmp_path / "a.pdf"), "--bot", "@ThadsMauBot", "--as", "tu")


def test_a_long_run_is_printed_in_files_of_a_batch_and_tells_how_far_it_is(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        office.case(f"{number + 1:03d}/QĐ-THADS")
    monkeypatch.setattr("bot.cli.codes.BATCH", 4)
    said = office.terminal.does("codes", "--out", str(tmp_path / "thu.pdf"), *BASE)
    assert "Đã in 6/6 thư" in office.terminal.complained
    assert [path.name for path in sorted(tmp_path.glob("*.pdf"))] == ["thu-001.pdf", "thu-002.pdf"]
    assert "Đã in 4 thư vào" in said
    assert not list(tmp_path.glob("*.tam"))
