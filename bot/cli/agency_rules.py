"""``gandan agency rules``: what has the agency chosen where the law leaves it open, and who may change it?"""

from __future__ import annotations

import argparse

from bot.cli.authority import acting, add_as
from bot.cli.refusal import refusing
from bot.cli.session import database, read, say_line, write
from bot.cli.shown import table
from casework.agency_choices import Choices, NoAgency, choices, set_day_count, set_fee_amounts, set_stand_ins
from casework.books import Books
from casework.interest import DayCount
from casework.reminder_times import TimesRefused, set_agency_times
from casework.staff import LEADERS

_ON = {"on": True, "off": False}
_DAY_COUNT_WORDS = {
    DayCount.ACTUAL_365: "một năm 365 ngày",
    DayCount.ACTUAL_360: "một năm 360 ngày",
    DayCount.ACTUAL_ACTUAL: "năm nhuận 366 ngày, năm khác 365 ngày",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Without options: what is chosen now."""
    parser.add_argument(
        "--day-count",
        choices=[one.value for one in DayCount],
        metavar="CÁCH",
        help="; ".join(f"{one.value}: {words}" for one, words in _DAY_COUNT_WORDS.items()),
    )
    parser.add_argument(
        "--fee-amounts",
        choices=list(_ON),
        metavar="on|off",
        help="on: tính số tiền phí theo Thông tư 216/2016/TT-BTC; off: chỉ nói nguyên tắc",
    )
    parser.add_argument(
        "--stand-ins",
        choices=list(_ON),
        metavar="on|off",
        help="on: ngày tiếp công dân được ghi người tiếp thay lãnh đạo; off: lãnh đạo tự tiếp (mặc định)",
    )
    parser.add_argument(
        "--reminders", metavar="MỐC", help="nhắc lịch hẹn trước bao lâu, ví dụ 3d,1d,2h: 3 ngày, 1 ngày, 2 giờ"
    )
    add_as(parser)
    parser.set_defaults(do=_rules)


def _rules(arguments: argparse.Namespace) -> None:
    with database() as db, refusing(NoAgency, TimesRefused):
        if arguments.day_count is arguments.fee_amounts is arguments.stand_ins is arguments.reminders is None:
            lines = read(db, _shown)
        else:
            lines = write(db, _set, arguments)
    for line in lines:
        say_line(line)


def _set(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, LEADERS)
    before = choices(books)
    if arguments.day_count is not None:
        set_day_count(books, DayCount(arguments.day_count), who.id)
    if arguments.fee_amounts is not None:
        set_fee_amounts(books, _ON[arguments.fee_amounts], who.id)
    if arguments.stand_ins is not None:
        set_stand_ins(books, _ON[arguments.stand_ins], who.id)
    if arguments.reminders is not None:
        set_agency_times(books, arguments.reminders, who.id)
    return ["Trước:", *_lines(before), "Sau:", *_lines(choices(books))]


def _shown(books: Books) -> list[str]:
    return _lines(choices(books))


def _lines(chosen: Choices) -> list[str]:
    fee = "có, theo Thông tư 216/2016/TT-BTC" if chosen.fee_amounts else "không, chỉ nói nguyên tắc"
    days = f"{chosen.day_count.value} ({_DAY_COUNT_WORDS[chosen.day_count]})"
    stand_ins = "có" if chosen.stand_ins else "không, lãnh đạo tự tiếp"
    return table(
        [
            ("Đếm ngày tính lãi", days),
            ("Tính số tiền phí thi hành án", fee),
            ("Người khác tiếp công dân thay lãnh đạo", stand_ins),
            ("Nhắc lịch hẹn trước (d: ngày, h: giờ)", chosen.reminders_before),
        ]
    )
