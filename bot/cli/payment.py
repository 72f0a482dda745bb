"""``gandan payment``: which money came in for a decision? Written with its receipt, taken back with a ground."""

from __future__ import annotations

import argparse
from datetime import date

from bot.cli import case_work, money_shown, shown
from bot.cli.authority import add_as
from bot.cli.lookup import decision_numbered, party_in
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, write
from bot.cli.typed import amount as typed_amount
from bot.cli.typed import day as typed_day
from casework import payments, people
from casework.books import Books
from casework.decisions import DecisionRefused, PartyRole
from casework.obligations import DecisionView
from casework.payments import Overpayment, Payment, PaymentRefused, Source, tidy_paper
from messages.vietnamese import dong, masked_name

SOURCE_WORDS = {
    Source.OFFICE: "tại cơ quan",
    Source.TREASURY: "qua kho bạc",
    Source.PRISON: "tại trại giam",
    Source.TRANSFER: "chuyển khoản",
}
FROM_A_LIST = "chuyển từ danh sách"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Record, arrive, reverse, list."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    record = verbs.add_parser("record", help="ghi một khoản đã nộp; tự phân bổ theo thứ tự luật định")
    _add_record(record)
    arrive = verbs.add_parser("arrive", help="tiền nộp tại trại giam đã về cơ quan: ghi biên lai")
    reverse = verbs.add_parser("reverse", help="hủy một khoản ghi sai; các khoản còn lại được phân bổ lại")
    reverse.add_argument("--ground", required=True, metavar="LÝ_DO", help="vì sao hủy")
    listed = verbs.add_parser("list", help="các khoản đã ghi của một quyết định")
    for one in (record, arrive, reverse, listed):
        one.add_argument("number", metavar="SỐ_QĐ", help="số quyết định, ví dụ 045/QĐ-THADS")
        one.add_argument("--issued", type=typed_day, metavar="NGÀY", help="ngày quyết định, khi trùng số giữa các năm")
    for one in (record, arrive):
        one.add_argument("--on", type=typed_day, metavar="NGÀY", help="ngày thu trên biên lai", required=one is arrive)
    for one in (record, arrive, reverse):
        one.add_argument("--receipt", metavar="SỐ", help="số biên lai, giấy hoặc điện tử", required=one is arrive)
        one.add_argument("--slip", metavar="SỐ", help="số phiếu thu của trại giam", required=one is arrive)
        add_as(one)


def _add_record(record: argparse.ArgumentParser) -> None:
    record.add_argument("--amount", required=True, type=typed_amount, metavar="TIỀN", help="ví dụ 1.500.000")
    record.add_argument(
        "--source",
        choices=[source.value for source in SOURCE_WORDS],
        metavar="NƠI",
        help=", ".join(f"{source.value} ({words})" for source, words in SOURCE_WORDS.items()),
    )
    record.add_argument("--slip-on", type=typed_day, metavar="NGÀY", help="ngày trên phiếu thu của trại giam")
    record.add_argument("--payer", metavar="TÊN", help="nộp cho người phải thi hành án nào, khi có nhiều người")
    record.add_argument("--keep-surplus", action="store_true", help="tiền đã về: ghi cả phần thừa, để trả lại")


def run(arguments: argparse.Namespace) -> int:
    """Do it and show the sums before and after."""
    deeds = {"record": _record, "arrive": _arrive, "reverse": _reverse}
    with database() as db, refusing(PaymentRefused, DecisionRefused):
        if arguments.verb == "list":
            lines = read(db, _listed, arguments.number, arguments.issued)
        else:
            lines = write(db, case_work.noted(deeds[arguments.verb], "payment"), arguments)
    for line in lines:
        say_line(line)
    return 0


def _record(books: Books, arguments: argparse.Namespace) -> list[str]:
    who, decision_id = case_work.changing(books, arguments)
    before = money_shown.seen(books, decision_id)
    payer = party_in(books, decision_id, PartyRole.DEBTOR, arguments.payer) if arguments.payer else None
    source = arguments.source or (Source.OFFICE if arguments.slip is None else Source.PRISON)
    try:
        recorded = payments.record_payment(
            books,
            decision_id,
            arguments.amount,
            paid_on=arguments.on,
            receipt=arguments.receipt,
            source=Source(source),
            payer_id=payer,
            slip=arguments.slip,
            slip_on=arguments.slip_on,
            keep_surplus=arguments.keep_surplus,
            entered_by=who.id,
        )
    except Overpayment as over:
        raise Refused(
            f"Khoản này nhiều hơn số còn phải nộp {dong(over.surplus)}. Hãy xem lại số tiền; nếu tiền đã về, thêm"
            " --keep-surplus để ghi cả phần thừa rồi trả lại người nộp."
        ) from over
    if recorded.already:
        again = "Biên lai này đã ghi trước đây, không ghi lại lần nữa."
        return [money_shown.head(before), again, f"Hiện nay: {money_shown.sums(before)}"]
    return _changed(books, decision_id, before)


def _arrive(books: Books, arguments: argparse.Namespace) -> list[str]:
    who, decision_id = case_work.changing(books, arguments)
    before = money_shown.seen(books, decision_id)
    found = _found(books, decision_id, arguments)
    payments.record_arrival(books, found.id, paid_on=arguments.on, receipt=arguments.receipt, entered_by=who.id)
    return _changed(books, decision_id, before)


def _reverse(books: Books, arguments: argparse.Namespace) -> list[str]:
    who, decision_id = case_work.changing(books, arguments)
    before = money_shown.seen(books, decision_id)
    found = _found(books, decision_id, arguments)
    payments.reverse_payment(books, found.id, ground=arguments.ground, reversed_by=who.id)
    return _changed(books, decision_id, before)


def _found(books: Books, decision_id: int, arguments: argparse.Namespace) -> Payment:
    """The live payment with this slip, or with this receipt where no slip was typed."""
    receipt, slip = tidy_paper(arguments.receipt), tidy_paper(arguments.slip)
    if receipt is None and slip is None:
        raise Refused("Chưa biết khoản nào. Hãy thêm --receipt hoặc --slip.")
    live = [one for one in payments.payments_of(books, decision_id) if one.live]
    found = [one for one in live if (one.slip == slip if slip is not None else one.receipt == receipt)]
    if not found:
        raise Refused("Không có khoản thu nào đang ghi với số này. Hãy xem: gandan payment list SỐ_QĐ")
    return found[0]


def _listed(books: Books, number: str, issued: date | None) -> list[str]:
    decision_id = decision_numbered(books, number, issued)
    view = money_shown.seen(books, decision_id)
    there = payments.payments_of(books, decision_id)
    names = people.names_of(books, [one.payer_id for one in there if one.payer_id is not None])
    rows = []
    for one in there:
        paid_on = shown.day(one.given_on) if one.given_on else "không rõ ngày"
        payer = "" if one.payer_id is None else f"cho {masked_name(names[one.payer_id])}"
        source = SOURCE_WORDS.get(one.source, FROM_A_LIST)
        rows.append(
            (paid_on, one.receipt or one.slip or "-", dong(one.amount), source, f"{payer} {_state(one)}".strip())
        )
    return [money_shown.head(view), *shown.table(rows), money_shown.sums(view)]


def _state(one: Payment) -> str:
    if not one.live:
        return "đã hủy"
    said = [f"thừa {dong(one.surplus)}"] if one.surplus else []
    if one.waiting:
        said.append("chờ chuyển từ trại giam")
    elif one.slip is not None and one.paid_on is not None:
        said.append(f"phiếu {one.slip}, về ngày {shown.day(one.paid_on)}")
    return ", ".join(said)


def _changed(books: Books, decision_id: int, before: DecisionView) -> list[str]:
    after = money_shown.sums(money_shown.seen(books, decision_id))
    return [money_shown.head(before), f"Trước: {money_shown.sums(before)}", f"Sau:   {after}"]
