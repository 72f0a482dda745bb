"""0021: a session says what replaced it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replaced_by", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("pressed_print", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_column("pressed_print")
        batch_op.drop_column("replaced_by")
