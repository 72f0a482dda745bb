"""``gandan reception plan``: receptions that come again and again, and the days of a plan that are left out or moved."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.cli import shown
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.reception_campaign import MINDS, add_campaign, campaign_meant, given_to
from bot.cli.reception_options import add_options, said
from bot.cli.reception_words import FATES, KINDS, MODES, STANDINGS, rule, rule_words
from bot.cli.refusal import Refused
from bot.cli.session import database, read, say_line, write
from bot.cli.typed import day as typed_day
from bot.cli.typed import whole
from casework import staff
from casework.books import Books
from casework.clock import today
from casework.reception_laying import Planned, lay_days, planned
from casework.reception_plans import ReceptionPlan, end_plan, except_day, make_plan, plans
from casework.recurrence import OnRestDay
from scheduler.plans.reception_days import Mind

_SHOWN_AHEAD = timedelta(days=180)


def add_verbs(verbs: Any) -> None:
    """The verb with its own verbs."""
    plan = verbs.add_parser("plan", help="lịch tiếp công dân định kỳ và những buổi bỏ, dời")
    own = plan.add_subparsers(dest="plan_verb", required=True, metavar="VIỆC")
    add = own.add_parser("add", help="lập lịch định kỳ; các ngày được công bố dần, trước 60 ngày")
    add.add_argument(
        "--every", required=True, type=rule, metavar="KHI", help="«ngày 15», «thứ 5 tuần 2», «thứ 5 hằng tuần»..."
    )
    add.add_argument(
        "--rest-day", choices=[one.value for one in OnRestDay], default=OnRestDay.NEXT.value, metavar="CÁCH",
        help="trùng ngày nghỉ thì: next (ngày làm việc kế tiếp, mặc định), before (liền trước), skip (bỏ)",
    )  # fmt: skip
    add.add_argument("--from", dest="since", type=typed_day, metavar="NGÀY", help="từ ngày nào; không ghi: từ ngày mai")
    add.add_argument("--until", type=typed_day, metavar="NGÀY", help="đến ngày nào; không ghi: đến khi dừng lịch")
    add_campaign(add)
    add_options(add)
    add_as(add)
    add.set_defaults(do=_add)
    own.add_parser("list", help="các lịch định kỳ").set_defaults(do=_list)
    show = own.add_parser("show", help="các buổi sắp tới của một lịch")
    skip = own.add_parser("skip", help="bỏ một buổi chưa công bố")
    move = own.add_parser("move", help="dời một buổi chưa công bố")
    end = own.add_parser("end", help="dừng lịch; những ngày đã công bố vẫn giữ")
    for one in (show, skip, move, end):
        one.add_argument("number", type=whole, metavar="SỐ", help="số của lịch, xem: gandan reception plan list")
    for one in (skip, move):
        one.add_argument("--on", required=True, type=typed_day, metavar="NGÀY", help="ngày theo lịch")
        one.add_argument("--why", metavar="CHỮ", help="vì sao (chỉ cán bộ xem)")
    move.add_argument("--to", required=True, type=typed_day, metavar="NGÀY", help="sang ngày nào")
    for one in (skip, move, end):
        add_as(one)
    show.set_defaults(do=_show)
    skip.set_defaults(do=_except, to=None)
    move.set_defaults(do=_except)
    end.set_defaults(do=_end)


def _add(arguments: argparse.Namespace) -> None:
    with database() as db:
        number, laid, focal = write(db, _made, arguments)
        lines = read(db, _one_shown, number)
    say_line(f"Đã lập lịch số {number}; công bố ngay {laid} ngày.")
    if not focal:
        say_line(MINDS[Mind.NOT_FOCAL])
    for line in lines:
        say_line(line)


def _made(books: Books, arguments: argparse.Namespace) -> tuple[int, int, bool]:
    """The plan's number, how many days were published at once, and whether they are in a focal commune of their campaign."""
    who = acting(books, arguments.login, CASE_WORKERS)
    what = said(books, arguments)
    campaign = campaign_meant(books, arguments, what.commune_id)
    ends = [one for one in (arguments.until, None if campaign is None else campaign.plan.ends_on) if one is not None]
    every = replace(arguments.every, on_rest_day=OnRestDay(arguments.rest_day))
    since = arguments.since or today(books.clock) + timedelta(days=1)
    facts = what.plan(every, since, min(ends, default=None))
    plan_id = make_plan(books, facts, who.id)
    laid = lay_days(books)
    number = next(one.number for one in plans(books) if one.id == plan_id)
    return number, laid, True if campaign is None else given_to(books, plan_id, campaign.id)


def _list(_arguments: argparse.Namespace) -> None:
    with database() as db:
        lines = read(db, _listed)
    for line in lines:
        say_line(line)


def _listed(books: Books) -> list[str]:
    lines = [line for one in plans(books) for line in _plan_lines(books, one)]
    return lines or ["Chưa có lịch tiếp công dân định kỳ. Thêm: gandan reception plan add --help"]


def _plan_lines(books: Books, plan: ReceptionPlan) -> list[str]:
    facts = plan.facts
    leader = staff.find(books, facts.leader_id)
    ended = " (ĐÃ DỪNG)" if plan.ended_at is not None else ""
    until = f" đến {shown.day(facts.valid_until)}" if facts.valid_until is not None else ""
    return [
        f"{plan.number}{ended}  {leader.name if leader else '-'}, {KINDS[facts.kind]}, {rule_words(facts.rule)}",
        f"    {', '.join(str(one) for one in facts.windows)}, {MODES[facts.mode]}, {facts.place}, {facts.address}",
        f"    từ {shown.day(facts.valid_from)}{until}",
    ]


def _show(arguments: argparse.Namespace) -> None:
    with database() as db:
        lines = read(db, _one_shown, arguments.number)
    for line in lines:
        say_line(line)


def _one_shown(books: Books, number: int) -> list[str]:
    plan = _numbered(books, number)
    ahead = [one for one in planned(books, today(books.clock) + _SHOWN_AHEAD) if one.plan.id == plan.id]
    return [*_plan_lines(books, plan), *shown.table([row_words(plan, one) for one in ahead])]


def row_words(plan: ReceptionPlan, one: Planned) -> tuple[str, str, str]:
    """Indentation, the day, and what becomes of it."""
    coming = one.coming
    held = shown.day(coming.on_date) if coming.on_date is not None else shown.day(coming.planned_on)
    instead = f" (theo lịch: {shown.day(coming.planned_on)})" if coming.on_date not in (None, coming.planned_on) else ""
    why = plan.why.get(coming.planned_on)
    about = "; ".join(filter(None, [STANDINGS[one.standing], FATES[coming.fate] + instead, why]))
    return ("", held, about)


def _except(arguments: argparse.Namespace) -> None:
    with database() as db:
        write(db, _excepted, arguments)
        lines = read(db, _one_shown, arguments.number)
    for line in lines:
        say_line(line)


def _excepted(books: Books, arguments: argparse.Namespace) -> None:
    who = acting(books, arguments.login, CASE_WORKERS)
    except_day(books, _numbered(books, arguments.number), arguments.on, arguments.to, arguments.why, who.id)
    lay_days(books)


def _end(arguments: argparse.Namespace) -> None:
    with database() as db:
        ended = write(db, _ended, arguments)
    say_line("Đã dừng lịch. Những ngày đã công bố vẫn giữ." if ended else "Lịch này đã dừng từ trước.")


def _ended(books: Books, arguments: argparse.Namespace) -> bool:
    who = acting(books, arguments.login, CASE_WORKERS)
    return end_plan(books, _numbered(books, arguments.number).id, who.id)


def _numbered(books: Books, number: int) -> ReceptionPlan:
    found = next((one for one in plans(books) if one.number == number), None)
    if found is None:
        raise Refused(f"Không có lịch số {number}. Xem: gandan reception plan list")
    return found
