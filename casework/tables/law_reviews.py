"""Who has looked at which version of which explanation, and approved it or sent it back?"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from casework.db.metadata import Instant, metadata

law_review = Table(
    "law_review",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("words_hash", Text, nullable=False),  # over the words as they were read
    Column("state", Text, nullable=False),  # approved, returned
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("note_sealed", LargeBinary),
    Column("at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    Column("withdrawn_by", ForeignKey("staff.id")),
    Index("ix_law_review_name_version", "name", "version"),
)
