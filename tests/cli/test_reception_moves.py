"""The page docs/doi-ngay-tiep.md shows what the terminal says, line by line, while a day with sixty bookings is moved."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from casework import people
from casework.contacts import mark_dead
from casework.day_moves_answers import accept, give_up
from casework.day_moves_kinds import PersonState
from casework.day_moves_people import open_people
from casework.people import PartyFacts, PartyKind
from casework.receptions import OpenedDay
from casework.tables.audit import audit_entry
from casework.tables.receptions import booking, reception_day, reception_slot
from scheduler.bell.day_moves import follow_moves, next_follow
from tests.casework.moved_days import one_booking
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office
from tests.scheduler.arranged import at

PAGE = Path(__file__).parents[2] / "docs" / "doi-ngay-tiep.md"
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ")
GIVEN = ("Văn Bình", "Thị Cúc", "Minh Đạo", "Thị Hạnh", "Quốc Khánh", "Thị Lành")


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


def sixty_people(office: Office) -> None:
    """Sixty with a place on 26/11, ten of whose chats are gone, four who left only a telephone number."""
    with office.terminal.books() as books:
        slots = books.conn.execute(
            select(reception_slot.c.id, reception_slot.c.day_id)
            .join(reception_day, reception_day.c.id == reception_slot.c.day_id)
            .where(reception_day.c.on_date == date(2026, 11, 26))
            .order_by(reception_slot.c.starts_at)
        ).all()
        day = OpenedDay(day_id=slots[0].day_id, slot_ids=tuple(slot.id for slot in slots), warnings=())
        for number in range(60):
            made = one_booking(books, day, number, guest=number >= 56)
            row = books.conn.execute(select(booking).where(booking.c.id == made)).one()
            if row.party_id is not None:
                name = f"{FAMILY[number % 10]} {GIVEN[number // 10]}"
                facts = PartyFacts(kind=PartyKind.PERSON, name=name, phone=f"0900000{number:03}")
                people.update_party(books, row.party_id, facts)
            if 5 <= number < 15:
                mark_dead(books, row.contact_id, "blocked")


def answered(office: Office) -> None:
    """Five minutes later the messages leave; forty say yes, two come no more, four say nothing for two days."""
    minutes_pass(office, 5)
    with office.terminal.books() as books:
        waiting = [one for one in open_people(books) if one.state is PersonState.OFFERED]
        for one in waiting[:40]:
            assert accept(books, one)
        for one in waiting[40:42]:
            assert give_up(books, one)
    until(office, at(date(2026, 11, 18), 10))


def minutes_pass(office: Office, minutes: int) -> None:
    until(office, office.terminal.clock.now() + timedelta(minutes=minutes))


def until(office: Office, instant: datetime) -> None:
    clock = office.terminal.clock
    while True:
        with office.terminal.books() as books:
            while follow_moves(books):
                pass
            due = next_follow(books)
        if due is None or due > instant:
            break
        clock.set(max(due, clock.now() + timedelta(minutes=1)))
    clock.set(instant)


def nothing_more(office: Office) -> None:
    minutes_pass(office, 30)


MEANWHILE: dict[str, Callable[[Office], None]] = {
    "60 người đặt": sixty_people,
    "người dân trả lời": answered,
    "nửa giờ sau": nothing_more,
}


def shown(office: Office, monkeypatch: pytest.MonkeyPatch, page: str) -> str:
    """The page with what each command of it really says."""
    parts = re.split(r"(<!-- .*? -->|```console\n.*?```\n)", page, flags=re.DOTALL)
    return "".join(_part(office, monkeypatch, part) for part in parts)


def _part(office: Office, monkeypatch: pytest.MonkeyPatch, part: str) -> str:
    if part.startswith("<!-- "):
        MEANWHILE[part[5:-4]](office)
        monkeypatch.setenv("GANDAN_CLOCK", office.terminal.clock.now().isoformat())
    if not part.startswith("```console"):
        return part
    commands = re.findall(r"^\$ (gandan .*)$", part, re.MULTILINE)
    said = "".join(f"$ {line}\n{office.terminal.does(*shlex.split(line)[1:])}" for line in commands)
    return f"```console\n{said}```\n"


def test_the_page_shows_what_the_terminal_says(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    page = PAGE.read_text("utf-8")
    assert shown(office, monkeypatch, page) == page


def a_day(office: Office, on: str = "26/11/2026") -> None:
    words = ("reception", "add", "--leader", "truong", "--on", on, "--hours", "07:30-11:30", "--seats", "5")
    office.terminal.does(*words, "--as", "tu")


def test_only_looking_changes_nothing(office: Office) -> None:
    a_day(office)
    sixty_people(office)
    before = office.terminal.does("reception", "list")
    said = office.terminal.does("reception", "cancel-day", "26/11/2026", "--why", "weather", "--as", "tu")
    assert "Đây mới là xem trước" in said
    assert office.terminal.does("reception", "list") == before
    assert "chưa được dời" in office.terminal.does("reception", "moved", "26/11/2026")


def test_names_and_numbers_in_full_are_for_case_workers_and_leave_a_line(office: Office) -> None:
    a_day(office)
    sixty_people(office)
    cancel = ("reception", "cancel-day", "26/11/2026", "--why", "place", "--as", "tu")
    assert "0900000" not in office.terminal.does(*cancel)
    office.terminal.does(*cancel, "--yes")
    assert "Vai trò" in office.terminal.is_refused("reception", "phone-list", "--as", "kiem-tra")
    assert "0900000057" in office.terminal.does("reception", "phone-list", "--as", "tu")
    with office.terminal.books() as books:
        seen = select(audit_entry.c.purpose).where(audit_entry.c.action == "reception_phone_list_seen")
        assert books.conn.execute(seen).scalars().all() == ["people:60"]  # no place was left to keep for anybody


def test_what_cannot_be_is_refused_in_a_sentence(office: Office) -> None:
    a_day(office)
    sixty_people(office)
    move = ("reception", "move", "26/11/2026", "--to", "03/12/2026", "--why", "called_away", "--as", "tu")
    assert "đã qua" in office.terminal.is_refused(*move, "--keep-until", "02/11/2026")
    assert "Không có cán bộ" in office.terminal.is_refused(*move, "--by", "ai-do")
    office.terminal.is_refused(*move, "--to-place", "Phòng 3, gọi 0912345678 để giữ chỗ")
    assert "chưa được dời" in office.terminal.is_refused("reception", "undo-move", "26/11/2026", "--as", "tu")
    office.terminal.does(*move, "--yes")
    call = ("reception", "called", "LH-000000", "--as", "tu", "--result")
    assert "--at" in office.terminal.is_refused(*call, "other_time")
    assert "không có chỗ trống" in office.terminal.is_refused(*call, "other_time", "--at", "03/12/2026-15:00")
    assert "Không có lịch" in office.terminal.is_refused(*call[:2], "LH-XXXXXX", "--result", "takes", "--as", "tu")
