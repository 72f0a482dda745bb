"""What has been heard and not yet dealt with, and where is each chat in its dialogue?"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, text

from casework.db.metadata import Instant, metadata

_WAITS = text("state = 'waiting'")

inbox = Table(
    "inbox",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("account", Text, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("chat_print", LargeBinary, nullable=False),  # keyed fingerprint of the chat: order without naming it
    Column("payload_sealed", LargeBinary),  # the raw update; wiped once it is done
    Column("state", Text, nullable=False),  # handlers.inbox.State
    Column("tries", Integer, nullable=False),
    Column("reason", Text),
    Column("received_at", Instant, nullable=False),
    Column("done_at", Instant),
    UniqueConstraint("account", "update_id"),
    Index("ix_inbox_waiting", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
    Index(  # what waits before it in its chat: asked for each that waits, at every turn
        "ix_inbox_chat", "account", "chat_print", "id", sqlite_where=_WAITS, postgresql_where=_WAITS
    ),
)

dialogue = Table(
    "dialogue",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("account", Text, nullable=False),
    Column("chat_print", LargeBinary, nullable=False),
    Column("state", Text),
    Column("answers_sealed", LargeBinary),  # what the dialogue has learnt so far, JSON
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("account", "chat_print"),
)
