"""Who is told when somebody must be called at once, and did somebody call?"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from casework.db.metadata import Instant, metadata

alert_person = Table(
    "alert_person",
    metadata,
    Column("staff_id", ForeignKey("staff.id"), primary_key=True),
    Column("turn", Integer, nullable=False),  # 1 is told first; several may share a turn
    Column("contact_id", ForeignKey("contact.id"), unique=True),  # the private chat that alerts go to
    Column("linked_at", Instant),
    Column("code_print", LargeBinary, unique=True),  # keyed fingerprint of the code that links a chat
    Column("code_until", Instant),
)

alert = Table(
    "alert",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("question_id", ForeignKey("question.id"), nullable=False, index=True),
    Column("raised_at", Instant, nullable=False),
    Column("told", Integer, nullable=False, server_default=text("0")),  # how often somebody was told
    Column("next_at", Instant),  # when the next turn is told; none: somebody called
    Column("taken_by", ForeignKey("staff.id")),
    Column("taken_at", Instant),
    Column("called_by", ForeignKey("staff.id")),
    Column("called_at", Instant),
    Column("outcome", Text),  # casework.alerts.Outcome
    Index(
        "ix_alert_next",
        "next_at",
        sqlite_where=text("next_at IS NOT NULL"),
        postgresql_where=text("next_at IS NOT NULL"),
    ),
)

alert_told = Table(
    "alert_told",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("alert_id", ForeignKey("alert.id"), nullable=False, index=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)
