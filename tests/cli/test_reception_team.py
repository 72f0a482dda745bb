"""A reception day in a commune belongs to a campaign; its team sees whom to expect, whom to call, whom to invite."""

from __future__ import annotations

import io
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from casework.booking_facts import bookings_of_day
from casework.booking_visitors import Visitor, guest
from casework.bookings import cancel
from casework.reception_expected import receptions_of_campaign
from casework.reception_kinds import BookingSource
from casework.reception_laying import lay_days
from casework.tables.receptions import reception_day, reception_slot
from casework.working_days import confirm_year, seed_year
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
    assert "GỌI 0900 000 666" in said
    assert "GỌI 0900 000 888" in said
    assert GUEST in said  # has booked in a chat: no telephone on the sheet
    assert "0900 000 777" not in said
    assert "Đang đi vận động, chưa hẹn: 1 người." in said
    file = tmp_path / "to.pdf"
    office.terminal.does("reception", "team", DAY, "--out", str(file), "--as", "tu")
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(file).pages).split())
    for part in (WOMAN, "Phan Văn Bảy", "Tổ vận động ấp 3", "Không dán", "Đến thẳng, không hẹn"):
        assert part in text
    for inside in ("QĐ-THADS", "52.500.000", "Xin trả dần", "0900 000 777"):
        assert inside not in text


def test_who_has_no_chat_is_booked_by_the_number_of_the_visit_or_by_phone(office: Office, morning: Morning) -> None:
    case = office.case(debtor=None)
    with office.terminal.books() as books:
        commune = books.conn.execute(reception_day.select()).one().commune_id
        lives_in(books, case.debtor, commune)
    planned = office.terminal.does("visit", "plan", DECISION, "--as", "tu")
    visit = next(word for word in planned.split() if word.startswith("VD-"))
    book = ("reception", "book", DAY, "--as", "tu")
    assert "Hôm đó đã hết chỗ. Ai đến thẳng vẫn được tiếp." in office.terminal.is_refused(*book, "--visit", visit)
    with office.terminal.books() as books:
        assert cancel(books, morning.bookings[1]) is not None
    guest_ = (*book, "--guest", "Vàng Thị Xía")
    assert "Hãy thêm --phone" in office.terminal.is_refused(*guest_)
    said = office.terminal.is_refused(*guest_, "--phone", "0900 000 902", "--at", "08:15")
    assert "Còn trống: 07:50." in said
    assert "Đã đặt: N***n T. N. Á., 07:50 03/12/2026" in office.terminal.does(*book, "--visit", visit)
    assert "đã có lịch hẹn LH-" in office.terminal.is_refused(*book, "--decision", DECISION)
    office.terminal.does(
        "reception", "add", *["--leader", "pho", "--on", "04/12/2026", "--hours", "8:00-9:00", "--as", "tu"]
    )
    with office.terminal.books() as books:
        books.conn.execute(reception_day.update().values(commune_id=commune))
    assert "chưa hẹn" not in office.terminal.does("reception", "team", "04/12/2026", "--as", "tu")
    with office.terminal.books() as books:
        (made,) = [one for one in bookings_of_day(books, morning.day) if one.party_id == case.debtor]
        assert (made.source, made.team_id is not None) == (BookingSource.TEAM, True)
        assert made.contact_id is None


def test_whom_the_team_brings_on_the_spot_is_counted_as_brought(
    office: Office, morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_nine = datetime(2026, 12, 3, 1, 15, tzinfo=UTC)
    monkeypatch.setenv("GANDAN_CLOCK", at_nine.isoformat())
    office.terminal.clock.set(at_nine)
    monkeypatch.setattr(sys, "stdin", io.StringIO("m Sùng A Páo;; hỏi về án phí\n7 g\n"))
    said = office.terminal.does("reception", "desk", DAY, "--as", "tu")
    assert "7. Sùng A Páo: đã đến" in said
    assert "7. Sùng A Páo: đã giải thích" in said
    with office.terminal.books() as books:
        campaign = 77
        books.conn.execute(reception_day.update().values(campaign_id=campaign))
        counted = receptions_of_campaign(books, campaign)
        assert (counted.by_team, counted.walk_ins, counted.received) == (2, 1, 1)


def test_every_day_of_a_plan_belongs_to_its_campaign_also_those_published_later(office: Office) -> None:
    with office.terminal.books() as books:
        a_commune(books, "xã Phước Long")
        working = office.ids["truong"]
        for year in (2026, 2027):
            seed_year(books, year)
            confirm_year(books, year, working)
    office.terminal.does(
        "campaign", "create", "Đợt dài", "--plan", "13/KH-THADS", "--from", "16/11/2026", "--to", "29/01/2027",
        "--step", "campaign_start+0w:week_before", "--as", "huong",
    )  # fmt: skip
    add = (
        "reception", "plan", "add", "--leader", "truong", "--every", "thứ 5 tuần 2", "--hours", "8:00-11:00", "--campaign", "dài",
        "--as", "tu",
    )  # fmt: skip
    assert "Hãy ghi thêm --commune" in office.terminal.is_refused(*add)
    said = office.terminal.does(*add, "--commune", "xã Phước Long")
    assert "không phải xã điểm" in said
    assert "đến 29/01/2027" in said
    assert "Thuộc đợt «Đợt dài»" in office.terminal.does("reception", "show", "10/12/2026")
    office.terminal.clock.set(datetime(2026, 12, 1, 2, 0, tzinfo=UTC))
    with office.terminal.books() as books:
        later = select(reception_day.c.id).where(reception_day.c.on_date > date(2026, 12, 31))
        books.conn.execute(reception_slot.delete().where(reception_slot.c.day_id.in_(later)))
        books.conn.execute(reception_day.delete().where(reception_day.c.on_date > date(2026, 12, 31)))
        assert lay_days(books) == 1
        rows = books.conn.execute(reception_day.select().order_by(reception_day.c.on_date)).all()
    assert [row.on_date for row in rows] == [date(2026, 12, 10), date(2027, 1, 14)]
    assert len({row.campaign_id for row in rows}) == 1
    assert rows[0].campaign_id is not None


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
