"""``gandan reception add``: one day, published at once."""

from __future__ import annotations

import argparse
from typing import Any

from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.reception_campaign import MINDS, add_campaign, campaign_meant, to_mind_of
from bot.cli.reception_options import add_options, said
from bot.cli.reception_shown import day_lines
from bot.cli.reception_words import DAY_WARNINGS
from bot.cli.session import database, read, say_line, write
from bot.cli.typed import day as typed_day
from casework.books import Books
from casework.receptions import OpenedDay, open_day


def add_verbs(verbs: Any) -> None:
    """The verb."""
    add = verbs.add_parser("add", help="công bố một ngày tiếp công dân")
    add.add_argument("--on", required=True, type=typed_day, metavar="NGÀY", help="ví dụ 03/12/2026")
    add_campaign(add)
    add_options(add)
    add_as(add)
    add.set_defaults(do=_run)


def _run(arguments: argparse.Namespace) -> None:
    with database() as db:
        opened = write(db, _add, arguments)
        say_line(f"Đã công bố: {len(opened.slot_ids)} {'khung giờ' if arguments.queue else 'lượt'}.")
        for warning in opened.warnings:
            say_line(DAY_WARNINGS[warning])
        for one in read(db, to_mind_of, opened.day_id):
            say_line(MINDS[one])
        lines = read(db, day_lines, opened.day_id)
    for line in lines:
        say_line(line)


def _add(books: Books, arguments: argparse.Namespace) -> OpenedDay:
    who = acting(books, arguments.login, CASE_WORKERS)
    what = said(books, arguments)
    campaign = campaign_meant(books, arguments, what.commune_id)
    plan = what.day(arguments.on, None if campaign is None else campaign.id)
    return open_day(books, plan, who.id)
