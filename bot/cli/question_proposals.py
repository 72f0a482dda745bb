"""``gandan question propose|proposals|approve|return|withdraw|check``: which good answers become explanations for everybody?"""

from __future__ import annotations

import argparse
from typing import Any

from bot.cli import shown
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.refusal import Refused
from casework import proposals, question_rows, staff
from casework.books import Books
from casework.clock import today
from casework.law_reviews import REVIEWERS
from casework.proposals import Proposal, State
from casework.question_rows import Question
from messages import examples, proposing

_STATE_WORDS = {
    State.PROPOSED: "chờ duyệt",
    State.APPROVED: "đã duyệt, đang dùng",
    State.RETURNED: "trả lại để sửa",
    State.WITHDRAWN: "đã rút",
}


def add_arguments(verbs: Any) -> None:
    """Propose, list, decide, withdraw, check."""
    propose = verbs.add_parser("propose", help="đề xuất một câu trả lời hay thành bài giải thích cho mọi người")
    propose.add_argument("reference", metavar="MÃ", help="mã câu hỏi đã trả lời, ví dụ CH-7K2Q9D")
    propose.add_argument("--topic", required=True, metavar="CHỦ_ĐỀ", help="ví dụ only_home; xem: gandan law show")
    propose.add_argument("--title", required=True, metavar="CHỮ", help="tên bài, tối đa 40 ký tự")
    words = propose.add_mutually_exclusive_group(required=True)
    words.add_argument("--text", metavar="CHỮ", help="lời bài, từ 2 đến 8 câu ngắn")
    words.add_argument("--file", metavar="TỆP", help="tệp chữ UTF-8 chứa lời bài; «-» là bàn phím")
    propose.add_argument(
        "--advice", default="", metavar="CHỮ", help="lời khuyên thực tế không dựa vào điều luật, đặt ở cuối bài"
    )
    propose.add_argument(
        "--cite", nargs="+", required=True, metavar="ĐIỀU", help="điều luật, ví dụ L25:36.1 ND152:16.1"
    )
    propose.add_argument(
        "--asked", action="append", default=[], metavar="CHỮ", help="cách người dân hỏi; không ghi: lời của câu hỏi"
    )
    listed = verbs.add_parser("proposals", help="các bài đề xuất đang chờ duyệt và đang dùng")
    listed.add_argument("--all", action="store_true", help="cả bài đã trả lại, đã rút")
    approve = verbs.add_parser("approve", help="duyệt một bài của người khác đề xuất")
    back = verbs.add_parser("return", help="trả lại một bài để sửa")
    back.add_argument("--note", required=True, metavar="CHỮ", help="vì sao")
    withdraw = verbs.add_parser("withdraw", help="rút một bài đang dùng")
    for one in (approve, back, withdraw):
        one.add_argument("name", metavar="BÀI", help="tên bài; sáu chữ cuối là đủ")
    check = verbs.add_parser("check", help="hỏi lại mọi cách hỏi của các bài đang dùng, nêu câu không còn ra đúng bài")
    for one, do in (
        (propose, _propose), (listed, _listed), (approve, _approve), (back, _return), (withdraw, _withdraw),
        (check, _check),
    ):  # fmt: skip
        add_as(one)
        one.set_defaults(do=do)


def _propose(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    asked = question_rows.question(books, arguments.reference)
    if asked is None:
        raise Refused(f"Không có câu hỏi mã «{arguments.reference}». Xem: gandan question list --all")
    made = proposing.propose(
        books,
        asked,
        who.id,
        topic=arguments.topic,
        title=arguments.title,
        text=arguments.text,
        advice=arguments.advice,
        cited=arguments.cite,
        asked_words=arguments.asked,
    )
    return [*_in_full(books, made), "", f"Chờ một người khác duyệt: gandan question approve {made.name}"]


def _listed(books: Books, arguments: argparse.Namespace) -> list[str]:
    acting(books, arguments.login, CASE_WORKERS | REVIEWERS)
    waiting = proposals.in_state(books, State.PROPOSED)
    others = proposals.in_state(books, *(State if arguments.all else (State.APPROVED,)))
    found = [*waiting, *(one for one in others if one.state is not State.PROPOSED)]
    if not found:
        return ["Chưa có bài đề xuất nào. Đề xuất: gandan question propose --help"]
    return [line for one in found for line in (*_in_full(books, one), "")][:-1]


def _approve(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, REVIEWERS)
    one = proposals.named(books, arguments.name)
    made = proposing.approve(books, arguments.name, who.id, None if one is None else _question(books, one))
    return [f"Đã duyệt bài «{made.words.title}» ({made.name}). Từ nay trợ lý dùng bài này và nhận ra các cách hỏi."]


def _return(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, REVIEWERS)
    made = proposals.send_back(books, arguments.name, who.id, arguments.note)
    return [f"Đã trả lại bài «{made.words.title}» ({made.name})."]


def _withdraw(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, REVIEWERS)
    made = proposals.withdraw(books, arguments.name, who.id)
    return [f"Đã rút bài «{made.words.title}» ({made.name}). Trợ lý không dùng bài này nữa."]


def _check(books: Books, arguments: argparse.Namespace) -> list[str]:
    acting(books, arguments.login, CASE_WORKERS | REVIEWERS)
    asked, lost = examples.lost(books, today(books.clock))
    if not lost:
        return [f"Đã hỏi lại {asked} cách hỏi: câu nào cũng ra đúng bài."]
    lines = [f"{len(lost)} trong {asked} cách hỏi không còn ra đúng bài:"]
    return [*lines, *(f"{one.name}: «{one.asked}» ra {one.answered or 'không bài nào'}" for one in lost)]


def _in_full(books: Books, one: Proposal) -> list[str]:
    lines = [f"{one.name}: {one.words.title} ({_STATE_WORDS[one.state]})"]
    lines += [f"  {said.say} [{', '.join(said.by)}]" for said in one.words.sentences]
    lines += [f"  Người dân hỏi: {asked}" for asked in one.words.asked]
    lines.append(f"  {_name(books, one.proposed_by)} đề xuất {shown.moment(one.proposed_at)}")
    if one.decided_by is not None and one.decided_at is not None:
        note = f": {one.note}" if one.note else ""
        lines.append(f"  {_name(books, one.decided_by)} đọc {shown.moment(one.decided_at)}{note}")
    return lines


def _question(books: Books, one: Proposal) -> Question | None:
    return question_rows.question(books, one.question_id)


def _name(books: Books, staff_id: int) -> str:
    known = staff.find(books, staff_id)
    return "-" if known is None else known.name
