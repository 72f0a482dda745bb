"""Is what the office must set up and keep up in order: agency, accounts, calendar, links?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.cli import shown
from bot.cli.findings import Bad, Finding, Good, Question
from casework import accounts, name_words, staff
from casework.agency import the_agency
from casework.books import Books
from casework.clock import today
from casework.link_limits import alarms_since
from casework.staff import LEADERS
from casework.working_days import working_days

NEXT_YEAR_FROM = 12  # the month from which the next year's calendar must be confirmed
_ALARM_LASTS = timedelta(days=1)


def agency(books: Books) -> Iterator[Finding]:
    """Is there an agency, with a leader to approve?"""
    known = the_agency(books)
    if known is None:
        yield Bad("chưa có thông tin cơ quan", "Chạy: gandan agency set --help")
        return
    yield Good(f"sổ của {known.name}{' (cơ quan mẫu)' if known.demo else ''}")
    if any(one.role in LEADERS for one in staff.everybody(books)):
        yield Good("có lãnh đạo để duyệt")
    else:
        yield Bad("chưa có lãnh đạo nào trong sổ, nên không ai duyệt được", "Chạy: gandan agency staff add --help")


def money(books: Books) -> Iterator[Finding]:
    """Are there accounts that people may be told of?"""
    live, waiting = accounts.live_accounts(books), accounts.waiting_accounts(books)
    if live:
        yield Good(f"{len(live)} tài khoản nhận tiền đã duyệt")
    elif waiting:
        yield Bad(
            f"{len(waiting)} tài khoản chờ lãnh đạo duyệt", "Chạy: gandan agency account approve SỐ --as LÃNH_ĐẠO"
        )
    else:
        yield Bad("chưa có tài khoản nhận tiền nào được duyệt", "Chạy: gandan agency account propose --help")


def calendar(books: Books) -> Iterator[Finding]:
    """Is this year's calendar confirmed, and in December the next one's?"""
    day, known = today(books.clock), working_days(books)
    years = [day.year] + ([day.year + 1] if day.month >= NEXT_YEAR_FROM else [])
    for year in years:
        if known.year_confirmed(year):
            yield Good(f"lịch làm việc năm {year} đã được xác nhận")
        else:
            remedy = f"Xem lại rồi chạy: gandan calendar seed {year}, gandan calendar confirm {year}"
            yield Bad(f"lịch làm việc năm {year} chưa được xác nhận", remedy)


def links(books: Books) -> Iterator[Finding]:
    """Has somebody been guessing codes?"""
    alarms = alarms_since(books, books.clock.now() - _ALARM_LASTS)
    if alarms:
        last = shown.moment(alarms[-1].raised_at)
        yield Bad(
            f"nhiều mã liên kết bị gõ sai dồn dập ({len(alarms)} lần trong 24 giờ, lần cuối {last})",
            "Có thể có người dò mã: báo thủ trưởng, xem nhật ký; người dân vẫn dùng bình thường.",
        )
    else:
        yield Good("không có dấu hiệu dò mã liên kết trong 24 giờ qua")


def names(books: Books) -> Iterator[Finding]:
    """Can people be found by part of their name?"""
    if name_words.is_filled(books):
        yield Good("tìm được hồ sơ theo một phần họ tên")
    else:
        yield Bad("chưa tìm được hồ sơ theo một phần họ tên", "Chạy: gandan db words")


ALL: tuple[Question, ...] = (agency, money, calendar, links, names)
