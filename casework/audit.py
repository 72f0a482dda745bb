"""Who did what, and would we notice if somebody changed the answer?

Each row carries the SHA-256 of the digest before it and of its own content, so a row that is changed, taken out, put in
or moved breaks the chain from there on. A chain does not show that its *end* was cut off, nor that all of it was written
anew: for that its head is published outside from time to time, and ``verify`` compares.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select, text

from casework.books import Books
from casework.db.prepared import Prepared, insert_of
from casework.tables.audit import audit_entry

SYSTEM = "system"
_BEFORE_THE_FIRST = "0" * 64
_NAME = re.compile(r"[a-z_]+(:[A-Za-z0-9_.@/-]+)?", re.ASCII)
_LOCK = text("SELECT pg_advisory_xact_lock(7303014)")  # any number that nothing else of ours locks
_LAST = Prepared(select(audit_entry.c.seq, audit_entry.c.digest).order_by(audit_entry.c.seq.desc()).limit(1))
_ALL = select(audit_entry).order_by(audit_entry.c.seq).execution_options(yield_per=1000)
_ADD = insert_of(audit_entry, "seq", "at", "actor", "action", "object", "purpose", "result", "digest")


class Action(StrEnum):
    """What can be done that is worth a line. Stored by value: never rename one, never use one again for another."""

    LINK = "link"
    UNLINK = "unlink"
    LINK_CODE_PRINTED = "link_code_printed"
    LINK_REQUESTED = "link_requested"  # a right code of a party without an identity number
    LINK_REQUEST_DECIDED = "link_request_decided"
    LINK_LOCKED = "link_locked"  # the party's tenth failure
    LINK_UNLOCKED = "link_unlocked"
    LINK_ALARM = "link_alarm"  # many failures over all chats
    RECEPTION_DAY_OPENED = "reception_day_opened"
    RECEPTION_DAY_GIVEN = "reception_day_given"  # to a campaign, or to none
    RECEPTION_DAY_CALLED_OFF = "reception_day_called_off"
    RECEPTION_PLAN_MADE = "reception_plan_made"
    RECEPTION_PLAN_ENDED = "reception_plan_ended"
    RECEPTION_PLAN_EXCEPTED = "reception_plan_excepted"  # a day of it left out or moved
    RECEPTION_OUTCOME_RECORDED = "reception_outcome_recorded"
    RECEPTION_ANSWERED = "reception_answered"  # the answer, or the notice of refusal, that was owed
    REMINDERS_SET = "reminders_set"  # how long before appointments people are reminded
    RECEPTION_DAY_MOVED = "reception_day_moved"  # moved, merged or cancelled, with everybody who had booked
    RECEPTION_MOVE_UNDONE = "reception_move_undone"
    RECEPTION_PHONE_LIST_SEEN = "reception_phone_list_seen"  # names and telephones, in full
    BOOKING_CALLED = "booking_called"  # about a day that was moved, and what came of it
    RECEPTION_PAGES_MADE = "reception_pages_made"  # what the books hold of everybody who comes, for the leader
    RECEPTION_LIST_MADE = "reception_list_made"  # who is expected, for the desk or a commune's team, with names
    RECEPTION_REGISTER_EXPORTED = "reception_register_exported"  # with names, or masked
    BOOKING_TAKEN_BACK = "booking_taken_back"  # a slip of the desk
    BOOKING_CONFIRMED = "booking_confirmed"
    BOOKING_MOVED = "booking_moved"
    BOOKING_CANCELLED = "booking_cancelled"
    VISITOR_ARRIVED = "visitor_arrived"  # noted at the desk, or taken back
    VISITOR_IDENTIFIED = "visitor_identified"  # the desk looked whom a guest may be, saw papers, or took it back
    VISIT_ENDED = "visit_ended"  # received, refused, or did not come
    STAFF_ADDED = "staff_added"
    STAFF_ROLE_CHANGED = "staff_role_changed"
    STAFF_LEFT = "staff_left"
    STAFF_CAME_BACK = "staff_came_back"
    ACCOUNT_PROPOSED = "account_proposed"
    ACCOUNT_APPROVED = "account_approved"
    ACCOUNT_RETIRED = "account_retired"
    CALENDAR_DAY_SET = "calendar_day_set"
    CALENDAR_YEAR_CONFIRMED = "calendar_year_confirmed"
    IMPORT_RECEIVED = "import_received"  # a file; nothing is written yet
    IMPORT_SEEN = "import_seen"  # its doubtful cells, or the rows of a batch that wait, in full
    IMPORT_CORRECTED = "import_corrected"  # what was typed in place of cells, or said of columns
    IMPORT_BEGUN = "import_begun"  # somebody pressed write
    IMPORT_DISCARDED = "import_discarded"
    IMPORT_WRITTEN = "import_written"
    IMPORT_UNDONE = "import_undone"
    CAMPAIGN_CREATED = "campaign_created"
    CAMPAIGN_HANDED_IN = "campaign_handed_in"  # put before the leader
    CAMPAIGN_SENT_BACK = "campaign_sent_back"
    CAMPAIGN_TAKEN_BACK = "campaign_taken_back"  # by whoever handed it in
    CAMPAIGN_REHEARSED = "campaign_rehearsed"
    CAMPAIGN_APPROVED = "campaign_approved"
    CAMPAIGN_NEWCOMERS = "campaign_newcomers"  # approved anew while it runs: who came into the selection is planned too
    CAMPAIGN_STARTED = "campaign_started"
    CAMPAIGN_PAUSED = "campaign_paused"
    CAMPAIGN_RESUMED = "campaign_resumed"
    CAMPAIGN_STOPPED = "campaign_stopped"
    CAMPAIGN_FINISHED = "campaign_finished"
    CAMPAIGN_CHANGE_PROPOSED = "campaign_change_proposed"
    CAMPAIGN_CHANGE_APPROVED = "campaign_change_approved"
    CAMPAIGN_CHANGE_WITHDRAWN = "campaign_change_withdrawn"
    CAMPAIGN_BRAKED = "campaign_braked"  # it stopped itself: too many complaints, opt-outs, wrong persons, distress
    CAMPAIGN_LET_GO = "campaign_let_go"  # after its first messages
    CHANNEL_STOPPED = "channel_stopped"  # too many of an account's messages went wrong
    CHANNEL_CLEARED = "channel_cleared"
    CHANNEL_QUOTA_SET = "channel_quota_set"
    TRAINING_SWITCHED = "training_switched"
    ANSWERING_SET = "answering_set"  # how many replies somebody handles in a day
    EXPERIMENT_REGISTERED = "experiment_registered"
    EXPERIMENT_WITHDRAWN = "experiment_withdrawn"
    EXPERIMENT_DRAWN = "experiment_drawn"
    EXPERIMENT_LOOKED_AT = "experiment_looked_at"  # before its end
    CAMPAIGN_PLAN_CHANGED = "campaign_plan_changed"  # what the office plans around the messages; which part of it
    CAMPAIGN_DISCARDED = "campaign_discarded"  # a draft that nobody wants
    CASE_PLAN_WRITTEN = "case_plan_written"
    CASE_PLAN_CLOSED = "case_plan_closed"
    CAMPAIGN_PLAN_SEEN = "campaign_plan_seen"  # in full: outsiders' names, officers' own words about cases
    DAY_COUNT_SET = "day_count_set"
    FEE_AMOUNTS_SET = "fee_amounts_set"
    STAND_INS_SET = "stand_ins_set"  # whether somebody may receive citizens in a leader's place
    DECISION_SEEN = "decision_seen"  # in full, with names
    CASE_OPENED = "case_opened"  # one out of sight, because it was urgent: to be looked at for half an hour
    CASE_OPENING_REFUSED = "case_opening_refused"
    CASE_OPENING_SEEN = "case_opening_seen"  # a leader has read that it was opened
    CASE_OPENING_CLOSED = "case_opening_closed"  # before its half hour was over
    DECISION_CHANGED = "decision_changed"  # at the terminal, by which command: its course, its lines, its money
    TARGET_SET = "target_set"
    REPORT_LIST_SEEN = "report_list_seen"  # the decisions behind a figure
    REPORT_EXPORTED = (
        "report_exported"  # results as a file: in which form, how many lines, and why where a reason is asked
    )
    QUESTION_SEEN = "question_seen"  # somebody's own words, in full
    QUESTION_ASSIGNED = "question_assigned"
    QUESTION_ANSWERED = "question_answered"  # or asked back, which the purpose says
    QUESTION_CLOSED = "question_closed"
    ALERT_TAKEN = "alert_taken"
    ALERT_CALLED = "alert_called"  # and what came of the call
    ALERT_LIST_CHANGED = "alert_list_changed"
    PROPOSAL_MADE = "proposal_made"  # an explanation from an officer's answer
    PROPOSAL_DECIDED = "proposal_decided"
    PROPOSAL_WITHDRAWN = "proposal_withdrawn"
    CLAIMS_SEEN = "claims_seen"  # the numbers people typed
    CLAIM_DECIDED = "claim_decided"  # "paid already": found, or not found
    REPAIR_ENDED = "repair_ended"
    REPAIR_SEEN = "repair_seen"  # whom nobody reaches, with what is known of them
    REPAIRS_SEEN = "repairs_seen"  # a list of them, with names where the role sees names
    DATA_REQUEST_OPENED = "data_request_opened"  # somebody uses a right over their own data
    DATA_REQUEST_SEEN = "data_request_seen"
    DATA_REQUEST_CHANGED = "data_request_changed"  # acknowledged, extended, who asks
    DATA_REQUEST_ENDED = "data_request_ended"
    OWN_DATA_COPIED = "own_data_copied"  # all that the books hold about a party, for the party
    BREACH_OPENED = "breach_opened"
    BREACH_SEEN = "breach_seen"
    BREACH_CHANGED = "breach_changed"  # its facts, or a line of its time line; which
    BREACH_CLOSED = "breach_closed"
    BACKUP_MADE = "backup_made"  # because somebody asked for one
    RESTORE_DRILL_RECORDED = "restore_drill_recorded"
    VISIT_PLANNED = "visit_planned"  # by hand
    VISITS_PRINTED = "visits_printed"  # with full names
    VISIT_RECORDED = "visit_recorded"  # and what came of it
    BOOKS_RESTORED = "books_restored"  # from a backup: what was written after it is not here
    BOOKS_MOVED = "books_moved"  # to another database: these are no longer the ones in use
    DELIVERY_HELD = "delivery_held"  # nothing goes out unasked
    DELIVERY_RELEASED = "delivery_released"
    MESSAGE_RESOLVED = (
        "message_resolved"  # a person says whether an uncertain or failed message arrived, or sends it again
    )
    ENTRY_LINK_MADE = "entry_link_made"  # a one-time link to the staff's pages
    ENTRY_LINK_USED = "entry_link_used"  # from here on what the account was entered with before is void
    SECOND_FACTOR_SET = "second_factor_set"
    IDENTITY_LINKED = "identity_linked"  # an account of the province, by its owner here
    IDENTITY_UNLINKED = "identity_unlinked"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # an action's name
    SIGNED_IN = "signed_in"
    SIGN_IN_LOCKED = "sign_in_locked"  # too many tries for one login
    SIGNED_OUT = "signed_out"  # here, or everywhere
    SESSION_ELSEWHERE = "session_elsewhere"  # its browser calls itself otherwise: renewed, or another one
    NOTE_WRITTEN = "note_written"  # the office's own, on a decision; the purpose is the note's id
    NOTE_DELETED = "note_deleted"  # by its writer, within a day
    MESSAGE_SEEN = "message_seen"  # why somebody was told something
    CASES_SEARCHED = "cases_searched"  # how many were found; never the words
    AUDIT_SEEN = "audit_seen"
    LAW_REVIEWED = "law_reviewed"  # an explanation approved, returned, or either taken back
    TEXT_WRITTEN = "text_written"  # an office's own wording of a text: a draft
    TEXT_SUBMITTED = "text_submitted"  # for another person to read
    TEXT_DECIDED = "text_decided"  # approved or returned; refused: by whoever wrote it
    TEXT_RETIRED = "text_retired"


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """The end of the chain: what is published outside, so that a cut is seen."""

    seq: int
    digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """The chain holds. ``head`` is None while nothing has been recorded."""

    count: int
    head: Head | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Broken:
    """The chain holds up to the row before ``seq``; that row is missing, changed, or not the one published."""

    seq: int


def staff(staff_id: int) -> str:
    """How a member of staff is named as an actor or object."""
    return f"staff:{staff_id}"


def whoever(staff_id: int | None, contact_id: int | None) -> str:
    """The actor: a member of staff, else a person in a chat, else the program, where it is not known in which chat."""
    if staff_id is not None:
        return staff(staff_id)
    return SYSTEM if contact_id is None else f"contact:{contact_id}"


def record(
    books: Books,
    actor: str,
    action: Action,
    object: str,  # noqa: A002  # the word of the audit trail
    *,
    purpose: str = "",
    result: str = "ok",
) -> None:
    """Append a line. ``actor`` and ``object`` are ``"kind:id"`` or a kind alone, never a name or other personal content.

    Call it last in a rule: on PostgreSQL it takes the chain's lock, which is held until the transaction ends (on SQLite
    there is one writer anyway). Raises ``ValueError`` for an actor or object of another form.
    """
    for name in (actor, object):
        if not _NAME.fullmatch(name):
            raise ValueError("an audit line names its actor and object as kind:id")
    if books.conn.dialect.name == "postgresql":
        books.conn.execute(_LOCK)  # a statement of its own: the next one must see what the last holder committed
    last = _LAST.one(books.conn)
    seq, before = (last.seq + 1, last.digest) if last else (1, _BEFORE_THE_FIRST)
    row = {
        "seq": seq,
        "at": books.clock.now(),
        "actor": actor,
        "action": Action(action).value,
        "object": object,
        "purpose": purpose,
        "result": result,
    }
    _ADD.changed(books.conn, **row, digest=_digest(before, row))


def head(books: Books) -> Head | None:
    """The chain's end, for publication outside; None while nothing has been recorded."""
    last = _LAST.one(books.conn)
    return Head(seq=last.seq, digest=last.digest) if last else None


def verify(books: Books, *published: Head) -> Verified | Broken:
    """Read the whole chain and compare it with heads published before. About 10 µs a row, in pieces of 1,000."""
    expected = {one.seq: one.digest for one in published}
    before, seq = _BEFORE_THE_FIRST, 0
    rows = books.conn.execute(_ALL)
    with rows:
        for row in rows:
            seq += 1
            if row.seq != seq or row.digest != _digest(before, _content(row)):
                return Broken(seq=seq)
            if expected.pop(seq, row.digest) != row.digest:
                return Broken(seq=seq)
            before = row.digest
    if expected:  # published once, not there any more
        return Broken(seq=seq + 1)
    return Verified(count=seq, head=Head(seq=seq, digest=before) if seq else None)


def _content(row: Row[Any]) -> dict[str, Any]:
    return {key: value for key, value in row._mapping.items() if key != "digest"}


def _digest(before: str, row: dict[str, Any]) -> str:
    """SHA-256 of the digest before and the row as JSON with sorted keys and no spaces, time in UTC microseconds."""
    at: datetime = row["at"]
    told = {**row, "at": at.astimezone(UTC).isoformat(timespec="microseconds")}
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256((before + canonical).encode()).hexdigest()
