"""From one network so many printed codes an hour and no more, whichever chats they come from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from casework import link_origins
from casework.books import Books
from casework.clock import SetClock
from casework.link_origins import TRIES, may_try
from casework.tables.linking import link_origin


def rows(books: Books) -> int:
    return books.conn.execute(select(func.count()).select_from(link_origin)).scalar_one()


def test_sixty_codes_an_hour_and_another_sixty_in_the_next(books: Books, clock: SetClock) -> None:
    assert [may_try(books, "web", "192.0.2.1") for _ in range(TRIES + 5)] == [True] * TRIES + [False] * 5
    clock.set(clock.now() + timedelta(hours=1))
    assert may_try(books, "web", "192.0.2.1")


def test_one_network_does_not_use_up_what_is_anothers(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_origins, "TRIES", 1)
    assert may_try(books, "web", "192.0.2.1")
    assert not may_try(books, "web", "192.0.2.1")
    assert may_try(books, "web", "192.0.2.2")


def test_addresses_are_not_kept_and_old_counts_go(books: Books, clock: SetClock) -> None:
    may_try(books, "web", "192.0.2.1")
    kept = books.conn.execute(select(link_origin.c.origin_print)).scalar_one()
    assert b"192" not in kept
    assert len(kept) == 16
    clock.set(clock.now() + timedelta(days=2))
    may_try(books, "web", "192.0.2.9")
    assert rows(books) == 1
