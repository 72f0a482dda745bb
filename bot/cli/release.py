"""``gandan release --as LOGIN``: a leader has looked and lets what goes out unasked go on."""

from __future__ import annotations

import argparse

from bot.cli.authority import acting, add_as
from bot.cli.refusal import Refused
from bot.cli.session import database, say_line, write
from bot.cli.shown import NEVER_RELEASED
from casework.books import Books
from casework.staff import LEADERS
from scheduler.guards import stopping


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Who."""
    add_as(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do it and say what is so now."""
    with database() as db:
        say_line(write(db, _release, arguments.login))
    return 0


def _release(books: Books, login: str | None) -> str:
    who = acting(books, login, frozenset(LEADERS))
    try:
        stopping.let_go(books, who)
    except stopping.NothingHeld:
        raise Refused("Hiện không giữ tin nào nên không có gì để thôi giữ. Xem: gandan hold --show") from None
    except stopping.NeverLetGo as never:
        raise Refused(NEVER_RELEASED[never.why]) from None
    return "Đã thôi giữ: tin đến giờ sẽ đi tiếp, mỗi tin được xem lại trước khi gửi."
