"""Which chats know us, whose are they, and what did their owners agree to?"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from casework.db.metadata import Instant, metadata

contact = Table(
    "contact",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("account", Text, nullable=False),  # the channel account: "telegram", "web", "terminal"
    Column("address_sealed", LargeBinary, nullable=False),  # the channel's chat id
    Column("address_print", LargeBinary, nullable=False),
    Column("lang", Text, nullable=False, server_default="vi"),
    Column("party_id", ForeignKey("party.id"), index=True),  # the live link, none before identification
    Column("linked_at", Instant),
    Column("muted_until", Instant),  # reminders only; the person's own wish
    Column("dead_since", Instant),  # the platform says the chat is gone
    Column("dead_reason", Text),
    Column("pin_hash", Text),  # optional view PIN
    Column("pin_failures", Integer, nullable=False, server_default="0"),
    Column("pin_open_until", Instant),
    Column("seen_at", Instant, nullable=False),  # last heard from
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("account", "address_print"),
)

link = Table(
    "link",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("party_id", ForeignKey("party.id"), nullable=False, index=True),
    Column("linked_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", Text),  # casework.linking.EndedBy
    Index(
        "uq_link_live",
        "contact_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

consent = Table(
    "consent",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("purpose", Text, nullable=False),  # casework.consent.Purpose
    Column("text_key", Text, nullable=False),
    Column("text_version", Integer, nullable=False),
    Column("lang", Text, nullable=False),
    Column("given", Boolean, nullable=False),  # False: asked and declined
    Column("at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
)
