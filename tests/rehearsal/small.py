"""A small office that is rehearsed in a second: everything small, nothing left out."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from casework.books import Books
from casework.encryption import Keys
from scheduler.rehearsal.habits import Habits, usual
from scheduler.rehearsal.invented import Office, Size, invent
from scheduler.rehearsal.machine import make_tables, throw_away
from scheduler.rehearsal.running import Job
from scheduler.rehearsal.starting import invented_campaign

KEYS = Keys(masters={1: bytes(range(32))})
MONDAY = date(2026, 11, 16)


@contextmanager
def small_office(people: int = 60, days: int = 21, first: date = MONDAY) -> Iterator[tuple[Books, Office, int]]:
    """Throw-away books with an invented office and a draft campaign: books, office, campaign."""
    for module in ("casework.tables", "messages.tables", "scheduler.tables"):
        importlib.import_module(module)
    eve = datetime.combine(first - timedelta(days=1), datetime.min.time(), UTC)
    with throw_away(KEYS, eve, 0) as books:
        make_tables(books)
        office = invent(books, Size(people=people), first)
        yield books, office, invented_campaign(books, office, first, days)


def job(campaign: int, seed: int = 1, habits: Habits | None = None, number: int = 0) -> Job:
    return Job(number=number, campaign_id=campaign, habits=habits or usual(), seed=seed)
