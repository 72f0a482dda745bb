"""Recurring plans at the terminal: written, shown, excepted, ended; and what is not as it should be."""

from __future__ import annotations

import pytest

from bot.cli.reception_words import rule, rule_words
from casework.recurrence import LAST, Every, Rule
from casework.working_days import confirm_year, seed_year
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office

PLAN = ("reception", "plan")
ADD = (*PLAN, "add", "--leader", "truong", "--every", "ngày 15", "--hours", "7:30-11:00", "--as", "tu")
DAY = ("reception", "add", "--leader", "truong", "--on", "03/12/2026", "--hours", "7:30-11:00", "--as", "tu")


@pytest.fixture
def office(terminal: Terminal) -> Office:
    """Both years' calendars are confirmed."""
    office = an_office(terminal)
    with terminal.books() as books:
        for year in (2026, 2027):
            seed_year(books, year)
            confirm_year(books, year, office.ids["truong"])
    return office


def test_a_plan_is_written_published_and_shown(office: Office) -> None:
    said = office.terminal.does(*ADD)
    assert "Đã lập lịch số 1; công bố ngay 2 ngày." in said
    assert "ngày 15 mỗi tháng; trùng ngày nghỉ thì lùi sang ngày làm việc kế tiếp" in said
    assert "15/12/2026  đã công bố" in said
    assert "15/02/2027  công bố khi còn 60 ngày" in said
    assert "Đặng Quốc Thái, tiếp công dân" in office.terminal.does(*PLAN, "list")
    assert "15/12/2026  Đặng Quốc Thái" in office.terminal.does("reception", "list")


def test_a_day_is_skipped_and_another_moved_with_the_reason_shown_to_staff(office: Office) -> None:
    office.terminal.does(*ADD)
    moved = office.terminal.does(
        *PLAN, "move", "1", "--on", "15/02/2027", "--to", "22/02/2027", "--why", "đi họp", "--as", "tu"
    )
    assert "22/02/2027  công bố khi còn 60 ngày; đã dời (theo lịch: 15/02/2027); đi họp" in moved
    skipped = office.terminal.does(*PLAN, "skip", "1", "--on", "15/03/2027", "--as", "tu")
    assert "15/03/2027  không tiếp: đã bỏ buổi này" in skipped
    assert "đã được công bố" in office.terminal.is_refused(*PLAN, "skip", "1", "--on", "15/12/2026", "--as", "tu")
    assert "không có ngày đó" in office.terminal.is_refused(*PLAN, "skip", "1", "--on", "16/02/2027", "--as", "tu")
    assert "Không có lịch số 2" in office.terminal.is_refused(*PLAN, "end", "2", "--as", "tu")


def test_a_plan_ends_and_its_published_days_stay(office: Office) -> None:
    office.terminal.does(*ADD)
    assert "vẫn giữ" in office.terminal.does(*PLAN, "end", "1", "--as", "tu")
    assert "đã dừng từ trước" in office.terminal.does(*PLAN, "end", "1", "--as", "tu")
    assert "1 (ĐÃ DỪNG)" in office.terminal.does(*PLAN, "list")
    assert "15/12/2026" in office.terminal.does("reception", "list")


def test_an_auditor_writes_no_plan(office: Office) -> None:
    assert "không làm được việc này" in office.terminal.is_refused(*ADD[:-1], "kiem-tra")


def test_without_plans_the_list_says_how_to_write_one(office: Office) -> None:
    assert "gandan reception plan add" in office.terminal.does(*PLAN, "list")


def test_a_day_is_shown_with_what_people_should_know(office: Office) -> None:
    office.terminal.does(
        *DAY, "--queue", "--minutes", "10", "--map", "9.1768,105.1524", "--directions", "Đi cổng sau", "--matter", "complaint",
        "--language", "khm", "--need", "wheelchair",
    )  # fmt: skip
    said = office.terminal.does("reception", "show", "03/12/2026")
    for words in (
        "tiếp công dân, theo số thứ tự",
        "Hôm đó tiếp về: khiếu nại.",
        "Ngoài tiếng Việt, người tiếp nói được: tiếng Khmer.",
        "Nơi tiếp có chuẩn bị cho: người đi xe lăn.",
        "Đường đi: Đi cổng sau",
        "Bản đồ: https://www.openstreetmap.org/?mlat=9.17680&mlon=105.15240",
        "1 khung giờ, 21 chỗ, đã đặt 0",
    ):
        assert words in said
    assert "Không có ngày tiếp" in office.terminal.is_refused("reception", "show", "04/12/2026")


def test_of_several_days_on_a_date_one_is_named(office: Office) -> None:
    office.terminal.does(*DAY)
    office.terminal.does(*[word.replace("truong", "pho") for word in DAY])
    assert "Hãy thêm --leader" in office.terminal.is_refused("reception", "show", "03/12/2026")
    assert "Trần Thị Kim Ngân" in office.terminal.does("reception", "show", "03/12/2026", "--leader", "pho")


def test_a_stand_in_is_refused_until_the_leaders_have_chosen_that(office: Office) -> None:
    said = office.terminal.is_refused(*DAY, "--stand-in", "pho")
    assert "gandan agency rules --stand-ins on" in said
    office.terminal.does("agency", "rules", "--stand-ins", "on", "--as", "truong")
    office.terminal.does(*DAY, "--stand-in", "pho")
    assert "Người có thể tiếp thay: Trần Thị Kim Ngân" in office.terminal.does("reception", "show", "03/12/2026")


def test_a_working_meeting_is_marked_as_one(office: Office) -> None:
    office.terminal.does(*[word.replace("truong", "huong") for word in DAY], "--officer")
    assert "[làm việc với chấp hành viên]  Lê Thị Mai Hương" in office.terminal.does("reception", "list")


def test_what_is_missing_is_said_with_what_to_do(office: Office) -> None:
    said = office.terminal.does("reception", "warn")
    assert "Đặng Quốc Thái: tháng 11/2026 chưa có ngày tiếp công dân nào, công bố chậm nhất 20/11/2026." in said
    assert "tháng 12/2026 chưa có ngày tiếp công dân nào" in said
    office.terminal.does(*ADD)
    office.terminal.does(*[word.replace("03/12/2026", "30/11/2026") for word in DAY])
    assert "không thiếu, không vướng gì" in office.terminal.does("reception", "warn")
    office.terminal.does(*[word.replace("03/12/2026", "18/11/2026") for word in DAY])
    said = office.terminal.does("reception", "warn")
    late = "18/11/2026 Đặng Quốc Thái, Phòng tiếp công dân của cơ quan: công bố chưa đủ 5 ngày làm việc trước."
    assert f"{late} Nên dời sang ngày công bố kịp: gandan reception move --help" in said
    listed = office.terminal.does("reception", "list")
    assert listed.startswith("CHÚ Ý: ")
    assert f"CHÚ Ý: {late}" in listed


def test_the_doctor_tells_of_a_month_without_a_day_once_receptions_are_planned_here(office: Office) -> None:
    office.terminal.types("doctor")
    assert "lịch tiếp công dân" not in office.terminal.said
    office.terminal.does(*ADD)
    assert office.terminal.types("doctor") == 1
    assert "hỏng: lịch tiếp công dân có 1 điều phải xem. Chạy: gandan reception warn" in office.terminal.said
    office.terminal.does(*[word.replace("03/12/2026", "30/11/2026") for word in DAY])
    office.terminal.types("doctor")
    assert "tốt:  lịch tiếp công dân sắp tới không thiếu, không vướng gì." in office.terminal.said


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ngày 15", Rule(every=Every.MONTH_DAY, number=15)),
        ("Ngày 5 hằng tháng", Rule(every=Every.MONTH_DAY, number=5)),
        ("ngay 20 hang thang", Rule(every=Every.MONTH_DAY, number=20)),
        ("ngày cuối tháng", Rule(every=Every.MONTH_DAY, number=31)),
        ("thứ 5 tuần 2", Rule(every=Every.NTH_WEEKDAY, weekday=3, number=2)),
        ("thứ Năm tuần 2 hằng tháng", Rule(every=Every.NTH_WEEKDAY, weekday=3, number=2)),
        ("thứ Sáu tuần cuối", Rule(every=Every.NTH_WEEKDAY, weekday=4, number=LAST)),
        ("thứ tư", Rule(every=Every.WEEKLY, weekday=2)),
        ("thứ 7 hằng tuần", Rule(every=Every.WEEKLY, weekday=5)),
        ("chủ nhật tuần 1", Rule(every=Every.NTH_WEEKDAY, weekday=6, number=1)),
    ],
)
def test_a_rule_is_typed_as_people_say_it(typed: str, meant: Rule) -> None:
    assert rule(typed) == meant
    assert rule_words(meant).partition(";")[0] in (
        "ngày 15 mỗi tháng", "ngày 5 mỗi tháng", "ngày 20 mỗi tháng", "ngày cuối mỗi tháng", "thứ Năm tuần 2 mỗi tháng",
        "thứ Sáu tuần cuối mỗi tháng", "thứ Tư hằng tuần", "thứ Bảy hằng tuần", "Chủ nhật tuần 1 mỗi tháng",
    )  # fmt: skip


@pytest.mark.parametrize("typed", ["thứ 8", "ngày 32", "ngày 0", "thứ 5 tuần 5", "rằm", "ngày mai", ""])
def test_a_rule_that_is_none_is_refused_with_examples(office: Office, typed: str) -> None:
    assert office.terminal.types(*[typed if word == "ngày 15" else word for word in ADD]) == 2
    assert "Hãy ghi như «ngày 15»" in office.terminal.complained


def test_a_position_that_is_none_is_refused(office: Office) -> None:
    assert office.terminal.types(*DAY, "--map", "cổng chợ") == 2
    assert "vĩ độ trước" in office.terminal.is_refused(*DAY, "--map", "105.15,9.17")
