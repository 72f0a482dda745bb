"""``gandan question take|call``: who calls somebody in distress, and what came of the call?"""

from __future__ import annotations

import argparse
from typing import Any

from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.question_shown import OUTCOME_WORDS, alert_words, phone_line
from bot.cli.refusal import Refused
from casework import alerts, question_rows
from casework.alerts import Outcome
from casework.books import Books
from casework.question_rows import Question


def add_arguments(verbs: Any) -> None:
    """Take it, record the call."""
    take = verbs.add_parser("take", help="nhận gọi một tin cần gọi ngay")
    take.add_argument("--over", action="store_true", help="nhận thay người đã nhận")
    call = verbs.add_parser("call", help="ghi cuộc gọi: ai gọi, lúc nào, kết quả ra sao")
    call.add_argument(
        "--outcome",
        required=True,
        choices=[one.value for one in Outcome],
        metavar="KẾT_QUẢ",
        help="; ".join(f"{one.value}: {words}" for one, words in OUTCOME_WORDS.items()),
    )
    call.add_argument("--note", default="", metavar="CHỮ", help="điều cần nhớ; chỉ cán bộ xem")
    for one, do in ((take, _take), (call, _call)):
        one.add_argument("reference", metavar="MÃ", help="mã câu hỏi, ví dụ CH-7K2Q9D")
        add_as(one)
        one.set_defaults(do=do)


def _take(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    asked = _asked(books, arguments.reference)
    there = alerts.take(books, asked.id, who.id, over=arguments.over)
    if there is None or there.called_at is not None:
        raise Refused(f"Câu {asked.reference} không có tin cần gọi nào đang mở. Xem: gandan question list")
    if there.taken_by != who.id:
        told = alert_words(books, there)
        raise Refused(f"Tin {asked.reference} đã có người nhận ({told}). Muốn nhận thay: thêm --over.")
    record = f"Gọi ngay, rồi ghi: gandan question call {asked.reference} --outcome KẾT_QUẢ"
    return [f"Đã nhận {asked.reference}.", phone_line(books, asked), record]


def _call(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    asked = _asked(books, arguments.reference)
    there = alerts.called(books, asked.id, who.id, Outcome(arguments.outcome), arguments.note)
    if there is None:
        raise Refused(f"Câu {asked.reference} không có tin cần gọi nào đang mở. Xem: gandan question list")
    return [f"Đã ghi cuộc gọi {asked.reference}: {alert_words(books, there)}."]


def _asked(books: Books, reference: str) -> Question:
    asked = question_rows.question(books, reference)
    if asked is None:
        raise Refused(f"Không có câu hỏi mã «{reference}». Xem các câu đang chờ: gandan question list")
    return asked
