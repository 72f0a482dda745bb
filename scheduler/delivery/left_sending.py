"""What becomes of messages that were claimed by somebody who cannot say any more what became of them?"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, select, update

from casework.books import Books
from messages.outbox import State
from messages.tables import attempt, outbox
from scheduler.delivery.claiming import GOES_ONCE_MORE
from scheduler.delivery.senders import Withheld

UNHEARD = "claim_unheard"


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
    mine = and_(outbox.c.account == account, outbox.c.state == State.SENDING.value, outbox.c.owner == owner)
    unheard = and_(mine, outbox.c.id.not_in(sorted(but)))
    this_try = select(outbox.c.tries).where(outbox.c.id == attempt.c.outbox_id).scalar_subquery()
    tried = update(attempt).where(
        attempt.c.outbox_id.in_(select(outbox.c.id).where(unheard)), attempt.c.number == this_try
    )
    books.conn.execute(tried.values(ended_at=books.clock.now(), outcome=Withheld.__name__, reason=UNHEARD))
    back = update(outbox).where(unheard)
    return books.conn.execute(
        back.values(state=State.QUEUED.value, reason=UNHEARD, owner=None, lease_until=None)
    ).rowcount
