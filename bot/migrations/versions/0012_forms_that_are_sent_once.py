"""0012: forms that are sent once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db.metadata import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "sent_form",
        sa.Column("key_print", sa.LargeBinary(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["staff_session.id"], name=op.f("fk_sent_form_session_id")),
        sa.PrimaryKeyConstraint("key_print", name=op.f("pk_sent_form")),
    )
    with op.batch_alter_table("sent_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sent_form_sent_at"), ["sent_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sent_form_session_id"), ["session_id"], unique=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("sent_form", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sent_form_session_id"))
        batch_op.drop_index(batch_op.f("ix_sent_form_sent_at"))

    op.drop_table("sent_form")
