"""``gandan reception page``: the leader's pages of a day, on paper and on the screen, for the evening before."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row

from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.lookup import agency_of
from bot.cli.reception_lookup import add_day, day_meant
from bot.cli.refusal import Refused
from bot.cli.session import database, say_line, write
from bot.cli.written import write_file
from casework import audit, staff
from casework.books import Books
from casework.clock import today
from casework.reception_kinds import BookingKind, BookingSource

if TYPE_CHECKING:
    from casework.leader_page import VisitorFacts
    from casework.staff import Staff
    from messages.letters.leader_page import LeaderPages, VisitorPage

_TITLES = {BookingKind.RECEPTION: "Buổi tiếp công dân", BookingKind.OFFICER: "Buổi làm việc với chấp hành viên"}
_MINUTES = {BookingKind.RECEPTION: "BIÊN BẢN TIẾP CÔNG DÂN", BookingKind.OFFICER: "BIÊN BẢN LÀM VIỆC"}
_HEAD = ("Giờ", "Họ và tên", "Mã hẹn", "Muốn nói về", "Lưu ý")


def add_verbs(verbs: Any) -> None:
    """The day, and where the files go."""
    page = verbs.add_parser(
        "page", help="trang cho người tiếp: mỗi người đến một trang, kèm dự thảo biên bản (PDF, HTML)"
    )
    add_day(page)
    page.add_argument("--out", required=True, type=Path, metavar="THƯ_MỤC", help="ghi hai tệp vào thư mục này")
    add_as(page)
    page.set_defaults(do=_do)


def _do(arguments: argparse.Namespace) -> None:
    from messages.leader_page_screen import screen
    from messages.letters.leader_page import leader_pages
    from messages.letters.typesetting import LetterDoesNotFit

    with database() as db:
        document = write(db, _document, arguments)
    name = f"tiep-dan-{document.day.isoformat()}"
    try:
        paper = leader_pages(document)
    except LetterDoesNotFit as problem:
        raise Refused("Có một chữ quá dài, không in vừa. Hãy sửa tên hoặc địa chỉ trong sổ rồi in lại.") from problem
    folder: Path = arguments.out
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise Refused(f"Không lập được thư mục «{folder}». Hãy chọn thư mục khác.") from problem
    write_file(folder / f"{name}.pdf", paper)
    write_file(folder / f"{name}.html", screen(document).encode())
    say_line(f"Đã ghi {name}.pdf và {name}.html: {len(document.pages)} người, mỗi người một trang và một biên bản.")
    say_line("Hai tệp có họ tên và hồ sơ. In một mặt; trang nội bộ không đưa cho người đến. Xong buổi tiếp hãy xóa.")


def _document(books: Books, arguments: argparse.Namespace) -> LeaderPages:
    who = acting(books, arguments.login, CASE_WORKERS)
    return document_of(books, who, day_meant(books, arguments))


def document_of(books: Books, who: Staff, day: Row[Any]) -> LeaderPages:
    """Everything that stands on the pages of this day; that it was made stands in the trail."""
    from casework.leader_page import visitors
    from messages.letters.leader_page import LeaderPages

    found = visitors(books, day.id)
    receives = _receives(books, day)
    pages = [_page(books, one, day, receives) for one in found]
    agency = agency_of(books)
    kind = BookingKind(day.kind)
    audit.record(
        books,
        audit.staff(who.id),
        audit.Action.RECEPTION_PAGES_MADE,
        f"reception_day:{day.id}",
        purpose=f"{len(found)}",
    )
    return LeaderPages(
        agency=agency.name,
        place=f"{day.place}, {day.address}",
        leader=receives,
        title=_TITLES[kind],
        minutes_title=_MINUTES[kind],
        day=day.on_date,
        summary=_summary(found),
        head=_HEAD,
        rows=[
            (one.at, one.name, one.reference, _about(visitor), "; ".join(one.marks))
            for one, visitor in zip(pages, found, strict=True)
        ],
        pages=pages,
        printed_on=today(books.clock),
    )


def _page(books: Books, visitor: VisitorFacts, day: Row[Any], receives: str) -> VisitorPage:
    from bot.cli import reception_page_words as words
    from bot.cli.reception_minutes import minutes
    from messages.letters.leader_page import VisitorPage

    return VisitorPage(
        name=visitor.name,
        at=words.at(visitor),
        reference=visitor.booking.reference,
        marks=words.marks(visitor),
        facts=words.person(visitor),
        sections=words.sections(books, visitor),
        minutes=minutes(books, visitor, day, receives),
    )


def _receives(books: Books, day: Row[Any]) -> str:
    leader = staff.find(books, day.leader_id)
    stand_in = None if day.stand_in_id is None else staff.find(books, day.stand_in_id)
    said = "-" if leader is None else f"{leader.name}, {leader.title}"
    return said if stand_in is None else f"{said} (có thể tiếp thay: {stand_in.name}, {stand_in.title})"


def _about(visitor: VisitorFacts) -> str:
    from messages.fit import clipped

    return clipped(" ".join(visitor.booking.reason.split()), 110) if visitor.booking.reason else "(chưa ghi)"


def _summary(found: Sequence[VisitorFacts]) -> list[str]:
    if not found:
        return ["Chưa có ai đặt lịch. Ai đến thẳng vẫn được tiếp."]
    unasked = sum(1 for one in found if one.booking.source is BookingSource.WALK_IN)
    guests = sum(1 for one in found if one.known is None)
    beside = sum(one.booking.companions for one in found)
    who = [f"{len(found) - unasked} người đặt lịch"]
    who += [f"{unasked} người đến thẳng"] if unasked else []
    who += [f"{beside} người đi cùng"] if beside else []
    lines = [f"{', '.join(who)}.", "Ai đến thẳng, không đặt lịch, vẫn được tiếp."]
    return [*lines, f"{guests} người mới có tên và số điện thoại: xem giấy tờ tại bàn."] if guests else lines
