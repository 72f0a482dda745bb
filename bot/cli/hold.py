"""``gandan hold``: nothing goes out unasked from now on; who writes to us is answered."""

from __future__ import annotations

import argparse

from bot.cli.authority import MANAGERS, acting, add_as
from bot.cli.session import database, read, say_line, write
from casework.books import Books
from scheduler.guards import holding, stopping


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Who, or only to see."""
    parser.add_argument("--show", action="store_true", help="chỉ xem đang giữ hay không, vì sao, từ lúc nào")
    add_as(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do it and say what is so now."""
    with database() as db:
        lines = read(db, told) if arguments.show else write(db, _hold, arguments.login)
    for line in lines:
        say_line(line)
    return 0


def _hold(books: Books, login: str | None) -> list[str]:
    who = acting(books, login, MANAGERS)
    stopping.stop_all(books, who)
    return told(books)


def told(books: Books) -> list[str]:
    """What is held, in sentences."""
    from bot.cli import shown

    held = holding.holds(books)
    if not held:
        return ["Không giữ: tin tự gửi đi bình thường."]
    lines = [f"Đang giữ từ {shown.moment(one.since)}: {shown.HELD_WORDS[one.why]}." for one in held]
    for one in held:
        if one.why in shown.NEVER_RELEASED:
            return [*lines, shown.NEVER_RELEASED[one.why]]
    return [*lines, "Tin tự gửi chưa đi, tin trả lời vẫn đi. Thôi giữ: gandan release --as LÃNH_ĐẠO"]
