"""What stands in the way of a whole channel account, and since when?

Not a message's fault but the account's: its token is refused, somebody else uses it, somebody knocks at its webhook without
the secret. Written down where the doctor looks, because a log line is read by nobody at night.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.dialects import postgresql, sqlite

from casework.books import Books
from scheduler.tables import channel_trouble

SAME_EPISODE = timedelta(days=1)  # after a quieter day counting begins anew
_LONGEST = 200  # characters of a platform's words


class Trouble(StrEnum):
    """What is wrong with an account. Stored by value."""

    REFUSED = "refused"  # the platform does not accept the account
    CONFLICT = "conflict"  # another program polls with its token, or a webhook is set
    FORGED = "forged"  # calls to the webhook without the secret, more than a few
    LEFT_SENDING = "left_sending"  # left half sent by a sender and taken over by nobody (scheduler.bell.sweeping)
    STEP_WITHOUT_MESSAGE = "step_without_message"  # of ``CAMPAIGNS``: mended
    PLANNED_SHORT = "planned_short"  # of ``CAMPAIGNS``: planned again


CAMPAIGNS = "campaigns"  # stands in the place of an account where the trouble is with what is planned


@dataclass(frozen=True, kw_only=True, slots=True)
class Troubled:
    """A trouble that was met ``times`` times between ``since`` and ``last_at``."""

    account: str
    kind: Trouble
    since: datetime
    last_at: datetime
    times: int
    words: str


def note(books: Books, account: str, kind: Trouble, words: str = "", times: int = 1) -> None:
    """Count ``kind`` of ``account``. ``words`` are the platform's, never a person's."""
    now = books.clock.now()
    row = {
        "account": account,
        "kind": kind.value,
        "since": now,
        "last_at": now,
        "times": times,
        "words": words[:_LONGEST],
    }
    books.conn.execute(_upsert(books.conn.dialect.name, now - SAME_EPISODE), row)


def recent(books: Books, since: datetime) -> tuple[Troubled, ...]:
    """What was met since then, by account."""
    rows = books.conn.execute(
        select(channel_trouble)
        .where(channel_trouble.c.last_at >= since)
        .order_by(channel_trouble.c.account, channel_trouble.c.kind)
    )
    return tuple(
        Troubled(
            account=row.account,
            kind=Trouble(row.kind),
            since=row.since,
            last_at=row.last_at,
            times=row.times,
            words=row.words,
        )
        for row in rows
    )


def _upsert(dialect: str, before: datetime) -> Any:
    insert = sqlite.insert(channel_trouble) if dialect == "sqlite" else postgresql.insert(channel_trouble)
    new, known = insert.excluded, channel_trouble.c
    anew = known.last_at < before
    return insert.on_conflict_do_update(
        index_elements=["account", "kind"],
        set_={
            "since": case((anew, new.since), else_=known.since),
            "times": case((anew, new.times), else_=known.times + new.times),
            "last_at": new.last_at,
            "words": new.words,
        },
    )
