"""0002: what the last case list said of a decision; the headers of a list's held rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns."""
    op.add_column("decision", sa.Column("list_print", sa.LargeBinary(), nullable=True))
    op.add_column("import_batch", sa.Column("headers", sa.Text(), nullable=False, server_default="[]"))
    with op.batch_alter_table("import_batch") as batch:
        batch.alter_column("headers", server_default=None)


def downgrade() -> None:
    """Take both columns away."""
    with op.batch_alter_table("import_batch") as batch:
        batch.drop_column("headers")
    with op.batch_alter_table("decision") as batch:
        batch.drop_column("list_print")
