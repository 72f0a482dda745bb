"""``gandan agreement``: what did the parties agree in writing, what was promised, and what is due next?"""

from __future__ import annotations

import argparse

from bot.cli import case_work, money_shown, shown
from bot.cli.authority import add_as
from bot.cli.lookup import decision_numbered, party_in
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, write
from bot.cli.typed import amount as typed_amount
from bot.cli.typed import day as typed_day
from bot.cli.typed_parts import add_parts, parts_of
from casework import people
from casework.agreement_plan import Instalment
from casework.agreements import (
    ENDS,
    Agreement,
    AgreementFacts,
    AgreementRefused,
    AgreementState,
    agreements_of,
    end_agreement,
    live_agreement,
    sign_agreement,
)
from casework.books import Books
from casework.clock import today
from casework.decisions import DecisionRefused, PartyRole
from casework.promises import Promise, PromiseRefused, PromiseState, make_promise, promises_of, withdraw_promise
from messages.vietnamese import dong, masked_name

AGREEMENT_WORDS = {
    AgreementState.LIVE: "đang thực hiện",
    AgreementState.KEPT: "đã thực hiện xong",
    AgreementState.BROKEN: "không thực hiện đúng, phần còn lại thi hành theo bản án",
    AgreementState.REPLACED: "đã có thỏa thuận khác thay",
    AgreementState.CANCELLED: "đã hủy",
}
PROMISE_WORDS = {
    PromiseState.OPEN: "đang chờ",
    PromiseState.KEPT: "đã nộp như hẹn",
    PromiseState.MISSED: "chưa nộp như hẹn",
    PromiseState.WITHDRAWN: "đã bỏ",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Show, sign, end, promise, forget."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    show = verbs.add_parser("show", help="các thỏa thuận và lời hẹn của một quyết định")
    sign = verbs.add_parser("sign", help="ghi một văn bản thỏa thuận của các bên")
    _add_sign(sign)
    end = verbs.add_parser("end", help="thỏa thuận đang thực hiện đã xong, bị vi phạm, hoặc hủy")
    states = [state.value for state in ENDS]
    end.add_argument("--state", required=True, choices=states, metavar="KẾT_QUẢ", help=", ".join(states))
    end.add_argument("--on", required=True, type=typed_day, metavar="NGÀY", help="từ ngày nào")
    end.add_argument("--why", required=True, metavar="LÝ_DO", help="ngắn gọn vì sao")
    promise = verbs.add_parser("promise", help="ghi lời hẹn nộp tiền (không ràng buộc ai)")
    promise.add_argument("--amount", required=True, type=typed_amount, metavar="TIỀN", help="ví dụ 1.500.000")
    promise.add_argument("--by", required=True, type=typed_day, metavar="NGÀY", help="hẹn nộp chậm nhất ngày nào")
    forget = verbs.add_parser("forget", help="bỏ lời hẹn đang chờ")
    forget.add_argument("--why", metavar="LÝ_DO", help="vì sao, chỉ cán bộ đọc")
    for one in (show, sign, end, promise, forget):
        one.add_argument("number", metavar="SỐ_QĐ", help="số quyết định, ví dụ 045/QĐ-THADS")
        one.add_argument("--issued", type=typed_day, metavar="NGÀY", help="ngày quyết định, khi trùng số giữa các năm")
    for one in (promise, forget):
        one.add_argument("--name", metavar="TÊN", help="người phải thi hành án nào, khi có nhiều người")
    for one in (show, sign, end, promise, forget):
        add_as(one)


def _add_sign(sign: argparse.ArgumentParser) -> None:
    sign.add_argument("--signed", required=True, type=typed_day, metavar="NGÀY", help="ngày ký văn bản")
    sign.add_argument("--content", required=True, metavar="NỘI_DUNG", help="nội dung chính của thỏa thuận")
    sign.add_argument("--costs", required=True, metavar="AI_CHỊU", help="ai chịu phí và chi phí thi hành án")
    sign.add_argument("--stops-interest", action="store_true", help="các bên thỏa thuận không tính lãi chậm")
    sign.add_argument("--replace", action="store_true", help="thay cho thỏa thuận đang thực hiện")
    add_parts(sign)


def run(arguments: argparse.Namespace) -> int:
    """Do it and show how the agreements stand."""
    deeds = {"show": _show_in_full, "sign": _sign, "end": _end, "promise": _promise, "forget": _forget}
    with database() as db, refusing(AgreementRefused, PromiseRefused, DecisionRefused):
        reads = arguments.verb == "show" and arguments.login is None
        lines = (
            read(db, _show, arguments)
            if reads
            else write(db, case_work.noted(deeds[arguments.verb], "agreement"), arguments)
        )
    for line in lines:
        say_line(line)
    return 0


def _show(books: Books, arguments: argparse.Namespace) -> list[str]:
    decision_id = decision_numbered(books, arguments.number, arguments.issued)
    return [*_shown(books, decision_id, words=False), money_shown.HIDDEN]


def _show_in_full(books: Books, arguments: argparse.Namespace) -> list[str]:
    return _shown(books, case_work.reading(books, arguments)[1])


def _sign(books: Books, arguments: argparse.Namespace) -> list[str]:
    who, decision_id = case_work.changing(books, arguments)
    facts = AgreementFacts(
        signed_on=arguments.signed,
        content=arguments.content,
        fee_and_costs=arguments.costs,
        interest_stops=arguments.stops_interest,
        instalments=tuple(Instalment(due_on=part.due_on, amount=part.amount) for part in parts_of(arguments)),
    )
    sign_agreement(books, decision_id, facts, replace=arguments.replace, entered_by=who.id)
    return _shown(books, decision_id)


def _end(books: Books, arguments: argparse.Namespace) -> list[str]:
    who, decision_id = case_work.changing(books, arguments)
    live = live_agreement(books, decision_id)
    if live is None:
        raise Refused("Quyết định này không có thỏa thuận đang thực hiện. Hãy xem: gandan agreement show SỐ_QĐ")
    state = AgreementState(arguments.state)
    end_agreement(books, live.id, state, on=arguments.on, why=arguments.why, entered_by=who.id)
    return _shown(books, decision_id)


def _promise(books: Books, arguments: argparse.Namespace) -> list[str]:
    who, decision_id = case_work.changing(books, arguments)
    party = party_in(books, decision_id, PartyRole.DEBTOR, arguments.name)
    make_promise(books, decision_id, party, arguments.amount, arguments.by, entered_by=who.id)
    return _shown(books, decision_id)


def _forget(books: Books, arguments: argparse.Namespace) -> list[str]:
    who, decision_id = case_work.changing(books, arguments)
    party = party_in(books, decision_id, PartyRole.DEBTOR, arguments.name)
    waiting = [one for one in promises_of(books, decision_id, party) if one.state is PromiseState.OPEN]
    if not waiting:
        raise Refused("Người này không có lời hẹn đang chờ. Hãy xem: gandan agreement show SỐ_QĐ")
    withdraw_promise(books, waiting[0].id, ground=arguments.why, entered_by=who.id)
    return _shown(books, decision_id)


def _shown(books: Books, decision_id: int, *, words: bool = True) -> list[str]:
    view = money_shown.seen(books, decision_id)
    lines = [money_shown.head(view), money_shown.sums(view)]
    for one in agreements_of(books, decision_id):
        lines += _agreement(books, one, words=words)
    promises = promises_of(books, decision_id)
    names = people.names_of(books, [one.party_id for one in promises])
    lines += [_promised(one, names[one.party_id]) for one in promises]
    return lines if len(lines) > 2 else [*lines, "Chưa có thỏa thuận hay lời hẹn nào."]


def _agreement(books: Books, one: Agreement, *, words: bool) -> list[str]:
    state = AGREEMENT_WORDS[one.state] + ("" if one.ended_on is None else f" từ {shown.day(one.ended_on)}")
    interest = "không tính lãi chậm" if one.facts.interest_stops else "vẫn tính lãi chậm nếu bản án có lãi"
    lines = [f"Thỏa thuận ký ngày {shown.day(one.facts.signed_on)}: {state}; {interest}"]
    lines += [f"   {one.facts.content}; phí, chi phí: {one.facts.fee_and_costs}"] if words else []
    lines += [f"   kỳ {shown.day(part.due_on)}: {dong(part.amount)}, đã trả {dong(part.paid)}" for part in one.stands]
    if one.next is not None:
        lines.append(f"   kỳ tới: {dong(one.next.left)}, chậm nhất {shown.day(one.next.due_on)}")
    late = one.overdue(today(books.clock))
    return [*lines, f"   đang chậm: {dong(late)}"] if late else lines


def _promised(one: Promise, name: str) -> str:
    return (
        f"Lời hẹn của {masked_name(name)} ngày {shown.day(one.made_on)}: nộp {dong(one.amount)} chậm nhất "
        f"{shown.day(one.due_on)}: {PROMISE_WORDS[one.state]}"
    )
