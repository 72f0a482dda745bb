import re
import unicodedata
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.calendar_file import CalendarEntry, calendar_file
from messages.library import Lang

START = datetime(2026, 11, 26, 1, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 3, 4, 5, tzinfo=UTC)
PLACE = "Phòng tiếp công dân, số 12 đường Nguyễn Huệ; phường Long An, tỉnh Tây Ninh (tầng 1, cạnh cổng phụ)"


def _entry(place: str = PLACE, start: datetime = START, revision: int = 0) -> CalendarEntry:
    return CalendarEntry(
        uid="4611686018427387904@gandan",
        starts_at=start,
        ends_at=start + timedelta(minutes=30),
        place=place,
        written_at=NOW,
        revision=revision,
    )


def _read(content: bytes) -> dict[str, str]:
    """A reader after RFC 5545: unfolds, splits, unescapes. Keys carry their component: ``VEVENT.SUMMARY``."""
    lines = re.sub(rb"\r\n[ \t]", b"", content).decode("utf-8").split("\r\n")
    assert lines.pop() == "", "the last line ends as the others do"
    within: list[str] = []
    read: dict[str, str] = {}
    for line in lines:
        name, value = line.split(":", 1)
        if name == "BEGIN":
            within.append(value)
        elif name == "END":
            assert within.pop() == value
        else:
            key = f"{within[-1]}.{name}"
            assert key not in read or within[-1] == "VALARM"
            read[key] = re.sub(r"\\(.)", lambda sign: "\n" if sign[1] in "nN" else sign[1], value)
    assert not within
    return read


def test_a_calendar_reads_the_appointment_at_the_offices_own_hour() -> None:
    file = calendar_file(_entry())
    read = _read(file.content)
    assert file.name == "lich-hen.ics"
    assert file.mime.startswith("text/calendar")
    assert read["VEVENT.DTSTART;TZID=Asia/Ho_Chi_Minh"] == "20261126T083000"
    assert read["VEVENT.DTEND;TZID=Asia/Ho_Chi_Minh"] == "20261126T090000"
    assert read["VTIMEZONE.TZID"] == "Asia/Ho_Chi_Minh"
    assert read["STANDARD.TZOFFSETTO"] == "+0700"
    assert read["VEVENT.LOCATION"] == PLACE
    assert read["VEVENT.DTSTAMP"] == "20261121T030405Z"
    assert read["VEVENT.UID"] == "4611686018427387904@gandan"


@given(st.datetimes(datetime(1976, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001  a wall clock has no zone
def test_the_one_offset_in_the_file_is_right_for_every_day(wall_clock: datetime) -> None:
    assert wall_clock.replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")).utcoffset() == timedelta(hours=7)


def test_the_title_tells_a_stranger_nothing() -> None:
    read = _read(calendar_file(_entry()).content)
    assert read["VEVENT.SUMMARY"] == "Lịch hẹn"
    assert not re.search("thi hành|THADS|chấp hành viên", calendar_file(_entry()).content.decode(), re.IGNORECASE)


def test_it_is_written_in_english_for_those_who_read_english() -> None:
    assert _read(calendar_file(_entry(), Lang.EN).content)["VEVENT.SUMMARY"] == "Appointment"


def test_a_moved_appointment_replaces_the_entry_it_had() -> None:
    first, moved = _read(calendar_file(_entry()).content), _read(calendar_file(_entry(revision=1)).content)
    assert first["VEVENT.UID"] == moved["VEVENT.UID"]
    assert (first["VEVENT.SEQUENCE"], moved["VEVENT.SEQUENCE"]) == ("0", "1")


printable = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])


@given(st.text(alphabet=printable, max_size=300))
def test_no_line_is_longer_than_75_octets_and_any_place_reads_back(place: str) -> None:
    content = calendar_file(_entry(place)).content
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")  # no letter is cut in two
    assert re.sub(rb"\r\n", b"", content).find(b"\n") == -1
    assert _read(content)["VEVENT.LOCATION"] == unicodedata.normalize("NFC", place)


@given(st.text(max_size=80))
def test_nothing_in_a_place_can_add_a_line_of_its_own(place: str) -> None:
    wicked = f"Phòng 1\r\nSUMMARY:{place}\nEND:VEVENT"
    read = _read(calendar_file(_entry(wicked)).content)
    assert read["VEVENT.SUMMARY"] == "Lịch hẹn"
    assert read["VEVENT.LOCATION"].startswith("Phòng 1\nSUMMARY:")


@given(st.datetimes(datetime(2026, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  bounds are naive
def test_any_instant_reads_back_to_the_second(start: datetime) -> None:
    read = _read(calendar_file(_entry(start=start)).content)["VEVENT.DTSTART;TZID=Asia/Ho_Chi_Minh"]
    there = datetime.strptime(read, "%Y%m%dT%H%M%S").replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert there == start.replace(microsecond=0)


def test_senseless_appointments_are_refused() -> None:
    good = {"uid": "1", "starts_at": START, "ends_at": START + timedelta(hours=1), "place": PLACE, "written_at": NOW}
    wrong = (
        {"alarms": ("-P1D", "soon")},
        {"ends_at": START},
        {"starts_at": START.replace(tzinfo=None)},
        {"uid": "1\r\nX:1"},
        {"uid": ""},
        {"revision": -1},
    )
    for part in wrong:
        with pytest.raises(ValueError, match=r"aware|ends after|uid|alarm"):
            CalendarEntry(**(good | part))  # type: ignore[arg-type]  # wrong on purpose
