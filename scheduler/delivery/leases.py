"""Who holds a duty that only one process may have at a time (sending for an account, ringing the bell)?

A lease is a row that its owner renews. Whoever stands by looks at the row again and again and takes it when it has not been
renewed for ``TERM`` by the looker's own monotonic clock: the clocks of two machines are never compared, so one that is wrong or
is put right takes nothing from anybody. It is taken at once when it was given up, or when its owner was a process of this machine
that no longer lives (a killed process must not keep people waiting). Whoever cannot renew stops before the lease ends, counted by
its own clock from before it asked.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from casework.books import Books
from casework.db.prepared import Prepared
from scheduler.tables import lease

TERM = timedelta(seconds=6)
RENEW_EVERY = timedelta(seconds=2)
LOOK_EVERY = timedelta(
    seconds=1
)  # how often whoever stands by looks: another's end is noticed in at most TERM and two looks
LONG_PAST = timedelta(
    minutes=1
)  # after its end by the wall clock: all processes were down, whatever the clocks differ by
NOBODY = ""  # the owner of a lease that was given up


@dataclass(slots=True)
class Watch:
    """What one process has seen of a lease: how the row looked, and since when it has looked so (seconds, monotonic).

    ``followed``: another had the lease before this process took it.
    """

    seen: tuple[str, int] | None = None
    since: float = 0.0
    followed: bool = False

    def silent(self, owner: str, renewals: int, at: float) -> bool:
        """Whether at the instant ``at`` the row has stood still for the whole term."""
        if self.seen != (owner, renewals):
            self.seen, self.since = (owner, renewals), at
        return at - self.since >= TERM.total_seconds()


def _born(pid: int) -> str | None:
    """When a process of this machine started, in clock ticks since boot; None if there is no such process.

    One that was killed and that its parent has not asked about yet (Z) is gone, too: in a container nobody may ever ask.
    """
    try:
        facts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return None if facts[0] in "ZX" else facts[19]
    except (OSError, IndexError):
        return None


@cache
def _machine() -> str:
    """This machine since its last start, so that a process number of another machine is never mistaken for ours.

    Containers of one machine may share its name, but each counts its processes for itself: that count's name is in it too.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        counted = os.readlink("/proc/self/ns/pid")
    except OSError:
        boot = counted = "-"
    return f"{socket.gethostname()}/{boot}/{counted}"


def this_process(instance: str = "") -> str:
    """A name for this process that no other process has: machine, number, birth (and an instance for tests)."""
    pid = os.getpid()
    return f"{_machine()}|{pid}|{_born(pid) or '-'}|{instance}"


def _is_gone(owner: str) -> bool:
    machine, _, rest = owner.partition("|")
    pid, _, rest = rest.partition("|")
    born, _, _ = rest.partition("|")
    if machine != _machine() or born == "-" or not pid.isdigit():
        return False
    return _born(int(pid)) != born


def lives_here(owner: str) -> bool:
    """Whether this is a process of this machine that is alive."""
    return owner.partition("|")[0] == _machine() and not _is_gone(owner)


def take(books: Books, name: str, owner: str, watch: Watch | None = None, at: float = 0.0) -> bool:
    """Take or renew ``name`` for ``owner``; False while another holds it.

    ``watch`` is the caller's memory of the lease, ``at`` the instant of asking on its monotonic clock; without them only a lease
    that is free, given up, long past or a dead process's is taken.
    """
    rows = _HELD.rows(books.conn, name_=name)
    now = books.clock.now()
    if not rows:
        return _insert(books, name, owner)
    holds, until, renewals = rows[0]
    mine = holds == owner
    free = mine or holds == NOBODY or until < now - LONG_PAST or _is_gone(holds)
    if not free and (watch is None or not watch.silent(holds, renewals, at)):
        return False
    seen = {"name_": name, "owner_": holds, "renewals_": renewals}
    taken = _RENEW.changed(books.conn, **seen, taker_=owner, until_=now + TERM, next_=renewals + 1) == 1
    if watch is not None and taken and not mine:
        watch.followed = True
    return taken


_HELD = Prepared(select(lease.c.owner, lease.c.until, lease.c.renewals).where(lease.c.name == bindparam("name_")))
_RENEW = Prepared(  # every two seconds, by every process, for every duty
    update(lease)
    .where(
        lease.c.name == bindparam("name_"),
        lease.c.owner == bindparam("owner_"),
        lease.c.renewals == bindparam("renewals_"),
    )
    .values(owner=bindparam("taker_"), until=bindparam("until_"), renewals=bindparam("next_"))
)
_OWNER = Prepared(select(lease.c.owner).where(lease.c.name == bindparam("name_")))


def is_held(books: Books, name: str, owner: str) -> bool:
    """Whether nobody has taken ``name`` from ``owner``: asked inside the transaction that acts on it, because a process
    that was stopped for a while believes what it knew before.
    """
    return _OWNER.rows(books.conn, name_=name) == [(owner,)]


def holder(books: Books, name: str) -> str | None:
    """Who holds ``name`` now; None when nobody does."""
    held = books.conn.execute(select(lease.c.owner, lease.c.until).where(lease.c.name == name)).one_or_none()
    if held is None or held.owner == NOBODY or held.until <= books.clock.now() or _is_gone(held.owner):
        return None
    return str(held.owner)


def _insert(books: Books, name: str, owner: str) -> bool:
    try:
        with books.conn.begin_nested():
            books.conn.execute(insert(lease).values(name=name, owner=owner, until=books.clock.now() + TERM))
    except IntegrityError:  # another process was first
        return False
    return True


def give_up(books: Books, name: str, owner: str) -> None:
    """Hand the duty back so that the next process need not wait; the platform's "later" outlives us."""
    ended = update(lease).where(lease.c.name == name, lease.c.owner == owner)
    books.conn.execute(ended.values(owner=NOBODY, until=books.clock.now(), renewals=lease.c.renewals + 1))


def halt(books: Books, name: str, until: datetime) -> None:
    """Remember that the platform asked for silence until ``until``."""
    books.conn.execute(update(lease).where(lease.c.name == name).values(halted_until=until))


def halted_until(books: Books, name: str) -> datetime | None:
    """Until when the platform asked for silence, if it did."""
    return books.conn.execute(select(lease.c.halted_until).where(lease.c.name == name)).scalar()
