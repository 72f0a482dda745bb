"""Does a channel account still deliver, or must its campaigns rest until somebody has tried whether it does?

Looked at in the transaction that writes outcomes down: when too many of the last unasked messages were rejected, uncertain or
given up, the account's campaigns stop there and then. Replies and appointments go on: people wait for them. After a rest a
few messages try the account; if they go well everything goes, else the next rest is twice as long. A person may end a rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, delete, func, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from casework import audit
from casework.books import Books
from casework.db.prepared import Prepared
from scheduler.limits import LAST_SENDS, LONGEST_REST, REST, SENDS_FROM, STOP_AT, TRIALS, WARN_AT, share_reached
from scheduler.tables import channel_breaker, send_minute

KEPT = timedelta(days=2)  # minutes older than this are of no use to anybody
_MINUTE = timedelta(minutes=1)
_ENOUGH_TURNS = 16  # doubled so often, any first rest is longer than the longest


class Standing(StrEnum):
    """How an account stands."""

    FINE = "fine"
    FAILING = "failing"  # more than the doctor likes, not enough to stop
    RESTING = "resting"  # its campaigns stop
    TRYING = "trying"  # a few go out, to see


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """How an account stands, by ``bad`` of ``done`` outcomes (those that stopped it, while it rests).

    ``opens_at``: when the first message tries, or tried, it again.
    """

    account: str
    standing: Standing
    done: int
    bad: int
    stopped_at: datetime | None = None
    opens_at: datetime | None = None


def note(books: Books, account: str, done: int, bad: int) -> None:
    """So many unasked messages of the account have an outcome, so many of them a bad one. Stops the account if need be."""
    if not done:
        return
    minute = books.clock.now().replace(second=0, microsecond=0)
    _MINUTES.changed(books.conn, account=account, at=minute, done=done, bad=bad)
    stands = _standing(books, account)
    if stands.stopped_at is not None:
        _judge_trial(books, account, stands)
        return
    counted = _window(books, account, stands.counts_from)  # good ones can make those before them enough to judge by
    if counted.done >= SENDS_FROM and share_reached(counted.bad, counted.done, STOP_AT):
        _stop(books, account, counted, turn=0)


def health(books: Books, account: str) -> Health:
    """How the account stands now."""
    stands = _standing(books, account)
    if stands.stopped_at is not None and stands.opens_at is not None:
        standing = Standing.RESTING if books.clock.now() < stands.opens_at else Standing.TRYING
        return Health(
            account=account, standing=standing, done=stands.done, bad=stands.bad,
            stopped_at=stands.stopped_at, opens_at=stands.opens_at,
        )  # fmt: skip
    counted = _window(books, account, stands.counts_from)
    failing = counted.done >= SENDS_FROM and share_reached(counted.bad, counted.done, WARN_AT)
    standing = Standing.FAILING if failing else Standing.FINE
    return Health(account=account, standing=standing, done=counted.done, bad=counted.bad)


def every_health(books: Books) -> tuple[Health, ...]:
    """Of each account that has sent anything unasked in the last two days, or rests."""
    known = select(send_minute.c.account).union(select(channel_breaker.c.account)).order_by("account")
    return tuple(health(books, account) for account in books.conn.execute(known).scalars().all())


def rests_until(books: Books, account: str) -> datetime | None:
    """Until when the account's campaigns rest; None when they may go (to try it, or because nothing is wrong)."""
    rows = _RESTS.rows(books.conn, account_=account)
    opens_at: datetime | None = rows[0][0] if rows else None
    return opens_at if opens_at is not None and opens_at > books.clock.now() else None


def end_of_rest(account: ColumnElement[str]) -> ColumnElement[Any]:
    """When the account's rest ends or ended, for whoever asks for more at once; NULL: it does not rest."""
    return select(channel_breaker.c.opens_at).where(channel_breaker.c.account == account).scalar_subquery()


def clear(books: Books, account: str, actor: str) -> bool:
    """A person has looked: the account goes on, and counting begins anew. False when it did not rest."""
    if _standing(books, account).stopped_at is None:
        return False
    values = {"counts_from": _next_minute(books), "stopped_at": None, "opens_at": None, "turn": 0}
    books.conn.execute(update(channel_breaker).where(channel_breaker.c.account == account).values(**values))
    audit.record(books, actor, audit.Action.CHANNEL_CLEARED, f"channel:{account}")
    books.ring(f"outbox:{account}")
    return True


def forget_old_minutes(books: Books) -> int:
    """Take minutes out that nobody looks at any more; how many."""
    return books.conn.execute(delete(send_minute).where(send_minute.c.at < books.clock.now() - KEPT)).rowcount


# -- what was counted ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class _Counted:
    done: int
    bad: int


def _window(books: Books, account: str, since: datetime | None) -> _Counted:
    """The newest minutes that hold ``LAST_SENDS`` outcomes or more, or all there are since then."""
    since = max(filter(None, (since, books.clock.now() - KEPT)))
    for newest in _NEWEST:  # at the usual pace the first few hold them
        done = bad = 0
        minutes = newest.rows(books.conn, account_=account, since=since)
        for of_minute in minutes:
            done, bad = done + of_minute[0], bad + of_minute[1]
            if done >= LAST_SENDS:
                return _Counted(done=done, bad=bad)
        if len(minutes) < _FEW:  # there are no more
            break
    return _Counted(done=done, bad=bad)


class _Standing(NamedTuple):
    """The row of an account. ``stopped_at`` None: its campaigns go."""

    counts_from: datetime | None = None
    stopped_at: datetime | None = None
    opens_at: datetime | None = None
    turn: int = 0
    bad: int = 0
    done: int = 0


def _standing(books: Books, account: str) -> _Standing:
    rows = _ACCOUNT.rows(books.conn, account_=account)
    return _Standing._make(rows[0]) if rows else _Standing()


# -- stopping and trying -------------------------------------------------------------------------------------------------


def _judge_trial(books: Books, account: str, rests: _Standing) -> None:
    """After ``TRIALS`` outcomes, or as soon as too many of them are bad."""
    tried = _window(books, account, rests.opens_at)
    if share_reached(tried.bad, TRIALS, STOP_AT):
        _stop(books, account, tried, turn=rests.turn + 1)
    elif tried.done >= TRIALS:
        fine = update(channel_breaker).where(channel_breaker.c.account == account)
        books.conn.execute(fine.values(counts_from=rests.opens_at, stopped_at=None, opens_at=None, turn=0))
        audit.record(books, audit.SYSTEM, audit.Action.CHANNEL_CLEARED, f"channel:{account}", purpose="tried")


def _stop(books: Books, account: str, counted: _Counted, turn: int) -> None:
    opens_at = _next_minute(books) + _rest(turn)
    row = {
        "account": account,
        "counts_from": opens_at,
        "stopped_at": books.clock.now(),
        "opens_at": opens_at,
        "turn": turn,
        "bad": counted.bad,
        "done": counted.done,
    }
    insert = (sqlite if books.conn.dialect.name == "sqlite" else postgresql).insert(channel_breaker)
    new = {name: insert.excluded[name] for name in row if name != "account"}
    books.conn.execute(insert.on_conflict_do_update(index_elements=["account"], set_=new), row)
    share = f"{counted.bad}/{counted.done}"
    audit.record(books, audit.SYSTEM, audit.Action.CHANNEL_STOPPED, f"channel:{account}", purpose=share)


def _rest(turn: int) -> timedelta:
    """Twice as long each time, up to the longest; an account may fail for weeks, and no power of two is that small."""
    return min(REST * (1 << min(turn, _ENOUGH_TURNS)), LONGEST_REST)


def _next_minute(books: Books) -> datetime:
    """Outcomes are counted by the minute: a new count begins with a whole one."""
    return books.clock.now().replace(second=0, microsecond=0) + _MINUTE


def _by_minute(insert: sqlite.Insert | postgresql.Insert) -> Any:
    row: dict[str, Any] = {name: bindparam(name) for name in ("account", "at", "done", "bad")}
    here, new = send_minute.c, insert.excluded
    more = {"done": here.done + new.done, "bad": here.bad + new.bad}
    return insert.values(row).on_conflict_do_update(index_elements=["account", "at"], set_=more)


_MINUTES = Prepared(
    {"sqlite": _by_minute(sqlite.insert(send_minute)), "postgresql": _by_minute(postgresql.insert(send_minute))}
)
_RESTS = Prepared(
    select(func.max(channel_breaker.c.opens_at)).where(channel_breaker.c.account == bindparam("account_"))
)
_ACCOUNT = Prepared(
    select(*(channel_breaker.c[name] for name in _Standing._fields)).where(
        channel_breaker.c.account == bindparam("account_")
    )
)
_newest = (
    select(send_minute.c.done, send_minute.c.bad)
    .where(send_minute.c.account == bindparam("account_"), send_minute.c.at >= bindparam("since"))
    .order_by(send_minute.c.at.desc())
)
_FEW = 8
_NEWEST = (Prepared(_newest.limit(literal_column(str(_FEW)))), Prepared(_newest))
