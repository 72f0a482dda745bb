"""Whom did the person at the terminal choose? The same options for a campaign and for a wave of it."""

from __future__ import annotations

import argparse

from bot.cli.lookup import commune_named, office_named
from bot.cli.refusal import refusing
from bot.cli.typed import amount as typed_amount
from bot.cli.typed import day as typed_day
from casework import named
from casework.books import Books
from casework.decisions import ReviewResult, Status, needs_no_reminder
from casework.named import NameUnclear
from casework.payment_order import BY_THE_AGENCY, NOT_MONEY, Kind
from scheduler.plans.selection import Agreed, Promised, Selection
from scheduler.plans.selection_words import AGREEMENT_WORDS, PROMISE_WORDS

_YES = {"yes": True, "no": False}


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Each option narrows; without any: everybody who may be reminded."""
    parser.add_argument("--commune", action="append", default=[], metavar="XÃ", help="chỉ xã, phường này (nhiều lần)")
    parser.add_argument(
        "--office", action="append", default=[], metavar="PHÒNG", help="chỉ việc của phòng này (nhiều lần)"
    )
    parser.add_argument("--officer", metavar="LOGIN", help="chỉ việc của chấp hành viên này")
    parser.add_argument("--focal", action="store_true", help="chỉ các xã điểm của đợt")
    parser.add_argument("--difficult", action="store_true", help="chỉ các việc có kế hoạch giải quyết riêng")
    _add_choices(
        parser, "--kind", [kind.value for kind in Kind if kind not in NOT_MONEY | BY_THE_AGENCY], "còn khoản loại này"
    )
    _add_choices(parser, "--review", [result.value for result in ReviewResult], "kết quả rà soát")
    _add_choices(parser, "--status", [one.value for one in Status if not needs_no_reminder(one)], "trạng thái việc")
    parser.add_argument("--min", type=typed_amount, metavar="TIỀN", help="còn phải nộp từ số này")
    parser.add_argument("--max", type=typed_amount, metavar="TIỀN", help="còn phải nộp đến số này")
    parser.add_argument("--promise", choices=list(Promised), metavar="HẸN", help=_told(PROMISE_WORDS))
    parser.add_argument("--agreement", choices=list(Agreed), metavar="THỎA_THUẬN", help=_told(AGREEMENT_WORDS))
    parser.add_argument("--prison", choices=list(_YES), help="yes: đang chấp hành án phạt tù; no: không")
    parser.add_argument("--issued-before", type=typed_day, metavar="NGÀY", help="quyết định ra trước ngày này")


def selection_of(books: Books, arguments: argparse.Namespace) -> Selection:
    """The selection that was typed. Raises ``Refused`` or ``SelectionRefused``."""
    with refusing(NameUnclear):
        officer = (
            None if arguments.officer is None else named.staff_with_login(books, arguments.officer, at_work=False).id
        )
    return Selection(
        communes=tuple(sorted(commune_named(books, name).id for name in arguments.commune)),
        offices=tuple(sorted(office_named(books, name).id for name in arguments.office)),
        focal=arguments.focal,
        difficult=arguments.difficult,
        officer=officer,
        kinds=tuple(sorted(Kind(value) for value in arguments.kind)),
        min_left=arguments.min,
        max_left=arguments.max,
        review_results=tuple(sorted(ReviewResult(value) for value in arguments.review)),
        statuses=tuple(sorted(Status(value) for value in arguments.status)),
        promise=None if arguments.promise is None else Promised(arguments.promise),
        agreement=None if arguments.agreement is None else Agreed(arguments.agreement),
        prison=None if arguments.prison is None else _YES[arguments.prison],
        issued_before=arguments.issued_before,
    )


def _add_choices(parser: argparse.ArgumentParser, option: str, values: list[str], words: str) -> None:
    parser.add_argument(
        option, action="append", default=[], choices=values, metavar="LOẠI", help=f"{words}: {', '.join(values)}"
    )


def _told(words: dict[Promised, str] | dict[Agreed, str]) -> str:
    return "; ".join(f"{one.value}: {said}" for one, said in words.items())
