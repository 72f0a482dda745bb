"""0018: accounts of the province."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db.metadata import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "staff_identity",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("identity_print", sa.LargeBinary(), nullable=False),
        sa.Column("called_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("linked_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_identity_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_identity")),
        sa.UniqueConstraint("identity_print", name=op.f("uq_staff_identity_identity_print")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_staff_identity_staff_id")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("staff_identity")
