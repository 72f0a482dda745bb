"""0006: agreements, promises, payouts, exemptions, coercions, targets, whose line it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db.metadata import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "column_mapping",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("headers_print", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_column_mapping_agency_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["staff.id"], name=op.f("fk_column_mapping_confirmed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_mapping")),
        sa.UniqueConstraint(
            "agency_id", "sender", "headers_print", name=op.f("uq_column_mapping_agency_id_sender_headers_print")
        ),
    )
    op.create_table(
        "target",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("percent", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_target_in_order")),
        sa.CheckConstraint("percent > 0 AND percent <= 100", name=op.f("ck_target_in_bounds")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_target_agency_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["staff.id"], name=op.f("fk_target_entered_by")),
        sa.ForeignKeyConstraint(["office_id"], ["regional_office.id"], name=op.f("fk_target_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint(
            "agency_id",
            "office_id",
            "first_day",
            "last_day",
            "measure",
            name=op.f("uq_target_agency_id_office_id_first_day_last_day_measure"),
        ),
    )
    op.create_table(
        "agreement",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("interest_stops", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_agreement_decision_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["staff.id"], name=op.f("fk_agreement_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(
            "uq_agreement_live",
            ["decision_id"],
            unique=True,
            sqlite_where=sa.text("state = 'live'"),
            postgresql_where=sa.text("state = 'live'"),
        )

    op.create_table(
        "coercion",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("with_forces", sa.Boolean(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("carried_out_on", sa.Date(), nullable=True),
        sa.Column("avoided_on", sa.Date(), nullable=True),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.CheckConstraint("carried_out_on IS NULL OR avoided_on IS NULL", name=op.f("ck_coercion_one_end")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_coercion_decision_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["staff.id"], name=op.f("fk_coercion_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coercion")),
    )
    with op.batch_alter_table("coercion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coercion_decision_id"), ["decision_id"], unique=False)

    op.create_table(
        "interest_rate",
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=6, scale=3), nullable=False),
        sa.CheckConstraint("rate > 0 AND rate <= 100", name=op.f("ck_interest_rate_in_bounds")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_interest_rate_decision_id")),
        sa.PrimaryKeyConstraint("decision_id", "from_on", name=op.f("pk_interest_rate")),
    )
    op.create_table(
        "promise",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_promise_positive")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_promise_decision_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["staff.id"], name=op.f("fk_promise_entered_by")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_promise_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promise_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_promise_party_id"), ["party_id"], unique=False)

    op.create_table(
        "due_part",
        sa.Column("obligation_id", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_due_part_positive")),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"], name=op.f("fk_due_part_obligation_id")),
        sa.PrimaryKeyConstraint("obligation_id", "due_on", name=op.f("pk_due_part")),
    )
    op.create_table(
        "exemption",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("obligation_id", sa.BigInteger(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("granted", sa.BigInteger(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.CheckConstraint("asked > 0", name=op.f("ck_exemption_positive")),
        sa.CheckConstraint(
            "granted IS NULL OR (granted >= 0 AND granted <= asked)", name=op.f("ck_exemption_granted_in_bounds")
        ),
        sa.ForeignKeyConstraint(["entered_by"], ["staff.id"], name=op.f("fk_exemption_entered_by")),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"], name=op.f("fk_exemption_obligation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemption")),
    )
    with op.batch_alter_table("exemption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exemption_obligation_id"), ["obligation_id"], unique=False)

    op.create_table(
        "instalment",
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_instalment_positive")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_instalment_agreement_id")),
        sa.PrimaryKeyConstraint("agreement_id", "due_on", name=op.f("pk_instalment")),
    )
    op.create_table(
        "payout",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("obligation_id", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("reversed_at", Instant(), nullable=True),
        sa.Column("reversed_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payout_positive")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_payout_decision_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["staff.id"], name=op.f("fk_payout_entered_by")),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"], name=op.f("fk_payout_obligation_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_payout_party_id")),
        sa.ForeignKeyConstraint(["reversed_by"], ["staff.id"], name=op.f("fk_payout_reversed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout")),
    )
    with op.batch_alter_table("payout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payout_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payout_party_id"), ["party_id"], unique=False)

    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.add_column(sa.Column("day_count", sa.Text(), server_default="actual/365", nullable=False))
        batch_op.add_column(sa.Column("fee_amounts", sa.Boolean(), server_default=sa.text("false"), nullable=False))

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("service_form", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("origin", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("requested_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("late_interest_from", sa.Date(), nullable=True))

    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("debtor_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("creditor_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("waived", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
        batch_op.create_index(batch_op.f("ix_obligation_creditor_id"), ["creditor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_obligation_debtor_id"), ["debtor_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_obligation_debtor_id"), "party", ["debtor_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_obligation_creditor_id"), "party", ["creditor_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_obligation_waived_in_bounds"), "waived >= 0 AND waived <= amount"
        )

    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("payer_id", sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f("ix_payment_payer_id"), ["payer_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_payment_payer_id"), "party", ["payer_id"], ["id"])
        batch_op.add_column(sa.Column("slip", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("slip_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("surplus", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
        batch_op.create_check_constraint(
            batch_op.f("ck_payment_surplus_in_bounds"), "surplus >= 0 AND surplus <= amount"
        )


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_payment_surplus_in_bounds"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_payment_payer_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_payment_payer_id"))
        batch_op.drop_column("payer_id")
        batch_op.drop_column("surplus")
        batch_op.drop_column("slip_on")
        batch_op.drop_column("slip")

    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_obligation_creditor_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_obligation_debtor_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_obligation_debtor_id"))
        batch_op.drop_index(batch_op.f("ix_obligation_creditor_id"))
        batch_op.drop_constraint(batch_op.f("ck_obligation_waived_in_bounds"), type_="check")
        batch_op.drop_column("waived")
        batch_op.drop_column("creditor_id")
        batch_op.drop_column("debtor_id")

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_column("late_interest_from")
        batch_op.drop_column("requested_on")
        batch_op.drop_column("origin")
        batch_op.drop_column("service_form")

    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_column("fee_amounts")
        batch_op.drop_column("day_count")

    with op.batch_alter_table("payout", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payout_party_id"))
        batch_op.drop_index(batch_op.f("ix_payout_decision_id"))

    op.drop_table("payout")
    op.drop_table("instalment")
    with op.batch_alter_table("exemption", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exemption_obligation_id"))

    op.drop_table("exemption")
    op.drop_table("due_part")
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_promise_party_id"))
        batch_op.drop_index(batch_op.f("ix_promise_decision_id"))

    op.drop_table("promise")
    op.drop_table("interest_rate")
    with op.batch_alter_table("coercion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coercion_decision_id"))

    op.drop_table("coercion")
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_agreement_live", sqlite_where=sa.text("state = 'live'"), postgresql_where=sa.text("state = 'live'")
        )
        batch_op.drop_index(batch_op.f("ix_agreement_decision_id"))

    op.drop_table("agreement")
    op.drop_table("target")
    op.drop_table("column_mapping")
