"""0003: how far each duty of the bell has come; the index of appointment reminders without all the others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db.metadata import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ONLY_BOOKINGS = sa.text("booking_id IS NOT NULL")


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("campaign") as batch:
        batch.drop_column("refreshed_to")
    with op.batch_alter_table("duty") as batch:
        batch.add_column(sa.Column("reached", sa.BigInteger(), nullable=True))
        batch.alter_column("done_at", existing_type=Instant(), nullable=True)
    op.drop_index("ix_planned_step_booking", table_name="planned_step")
    op.create_index(
        "ix_planned_step_booking",
        "planned_step",
        ["booking_id"],
        sqlite_where=_ONLY_BOOKINGS,
        postgresql_where=_ONLY_BOOKINGS,
    )


def downgrade() -> None:
    """Back: marks of duties that were never done as a whole are given up."""
    op.drop_index("ix_planned_step_booking", table_name="planned_step")
    op.create_index("ix_planned_step_booking", "planned_step", ["booking_id"])
    op.execute("DELETE FROM duty WHERE done_at IS NULL")
    with op.batch_alter_table("duty") as batch:
        batch.alter_column("done_at", existing_type=Instant(), nullable=False)
        batch.drop_column("reached")
    with op.batch_alter_table("campaign") as batch:
        batch.add_column(sa.Column("refreshed_to", sa.BigInteger(), nullable=True))
