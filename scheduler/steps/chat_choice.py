"""Which chat of a party gets a step's message, and what comes after one that refused it?

The plan of a step may name channel accounts in an order: they are tried first, then whichever chat was heard from last. An
account whose quota is used up, or that rests after failures, gives way to the next; if all are like that the first one's
turn comes when it has room again, so nothing is lost. A chat that refused a message does not get it again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Text, bindparam, cast, exists, literal_column, select, update

from casework.books import Books
from casework.db.for_each import as_json_list, ids_in
from casework.db.prepared import Prepared
from casework.tables.contacts import contact
from messages.outbox import Guard
from messages.outbox import State as OutboxState
from messages.tables import outbox
from scheduler.guards import breaker
from scheduler.plans.campaigns import TOPIC
from scheduler.steps import conditions
from scheduler.steps.reasons import NO_CHAT, NO_CONSENT
from scheduler.steps.step import State
from scheduler.tables import planned_step


class Chat(NamedTuple):
    """A live chat of a party. ``agreed``: to reminders, under the present link."""

    id: int
    account: str
    lang: str
    party_id: int
    agreed: bool


@dataclass(slots=True)
class Chats:
    """The chats of some parties, and which of them refused which step's message."""

    books: Books
    of_party: dict[int, list[Chat]]  # heard from last first
    refused: dict[str, set[int]]  # by purpose of the step
    _rests: dict[str, bool] = field(default_factory=dict)

    def choose(self, step: Any, has_room: Callable[[str], bool]) -> Chat | str:
        """The chat for a planned step (its row with the step's ``channels``), or why there is none: a word of ``reasons``.

        ``has_room``: whether an account may take one more message of a campaign today. Campaigns also need consent; an
        appointment was made by the person.
        """
        known = self.of_party.get(step.party_id, ())
        if step.booking_id is not None:
            return known[0] if known else NO_CHAT
        refused = self.refused.get(step.purpose, ())
        fit = [chat for chat in known if chat.agreed and chat.id not in refused]
        if not fit:
            return NO_CONSENT if known and not any(chat.agreed for chat in known) else NO_CHAT
        places = {account: place for place, account in enumerate((step.channels or "").split(","))}
        fit.sort(key=lambda chat: places.get(chat.account, len(places)))  # stable: then by when it was heard from
        if len(fit) == 1:
            return fit[0]
        return next((chat for chat in fit if has_room(chat.account) and not self._is_resting(chat.account)), fit[0])

    def _is_resting(self, account: str) -> bool:
        if account not in self._rests:
            self._rests[account] = breaker.rests_until(self.books, account) is not None
        return self._rests[account]


def chats_of(books: Books, parties: Collection[int]) -> Chats:
    """The live chats of these parties."""
    asked = as_json_list(parties)
    of_party: dict[int, list[Chat]] = defaultdict(list)
    for chat in map(Chat._make, _CHATS.rows(books.conn, parties=asked)):
        of_party[chat.party_id].append(chat)
    refused: dict[str, set[int]] = defaultdict(set)
    for row_id, purpose, contact_id in _REFUSED.rows(books.conn, parties=asked):
        refused[purpose.removesuffix(f":{row_id}")].add(contact_id)
    return Chats(books, of_party, refused)


def try_next(books: Books, row_id: int) -> bool:
    """After the chat of the campaign message ``row_id`` refused it: plan its step again if the party has another chat.

    The message that was refused gives up its purpose: nobody has seen it. False where there is no other way.
    """
    if books.conn.execute(_SET_BACK, {"row": row_id}).rowcount == 0:
        return False
    books.conn.execute(_GIVE_UP_PURPOSE, {"row": row_id})
    books.ring(TOPIC)
    return True


_CHATS = Prepared.for_each_kind(
    lambda dialect: (
        select(
            contact.c.id,
            contact.c.account,
            contact.c.lang,
            contact.c.party_id,
            conditions.agreed(contact.c.id, contact.c.party_id).label("agreed"),
        )
        .where(contact.c.party_id.in_(ids_in(dialect, "parties")), contact.c.dead_since.is_(None))
        .order_by(contact.c.seen_at.desc(), contact.c.id.desc())
    )
)
_IS_REMINDER = outbox.c.guard == literal_column(
    f"'{Guard.REMINDER.value}'"
)  # literal: the partial index is found by it
_WAS_REFUSED = outbox.c.state == literal_column(f"'{OutboxState.REJECTED.value}'")
_REFUSED = Prepared.for_each_kind(
    lambda dialect: select(outbox.c.id, outbox.c.purpose, outbox.c.contact_id).where(
        outbox.c.party_id.in_(ids_in(dialect, "parties")), _IS_REMINDER, _WAS_REFUSED
    )
)
_earlier = outbox.alias("earlier")
_WAS_TRIED = (
    exists()
    .where(
        _earlier.c.party_id == contact.c.party_id,
        _earlier.c.guard == literal_column(f"'{Guard.REMINDER.value}'"),
        _earlier.c.contact_id == contact.c.id,
        _earlier.c.purpose.startswith(outbox.c.purpose),
    )
    .correlate_except(_earlier)
)
_HAS_ANOTHER = exists().where(
    contact.c.party_id == outbox.c.party_id,
    contact.c.dead_since.is_(None),
    conditions.agreed(contact.c.id, contact.c.party_id),
    ~_WAS_TRIED,
)
_SET_BACK = (
    update(planned_step)
    .where(
        planned_step.c.purpose
        == select(outbox.c.purpose)
        .where(outbox.c.id == bindparam("row"), _IS_REMINDER, _WAS_REFUSED, _HAS_ANOTHER)
        .scalar_subquery(),
        planned_step.c.state == State.QUEUED.value,
    )
    .values(state=State.PENDING.value, outbox_id=None)
)
_GIVE_UP_PURPOSE = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(purpose=outbox.c.purpose + literal_column("':'", Text) + cast(outbox.c.id, Text))
)
