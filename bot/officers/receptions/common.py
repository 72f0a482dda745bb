"""What do the pages of receptions share: the thing that an address names, names as the role may read them, refusals in a page's words?"""

from __future__ import annotations

import re
from argparse import ArgumentTypeError

from bot.cli.refusal import Refused
from bot.officers.visit import Missing
from casework import receptions_in_sight, scope, staff
from casework.booking_facts import Booking
from casework.booking_visitors import visitor_name
from casework.books import Books
from casework.day_moves_kinds import MoveRefused
from casework.named import NameUnclear
from casework.people import PartyRefused
from casework.promises import PromiseRefused
from casework.reception_desk import DeskRefused
from casework.reception_outcomes import OutcomeRefused
from casework.reception_plans import ReceptionPlan
from casework.reception_times import PlanRefused
from casework.receptions_in_sight import Day
from casework.staff import Staff
from messages.vietnamese import masked_name
from scheduler.plans.refusals import PlanWrong

REFUSED = (
    Refused, PlanRefused, MoveRefused, DeskRefused, OutcomeRefused, PromiseRefused, PartyRefused, NameUnclear, PlanWrong, ArgumentTypeError,
)  # fmt: skip
"""What the rules refuse with a sentence for staff."""
_NO_NAME = "-"
_ON_PAGES = tuple(  # where the rules' sentences name a command, the page names the button or page that does the same
    (re.compile(pattern), words)
    for pattern, words in (
        (r"(?:Xem ai còn cần gọi|Xem): gandan reception phone-list", "Xem trang «Cần gọi điện»."),
        (r"gandan reception merge", "nút «Dời, ghép hoặc hủy ngày này», cách ghép"),
        (r"Xem các ngày của lịch: gandan reception plan show", "Các ngày của lịch ở ngay dưới đây."),
        (r"gandan reception plan add --help", "«Lập lịch định kỳ»"),
        (r"gandan reception move --help", "nút «Dời, ghép hoặc hủy ngày này»"),
        (r"gandan reception add(?: --help| --campaign)?", "«Thêm ngày tiếp»"),
        (r"Xem: gandan reception list", "Hãy xem lại ở mục «Tiếp công dân»."),
        (r"gandan reception desk", "trang «Bàn tiếp»"),
        (r": --result other_time --at NGÀY_GIỜ", "."),
        (r" ?(?:Xem|Xem danh sách): gandan agency staff", " Hãy chọn lại trong danh sách."),
        (r", hoặc chạy: gandan agency places", "."),
        (r"lãnh đạo chọn trước: gandan agency rules --stand-ins on", "lãnh đạo bật việc tiếp thay trước."),
        (r"gandan calendar(?: --help)?", "hãy nhờ người quản trị xác nhận lịch làm việc của năm"),
        (r" \(trên dòng lệnh: --issued NGÀY\)", ""),
        (r" \([lu]\)", ""),
        (r"Bỏ phần sau dấu chấm phẩy để xem", "Để trống ô giấy tờ thì xem được"),
        (r"gõ số thứ tự rồi «d»", "bấm «Đã đến» ở dòng của người ấy"),
        (r"Gõ l để xem lại số thứ tự", "Hãy xem lại số thứ tự ở danh sách"),
        (r"Gõ \? để xem các chữ", "Các chữ ở ngay dưới ô này"),
        (r"; lập tổ: gandan visit team --help", "."),
    )
)


def on_page(problem: Exception | str) -> str:
    """The rule's sentences, with what there is on the pages instead of a command."""
    said = str(problem)
    for pattern, words in _ON_PAGES:
        said = pattern.sub(words, said)
    return said


def the_day(books: Books, who: Staff, day_id: int) -> Day:
    """The day in sight. Raises ``Missing``."""
    found = receptions_in_sight.day(books, who, day_id)
    if found is None:
        raise Missing
    return found


def the_booking(books: Books, who: Staff, booking_id: int) -> Booking:
    """The booking in sight. Raises ``Missing``."""
    found = receptions_in_sight.a_booking(books, who, booking_id)
    if found is None:
        raise Missing
    return found


def the_plan(books: Books, who: Staff, plan_id: int) -> ReceptionPlan:
    """The recurring plan in sight. Raises ``Missing``."""
    found = receptions_in_sight.plan(books, who, plan_id)
    if found is None:
        raise Missing
    return found


def shown_name(who: Staff, name: str) -> str:
    """The name as this role reads it outside of the desk."""
    return name if scope.names(who) else masked_name(name)


def name_for(books: Books, who: Staff, there: Booking) -> str:
    """The visitor's name as this role reads it outside of the desk."""
    return shown_name(who, visitor_name(books, there.visitor) or _NO_NAME)


def staff_names(books: Books) -> dict[int, str]:
    """Of everybody who works here; names of staff are public."""
    return {one.id: one.name for one in staff.everybody(books)}


def name_of_staff(books: Books, staff_id: int | None) -> str:
    """Also of somebody who has left."""
    known = None if staff_id is None else staff.find(books, staff_id)
    return _NO_NAME if known is None else known.name
