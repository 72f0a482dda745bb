"""``gandan reception register``: the register of receptions as the book that offices keep (.xlsx).

Whoever works on cases gets it with names; others of the agency get the same rows with names masked and without what was said,
which is enough to count. Each export leaves a line in the audit trail.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli import shown
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.lookup import agency_of
from bot.cli.refusal import Refused
from bot.cli.session import database, say_line, write
from bot.cli.typed import day as typed_day
from bot.cli.written import write_file
from casework import audit, staff
from casework.books import Books
from casework.clock import today
from casework.staff import Role, Staff
from messages.vietnamese import masked_name

if TYPE_CHECKING:
    from casework.reception_register import Entry, Register
    from messages.reception_register import RegisterBook

_HIDDEN = "(không hiển thị)"


def add_verbs(verbs: Any) -> None:
    """The file and the days."""
    register = verbs.add_parser("register", help="xuất sổ tiếp công dân (.xlsx)")
    register.add_argument("file", type=Path, metavar="TỆP", help="ghi vào tệp này, ví dụ so-tiep-dan.xlsx")
    register.add_argument("--from", dest="first", type=typed_day, metavar="NGÀY", help="ngày đầu; không ghi: đầu tháng")
    register.add_argument("--to", dest="last", type=typed_day, metavar="NGÀY", help="ngày cuối; không ghi: hôm nay")
    add_as(register)
    register.set_defaults(do=_do)


def _do(arguments: argparse.Namespace) -> None:
    from messages.reception_register import register_book

    with database() as db:
        made, names = write(db, _made, arguments)
    write_file(arguments.file, register_book(made))
    told = "có họ tên, cất giữ cẩn thận" if names else "tên được che, không có nội dung"
    say_line(f"Đã ghi {arguments.file.name}: {shown.count(len(made.rows))} lượt tiếp ({told}).")
    for remark in made.remarks:
        say_line(remark)


def _made(books: Books, arguments: argparse.Namespace) -> tuple[RegisterBook, bool]:
    from casework.reception_register import register

    who = acting(books, arguments.login, frozenset(Role))
    names = who.role in CASE_WORKERS
    last: date = arguments.last or today(books.clock)
    first: date = arguments.first or last.replace(day=1)
    if last < first:
        raise Refused("Ngày cuối trước ngày đầu. Hãy xem lại --from và --to.")
    return book_of(books, who, register(books, first, last), names=names), names


def book_of(books: Books, who: Staff, found: Register, *, names: bool) -> RegisterBook:
    """The book with these rows; that it was made stands in the trail."""
    from messages.reception_register import RegisterBook

    first, last = found.first, found.last
    how = f"{first.isoformat()} {last.isoformat()} {'names' if names else 'masked'} {len(found.entries)}"
    audit.record(
        books, audit.staff(who.id), audit.Action.RECEPTION_REGISTER_EXPORTED, "reception_register", purpose=how
    )
    leaders = {one.leader_id: _leader(books, one.leader_id) for one in found.entries}
    return RegisterBook(
        agency=agency_of(books).name,
        period=f"Từ ngày {shown.day(first)} đến ngày {shown.day(last)}",
        made_on=today(books.clock),
        remarks=_remarks(found),
        rows=[(one.on_date, _cells(one, leaders[one.leader_id], names=names)) for one in found.entries],
    )


def _remarks(found: Register) -> list[str]:
    said = []
    if not found.entries:
        said.append("Trong thời gian này chưa tiếp lượt nào.")
    if found.no_shows:
        said.append(f"{shown.count(found.no_shows)} người đã hẹn mà không đến, không ghi vào sổ.")
    if found.not_written_up:
        said.append(f"CÒN {shown.count(found.not_written_up)} lượt đã qua chưa ghi kết quả: gandan reception desk.")
    return said


def _cells(one: Entry, leader: str, *, names: bool) -> Sequence[str]:
    """Columns 3 to 12."""
    from bot.cli.reception_outcome_words import followed, ways

    handled, guided, forwarded = ways(one, names=names)
    if names:
        who = "\n".join(filter(None, (one.name, one.address, None if one.phone is None else shown.phone(one.phone))))
        papers = one.identity or ("đã xem giấy tờ" if one.checked else "(chưa ghi)")
        note = f"Kết luận: {one.outcome.note}" if one.outcome is not None and one.outcome.note else ""
        about = "\n".join(filter(None, (one.reason or "(trình bày tại buổi tiếp)", note)))
    else:
        who, papers, about = masked_name(one.name), _HIDDEN, _HIDDEN
    decided = ", ".join(one.cases[:3]) + (" ..." if len(one.cases) > 3 else "")
    office = f"{one.office} (QĐ {decided})" if one.office and names else (one.office or "")
    notes = [f"Mã hẹn {one.reference}", f"Người tiếp: {leader}", one.place]
    return (
        who, papers, about, f"{one.people} người", office, handled, guided, forwarded, followed(one),
        "\n".join((*notes, "đến thẳng, không hẹn trước") if one.walk_in else notes),
    )  # fmt: skip


def _leader(books: Books, leader_id: int) -> str:
    known = staff.find(books, leader_id)
    return "-" if known is None else known.name
