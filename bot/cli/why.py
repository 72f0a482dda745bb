"""``gandan why``: why was this message sent or not sent, or why does this person hear nothing? In full, for the staff."""

from __future__ import annotations

import argparse
import re

from bot.cli import shown
from bot.cli.lookup import decision_numbered
from bot.cli.refusal import refusing
from bot.cli.session import database, say_line, write
from bot.cli.typed import day as typed_day
from casework.books import Books
from casework.references import SIGNS
from scheduler.delivery.resolving import ResolveRefused, named

_OF_A_MESSAGE = re.compile(rf"[{SIGNS}]{{6}}|\d{{10,}}", re.IGNORECASE)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One word: a message or a decision."""
    parser.add_argument("what", metavar="MÃ_TIN|SỐ_QĐ", help="mã tin ở cuối tin nhắn (hoặc số tin), hay số quyết định")
    parser.add_argument("--issued", type=typed_day, metavar="NGÀY", help="ngày quyết định, khi trùng số giữa các năm")
    parser.add_argument("--all", action="store_true", help="mọi bước và mọi tin, không chỉ những dòng gần đây")


def run(arguments: argparse.Namespace) -> int:
    """Say it; nothing is changed. In a transaction that may write, because the guards lock whom they look at."""
    with database() as db, refusing(ResolveRefused):
        lines = write(db, _told, arguments)
    for line in lines:
        say_line(line)
    return 0


def _told(books: Books, arguments: argparse.Namespace) -> list[str]:
    from bot.cli.why_case import of_decision
    from bot.cli.why_message import of_message

    if _OF_A_MESSAGE.fullmatch(arguments.what):
        return of_message(books, named(books, arguments.what))
    decision_id = decision_numbered(books, arguments.what, arguments.issued)
    return [f"Lúc {shown.moment(books.clock.now())}.", *of_decision(books, decision_id, everything=arguments.all)]
