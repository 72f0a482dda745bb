"""``gandan message``: which messages nobody knows to have arrived, which could not be sent, and what becomes of each?"""

from __future__ import annotations

import argparse

from bot.cli import shown
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, write
from bot.cli.why_message import said
from casework.books import Books
from casework.people import name_of
from messages.outbox import State
from messages.vietnamese import masked_name
from scheduler.delivery.resolving import Decision, ResolveRefused, Unresolved, named, resolve, unresolved


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """List, decide."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    listed = verbs.add_parser("list", help="những tin cần người quyết định, mới trước cũ sau")
    which = listed.add_mutually_exclusive_group()
    which.add_argument("--uncertain", action="store_true", help="chỉ tin chưa rõ đã đến hay chưa")
    which.add_argument("--failed", action="store_true", help="chỉ tin không gửi được vì lỗi kỹ thuật")
    decide = verbs.add_parser("resolve", help="quyết định: đã đến, hoặc gửi lại")
    decide.add_argument("names", nargs="*", metavar="MÃ", help="mã tin (hoặc số tin) như trong danh sách")
    decide.add_argument("--all", action="store_true", help="mọi tin chưa rõ đã đến hay chưa (chỉ dùng với --arrived)")
    how = decide.add_mutually_exclusive_group(required=True)
    how.add_argument("--arrived", action="store_true", help="coi như đã đến (đã hỏi người nhận, hoặc chấp nhận)")
    how.add_argument("--again", action="store_true", help="cho gửi lại một lần nữa, cùng mã tin")
    add_as(decide)


def run(arguments: argparse.Namespace) -> int:
    """Do it and say what is so now."""
    with database() as db, refusing(ResolveRefused):
        lines = read(db, _listed, arguments) if arguments.verb == "list" else write(db, _resolved, arguments)
    for line in lines:
        say_line(line)
    return 0


def _listed(books: Books, arguments: argparse.Namespace) -> list[str]:
    states = {State.UNCERTAIN} if arguments.uncertain else {State.FAILED_TECHNICAL} if arguments.failed else set()
    there = unresolved(books, *states)
    if not there:
        return ["Không có tin nào cần quyết định."]
    head = ("MÃ", "TÌNH TRẠNG", "LOẠI", "KÊNH", "GỬI LÚC", "ĐƯƠNG SỰ", "VÌ SAO")
    rows = shown.table([head, *(_row(books, one) for one in there)])
    return [
        *rows,
        "Quyết định: gandan message resolve MÃ --arrived | --again --as LOGIN",
        "Xem đủ vì sao, đã gửi mấy lần: gandan why MÃ",
    ]


def _row(books: Books, one: Unresolved) -> tuple[str, ...]:
    state = "chưa rõ" if one.state is State.UNCERTAIN else "không gửi được"
    whom = "-" if one.party_id is None else masked_name(name_of(books, one.party_id) or "")
    tried = "-" if one.tried_at is None else shown.moment(one.tried_at)
    channel = shown.CHANNEL_WORDS.get(one.account, one.account)
    return (
        one.name,
        state,
        f"{one.delivery_class.value} {_GUARDS.get(one.guard, one.guard)}",
        channel,
        tried,
        whom,
        said(one.reason or ""),
    )


_GUARDS = {
    "reply": "trả lời",
    "reminder": "nhắc",
    "appointment": "nhắc hẹn",
    "fold": "ẩn tin",
    "notice": "báo riêng",
    "thanks": "cảm ơn",
}


def _resolved(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    decision = Decision.ARRIVED if arguments.arrived else Decision.AGAIN
    if arguments.all:
        if decision is Decision.AGAIN:
            raise Refused("Không gửi lại hàng loạt: phần lớn tin chưa rõ thực ra đã đến. Hãy nêu mã từng tin.")
        ids = [one.id for one in unresolved(books, State.UNCERTAIN, most=100_000)]
    elif arguments.names:
        ids = [named(books, name) for name in arguments.names]
    else:
        raise Refused("Chưa nêu tin nào. Xem danh sách: gandan message list")
    for row_id in ids:
        resolve(books, row_id, decision, who.id)
    done = "ghi là đã đến" if decision is Decision.ARRIVED else "xếp gửi lại, sẽ được xem lại trước khi đi"
    return [f"{shown.count(len(ids))} tin: {done}."]
