"""Which reception day does the person at the terminal mean?"""

from __future__ import annotations

import argparse
from typing import Any

from sqlalchemy import Row, select

from bot.cli.refusal import Refused
from bot.cli.typed import day as typed_day
from casework import staff
from casework.books import Books
from casework.folding import fold
from casework.reception_kinds import DayStatus
from casework.tables.receptions import reception_day


def add_day(parser: argparse.ArgumentParser) -> None:
    """The date; who and where, when several are on it."""
    parser.add_argument("on", type=typed_day, metavar="NGÀY", help="ví dụ 03/12/2026")
    parser.add_argument("--leader", metavar="LOGIN", help="của ai, khi hôm đó có nhiều người tiếp")
    parser.add_argument("--place", metavar="NƠI", help="ở đâu, khi hôm đó có nhiều nơi tiếp (một phần của tên)")


def day_meant(books: Books, arguments: argparse.Namespace, *, called_off: bool = False) -> Row[Any]:
    """The row of the one day that ``add_day``'s options lead to; ``called_off``: also one that was. Raises ``Refused``."""
    days = select(reception_day).where(reception_day.c.on_date == arguments.on).order_by(reception_day.c.id)
    if not called_off:
        days = days.where(reception_day.c.status == DayStatus.OPEN.value)
    if arguments.leader is not None:
        leader = staff.find_by_login(books, arguments.leader)
        days = days.where(reception_day.c.leader_id == (None if leader is None else leader.id))
    found = books.conn.execute(days).all()
    if arguments.place is not None:
        found = [row for row in found if fold(arguments.place) in fold(row.place)]
    if not found:
        raise Refused(
            f"Không có ngày tiếp công dân nào như vậy vào {arguments.on:%d/%m/%Y}. Xem: gandan reception list"
        )
    if len(found) > 1:
        several = "; ".join(f"{_name(books, row.leader_id)}, {row.place}" for row in found)
        raise Refused(f"Hôm đó có {len(found)} lịch: {several}. Hãy thêm --leader hoặc --place.")
    return found[0]


def _name(books: Books, staff_id: int) -> str:
    known = staff.find(books, staff_id)
    return "-" if known is None else known.name
