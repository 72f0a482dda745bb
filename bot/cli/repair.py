"""``gandan repair``: who cannot be reached where the books say, and was the person found?"""

from __future__ import annotations

import argparse

from bot.cli import shown
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.lookup import commune_named, decision_numbered
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, write
from bot.cli.typed import day as typed_day
from bot.cli.visit_shown import commune_name
from casework import people
from casework.books import Books
from casework.clock import local
from casework.decisions import DecisionRefused, parties_of
from casework.folding import fold
from casework.obligations import of_decision
from casework.repairs import Repair, RepairRefused, State, Why, end_repair, open_repairs
from casework.taking_part import takes_part_in
from messages.vietnamese import masked_name

WHYS = {
    Why.NO_CHAT: "chưa có kênh nhắn tin",
    Why.DEAD_CHAT: "kênh cuối cùng đã bị chặn hoặc xóa",
    Why.WRONG_ADDRESS: "sai địa chỉ",
    Why.MOVED: "đã chuyển đi",
    Why.WRONG_PERSON: "người khác đang dùng kênh này",
    Why.DECEASED_SAID: "nghe nói đã mất: chấp hành viên xác minh, sổ chưa đổi gì",
}
_STATES = {State.REACHED: "đã liên hệ được", State.NOT_FOUND: "chưa tìm được"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """List, reached, not found."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    listed = verbs.add_parser("list", help="những người cần tìm lại liên hệ (tên được che bớt)")
    listed.add_argument("--commune", metavar="XÃ", help="chỉ xã, phường này")
    for name, words in (("reached", "đã liên hệ được với người đó"), ("not-found", "đã tìm, chưa được")):
        one = verbs.add_parser(name, help=words)
        one.add_argument("number", metavar="SỐ_QĐ", help="số một quyết định của người đó")
        one.add_argument("--issued", type=typed_day, metavar="NGÀY", help="ngày quyết định, khi trùng số giữa các năm")
        one.add_argument("--name", metavar="TÊN", help="người nào, khi quyết định có nhiều người cần tìm")
        one.add_argument("--note", metavar="CHỮ", help="ghi chú cho cơ quan")
        add_as(one)


def run(arguments: argparse.Namespace) -> int:
    """Do it and show what is left."""
    with database() as db, refusing(RepairRefused, DecisionRefused):
        lines = read(db, _list, arguments) if arguments.verb == "list" else write(db, _end, arguments)
    for line in lines:
        say_line(line)
    return 0


def _list(books: Books, arguments: argparse.Namespace) -> list[str]:
    communes = [commune_named(books, arguments.commune).id] if arguments.commune else None
    waiting = open_repairs(books, communes=communes)
    if not waiting:
        return ["Không có ai cần tìm lại liên hệ."]
    return [f"{len(waiting)} người cần tìm lại liên hệ.", *shown.table(_row(books, one) for one in waiting)]


def _row(books: Books, one: Repair) -> tuple[str, ...]:
    mine = takes_part_in(books, one.party_id)
    view = of_decision(books, mine[0].decision_id) if mine else None
    return (
        "-" if view is None else view.number,
        masked_name(people.name_of(books, one.party_id) or ""),
        commune_name(books, one.commune_id),
        f"từ {shown.day(local(one.made_at).date())}",
        WHYS[one.why],
    )


def _end(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    decision_id = decision_numbered(books, arguments.number, arguments.issued)
    there = _meant(books, decision_id, arguments.name)
    state = State.REACHED if arguments.verb == "reached" else State.NOT_FOUND
    end_repair(books, there.id, state, who.id, note=arguments.note)
    return [f"Đã ghi: {_STATES[state]}."]


def _meant(books: Books, decision_id: int, name: str | None) -> Repair:
    theirs = {party for party, _ in parties_of(books, decision_id)}
    waiting = [one for one in open_repairs(books) if one.party_id in theirs]
    names = people.names_of(books, [one.party_id for one in waiting])
    found = [one for one in waiting if name is None or fold(name) in fold(names[one.party_id])]
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused("Quyết định này không có ai đang cần tìm lại liên hệ. Hãy xem: gandan repair list")
    several = ", ".join(masked_name(names[one.party_id]) for one in found)
    raise Refused(f"Có {len(found)} người như vậy: {several}. Hãy thêm --name TÊN.")
