"""0013: cases found by part of a name, notes on them, and what their page reads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db.metadata import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "name_word",
        sa.Column("print", sa.LargeBinary(), nullable=False),
        sa.Column("ref", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("print", "ref", name=op.f("pk_name_word")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_note",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("written_by", sa.BigInteger(), nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "(text_sealed IS NULL) = (deleted_at IS NOT NULL)", name=op.f("ck_case_note_words_until_deleted")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_case_note_decision_id")),
        sa.ForeignKeyConstraint(["written_by"], ["staff.id"], name=op.f("fk_case_note_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
    )
    with op.batch_alter_table("case_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_note_decision_id"), ["decision_id"], unique=False)

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index("ix_booking_party", ["party_id"], unique=False)

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(
            "ix_decision_number", ["number"], unique=False, postgresql_ops={"number": "text_pattern_ops"}
        )
        batch_op.create_index("ix_decision_office", ["office_id", "id"], unique=False)

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_told",
            ["party_id", "id"],
            unique=False,
            sqlite_where=sa.text("guard <> 'reply' AND guard <> 'fold'"),
            postgresql_where=sa.text("guard <> 'reply' AND guard <> 'fold'"),
        )

    with op.batch_alter_table("payment_claim", schema=None) as batch_op:
        batch_op.create_index("ix_payment_claim_decision", ["decision_id"], unique=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("payment_claim", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_claim_decision")

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_told",
            sqlite_where=sa.text("guard <> 'reply' AND guard <> 'fold'"),
            postgresql_where=sa.text("guard <> 'reply' AND guard <> 'fold'"),
        )

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_office")
        batch_op.drop_index("ix_decision_number", postgresql_ops={"number": "text_pattern_ops"})

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index("ix_booking_party")

    with op.batch_alter_table("case_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_note_decision_id"))

    op.drop_table("case_note")
    op.drop_table("name_word")
