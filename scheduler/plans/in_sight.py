"""Which campaigns may this member of staff see? The condition is ``casework.scope``'s."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from casework.books import Books
from casework.scope import in_sight
from casework.staff import Staff
from scheduler.steps.step import Status
from scheduler.tables import campaign

_MOST_OPEN = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """A campaign as a list names it."""

    id: int
    name: str
    plan_number: str
    starts_on: date
    ends_on: date
    status: Status
    made_by: int


def sees(books: Books, who: Staff, campaign_id: int) -> bool:
    """Whether there is such a campaign, and this person may see it."""
    asked = select(campaign.c.id).where(campaign.c.id == campaign_id, in_sight(who, campaign))
    return books.conn.execute(asked).scalar() is not None


def newest(books: Books, who: Staff, before: int | None, count: int) -> tuple[Head, ...]:
    """So many of those that this person may see, the newest first; only older than the id ``before``."""
    older = () if before is None else (campaign.c.id < before,)
    return _heads(books, who, *older, count=count)


def open_ones(books: Books, who: Staff, among: Collection[Status], on: date) -> tuple[Head, ...]:
    """Those of these states that this person may see and whose last day has not passed, the newest first."""
    states = [one.value for one in among]
    return _heads(books, who, campaign.c.status.in_(states), campaign.c.ends_on >= on, count=_MOST_OPEN)


def _heads(books: Books, who: Staff, *only: ColumnElement[bool], count: int) -> tuple[Head, ...]:
    here = campaign.c
    asked = select(here.id, here.name, here.plan_number, here.starts_on, here.ends_on, here.status, here.made_by)
    asked = asked.where(in_sight(who, campaign), *only)
    rows = books.conn.execute(asked.order_by(here.id.desc()).limit(count))
    return tuple(
        Head(
            id=row.id,
            name=row.name,
            plan_number=row.plan_number,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            status=Status(row.status),
            made_by=row.made_by,
        )
        for row in rows
    )
