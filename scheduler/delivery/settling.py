"""What is done in one transaction between two sends? Outcomes are written down, and what goes next is claimed."""

from __future__ import annotations

from enum import StrEnum

from casework.books import Books
from scheduler.delivery import leases
from scheduler.delivery.claiming import Claimed, Guards, claim
from scheduler.delivery.journal import Place
from scheduler.delivery.recording import Result, outcomes_of, record_all
from scheduler.delivery.remembering import keeps_up
from scheduler.guards import breaker


class Stop(StrEnum):
    """Why nothing was claimed."""

    LEASE_LOST = "lease_lost"  # to another process, meanwhile
    BOOKS_WENT_BACK = "books_went_back"  # they are older than what this process has told them


def settle_and_claim(
    books: Books,
    results: list[Result],
    account: str,
    owner: str,
    most: int,
    busy: set[int],
    guards: Guards,
    reached: tuple[Place, Place] | None,
) -> list[Claimed] | Stop:
    """Write outcomes down and claim what goes next, unless the account or the books are no longer what they were."""
    record_all(books, results)
    breaker.note(books, account, *outcomes_of(results))
    if not keeps_up(books, reached):
        return Stop.BOOKS_WENT_BACK
    if not most:
        return []
    if not leases.is_held(books, f"speak:{account}", owner):
        return Stop.LEASE_LOST
    return claim(books, account, owner, most, busy, guards)
