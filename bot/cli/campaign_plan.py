"""Which campaign did the person at the terminal describe?"""

from __future__ import annotations

import argparse
import re

from bot.cli.authority import add_as
from bot.cli.lookup import agency_of
from bot.cli.selection_options import add_selection, selection_of
from bot.cli.session import staff_named
from bot.cli.typed import amount as typed_amount
from bot.cli.typed import day as typed_day
from bot.cli.typed import whole
from casework.books import Books
from casework.tidy import tidy
from messages.blanks import TextError
from messages.library import version_of
from scheduler.plans import campaigns
from scheduler.plans.campaign_facts import CANARY, MOST_PER_PERSON
from scheduler.plans.campaigns import Anchor, CampaignPlan, Step
from scheduler.steps.step_words import ANCHOR_WORDS, END_WORDS

_STEP = re.compile(r"([a-z_]+)([+-][0-9]{1,3})(w?):([a-z_]+(?:\.[a-z_]+)?)")
_TOPIC = "reminder."
STEP = "MỐC+N[w]:MẪU"
STEP_TOLD = "một bước (ghi nhiều lần): mốc, cách mấy ngày (w: ngày làm việc), mẫu tin. Mốc: " + ", ".join(
    f"{anchor.value} ({words})" for anchor, words in ANCHOR_WORDS.items()
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Name, period, whom, and the steps."""
    parser.add_argument("name", metavar="TÊN", help="tên đợt")
    parser.add_argument("--plan", required=True, metavar="SỐ_KH", help="số kế hoạch, ví dụ 12/KH-THADS")
    parser.add_argument("--from", dest="starts_on", required=True, type=typed_day, metavar="NGÀY", help="ngày bắt đầu")
    parser.add_argument("--to", dest="ends_on", required=True, type=typed_day, metavar="NGÀY", help="ngày kết thúc")
    parser.add_argument("--step", action="append", required=True, type=step, metavar=STEP, help=STEP_TOLD)
    _add_head(parser)
    add_selection(parser)
    add_as(parser)


def _add_head(parser: argparse.ArgumentParser) -> None:
    """What the plan says of itself besides number and period."""
    ends = ", ".join(f"{end.value} ({words})" for end, words in END_WORDS.items())
    parser.add_argument("--basis", default="", metavar="CĂN_CỨ", help="văn bản mà kế hoạch căn cứ vào")
    parser.add_argument("--steered-by", metavar="LOGIN", help="ủy viên ban chỉ đạo phụ trách đợt")
    parser.add_argument("--target-cases", type=whole, metavar="SỐ", help="chỉ tiêu số việc")
    parser.add_argument("--target-money", type=typed_amount, metavar="TIỀN", help="chỉ tiêu số tiền")
    parser.add_argument(
        "--ends-when",
        action="append",
        default=[],
        choices=list(END_WORDS),
        metavar="KHI",
        help=f"thôi nhắc khi: {ends}",
    )
    parser.add_argument("--visit-after", type=whole, metavar="SỐ", help="số tin không trả lời thì tổ vận động đến gặp")
    parser.add_argument(
        "--most", type=whole, default=MOST_PER_PERSON, metavar="SỐ", help="nhiều nhất mấy tin cho một người"
    )
    parser.add_argument("--canary", type=whole, default=CANARY, metavar="SỐ", help="gửi trước mấy tin rồi xem lại")
    parser.add_argument("--training", action="store_true", help="tập huấn: chỉ gửi đến cán bộ đã liên kết")


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
        selection=selection_of(books, arguments),
        steps=tuple(arguments.step),
        legal_basis=arguments.basis,
        steered_by=None if arguments.steered_by is None else staff_named(books, arguments.steered_by),
        target_cases=arguments.target_cases,
        target_money=arguments.target_money,
        ends_when=tuple(sorted(set(arguments.ends_when))),
        visit_after=arguments.visit_after,
        most_per_person=arguments.most,
        canary=arguments.canary,
        training=arguments.training,
    )
    campaigns.create(books, plan, staff_id)
    return tidy(plan.name)
