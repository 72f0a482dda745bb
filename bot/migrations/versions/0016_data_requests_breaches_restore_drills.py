"""0016: data requests, breaches, restore drills; why a person held everything back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db.metadata import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "breach",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("noticed_at", Instant(), nullable=False),
        sa.Column("what_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("whose_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("cause_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("harm_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closing_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_breach_agency_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["staff.id"], name=op.f("fk_breach_closed_by")),
        sa.ForeignKeyConstraint(["opened_by"], ["staff.id"], name=op.f("fk_breach_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach")),
    )
    with op.batch_alter_table("breach", schema=None) as batch_op:
        batch_op.create_index(
            "ix_breach_open",
            ["noticed_at"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "data_request",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=True),
        sa.Column("party_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_how", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("by_processor", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("acknowledge_by", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("extended_on", sa.Date(), nullable=True),
        sa.Column("extended_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("opened_by", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_data_request_agency_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["staff.id"], name=op.f("fk_data_request_ended_by")),
        sa.ForeignKeyConstraint(["office_id"], ["regional_office.id"], name=op.f("fk_data_request_office_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["staff.id"], name=op.f("fk_data_request_opened_by")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_data_request_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
    )
    with op.batch_alter_table("data_request", schema=None) as batch_op:
        batch_op.create_index(
            "ix_data_request_open",
            ["due_on", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(batch_op.f("ix_data_request_party_id"), ["party_id"], unique=False)

    op.create_table(
        "restore_drill",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("backup", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("written_by", sa.BigInteger(), nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["written_by"], ["staff.id"], name=op.f("fk_restore_drill_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restore_drill")),
    )
    op.create_table(
        "breach_entry",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("breach_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("whom", sa.Text(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breach.id"], name=op.f("fk_breach_entry_breach_id")),
        sa.ForeignKeyConstraint(["written_by"], ["staff.id"], name=op.f("fk_breach_entry_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_entry")),
    )
    with op.batch_alter_table("breach_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_breach_entry_breach_id"), ["breach_id"], unique=False)

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_for_people",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state IN ('uncertain', 'failed_technical')"),
            postgresql_where=sa.text("state IN ('uncertain', 'failed_technical')"),
        )

    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=True))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_for_people")

    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.drop_column("reason")

    with op.batch_alter_table("breach_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_breach_entry_breach_id"))

    op.drop_table("breach_entry")
    op.drop_table("restore_drill")
    with op.batch_alter_table("data_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_request_party_id"))
        batch_op.drop_index(
            "ix_data_request_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )

    op.drop_table("data_request")
    with op.batch_alter_table("breach", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_breach_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )

    op.drop_table("breach")
