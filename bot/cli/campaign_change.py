"""``gandan campaign change``: change the plan of a campaign that runs, with what it does to whom shown before.

One proposes, sees the effects and a hash; another leader looks (``--show``) and approves with that hash.
"""

from __future__ import annotations

import argparse
import re
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from bot.cli import typed
from bot.cli.authority import add_as
from bot.cli.campaign_change_shown import proposal_lines
from bot.cli.campaign_plan import STEP, step
from bot.cli.lookup import campaign_named
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, staff_named, write
from casework.books import Books
from scheduler.plans import changes
from scheduler.plans.campaigns import Campaign
from scheduler.plans.change_effects import effects
from scheduler.plans.plan_edits import (
    AddStep,
    Change,
    Edit,
    MoveStep,
    Period,
    RemoveStep,
    SetCap,
    SetChannels,
    SetCondition,
    SetText,
    WaveDates,
)
from scheduler.plans.refusals import CampaignRefused
from scheduler.steps.sequence import Condition

_ADDED = re.compile(r"([^@?]+)(?:@([0-9]{1,2}))?(?:\?([a-z_]+))?")
_MODEL = "follow_up"  # of a step that is moved only the days count


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with the change, and what is changed."""
    parser.add_argument("name", metavar="TÊN", help="tên đợt hoặc một phần tên")
    deed = parser.add_mutually_exclusive_group(required=True)
    deed.add_argument("--propose", action="store_true", help="đề xuất thay đổi, xem nó đổi gì cho ai")
    deed.add_argument("--show", action="store_true", help="xem thay đổi đang chờ duyệt")
    deed.add_argument("--approve", metavar="DẤU", help="lãnh đạo khác duyệt, ghi dấu đã thấy khi xem")
    deed.add_argument("--withdraw", action="store_true", help="rút thay đổi đang chờ duyệt")
    for option, (read_one, metavar, words) in _EDITS.items():
        parser.add_argument(option, action="append", default=[], type=read_one, metavar=metavar, help=words)
    parser.add_argument("--from", dest="starts_on", type=typed.day, metavar="NGÀY", help="ngày bắt đầu mới của đợt")
    parser.add_argument("--to", dest="ends_on", type=typed.day, metavar="NGÀY", help="ngày kết thúc mới của đợt")
    parser.add_argument("--most", type=typed.whole, metavar="SỐ", help="nhiều nhất mấy tin cho một người")
    add_as(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0 when done."""
    with database() as db, refusing(CampaignRefused):
        if arguments.show:
            lines = read(db, _shown, arguments)
        elif arguments.propose:
            write(db, _propose, arguments)
            lines = read(db, _shown, arguments)
        elif arguments.withdraw:
            lines = write(db, _withdraw, arguments)
        else:
            lines = write(db, _approve, arguments)
    for line in lines:
        say_line(line)
    return 0


def _propose(books: Books, arguments: argparse.Namespace) -> None:
    campaign = campaign_named(books, arguments.name)
    changes.propose(books, campaign.id, change_of(campaign, arguments), staff_named(books, arguments.login))


def _shown(books: Books, arguments: argparse.Namespace) -> list[str]:
    there = changes.the_proposal(books, campaign_named(books, arguments.name).id)
    return proposal_lines(books, there, effects(books, there))


def _approve(books: Books, arguments: argparse.Namespace) -> list[str]:
    staff_id = staff_named(books, arguments.login)
    after = changes.approve(books, campaign_named(books, arguments.name).id, staff_id, arguments.approve)
    return [f"Đã duyệt. Đợt chạy theo kế hoạch bản {after.version}; các bước được xếp lại ngay."]


def _withdraw(books: Books, arguments: argparse.Namespace) -> list[str]:
    changes.withdraw(books, campaign_named(books, arguments.name).id, staff_named(books, arguments.login))
    return ["Đã rút thay đổi. Đợt chạy như cũ."]


def change_of(campaign: Campaign, arguments: argparse.Namespace) -> Change:
    """The change as typed. Raises ``Refused`` where nothing was."""
    edits = [edit for option in _EDITS for edit in getattr(arguments, _name(option))]
    plan = campaign.plan
    if arguments.starts_on is not None or arguments.ends_on is not None:
        edits.append(Period(starts_on=arguments.starts_on or plan.starts_on, ends_on=arguments.ends_on or plan.ends_on))
    if arguments.most is not None:
        edits.append(SetCap(most_per_person=arguments.most))
    if not edits:
        raise Refused("Chưa ghi thay đổi gì. Xem các cách ghi: gandan campaign change --help")
    return Change(edits=tuple(edits))


def _name(option: str) -> str:
    return option.removeprefix("--").replace("-", "_")


def _added(text: str) -> Edit:
    found = _ADDED.fullmatch(text.strip())
    if found is None:
        raise ArgumentTypeError(f"Bước «{text}» không đọc được. Hãy ghi như wave_end-2w:follow_up@1?not_answered.")
    wave = None if found[2] is None else int(found[2])
    condition = Condition.ALWAYS.value if found[3] is None else _condition(found[3])
    return AddStep(step=replace(step(found[1]), wave=wave, condition=condition))


def _of_step(text: str) -> tuple[int, str]:
    number, equals, rest = text.partition("=")
    if not equals or not rest.strip():
        raise ArgumentTypeError(f"«{text}» không đọc được. Hãy ghi số của bước, dấu =, rồi giá trị mới.")
    return typed.whole(number.strip()), rest.strip()


def _moved(text: str) -> Edit:
    number, when = _of_step(text)
    there = step(f"{when}:{_MODEL}")
    return MoveStep(number=number, anchor=there.anchor, offset=there.offset, working=there.working)


def _with_text(text: str) -> Edit:
    number, key = _of_step(text)
    there = step(f"campaign_start+0:{key}")
    return SetText(number=number, text_key=there.text_key, text_version=there.text_version)


def _with_condition(text: str) -> Edit:
    number, condition = _of_step(text)
    return SetCondition(number=number, condition=_condition(condition))


def _condition(text: str) -> str:
    if text not in list(Condition):
        raise ArgumentTypeError(f"Không có điều kiện «{text}». Chọn một trong: {', '.join(Condition)}.")
    return Condition(text).value


def _with_channels(text: str) -> Edit:
    number, accounts = _of_step(text)
    return SetChannels(number=number, channels=tuple(one.strip() for one in accounts.split(",") if one.strip()))


def _of_wave(text: str) -> Edit:
    number, dates = _of_step(text)
    starts_on, ends_on = _two_days(dates)
    return WaveDates(wave=number, starts_on=starts_on, ends_on=ends_on)


def _two_days(text: str) -> Iterator[date]:
    days = text.split("..")
    if len(days) != 2:  # from and to
        raise ArgumentTypeError(f"«{text}» không đọc được. Hãy ghi hai ngày như 01/12/2026..15/12/2026.")
    return (typed.day(day) for day in days)


_EDITS: dict[str, tuple[Callable[[str], Edit], str, str]] = {
    "--add": (_added, f"{STEP}[@ĐỢT][?KHI]", "thêm một bước; @2: của đợt trọng tâm 2; ?not_answered: chỉ khi đó"),
    "--remove": (lambda text: RemoveStep(number=typed.whole(text)), "SỐ", "bỏ bước này"),
    "--move": (_moved, "SỐ=MỐC+N[w]", "dời bước sang mốc hoặc số ngày khác"),
    "--text": (_with_text, "SỐ=MẪU", "đổi mẫu tin của bước"),
    "--if": (_with_condition, "SỐ=KHI", f"đổi điều kiện gửi: {', '.join(Condition)}"),
    "--via": (_with_channels, "SỐ=KÊNH,KÊNH", "đổi thứ tự kênh của bước"),
    "--wave-dates": (_of_wave, "SỐ=NGÀY..NGÀY", "đổi ngày của một đợt trọng tâm"),
}
