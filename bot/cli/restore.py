"""``gandan restore FILE``: put the books of a backup in the place of those in use; nothing is sent twice, everything is held."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import shown

if TYPE_CHECKING:
    from bot.backup.restoring import Restored
    from bot.settings import Settings
    from casework.books import Books
    from scheduler.delivery.journal_lines import Booked


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file, and how sure."""
    parser.add_argument("file", nargs="?", type=Path, metavar="TỆP", help="bản sao lưu (xem: gandan backup --list)")
    parser.add_argument("--yes", action="store_true", help="khôi phục cả khi sổ đang dùng mới hơn bản sao lưu")
    parser.add_argument(
        "--journal",
        action="append",
        type=Path,
        default=[],
        metavar="THƯ_MỤC",
        help="thư mục chứa sổ gửi tin chép từ máy khác (ghi nhiều lần được)",
    )
    parser.add_argument("--report", action="store_true", help="chỉ xem lại: còn gì phải làm sau lần khôi phục trước")


def run(arguments: argparse.Namespace) -> int:
    """Do it, or tell again what is left to do."""
    from bot.backup.restoring import PROBLEMS, NewerBooks, restore
    from bot.cli.refusal import Refused, refusing
    from bot.cli.session import say_line
    from bot.settings import load_settings

    settings = load_settings()
    if arguments.report:
        lines = _report(settings)
    elif arguments.file is None:
        raise Refused("Chưa nêu bản sao lưu. Xem các bản sao lưu: gandan backup --list")
    else:
        with refusing(*PROBLEMS, NewerBooks):
            told = restore(settings, arguments.file, journals=tuple(arguments.journal), surely=arguments.yes)
        lines = list(_told(arguments.file, told))
    for line in lines:
        say_line(line)
    return 0


def _told(file: Path, told: Restored) -> Iterator[str]:
    until = "trống" if told.until is None else shown.moment(told.until)
    yield f"Đã khôi phục từ {file}: sổ ghi đến {until}."
    if told.aside is not None:
        yield f"Sổ dùng trước đó được giữ ở {told.aside}."
    tally = told.tally
    yield (
        f"Theo sổ gửi tin: {shown.count(tally.unknown)} tin đã đi sau bản sao lưu, sẽ không tự gửi lại "
        f"(trong đó {shown.count(tally.accepted)} tin chắc chắn đã đến, {shown.count(tally.taken_in)} tin sổ chưa từng có)."
    )
    if told.stopped:
        yield f"{shown.count(told.stopped)} tin đang gửi dở lúc sao lưu: không rõ đã đến hay chưa, không tự gửi lại."
    if tally.damaged:
        yield f"{shown.count(tally.damaged)} dòng của sổ gửi tin không đọc được: hãy xem kỹ trước khi thôi giữ."
    yield from _bookings(told.bookings)
    yield from _next()


def _next() -> Iterator[str]:
    yield "Đang giữ: tin tự gửi chưa đi, tin trả lời vẫn đi."
    yield "Xem tin chưa rõ: gandan message list. Nhập lại danh sách hồ sơ, khoản nộp ghi sau bản sao lưu."
    yield "Xong thì lãnh đạo chạy: gandan release --as LOGIN"


def _bookings(lost: tuple[Booked, ...]) -> Iterator[str]:
    if not lost:
        yield "Không có lịch hẹn nào đặt sau bản sao lưu cần ghi lại."
        return
    yield f"{len(lost)} lịch hẹn phải xem lại (sổ gửi tin biết, sổ khôi phục không có hoặc khác). Hãy gọi cho người hẹn:"
    head = ("MÃ HẸN", "GIỜ HẸN", "NƠI", "NAY LÀ")
    yield from shown.table(
        [
            head,
            *(
                (one.reference, shown.moment(one.starts_at), one.place, _STATES.get(one.state, one.state))
                for one in lost
            ),
        ]
    )


_STATES = {"confirmed": "đã hẹn", "cancelled": "đã hủy", "offered": "dời ngày, chờ trả lời"}


def _report(settings: Settings) -> list[str]:
    from bot.cli.session import database_of, read
    from scheduler.delivery.journal import FOLDER

    with database_of(settings) as db:
        return read(db, _left, settings.data_dir / FOLDER)


def _left(books: Books, folder: Path) -> list[str]:
    from sqlalchemy import func, select

    from messages.outbox import State
    from messages.tables import outbox
    from scheduler.delivery import journal_bookings
    from scheduler.delivery.replaying import JOURNAL_ONLY, RESTORED
    from scheduler.guards import holding

    unclear = select(func.count()).where(
        outbox.c.state == State.UNCERTAIN.value, outbox.c.reason.in_((RESTORED, JOURNAL_ONLY))
    )
    many = books.conn.execute(unclear).scalar_one()
    lines = [f"{shown.count(many)} tin đi sau bản sao lưu, chưa ai quyết định (gandan message list)."]
    lines += _bookings(tuple(journal_bookings.lost(books, folder)))
    return lines + (list(_next()) if holding.is_held(books) else ["Hiện không giữ tin nào."])
