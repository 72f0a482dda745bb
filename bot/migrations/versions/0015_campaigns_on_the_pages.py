"""0015: campaigns handed in, rehearsed and steered from the officers' pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db.metadata import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "campaign_hand_in",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("held_out", sa.Integer(), nullable=False),
        sa.Column("handed_in_by", sa.BigInteger(), nullable=False),
        sa.Column("handed_in_at", Instant(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "state <> 'approved' OR decided_by <> handed_in_by", name=op.f("ck_campaign_hand_in_two_people")
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_hand_in_campaign_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_campaign_hand_in_decided_by")),
        sa.ForeignKeyConstraint(["handed_in_by"], ["staff.id"], name=op.f("fk_campaign_hand_in_handed_in_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_hand_in")),
    )
    with op.batch_alter_table("campaign_hand_in", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_hand_in_campaign", ["campaign_id", "id"], unique=False)

    op.create_table(
        "campaign_rehearsal",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("plan_hash", sa.Text(), nullable=False),
        sa.Column("begun_by", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reached", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("outlook", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["begun_by"], ["staff.id"], name=op.f("fk_campaign_rehearsal_begun_by")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_rehearsal_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_rehearsal")),
    )
    with op.batch_alter_table("campaign_rehearsal", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_rehearsal_campaign", ["campaign_id", "id"], unique=False)
        batch_op.create_index(
            "uq_campaign_rehearsal_one_at_a_time",
            ["state"],
            unique=True,
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )

    op.create_table(
        "steering_word",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=True),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("said_by", sa.BigInteger(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_steering_word_campaign_id")),
        sa.ForeignKeyConstraint(["said_by"], ["staff.id"], name=op.f("fk_steering_word_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steering_word")),
    )
    with op.batch_alter_table("steering_word", schema=None) as batch_op:
        batch_op.create_index("ix_steering_word_campaign", ["campaign_id", "id"], unique=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("steering_word", schema=None) as batch_op:
        batch_op.drop_index("ix_steering_word_campaign")

    op.drop_table("steering_word")
    with op.batch_alter_table("campaign_rehearsal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_campaign_rehearsal_one_at_a_time",
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )
        batch_op.drop_index("ix_campaign_rehearsal_campaign")

    op.drop_table("campaign_rehearsal")
    with op.batch_alter_table("campaign_hand_in", schema=None) as batch_op:
        batch_op.drop_index("ix_campaign_hand_in_campaign")

    op.drop_table("campaign_hand_in")
