"""0014: lists that came in through a browser."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db.metadata import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "import_upload",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_by", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("stored_as", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content_print", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("begun_at", Instant(), nullable=True),
        sa.Column("begun_by", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_import_upload_agency_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["staff.id"], name=op.f("fk_import_upload_uploaded_by")),
        sa.ForeignKeyConstraint(["begun_by"], ["staff.id"], name=op.f("fk_import_upload_begun_by")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_upload_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_upload")),
    )
    with op.batch_alter_table("import_upload", schema=None) as batch_op:
        batch_op.create_index("ix_import_upload_open", ["agency_id", "state", "id"], unique=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("import_upload", schema=None) as batch_op:
        batch_op.drop_index("ix_import_upload_open")

    op.drop_table("import_upload")
