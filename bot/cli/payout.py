"""``gandan payout``: what was paid out to whom, and what is still to be paid out, by which day?"""

from __future__ import annotations

import argparse

from bot.cli import case_work, money_shown, shown
from bot.cli.authority import add_as
from bot.cli.lookup import agency_of, decision_numbered
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, write
from bot.cli.typed import amount as typed_amount
from bot.cli.typed import day as typed_day
from bot.cli.typed import whole
from casework import people
from casework.books import Books
from casework.clock import today
from casework.decisions import DecisionRefused
from casework.folding import fold
from casework.obligations import FOR_THE_STATE, DecisionView, LineView
from casework.payout_dues import ToPayOut, to_pay_out
from casework.payouts import PayoutRefused, payouts_of, record_payout, reverse_payout
from casework.tidy import tidy
from messages.vietnamese import dong, masked_name

_MOST = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Record, reverse, list, due."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    record = verbs.add_parser("record", help="ghi một lần chi trả cho người được nhận")
    record.add_argument("--amount", required=True, type=typed_amount, metavar="TIỀN", help="ví dụ 1.500.000")
    record.add_argument("--on", required=True, type=typed_day, metavar="NGÀY", help="ngày chuyển tiền")
    record.add_argument("--to", required=True, metavar="TÊN", help="trả cho ai")
    what = record.add_mutually_exclusive_group(required=True)
    what.add_argument("--line", type=whole, metavar="SỐ", help="số của khoản trong «gandan obligation list»")
    what.add_argument("--surplus", action="store_true", help="trả lại phần nộp thừa")
    reverse = verbs.add_parser("reverse", help="hủy một lần chi trả ghi sai hoặc bị ngân hàng trả lại")
    reverse.add_argument("--ground", required=True, metavar="LÝ_DO", help="vì sao hủy")
    which = reverse.add_mutually_exclusive_group()
    which.add_argument("--line", type=whole, metavar="SỐ", help="số của khoản, khi một chứng từ chi cho nhiều khoản")
    which.add_argument("--surplus", action="store_true", help="lần trả lại phần nộp thừa của chứng từ đó")
    reverse.add_argument("--to", metavar="TÊN", help="đã trả cho ai, khi một chứng từ chi cho nhiều người")
    listed = verbs.add_parser("list", help="các lần chi trả của một quyết định")
    verbs.add_parser("due", help="tiền đang giữ phải chi trả, việc gần hạn trước")
    for one in (record, reverse, listed):
        one.add_argument("number", metavar="SỐ_QĐ", help="số quyết định, ví dụ 045/QĐ-THADS")
        one.add_argument("--issued", type=typed_day, metavar="NGÀY", help="ngày quyết định, khi trùng số giữa các năm")
    for one in (record, reverse):
        one.add_argument("--document", required=True, metavar="SỐ", help="số ủy nhiệm chi hoặc phiếu chi")
        add_as(one)


def run(arguments: argparse.Namespace) -> int:
    """Do it and show what was paid out."""
    deeds = {"record": _record, "reverse": _reverse}
    with database() as db, refusing(PayoutRefused, DecisionRefused):
        if arguments.verb in deeds:
            lines = write(db, case_work.noted(deeds[arguments.verb], "payout"), arguments)
        else:
            lines = read(db, _due) if arguments.verb == "due" else read(db, _listed, arguments)
    for line in lines:
        say_line(line)
    return 0


def _record(books: Books, arguments: argparse.Namespace) -> list[str]:
    who, decision_id = case_work.changing(books, arguments)
    view = money_shown.seen(books, decision_id)
    line = None if arguments.surplus else money_shown.line_numbered(view, arguments.line)
    record_payout(
        books,
        decision_id,
        _named(view, arguments.to),
        arguments.amount,
        line_id=None if line is None else line.id,
        paid_on=arguments.on,
        document=arguments.document,
        entered_by=who.id,
    )
    return _shown(books, decision_id)


def _reverse(books: Books, arguments: argparse.Namespace) -> list[str]:
    who, decision_id = case_work.changing(books, arguments)
    document = tidy(arguments.document).upper()
    found = [one for one in payouts_of(books, decision_id) if one.live and one.document == document]
    view = money_shown.seen(books, decision_id)
    if arguments.line is not None or arguments.surplus:
        line_id = None if arguments.surplus else money_shown.line_numbered(view, arguments.line).id
        found = [one for one in found if one.line_id == line_id]
    if arguments.to:
        party_id = _named(view, arguments.to)
        found = [one for one in found if one.party_id == party_id]
    if not found:
        raise Refused("Không có lần chi trả đang ghi với số chứng từ này. Hãy xem: gandan payout list SỐ_QĐ")
    if len(found) > 1:
        raise Refused(f"Có {len(found)} lần chi trả theo chứng từ này. Hãy thêm --line, --surplus hoặc --to.")
    reverse_payout(books, found[0].id, ground=arguments.ground, reversed_by=who.id)
    return _shown(books, decision_id)


def _named(view: DecisionView, name: str) -> int:
    found = sorted({one.id: one.name for one in view.others if fold(name) in fold(one.name)}.items())
    if len(found) != 1:
        many = f"Có {len(found)} người" if found else "Không có ai"
        raise Refused(f"{many} tên «{name}» trong quyết định này. Hãy ghi đủ họ tên của một người.")
    return found[0][0]


def _listed(books: Books, arguments: argparse.Namespace) -> list[str]:
    return _shown(books, decision_numbered(books, arguments.number, arguments.issued))


def _shown(books: Books, decision_id: int) -> list[str]:
    view = money_shown.seen(books, decision_id)
    there = payouts_of(books, decision_id)
    names = people.names_of(books, [one.party_id for one in there])
    lines = {line.id: line for line in money_shown.all_lines(view)}
    rows = [
        (
            shown.day(one.paid_on),
            one.document,
            dong(one.amount),
            masked_name(names[one.party_id]),
            f"{_what(lines.get(one.line_id or 0))}{'' if one.live else ', đã hủy'}",
        )
        for one in there
    ]
    kept = sum(line.paid - line.waiting - line.paid_out for line in view.lines if line.kind not in FOR_THE_STATE)
    return [money_shown.head(view), *shown.table(rows), f"{money_shown.sums(view)}, còn giữ {dong(kept)}"]


def _what(line: LineView | None) -> str:
    return "phần nộp thừa" if line is None else money_shown.kind_words(line.kind)


def _due(books: Books) -> list[str]:
    found = to_pay_out(books, agency_of(books).id)
    if not found:
        return ["Không có khoản nào phải chi trả."]
    rows = [_due_row(books, one) for one in found[:_MOST]]
    more = [f"và {len(found) - _MOST} khoản khác"] if len(found) > _MOST else []
    total = dong(sum(one.amount for one in found))
    return [
        *shown.table(rows),
        *more,
        f"Cộng {len(found)} khoản, {total} (khoản 6 Điều 54 Luật Thi hành án dân sự: trong 10 ngày từ ngày thu)",
    ]


def _due_row(books: Books, one: ToPayOut) -> tuple[str, ...]:
    by = "không định ngày" if one.due_on is None else f"chậm nhất {shown.day(one.due_on)}"
    late = "QUÁ HẠN" if one.due_on is not None and one.due_on < today(books.clock) else ""
    return (
        one.number,
        "phần nộp thừa" if one.kind is None else money_shown.kind_words(one.kind),
        dong(one.amount),
        by,
        late,
    )
