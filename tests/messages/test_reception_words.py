"""What people read of a reception day, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from casework.booking_facts import Booking
from casework.bookings import hold
from casework.books import Books
from casework.reception_days import PublicDay
from casework.reception_details import Details, Language, Matter, Need, map_link
from casework.reception_kinds import DayMode
from casework.receptions import open_day
from messages.approved_facts import approved_facts
from messages.booking_words import booking_lines, public_day
from messages.library import Lang
from messages.lint import problems
from messages.lint.facts import Fault
from messages.reception_words import way_there, word
from tests.casework.reception_rooms import a_citizen, a_plan, an_office_with_leader

DAY = PublicDay(
    id=1,
    on_date=date(2026, 11, 26),
    place="Trụ sở",
    address="Số 1 đường Hòa Bình",
    leader_name="Đặng Quốc Thái",
    leader_title="Trưởng",
    hours=((datetime(2026, 11, 26, 1, tzinfo=UTC), datetime(2026, 11, 26, 2, tzinfo=UTC)),),
)
HERE = Details(directions="Cổng sau, tầng 1", map_link=map_link(Decimal("9.1768"), Decimal("105.1524")))


def test_a_day_of_which_nothing_more_is_known_says_nothing_more() -> None:
    assert public_day(DAY, Lang.VI).splitlines() == [
        "• Thứ Năm, ngày 26 tháng 11 năm 2026, từ 8 giờ đến 9 giờ.",
        "  Nơi tiếp: Trụ sở, Số 1 đường Hòa Bình.",
        "  Người tiếp: Đặng Quốc Thái, Trưởng.",
    ]


def test_a_day_with_numbers_says_what_about_in_which_language_and_for_whom() -> None:
    said = Details(
        matters=(Matter.COMPLAINT, Matter.PAYMENT),
        languages=(Language.KHMER,),
        needs=(Need.WHEELCHAIR, Need.INTERPRETER),
    )
    day = replace(DAY, mode=DayMode.QUEUE, details=said, stand_in_name="Trần Thị Kim Ngân", stand_in_title="Phó Trưởng")
    assert public_day(day, Lang.VI).splitlines()[3:] == [
        "  Người có thể tiếp thay: Trần Thị Kim Ngân, Phó Trưởng.",
        "  Hôm đó tiếp về: khiếu nại; nộp tiền, xin trả dần, thỏa thuận.",
        "  Ngoài tiếng Việt, người tiếp nói được: tiếng Khmer.",
        "  Nơi tiếp có chuẩn bị cho: người đi xe lăn; người cần phiên dịch.",
        "  Hôm đó mời vào theo số thứ tự.",
    ]
    assert "  Received that day: complaints; payments, instalments, agreements." in public_day(day, Lang.EN)


def test_who_has_booked_reads_how_to_get_there_behind_the_place(books: Books) -> None:
    office, visitor = an_office_with_leader(books), a_citizen(books)
    slots = open_day(books, replace(a_plan(office), details=HERE), office.leader).slot_ids
    there = hold(books, slots[0], visitor.party, visitor.chat)
    assert isinstance(there, Booking)
    lines = booking_lines(books, there, Lang.VI)
    at = next(number for number, line in enumerate(lines) if "Số 1 đường Hòa Bình" in line)
    assert lines[at + 1 : at + 3] == way_there(HERE, Lang.VI)


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("one", [*Matter, *Language, *Need])
def test_every_word_is_said_in_both_languages(lang: Lang, one: Matter | Language | Need) -> None:
    assert word(lang, one) == word(lang, one).strip() != ""


def test_our_own_map_is_no_strangers_link_once_a_day_shows_it(books: Books) -> None:
    office = an_office_with_leader(books)
    text = "\n".join(way_there(HERE, Lang.VI))
    assert "Đường đi: Cổng sau, tầng 1" in text

    def strange() -> bool:
        return Fault.LINK in {one.fault for one in problems(text, approved=approved_facts(books))}

    assert strange()
    open_day(books, replace(a_plan(office), details=HERE), office.leader)
    assert not strange()
    assert Fault.LINK in {
        one.fault
        for one in problems(text.replace("www.openstreetmap", "www.openstreetmap-vn"), approved=approved_facts(books))
    }
