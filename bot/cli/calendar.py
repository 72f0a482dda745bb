"""``gandan calendar``: on which days does the agency work? A year is proposed, looked through, corrected, confirmed."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from bot.cli.authority import ALL_BUT_AUDITORS, acting, add_as
from bot.cli.refusal import refusing
from bot.cli.session import database, read, say_line, write
from bot.cli.shown import day, table
from bot.cli.typed import day as typed_day
from bot.cli.typed import year as typed_year
from casework import working_days
from casework.books import Books
from casework.staff import LEADERS
from casework.working_days import DayKind, SpecialDay, YearUnknown

PLAIN = "plain"
_KIND_WORDS = {
    DayKind.HOLIDAY: "nghỉ lễ, Tết",
    DayKind.SWAPPED_OFF: "nghỉ hoán đổi",
    DayKind.WORKED: "làm bù",
}
_WEEK = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Show, propose, correct, confirm."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    show = verbs.add_parser("show", help="những ngày khác thường trong năm")
    seed = verbs.add_parser("seed", help="ghi lịch đề xuất của năm vào sổ để xem lại")
    fix = verbs.add_parser("set", help="sửa một ngày; sau đó năm ấy phải được xác nhận lại")
    fix.add_argument("day", type=typed_day, metavar="NGÀY", help="ví dụ 02/01/2027")
    fix.add_argument(
        "kind",
        choices=[*(kind.value for kind in DayKind), PLAIN],
        metavar="LOẠI",
        help="holiday (nghỉ lễ), swapped_off (nghỉ hoán đổi), worked (làm bù), plain (ngày thường)",
    )
    fix.add_argument("name", nargs="?", default="", metavar="TÊN", help="tên ngày, ví dụ «Nghỉ Tết Dương lịch»")
    confirm = verbs.add_parser("confirm", help="lãnh đạo xác nhận lịch của năm")
    for one in (show, seed, confirm):
        one.add_argument("year", type=typed_year, metavar="NĂM")
    for one in (seed, fix, confirm):
        add_as(one)


def run(arguments: argparse.Namespace) -> int:
    """Do it and show the year."""
    year = arguments.day.year if arguments.verb == "set" else arguments.year
    rule = {"seed": _seed, "set": _set, "confirm": _confirm}.get(arguments.verb)
    with database() as db:
        if rule is not None:
            with refusing(YearUnknown):
                write(db, rule, arguments)
        lines = read(db, _shown, year)
    for line in lines:
        say_line(line)
    return 0


def _seed(books: Books, arguments: argparse.Namespace) -> None:
    acting(books, arguments.login, ALL_BUT_AUDITORS)
    working_days.seed_year(books, arguments.year)


def _set(books: Books, arguments: argparse.Namespace) -> None:
    who = acting(books, arguments.login, ALL_BUT_AUDITORS)
    kind = None if arguments.kind == PLAIN else DayKind(arguments.kind)
    name = " ".join(arguments.name.split()) or (_KIND_WORDS[kind] if kind else "")
    working_days.set_day(books, arguments.day, kind, name, who.id)


def _confirm(books: Books, arguments: argparse.Namespace) -> None:
    working_days.confirm_year(books, arguments.year, acting(books, arguments.login, LEADERS).id)


def _shown(books: Books, year: int) -> list[str]:
    written = working_days.special_days(books, year)
    if not written:
        head = f"Năm {year}: chưa có trong sổ. Dưới đây là đề xuất; ghi vào sổ: gandan calendar seed {year} --as LOGIN"
        return [head, *_days(working_days.propose(year))]
    if working_days.year_confirmed(books, year):
        return [f"Năm {year}: đã xác nhận.", *_days(written)]
    return [f"Năm {year}: chưa xác nhận. Xem lại rồi chạy: gandan calendar confirm {year} --as LOGIN", *_days(written)]


def _days(days: Iterable[SpecialDay]) -> list[str]:
    return table([(day(one.on), _WEEK[one.on.weekday()], _KIND_WORDS[one.kind], one.name) for one in days])
