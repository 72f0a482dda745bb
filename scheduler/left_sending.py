"""What becomes of messages that were claimed by somebody who cannot say any more what became of them?"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, update

from casework.books import Books
from messages.outbox import State
from messages.tables import outbox
from scheduler.claiming import GOES_ONCE_MORE


def recover(books: Books, account: str, owner: str) -> int:
    """Deal with what a dead sender left as ``sending``; only the holder of the account's lease may call this.

    Class D goes out once more (same reference, harmless double); everything else is ``uncertain`` and listed.
    """
    orphans = and_(
        outbox.c.account == account, outbox.c.state == State.SENDING.value, outbox.c.owner.is_distinct_from(owner)
    )
    again = (
        update(outbox)
        .where(orphans, GOES_ONCE_MORE)
        .values(state=State.QUEUED.value, reason="sender_died", owner=None, lease_until=None)
    )
    unknown = update(outbox).where(orphans).values(state=State.UNCERTAIN.value, reason="sender_died")
    return books.conn.execute(again).rowcount + books.conn.execute(unknown).rowcount


def hand_back(books: Books, account: str, owner: str, but: Collection[int]) -> int:
    """What ``owner`` claimed in a transaction whose end it never heard of waits again: it has not left; how many.

    ``but`` are those that it does know of: they left, or may have.
    """
    unheard = and_(outbox.c.account == account, outbox.c.state == State.SENDING.value, outbox.c.owner == owner)
    back = update(outbox).where(unheard, outbox.c.id.not_in(sorted(but)))
    return books.conn.execute(
        back.values(state=State.QUEUED.value, reason="claim_unheard", owner=None, lease_until=None)
    ).rowcount
