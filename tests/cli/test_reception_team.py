"""A reception day in a commune belongs to a campaign; its team sees whom to expect, whom to call, whom to invite."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from casework.booking_visitors import Visitor, guest
from casework.reception_expected import receptions_of_campaign
from casework.reception_kinds import BookingSource
from casework.tables.receptions import reception_day, reception_slot
from tests.builders import WOMAN, a_person
from tests.casework.in_communes import a_commune, a_team, lives_in
from tests.cli.conftest import Terminal
from tests.cli.offices import DECISION, Office, an_office
from tests.cli.reception_mornings import GUEST, Morning, a_morning, booked

DAY = "03/12/2026"


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


@pytest.fixture
def morning(office: Office) -> Morning:
    with office.terminal.books() as books:
        commune = a_commune(books)
        a_team(books, commune)
        made = a_morning(books, office.agency, office.ids["truong"], commune=commune)
        phone = a_person(books, name="Lý Thị Sáu", phone="0900000666")
        booked(books, made.slots[4], Visitor(party_id=phone), source=BookingSource.TEAM)
        booked(books, made.slots[5], Visitor(guest=guest("Phan Văn Bảy", "0900000888")))
    return made


def test_the_team_sees_everybody_and_calls_only_who_has_no_chat(
    office: Office, morning: Morning, tmp_path: Path
) -> None:
    case = office.case()
    with office.terminal.books() as books:
        lives_in(books, case.debtor, books.conn.execute(reception_day.select()).one().commune_id)
    office.terminal.does("visit", "plan", DECISION, "--as", "tu")
    said = office.terminal.does("reception", "team", DAY, "--as", "tu")
    assert "Đã hẹn 6 người, trong đó 2 người phải gọi" in said
    assert "GỌI 0900000666" in said
    assert "GỌI 0900000888" in said
    assert GUEST in said  # has booked in a chat: no telephone on the sheet
    assert "0900000777" not in said
    assert "Đang đi vận động, chưa hẹn: 1 người." in said
    file = tmp_path / "to.pdf"
    office.terminal.does("reception", "team", DAY, "--out", str(file), "--as", "tu")
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(file).pages).split())
    for part in (WOMAN, "Phan Văn Bảy", "Tổ vận động ấp 3", "Không dán", "Đến thẳng, không hẹn"):
        assert part in text
    for inside in ("QĐ-THADS", "52.500.000", "Xin trả dần", "0900000777"):
        assert inside not in text


def test_a_day_at_the_office_has_no_team(office: Office) -> None:
    with office.terminal.books() as books:
        a_morning(books, office.agency, office.ids["truong"])
    assert "không có tổ ở xã" in office.terminal.is_refused("reception", "team", DAY, "--as", "tu")


def test_a_day_belongs_to_a_campaign_and_the_campaigns_report_counts_it(office: Office) -> None:
    office.case()
    with office.terminal.books() as books:
        a_commune(books, "xã Phước Long")
    office.terminal.does(
        "campaign", "create", "Đợt cuối năm", "--plan", "12/KH-THADS", "--from", "16/11/2026", "--to", "31/12/2026",
        "--step", "campaign_start+0w:week_before", "--as", "huong",
    )  # fmt: skip
    add = (
        "reception",
        "add",
        "--leader",
        "truong",
        "--on",
        DAY,
        "--hours",
        "7:30-9:30",
        "--campaign",
        "cuối năm",
        "--as",
        "tu",
    )
    assert "Hãy ghi thêm --commune" in office.terminal.is_refused(*add)
    assert "không phải xã điểm" in office.terminal.does(*add, "--commune", "xã Phước Long")
    with office.terminal.books() as books:
        day = books.conn.execute(reception_day.select()).one()
        assert day.campaign_id is not None
        slots = books.conn.execute(select(reception_slot.c.id).order_by(reception_slot.c.starts_at)).scalars().all()
        booked(
            books, slots[0], Visitor(guest=guest("Phan Văn Bảy", "0900000888")), companions=2, source=BookingSource.TEAM
        )
        counted = receptions_of_campaign(books, day.campaign_id)
        assert (counted.days, counted.booked, counted.by_team, counted.received) == (1, 1, 1, 0)
    said = office.terminal.does("campaign", "report", "cuối năm")
    assert "Buổi tiếp công dân của đợt" in said
    told = json.loads(office.terminal.does("campaign", "report", "cuối năm", "--json"))
    assert told["receptions"]["booked"] == 1
