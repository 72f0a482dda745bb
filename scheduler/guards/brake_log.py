"""When has a campaign stopped itself, over what, and who let it go on?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, func, insert, select, update

from casework.books import Books
from casework.db.ids import new_id
from casework.db.prepared import Prepared
from casework.tidy import tidy
from scheduler.plans.refusals import CampaignRefused
from scheduler.tables import campaign_brake

LONGEST_NOTE = 500  # characters


class Why(StrEnum):
    """What was too much. Stored by value, also as ``campaign.paused_why``."""

    COMPLAINTS = "complaints"
    OPT_OUTS = "opt_outs"
    WRONG_PERSONS = "wrong_persons"
    DISTRESS = "distress"
    FAILURES = "failures"  # among the first messages; later it is the account that rests (``scheduler.guards.breaker``)
    NOT_AS_APPROVED = "not_as_approved"  # texts, times or limits are not those that were let go


class Scope(StrEnum):
    """Where it was too much. Stored by value."""

    CAMPAIGN = "campaign"
    COMMUNE = "commune"
    CHANNEL = "channel"
    FIRST = "first"  # among the first messages


class NoteMissing(CampaignRefused):
    """A campaign that stopped itself goes on only with a word about what was found."""

    def __init__(self) -> None:
        super().__init__("Đợt nhắc đã tự tạm dừng. Hãy xem lý do, rồi ghi --note: đã xem gì và vì sao cho chạy tiếp.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """One stop. ``counted`` people out of ``out_of`` reminders; ``scope_of``: the commune's id, the channel's account."""

    id: int
    campaign_id: int
    why: Why
    scope: Scope
    scope_of: str | None
    counted: int
    out_of: int
    at: datetime
    released_at: datetime | None = None
    released_by: int | None = None
    note: str | None = field(default=None, repr=False)


def write(
    books: Books, campaign_id: int, why: Why, scope: Scope, scope_of: str | None, counted: int, out_of: int
) -> int:
    """Write a stop down; its id."""
    row_id = new_id()
    row = {"campaign_id": campaign_id, "why": why.value, "scope": scope.value, "scope_of": scope_of}
    figures = {"counted": counted, "out_of": out_of, "at": books.clock.now()}
    books.conn.execute(insert(campaign_brake), {"id": row_id} | row | figures)
    return row_id


def release(books: Books, campaign_id: int, staff_id: int, note: str) -> Stop | None:
    """A leader has looked: the open stop ends with a note, and counting begins anew. None when none is open.

    Raises ``NoteMissing``. Who may, the campaign's state and the audit line are the caller's.
    """
    open_one = open_stop(books, campaign_id)
    if open_one is None:
        return None
    words = tidy(note)[:LONGEST_NOTE]
    if not words:
        raise NoteMissing
    ended = update(campaign_brake).where(campaign_brake.c.id == open_one.id)
    sealed = books.keys.seal("campaign_brake", "note", open_one.id, words)
    books.conn.execute(ended.values(released_at=books.clock.now(), released_by=staff_id, note_sealed=sealed))
    return open_one


def open_stop(books: Books, campaign_id: int) -> Stop | None:
    """The stop that nobody has released."""
    return next((one for one in reversed(stops(books, campaign_id)) if one.released_at is None), None)


def stops(books: Books, campaign_id: int) -> tuple[Stop, ...]:
    """Every stop of the campaign, oldest first."""
    rows = books.conn.execute(
        select(campaign_brake)
        .where(campaign_brake.c.campaign_id == campaign_id)
        .order_by(campaign_brake.c.at, campaign_brake.c.id)
    )
    return tuple(
        Stop(
            id=row.id, campaign_id=row.campaign_id, why=Why(row.why), scope=Scope(row.scope), scope_of=row.scope_of,
            counted=row.counted, out_of=row.out_of, at=row.at, released_at=row.released_at, released_by=row.released_by,
            note=None
            if row.note_sealed is None
            else books.keys.open("campaign_brake", "note", row.id, row.note_sealed),
        )
        for row in rows
    )  # fmt: skip


def counts_from(books: Books, campaign_id: int) -> datetime | None:
    """When counting began anew: the last release; None when there was none."""
    return _LAST_RELEASED.scalar(books.conn, of=campaign_id)


_LAST_RELEASED = Prepared(
    select(func.max(campaign_brake.c.released_at)).where(campaign_brake.c.campaign_id == bindparam("of"))
)
