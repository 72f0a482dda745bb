"""``gandan reception add``: one day, published at once."""

from __future__ import annotations

import argparse
from typing import Any

from sqlalchemy import select

from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.lookup import campaign_named
from bot.cli.reception_options import add_options, said
from bot.cli.reception_shown import day_lines
from bot.cli.reception_words import DAY_WARNINGS
from bot.cli.refusal import Refused
from bot.cli.session import database, read, say_line, write
from bot.cli.typed import day as typed_day
from casework.books import Books
from casework.receptions import DayPlan, OpenedDay, open_day
from casework.tables.receptions import reception_day


def add_verbs(verbs: Any) -> None:
    """The verb."""
    add = verbs.add_parser("add", help="công bố một ngày tiếp công dân")
    add.add_argument("--on", required=True, type=typed_day, metavar="NGÀY", help="ví dụ 03/12/2026")
    add.add_argument("--campaign", metavar="TÊN", help="thuộc đợt cao điểm này (cùng --commune)")
    add_options(add)
    add_as(add)
    add.set_defaults(do=_run)


def _run(arguments: argparse.Namespace) -> None:
    with database() as db:
        opened = write(db, _add, arguments)
        say_line(f"Đã công bố: {len(opened.slot_ids)} {'khung giờ' if arguments.queue else 'lượt'}.")
        for warning in opened.warnings:
            say_line(DAY_WARNINGS[warning])
        if arguments.campaign is not None and not read(db, _in_focal_commune, opened.day_id):
            say_line("Chú ý: xã này không phải xã điểm của đợt (gandan campaign focal).")
        lines = read(db, day_lines, opened.day_id)
    for line in lines:
        say_line(line)


def _add(books: Books, arguments: argparse.Namespace) -> OpenedDay:
    who = acting(books, arguments.login, CASE_WORKERS)
    what = said(books, arguments)
    plan = DayPlan(
        agency_id=what.agency_id,
        leader_id=what.leader_id,
        on_date=arguments.on,
        place=what.place,
        address=what.address,
        windows=what.windows,
        minutes_each=what.minutes_each,
        seats=what.seats,
        commune_id=what.commune_id,
        kind=what.kind,
        mode=what.mode,
        stand_in_id=what.stand_in_id,
        details=what.details,
        campaign_id=_campaign(books, arguments, what.commune_id),
    )
    return open_day(books, plan, who.id)


def _campaign(books: Books, arguments: argparse.Namespace, commune_id: int | None) -> int | None:
    if arguments.campaign is None:
        return None
    if commune_id is None:
        raise Refused("Ngày tiếp của một đợt diễn ra ở một xã. Hãy ghi thêm --commune XÃ.")
    return campaign_named(books, arguments.campaign).id


def _in_focal_commune(books: Books, day_id: int) -> bool:
    from scheduler.plans.focal import focal_communes

    day = books.conn.execute(select(reception_day).where(reception_day.c.id == day_id)).one()
    return day.commune_id in {one.commune_id for one in focal_communes(books, day.campaign_id)}
