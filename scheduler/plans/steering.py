"""Why was a campaign paused, stopped or let go on, in the words of whoever did it?

The rules are ``scheduler.plans.campaigns``'; here the words are kept with them, sealed: people write names into them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, select

from casework import audit
from casework.books import Books
from casework.db.ids import new_id
from scheduler.guards import holding
from scheduler.plans import campaigns
from scheduler.plans.campaigns import MAKERS, require
from scheduler.plans.handing_in import checked
from scheduler.tables import steering_word

LISTED = 10
_ROW, _FIELD = "steering_word", "words"


class Act(StrEnum):
    """What was done. Stored by value."""

    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    STOP_ALL = "stop_all"


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """What somebody said when they did it."""

    act: Act
    said_by: int
    said_at: datetime
    words: str


def pause(books: Books, campaign_id: int, staff_id: int, words: str) -> None:
    """``campaigns.pause``, with the reason. Raises ``CampaignRefused``."""
    said = checked(words)
    campaigns.pause(books, campaign_id, staff_id)
    _keep(books, campaign_id, staff_id, Act.PAUSE, said)


def resume(books: Books, campaign_id: int, staff_id: int, words: str) -> None:
    """``campaigns.resume``, with what was found. Raises ``CampaignRefused``."""
    said = checked(words)
    campaigns.resume(books, campaign_id, staff_id, found=said)
    _keep(books, campaign_id, staff_id, Act.RESUME, said)


def stop(books: Books, campaign_id: int, staff_id: int, words: str) -> int:
    """``campaigns.stop``, with the reason; what waits still is cancelled afterwards. Raises ``CampaignRefused``."""
    said = checked(words)
    ended = campaigns.stop(books, campaign_id, staff_id)
    _keep(books, campaign_id, staff_id, Act.STOP, said)
    return ended


def stop_all(books: Books, staff_id: int, words: str) -> bool:
    """Hold back everything unasked, of every campaign; False when a person has held it already. Raises ``CampaignRefused``."""
    require(books, staff_id, MAKERS, "Vai trò này không dừng gửi tin được. Hãy nhờ chấp hành viên hoặc lãnh đạo.")
    said = checked(words)
    _keep(books, None, staff_id, Act.STOP_ALL, said)
    placed = holding.place(books, holding.Why.ASKED, by=staff_id)
    if placed:
        audit.record(books, audit.staff(staff_id), audit.Action.DELIVERY_HELD, "delivery")
    return placed


def words_of(books: Books, campaign_id: int | None) -> tuple[Word, ...]:
    """The last that were said about a campaign, newest first; None: about everything that goes out."""
    here = steering_word.c
    of_it = here.campaign_id.is_(None) if campaign_id is None else here.campaign_id == campaign_id
    rows = books.conn.execute(select(steering_word).where(of_it).order_by(here.id.desc()).limit(LISTED))
    return tuple(
        Word(
            act=Act(row.act),
            said_by=row.said_by,
            said_at=row.said_at,
            words=books.keys.open(_ROW, _FIELD, row.id, row.words_sealed),
        )
        for row in rows
    )


def _keep(books: Books, campaign_id: int | None, staff_id: int, act: Act, words: str) -> None:
    row_id = new_id()
    row = {
        "id": row_id,
        "campaign_id": campaign_id,
        "act": act.value,
        "said_by": staff_id,
        "said_at": books.clock.now(),
        "words_sealed": books.keys.seal(_ROW, _FIELD, row_id, words),
    }
    books.conn.execute(insert(steering_word), row)
