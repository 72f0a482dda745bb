"""What do the send journals know that the books do not, and how do the books learn it without anything going out twice?

Books that were restored have forgotten what was sent since the backup. Every intention they do not know becomes ``uncertain``
(nothing is sent again by itself), every answer of a channel is written down, and everything unasked is held. What the books
never heard of at all is taken in as a row that only bears its purpose: whoever plans it again meets that purpose.
A crash leaves the journals ahead as well, but only by answers: the claim is committed before its line is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, assert_never

from sqlalchemy import delete, insert, or_, select, update

from casework.books import Books
from casework.contacts import chat_print
from casework.tables.contacts import contact
from casework.tables.decisions import decision
from casework.tables.people import party
from messages.faces import Shown, shown
from messages.outbox import State, packed
from messages.outgoing import Act, Outgoing
from messages.tables import attempt, face, outbox
from scheduler.delivery.journal import Place
from scheduler.delivery.journal_lines import Begun, Booked, Ended, Ending, Intended, Whole
from scheduler.delivery.recording import DEFERRED
from scheduler.guards import holding
from scheduler.guards.holding import Why
from scheduler.steps.step import State as StepState
from scheduler.tables import planned_step

CHUNK = 500  # lines in one transaction
RESTORED = "restored"  # the reason of a row that the journal knows to have gone out, and the books did not
JOURNAL_ONLY = "journal_only"  # the reason of a row that was made from the journal: what it said is not there any more
_JOURNAL = "journal"  # who made an attempt that only the journal knows
_NOT_GONE = tuple(
    state.value
    for state in State
    if state not in (State.ACCEPTED, State.OPENED, State.REJECTED)  # their ends are known
)
_OPEN_END = (State.SENDING.value, State.QUEUED.value, State.UNCERTAIN.value)


@dataclass(kw_only=True, slots=True)
class Tally:
    """What was learned. ``uncertain``: rows that the books had; ``taken_in``: rows that they never heard of."""

    uncertain: int = 0
    taken_in: int = 0
    accepted: int = 0
    not_sent: int = 0
    rejected: int = 0
    damaged: int = 0

    @property
    def unknown(self) -> int:
        """Intentions that the books did not know: more than none tells of a restore."""
        return self.uncertain + self.taken_in

    def add(self, other: Tally) -> None:
        """Count what another has counted."""
        for each in fields(Tally):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


def take_in(books: Books, place: Place, lines: Sequence[Whole | None], is_living: Callable[[str], bool]) -> Tally:
    """Learn a stretch of a journal that ends at ``place``; run again it changes nothing. Holds what must be held."""
    tally = Tally()
    known = _known_attempts(books, lines)
    for line in lines:
        match line:
            case None:
                tally.damaged += 1
            case Intended():
                if (line.id, line.attempt) not in known:
                    _learn_intention(books, line, tally)
            case Ended():
                _learn_ending(books, line, tally)
            case Begun() | Booked():
                pass
            case _:
                assert_never(line)
    if tally.unknown and holding.place(books, Why.RESTORED):
        let_nothing_go_again(books, is_living)
    if tally.damaged:
        holding.place(books, Why.JOURNAL_DAMAGED)
    holding.reach(books, place)
    return tally


def let_nothing_go_again(books: Books, is_living: Callable[[str], bool]) -> int:
    """In books that were restored, what was being sent at the time of the backup has long been answered: nobody knows how.

    Otherwise the next sender would take class D up once more.
    """
    sending = outbox.c.state == State.SENDING.value
    owners = books.conn.execute(select(outbox.c.owner).where(sending).distinct()).scalars().all()
    gone = [owner for owner in owners if owner is not None and not is_living(owner)]
    ended = update(outbox).where(sending, or_(outbox.c.owner.in_(gone), outbox.c.owner.is_(None)))
    values = {"state": State.UNCERTAIN.value, "reason": RESTORED, "owner": None, "lease_until": None}
    return books.conn.execute(ended.values(**values)).rowcount


# -- intentions ----------------------------------------------------------------------------------------------------------


def _known_attempts(books: Books, lines: Iterable[Whole | None]) -> set[tuple[int, int]]:
    ids = {line.id for line in lines if isinstance(line, Intended)}
    rows = books.conn.execute(select(attempt.c.outbox_id, attempt.c.number).where(attempt.c.outbox_id.in_(ids)))
    return {(row.outbox_id, row.number) for row in rows}


def _learn_intention(books: Books, line: Intended, tally: Tally) -> None:
    row = _row_for(books, line)
    if row is None:
        _take_row_in(books, line)
        tally.taken_in += 1
        return
    gone = update(outbox).where(outbox.c.id == row.id, outbox.c.state.in_(_NOT_GONE))
    reason = JOURNAL_ONLY if row.reason == JOURNAL_ONLY else RESTORED
    values = {"state": State.UNCERTAIN.value, "reason": reason, "owner": None, "lease_until": None}
    books.conn.execute(gone.values(tries=max(row.tries, line.attempt), **values))
    _add_attempt(books, row.id, line)
    tally.uncertain += 1


def _row_for(books: Books, line: Intended) -> Any:
    """The row itself, or one that was queued anew for the same purpose before this journal was read."""
    columns = (outbox.c.id, outbox.c.tries, outbox.c.reason, outbox.c.state)
    row = books.conn.execute(select(*columns).where(outbox.c.id == line.id)).one_or_none()
    if row is not None:
        return row
    row = books.conn.execute(select(*columns).where(outbox.c.purpose == line.purpose)).one_or_none()
    if row is None or row.state != State.REJECTED.value:
        return row
    refused = update(outbox).where(outbox.c.id == row.id)  # by one channel, so it went to the next for the same purpose
    books.conn.execute(refused.values(purpose=f"{line.purpose}:{row.id}"))
    return None


def _add_attempt(books: Books, row_id: int, line: Intended) -> None:
    there = select(attempt.c.number).where(attempt.c.outbox_id == row_id, attempt.c.number == line.attempt)
    if books.conn.execute(there).first() is None:
        facts = {"outbox_id": row_id, "number": line.attempt, "owner": _JOURNAL, "started_at": line.at}
        books.conn.execute(insert(attempt).values(**facts))


def _take_row_in(books: Books, line: Intended) -> None:
    """A row with the purpose and without the words."""
    if books.conn.execute(select(contact.c.id).where(contact.c.id == line.contact_id)).first() is None:
        _add_lost_chat(books, line)
    values = {
        "id": line.id,
        "account": line.account,
        "contact_id": line.contact_id,
        "purpose": line.purpose,
        "delivery_class": line.delivery_class,
        "lane": line.lane,
        "guard": line.guard,
        "state": State.UNCERTAIN.value,
        "reason": JOURNAL_ONLY,
        "act": line.act,
        "payload_sealed": books.keys.seal("outbox", "payload", line.id, packed(Outgoing(act=Act(line.act)))),
        "personal": line.personal,
        "party_id": _if_there(books, party, line.party_id),
        "decision_id": _if_there(books, decision, line.decision_id),
        "campaign_id": line.campaign_id,
        "text_key": line.text_key,
        "text_version": line.text_version,
        "reference": _if_free(books, line.reference),
        "not_before": line.at,
        "tries": line.attempt,
        "made_at": line.at,
    }
    books.conn.execute(insert(outbox).values(**values))
    _add_attempt(books, line.id, line)
    told = update(planned_step).where(
        planned_step.c.purpose == line.purpose, planned_step.c.state == StepState.PENDING.value
    )
    books.conn.execute(told.values(state=StepState.QUEUED.value, outbox_id=line.id))


def _add_lost_chat(books: Books, line: Intended) -> None:
    """A chat that was met after the backup: nobody knows its address any more, but what was said there hangs on it.

    It is dead from the first. When its owner writes again a new one is made, as for anybody.
    """
    address = f"-{line.contact_id}"
    values = {
        "id": line.contact_id,
        "account": line.account,
        "address_sealed": books.keys.seal("contact", "address", line.contact_id, address),
        "address_print": chat_print(books, line.account, address),
        "dead_since": books.clock.now(),
        "dead_reason": JOURNAL_ONLY,
        "seen_at": line.at,
        "created_at": line.at,
    }
    books.conn.execute(insert(contact).values(**values))


def _if_there(books: Books, table: Any, row_id: int | None) -> int | None:
    if row_id is None:
        return None
    return books.conn.execute(select(table.c.id).where(table.c.id == row_id)).scalar()


def _if_free(books: Books, reference: str | None) -> str | None:
    if reference is None:
        return None
    taken = select(outbox.c.id).where(outbox.c.reference == reference)
    return None if books.conn.execute(taken).first() is not None else reference


# -- endings -------------------------------------------------------------------------------------------------------------


def _learn_ending(books: Books, line: Ended, tally: Tally) -> None:
    row = books.conn.execute(
        select(
            outbox.c.contact_id,
            outbox.c.act,
            outbox.c.state,
            outbox.c.reason,
            outbox.c.personal,
            outbox.c.content_sealed.is_not(None).label("is_nudge"),
        ).where(outbox.c.id == line.id, outbox.c.tries == line.attempt, outbox.c.state.in_(_OPEN_END))
    ).one_or_none()
    if row is None:
        return
    match line.ending:
        case Ending.ACCEPTED:
            _set(books, line, State.ACCEPTED, None, platform_message_id=line.message_id, sent_at=line.at)
            if line.message_id is not None:
                shown(
                    books, [Shown(row.contact_id, line.message_id, line.id, Act(row.act), row.personal, row.is_nudge)]
                )
            tally.accepted += 1
        case Ending.NOT_SENT:
            if row.reason == JOURNAL_ONLY:
                _forget(books, line.id)
            elif row.state != State.QUEUED.value:
                _set(books, line, State.QUEUED, f"{DEFERRED}{RESTORED}")
            tally.not_sent += 1
        case Ending.REJECTED:
            _set(books, line, State.REJECTED, RESTORED)
            tally.rejected += 1
        case _:
            assert_never(line.ending)
    ended = update(attempt).where(attempt.c.outbox_id == line.id, attempt.c.number == line.attempt)
    books.conn.execute(ended.values(ended_at=line.at, outcome=line.ending.value))


def _set(books: Books, line: Ended, state: State, reason: str | None, **more: Any) -> None:
    values = {"state": state.value, "reason": reason, "owner": None, "lease_until": None, **more}
    books.conn.execute(update(outbox).where(outbox.c.id == line.id).values(**values))


def _forget(books: Books, row_id: int) -> None:
    """It never left, and its words are gone: its purpose is free again for whoever plans it."""
    again = update(planned_step).where(planned_step.c.outbox_id == row_id)
    books.conn.execute(again.values(state=StepState.PENDING.value, outbox_id=None))
    for table, column in ((attempt, attempt.c.outbox_id), (face, face.c.outbox_id), (outbox, outbox.c.id)):
        books.conn.execute(delete(table).where(column == row_id))
