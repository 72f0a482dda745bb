"""How is something queued to be said? Replies and reminders go through this one table, and only through it.

A row is one *logical message*. Its ``purpose`` is unique: queueing the same purpose again changes nothing, so a rule may be
run twice. What a row carries is sealed; ids and states stay clear so that work can be found. Who may move a row from state
to state is said in docs/decisions/0005-outbox-states.md; retrying happens in ``scheduler.delivery.dispatch`` only.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from casework import references
from casework.books import Books
from casework.db.for_each import as_json_list, ids_in
from casework.db.ids import new_id, new_ids
from casework.db.prepared import Prepared
from messages.outgoing import Act, Attachment, Button, Outgoing
from messages.tables import outbox


class DeliveryClass(StrEnum):
    """What a crash between sending and writing it down may do to this message."""

    MUST_ARRIVE = "D"  # resent once: a double is harmless, a loss is not
    REPEATS_ANYWAY = "R"  # never resent: the next reminder covers it
    NEVER_DOUBLE = "X"  # never resent, short-lived: the person asks again


class Lane(IntEnum):
    """Who goes first when the channel's rate is short."""

    PRESS = -1  # ends the waiting sign of a pressed button: of no use soon, and the platform forgets the button
    REPLY = 0
    PERSONAL = 1  # appointments, answers of officers
    CAMPAIGN = 2


class State(StrEnum):
    """Where a logical message is."""

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    OPENED = "opened"
    UNCERTAIN = "uncertain"
    REJECTED = "rejected"
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    FAILED_TECHNICAL = "failed_technical"


class Guard(StrEnum):
    """What must still be true at the moment of sending (the checks are ``scheduler.guards.at_sending``)."""

    REPLY = "reply"
    REMINDER = "reminder"
    APPOINTMENT = "appointment"
    FOLD = "fold"
    NOTICE = "notice"  # to the person's own chats about their link, or what they asked
    THANKS = "thanks"  # for a promise kept
    MEETING = "meeting"  # about a meeting that was missed or held


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """What a nudge shows when it is tapped: a text of the library and the rows whose facts fill it at that moment."""

    text_key: str
    text_version: int
    decision_id: int | None = None
    booking_id: int | None = None
    moved_id: int | None = None  # day_move_person: the booking's day was moved
    question_id: int | None = None
    missed_id: int | None = None  # the booking to which nobody came
    outcome_id: int | None = None  # what came of a meeting
    claim_id: int | None = None  # "I have paid already", that an officer has looked into
    promise_id: int | None = None  # that was kept
    entry_id: int | None = None  # which of the officer's words in that question; none: the last answer
    campaign_id: int | None = None
    party_id: int | None = None  # whom it speaks to: a decision may have several debtors
    anchor: str | None = None  # the day a campaign's step is counted from: scheduler.steps.step.Anchor
    speaks_for: int | None = None  # how many steps of that campaign whose day had passed it stands for
    plan: str | None = None  # the plan that a campaign's reminder rests on, for "why did I get this"
    approved_by: int | None = None  # the member of staff who approved that campaign
    reference: str | None = None  # the nudge's own, shown again with the content


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """One logical message about to be queued. Times are aware UTC; ``not_before`` None means now.

    ``message`` may be a function of the row's id: a nudge's button names the row whose content it opens.
    """

    contact_id: int
    account: str
    purpose: str
    message: Outgoing | Callable[[int], Outgoing]
    delivery_class: DeliveryClass
    lane: Lane
    guard: Guard
    text_key: str
    text_version: int
    personal: bool = False
    party_id: int | None = None
    decision_id: int | None = None
    campaign_id: int | None = None
    content: Content | None = None
    reference: str | None = None
    not_before: datetime | None = None
    useful_until: datetime | None = None


def topic(account: str) -> str:
    """What the sender of ``account`` waits for."""
    return f"outbox:{account}"


def free_reference(books: Books) -> str:
    """A new reference that no message bears yet."""
    return free_references(books, 1)[0]


def free_references(books: Books, count: int) -> list[str]:
    """So many."""
    return references.free_references(books, outbox.c.reference, count)


def queue(books: Books, draft: Draft) -> int | None:
    """Queue one logical message; its id, or None when its purpose is already there (then nothing changes)."""
    row = _row(books, new_id(), draft)
    if _INSERT.changed(books.conn, **row) == 0:
        return None
    books.ring(topic(draft.account))
    row_id: int = row["id"]
    return row_id


def queue_all(books: Books, drafts: Sequence[Draft]) -> list[int | None]:
    """``queue`` for each of these, in their order, by one call of the driver."""
    if not drafts:
        return []
    ids = new_ids(len(drafts))
    _INSERT.change_all(books.conn, [_row(books, *pair) for pair in zip(ids, drafts, strict=True)])
    there = {row_id for (row_id,) in _THERE.rows(books.conn, ids=as_json_list(ids))}
    for account in {draft.account for row_id, draft in zip(ids, drafts, strict=True) if row_id in there}:
        books.ring(topic(account))
    return [row_id if row_id in there else None for row_id in ids]


def _row(books: Books, row_id: int, draft: Draft) -> dict[str, Any]:
    """The row of a message that waits for its turn."""
    now = books.clock.now()
    message = draft.message(row_id) if callable(draft.message) else draft.message
    return {
        "id": row_id,
        "account": draft.account,
        "contact_id": draft.contact_id,
        "purpose": draft.purpose,
        "delivery_class": draft.delivery_class.value,
        "lane": int(draft.lane),
        "guard": draft.guard.value,
        "state": State.QUEUED.value,
        "act": message.act.value,
        "payload_sealed": books.keys.seal("outbox", "payload", row_id, packed(message)),
        "content_sealed": _sealed_content(books, row_id, draft.content),
        "personal": draft.personal,
        "party_id": draft.party_id,
        "decision_id": draft.decision_id,
        "campaign_id": draft.campaign_id,
        "text_key": draft.text_key,
        "text_version": draft.text_version,
        "reference": draft.reference,
        "not_before": draft.not_before or now,
        "useful_until": draft.useful_until,
        "tries": 0,
        "made_at": now,
    }


_columns: dict[str, Any] = {
    column.name: bindparam(column.name)
    for column in outbox.columns
    if column.name
    not in ("reason", "owner", "lease_until", "platform_message_id", "sent_at", "opened_at")  # come later in its life
}
_INSERT = Prepared(
    {
        "sqlite": sqlite.insert(outbox).values(_columns).on_conflict_do_nothing(index_elements=["purpose"]),
        "postgresql": postgresql.insert(outbox).values(_columns).on_conflict_do_nothing(index_elements=["purpose"]),
    }
)
_THERE = Prepared.for_each_kind(lambda dialect: select(outbox.c.id).where(outbox.c.id.in_(ids_in(dialect, "ids"))))


def packed(message: Outgoing) -> str:
    """A request as JSON text, for sealing."""
    shape: dict[str, Any] = {"act": message.act.value, "text": message.text}
    if message.buttons:
        shape["buttons"] = [[[b.text, b.data, b.url] for b in row] for row in message.buttons]
    if message.attachment is not None:
        content = base64.b64encode(message.attachment.content).decode()
        shape["attachment"] = [message.attachment.name, message.attachment.mime, content]
    for name in ("message_id", "callback_id"):
        if (value := getattr(message, name)) is not None:
            shape[name] = value
    if message.protect:
        shape["protect"] = True
    return msgspec.json.encode(shape).decode()


def unpacked(text: str) -> Outgoing:
    """The request that ``packed`` wrote."""
    shape: dict[str, Any] = msgspec.json.decode(text)
    attachment = shape.get("attachment")
    return Outgoing(
        act=Act(shape["act"]),
        text=shape["text"],
        buttons=tuple(
            tuple(Button(text=label, data=data, url=url) for label, data, url in row)
            for row in shape.get("buttons", ())
        ),
        attachment=None
        if attachment is None
        else Attachment(name=attachment[0], mime=attachment[1], content=base64.b64decode(attachment[2])),
        message_id=shape.get("message_id"),
        callback_id=shape.get("callback_id"),
        protect=shape.get("protect", False),
    )


def _sealed_content(books: Books, row_id: int, content: Content | None) -> bytes | None:
    if content is None:
        return None
    shape = {name: value for name in Content.__slots__ if (value := getattr(content, name)) is not None}
    return books.keys.seal("outbox", "content", row_id, msgspec.json.encode(shape).decode())


def content_of(books: Books, row_id: int) -> Content | None:
    """What the nudge ``row_id`` shows when tapped, or None where there is no such nudge."""
    sealed = books.conn.execute(select(outbox.c.content_sealed).where(outbox.c.id == row_id)).scalar()
    if sealed is None:
        return None
    return Content(**json.loads(books.keys.open("outbox", "content", row_id, sealed)))
