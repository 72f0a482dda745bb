"""``gandan payment``: which money came in for a decision? Written with its receipt, taken back with a ground."""

from __future__ import annotations

import argparse
from datetime import date

from bot.cli import shown
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.lookup import decision_numbered
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, write
from bot.cli.typed import amount as typed_amount
from bot.cli.typed import day as typed_day
from casework import obligations, payments
from casework.books import Books
from casework.decisions import DecisionRefused, PartyRole
from casework.payments import Overpayment, PaymentRefused, Source
from casework.tidy import tidy
from messages.vietnamese import dong, masked_name

_SOURCES = {
    Source.OFFICE: "tại cơ quan",
    Source.TREASURY: "qua kho bạc",
    Source.PRISON: "tại trại giam",
    Source.TRANSFER: "chuyển khoản",
}
_OPENING = "chuyển từ danh sách"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Record, reverse, list."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    record = verbs.add_parser("record", help="ghi một khoản đã nộp; tự phân bổ theo thứ tự luật định")
    record.add_argument("--amount", required=True, type=typed_amount, metavar="TIỀN", help="ví dụ 1.500.000")
    record.add_argument("--on", required=True, type=typed_day, metavar="NGÀY", help="ngày thu trên biên lai")
    record.add_argument(
        "--source",
        choices=[source.value for source in _SOURCES],
        default=Source.OFFICE.value,
        metavar="NƠI",
        help=", ".join(f"{source.value} ({words})" for source, words in _SOURCES.items()),
    )
    reverse = verbs.add_parser("reverse", help="hủy một khoản ghi sai; các khoản còn lại được phân bổ lại")
    reverse.add_argument("--ground", required=True, metavar="LÝ_DO", help="vì sao hủy")
    listed = verbs.add_parser("list", help="các khoản đã ghi của một quyết định")
    for one in (record, reverse, listed):
        one.add_argument("number", metavar="SỐ_QĐ", help="số quyết định, ví dụ 045/QĐ-THADS")
        one.add_argument("--issued", type=typed_day, metavar="NGÀY", help="ngày quyết định, khi trùng số giữa các năm")
    for one in (record, reverse):
        one.add_argument("--receipt", required=True, metavar="SỐ", help="số biên lai")
        add_as(one)


def run(arguments: argparse.Namespace) -> int:
    """Do it and show the sums before and after."""
    with database() as db, refusing(PaymentRefused, DecisionRefused):
        if arguments.verb == "list":
            lines = read(db, _listed, arguments.number, arguments.issued)
        else:
            lines = write(db, _record if arguments.verb == "record" else _reverse, arguments)
    for line in lines:
        say_line(line)
    return 0


def _record(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    decision_id = decision_numbered(books, arguments.number, arguments.issued)
    before = _sums(books, decision_id)
    try:
        recorded = payments.record_payment(
            books,
            decision_id,
            arguments.amount,
            paid_on=arguments.on,
            receipt=arguments.receipt,
            source=Source(arguments.source),
            entered_by=who.id,
        )
    except Overpayment as over:
        raise Refused(
            f"Khoản này nhiều hơn số còn phải nộp {dong(over.surplus)}. Hãy xem lại số tiền; phần thừa trả lại người nộp."
        ) from over
    if recorded.already:
        return [
            *_head(books, decision_id),
            "Biên lai này đã ghi trước đây, không ghi lại lần nữa.",
            f"Hiện nay: {before}",
        ]
    return [*_head(books, decision_id), f"Trước: {before}", f"Sau:   {_sums(books, decision_id)}"]


def _reverse(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    decision_id = decision_numbered(books, arguments.number, arguments.issued)
    receipt = tidy(arguments.receipt).upper()
    live = [one for one in payments.payments_of(books, decision_id) if one.reversed_at is None]
    found = [one for one in live if one.receipt == receipt]
    if not found:
        raise Refused("Không có khoản thu nào đang ghi với số biên lai này. Hãy xem: gandan payment list SỐ_QĐ")
    before = _sums(books, decision_id)
    payments.reverse_payment(books, found[0].id, ground=arguments.ground, reversed_by=who.id)
    return [*_head(books, decision_id), f"Trước: {before}", f"Sau:   {_sums(books, decision_id)}"]


def _listed(books: Books, number: str, issued: date | None) -> list[str]:
    decision_id = decision_numbered(books, number, issued)
    rows = []
    for one in payments.payments_of(books, decision_id):
        paid_on = shown.day(one.paid_on) if one.paid_on else "không rõ ngày"
        state = "đã hủy" if one.reversed_at is not None else ""
        rows.append((paid_on, one.receipt or "-", dong(one.amount), _SOURCES.get(one.source, _OPENING), state))
    return [*_head(books, decision_id), *shown.table(rows), _sums(books, decision_id)]


def _head(books: Books, decision_id: int) -> list[str]:
    view = obligations.of_decision(books, decision_id)
    if view is None:
        return []
    debtors = [masked_name(one.name) for one in view.others if one.role is PartyRole.DEBTOR]
    return [
        f"Quyết định {view.number} ngày {shown.day(view.issued_on)}, {shown.STATUS_WORDS[view.status]}; "
        f"người phải thi hành án: {', '.join(debtors) or '(chưa ghi)'}"
    ]


def _sums(books: Books, decision_id: int) -> str:
    view = obligations.of_decision(books, decision_id)
    if view is None:
        return ""
    return f"phải nộp {dong(view.total)}, đã nộp {dong(view.paid)}, còn {dong(view.left)}"
