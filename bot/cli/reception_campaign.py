"""To which campaign does a reception day or a plan of days in a commune belong?"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.cli.lookup import campaign_named
from bot.cli.refusal import Refused
from casework.books import Books
from casework.reception_laying import give_to_campaign
from casework.tables.receptions import reception_day
from scheduler.plans.reception_days import Mind, is_focal, to_mind

if TYPE_CHECKING:
    from scheduler.plans.campaigns import Campaign

MINDS = {
    Mind.NOT_FOCAL: "Chú ý: xã này không phải xã điểm của đợt (gandan campaign focal).",
    Mind.OUTSIDE: "Chú ý: ngày này nằm ngoài thời gian của đợt (gandan campaign show).",
}


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


def given_to(books: Books, plan_id: int, campaign_id: int) -> bool:
    """The plan's days belong to the campaign; whether they are in one of its focal communes. Raises ``Refused``."""
    if not give_to_campaign(books, plan_id, campaign_id):
        raise Refused(
            "Đợt này chưa có buổi nào công bố được ngay. Hãy lập lịch khi buổi đầu còn không quá 60 ngày và hơn 5 ngày làm"
            " việc, hoặc công bố từng ngày: gandan reception add --campaign"
        )
    day = select(reception_day.c.commune_id).where(reception_day.c.plan_id == plan_id).limit(1)
    return is_focal(books, campaign_id, books.conn.execute(day).scalar_one())


def to_mind_of(books: Books, day_id: int) -> tuple[Mind, ...]:
    """What stands against the day's being its campaign's; nothing of a day that belongs to none."""
    day = books.conn.execute(select(reception_day).where(reception_day.c.id == day_id)).one()
    return () if day.campaign_id is None else to_mind(books, day.campaign_id, day.commune_id, day.on_date)
