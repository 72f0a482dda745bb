"""The messages of a decision's story: the only part that can be long, so only as many are read as a page shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.officers.cases.story import Asked, Kind, Moment
from casework.books import Books
from casework.clock import local
from messages.outbox import State
from messages.told import told_unasked

CHANNELS = ("telegram", "web", "terminal")
_NEVER_WENT = (State.CANCELLED, State.SUPPRESSED, State.EXPIRED)


def messages(books: Books, asked: Asked) -> Iterator[Moment]:
    """Those about this decision, or about none, to whoever owes; to creditors only those about it."""
    before, own = asked.before, list(Kind).index(Kind.MESSAGE)
    # of the very instant of ``before`` those that stand after it: below its row, all of them, or none (ids are above nought)
    below = None if before is None or before.rank > own else before.row if before.rank == own else 0
    until = None if before is None else before.at
    rows = told_unasked(
        books, asked.decision_id, asked.parties, asked.creditors, until=until, below=below, most=asked.most
    )
    for one in rows:
        yield Moment(
            kind=Kind.MESSAGE,
            row=one.id,
            at=one.at,
            key=f"story.sent_{one.guard.value}",
            blanks={"reference": one.reference or "-", "opened": _moment(one.opened_at)},
            more="" if one.opened_at is None else "story.opened",
            words={"channel": channel_key(one.account), "state": f"message_states.{one.state.value}"},
            gone=one.state in _NEVER_WENT,
            acts=("why",),
        )


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{local(at):%H:%M %d/%m/%Y}"


def channel_key(account: str) -> str:
    """The word for a channel's account."""
    return f"channel_names.{account}" if account in CHANNELS else "channel_names.other"
