"""To which campaign may a reception day belong, and what should whoever publishes it know about the two?

A campaign's reception day is held in a commune: a focal one, on a day of the campaign. Elsewhere or outside its days it is
published all the same, once that was read.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import select

from casework.books import Books
from casework.clock import today
from casework.scope import in_sight
from casework.staff import Staff
from casework.tables.places import commune
from scheduler.plans.in_sight import Head, open_ones
from scheduler.plans.refusals import PlanWrong
from scheduler.steps.step import Status
from scheduler.tables import campaign, focal_commune

GOING_ON = (Status.DRAFT, Status.APPROVED, Status.RUNNING, Status.PAUSED)


class Mind(StrEnum):
    """What stands against the day's being this campaign's."""

    NOT_FOCAL = "not_focal"
    OUTSIDE = "outside_campaign"


def campaigns_to_choose(books: Books, who: Staff) -> tuple[Head, ...]:
    """Those in sight that are not over, the newest first."""
    return open_ones(books, who, GOING_ON, today(books.clock))


def chosen(books: Books, who: Staff, campaign_id: int, commune_id: int | None) -> Head:
    """The campaign of that id for a day in that commune. Raises ``PlanWrong``, alike for a foreign one and none."""
    found = next((one for one in campaigns_to_choose(books, who) if one.id == campaign_id), None)
    if found is None:
        raise PlanWrong("Không có đợt này trong phần việc của ông/bà, hoặc đợt đã hết. Hãy chọn lại trong danh sách.")
    if commune_id is None:
        raise PlanWrong("Ngày tiếp của một đợt diễn ra ở một xã, phường. Hãy ghi tiếp ở xã, phường nào.")
    return found


def to_mind(books: Books, campaign_id: int, commune_id: int | None, on: date | None) -> tuple[Mind, ...]:
    """What to read before a day of the campaign is published in that commune; ``on`` None: of whatever day."""
    days = books.conn.execute(
        select(campaign.c.starts_on, campaign.c.ends_on).where(campaign.c.id == campaign_id)
    ).one()
    found = () if is_focal(books, campaign_id, commune_id) else (Mind.NOT_FOCAL,)
    return (*found, Mind.OUTSIDE) if on is not None and not days.starts_on <= on <= days.ends_on else found


def is_focal(books: Books, campaign_id: int, commune_id: int | None) -> bool:
    """Whether the commune is one of the campaign's focal ones."""
    here = focal_commune.c
    asked = select(here.commune_id).where(here.campaign_id == campaign_id, here.commune_id == commune_id)
    return books.conn.execute(asked).first() is not None


def focal_names(books: Books, who: Staff) -> tuple[str, ...]:
    """The focal communes of the campaigns in sight that are not over, by name."""
    ids = [one.id for one in campaigns_to_choose(books, who)]
    asked = (
        select(commune.c.name)
        .join(focal_commune, focal_commune.c.commune_id == commune.c.id)
        .where(focal_commune.c.campaign_id.in_(ids))
    )
    return tuple(books.conn.execute(asked.distinct().order_by(commune.c.name)).scalars())


def name_in_sight(books: Books, who: Staff, campaign_id: int | None) -> str:
    """What the campaign is called, for somebody who may see it; nothing for anybody else."""
    asked = select(campaign.c.name).where(campaign.c.id == campaign_id, in_sight(who, campaign))
    return str(books.conn.execute(asked).scalar() or "")
