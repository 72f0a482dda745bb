"""Which campaign did the person at the terminal describe?"""

from __future__ import annotations

import argparse
import re

from bot.cli.authority import add_as
from bot.cli.lookup import agency_of, commune_named
from bot.cli.refusal import Refused
from bot.cli.session import staff_named
from bot.cli.typed import amount as typed_amount
from bot.cli.typed import day as typed_day
from casework import staff
from casework.books import Books
from casework.decisions import ReviewResult, Status, needs_no_reminder
from casework.payment_order import BY_THE_AGENCY, NOT_MONEY, Kind
from casework.tidy import tidy
from messages.blanks import TextError
from messages.library import version_of
from scheduler import campaigns
from scheduler.campaigns import Anchor, CampaignPlan, Selection, Step
from scheduler.step_words import ANCHOR_WORDS

_STEP = re.compile(r"([a-z_]+)([+-][0-9]{1,3})(w?):([a-z_]+(?:\.[a-z_]+)?)")
_TOPIC = "reminder."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Name, period, whom, and the steps."""
    parser.add_argument("name", metavar="TÊN", help="tên đợt")
    parser.add_argument("--plan", required=True, metavar="SỐ_KH", help="số kế hoạch, ví dụ 12/KH-THADS")
    parser.add_argument("--from", dest="starts_on", required=True, type=typed_day, metavar="NGÀY", help="ngày bắt đầu")
    parser.add_argument("--to", dest="ends_on", required=True, type=typed_day, metavar="NGÀY", help="ngày kết thúc")
    parser.add_argument(
        "--step",
        action="append",
        required=True,
        type=step,
        metavar="MỐC+N[w]:MẪU",
        help="một bước (ghi nhiều lần): mốc, cách mấy ngày (w: ngày làm việc), mẫu tin. Mốc: "
        + ", ".join(f"{anchor.value} ({words})" for anchor, words in ANCHOR_WORDS.items()),
    )
    parser.add_argument("--commune", action="append", default=[], metavar="XÃ", help="chỉ xã, phường này (nhiều lần)")
    parser.add_argument("--officer", metavar="LOGIN", help="chỉ việc của chấp hành viên này")
    _add_choices(
        parser, "--kind", [kind.value for kind in Kind if kind not in NOT_MONEY | BY_THE_AGENCY], "còn khoản loại này"
    )
    _add_choices(parser, "--review", [result.value for result in ReviewResult], "kết quả rà soát")
    _add_choices(parser, "--status", [one.value for one in Status if not needs_no_reminder(one)], "trạng thái việc")
    parser.add_argument("--min", type=typed_amount, metavar="TIỀN", help="còn phải nộp từ số này")
    parser.add_argument("--max", type=typed_amount, metavar="TIỀN", help="còn phải nộp đến số này")
    add_as(parser)


def _add_choices(parser: argparse.ArgumentParser, option: str, values: list[str], words: str) -> None:
    parser.add_argument(
        option, action="append", default=[], choices=values, metavar="LOẠI", help=f"{words}: {', '.join(values)}"
    )


def step(text: str) -> Step:
    """A step as typed: ``voluntary_period_end-2w:deadline_near``, two working days before the end of the ten days."""
    found = _STEP.fullmatch(text.strip())
    if found is None or found[1] not in list(Anchor):
        raise argparse.ArgumentTypeError(
            f"Bước «{text}» không đọc được. Hãy ghi như campaign_start+0w:week_before hoặc voluntary_period_end-2w:deadline_near."
        )
    key = found[4] if "." in found[4] else _TOPIC + found[4]
    try:
        version = version_of(key)
    except (TextError, OSError):
        raise argparse.ArgumentTypeError(f"Không có mẫu tin «{key}». Xem các mẫu: gandan campaign texts") from None
    return Step(
        anchor=Anchor(found[1]), offset=int(found[2]), working=found[3] == "w", text_key=key, text_version=version
    )


def create(books: Books, arguments: argparse.Namespace) -> str:
    """Write the draft; its name as kept. Raises ``Refused``, ``CampaignRefused`` or ``SelectionRefused``."""
    staff_id = staff_named(books, arguments.login)
    plan = CampaignPlan(
        agency_id=agency_of(books).id,
        name=arguments.name,
        plan_number=arguments.plan,
        starts_on=arguments.starts_on,
        ends_on=arguments.ends_on,
        selection=_selection(books, arguments),
        steps=tuple(arguments.step),
    )
    campaigns.create(books, plan, staff_id)
    return tidy(plan.name)


def _selection(books: Books, arguments: argparse.Namespace) -> Selection:
    return Selection(
        communes=tuple(commune_named(books, name).id for name in arguments.commune),
        officer=_officer(books, arguments.officer),
        kinds=tuple(Kind(value) for value in arguments.kind),
        min_left=arguments.min,
        max_left=arguments.max,
        review_results=tuple(ReviewResult(value) for value in arguments.review),
        statuses=tuple(Status(value) for value in arguments.status),
    )


def _officer(books: Books, login: str | None) -> int | None:
    if login is None:
        return None
    known = staff.find_by_login(books, login)
    if known is None:
        raise Refused(f"Không có cán bộ «{login}». Xem danh sách: gandan agency staff")
    return known.id
