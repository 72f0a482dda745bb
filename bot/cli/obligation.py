"""``gandan obligation``: what does a decision ask for, of whom, for whom, and when does it fall due?"""

from __future__ import annotations

import argparse

from bot.cli import case_work, money_shown, shown
from bot.cli.authority import add_as
from bot.cli.lookup import decision_numbered, party_in
from bot.cli.refusal import refusing
from bot.cli.session import database, read, say_line, write
from bot.cli.typed import amount as typed_amount
from bot.cli.typed import day as typed_day
from bot.cli.typed import whole
from bot.cli.typed_parts import add_parts, parts_of
from casework.books import Books
from casework.decisions import DecisionRefused, PartyRole, parties_of
from casework.due_parts import set_parts
from casework.obligations import BY_THE_AGENCY, Kind, LineFacts, add_lines
from messages.vietnamese import dong


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """List, add, parts."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    listed = verbs.add_parser("list", help="các khoản của một quyết định, đánh số từ 1")
    add = verbs.add_parser("add", help="thêm một khoản; khoản riêng của một người thì ghi tên người đó")
    add.add_argument(
        "--kind", required=True, choices=[kind.value for kind in Kind], metavar="LOẠI", help=", ".join(map(str, Kind))
    )
    add.add_argument("--content", required=True, metavar="NỘI_DUNG", help="như trong quyết định")
    add.add_argument("--amount", type=typed_amount, default=0, metavar="TIỀN", help="bỏ trống khi không phải là tiền")
    add.add_argument("--debtor", metavar="TÊN", help="khoản riêng của người phải thi hành án này; bỏ trống: liên đới")
    add.add_argument("--creditor", metavar="TÊN", help="trả cho người này; bỏ trống: ngân sách, hoặc mọi người được")
    parts = verbs.add_parser("parts", help="đặt lại các kỳ đến hạn của một khoản (cấp dưỡng, trả dần theo bản án)")
    parts.add_argument("--line", required=True, type=whole, metavar="SỐ", help="số của khoản trong «list»")
    for one in (listed, add, parts):
        one.add_argument("number", metavar="SỐ_QĐ", help="số quyết định, ví dụ 045/QĐ-THADS")
        one.add_argument("--issued", type=typed_day, metavar="NGÀY", help="ngày quyết định, khi trùng số giữa các năm")
    for one in (add, parts):
        add_parts(one)
    for one in (listed, add, parts):
        add_as(one)


def run(arguments: argparse.Namespace) -> int:
    """Do it and show the lines."""
    deeds = {"list": _listed_in_full, "add": _add, "parts": _set_parts}
    with database() as db, refusing(DecisionRefused):
        if arguments.verb == "list" and arguments.login is None:
            lines = read(db, _listed, arguments)
        else:
            lines = write(db, case_work.noted(deeds[arguments.verb], "obligation"), arguments)
    for line in lines:
        say_line(line)
    return 0


def _listed(books: Books, arguments: argparse.Namespace) -> list[str]:
    decision_id = decision_numbered(books, arguments.number, arguments.issued)
    return [*_shown(books, decision_id, words=False), money_shown.HIDDEN]


def _listed_in_full(books: Books, arguments: argparse.Namespace) -> list[str]:
    return _shown(books, case_work.reading(books, arguments)[1])


def _add(books: Books, arguments: argparse.Namespace) -> list[str]:
    who, decision_id = case_work.changing(books, arguments)
    facts = LineFacts(
        kind=Kind(arguments.kind),
        content=arguments.content,
        amount=arguments.amount,
        debtor_id=_debtor(books, decision_id, arguments),
        creditor_id=_creditor(books, decision_id, arguments),
        parts=parts_of(arguments),
    )
    add_lines(books, decision_id, [facts], entered_by=who.id)
    return _shown(books, decision_id)


def _set_parts(books: Books, arguments: argparse.Namespace) -> list[str]:
    who, decision_id = case_work.changing(books, arguments)
    line = money_shown.line_numbered(money_shown.seen(books, decision_id), arguments.line)
    set_parts(books, line.id, parts_of(arguments), entered_by=who.id)
    return _shown(books, decision_id)


def _debtor(books: Books, decision_id: int, arguments: argparse.Namespace) -> int | None:
    return party_in(books, decision_id, PartyRole.DEBTOR, arguments.debtor) if arguments.debtor else None


def _creditor(books: Books, decision_id: int, arguments: argparse.Namespace) -> int | None:
    """Who it goes to. What the agency gives back may go to a debtor too."""
    if not arguments.creditor:
        return None
    role = PartyRole.CREDITOR
    if arguments.kind in BY_THE_AGENCY and not any(held is role for _, held in parties_of(books, decision_id)):
        role = PartyRole.DEBTOR
    return party_in(books, decision_id, role, arguments.creditor)


def _shown(books: Books, decision_id: int, *, words: bool = True) -> list[str]:
    view = money_shown.seen(books, decision_id)
    lines = [money_shown.head(view)]
    for line in money_shown.all_lines(view):
        lines.append(money_shown.line_words(view, line, words=words))
        lines += [f"   đến hạn {shown.day(part.due_on)}: {dong(part.amount)}" for part in line.parts]
    if view.refunds:
        lines.append("Khoản cơ quan hoàn trả không cộng vào số phải nộp.")
    return [*lines, money_shown.sums(view)]
