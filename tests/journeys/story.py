"""The whole story, as a debtor lives it, whatever the channel.

An untidy list goes in; the debtor proves who she is with the code on her paper, sees what she owes, has the law explained,
gets a reminder from a running campaign, sees how to pay, books a meeting with the leader, and is reminded of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from tests.journeys.office import Office

DECISION = "001/QĐ-CCTHADS"
NAME = "Đặng Thị Phượng"
DIGITS = "000001"
SUM = "472.500.000 đồng"
PART, REST = "2.500.000", "470.000.000 đồng"

WAYS_OUT = ("‹", "Gặp cán bộ", "Nơi khác", "Ngày khác", "Chọn")


class Person(Protocol):
    """Somebody with a telephone. Each act returns all that appeared or changed because of it, as text."""

    async def writes(self, text: str) -> str:
        """Types and sends."""

    async def presses(self, label: str) -> str:
        """Presses the newest button with this label."""

    async def waits_until(self, instant: datetime) -> str:
        """Time passes for everybody."""

    def choices(self) -> list[str]:
        """The labels of the newest message's buttons."""

    async def sees_picture(self) -> bytes:
        """The newest picture in the chat."""


async def live(office: Office, person: Person) -> None:
    """Every step after the list has come in; what is seen is asserted at each."""
    await _she_proves_who_she_is(office, person)
    await _she_sees_what_she_owes(person)
    await _the_law_is_explained(person)
    await _a_reminder_comes(office, person)
    await _she_sees_how_to_pay(person)
    await _she_books_and_is_reminded(office, person)
    await _she_pays_a_part(office, person)


def the_list_goes_in(office: Office) -> None:
    """Looked at first, then with its repairs confirmed; a second time it changes nothing."""
    first = office.imports("--dry-run")
    assert first["rows"] == 420
    assert {cell["column"] for cell in first["held"]} == {"Số CCCD"}
    assert all(cell["proposal"] == "0" + str(cell["value"]) for cell in first["held"])
    assert first["accepted"] == 420 - len(first["held"])
    written = office.imports("--confirm-repairs")
    assert written["held"] == []
    assert written["changes"]["new"] == 420
    again = office.imports("--confirm-repairs")
    assert (again["changes"]["new"], again["changes"]["changed"], again["changes"]["unchanged"]) == (0, 0, 420)


async def _she_proves_who_she_is(office: Office, person: Person) -> None:
    code = office.prints_code(DECISION)
    hello = await person.writes("/start")
    assert "trợ lý ảo" in hello
    assert "Thi hành án dân sự tỉnh Mẫu" in hello
    asked = await person.presses("Xem việc của tôi")
    assert "mã 12 ký tự" in asked
    assert NAME not in asked
    assert "6 số cuối" in await person.writes(code.lower())
    linked = await person.writes(DIGITS)
    assert "g T. P." in linked, "the name is masked"
    assert NAME not in linked
    assert "mã PIN" in await person.presses("Đồng ý")


async def _she_sees_what_she_owes(person: Person) -> None:
    seen = await person.presses("Không cần, xem tiếp")
    for part in (DECISION, SUM, "Trần Quốc Việt"):
        assert part in seen, seen
    assert "không thay thông báo chính thức" in seen


async def _the_law_is_explained(person: Person) -> None:
    said = await person.writes("luong cua toi co bi tru khong")
    assert "Điều 76" in said
    assert "106/2025/QH15" in said
    assert "30%" not in said


async def _a_reminder_comes(office: Office, person: Person) -> None:
    office.starts_campaign("--min", "472.000.000", "--max", "473.000.000")
    nudge = await person.waits_until(office.now.replace(hour=12))  # steps are spread over the morning
    assert "Ông/bà có 1 tin mới" in nudge, nudge
    for secret in (NAME, "472", DECISION, "thi hành án"):
        assert secret not in nudge, nudge
    content = await person.presses("Xem")
    assert SUM in content
    assert "không thay thông báo chính thức" in content


async def _she_sees_how_to_pay(person: Person) -> None:
    ways = await person.presses("Cách nộp tiền")
    for part in ("0000000000001", "Thi hành án dân sự tỉnh Mẫu", SUM):
        assert part in ways, ways
    await person.presses("Lấy mã QR")
    assert (await person.sees_picture()).startswith(b"\x89PNG")


async def _she_books_and_is_reminded(office: Office, person: Person) -> None:
    day = office.today() + timedelta(days=10)
    while day.weekday() != 2 or day.strftime("%d/%m") == "24/11":
        day += timedelta(days=1)
    office.opens_reception(day)
    await person.writes("/start")
    await person.presses("Đặt lịch gặp lãnh đạo")
    booked = await _book(person)
    assert "Mã lịch hẹn" in booked, booked
    eve = datetime(day.year, day.month, day.day, 8, 0, tzinfo=office.now.tzinfo) - timedelta(days=1)
    reminder = await person.waits_until(eve)
    assert "lịch hẹn sắp tới" in reminder, reminder
    details = await person.presses("Xem")
    assert "Phòng tiếp công dân" in details, details


async def _book(person: Person) -> str:
    """Takes the first place, day and time that are offered; at most five taps."""
    for _ in range(5):
        offered = [label for label in person.choices() if not label.startswith(WAYS_OUT)]
        seen = await person.presses("Xác nhận" if "Xác nhận" in offered else offered[0])
        if "Mã lịch hẹn" in seen:
            return seen
    return seen


async def _she_pays_a_part(office: Office, person: Person) -> None:
    office.books_payment(DECISION, PART, "BL-0001")
    seen = await person.writes("toi con no bao nhieu")
    assert REST in seen, seen
