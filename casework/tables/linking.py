"""Which printed codes are alive, and who has been guessing?"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from casework.db.metadata import Instant, metadata

link_code = Table(
    "link_code",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("selector", Text, nullable=False, unique=True),  # random, means nothing, so it may stand in clear
    Column("verifier_hash", Text, nullable=False),  # Argon2id over a keyed hash
    Column("printed_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("cancelled_at", Instant),
    Column("printed_by", ForeignKey("staff.id")),
    Index(
        "uq_link_code_live",
        "party_id",
        unique=True,
        sqlite_where=text("used_at IS NULL AND cancelled_at IS NULL"),
        postgresql_where=text("used_at IS NULL AND cancelled_at IS NULL"),
    ),
)

link_guard = Table(
    "link_guard",
    metadata,
    Column("party_id", ForeignKey("party.id"), primary_key=True, autoincrement=False),
    Column("failures", Integer, nullable=False),  # for life: a new code does not reset it, an officer does
)

link_attempt = Table(
    "link_attempt",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("contact_print", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_link_attempt_chat", "contact_print", "at"),
    Index("ix_link_attempt_at", "at"),
)

link_alarm = Table(
    "link_alarm",
    metadata,
    Column("ten_minutes", BigInteger, primary_key=True, autoincrement=False),  # since 1970: one alarm in each
    Column("raised_at", Instant, nullable=False),
)

link_request = Table(
    "link_request",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("contact_id", ForeignKey("contact.id"), nullable=False),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("decided_at", Instant),
    Column("decided_by", ForeignKey("staff.id")),
    Column("accepted", Boolean),
    Index(
        "uq_link_request_waiting",
        "contact_id",
        unique=True,
        sqlite_where=text("decided_at IS NULL"),
        postgresql_where=text("decided_at IS NULL"),
    ),
)

link_origin = Table(  # codes typed from one network within an hour, where a new chat costs nothing (the web chat)
    "link_origin",
    metadata,
    Column("origin_print", LargeBinary, primary_key=True),  # keyed fingerprint of the network's address
    Column("hour", BigInteger, primary_key=True, autoincrement=False),  # since 1970
    Column("tries", Integer, nullable=False),
    Index("ix_link_origin_hour", "hour"),
)
