"""``gandan compute``: what do the agency's calculators say? One JSON object in, one out, or lines for people.

With books at hand the calendar and the settings are the agency's own; without any database the calendar is the forecast,
and the answer says that its years are not confirmed.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from argparse import ArgumentTypeError
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from sqlalchemy import select
from sqlalchemy.engine import make_url

from bot.cli.compute_fields import read_object
from bot.cli.refusal import Refused
from bot.cli.session import database_of, read, say_json, say_line
from bot.settings import Settings, load_settings
from casework.books import Books
from casework.tables.agency import agency
from casework.working_days import WorkingDays, working_days

KINDS = {
    "deadline": "ngày cuối của một thời hạn",
    "interest": "ước tính lãi chậm thi hành án",
    "waiver": "rà soát miễn, giảm khoản nộp ngân sách",
    "fee": "phí thi hành án",
    "income": "phần thu nhập phải để lại",
}
DEFAULT_DAY_COUNT = "actual/365"


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """What the agency has decided: its calendar, whether it computes fee amounts, how it counts days of interest.

    ``in_books`` is False when there is no database: the calendar is then the forecast and nothing is switched on.
    """

    calendar: WorkingDays
    fee_amounts: bool
    day_count: str
    in_books: bool


NO_BOOKS = Setting(
    calendar=WorkingDays(days={}, proposed=frozenset(), confirmed=frozenset()),
    fee_amounts=False,
    day_count=DEFAULT_DAY_COUNT,
    in_books=False,
)


class Calculator(Protocol):
    """What a module ``bot.cli.compute_<kind>`` offers."""

    def answer(self, asked: Mapping[str, Any], setting: Setting) -> dict[str, Any]:
        """The answer, ready for JSON: dates as ISO text, sums as ``int``, citations as text. Raises ``Refused``."""

    def shown(self, asked: Mapping[str, Any], answer: Mapping[str, Any]) -> list[str]:
        """The answer as lines for people."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which calculator, the question, and how the answer is written."""
    words = "; ".join(f"{name} ({does})" for name, does in KINDS.items())
    parser.add_argument("kind", type=_kind, metavar="PHÉP_TÍNH", help=words)
    asks = "câu hỏi là một đối tượng JSON; không ghi thì đọc từ đầu vào"
    parser.add_argument("asked", nargs="?", metavar="JSON", help=asks)
    as_json = "trả lời bằng một đối tượng JSON trên một dòng"
    parser.add_argument("--json", nargs="?", const="", metavar="JSON", help=as_json)


def run(arguments: argparse.Namespace) -> int:
    """Answer one question."""
    calculator = _calculator(arguments.kind)
    asked = read_object(arguments.asked or arguments.json or _standard_input())
    answer = calculator.answer(asked, setting_of(load_settings()))
    if arguments.json is not None:
        say_json(answer)
        return 0
    for line in calculator.shown(asked, answer):
        say_line(line)
    return 0


def setting_of(settings: Settings) -> Setting:
    """What the books say, if there are books."""
    url = make_url(settings.url)
    if url.get_backend_name() == "sqlite" and not (url.database and Path(url.database).exists()):
        return NO_BOOKS
    with database_of(settings) as db:
        return read(db, _setting)


def _setting(books: Books) -> Setting:
    row = books.conn.execute(select(agency.c.day_count, agency.c.fee_amounts)).first()
    return Setting(
        calendar=working_days(books),
        fee_amounts=row is not None and bool(row.fee_amounts),
        day_count=DEFAULT_DAY_COUNT if row is None else str(row.day_count),
        in_books=True,
    )


def _kind(text: str) -> str:
    if text not in KINDS:
        raise ArgumentTypeError(f"Không có phép tính «{text}». Hãy chọn: {', '.join(KINDS)}.")
    return text


def _calculator(kind: str) -> Calculator:
    return cast(Calculator, importlib.import_module(f"bot.cli.compute_{kind}"))


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("Dữ liệu không phải chữ UTF-8. Hãy lưu lại dưới dạng UTF-8 rồi gửi.") from None
