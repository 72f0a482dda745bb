"""What became of a message that was sent, and what follows from it?

An outcome belongs to one try. A process that slept while another took its place may come back with the outcome of a try
that has long been dealt with: then only "it arrived" is still news, and whatever a later try is doing is left alone.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any, assert_never

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Text,
    Update,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    update,
)

from casework.books import Books
from casework.contacts import mark_dead
from casework.db.for_each import ForEach
from casework.db.prepared import Prepared
from messages.faces import Shown, shown
from messages.outbox import Guard, State
from messages.outgoing import Act
from messages.tables import attempt, outbox
from scheduler.delivery.claiming import GOES_ONCE_MORE, MOST_TRIES, NO_TRY, Claimed
from scheduler.delivery.senders import Accepted, Barred, NotSent, Outcome, Rejected, Throttled, Uncertain
from scheduler.guards.sent_counts import UNASKED, take_back
from scheduler.steps.chat_choice import try_next

DEFERRED = "deferred: "  # before the reason of what is tried again
BACKOFF = tuple(timedelta(seconds=s) for s in (10, 60, 300, 900, 3600))


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """A claimed message with its outcome."""

    claimed: Claimed
    outcome: Outcome


def _ended(_dialect: str, row: Any, which: Any, what: Any, why: Any) -> Update:
    this = (attempt.c.outbox_id == row, attempt.c.number == which)
    return update(attempt).where(*this).values(ended_at=bindparam("at"), outcome=what, reason=why)


_end_attempts = ForEach(_ended, row=BigInteger(), which=Integer(), what=Text(), why=Text())
_MAY_HAVE_ARRIVED: list[ColumnElement[str]] = [
    literal_column(f"'{state.value}'") for state in (State.SENDING, State.UNCERTAIN, State.QUEUED)
]


def _accepted(_dialect: str, row: Any, which: Any, message: Any) -> Update:
    this = (outbox.c.id == row, outbox.c.tries == which, outbox.c.state.in_(_MAY_HAVE_ARRIVED))
    return (
        update(outbox)
        .where(*this)
        .values(
            state=State.ACCEPTED.value,
            reason=None,
            platform_message_id=message,
            sent_at=bindparam("at"),
            owner=None,
            lease_until=None,
        )
    )


_accept = ForEach(_accepted, row=BigInteger(), which=Integer(), message=Text())


def outcomes_of(results: Sequence[Result]) -> tuple[int, int]:
    """How many unasked messages among these have an outcome, and how many of those a bad one (``scheduler.guards.breaker``).

    One that is known not to have left says nothing about the account until it is given up.
    """
    ended = [
        one for one in results if one.claimed.guard in UNASKED and (_is_bad(one) or isinstance(one.outcome, Accepted))
    ]
    return len(ended), sum(map(_is_bad, ended))


def _is_bad(result: Result) -> bool:
    match result.outcome:
        case Accepted() | Barred():
            return False
        case Rejected() | Uncertain():
            return True
        case NotSent(ours=True):
            return False
        case NotSent() | Throttled():
            return result.claimed.tries >= MOST_TRIES
        case _:
            assert_never(result.outcome)


def record(books: Books, result: Result) -> None:
    """``record_all`` of one."""
    record_all(books, [result])


def record_all(books: Books, results: Sequence[Result]) -> None:
    """Write outcomes down, in their order: each row's state, its attempt, and what now stands in the chat."""
    for arrived, run in groupby(results, key=lambda result: isinstance(result.outcome, Accepted)):
        if arrived:
            _record_accepted(books, list(run))
        else:
            for result in run:
                _record_other(books, result.claimed, result.outcome)
    ended = [
        {
            "row": result.claimed.id,
            "which": result.claimed.tries,
            "what": type(result.outcome).__name__,
            "why": getattr(result.outcome, "reason", None),
        }
        for result in results
    ]
    _end_attempts.change(books.conn, ended, at=books.clock.now())


def _record_other(books: Books, claimed: Claimed, outcome: Outcome) -> None:
    match outcome:
        case NotSent() | Throttled() | Barred():
            _record_not_sent(books, claimed, outcome)
        case Uncertain():
            _record_uncertain(books, claimed, outcome)
        case Rejected():
            _set(books, claimed, State.REJECTED, outcome.reason)
            if outcome.dead:
                mark_dead(books, claimed.contact_id, outcome.reason)
            if claimed.guard is Guard.REMINDER:
                try_next(books, claimed.id)
        case Accepted():
            _record_accepted(books, [Result(claimed=claimed, outcome=outcome)])
        case _:
            assert_never(outcome)


def _record_accepted(books: Books, results: Sequence[Result]) -> None:
    rows, faces = [], []
    for result in results:
        claimed = result.claimed
        message = getattr(result.outcome, "message_id", None) or claimed.message.message_id
        rows.append({"row": claimed.id, "which": claimed.tries, "message": message})
        if message is not None:
            faces.append(_shown(claimed, message))
    _accept.change(books.conn, rows, at=books.clock.now())
    shown(books, faces)


def _shown(claimed: Claimed, message_id: str) -> Shown:
    row = claimed.row
    return Shown(claimed.contact_id, message_id, claimed.id, claimed.message.act, row.personal, row.is_nudge)


def _record_not_sent(books: Books, claimed: Claimed, outcome: NotSent | Throttled | Barred) -> None:
    if claimed.guard in UNASKED:
        take_back(books, claimed.id, claimed.tries)
    ours = isinstance(outcome, NotSent) and outcome.ours
    tries = _tries_that_count(books, claimed)
    if tries >= MOST_TRIES and not isinstance(outcome, Barred) and not ours:
        _set(books, claimed, State.FAILED_TECHNICAL, outcome.reason)
        return
    if isinstance(outcome, Throttled | Barred):
        wait = timedelta(seconds=outcome.retry_after)
    elif ours:
        wait = timedelta(0)
    else:
        step = BACKOFF[min(tries, len(BACKOFF)) - 1]
        wait = step * random.uniform(1.0, 1.2)  # noqa: S311  # spreads retries; nothing secret hangs on it
    _LATER.changed(
        books.conn,
        row=claimed.id,
        which=claimed.tries,
        why=f"{DEFERRED}{outcome.reason}",
        then=books.clock.now() + wait,
    )


def _tries_that_count(books: Books, claimed: Claimed) -> int:
    """This try, and those before it that the channel itself took or refused: an account that is not accepted costs none."""
    before: int = _TRIES_BEFORE.rows(books.conn, row=claimed.id, which=claimed.tries)[0][0]
    return 1 + before


def _record_uncertain(books: Books, claimed: Claimed, outcome: Uncertain) -> None:
    """Class D goes out once more; the others never do, they are listed for an officer.

    Whatever may stand open now is folded in its time, as if it had been seen to arrive.
    """
    changed = claimed.message.message_id
    if claimed.message.act is Act.EDIT and changed is not None and claimed.row.personal:
        shown(books, [_shown(claimed, changed)])
    then = books.clock.now() + BACKOFF[0]
    if _AGAIN.changed(books.conn, row=claimed.id, which=claimed.tries, why=outcome.reason, then=then) == 0:
        _set(books, claimed, State.UNCERTAIN, outcome.reason)


def _set(books: Books, claimed: Claimed, state: State, reason: str) -> None:
    _END.changed(books.conn, row=claimed.id, which=claimed.tries, to=state.value, why=reason)


_THIS_TRY = update(outbox).where(  # the row while this very try is being made
    outbox.c.id == bindparam("row"),
    outbox.c.state == literal_column(f"'{State.SENDING.value}'"),
    outbox.c.tries == bindparam("which"),
)
_DONE_WITH: dict[str, Any] = {"reason": bindparam("why"), "owner": None, "lease_until": None}
_WAITS: dict[str, Any] = {"state": State.QUEUED.value, "not_before": bindparam("then")}
_END = Prepared(_THIS_TRY.values(state=bindparam("to"), **_DONE_WITH))
_LATER = Prepared(_THIS_TRY.values(**_WAITS, **_DONE_WITH))
_AGAIN = Prepared(_THIS_TRY.where(GOES_ONCE_MORE).values(**_WAITS, reason=bindparam("why")))
_TRIES_BEFORE = Prepared(
    select(func.count())
    .select_from(attempt)
    .where(
        attempt.c.outbox_id == bindparam("row"),
        attempt.c.number < bindparam("which"),
        or_(attempt.c.outcome.is_(None), attempt.c.outcome.not_in([literal_column(f"'{one}'") for one in NO_TRY])),
    )
)
