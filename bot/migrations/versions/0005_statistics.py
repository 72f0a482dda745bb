"""0005: PostgreSQL is told how many parties there are; messages of no campaign leave the campaigns' index alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OF_A_CAMPAIGN = sa.text("campaign_id IS NOT NULL")


def upgrade() -> None:
    """Forward."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE decision_party ALTER COLUMN party_id SET (n_distinct = -0.5)")
    op.drop_index("ix_outbox_campaign", table_name="outbox")
    op.create_index(
        "ix_outbox_campaign",
        "outbox",
        ["campaign_id", "state"],
        sqlite_where=_OF_A_CAMPAIGN,
        postgresql_where=_OF_A_CAMPAIGN,
    )


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_outbox_campaign", table_name="outbox")
    op.create_index("ix_outbox_campaign", "outbox", ["campaign_id", "state"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE decision_party ALTER COLUMN party_id RESET (n_distinct)")
