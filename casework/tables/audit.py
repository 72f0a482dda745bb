"""Who did what to which row? Append-only, each row chained to the one before; no personal content, only ids."""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from casework.db.metadata import Instant, metadata

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),  # "staff:12", "contact:34", "system"
    Column("action", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("digest", Text, nullable=False),  # sha256 of the digest before and this row, hex
    Index(
        "ix_audit_entry_actor", "actor", "seq"
    ),  # who looks for somebody's lines, or an object's, or an action's, reads
    Index("ix_audit_entry_object", "object", "seq"),  # the newest fifty by their order and not the whole trail
    Index("ix_audit_entry_action", "action", "seq"),
)

key_check = Table(
    "key_check",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("sealed", Text, nullable=False),  # a known word under the key in use: a wrong key is found at start
)
