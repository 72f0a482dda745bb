"""``gandan campaign waves`` and ``steps``: which focus from when to when, for whom, and what is said then?

A plan that has been approved is a draft again after any of these; one that runs is changed by ``gandan campaign change``.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace

from bot.cli import shown
from bot.cli.campaign_parts import add_deed, add_name, run_part
from bot.cli.campaign_plan import STEP, STEP_TOLD, step
from bot.cli.refusal import Refused
from bot.cli.selection_options import add_selection, selection_of
from bot.cli.typed import day as typed_day
from bot.cli.typed import whole
from casework.books import Books
from scheduler.plans import waves
from scheduler.plans.campaign_facts import CampaignPlan, Wave
from scheduler.plans.campaigns import Campaign
from scheduler.plans.plan_editing import rewrite
from scheduler.plans.selection_words import narrowing
from scheduler.steps.step import Step
from scheduler.steps.step_words import CONDITION_WORDS, step_in_words

_LOST = "Đợt này đã được duyệt; vì kế hoạch đổi nên phải duyệt lại."


def add_waves(parser: argparse.ArgumentParser) -> None:
    """List, add, set, remove."""
    deeds = add_name(parser)
    add = add_deed(deeds, "add", "thêm một đợt trọng tâm")
    put = add_deed(deeds, "set", "viết lại một đợt trọng tâm")
    remove = add_deed(deeds, "remove", "bỏ một đợt trọng tâm cùng các bước của nó")
    for one in (put, remove):
        one.add_argument("number", type=whole, metavar="SỐ", help="số của đợt trọng tâm")
    for one in (add, put):
        one.add_argument("--focus", required=True, metavar="CHỮ", help="trọng tâm, ví dụ «Việc tín dụng, ngân hàng»")
        one.add_argument("--from", dest="starts_on", required=True, type=typed_day, metavar="NGÀY", help="ngày bắt đầu")
        one.add_argument("--to", dest="ends_on", required=True, type=typed_day, metavar="NGÀY", help="ngày kết thúc")
        add_selection(one)


def run_waves(arguments: argparse.Namespace) -> int:
    """Do it; 0 when done."""
    return run_part(arguments, _waves, {"add": _add_wave, "set": _set_wave, "remove": _remove_wave})


def add_steps(parser: argparse.ArgumentParser) -> None:
    """List, add, remove."""
    deeds = add_name(parser)
    add = add_deed(deeds, "add", "thêm một bước nhắc")
    add.add_argument("step", type=step, metavar=STEP, help=STEP_TOLD)
    add.add_argument("--wave", type=whole, metavar="SỐ", help="của đợt trọng tâm nào; không ghi: cả đợt")
    conditions = ", ".join(f"{one.value} ({words})" for one, words in CONDITION_WORDS.items())
    add.add_argument(
        "--if", dest="condition", choices=list(CONDITION_WORDS), metavar="KHI", help=f"chỉ gửi nếu: {conditions}"
    )
    add.add_argument("--channel", action="append", default=[], metavar="KÊNH", help="thử theo thứ tự ghi (nhiều lần)")
    remove = add_deed(deeds, "remove", "bỏ một bước nhắc")
    remove.add_argument("number", type=whole, metavar="SỐ", help="số của bước")


def run_steps(arguments: argparse.Namespace) -> int:
    """Do it; 0 when done."""
    return run_part(arguments, _steps, {"add": _add_step, "remove": _remove_step})


def _waves(books: Books, campaign: Campaign, _arguments: argparse.Namespace) -> list[str]:
    rows = [
        (
            str(number),
            f"{shown.day(wave.starts_on)}-{shown.day(wave.ends_on)}",
            wave.focus,
            narrowing(books, wave.selection) or "tất cả người của đợt",
        )
        for number, wave in enumerate(campaign.plan.waves, start=1)
    ]
    if not rows:
        return [f"{campaign.plan.name}: chưa chia đợt trọng tâm. Thêm: gandan campaign waves TÊN add --help"]
    told = [
        f"Lưu ý: {shown.count(one.people)} người đang thuộc cả đợt trọng tâm {one.first} và {one.second} cùng lúc."
        for one in waves.in_two(books, campaign.plan)
    ]
    return [f"{campaign.plan.name}:", *shown.table([("ĐỢT", "THỜI GIAN", "TRỌNG TÂM", "CHỈ CÁC VIỆC"), *rows]), *told]


def _steps(_books: Books, campaign: Campaign, _arguments: argparse.Namespace) -> list[str]:
    rows = [
        (f"  Bước {number}", "cả đợt" if one.wave is None else f"đợt {one.wave}", step_in_words(one))
        for number, _, one in campaign.numbered()
    ]
    return [f"{campaign.plan.name}:", *shown.table(rows)]


def _add_wave(books: Books, campaign: Campaign, arguments: argparse.Namespace, staff_id: int) -> list[str]:
    plan = campaign.plan
    return _rewritten(books, campaign, replace(plan, waves=(*plan.waves, _wave(books, arguments))), staff_id)


def _set_wave(books: Books, campaign: Campaign, arguments: argparse.Namespace, staff_id: int) -> list[str]:
    plan = campaign.plan
    _there(arguments.number, plan.waves, "đợt trọng tâm")
    written = list(plan.waves)
    written[arguments.number - 1] = _wave(books, arguments)
    return _rewritten(books, campaign, replace(plan, waves=tuple(written)), staff_id)


def _remove_wave(books: Books, campaign: Campaign, arguments: argparse.Namespace, staff_id: int) -> list[str]:
    plan, gone = campaign.plan, arguments.number
    _there(gone, plan.waves, "đợt trọng tâm")
    kept = tuple(wave for number, wave in enumerate(plan.waves, start=1) if number != gone)
    steps = tuple(_moved_up(one, gone) for one in plan.steps if one.wave != gone)
    return _rewritten(books, campaign, replace(plan, waves=kept, steps=steps), staff_id)


def _moved_up(one: Step, gone: int) -> Step:
    return one if one.wave is None or one.wave < gone else replace(one, wave=one.wave - 1)


def _wave(books: Books, arguments: argparse.Namespace) -> Wave:
    return Wave(
        focus=arguments.focus,
        starts_on=arguments.starts_on,
        ends_on=arguments.ends_on,
        selection=selection_of(books, arguments),
    )


def _add_step(books: Books, campaign: Campaign, arguments: argparse.Namespace, staff_id: int) -> list[str]:
    also = {"wave": arguments.wave, "channels": tuple(arguments.channel)}
    if arguments.condition is not None:
        also["condition"] = str(arguments.condition)
    plan = campaign.plan
    return _rewritten(books, campaign, replace(plan, steps=(*plan.steps, replace(arguments.step, **also))), staff_id)


def _remove_step(books: Books, campaign: Campaign, arguments: argparse.Namespace, staff_id: int) -> list[str]:
    plan = campaign.plan
    _there(arguments.number, plan.steps, "bước nhắc")
    kept = tuple(one for number, one in enumerate(plan.steps, start=1) if number != arguments.number)
    return _rewritten(books, campaign, replace(plan, steps=kept), staff_id)


def _there(number: int, things: Iterable[object], what: str) -> None:
    if not 1 <= number <= len(list(things)):
        raise Refused(f"Đợt này không có {what} {number}. Hãy xem lại số.")


def _rewritten(books: Books, campaign: Campaign, plan: CampaignPlan, staff_id: int) -> list[str]:
    return [_LOST] if rewrite(books, campaign.id, plan, staff_id) else []
