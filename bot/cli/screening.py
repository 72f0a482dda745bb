"""``gandan screening``: which money for the State may be waived or reduced, so that the agency can file for it?"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date

from bot.cli import shown
from bot.cli.compute_waiver import AGENCY_FILES, MEASURE_WORDS, OWN_READING, missing_words
from bot.cli.lookup import decision_numbered, office_named
from bot.cli.refusal import Refused
from bot.cli.session import database, read, say_line, staff_named
from bot.cli.typed import day as typed_day
from bot.cli.typed import whole
from casework.books import Books
from casework.citations import NEW_LAW_FROM
from casework.clock import today
from casework.exemption_screening import ScreenedLine, screen_all, screen_decision
from casework.obligations import of_decision
from messages.library import Lang, say
from messages.vietnamese import dong

MOST_SHOWN = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One decision, or all that are open and old enough."""
    parser.add_argument("number", nargs="?", metavar="SỐ_QĐ", help="một quyết định; không ghi thì rà soát tất cả")
    parser.add_argument("--issued", type=typed_day, metavar="NGÀY", help="ngày quyết định, khi trùng số giữa các năm")
    parser.add_argument(
        "--first", type=typed_day, metavar="NGÀY", help="ngày quyết định thi hành án lần đầu, nếu trước quyết định này"
    )
    parser.add_argument("--as-of", type=typed_day, metavar="NGÀY", help="tính đến ngày nào; không ghi thì hôm nay")
    parser.add_argument(
        "--limit", type=whole, default=MOST_SHOWN, metavar="SỐ", help="nhiều nhất bao nhiêu dòng mỗi phần"
    )
    parser.add_argument("--office", metavar="TÊN", help="chỉ một phòng khu vực")
    parser.add_argument("--officer", metavar="LOGIN", help="chỉ việc của một chấp hành viên")


def run(arguments: argparse.Namespace) -> int:
    """Show the lines, what may be asked for and what is missing."""
    with database() as db:
        lines = read(db, _one if arguments.number else _all, arguments)
    for line in lines:
        say_line(line)
    return 0


def _one(books: Books, arguments: argparse.Namespace) -> list[str]:
    decision_id = decision_numbered(books, arguments.number, arguments.issued)
    as_of = _as_of(books, arguments)
    view = of_decision(books, decision_id)
    if view is not None and arguments.first is not None and arguments.first > view.issued_on:
        raise Refused("Ngày quyết định lần đầu ở sau ngày quyết định này. Hãy xem lại --first.")
    if view is not None and as_of < view.issued_on:
        raise Refused("Ngày tính ở trước ngày ra quyết định. Hãy xem lại --as-of.")
    found = screen_decision(books, decision_id, as_of, first_decision_on=arguments.first)
    if not found:
        return ["Quyết định này không có khoản nộp ngân sách nhà nước để xét miễn, giảm."]
    rows = [row for line in found for row in (_head(line), *(f"  - {words}" for words in _why(line)))]
    return [*rows, AGENCY_FILES, OWN_READING]


def _all(books: Books, arguments: argparse.Namespace) -> list[str]:
    office = office_named(books, arguments.office).id if arguments.office else None
    officer = staff_named(books, arguments.officer) if arguments.officer else None
    found = list(screen_all(books, _as_of(books, arguments), office_id=office, officer_id=officer))
    if not found:
        return ["Không có khoản nào đủ năm và số tiền để xét miễn, giảm."]
    now = [line for line in found if not line.to_verify]
    verify = [line for line in found if line.to_verify]
    most: int = arguments.limit
    lines = [f"Có thể lập hồ sơ: {shown.count(len(now))} khoản.", *_oldest(now, most)]
    lines += [f"Đủ năm và số tiền, cần xác minh điều kiện: {shown.count(len(verify))} khoản.", *_oldest(verify, most)]
    return [*lines, AGENCY_FILES, OWN_READING]


def _oldest(lines: Sequence[ScreenedLine], most: int) -> list[str]:
    more = len(lines) - most
    rest = [f"... và {shown.count(more)} khoản khác. Xem thêm: --limit SỐ, --officer, --office."] if more > 0 else []
    return [*map(_head, lines[:most]), *rest]


def _head(line: ScreenedLine) -> str:
    kind = say(Lang.VI, f"obligations.kind_{line.kind.value}").lower()
    head = f"{line.number} ngày {shown.day(line.issued_on)}, {kind}"
    if not line.remaining:
        return f"{head}: không còn phải nộp"
    head = f"{head}, còn {dong(line.remaining)}"
    if line.to_verify:
        return head
    best = line.screened
    return f"{head}: {MEASURE_WORDS[best.measure]}" + (f", tối đa {dong(best.up_to)}" if best.up_to else "")


def _why(line: ScreenedLine) -> list[str]:
    if not line.remaining:
        return []
    also = [
        f"Cũng có thể {MEASURE_WORDS[one.measure]}, tối đa {dong(one.up_to)} ({one.cited})."
        for one in line.screened.options[1:]
    ]
    later = [
        f"Từ ngày {shown.day(one.from_day)}: có thể {MEASURE_WORDS[one.measure]} ({one.cited})."
        for one in line.screened.later
    ]
    return [*missing_words(line.screened), *also, *later]


def _as_of(books: Books, arguments: argparse.Namespace) -> date:
    as_of: date = arguments.as_of or today(books.clock)
    if as_of < NEW_LAW_FROM:
        raise Refused("Luật hiện hành có hiệu lực từ ngày 01/7/2026. Hãy chọn một ngày từ đó về sau.")
    return as_of
