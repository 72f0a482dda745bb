"""``gandan agency account``: which bank accounts may people be told of? One person proposes, a leader approves."""

from __future__ import annotations

import argparse

from sqlalchemy import select

from bot.cli.authority import add_as
from bot.cli.lookup import agency_of
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, staff_named, write
from bot.cli.shown import table
from casework import accounts, staff
from casework.accounts import AccountFacts, AccountRefused
from casework.books import Books
from casework.tables.agency import approved_account


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """List, propose, approve, retire."""
    verbs = parser.add_subparsers(dest="verb", metavar="VIỆC")
    verbs.add_parser("list", help="tài khoản đang dùng và chờ duyệt")
    propose = verbs.add_parser("propose", help="đề xuất một tài khoản; chưa ai được báo trước khi lãnh đạo duyệt")
    propose.add_argument("--bin", required=True, metavar="6_SỐ", help="mã BIN của ngân hàng")
    propose.add_argument("--bank", required=True, metavar="TÊN", help="tên ngân hàng")
    propose.add_argument("--holder", required=True, metavar="TÊN", help="tên chủ tài khoản, đúng như ngân hàng ghi")
    approve = verbs.add_parser("approve", help="lãnh đạo (không phải người đề xuất) duyệt")
    retire = verbs.add_parser("retire", help="ngừng dùng ngay; một người là đủ")
    for one in (propose, approve, retire):
        one.add_argument("number", metavar="SỐ_TÀI_KHOẢN", help="số tài khoản")
        add_as(one)
    parser.set_defaults(do=_do)


def _do(arguments: argparse.Namespace) -> None:
    rule = {"propose": _propose, "approve": _approve, "retire": _retire}.get(arguments.verb or "")
    with database() as db:
        if rule is not None:
            with refusing(AccountRefused):
                write(db, rule, arguments)
        lines = read(db, _listed)
    for line in lines:
        say_line(line)


def _propose(books: Books, arguments: argparse.Namespace) -> None:
    facts = AccountFacts(
        bank_bin=arguments.bin,
        bank_name=arguments.bank,
        number=accounts.tidy_number(arguments.number),
        holder=arguments.holder,
    )
    accounts.propose_account(books, agency_of(books).id, facts, staff_named(books, arguments.login))


def _approve(books: Books, arguments: argparse.Namespace) -> None:
    accounts.approve_account(books, _unretired(books, arguments.number), staff_named(books, arguments.login))


def _retire(books: Books, arguments: argparse.Namespace) -> None:
    accounts.retire_account(books, _unretired(books, arguments.number), staff_named(books, arguments.login))


def _unretired(books: Books, number: str) -> int:
    """Two banks may have given the same number: then it takes the list to say which."""
    same = approved_account.c.number == accounts.tidy_number(number), approved_account.c.retired_at.is_(None)
    ids = books.conn.execute(select(approved_account.c.id).where(*same)).scalars().all()
    if len(ids) != 1:
        raise Refused("Không có đúng một tài khoản mang số này. Xem danh sách: gandan agency account")
    return int(ids[0])


def _listed(books: Books) -> list[str]:
    rows = []
    known = [("đang dùng", one) for one in accounts.live_accounts(books)]
    for words, one in [*known, *(("chờ duyệt", one) for one in accounts.waiting_accounts(books))]:
        behind = [staff.find(books, who) for who in (one.proposed_by, one.approved_by) if who is not None]
        names = " -> ".join(person.name for person in behind if person is not None)
        rows.append((words, one.number, one.holder, f"{one.bank_name} ({one.bank_bin})", names))
    if not rows:
        return [
            "Chưa có tài khoản nào: người dân được hướng dẫn nộp tại cơ quan. Đề xuất: gandan agency account propose"
        ]
    return table([("TRẠNG THÁI", "SỐ TÀI KHOẢN", "CHỦ TÀI KHOẢN", "NGÂN HÀNG", "ĐỀ XUẤT -> DUYỆT"), *rows])
