"""``gandan agency alerts``: who is told at once when somebody must be called, in which turn, in which private chat?"""

from __future__ import annotations

import argparse

from bot.cli.authority import CASE_WORKERS, MANAGERS, acting, add_as
from bot.cli.refusal import Refused
from bot.cli.session import database, read, say_line, write
from bot.cli.shown import CHANNEL_WORDS, table
from casework import alert_list, audit, staff
from casework.books import Books
from casework.staff import Staff


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """List, add (or give a new code), remove."""
    verbs = parser.add_subparsers(dest="verb", metavar="VIỆC")
    verbs.add_parser("list", help="ai được báo, theo lượt")
    add = verbs.add_parser("add", help="thêm cán bộ vào danh sách, và cho mã để nối cuộc trò chuyện riêng")
    add.add_argument(
        "--turn", type=int, default=1, metavar="LƯỢT", help="1 được báo trước; nhiều người chung một lượt được"
    )
    remove = verbs.add_parser("remove", help="thôi báo cho cán bộ này")
    for one in (add, remove):
        one.add_argument("who", metavar="LOGIN", help="tên đăng nhập của cán bộ đó")
        add_as(one)
    parser.set_defaults(do=_do)


def _do(arguments: argparse.Namespace) -> None:
    rule = {"add": _add, "remove": _remove}.get(arguments.verb or "")
    with database() as db:
        lines = write(db, rule, arguments) if rule is not None else read(db, _listed)
    for line in lines:
        say_line(line)


def _add(books: Books, arguments: argparse.Namespace) -> list[str]:
    actor = audit.staff(acting(books, arguments.login, MANAGERS).id)
    who = _known(books, arguments.who)
    if who.role not in CASE_WORKERS:
        raise Refused(f"«{who.login}» không làm việc hồ sơ nên không gọi cho người dân được. Hãy chọn người khác.")
    if not 1 <= arguments.turn <= 9:
        raise Refused("Lượt là số từ 1 đến 9. Hãy ghi --turn 1 cho người được báo trước.")
    code = alert_list.put(books, who.id, arguments.turn, actor)
    return [
        f"{who.name} được báo ở lượt {arguments.turn}.",
        f"Trong 30 phút, {who.name} gõ mã này cho trợ lý, ở cuộc trò chuyện riêng: {alert_list.shown(code)}",
    ]


def _remove(books: Books, arguments: argparse.Namespace) -> list[str]:
    actor = audit.staff(acting(books, arguments.login, MANAGERS).id)
    known = staff.find_by_login(books, arguments.who)
    if known is None or not alert_list.remove(books, known.id, actor):
        raise Refused(f"«{arguments.who}» không có trong danh sách. Xem: gandan agency alerts")
    return [f"Từ nay không báo cho {known.name} nữa."]


def _listed(books: Books) -> list[str]:
    rows = [(str(one.turn), one.login, one.name, _chat(one)) for one in alert_list.members(books)]
    if not rows:
        return ["Chưa có ai được báo khi có tin cần gọi ngay. Thêm: gandan agency alerts add LOGIN"]
    return table([("LƯỢT", "ĐĂNG NHẬP", "HỌ TÊN", "NHẬN TIN QUA"), *rows])


def _chat(one: alert_list.Member) -> str:
    if one.account is None:
        return "chưa nối cuộc trò chuyện; cho mã mới: gandan agency alerts add " + one.login
    return CHANNEL_WORDS.get(one.account, one.account)


def _known(books: Books, login: str) -> Staff:
    known = staff.find_by_login(books, login)
    if known is None or not known.active:
        raise Refused(f"Không có cán bộ «{login}». Xem danh sách: gandan agency staff")
    return known
