"""``gandan exemption``: which waiver or reduction was the court asked for, and what did it grant?"""

from __future__ import annotations

import argparse

from bot.cli import case_work, money_shown, shown
from bot.cli.authority import add_as
from bot.cli.lookup import decision_numbered
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, write
from bot.cli.typed import amount as typed_amount
from bot.cli.typed import day as typed_day
from bot.cli.typed import whole
from casework import exemption_files as files
from casework.books import Books
from casework.decisions import DecisionRefused
from casework.exemption_files import ExemptionFile, ExemptionRefused
from casework.exemptions import Measure
from casework.payments import Overpayment, PaymentRefused
from messages.vietnamese import dong

_MEASURES = {Measure.WAIVE: "miễn", Measure.REDUCE: "giảm"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """File, decide, undo, withdraw, list."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    file = verbs.add_parser("file", help="ghi hồ sơ đề nghị tòa án miễn, giảm một khoản nộp ngân sách")
    file.add_argument(
        "--measure",
        required=True,
        choices=[measure.value for measure in _MEASURES],
        metavar="BIỆN_PHÁP",
        help=", ".join(f"{measure.value} ({words})" for measure, words in _MEASURES.items()),
    )
    file.add_argument("--amount", required=True, type=typed_amount, metavar="TIỀN", help="số tiền đề nghị")
    file.add_argument("--on", required=True, type=typed_day, metavar="NGÀY", help="ngày lập hồ sơ")
    file.add_argument("--hardship", action="store_true", help="theo Đ.42 khoản 3 (đã nộp một phần rồi gặp rủi ro)")
    decide = verbs.add_parser("decide", help="ghi kết quả của tòa án")
    decide.add_argument("--granted", required=True, type=_granted, metavar="TIỀN", help="được miễn, giảm; 0 là không")
    decide.add_argument("--on", required=True, type=typed_day, metavar="NGÀY", help="ngày quyết định của tòa án")
    decide.add_argument("--document", required=True, metavar="SỐ", help="số quyết định của tòa án")
    undo = verbs.add_parser("undo", help="hủy kết quả ghi sai hoặc đã bị hủy bỏ")
    withdraw = verbs.add_parser("withdraw", help="rút hồ sơ chưa có kết quả")
    listed = verbs.add_parser("list", help="các hồ sơ của một quyết định")
    for one in (file, decide, undo, withdraw, listed):
        one.add_argument("number", metavar="SỐ_QĐ", help="số quyết định, ví dụ 045/QĐ-THADS")
        one.add_argument("--issued", type=typed_day, metavar="NGÀY", help="ngày quyết định, khi trùng số giữa các năm")
    for one in (file, decide, undo, withdraw):
        one.add_argument("--line", required=True, type=whole, metavar="SỐ", help="số của khoản trong «obligation list»")
        add_as(one)
    for one in (undo, withdraw):
        one.add_argument("--ground", required=True, metavar="LÝ_DO", help="vì sao")


def run(arguments: argparse.Namespace) -> int:
    """Do it and show the files and the sums."""
    with database() as db, refusing(ExemptionRefused, DecisionRefused, PaymentRefused, Overpayment):
        lines = (
            read(db, _listed, arguments)
            if arguments.verb == "list"
            else write(db, case_work.noted(_do, "exemption"), arguments)
        )
    for line in lines:
        say_line(line)
    return 0


def _granted(text: str) -> int:
    """A sum, or 0 for a refusal."""
    return 0 if text.strip() == "0" else typed_amount(text)


def _do(books: Books, arguments: argparse.Namespace) -> list[str]:
    who, decision_id = case_work.changing(books, arguments)
    line = money_shown.line_numbered(money_shown.seen(books, decision_id), arguments.line)
    if arguments.verb == "file":
        measure = Measure(arguments.measure)
        files.file_exemption(
            books, line.id, measure, arguments.amount, arguments.on, hardship=arguments.hardship, entered_by=who.id
        )
        return _shown(books, decision_id)
    known = _last_of(books, decision_id, line.id, decided=arguments.verb == "undo")
    match arguments.verb:
        case "decide":
            files.decide_exemption(
                books,
                known.id,
                arguments.granted,
                decided_on=arguments.on,
                document=arguments.document,
                entered_by=who.id,
            )
        case "undo":
            files.undo_decision(books, known.id, ground=arguments.ground, entered_by=who.id)
        case _:
            files.withdraw_file(books, known.id, ground=arguments.ground, entered_by=who.id)
    return _shown(books, decision_id)


def _last_of(books: Books, decision_id: int, line_id: int, *, decided: bool) -> ExemptionFile:
    """The line's open file, or the last one that was decided."""
    of_line = [one for one in files.files_of(books, decision_id) if one.line_id == line_id]
    found = [one for one in of_line if (one.granted is not None) is decided]
    if not found:
        what = "đã có kết quả" if decided else "đang chờ kết quả"
        raise Refused(f"Khoản này không có hồ sơ {what}. Hãy xem: gandan exemption list SỐ_QĐ")
    return found[-1]


def _listed(books: Books, arguments: argparse.Namespace) -> list[str]:
    return _shown(books, decision_numbered(books, arguments.number, arguments.issued))


def _shown(books: Books, decision_id: int) -> list[str]:
    view = money_shown.seen(books, decision_id)
    rows = [
        (
            shown.day(one.filed_on),
            money_shown.kind_words(one.kind),
            f"đề nghị {_MEASURES[one.measure]} {dong(one.asked)}",
            _result(one),
        )
        for one in files.files_of(books, decision_id)
    ]
    return [money_shown.head(view), *shown.table(rows), money_shown.sums(view)]


def _result(one: ExemptionFile) -> str:
    if one.granted is None or one.decided_on is None:
        return "chờ tòa án"
    words = f"được {dong(one.granted)}" if one.granted else "không được chấp nhận"
    return f"{words}, quyết định {one.document} ngày {shown.day(one.decided_on)}"
