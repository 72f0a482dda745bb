"""May these thanks still be said, at this moment? Asked inside the transaction that claims them.

Nobody asked for them, so what holds for reminders holds for them: the hours, consent, silence, death, a hold, an exercise. And
the promise must still be kept: a payment that was written down by mistake may have been taken back.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, bindparam, select

from casework.books import Books
from casework.consent import Purpose, has
from casework.db.prepared import Prepared
from casework.promises import PromiseState, promises_of
from casework.repairs import death_is_checked
from casework.tables.people import party
from messages.follow_up_notices import promise_in
from scheduler import quiet
from scheduler.delivery.claiming import Due, Verdict
from scheduler.guards import holding, training
from scheduler.guards.verdicts import LOOK_AGAIN, later, never
from scheduler.steps.anchor_facts import PROMISE_WITHDRAWN


def thanks_still_due(books: Books, rows: Sequence[Due]) -> list[Verdict]:
    """For each None if it may be said now; there are few of them."""
    return [_ended(books, row) or _waits(books, row) for row in rows]


def _ended(books: Books, row: Due) -> Verdict:
    if row.party_id is None or row.linked_party != row.party_id:
        return never("not_linked")
    if _DECEASED.scalar(books.conn, party=row.party_id):
        return never("deceased")
    if not has(books, row.contact_id, row.party_id, Purpose.REMINDERS):
        return never("no_consent")
    kept = promise_in(row.purpose)
    if not any(one.id == kept and one.state is PromiseState.KEPT for one in promises_of(books, row.decision_id or 0)):
        return never(PROMISE_WITHDRAWN)
    return never(training.SUPPRESSED) if training.is_on(books) else None


def _waits(books: Books, row: Due) -> Verdict:
    now = books.clock.now()
    if holding.is_held(books):
        return later(books, row, now + LOOK_AGAIN, holding.HELD)
    if _DEATH_TOLD.scalar(books.conn, party=row.party_id):
        return later(books, row, now + LOOK_AGAIN, "death_told")
    if row.muted_until is not None and row.muted_until > now:
        return later(books, row, row.muted_until, "muted")
    return None if quiet.is_open(books, now) else later(books, row, now, "quiet_hours")


_WHOSE = bindparam("party", type_=BigInteger)
_DECEASED = Prepared(select(party.c.deceased).where(party.c.id == _WHOSE))
_DEATH_TOLD = Prepared(select(death_is_checked(party.c.id)).where(party.c.id == _WHOSE))
