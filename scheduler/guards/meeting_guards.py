"""May this about a meeting still be said, at this moment? Asked inside the transaction that claims it.

A miss is told while nobody has said that they came after all, and only to who has no other appointment yet; a note while it is
there. Of a next step only who agreed to be reminded is reminded, and not within two days of a campaign's reminder.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import BigInteger, bindparam, exists, select

from casework.booking_facts import booking_of_party, find_booking
from casework.books import Books
from casework.consent import Purpose, has
from casework.db.prepared import Prepared, word
from casework.promises import PromiseState, promises_of
from casework.reception_outcomes import Outcome, What, find_outcome
from casework.receptions import BookingState
from casework.repairs import death_is_checked
from casework.tables.people import party
from messages.meeting_notices import missed_in, outcome_in
from messages.outbox import Guard
from messages.tables import outbox
from scheduler import quiet
from scheduler.delivery.claiming import Due, Verdict
from scheduler.guards import holding, training
from scheduler.guards.verdicts import LOOK_AGAIN, later, never

REMINDED = timedelta(days=2)
STEP = "n:"  # the purpose of a next step's reminder: outcome, day, kind


def meetings_still_true(books: Books, rows: Sequence[Due]) -> list[Verdict]:
    """For each None if it may be said now; there are few of them."""
    return [_ended(books, row) or _waits(books, row) for row in rows]


def step_in(purpose: str) -> tuple[int, str, str]:
    """Outcome, day and kind of a next step's reminder."""
    _, outcome_id, on, kind = purpose.split(":")
    return int(outcome_id), on, kind


def _ended(books: Books, row: Due) -> Verdict:
    if row.party_id is None or row.linked_party != row.party_id:
        return never("not_linked")
    if _DECEASED.scalar(books.conn, party=row.party_id):
        return never("deceased")
    if training.is_on(books):
        return never(training.SUPPRESSED)
    missed = missed_in(row.purpose)
    if missed is not None:
        return _of_miss(books, row.party_id, missed)
    if row.purpose.startswith(STEP):
        return _of_step(books, row, row.party_id)
    outcome = find_outcome(books, outcome_in(row.purpose) or 0)
    return never("note_gone") if outcome is None or outcome.what is What.NO_SHOW else None


def _of_miss(books: Books, party_id: int, booking_id: int) -> Verdict:
    there = find_booking(books, booking_id)
    if there is None or there.state is not BookingState.NO_SHOW:
        return never("came_after_all")
    return None if booking_of_party(books, party_id, there.kind) is None else never("has_another")


def _of_step(books: Books, row: Due, party_id: int) -> Verdict:
    outcome_id, on, kind = step_in(row.purpose)
    outcome = find_outcome(books, outcome_id)
    if outcome is None or outcome.next_step is None or (f"{outcome.next_on}", outcome.next_step.value) != (on, kind):
        return never("next_step_changed")
    if not has(books, row.contact_id, party_id, Purpose.REMINDERS):
        return never("no_consent")
    if _is_settled(books, outcome):
        return never("promise_kept")
    since = books.clock.now() - REMINDED
    return never("said_before") if _REMINDED.scalar(books.conn, party=party_id, since=since) else None


def _is_settled(books: Books, outcome: Outcome) -> bool:
    """Whether the promise that was made is kept, or was taken back."""
    if outcome.promise_id is None or outcome.decision_id is None:
        return False
    made = {one.id: one.state for one in promises_of(books, outcome.decision_id)}
    return made.get(outcome.promise_id) is not PromiseState.OPEN


def _waits(books: Books, row: Due) -> Verdict:
    now = books.clock.now()
    if holding.is_held(books):
        return later(books, row, now + LOOK_AGAIN, holding.HELD)
    if _DEATH_TOLD.scalar(books.conn, party=row.party_id):
        return later(books, row, now + LOOK_AGAIN, "death_told")
    if row.purpose.startswith(STEP) and row.muted_until is not None and row.muted_until > now:
        return later(books, row, row.muted_until, "muted")
    return None if quiet.is_open(books, now) else later(books, row, now, "quiet_hours")


_WHOSE = bindparam("party", type_=BigInteger)
_DECEASED = Prepared(select(party.c.deceased).where(party.c.id == _WHOSE))
_DEATH_TOLD = Prepared(select(death_is_checked(party.c.id)).where(party.c.id == _WHOSE))
_REMINDED = Prepared(
    select(
        exists().where(
            outbox.c.party_id == _WHOSE,
            outbox.c.guard == word(Guard.REMINDER),
            outbox.c.sent_at > bindparam("since", type_=outbox.c.sent_at.type),
        )
    )
)
