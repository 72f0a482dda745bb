"""``gandan reception owed``, ``answered``, ``remind``: what is still owed after a reception, and when are people reminded of one?"""

from __future__ import annotations

import argparse
from typing import Any

from bot.cli import shown
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.reception_lookup import add_day, day_meant
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, write
from casework.books import Books
from casework.reception_answers import Owed, Owes, give, owed
from casework.reminder_times import TimesRefused, set_day_times, written
from casework.staff import LEADERS

OWED_WORDS = {Owes.ANSWER: "trả lời người đã đến", Owes.NOTICE: "gửi thông báo từ chối bằng văn bản"}


def add_verbs(verbs: Any) -> None:
    """The three verbs."""
    list_ = verbs.add_parser("owed", help="sau tiếp công dân còn phải trả lời ai, hạn nào")
    list_.set_defaults(do=_owed)
    answered = verbs.add_parser("answered", help="ghi là đã trả lời, đã gửi thông báo từ chối")
    answered.add_argument("reference", metavar="MÃ", help="mã lịch hẹn, ví dụ LH-4KXQ7M")
    add_as(answered)
    answered.set_defaults(do=_answered)
    remind = verbs.add_parser(
        "remind", help="một ngày tiếp nhắc trước bao lâu (cả cơ quan: gandan agency rules --reminders)"
    )
    add_day(remind)
    remind.add_argument("times", metavar="MỐC", help="ví dụ 7d,1d,2h; «agency»: như cả cơ quan")
    add_as(remind)
    remind.set_defaults(do=_remind)


def _owed(_arguments: argparse.Namespace) -> None:
    with database() as db:
        lines = [_line(one) for one in read(db, owed)]
    for line in lines or ["Không còn nợ câu trả lời nào sau tiếp công dân."]:
        say_line(line)


def _line(one: Owed) -> str:
    late = " QUÁ HẠN" if one.overdue else ""
    return f"{shown.day(one.due_on)}{late} {one.reference}, tiếp ngày {shown.day(one.met_on)}: {OWED_WORDS[one.owes]}"


def _answered(arguments: argparse.Namespace) -> None:
    with database() as db:
        lines = write(db, _give, arguments)
    for line in lines:
        say_line(line)


def _give(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    reference = arguments.reference.strip().upper()
    there = [one for one in owed(books) if one.reference == reference]
    if not there:
        raise Refused("Lịch hẹn này không còn nợ gì. Xem: gandan reception owed")
    return [f"Đã ghi: {OWED_WORDS[one.owes]}." for one in there if give(books, one.outcome_id, one.owes, who.id)]


def _remind(arguments: argparse.Namespace) -> None:
    with database() as db, refusing(TimesRefused):
        say_line(write(db, _set, arguments))


def _set(books: Books, arguments: argparse.Namespace) -> str:
    who = acting(books, arguments.login, LEADERS)
    day = day_meant(books, arguments)
    times = None if arguments.times == "agency" else arguments.times
    chosen = set_day_times(books, day.id, times, who.id)
    return f"Ngày {shown.day(day.on_date)}, {day.place}: nhắc trước {written(chosen)}."
