"""What was this decision's people told unasked? The only part of a story that can be long: read a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select, true

from bot.officers.cases.story import Asked, Kind, Moment, Place
from casework.books import Books
from casework.clock import local
from messages.outbox import State
from messages.tables import outbox

_stands_at = func.coalesce(outbox.c.sent_at, outbox.c.made_at, type_=outbox.c.made_at.type)
CHANNELS = ("telegram", "web", "terminal")
_UNASKED: tuple[ColumnElement[bool], ...] = (
    literal_column("guard <> 'reply'"),
    literal_column("guard <> 'fold'"),
)  # as the index ix_outbox_told has it


def messages(books: Books, asked: Asked) -> Iterator[Moment]:
    """Those about this decision, or about none, to whoever owes; to creditors only those about it."""
    people = (*asked.parties, *asked.creditors)
    about_none = and_(outbox.c.decision_id.is_(None), outbox.c.party_id.in_(asked.parties))
    theirs = and_(outbox.c.party_id.in_(people), or_(outbox.c.decision_id == asked.decision_id, about_none))
    rows = books.conn.execute(
        select(outbox, _stands_at.label("stands_at"))
        .where(theirs, *_UNASKED, _older(asked.before))
        .order_by(_stands_at.desc(), outbox.c.id.desc())
        .limit(asked.most)
    )
    for row in rows:
        state = State(row.state)
        yield Moment(
            kind=Kind.MESSAGE,
            row=row.id,
            at=row.stands_at,
            key=f"story.sent_{row.guard}",
            blanks={"reference": row.reference or "-", "opened": _moment(row.opened_at)},
            more="" if row.opened_at is None else "story.opened",
            words={"channel": channel_key(row.account), "state": f"message_states.{state.value}"},
            gone=state in (State.CANCELLED, State.SUPPRESSED, State.EXPIRED),
            acts=("why",),
        )


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{local(at):%H:%M %d/%m/%Y}"


def channel_key(account: str) -> str:
    """The word for a channel's account."""
    return f"channel_names.{account}" if account in CHANNELS else "channel_names.other"


def _older(before: Place | None) -> ColumnElement[bool]:
    """Not after that place; which of the same instant lies before it, the story looks at."""
    if before is None:
        return true()
    own_rank = list(Kind).index(Kind.MESSAGE)
    if before.rank == own_rank:
        return or_(before.at > _stands_at, and_(_stands_at == before.at, outbox.c.id < before.row))
    return before.at >= _stands_at if own_rank < before.rank else before.at > _stands_at
