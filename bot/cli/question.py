"""``gandan question``: what do people ask that only an officer can answer? List, show, answer, ask back, hand on, close."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.cli import question_call, question_proposals
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.question_shown import CLOSED_WORDS, alert_lines, in_full, list_lines
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, say_line, write
from casework import audit, question_desk, question_rows, staff
from casework.books import Books
from casework.clock import today
from casework.contacts import contact
from casework.proposals import ProposalRefused
from casework.question_desk import Closed
from casework.question_rows import Question
from messages.answers import AnswerRefused, answer_question, ask_back, close_question
from messages.law_parts import UnknownPart, composed, inserted, tidy_words

_MOST_ALL = 100
Do = Callable[[Books, argparse.Namespace], list[str]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with questions, with alerts, and with what becomes of good answers."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    listed = verbs.add_parser("list", help="các câu đang chờ: cần gọi ngay, trễ, nhắn nhiều lần, rồi chờ lâu nhất")
    listed.add_argument("--mine", action="store_true", help="chỉ câu của tôi và câu chưa ai nhận")
    listed.add_argument("--all", action="store_true", help=f"{_MOST_ALL} câu mới nhất, cả câu đã xong")
    add_as(listed)
    listed.set_defaults(do=_listed)
    _named(verbs, "show", "xem một câu hỏi với mọi điều liên quan", _show)
    answer = _named(verbs, "answer", "trả lời; câu trả lời được gửi vào cuộc trò chuyện của người hỏi", _answer)
    _words_arguments(answer, required=False)
    answer.add_argument(
        "--law", action="append", default=[], metavar="TÊN", help="chèn một bài giải thích, ví dụ voluntary_period"
    )
    _words_arguments(_named(verbs, "back", "hỏi lại người dân điều còn thiếu", _back), required=True)
    assign = _named(verbs, "assign", "giao cho một cán bộ, hoặc trả về hàng chờ chung", _assign)
    to = assign.add_mutually_exclusive_group(required=True)
    to.add_argument("--to", metavar="LOGIN", help="tên đăng nhập của cán bộ nhận")
    to.add_argument("--queue", action="store_true", help="trả về hàng chờ chung")
    close = _named(verbs, "close", "đóng một câu hỏi", _close)
    reasons = "; ".join(f"{one.value}: {words}" for one, words in CLOSED_WORDS.items())
    close.add_argument("--why", required=True, choices=[one.value for one in Closed], metavar="LÝ_DO", help=reasons)
    question_call.add_arguments(verbs)
    question_proposals.add_arguments(verbs)


def _named(verbs: Any, name: str, told: str, do: Do) -> argparse.ArgumentParser:
    """A verb about one question."""
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=told)
    parser.add_argument("reference", metavar="MÃ", help="mã câu hỏi, ví dụ CH-7K2Q9D")
    add_as(parser)
    parser.set_defaults(do=do)
    return parser


def _words_arguments(parser: argparse.ArgumentParser, *, required: bool) -> None:
    words = parser.add_mutually_exclusive_group(required=required)
    words.add_argument("--text", metavar="CHỮ", help="nội dung")
    words.add_argument("--file", metavar="TỆP", help="tệp chữ UTF-8 chứa nội dung; «-» là bàn phím")


def run(arguments: argparse.Namespace) -> int:
    """Do it."""
    if getattr(arguments, "file", None) is not None:
        arguments.text = _read(arguments.file)
    with database() as db, refusing(AnswerRefused, UnknownPart, ProposalRefused):
        lines = write(db, arguments.do, arguments)
    for line in lines:
        say_line(line)
    return 0


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise Refused("Không đọc được tệp nội dung. Hãy xem lại tên tệp và lưu tệp dạng UTF-8.") from problem


def _listed(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    if arguments.all:
        found = question_desk.newest(books, limit=_MOST_ALL)
    else:
        found = question_desk.waiting(books, officer_id=who.id if arguments.mine else None)
    urgent = alert_lines(books)
    lines = list_lines(books, found) or ["Không có câu hỏi nào đang chờ."]
    return [*urgent, *([""] if urgent else []), *lines]


def _show(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    asked = asked_named(books, arguments.reference)
    lines = in_full(books, asked)
    audit.record(books, audit.staff(who.id), audit.Action.QUESTION_SEEN, f"question:{asked.id}")
    return lines


def _answer(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    asked = asked_named(books, arguments.reference)
    if arguments.text is None and not arguments.law:
        raise Refused("Chưa có câu trả lời. Hãy thêm --text, --file hoặc --law TÊN.")
    parts = [inserted(books, name, today(books.clock)) for name in arguments.law]
    said = composed(arguments.text or "", parts)
    if answer_question(books, asked.id, who.id, said.text, law=said.law) is None:
        raise Refused(f"Câu hỏi {asked.reference} không còn chờ trả lời. Xem: gandan question show {asked.reference}")
    return [_sent(books, asked, "câu trả lời")]


def _back(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    asked = asked_named(books, arguments.reference)
    if ask_back(books, asked.id, who.id, tidy_words(arguments.text)) is None:
        raise Refused(f"Câu hỏi {asked.reference} không chờ cán bộ. Xem: gandan question show {asked.reference}")
    return [_sent(books, asked, "câu hỏi lại")]


def _assign(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    asked = asked_named(books, arguments.reference)
    if arguments.queue:
        question_desk.assign(books, asked.id, None, who.id)
        return [f"Đã trả {asked.reference} về hàng chờ chung."]
    to = staff.find_by_login(books, arguments.to)
    if to is None or not to.active or to.role not in CASE_WORKERS:
        raise Refused(f"Không có cán bộ «{arguments.to}» làm việc hồ sơ. Xem danh sách: gandan agency staff")
    question_desk.assign(books, asked.id, to.id, who.id)
    return [f"Đã giao {asked.reference} cho {to.name}."]


def _close(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    asked = asked_named(books, arguments.reference)
    why = Closed(arguments.why)
    if close_question(books, asked.id, who.id, why) is None:
        raise Refused(f"Câu hỏi {asked.reference} đã đóng hoặc đã rút. Xem: gandan question show {asked.reference}")
    return [f"Đã đóng {asked.reference}: {CLOSED_WORDS[why]}."]


def asked_named(books: Books, reference: str) -> Question:
    """The question of this reference. Raises ``Refused``."""
    asked = question_rows.question(books, reference)
    if asked is None:
        raise Refused(f"Không có câu hỏi mã «{reference}». Xem các câu đang chờ: gandan question list")
    return asked


def _sent(books: Books, asked: Question, what: str) -> str:
    there = contact(books, asked.contact_id)
    if there is None or there.dead_since is not None:
        return f"Đã ghi {what} {asked.reference}, nhưng cuộc trò chuyện không còn: hãy gọi điện hoặc gửi thư."
    return f"Đã ghi {what} {asked.reference}; nội dung sẽ được gửi vào cuộc trò chuyện."
