"""``gandan question``: what do people ask that only an officer can answer? List, show, answer."""

from __future__ import annotations

import argparse
import sys
import unicodedata
from pathlib import Path

from bot.cli import shown
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, write
from casework import obligations, people, questions
from casework.books import Books
from casework.contacts import contact
from casework.questions import Question, State
from messages.answers import AnswerRefused, answer_question
from messages.understand import in_distress
from messages.vietnamese import masked_name

_STATE_WORDS = {State.WAITING: "đang chờ", State.ANSWERED: "đã trả lời", State.WITHDRAWN: "đã rút lại"}
_SHOWN = 60  # characters of a question in the list


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """List, show, answer."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    listed = verbs.add_parser("list", help="các câu hỏi đang chờ, chờ lâu nhất trước")
    show = verbs.add_parser("show", help="xem một câu hỏi và câu trả lời")
    answer = verbs.add_parser("answer", help="trả lời; câu trả lời được gửi vào cuộc trò chuyện của người hỏi")
    words = answer.add_mutually_exclusive_group(required=True)
    words.add_argument("--text", metavar="CHỮ", help="câu trả lời")
    words.add_argument("--file", metavar="TỆP", help="tệp chữ UTF-8 chứa câu trả lời; «-» là bàn phím")
    for one in (show, answer):
        one.add_argument("reference", metavar="MÃ", help="mã câu hỏi, ví dụ CH-7K2Q9D")
    for one in (listed, show, answer):
        add_as(one)


def run(arguments: argparse.Namespace) -> int:
    """Do it."""
    with database() as db, refusing(AnswerRefused):
        if arguments.verb == "answer":
            lines = write(db, _answer, arguments.reference, _words(arguments), arguments.login)
        elif arguments.verb == "show":
            lines = read(db, _show, arguments.reference, arguments.login)
        else:
            lines = read(db, _listed, arguments.login)
    for line in lines:
        say_line(line)
    return 0


def _words(arguments: argparse.Namespace) -> str:
    if arguments.text is not None:
        return str(arguments.text)
    try:
        return sys.stdin.read() if arguments.file == "-" else Path(arguments.file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise Refused("Không đọc được tệp câu trả lời. Hãy xem lại tên tệp và lưu tệp dạng UTF-8.") from problem


def _listed(books: Books, login: str | None) -> list[str]:
    acting(books, login, CASE_WORKERS)
    waiting = sorted(questions.waiting(books), key=lambda one: not in_distress(one.text))
    if not waiting:
        return ["Không có câu hỏi nào đang chờ."]
    rows = []
    for one in waiting:
        text = " ".join(one.text.split())
        urgent = "GỌI NGAY: " if in_distress(one.text) else ""
        rows.append((one.reference, shown.moment(one.asked_at), _who(books, one), urgent + text[:_SHOWN]))
    return shown.table([("MÃ", "HỎI LÚC", "NGƯỜI HỎI", "CÂU HỎI"), *rows])


def _show(books: Books, reference: str, login: str | None) -> list[str]:
    acting(books, login, CASE_WORKERS)
    asked = _asked(books, reference)
    lines = [f"{asked.reference}, {shown.moment(asked.asked_at)}, {_STATE_WORDS[asked.state]}", _who(books, asked)]
    if asked.party_id is not None:
        views = obligations.of_party(books, asked.party_id)
        lines.append("Quyết định: " + (", ".join(f"{one.number} ({shown.day(one.issued_on)})" for one in views) or "-"))
    lines += ["", asked.text]
    if asked.answer is not None:
        lines += ["", "Trả lời:", asked.answer]
    return lines


def _answer(books: Books, reference: str, text: str, login: str | None) -> list[str]:
    who = acting(books, login, CASE_WORKERS)
    asked = _asked(books, reference)
    if answer_question(books, asked.id, who.id, unicodedata.normalize("NFC", text).strip()) is None:
        raise Refused(f"Câu hỏi {asked.reference} không còn chờ trả lời. Xem: gandan question show {asked.reference}")
    there = contact(books, asked.contact_id)
    if there is None or there.dead_since is not None:
        return [f"Đã ghi câu trả lời {asked.reference}, nhưng cuộc trò chuyện không còn: hãy gọi điện hoặc gửi thư."]
    return [f"Đã trả lời {asked.reference}; câu trả lời sẽ được gửi vào cuộc trò chuyện."]


def _asked(books: Books, reference: str) -> Question:
    asked = questions.question(books, reference)
    if asked is None:
        raise Refused(f"Không có câu hỏi mã «{reference}». Xem các câu đang chờ: gandan question list")
    return asked


def _who(books: Books, asked: Question) -> str:
    there = contact(books, asked.contact_id)
    channel = shown.CHANNEL_WORDS.get(there.account, there.account) if there else "-"
    if asked.party_id is None:
        return f"chưa liên kết ({channel})"
    return f"{masked_name(people.name_of(books, asked.party_id) or '')} ({channel})"
