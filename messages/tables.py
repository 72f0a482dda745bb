"""What waits to be said, what became of it, what stands in each chat right now, and which wordings are an office's own?"""

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

import casework.tables
from casework.db.metadata import Instant, metadata
from messages.moves import moves_ddl

__all__ = ["attempt", "face", "office_text", "outbox", "reference_check"]
_BOOKS = casework.tables  # the outbox refers to their rows

_QUEUED = text("state = 'queued'")
_FOR_PEOPLE = text("state IN ('uncertain', 'failed_technical')")

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("account", Text, nullable=False),
    Column("contact_id", ForeignKey("contact.id"), nullable=False),
    Column("purpose", Text, nullable=False, unique=True),  # what it is for: the same purpose is never queued twice
    Column("delivery_class", Text, nullable=False),  # messages.outbox.DeliveryClass: D, R or X
    Column("lane", Integer, nullable=False),  # messages.outbox.Lane: who goes first
    Column("guard", Text, nullable=False),  # what must still be true at the moment of sending
    Column("state", Text, nullable=False),  # messages.outbox.State
    Column("reason", Text),  # why it is suppressed, expired, rejected, uncertain or cancelled
    Column("act", Text, nullable=False),  # messages.outgoing.Act
    Column("payload_sealed", LargeBinary, nullable=False),  # the rendered request, JSON
    Column("content_sealed", LargeBinary),  # of a nudge: which text and facts its content shows when tapped, JSON
    Column("personal", Boolean, nullable=False),  # shows personal content: folds back, and needs the link of its party
    Column("party_id", ForeignKey("party.id")),
    Column("decision_id", ForeignKey("decision.id")),
    Column("campaign_id", BigInteger),  # scheduler.tables.campaign; a lower room may not name it as a foreign key
    Column("text_key", Text, nullable=False),
    Column("text_version", Integer, nullable=False),
    Column("reference", Text),  # short, printed at the end of a nudge, checkable by anyone
    Column("not_before", Instant, nullable=False),
    Column("useful_until", Instant),
    Column("tries", Integer, nullable=False),
    Column("owner", Text),  # who is sending it
    Column("lease_until", Instant),
    Column("platform_message_id", Text),
    Column("made_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("opened_at", Instant),
    Index("ix_outbox_due", "account", "lane", "not_before", "id", sqlite_where=_QUEUED, postgresql_where=_QUEUED),
    Index("ix_outbox_waiting", "contact_id", "id", sqlite_where=_QUEUED, postgresql_where=_QUEUED),
    Index(
        "ix_outbox_sending",
        "account",
        "lease_until",
        sqlite_where=text("state = 'sending'"),
        postgresql_where=text("state = 'sending'"),
    ),
    Index(  # when somebody was last reminded, over all cases and campaigns
        "ix_outbox_reminded",
        "party_id",
        sqlite_where=text("guard = 'reminder'"),
        postgresql_where=text("guard = 'reminder'"),
    ),
    Index(  # what somebody was told unasked
        "ix_outbox_told",
        "party_id",
        "id",
        sqlite_where=text("guard <> 'reply' AND guard <> 'fold'"),
        postgresql_where=text("guard <> 'reply' AND guard <> 'fold'"),
    ),
    Index(  # a person decides what becomes of them: few among many
        "ix_outbox_for_people",
        "id",
        sqlite_where=_FOR_PEOPLE,
        postgresql_where=_FOR_PEOPLE,
    ),
    Index("uq_outbox_reference", "reference", unique=True),
    Index(
        "ix_outbox_campaign",  # how many of each state, and which arrived when
        "campaign_id",
        "state",
        "sent_at",
        sqlite_where=text("campaign_id IS NOT NULL"),
        postgresql_where=text("campaign_id IS NOT NULL"),
    ),
)

for _dialect in ("sqlite", "postgresql"):
    for _statement in moves_ddl(_dialect):
        event.listen(outbox, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]

attempt = Table(
    "attempt",
    metadata,
    Column("outbox_id", ForeignKey("outbox.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("owner", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("outcome", Text),
    Column("reason", Text),
    sqlite_with_rowid=False,  # the key is the table: what refers by it is found in one search
)

face = Table(
    "face",
    metadata,
    Column("contact_id", ForeignKey("contact.id"), primary_key=True),
    Column("platform_message_id", Text, primary_key=True),
    Column("outbox_id", ForeignKey("outbox.id"), nullable=False),  # the row whose content is shown there now
    Column("nudge_id", BigInteger),  # the nudge it folds back to; none: it folds to a plain line
    Column("fold_at", Instant),  # none: nothing personal is shown
    Index(
        "ix_face_fold",
        "fold_at",
        sqlite_where=text("fold_at IS NOT NULL"),
        postgresql_where=text("fold_at IS NOT NULL"),
    ),
    sqlite_with_rowid=False,
)

reference_check = Table(  # how often a chat asked "is this reference yours?": nobody may try them all
    "reference_check",
    metadata,
    Column("contact_id", ForeignKey("contact.id"), primary_key=True, autoincrement=False),
    Column("since", Instant, nullable=False),
    Column("checks", Integer, nullable=False),
)

office_text = Table(
    "office_text",  # a wording that this office has written in the place of a shipped one
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("version", Integer, nullable=False),  # from messages.texts_file.OFFICE_VERSIONS on; pinned on each message
    Column("based_on", Integer, nullable=False),  # the version that the writer had before them
    Column("vi", Text, nullable=False),
    Column("en", Text),  # none: readers of English get the Vietnamese
    Column("words_hash", Text, nullable=False),  # over the words and the days: what an approval is bound to
    Column("state", Text, nullable=False),  # messages.office_texts.State
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),  # the last day; none: until further
    Column("written_by", ForeignKey("staff.id"), nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("decided_by", ForeignKey("staff.id")),
    Column("decided_at", Instant),
    Column("note_sealed", LargeBinary),  # why it was returned
    Column("retired_by", ForeignKey("staff.id")),
    Column("retired_at", Instant),
    UniqueConstraint("key", "version"),
    CheckConstraint("decided_by IS NULL OR decided_by <> written_by", name="two_people"),
)
