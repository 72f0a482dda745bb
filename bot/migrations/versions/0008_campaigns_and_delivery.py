"""0008: plans of campaigns, follow-ups to answers, delivery that is held and watched, experiments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db.metadata import Instant
from messages.moves import moves_ddl, moves_undone

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "answering_room",
        sa.Column("officer_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_answering_room")),
    )
    op.create_table(
        "channel_breaker",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("counts_from", Instant(), nullable=False),
        sa.Column("stopped_at", Instant(), nullable=True),
        sa.Column("opens_at", Instant(), nullable=True),
        sa.Column("turn", sa.Integer(), server_default=sa.text("(0)"), nullable=False),
        sa.Column("bad", sa.Integer(), server_default=sa.text("(0)"), nullable=False),
        sa.Column("done", sa.Integer(), server_default=sa.text("(0)"), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_channel_breaker")),
    )
    op.create_table(
        "channel_day",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("unasked", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account", "on_date", name=op.f("pk_channel_day")),
    )
    op.create_table(
        "officer_day",
        sa.Column("officer_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("officer_id", "on_date", name=op.f("pk_officer_day")),
    )
    op.create_table(
        "send_minute",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("bad", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account", "at", name=op.f("pk_send_minute")),
    )
    op.create_table(
        "campaign_brake",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("scope_of", sa.Text(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("out_of", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("released_at", Instant(), nullable=True),
        sa.Column("released_by", sa.BigInteger(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_brake_campaign_id")),
        sa.ForeignKeyConstraint(["released_by"], ["staff.id"], name=op.f("fk_campaign_brake_released_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_brake")),
    )
    with op.batch_alter_table("campaign_brake", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_brake_campaign", ["campaign_id", "at"], unique=False)

    op.create_table(
        "beat",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("next_by", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_beat")),
    )
    op.create_table(
        "channel_quota",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("per_day", sa.Integer(), nullable=False),
        sa.Column("per_month", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_channel_quota")),
    )
    op.create_table(
        "journal_place",
        sa.Column("journal", sa.Text(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("journal", name=op.f("pk_journal_place")),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index(
            "ix_promise_kept",
            ["changed_at"],
            unique=False,
            sqlite_where=sa.text("state = 'kept'"),
            postgresql_where=sa.text("state = 'kept'"),
        )

    op.create_table(
        "mobilisation_team",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("visits_a_day", sa.Integer(), server_default=sa.text("(12)"), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_mobilisation_team_commune_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mobilisation_team")),
    )
    with op.batch_alter_table("mobilisation_team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mobilisation_team_commune_id"), ["commune_id"], unique=False)

    op.create_table(
        "mobilisation_member",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["mobilisation_team.id"], name=op.f("fk_mobilisation_member_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mobilisation_member")),
    )
    with op.batch_alter_table("mobilisation_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mobilisation_member_team_id"), ["team_id"], unique=False)

    op.create_table(
        "hold",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("placed_by", sa.BigInteger(), nullable=True),
        sa.Column("released_by", sa.Text(), nullable=True),
        sa.Column("released_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["placed_by"], ["staff.id"], name=op.f("fk_hold_placed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    op.create_table(
        "repair",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("commune_id", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("done_by", sa.BigInteger(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_repair_commune_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_repair_contact_id")),
        sa.ForeignKeyConstraint(["done_by"], ["staff.id"], name=op.f("fk_repair_done_by")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_repair_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repair")),
    )
    with op.batch_alter_table("repair", schema=None) as batch_op:
        batch_op.create_index(
            "uq_repair_open",
            ["party_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "answer",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), nullable=True),
        sa.Column("campaign_id", sa.BigInteger(), nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.Column("party_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_answer_contact_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_answer_decision_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_answer_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index("ix_answer_campaign", ["campaign_id", "kind", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_answer_party_id"), ["party_id"], unique=False)

    op.create_table(
        "campaign_change",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", Instant(), nullable=True),
        sa.Column("approved_hash", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> proposed_by", name=op.f("ck_campaign_change_two_people")
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_campaign_change_approved_by")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_change_campaign_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["staff.id"], name=op.f("fk_campaign_change_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_change")),
    )
    with op.batch_alter_table("campaign_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_change_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "campaign_recipient",
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("since_version", sa.Integer(), nullable=False),
        sa.Column("held_out", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_recipient_campaign_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_campaign_recipient_decision_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_campaign_recipient_party_id")),
        sa.PrimaryKeyConstraint("campaign_id", "decision_id", "party_id", name=op.f("pk_campaign_recipient")),
    )
    op.create_table(
        "case_plan",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column("obstacle", sa.Text(), nullable=False),
        sa.Column("way_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("result_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("entered_by", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_case_plan_campaign_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_case_plan_decision_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["staff.id"], name=op.f("fk_case_plan_entered_by")),
        sa.ForeignKeyConstraint(["officer_id"], ["staff.id"], name=op.f("fk_case_plan_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_plan")),
        sa.UniqueConstraint("campaign_id", "decision_id", name=op.f("uq_case_plan_campaign_id_decision_id")),
    )
    op.create_table(
        "cost_rate",
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("dong", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("dong >= 0", name=op.f("ck_cost_rate_not_negative")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_cost_rate_campaign_id")),
        sa.PrimaryKeyConstraint("campaign_id", "item", name=op.f("pk_cost_rate")),
    )
    op.create_table(
        "experiment",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("held_out_share", sa.Numeric(precision=4, scale=3), nullable=False),
        sa.Column("strata", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("level", sa.Numeric(precision=4, scale=3), nullable=False),
        sa.Column("smallest_effect", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column("baseline", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column("icc", sa.Numeric(precision=5, scale=4), nullable=True),
        sa.Column("power", sa.Numeric(precision=4, scale=3), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("registered_by", sa.BigInteger(), nullable=False),
        sa.Column("registered_at", Instant(), nullable=False),
        sa.Column("drawn_at", Instant(), nullable=True),
        sa.Column("excluded", sa.Text(), server_default="{}", nullable=False),
        sa.Column("looks", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("held_out_share > 0 AND held_out_share < 1", name=op.f("ck_experiment_share")),
        sa.CheckConstraint(
            "level > 0 AND level < 0.5 AND power > 0 AND power < 1", name=op.f("ck_experiment_promises")
        ),
        sa.CheckConstraint("baseline > 0 AND baseline < 1", name=op.f("ck_experiment_baseline")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_experiment_campaign_id")),
        sa.ForeignKeyConstraint(["registered_by"], ["staff.id"], name=op.f("fk_experiment_registered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiment")),
        sa.UniqueConstraint("campaign_id", name=op.f("uq_experiment_campaign_id")),
    )
    op.create_table(
        "payment_claim",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("receipt_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("looked_by", sa.BigInteger(), nullable=True),
        sa.Column("looked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_payment_claim_contact_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_payment_claim_decision_id")),
        sa.ForeignKeyConstraint(["looked_by"], ["staff.id"], name=op.f("fk_payment_claim_looked_by")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_payment_claim_party_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_payment_claim_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_claim")),
    )
    with op.batch_alter_table("payment_claim", schema=None) as batch_op:
        batch_op.create_index(
            "uq_payment_claim_open",
            ["decision_id", "party_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "task_team",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("leader_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_task_team_campaign_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["staff.id"], name=op.f("fk_task_team_leader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_team")),
        sa.UniqueConstraint("campaign_id", "name", name=op.f("uq_task_team_campaign_id_name")),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("commune_id", sa.BigInteger(), nullable=True),
        sa.Column("campaign_id", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_visit_commune_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_visit_decision_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["staff.id"], name=op.f("fk_visit_entered_by")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_visit_party_id")),
        sa.ForeignKeyConstraint(["team_id"], ["mobilisation_team.id"], name=op.f("fk_visit_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("reference", name=op.f("uq_visit_reference")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_commune", ["commune_id", "state", "due_on"], unique=False)
        batch_op.create_index("ix_visit_decision", ["decision_id", "party_id"], unique=False)
        batch_op.create_index(
            "uq_visit_open",
            ["decision_id", "party_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "wave",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("focus", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("selection", sa.Text(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_wave_order")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_wave_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_wave_campaign_id_number")),
    )
    op.create_table(
        "experiment_unit",
        sa.Column("experiment_id", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("cluster_id", sa.BigInteger(), nullable=True),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("arm", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["commune.id"], name=op.f("fk_experiment_unit_cluster_id")),
        sa.ForeignKeyConstraint(["experiment_id"], ["experiment.id"], name=op.f("fk_experiment_unit_experiment_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_experiment_unit_party_id")),
        sa.PrimaryKeyConstraint("experiment_id", "party_id", name=op.f("pk_experiment_unit")),
    )
    op.create_table(
        "focal_commune",
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("wave_id", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_focal_commune_campaign_id")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_focal_commune_commune_id")),
        sa.ForeignKeyConstraint(["team_id"], ["task_team.id"], name=op.f("fk_focal_commune_team_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_focal_commune_wave_id")),
        sa.PrimaryKeyConstraint("campaign_id", "commune_id", name=op.f("pk_focal_commune")),
    )
    op.create_table(
        "team_member",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint("staff_id IS NOT NULL OR name_sealed IS NOT NULL", name=op.f("ck_team_member_somebody")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_team_member_staff_id")),
        sa.ForeignKeyConstraint(["team_id"], ["task_team.id"], name=op.f("fk_team_member_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_member")),
    )
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_member_team_id"), ["team_id"], unique=False)

    op.create_table(
        "party_event",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_event")),
    )
    op.create_table(
        "trip",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("wave_id", sa.BigInteger(), nullable=True),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("km", sa.Integer(), nullable=False),
        sa.CheckConstraint("people > 0 AND km >= 0", name=op.f("ck_trip_sizes")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_trip_campaign_id")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_trip_commune_id")),
        sa.ForeignKeyConstraint(["team_id"], ["task_team.id"], name=op.f("fk_trip_team_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_trip_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trip")),
        sa.UniqueConstraint("team_id", "on_date", "commune_id", name=op.f("uq_trip_team_id_on_date_commune_id")),
    )
    with op.batch_alter_table("trip", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trip_campaign_id"), ["campaign_id"], unique=False)

    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.add_column(sa.Column("training", sa.Boolean(), server_default=sa.text("false"), nullable=False))

    with op.batch_alter_table("lease", schema=None) as batch_op:
        batch_op.add_column(sa.Column("renewals", sa.BigInteger(), server_default=sa.text("0"), nullable=False))

    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.add_column(sa.Column("legal_basis", sa.Text(), server_default=sa.text("('')"), nullable=False))
        batch_op.add_column(sa.Column("steered_by", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("target_cases", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("target_money", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("ends_when", sa.Text(), server_default=sa.text("'[]'"), nullable=False))
        batch_op.add_column(sa.Column("visit_after", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("most_per_person", sa.Integer(), server_default=sa.text("6"), nullable=False))
        batch_op.add_column(sa.Column("canary", sa.Integer(), server_default=sa.text("(20)"), nullable=False))
        batch_op.add_column(sa.Column("canary_done_at", Instant(), nullable=True))
        batch_op.add_column(sa.Column("training", sa.Boolean(), server_default=sa.text("false"), nullable=False))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
        batch_op.add_column(sa.Column("paused_why", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("list_version", sa.Integer(), server_default=sa.text("(0)"), nullable=False))
        batch_op.add_column(sa.Column("list_hash", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("frozen_for", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("frozen_to", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("frozen_at", Instant(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_campaign_steered_by"), "staff", ["steered_by"], ["id"])

    _keep_lists()

    with op.batch_alter_table("campaign_step", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wave_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("condition", sa.Text(), server_default=sa.text("'always'"), nullable=False))
        batch_op.add_column(sa.Column("channels", sa.Text(), server_default=sa.text("('')"), nullable=False))
        batch_op.add_column(sa.Column("since_version", sa.Integer(), server_default=sa.text("1"), nullable=False))
        batch_op.add_column(sa.Column("until_version", sa.Integer(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_campaign_step_campaign_id_number"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_campaign_step_campaign_id_number_since_version"), ["campaign_id", "number", "since_version"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_campaign_step_wave_id"), "wave", ["wave_id"], ["id"])

    with op.batch_alter_table("planned_step", schema=None) as batch_op:
        batch_op.add_column(sa.Column("anchor_id", sa.BigInteger(), nullable=True))
        batch_op.create_index(
            "ix_planned_step_no_chat",
            ["campaign_id", "due_at"],
            unique=False,
            sqlite_where=sa.text("reason = 'no_chat'"),
            postgresql_where=sa.text("reason = 'no_chat'"),
        )

    _index_sent(["campaign_id", "state", "sent_at"])

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answers_a_day", sa.Integer(), nullable=True))

    for statement in moves_ddl(op.get_bind().dialect.name):
        op.execute(statement)


def _index_sent(columns: list[str]) -> None:
    sent = sa.text("campaign_id IS NOT NULL")
    op.drop_index("ix_outbox_campaign", table_name="outbox")
    op.create_index("ix_outbox_campaign", "outbox", columns, unique=False, sqlite_where=sent, postgresql_where=sent)


def _keep_lists() -> None:
    """Who has planned steps was let go; what was approved and not begun is to be approved with its list.

    A campaign that runs was approved under a hash without its limits: it stops itself until a leader approves it anew.
    """
    op.execute(
        "INSERT INTO campaign_recipient (campaign_id, decision_id, party_id, since_version, held_out)"
        " SELECT DISTINCT campaign_id, decision_id, party_id, 1, false FROM planned_step WHERE campaign_id IS NOT NULL"
    )
    op.execute("UPDATE campaign SET list_version = 1 WHERE status NOT IN ('draft', 'approved')")
    op.execute(
        "UPDATE campaign SET status = 'draft', approved_by = NULL, approved_at = NULL, approved_hash = NULL"
        " WHERE status = 'approved'"
    )


def downgrade() -> None:
    """Back."""
    for statement in moves_undone(op.get_bind().dialect.name):
        op.execute(statement)
    with op.batch_alter_table("lease", schema=None) as batch_op:
        batch_op.drop_column("renewals")

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_column("answers_a_day")

    _index_sent(["campaign_id", "state"])

    with op.batch_alter_table("planned_step", schema=None) as batch_op:
        batch_op.drop_index("ix_planned_step_no_chat")
        batch_op.drop_column("anchor_id")

    with op.batch_alter_table("campaign_step", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_campaign_step_wave_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_campaign_step_campaign_id_number_since_version"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_campaign_step_campaign_id_number"), ["campaign_id", "number"])
        batch_op.drop_column("until_version")
        batch_op.drop_column("since_version")
        batch_op.drop_column("channels")
        batch_op.drop_column("condition")
        batch_op.drop_column("wave_id")

    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_campaign_steered_by"), type_="foreignkey")
        batch_op.drop_column("frozen_at")
        batch_op.drop_column("frozen_to")
        batch_op.drop_column("frozen_for")
        batch_op.drop_column("list_hash")
        batch_op.drop_column("list_version")
        batch_op.drop_column("paused_why")
        batch_op.drop_column("version")
        batch_op.drop_column("training")
        batch_op.drop_column("canary_done_at")
        batch_op.drop_column("canary")
        batch_op.drop_column("most_per_person")
        batch_op.drop_column("visit_after")
        batch_op.drop_column("ends_when")
        batch_op.drop_column("target_money")
        batch_op.drop_column("target_cases")
        batch_op.drop_column("steered_by")
        batch_op.drop_column("legal_basis")

    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_column("training")

    with op.batch_alter_table("trip", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trip_campaign_id"))

    op.drop_table("trip")
    op.drop_table("party_event")
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_member_team_id"))

    op.drop_table("team_member")
    op.drop_table("focal_commune")
    op.drop_table("experiment_unit")
    op.drop_table("wave")
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_promise_kept", sqlite_where=sa.text("state = 'kept'"), postgresql_where=sa.text("state = 'kept'")
        )

    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_visit_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )
        batch_op.drop_index("ix_visit_decision")
        batch_op.drop_index("ix_visit_commune")

    op.drop_table("visit")
    op.drop_table("task_team")
    with op.batch_alter_table("payment_claim", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_payment_claim_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )

    op.drop_table("payment_claim")
    op.drop_table("experiment")
    op.drop_table("cost_rate")
    op.drop_table("case_plan")
    op.drop_table("campaign_recipient")
    with op.batch_alter_table("campaign_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_change_campaign_id"))

    op.drop_table("campaign_change")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_party_id"))
        batch_op.drop_index("ix_answer_campaign")

    op.drop_table("answer")
    with op.batch_alter_table("repair", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_repair_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )

    op.drop_table("repair")
    op.drop_table("hold")
    with op.batch_alter_table("mobilisation_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mobilisation_member_team_id"))

    op.drop_table("mobilisation_member")
    with op.batch_alter_table("mobilisation_team", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mobilisation_team_commune_id"))

    op.drop_table("mobilisation_team")
    op.drop_table("journal_place")
    op.drop_table("channel_quota")
    op.drop_table("beat")
    with op.batch_alter_table("campaign_brake", schema=None) as batch_op:
        batch_op.drop_index("ix_campaign_brake_campaign")

    op.drop_table("campaign_brake")
    op.drop_table("send_minute")
    op.drop_table("officer_day")
    op.drop_table("channel_day")
    op.drop_table("channel_breaker")
    op.drop_table("answering_room")
