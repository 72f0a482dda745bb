"""How does a dispatcher keep the send journal, and notice that the books have gone back under its feet?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from casework.books import Books
from casework.clock import Clock
from scheduler.delivery.claiming import Claimed
from scheduler.delivery.journal import Journal, Place
from scheduler.delivery.journal_lines import Ended, Ending, Intended
from scheduler.delivery.recording import Result
from scheduler.delivery.senders import Accepted, Barred, NotSent, Rejected, Throttled
from scheduler.guards import holding


class Memory:
    """The journal as one dispatcher uses it. ``relearn`` makes the books learn the journals again when they have gone back."""

    def __init__(self, journal: Journal, clock: Clock, relearn: Callable[[], Awaitable[None]]) -> None:
        self._journal = journal
        self._clock = clock
        self._known = Place(journal="", line=0)  # as the last transaction of ours has written it down
        self.relearn = relearn

    async def before(self, claimed: Sequence[Claimed]) -> None:
        """Returns when the intentions are on the disk. Raises ``JournalFailed``: then none of them may go."""
        now = self._clock.now()
        await self._journal.append([_intended(one, now) for one in claimed])

    def after(self, result: Result) -> None:
        """An answer, on the disk within a fifth of a second."""
        ending, message_id = _ending(result)
        if ending is not None:
            one = result.claimed
            line = Ended(at=self._clock.now(), id=one.id, attempt=one.tries, ending=ending, message_id=message_id)
            self._journal.note([line])

    @property
    def reached(self) -> tuple[Place, Place]:
        """What the books should know already, and how far the journal is now: for ``keeps_up``, then ``told``."""
        return self._known, self._journal.place

    def told(self, place: Place) -> None:
        """The transaction that wrote ``place`` down is committed (as long as nothing has been sent it writes none down)."""
        if place.line:
            self._known = place

    def forget(self) -> None:
        """The books have learned the journals anew; what they should know begins again from there."""
        self._known = Place(journal="", line=0)


def keeps_up(books: Books, reached: tuple[Place, Place] | None) -> bool:
    """Inside the transaction that settles and claims: whether the books still know what we told them."""
    if reached is None:
        return True
    known, place = reached
    if place.line == 0:  # nothing has been sent yet
        return True
    return holding.keeps_up(books, known, place)


def _intended(one: Claimed, now: datetime) -> Intended:
    row = one.row
    return Intended(
        at=now, id=one.id, attempt=one.tries, account=row.account, contact_id=one.contact_id, purpose=row.purpose,
        delivery_class=row.delivery_class, lane=row.lane, guard=row.guard, act=one.message.act.value,
        text_key=row.text_key, text_version=row.text_version, personal=bool(row.personal), party_id=row.party_id,
        decision_id=row.decision_id, campaign_id=row.campaign_id, reference=row.reference,
    )  # fmt: skip


def _ending(result: Result) -> tuple[Ending | None, str | None]:
    match result.outcome:
        case Accepted() as accepted:
            return Ending.ACCEPTED, accepted.message_id or result.claimed.message.message_id
        case NotSent() | Throttled() | Barred():
            return Ending.NOT_SENT, None
        case Rejected():
            return Ending.REJECTED, None
        case _:
            return None, None
