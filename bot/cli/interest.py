"""``gandan interest``: how much late interest does a decision bear, and what does its judgment say about it?"""

from __future__ import annotations

import argparse
import re
from argparse import ArgumentTypeError
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.cli import case_work, shown
from bot.cli.authority import add_as
from bot.cli.compute_interest import DAY_COUNT_WORDS, shown_estimate
from bot.cli.lookup import decision_numbered
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, write
from bot.cli.typed import day as typed_day
from casework.books import Books
from casework.clock import today
from casework.decisions import DecisionRefused
from casework.interest import RateFrom
from casework.interest_of_decision import DecisionInterest, Missing, StartsFrom, interest_of_decision
from casework.interest_terms import InterestTerms, TermsRefused, set_terms, terms_of
from messages.vietnamese import dong

_WHY_FROM_THERE = {
    StartsFrom.JUDGMENT: "theo bản án",
    StartsFrom.REQUEST: "ngày yêu cầu thi hành án, vì bản án không nêu ngày",
    StartsFrom.ASSUMED: "ngày giả định, vì sổ không có ngày của bản án và ngày yêu cầu",
}
_MISSING = {
    Missing.DECISION: "Không có quyết định này trong sổ. Hãy xem lại số quyết định.",
    Missing.ORDER: "Bản án không tuyên lãi chậm thi hành án. Nếu có tuyên, ghi: gandan interest set SỐ_QĐ --rate MỨC",
    Missing.START: (
        "Sổ không có ngày bắt đầu tính lãi. Hãy ghi --from (ngày bản án nêu) hoặc --requested (ngày yêu cầu) bằng gandan"
        " interest set, hoặc xem thử với --assume NGÀY."
    ),
    Missing.FIRST_RATE: "Sổ chưa có mức lãi của những ngày đầu. Hãy ghi mức đó: gandan interest set SỐ_QĐ --rate MỨC",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Show the estimate; write what the judgment says."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    show = verbs.add_parser("show", help="ước tính lãi chậm thi hành án của một quyết định, từng dòng")
    show.add_argument("--until", type=typed_day, metavar="NGÀY", help="tính đến trước ngày nào; không ghi thì hôm nay")
    show.add_argument("--assume", type=typed_day, metavar="NGÀY", help="ngày bắt đầu giả định, khi sổ không có")
    put = verbs.add_parser("set", help="ghi mức lãi và ngày bắt đầu tính lãi như bản án tuyên")
    put.add_argument("--rate", type=_rate, metavar="MỨC", help="phần trăm một năm, ví dụ 10 hoặc 9,5")
    put.add_argument("--none", action="store_true", help="bản án không tuyên lãi chậm thi hành án")
    put.add_argument("--from", dest="since", type=typed_day, metavar="NGÀY", help="ngày bắt đầu mà bản án nêu")
    put.add_argument("--requested", type=typed_day, metavar="NGÀY", help="ngày yêu cầu thi hành án")
    put.add_argument(
        "--then", action="append", type=_later, metavar="NGÀY=MỨC", help="mức khác từ một ngày (ghi nhiều lần được)"
    )
    add_as(put)
    for one in (show, put):
        one.add_argument("number", metavar="SỐ_QĐ", help="số quyết định, ví dụ 045/QĐ-THADS")
        one.add_argument("--issued", type=typed_day, metavar="NGÀY", help="ngày quyết định, khi trùng số giữa các năm")


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0 when done."""
    with database() as db, refusing(TermsRefused, DecisionRefused):
        lines = (
            write(db, case_work.noted(_set, "interest"), arguments)
            if arguments.verb == "set"
            else read(db, _show, arguments)
        )
    for line in lines:
        say_line(line)
    return 0


def _show(books: Books, arguments: argparse.Namespace) -> list[str]:
    decision_id = decision_numbered(books, arguments.number, arguments.issued)
    until: date = arguments.until or today(books.clock)
    found = interest_of_decision(books, decision_id, until, assumed_start=arguments.assume)
    if isinstance(found, Missing):
        raise Refused(_MISSING[found])
    return [f"Bản án: {terms_of(books, decision_id).words()}.", *_estimate(found, until)]


def _estimate(found: DecisionInterest, until: date) -> list[str]:
    undated = f"Có {dong(found.undated)} đã nộp không rõ ngày, coi như đã nộp từ đầu." if found.undated else ""
    return [
        f"Tính từ {shown.day(found.start)} ({_WHY_FROM_THERE[found.starts_from]}) đến trước {shown.day(until)}.",
        *shown_estimate(found.estimate),
        f"Cộng lãi ước tính: {dong(found.estimate.interest)}.",
        *([undated] if undated else []),
        f"Cách đếm ngày: {DAY_COUNT_WORDS[found.estimate.day_count]}. Không tính lãi trên lãi; cán bộ quyết định số cuối cùng.",
        f"Căn cứ: {'; '.join(str(one) for one in found.citations)}.",
    ]


def _set(books: Books, arguments: argparse.Namespace) -> list[str]:
    who, decision_id = case_work.changing(books, arguments)
    before = terms_of(books, decision_id)
    set_terms(books, decision_id, _changed(before, arguments), entered_by=who.id)
    return [f"Trước: {before.words()}.", f"Sau:   {terms_of(books, decision_id).words()}."]


def _changed(before: InterestTerms, arguments: argparse.Namespace) -> InterestTerms:
    """What is not named stays as it was; ``--none`` takes rate, day and later rates away."""
    if arguments.none:
        if arguments.rate is not None or arguments.since is not None or arguments.then:
            raise Refused("Đã ghi --none thì không ghi mức lãi và ngày tính lãi. Hãy bỏ một trong hai.")
        return InterestTerms(rate=None, requested_on=arguments.requested or before.requested_on)
    return replace(
        before,
        rate=before.rate if arguments.rate is None else arguments.rate,
        since=arguments.since or before.since,
        requested_on=arguments.requested or before.requested_on,
        later=before.later if arguments.then is None else tuple(arguments.then),
    )


def _rate(text: str) -> Decimal:
    plain = text.strip().removesuffix("%").strip().replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", plain):
        raise ArgumentTypeError(f"Mức lãi «{text}» không đọc được. Hãy ghi như 10 hoặc 9,5.")
    return Decimal(plain)


def _later(text: str) -> RateFrom:
    day, sign, rate = text.partition("=")
    if not sign:
        raise ArgumentTypeError(f"«{text}» không đọc được. Hãy ghi NGÀY=MỨC, như 01/01/2027=9,5.")
    return RateFrom(since=typed_day(day), percent=_rate(rate))
