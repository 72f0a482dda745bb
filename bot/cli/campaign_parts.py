"""How does a command about one part of a campaign's plan run: look, or write as somebody and show what is there now?"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import Any

from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.lookup import campaign_named
from bot.cli.refusal import refusing
from bot.cli.session import database, read, say_line, staff_named, write
from casework import audit
from casework.books import Books
from casework.named import NameUnclear
from scheduler.plans.campaigns import Campaign
from scheduler.plans.refusals import CampaignRefused
from scheduler.plans.selection import SelectionRefused

Look = Callable[[Books, Campaign, argparse.Namespace], list[str]]
Deed = Callable[[Books, Campaign, argparse.Namespace, int], list[str]]
"""Writes as the member of staff; what there is to say besides how the part stands now."""


def add_name(parser: argparse.ArgumentParser) -> Any:
    """The campaign's name, then what to do; without that: look. Gives the sub-commands."""
    parser.add_argument("name", metavar="TÊN", help="tên đợt hoặc một phần tên")
    return parser.add_subparsers(dest="deed", metavar="LÀM_GÌ")


def add_deed(deeds: Any, name: str, words: str) -> argparse.ArgumentParser:
    """A sub-command that writes."""
    parser: argparse.ArgumentParser = deeds.add_parser(name, help=words)
    add_as(parser)
    return parser


def run_part(arguments: argparse.Namespace, look: Look, deeds: Mapping[str, Deed]) -> int:
    """Do it and show the part as it stands; 0 when done. Whoever looks under their name sees all, and the trail says so."""
    with database() as db, refusing(CampaignRefused, SelectionRefused, NameUnclear):
        deed = deeds.get(arguments.deed or "")
        if deed is not None:
            lines = write(db, _done, deed, look, arguments)
        elif getattr(arguments, "login", None) is not None:
            lines = write(db, _seen, look, arguments)
        else:
            lines = read(db, _looked, look, arguments)
    for line in lines:
        say_line(line)
    return 0


def note_seen(books: Books, campaign: Campaign, login: str | None, part: str) -> None:
    """A line in the trail: who saw outsiders' names or officers' own words. Raises ``Refused`` for other roles."""
    who = acting(books, login, CASE_WORKERS)
    audit.record(books, audit.staff(who.id), audit.Action.CAMPAIGN_PLAN_SEEN, f"campaign:{campaign.id}", purpose=part)


def _looked(books: Books, look: Look, arguments: argparse.Namespace) -> list[str]:
    return look(books, campaign_named(books, arguments.name), arguments)


def _seen(books: Books, look: Look, arguments: argparse.Namespace) -> list[str]:
    lines = _looked(books, look, arguments)
    note_seen(books, campaign_named(books, arguments.name), arguments.login, arguments.verb)
    return lines


def _done(books: Books, deed: Deed, look: Look, arguments: argparse.Namespace) -> list[str]:
    staff_id = staff_named(books, arguments.login)
    told = deed(books, campaign_named(books, arguments.name), arguments, staff_id)
    return [*told, *look(books, campaign_named(books, arguments.name), arguments)]
