"""0004: what stands in the way of a channel account; how many codes came from one network within an hour."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db.metadata import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "channel_trouble",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account", "kind", name=op.f("pk_channel_trouble")),
    )
    op.create_table(
        "link_origin",
        sa.Column("origin_print", sa.LargeBinary(), nullable=False),
        sa.Column("hour", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("origin_print", "hour", name=op.f("pk_link_origin")),
    )
    op.create_index("ix_link_origin_hour", "link_origin", ["hour"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_link_origin_hour", table_name="link_origin")
    op.drop_table("link_origin")
    op.drop_table("channel_trouble")
