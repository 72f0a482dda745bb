"""``gandan report target``: what is the agency, or an office, asked to reach in a year?"""

from __future__ import annotations

import argparse
from decimal import Decimal

from bot.cli import shown
from bot.cli.authority import acting, add_as
from bot.cli.lookup import agency_of, office_named
from bot.cli.refusal import refusing
from bot.cli.session import database, read, say_line, write
from bot.cli.typed import year as typed_year
from casework import targets
from casework.agency import offices
from casework.books import Books
from casework.results.periods import statistical_year
from casework.staff import LEADERS
from casework.targets import Measure, Target, TargetRefused

MEASURE_WORDS = {Measure.CASES: "việc", Measure.MONEY: "tiền"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Set, list."""
    verbs = parser.add_subparsers(dest="target_verb", required=True, metavar="VIỆC")
    settle = verbs.add_parser("set", help="đặt hoặc sửa một chỉ tiêu (lãnh đạo)")
    settle.add_argument(
        "--year", required=True, type=typed_year, metavar="NĂM", help="năm công tác: từ 01/10 năm trước đến 30/9"
    )
    settle.add_argument(
        "--measure",
        required=True,
        choices=[one.value for one in Measure],
        metavar="LOẠI",
        help=", ".join(f"{one.value} ({words})" for one, words in MEASURE_WORDS.items()),
    )
    settle.add_argument("--percent", required=True, type=percent, metavar="%", help="ví dụ 85 hoặc 33,5")
    settle.add_argument("--office", metavar="PHÒNG", help="chỉ tiêu riêng của một phòng; không ghi: toàn cơ quan")
    add_as(settle)
    verbs.add_parser("list", help="các chỉ tiêu đã đặt")


def percent(text: str) -> Decimal:
    """A percentage as people write it: 85, 33,5, 33.5 %."""
    plain = text.strip().removesuffix("%").rstrip().replace(",", ".")
    whole, _, decimals = plain.partition(".")
    if not (whole + decimals).isascii() or not whole.isdigit() or (decimals and not decimals.isdigit()):
        raise argparse.ArgumentTypeError(f"«{text}» không phải một tỷ lệ. Hãy ghi như 85 hoặc 33,5.")
    return Decimal(plain)


def run(arguments: argparse.Namespace) -> int:
    """Do it; a new target is shown beside the earlier one."""
    with database() as db, refusing(TargetRefused):
        lines = read(db, _listed) if arguments.target_verb == "list" else write(db, _settled, arguments)
    for line in lines:
        say_line(line)
    return 0


def _settled(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, LEADERS)
    office = office_named(books, arguments.office) if arguments.office else None
    asked = Target(
        office_id=office.id if office else None,
        period=statistical_year(arguments.year),
        measure=Measure(arguments.measure),
        percent=arguments.percent,
    )
    earlier = targets.set_target(books, agency_of(books).id, asked, who.id)
    name = office.name if office else "toàn cơ quan"
    words = f"Chỉ tiêu {MEASURE_WORDS[asked.measure]} năm {arguments.year}, {name}: {_written(asked.percent)}"
    return [words + (f" (trước: {_written(earlier)})" if earlier is not None else "")]


def _listed(books: Books) -> list[str]:
    names = {one.id: one.name for one in offices(books)}
    rows = [
        (
            f"{shown.day(one.period.first)}-{shown.day(one.period.last)}",
            names.get(one.office_id, "-") if one.office_id is not None else "toàn cơ quan",
            MEASURE_WORDS[one.measure],
            _written(one.percent),
        )
        for one in targets.every_target(books, agency_of(books).id)
    ]
    return shown.table([("KỲ", "ĐƠN VỊ", "LOẠI", "CHỈ TIÊU"), *rows]) if rows else ["Chưa đặt chỉ tiêu nào."]


def _written(number: Decimal) -> str:
    plain = f"{number:f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain).replace(".", ",") + " %"
