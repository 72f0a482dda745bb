"""What have people asked an officer, and what were they answered?"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, Table, Text

from casework.db.metadata import Instant, metadata

question = Table(
    "question",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("party_id", ForeignKey("party.id")),
    Column("state", Text, nullable=False),  # casework.questions.State
    Column("reference", Text, nullable=False, unique=True),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("answer_sealed", LargeBinary),
    Column("answered_by", ForeignKey("staff.id")),
    Column("answered_at", Instant),
    Index("ix_question_waiting", "state", "asked_at"),
)
