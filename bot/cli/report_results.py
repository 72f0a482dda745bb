"""``gandan report results``: the results of a period, on the terminal, as JSON, as a workbook or as a picture.

A workbook or a picture is made to be handed on, so its small groups are put together unless ``--internal`` says that it
stays in the agency; the terminal and JSON are for those who have the books anyway.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from bot.cli import report_shown
from bot.cli.lookup import agency_of, commune_named
from bot.cli.refusal import Refused
from bot.cli.session import database, read, say_json, say_line
from bot.cli.typed import day as typed_day
from bot.cli.typed import year as typed_year
from bot.cli.written import write_file
from casework import staff
from casework.agency import Agency
from casework.books import Books
from casework.clock import today
from casework.results.grouping import By
from casework.results.periods import Period, statistical_year, year_with
from casework.results.report import Report, report
from casework.results.reviews import Reviews, count_reviews
from casework.results.small_groups import without_small_groups

_BY_WORDS = {
    By.OFFICE: "phòng",
    By.OFFICER: "chấp hành viên",
    By.COMMUNE: "xã, phường",
    By.KIND: "loại khoản",
    By.ORIGIN: "theo yêu cầu hay chủ động",
    By.MATTER: "loại án",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """By what, when, in which form."""
    parser.add_argument(
        "--by",
        choices=[one.value for one in _BY_WORDS],
        default=By.AGENCY.value,
        metavar="NHÓM",
        help=", ".join(f"{one.value} ({words})" for one, words in _BY_WORDS.items()),
    )
    parser.add_argument("--year", type=typed_year, metavar="NĂM", help="năm công tác, từ 01/10 năm trước đến 30/9")
    parser.add_argument("--from", dest="first", type=typed_day, metavar="NGÀY", help="ngày đầu, thay cho --year")
    parser.add_argument("--to", dest="last", type=typed_day, metavar="NGÀY", help="ngày cuối; không ghi: hôm nay")
    parser.add_argument("--compare", action="store_true", help="so với cùng kỳ năm trước")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    form.add_argument("--xlsx", type=Path, metavar="TỆP", help="ghi thành bảng tính")
    form.add_argument("--png", type=Path, metavar="TỆP", help="vẽ thành ảnh, đọc được trên điện thoại")
    parser.add_argument(
        "--internal", action="store_true", help="tệp lưu hành nội bộ: ghi cả nhóm có ít hơn ba người phải thi hành án"
    )


def add_review_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose files."""
    parser.add_argument("--commune", action="append", default=[], metavar="XÃ", help="chỉ xã, phường này (nhiều lần)")
    parser.add_argument("--officer", metavar="LOGIN", help="chỉ việc của chấp hành viên này")
    parser.add_argument("--json", action="store_true", help="in một đối tượng JSON")


def run(arguments: argparse.Namespace) -> int:
    """Count, then print or write."""
    with database() as db:
        day = today(db.clock)
        found, agency = read(db, _counted, arguments, _period(arguments, year_with(day), day))
    if arguments.json:
        say_line(report_shown.as_json(found))
        return 0
    if arguments.xlsx is None and arguments.png is None:
        for line in report_shown.lines(found):
            say_line(line)
        return 0
    path: Path = arguments.xlsx or arguments.png
    made = report_shown.as_workbook if arguments.xlsx else report_shown.as_picture
    write_file(path, made(found, agency.name, day, internal=arguments.internal))
    say_line(f"Đã ghi {path}." + ("" if arguments.internal else " Nhóm có ít hơn ba người được gộp lại."))
    return 0


def run_reviews(arguments: argparse.Namespace) -> int:
    """Print the classes."""
    with database() as db:
        found = read(db, _reviewed, arguments)
    if arguments.json:
        say_json(report_shown.review_shape(found))
        return 0
    for line in report_shown.review_lines(found):
        say_line(line)
    return 0


def _period(arguments: argparse.Namespace, year: int, day: date) -> Period:
    if arguments.first is None and arguments.last is None:
        return statistical_year(arguments.year or year)
    if arguments.year is not None or arguments.first is None:
        raise Refused("Hãy ghi --year, hoặc --from (và --to nếu kỳ đã hết), không ghi cả hai.")
    last = arguments.last or day
    if last < arguments.first:
        raise Refused("Ngày cuối trước ngày đầu. Hãy xem lại --from và --to.")
    return Period(first=arguments.first, last=last)


def _counted(books: Books, arguments: argparse.Namespace, period: Period) -> tuple[Report, Agency]:
    agency = agency_of(books)
    found = report(books, agency.id, period, By(arguments.by), compare=arguments.compare)
    outside = (arguments.xlsx or arguments.png) and not arguments.internal
    return without_small_groups(books, found) if outside else found, agency


def _reviewed(books: Books, arguments: argparse.Namespace) -> Reviews:
    communes = [commune_named(books, name).id for name in arguments.commune]
    officer = None
    if arguments.officer:
        known = staff.find_by_login(books, arguments.officer)
        if known is None:
            raise Refused(f"Không có cán bộ «{arguments.officer}». Xem danh sách: gandan agency staff")
        officer = known.id
    return count_reviews(books, communes=communes, officer=officer)
