"""To which campaign does a reception day or a plan of days in a commune belong?"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.cli.lookup import campaign_named
from bot.cli.refusal import Refused
from casework.books import Books
from casework.tables.receptions import reception_day

if TYPE_CHECKING:
    from scheduler.plans.campaigns import Campaign

NOT_FOCAL = "Chú ý: xã này không phải xã điểm của đợt (gandan campaign focal)."


def add_campaign(parser: argparse.ArgumentParser) -> None:
    """The option."""
    parser.add_argument("--campaign", metavar="TÊN", help="thuộc đợt cao điểm này (cùng --commune)")


def campaign_meant(books: Books, arguments: argparse.Namespace, commune_id: int | None) -> Campaign | None:
    """The campaign that was named, if any. Raises ``Refused``."""
    if arguments.campaign is None:
        return None
    if commune_id is None:
        raise Refused("Ngày tiếp của một đợt diễn ra ở một xã. Hãy ghi thêm --commune XÃ.")
    return campaign_named(books, arguments.campaign)


def in_focal_commune(books: Books, day_id: int) -> bool:
    """Whether the day is in a focal commune of its campaign; true of a day that belongs to none."""
    from scheduler.plans.focal import focal_communes

    day = books.conn.execute(select(reception_day).where(reception_day.c.id == day_id)).one()
    if day.campaign_id is None:
        return True
    return day.commune_id in {one.commune_id for one in focal_communes(books, day.campaign_id)}
