"""Who holds a duty that only one process may have at a time (sending for an account, ringing the bell)?

A lease is a row with an owner and an end. It is taken by one conditional statement, renewed well before its end, and may be
taken over at once when its owner was a process of this machine that no longer lives (a killed process must not keep
people waiting). Whoever cannot renew stops working before the lease ends.
"""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from casework.books import Books
from casework.db.prepared import Prepared
from scheduler.tables import lease

TERM = timedelta(seconds=15)
RENEW_EVERY = timedelta(seconds=4)


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


def take(books: Books, name: str, owner: str) -> bool:
    """Take or renew ``name`` for ``owner``; False while another holds it."""
    now = books.clock.now()
    held = books.conn.execute(select(lease.c.owner, lease.c.until).where(lease.c.name == name)).one_or_none()
    if held is None:
        return _insert(books, name, owner, now)
    if held.owner != owner and held.until > now and not _is_gone(held.owner):
        return False
    mine = (
        update(lease)
        .where(lease.c.name == name, lease.c.owner == held.owner, lease.c.until == held.until)
        .values(owner=owner, until=now + TERM)
    )
    return books.conn.execute(mine).rowcount == 1


_OWNER = Prepared(select(lease.c.owner).where(lease.c.name == bindparam("name_")))


def is_held(books: Books, name: str, owner: str) -> bool:
    """Whether nobody has taken ``name`` from ``owner``: asked inside the transaction that acts on it, because a process
    that was stopped for a while believes what it knew before.
    """
    return _OWNER.rows(books.conn, name_=name) == [(owner,)]


def _insert(books: Books, name: str, owner: str, now: datetime) -> bool:
    try:
        with books.conn.begin_nested():
            books.conn.execute(insert(lease).values(name=name, owner=owner, until=now + TERM))
    except IntegrityError:  # another process was first
        return False
    return True


def give_up(books: Books, name: str, owner: str) -> None:
    """Hand the duty back so that the next process need not wait."""
    held = select(lease.c.halted_until).where(lease.c.name == name, lease.c.owner == owner)
    if books.conn.execute(held).scalar() is None:
        books.conn.execute(delete(lease).where(lease.c.name == name, lease.c.owner == owner))
    else:  # the platform's "later" must outlive us
        ended = update(lease).where(lease.c.name == name, lease.c.owner == owner).values(until=books.clock.now())
        books.conn.execute(ended)


def halt(books: Books, name: str, until: datetime) -> None:
    """Remember that the platform asked for silence until ``until``."""
    books.conn.execute(update(lease).where(lease.c.name == name).values(halted_until=until))


def halted_until(books: Books, name: str) -> datetime | None:
    """Until when the platform asked for silence, if it did."""
    return books.conn.execute(select(lease.c.halted_until).where(lease.c.name == name)).scalar()
