"""Which parts did the person at the terminal type: days and sums, or so much a month?"""

from __future__ import annotations

import argparse
from argparse import ArgumentTypeError
from datetime import date

from bot.cli import typed
from bot.cli.refusal import Refused
from casework.due_parts import DuePart, monthly


def part(text: str) -> DuePart:
    """A day and a sum: ``01/12/2026=3.000.000``."""
    day, equals, amount = text.partition("=")
    if not equals:
        raise ArgumentTypeError(f"«{text}» không đọc được. Hãy ghi như 01/12/2026=3.000.000.")
    return DuePart(due_on=typed.day(day), amount=typed.amount(amount))


def add_parts(parser: argparse.ArgumentParser) -> None:
    """The options that name parts: one by one, or month by month."""
    parser.add_argument(
        "--part", action="append", type=part, default=[], metavar="NGÀY=TIỀN", help="một kỳ, ví dụ 01/12/2026=3.000.000"
    )
    parser.add_argument("--monthly", type=typed.amount, metavar="TIỀN", help="số tiền mỗi tháng, thay cho --part")
    parser.add_argument("--first", type=typed.day, metavar="NGÀY", help="ngày của kỳ đầu, đi với --monthly")
    parser.add_argument("--months", type=typed.whole, metavar="SỐ", help="số tháng, đi với --monthly")


def parts_of(arguments: argparse.Namespace) -> tuple[DuePart, ...]:
    """The parts that were typed; none for none."""
    amount: int | None = arguments.monthly
    first: date | None = arguments.first
    months: int | None = arguments.months
    if amount is None and first is None and months is None:
        return tuple(sorted(arguments.part))
    if amount is None or first is None or months is None or arguments.part:
        raise Refused("Kỳ hằng tháng cần đủ --monthly, --first, --months và không đi với --part. Hãy ghi lại.")
    return monthly(amount, first, months)
