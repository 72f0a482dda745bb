"""``gandan stop-all``: the one button for "nothing more goes out now", for everybody who works with cases.

It holds what goes out unasked (``gandan hold``), whichever campaign or appointment it is of. Who may stop is many, who may
let go again is few: ``gandan release`` is the leaders'.
"""

from __future__ import annotations

import argparse

from bot.cli.authority import acting, add_as
from bot.cli.hold import told
from bot.cli.session import database, say_line, write
from casework.books import Books
from scheduler.guards import stopping


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Who."""
    add_as(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do it and say what is so now."""
    with database() as db:
        lines = write(db, _stop, arguments.login)
    for line in lines:
        say_line(line)
    return 0


def _stop(books: Books, login: str | None) -> list[str]:
    stopping.stop_all(books, acting(books, login, stopping.MAY_STOP))
    return told(books)
