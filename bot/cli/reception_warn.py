"""``gandan reception warn``: what is not as it should be with the days ahead, and is there a day each month?"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from bot.cli import shown
from bot.cli.reception_words import CONCERNS
from bot.cli.session import database, read, say_line
from casework import staff
from casework.books import Books
from casework.clock import today
from casework.reception_warnings import Concern, Concerning, concerns, receptions_are_held

_SHOWN = 3  # above a list: the first ones; the rest has a command of its own
_MONTHS = (Concern.MONTH_WITHOUT_DAY, Concern.ONLY_WITH_STAND_IN)
_REMEDIES = {
    Concern.MONTH_WITHOUT_DAY: "gandan reception plan add --help",
    Concern.ONLY_WITH_STAND_IN: "gandan reception add --help",
    Concern.PUBLISHED_LATE: "Nên dời sang ngày công bố kịp: gandan reception move --help",
    Concern.REST_DAY: "Nên dời sang ngày làm việc: gandan reception move --help",
    Concern.YEAR_UNCONFIRMED: "gandan calendar --help",
    Concern.LEADER_GONE: "Hãy dời sang ngày của người khác hoặc hủy: gandan reception move --help",
    Concern.TOO_LATE: "Vẫn tiếp hôm đó thì: gandan reception add --help",
}


def add_verbs(verbs: Any) -> None:
    """The verb."""
    verbs.add_parser("warn", help="lịch tiếp công dân còn thiếu gì, sai gì").set_defaults(do=_run)


def _run(_arguments: argparse.Namespace) -> None:
    with database() as db:
        lines = read(db, warned)
    for line in lines:
        say_line(line)


def warned(books: Books) -> list[str]:
    """A line for each concern; one that says so when there is none."""
    return _lines(books, concerns(books)) or ["Lịch tiếp công dân sắp tới không thiếu, không vướng gì."]


def above(books: Books) -> list[str]:
    """What stands where officers look first (the list of days, the staff page): the earliest ones, and how many more there are.

    Nothing for an agency that plans no receptions here.
    """
    if not receptions_are_held(books):
        return []
    found = concerns(books)
    more = [f"Còn {shown.count(len(found) - _SHOWN)} điều nữa. gandan reception warn"] if len(found) > _SHOWN else []
    return [*_lines(books, found[:_SHOWN]), *more]


def _lines(books: Books, those: Sequence[Concerning]) -> list[str]:
    return [_line(books, one) for one in those]


def _line(books: Books, one: Concerning) -> str:
    leader = staff.find(books, one.leader_id)
    name = leader.name if leader is not None else "-"
    words = CONCERNS[one.concern].format(month=f"{one.on_date:%m/%Y}")
    if one.concern in _MONTHS:
        return f"{name}: {words}{_until(books, one)}. {_REMEDIES[one.concern]}"
    plan = f" (lịch số {one.plan_number})" if one.plan_number is not None else ""
    rest = one.said or _REMEDIES.get(one.concern, "")
    return f"{shown.day(one.on_date)} {name}, {one.place}{plan}: {words}. {rest}".rstrip()


def _until(books: Books, one: Concerning) -> str:
    if one.publish_by is None:
        return ""
    if one.publish_by < today(books.clock):
        return ", và không còn kịp công bố trước 5 ngày làm việc"
    return f", công bố chậm nhất {shown.day(one.publish_by)}"
