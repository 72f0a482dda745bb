"""``gandan claim``: who says that they have paid already, and did the office find it?"""

from __future__ import annotations

import argparse

from bot.cli import shown
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.lookup import decision_numbered
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, say_line, write
from bot.cli.typed import day as typed_day
from casework import audit, obligations, people, staff
from casework.books import Books
from casework.clock import today
from casework.decisions import DecisionRefused
from casework.folding import fold
from casework.payment_claims import Claim, ClaimRefused, State, claims_of, found, not_found, open_claims
from casework.payments import payments_of, tidy_paper
from messages.follow_up_notices import tell_decided
from messages.vietnamese import masked_name


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """List, found, not found."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    listed = verbs.add_parser("list", help="các lời báo đã nộp đang chờ xem")
    listed.add_argument("--officer", metavar="LOGIN", help="chỉ việc của chấp hành viên này")
    ok = verbs.add_parser("found", help="đã thấy tiền: nêu số biên lai đã ghi vào sổ")
    ok.add_argument("--receipt", required=True, metavar="SỐ", help="số biên lai hoặc phiếu thu của khoản đã ghi")
    no = verbs.add_parser("not-found", help="đã tìm, chưa thấy; người dân được mời mang biên lai đến")
    for one in (ok, no):
        one.add_argument("number", metavar="SỐ_QĐ", help="số quyết định, ví dụ 045/QĐ-THADS")
        one.add_argument("--issued", type=typed_day, metavar="NGÀY", help="ngày quyết định, khi trùng số giữa các năm")
        one.add_argument("--name", metavar="TÊN", help="ai báo, khi có nhiều người báo")
    for one in (listed, ok, no):
        add_as(one)


def run(arguments: argparse.Namespace) -> int:
    """Do it; what was decided reaches the person's chat."""
    with database() as db, refusing(ClaimRefused, DecisionRefused):
        lines = write(db, _list if arguments.verb == "list" else _decide, arguments)
    for line in lines:
        say_line(line)
    return 0


def _list(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    officer = None
    if arguments.officer:
        known = staff.find_by_login(books, arguments.officer)
        if known is None:
            raise Refused(f"Không có cán bộ «{arguments.officer}». Xem danh sách: gandan agency staff")
        officer = known.id
    waiting = open_claims(books, officer_id=officer)
    if not waiting:
        return ["Không có lời báo đã nộp nào đang chờ."]
    late = sum(1 for one in waiting if one.look_by < today(books.clock))
    said = f"{len(waiting)} lời báo đang chờ" + (f", {late} lời báo đã quá ngày hẹn trả lời." if late else ".")
    lines = [said, *shown.table(_row(books, one) for one in waiting)]
    audit.record(books, audit.staff(who.id), audit.Action.CLAIMS_SEEN, "claims")
    return lines


def _row(books: Books, one: Claim) -> tuple[str, ...]:
    view = obligations.of_decision(books, one.decision_id)
    paid = "không nhớ ngày" if one.paid_on is None else f"nộp {shown.day(one.paid_on)}"
    return (
        "-" if view is None else view.number,
        masked_name(people.name_of(books, one.party_id) or ""),
        f"số {one.receipt}" if one.receipt else "không có số",
        paid,
        f"báo {shown.moment(one.made_at)}",
        f"trả lời trước {shown.day(one.look_by)}",
        "sổ có khoản cùng số" if _in_the_books(books, one) else "",
    )


def _in_the_books(books: Books, one: Claim) -> bool:
    """Whether a payment of the decision bears the very number: then it is likely to be the one."""
    said = tidy_paper(one.receipt) if one.receipt else None
    return said is not None and any(
        paid.live and said in (paid.receipt, paid.slip) for paid in payments_of(books, one.decision_id)
    )


def _decide(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    decision_id = decision_numbered(books, arguments.number, arguments.issued)
    asked = _meant(books, decision_id, arguments.name)
    if arguments.verb == "found":
        decided = found(books, asked.id, _payment(books, decision_id, arguments.receipt), who.id)
        said = "Đã ghi: tìm thấy khoản nộp."
    else:
        decided = not_found(books, asked.id, who.id)
        said = "Đã ghi: chưa thấy khoản nộp. Tin nhắc của việc này chạy lại."
    if tell_decided(books, decided) is None:
        return [said, "Người này không còn cuộc trò chuyện nào; hãy báo kết quả qua điện thoại hoặc giấy."]
    return [said, "Đã gửi kết quả vào cuộc trò chuyện của người dân."]


def _meant(books: Books, decision_id: int, name: str | None) -> Claim:
    waiting = [one for one in claims_of(books, decision_id) if one.state is State.OPEN]
    names = people.names_of(books, [one.party_id for one in waiting])
    found_ones = [one for one in waiting if name is None or fold(name) in fold(names[one.party_id])]
    if len(found_ones) == 1:
        return found_ones[0]
    if not found_ones:
        raise Refused("Quyết định này không có lời báo đã nộp nào đang chờ. Hãy xem: gandan claim list")
    several = ", ".join(masked_name(names[one.party_id]) for one in found_ones)
    raise Refused(f"Có {len(found_ones)} người báo: {several}. Hãy thêm --name TÊN.")


def _payment(books: Books, decision_id: int, receipt: str) -> int:
    number = tidy_paper(receipt)
    for one in payments_of(books, decision_id):
        if one.live and number is not None and number in (one.receipt, one.slip):
            return one.id
    raise Refused(f"Quyết định này chưa có khoản nộp số «{receipt}». Hãy ghi trước: gandan payment record --help")
