"""0017: wordings of the office."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db.metadata import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "office_text",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("vi", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=True),
        sa.Column("words_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("written_by", sa.BigInteger(), nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("retired_by", sa.BigInteger(), nullable=True),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> written_by", name=op.f("ck_office_text_two_people")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_office_text_decided_by")),
        sa.ForeignKeyConstraint(["retired_by"], ["staff.id"], name=op.f("fk_office_text_retired_by")),
        sa.ForeignKeyConstraint(["written_by"], ["staff.id"], name=op.f("fk_office_text_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_text")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_office_text_key_version")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("office_text")
