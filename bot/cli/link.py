"""``gandan link``: which chats wait for an officer to confirm them, and how is a party's link cut?"""

from __future__ import annotations

import argparse

from bot.cli import shown
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.lookup import decision_numbered, party_in
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, write
from bot.cli.typed import day as typed_day
from bot.cli.typed import whole
from casework import link_limits, link_requests, obligations, people
from casework.books import Books
from casework.contacts import contact
from casework.decisions import DecisionRefused, PartyRole
from casework.link_requests import Confirmed, LinkRequest, PartyFull
from casework.links import EndedBy, live_links, unlink_everywhere
from messages.faces import fold_now
from messages.link_notices import WAYS_ON, tell_other_chats
from messages.vietnamese import masked_name


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """List, confirm, refuse, cut, unlock."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    verbs.add_parser("list", help="những cuộc trò chuyện đang chờ cán bộ xác nhận")
    confirm = verbs.add_parser("confirm", help="đã gặp người hoặc xem giấy ủy quyền: cho liên kết")
    refuse = verbs.add_parser("refuse", help="không xác nhận")
    for one in (confirm, refuse):
        one.add_argument("request", type=whole, metavar="SỐ", help="số của yêu cầu, xem «gandan link list»")
    show = verbs.add_parser("show", help="đương sự đang liên kết ở đâu")
    cut = verbs.add_parser("cut", help="cắt mọi liên kết của một đương sự")
    unlock = verbs.add_parser("unlock", help="mở khóa mã sau khi đã nói chuyện với đúng người")
    for one in (show, cut, unlock):
        one.add_argument("number", metavar="SỐ_QĐ", help="số quyết định")
        one.add_argument("--issued", type=typed_day, metavar="NGÀY", help="ngày quyết định, khi trùng số giữa các năm")
        one.add_argument(
            "--role",
            choices=[role.value for role in PartyRole],
            default=PartyRole.DEBTOR.value,
            metavar="VAI",
            help=", ".join(f"{role.value} ({words})" for role, words in shown.ROLE_WORDS.items()),
        )
        one.add_argument("--name", metavar="TÊN", help="một phần tên, khi có nhiều người cùng vai")
    for one in (confirm, refuse, show, cut, unlock):
        add_as(one)


def run(arguments: argparse.Namespace) -> int:
    """Do it and say what is so now."""
    rules = {"confirm": _confirm, "refuse": _refuse, "cut": _cut, "unlock": _unlock}
    with database() as db, refusing(DecisionRefused):
        if arguments.verb in rules:
            lines = write(db, rules[arguments.verb], arguments)
        else:
            lines = read(db, _show if arguments.verb == "show" else _listed, arguments)
    for line in lines:
        say_line(line)
    return 0


def _listed(books: Books, arguments: argparse.Namespace) -> list[str]:
    waiting = link_requests.requests_waiting(books)
    if not waiting:
        return ["Không có yêu cầu nào đang chờ."]
    head = ("SỐ", "ĐƯƠNG SỰ", "QUYẾT ĐỊNH", "KÊNH", "HỎI LÚC")
    return shown.table([head, *(_row(books, one) for one in waiting)])


def _row(books: Books, asked: LinkRequest) -> tuple[str, ...]:
    there = contact(books, asked.contact_id)
    numbers = ", ".join(view.number for view in obligations.of_party(books, asked.party_id)[:3])
    channel = shown.CHANNEL_WORDS.get(there.account, there.account) if there else "-"
    return str(asked.id), _masked(books, asked.party_id), numbers or "-", channel, shown.moment(asked.asked_at)


def _confirm(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    decided = link_requests.confirm_request(books, arguments.request, who.id)
    match decided:
        case Confirmed():
            event = f"request:{arguments.request}"
            tell_other_chats(books, "link_request.confirmed", [decided.contact_id], event, ways=WAYS_ON)
            tell_other_chats(books, "identify.another_chat", decided.earlier, event)
            return [f"Đã liên kết cho {_masked(books, decided.party_id)}; người đó được báo trong cuộc trò chuyện."]
        case PartyFull():
            raise Refused(
                "Đương sự này đã có đủ hai cuộc trò chuyện. Hãy cắt bớt: gandan link cut SỐ_QĐ, rồi xác nhận."
            )
        case _:
            raise Refused("Yêu cầu này không còn chờ. Xem lại: gandan link list")


def _refuse(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    asked = next((one for one in link_requests.requests_waiting(books) if one.id == arguments.request), None)
    if asked is None or not link_requests.refuse_request(books, asked.id, who.id):
        raise Refused("Yêu cầu này không còn chờ. Xem lại: gandan link list")
    event = f"request:{asked.id}"
    tell_other_chats(books, "link_request.refused", [asked.contact_id], event, ways=())
    return ["Đã từ chối; người đó được báo trong cuộc trò chuyện và được mời đến cơ quan."]


def _show(books: Books, arguments: argparse.Namespace) -> list[str]:
    acting(books, arguments.login, CASE_WORKERS)
    party_id = _party(books, arguments)
    head = _masked(books, party_id)
    if link_limits.is_locked(books, party_id):
        head += ": mã đang bị khóa vì gõ sai nhiều lần (mở: gandan link unlock)"
    chats = [
        f"  {shown.CHANNEL_WORDS.get(one.account, one.account)}: liên kết {shown.moment(one.linked_at)}, "
        f"nhắn lần cuối {shown.moment(one.seen_at)}"
        for one in live_links(books, party_id)
    ]
    return [head, *(chats or ["  chưa có cuộc trò chuyện nào"])]


def _cut(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    party_id = _party(books, arguments)
    chats = unlink_everywhere(books, party_id, EndedBy.OFFICER, staff_id=who.id)
    for chat in chats:
        fold_now(books, chat)
    event = f"officer:{books.clock.now().timestamp():.0f}"
    tell_other_chats(books, "link_request.cut", chats, event, ways=())
    return [f"Đã cắt {len(chats)} liên kết của {_masked(books, party_id)}. In mã mới: gandan codes --decision SỐ_QĐ"]


def _unlock(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    party_id = _party(books, arguments)
    if not link_limits.is_locked(books, party_id):
        raise Refused("Mã của đương sự này không bị khóa. Nếu cần mã mới: gandan codes --decision SỐ_QĐ")
    link_limits.unlock(books, party_id, who.id)
    return [f"Đã mở khóa cho {_masked(books, party_id)}."]


def _party(books: Books, arguments: argparse.Namespace) -> int:
    decision_id = decision_numbered(books, arguments.number, arguments.issued)
    return party_in(books, decision_id, PartyRole(arguments.role), arguments.name)


def _masked(books: Books, party_id: int) -> str:
    return masked_name(people.name_of(books, party_id) or "")
