"""``gandan channel``: does each channel deliver, what may it still send, and who lets it go on after a rest?"""

from __future__ import annotations

import argparse

from bot.cli import shown
from bot.cli.authority import MANAGERS, acting, add_as
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, write
from casework import audit
from casework.books import Books
from scheduler.guards import breaker, quotas
from scheduler.guards.breaker import Health, Standing
from scheduler.guards.quotas import QuotaRefused, Use
from scheduler.limits import LAST_SENDS

STANDING_WORDS = {
    Standing.FINE: "gửi tốt",
    Standing.FAILING: "nhiều tin không đến",
    Standing.RESTING: "đợt nhắc tạm nghỉ",
    Standing.TRYING: "đang gửi thử lại vài tin",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Without a verb: how they stand."""
    verbs = parser.add_subparsers(dest="verb", metavar="VIỆC")
    verbs.add_parser("list", help="tình trạng từng kênh")
    quota = verbs.add_parser("quota", help="hạn mức tin tự gửi của một kênh")
    quota.add_argument("account", metavar="KÊNH", help="tên kênh: telegram, web")
    quota.add_argument("--day", type=int, metavar="SỐ", help="nhiều nhất mỗi ngày")
    quota.add_argument(
        "--month", type=int, metavar="SỐ", help="nhiều nhất mỗi tháng; không ghi: không giới hạn theo tháng"
    )
    quota.add_argument("--none", action="store_true", help="bỏ hạn mức")
    clear = verbs.add_parser("clear", help="đã xem lỗi gửi: cho các đợt nhắc qua kênh này đi tiếp ngay")
    clear.add_argument("account", metavar="KÊNH", help="tên kênh: telegram, web")
    for one in (quota, clear):
        add_as(one)


def run(arguments: argparse.Namespace) -> int:
    """Do it and say how the channels stand."""
    rule = {"quota": _quota, "clear": _clear}.get(arguments.verb or "")
    with database() as db, refusing(QuotaRefused):
        if rule is not None:
            write(db, rule, arguments)
        lines = read(db, _listed)
    for line in lines:
        say_line(line)
    return 0


def _quota(books: Books, arguments: argparse.Namespace) -> None:
    if arguments.none == (arguments.day is not None):
        raise Refused("Cần ghi một trong hai: --day SỐ (và --month SỐ), hoặc --none để bỏ hạn mức.")
    who = audit.staff(acting(books, arguments.login, MANAGERS).id)
    quotas.set_quota(books, arguments.account, arguments.day, arguments.month, who)


def _clear(books: Books, arguments: argparse.Namespace) -> None:
    who = audit.staff(acting(books, arguments.login, MANAGERS).id)
    if not breaker.clear(books, arguments.account, who):
        raise Refused(f"Kênh «{arguments.account}» không phải tạm nghỉ. Xem: gandan channel list")


def _listed(books: Books) -> list[str]:
    uses = {one.quota.account: one for one in quotas.every_use(books)}
    healths = {one.account: one for one in breaker.every_health(books)}
    accounts = sorted(uses.keys() | healths.keys())
    if not accounts:
        return ["Chưa kênh nào gửi tin tự gửi, chưa có hạn mức. Đặt: gandan channel quota KÊNH --day SỐ"]
    rows = [(shown.CHANNEL_WORDS.get(one, one), *_health(healths.get(one)), *_use(uses.get(one))) for one in accounts]
    head = ("KÊNH", "TÌNH TRẠNG", f"LỖI ({shown.count(LAST_SENDS)} TIN CUỐI)", "HÔM NAY", "THÁNG NÀY")
    return shown.table([head, *rows])


def _health(one: Health | None) -> tuple[str, str]:
    if one is None:
        return ("chưa gửi", "")
    words = STANDING_WORDS[one.standing]
    if one.standing is Standing.RESTING and one.opens_at is not None:
        words = f"{words} đến {shown.moment(one.opens_at)}"
    return (words, f"{shown.count(one.bad)}/{shown.count(one.done)}")


def _use(one: Use | None) -> tuple[str, str]:
    if one is None:
        return ("không giới hạn", "")
    month = (
        f"{shown.count(one.this_month)}/{shown.count(one.quota.per_month)}" if one.quota.per_month is not None else ""
    )
    return (f"{shown.count(one.today)}/{shown.count(one.quota.per_day)}", month)
