"""``gandan campaign pause|resume|stop|let-go``: how does somebody hold a running campaign back, and let it go on?"""

from __future__ import annotations

import argparse
from collections.abc import Callable

from bot.cli.authority import add_as
from bot.cli.lookup import campaign_named
from bot.cli.refusal import refusing
from bot.cli.session import database, say_line, staff_named, write
from bot.cli.shown import count
from casework.books import Books
from casework.db.engine import Database
from scheduler.guards import canary
from scheduler.plans import campaigns
from scheduler.plans.refusals import CampaignRefused

Adding = Callable[[argparse.ArgumentParser], None]
Running = Callable[[argparse.Namespace], int]


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="TÊN", help="tên đợt hoặc một phần tên")
    add_as(parser)


def _add_resume(parser: argparse.ArgumentParser) -> None:
    _add(parser)
    parser.add_argument("--note", default="", metavar="LỜI", help="đợt đã tự tạm dừng: ghi đã xem gì, vì sao chạy tiếp")


def _pause(books: Books, arguments: argparse.Namespace) -> str:
    campaigns.pause(books, campaign_named(books, arguments.name).id, staff_named(books, arguments.login))
    return "Đã tạm dừng: không tin nào của đợt này được gửi cho đến khi chạy tiếp."


def _resume(books: Books, arguments: argparse.Namespace) -> str:
    one, who = campaign_named(books, arguments.name).id, staff_named(books, arguments.login)
    campaigns.resume(books, one, who, found=arguments.note)
    return "Đã cho chạy tiếp."


def _let_go(books: Books, arguments: argparse.Namespace) -> str:
    one, who = campaign_named(books, arguments.name).id, staff_named(books, arguments.login)
    first = canary.let_go(books, one, who)
    return f"Đã xem {count(first.gone)} tin gửi thử ({count(first.bad)} tin chưa rõ hoặc không đến). Các tin còn lại đi tiếp."


def _stop(books: Books, arguments: argparse.Namespace) -> tuple[int, int]:
    one, who = campaign_named(books, arguments.name).id, staff_named(books, arguments.login)
    return one, campaigns.stop(books, one, who)


def _stop_all_of_it(db: Database, arguments: argparse.Namespace) -> str:
    """The stop itself is seen at once; what waits is then cancelled chunk by chunk."""
    one, ended = write(db, _stop, arguments)
    while more := write(db, campaigns.cancel_what_waits, one, campaigns.STOPPED):
        ended += more
    return f"Đã dừng hẳn: {count(ended)} tin và bước đang chờ bị hủy. Tin đang gửi dở không gọi lại được."


def _running(move: Callable[[Database, argparse.Namespace], str]) -> Running:
    def run(arguments: argparse.Namespace) -> int:
        with database() as db, refusing(CampaignRefused):
            say_line(move(db, arguments))
        return 0

    return run


def _at_once(rule: Callable[[Books, argparse.Namespace], str]) -> Running:
    return _running(lambda db, arguments: write(db, rule, arguments))


PARTS: dict[str, tuple[Adding, Running, str]] = {
    "let-go": (_add, _at_once(_let_go), "đã xem các tin gửi thử, cho các tin còn lại đi ngay"),
    "pause": (_add, _at_once(_pause), "tạm dừng"),
    "resume": (_add_resume, _at_once(_resume), "lãnh đạo cho chạy tiếp"),
    "stop": (_add, _running(_stop_all_of_it), "dừng hẳn, hủy những gì đang chờ"),
}
