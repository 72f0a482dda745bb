"""0001: the agency's books, the inbox and outbox, campaigns, the web chat."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db.append_only import append_only_ddl, append_only_undone
from casework.db.metadata import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table of the first version."""
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("on_date", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "dialogue",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("chat_print", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue")),
        sa.UniqueConstraint("account", "chat_print", name=op.f("uq_dialogue_account_chat_print")),
    )
    op.create_table(
        "duty",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("done_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_duty")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_print", sa.LargeBinary(), nullable=False),
        sa.Column("payload_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("account", "update_id", name=op.f("uq_inbox_account_update_id")),
    )
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "key_check",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_check")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("halted_until", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "link_alarm",
        sa.Column("ten_minutes", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("ten_minutes", name=op.f("pk_link_alarm")),
    )
    op.create_table(
        "link_attempt",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("contact_print", sa.LargeBinary(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_attempt")),
    )
    op.create_index("ix_link_attempt_at", "link_attempt", ["at"], unique=False)
    op.create_index("ix_link_attempt_chat", "link_attempt", ["contact_print", "at"], unique=False)
    op.create_table(
        "province",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_province")),
        sa.UniqueConstraint("code", name=op.f("uq_province_code")),
    )
    op.create_table(
        "web_chat",
        sa.Column("chat_key", sa.String(length=24), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("last_change", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("chat_key", name=op.f("pk_web_chat")),
        sa.UniqueConstraint("account", "chat_id", name=op.f("uq_web_chat_account_chat_id")),
    )
    op.create_table(
        "agency",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("province_id", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("bot_name", sa.Text(), nullable=False),
        sa.Column("office_hours", sa.Text(), nullable=False),
        sa.Column("demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["province_id"], ["province.id"], name=op.f("fk_agency_province_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
    )
    op.create_table(
        "commune",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("province_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["province_id"], ["province.id"], name=op.f("fk_commune_province_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commune")),
        sa.UniqueConstraint("code", name=op.f("uq_commune_code")),
    )
    op.create_index(op.f("ix_commune_folded"), "commune", ["folded"], unique=False)
    op.create_index(op.f("ix_commune_province_id"), "commune", ["province_id"], unique=False)
    op.create_table(
        "web_message",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("chat_key", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["chat_key"], ["web_chat.chat_key"], name=op.f("fk_web_message_chat_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_message")),
        sa.UniqueConstraint("account", "key", name=op.f("uq_web_message_account_key")),
        sa.UniqueConstraint("chat_key", "seq", name=op.f("uq_web_message_chat_key_seq")),
    )
    op.create_index(op.f("ix_web_message_chat_key_change"), "web_message", ["chat_key", "change"], unique=False)
    op.create_table(
        "former_commune",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("district_folded", sa.Text(), nullable=False),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("province_folded", sa.Text(), nullable=False),
        sa.Column("partly", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_former_commune_commune_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_commune")),
    )
    op.create_index(op.f("ix_former_commune_commune_id"), "former_commune", ["commune_id"], unique=False)
    op.create_index("ix_former_commune_lookup", "former_commune", ["folded", "district_folded"], unique=False)
    op.create_table(
        "judgment",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("court", sa.Text(), server_default="", nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_judgment_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgment")),
        sa.UniqueConstraint("agency_id", "number", "court", name=op.f("uq_judgment_agency_id_number_court")),
    )
    op.create_table(
        "party",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("identity_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("identity_print", sa.LargeBinary(), nullable=True),
        sa.Column("name_print", sa.LargeBinary(), nullable=False),
        sa.Column("birth_year_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_print", sa.LargeBinary(), nullable=True),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("commune_id", sa.BigInteger(), nullable=True),
        sa.Column("deceased", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("in_prison", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_party_commune_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("identity_print", name=op.f("uq_party_identity_print")),
    )
    op.create_index(op.f("ix_party_name_print"), "party", ["name_print"], unique=False)
    op.create_index(op.f("ix_party_phone_print"), "party", ["phone_print"], unique=False)
    op.create_table(
        "regional_office",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_regional_office_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regional_office")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("address_print", sa.LargeBinary(), nullable=False),
        sa.Column("lang", sa.Text(), server_default="vi", nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=True),
        sa.Column("linked_at", Instant(), nullable=True),
        sa.Column("muted_until", Instant(), nullable=True),
        sa.Column("dead_since", Instant(), nullable=True),
        sa.Column("dead_reason", sa.Text(), nullable=True),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.Column("pin_failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("pin_open_until", Instant(), nullable=True),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_contact_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("account", "address_print", name=op.f("uq_contact_account_address_print")),
    )
    op.create_index(op.f("ix_contact_party_id"), "contact", ["party_id"], unique=False)
    op.create_table(
        "link_guard",
        sa.Column("party_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_link_guard_party_id")),
        sa.PrimaryKeyConstraint("party_id", name=op.f("pk_link_guard")),
    )
    op.create_table(
        "office_commune",
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_office_commune_commune_id")),
        sa.ForeignKeyConstraint(["office_id"], ["regional_office.id"], name=op.f("fk_office_commune_office_id")),
        sa.PrimaryKeyConstraint("office_id", "commune_id", name=op.f("pk_office_commune")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=True),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_staff_agency_id")),
        sa.ForeignKeyConstraint(["office_id"], ["regional_office.id"], name=op.f("fk_staff_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
    )
    op.create_index(op.f("ix_staff_folded"), "staff", ["folded"], unique=False)
    op.create_table(
        "approved_account",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("bank_bin", sa.Text(), nullable=False),
        sa.Column("bank_name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", Instant(), nullable=True),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> proposed_by", name=op.f("ck_approved_account_two_people")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_approved_account_agency_id")),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_approved_account_approved_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["staff.id"], name=op.f("fk_approved_account_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approved_account")),
    )
    op.create_index(
        "uq_approved_account_live",
        "approved_account",
        ["agency_id", "bank_bin", "number"],
        unique=True,
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["confirmed_by"], ["staff.id"], name=op.f("fk_calendar_year_confirmed_by")),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("plan_number", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("selection", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", Instant(), nullable=True),
        sa.Column("approved_hash", sa.Text(), nullable=True),
        sa.Column("started_at", Instant(), nullable=True),
        sa.Column("stopped_at", Instant(), nullable=True),
        sa.Column("planned_to", sa.BigInteger(), nullable=True),
        sa.Column("planned_at", Instant(), nullable=True),
        sa.Column("refreshed_to", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_campaign_agency_id")),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_campaign_approved_by")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_campaign_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("name", name=op.f("uq_campaign_name")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_consent_contact_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_consent_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_contact_id"), "consent", ["contact_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("judgment_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=True),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.Column("commune_id", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("review_result", sa.Text(), nullable=True),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("late_interest_rate", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_decision_agency_id")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_decision_commune_id")),
        sa.ForeignKeyConstraint(["judgment_id"], ["judgment.id"], name=op.f("fk_decision_judgment_id")),
        sa.ForeignKeyConstraint(["office_id"], ["regional_office.id"], name=op.f("fk_decision_office_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["staff.id"], name=op.f("fk_decision_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("agency_id", "number", "issued_on", name=op.f("uq_decision_agency_id_number_issued_on")),
    )
    op.create_index(op.f("ix_decision_commune_id"), "decision", ["commune_id"], unique=False)
    op.create_index(op.f("ix_decision_judgment_id"), "decision", ["judgment_id"], unique=False)
    op.create_index(op.f("ix_decision_officer_id"), "decision", ["officer_id"], unique=False)
    op.create_table(
        "import_batch",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("imported_by", sa.BigInteger(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_import_batch_agency_id")),
        sa.ForeignKeyConstraint(["imported_by"], ["staff.id"], name=op.f("fk_import_batch_imported_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_index(op.f("ix_import_batch_content_hash"), "import_batch", ["content_hash"], unique=False)
    op.create_table(
        "link",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("linked_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_link_contact_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_link_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
    )
    op.create_index(op.f("ix_link_contact_id"), "link", ["contact_id"], unique=False)
    op.create_index(op.f("ix_link_party_id"), "link", ["party_id"], unique=False)
    op.create_index(
        "uq_link_live",
        "link",
        ["contact_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "link_code",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("selector", sa.Text(), nullable=False),
        sa.Column("verifier_hash", sa.Text(), nullable=False),
        sa.Column("printed_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("cancelled_at", Instant(), nullable=True),
        sa.Column("printed_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_link_code_party_id")),
        sa.ForeignKeyConstraint(["printed_by"], ["staff.id"], name=op.f("fk_link_code_printed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_code")),
        sa.UniqueConstraint("selector", name=op.f("uq_link_code_selector")),
    )
    op.create_index(
        "uq_link_code_live",
        "link_code",
        ["party_id"],
        unique=True,
        sqlite_where=sa.text("used_at IS NULL AND cancelled_at IS NULL"),
        postgresql_where=sa.text("used_at IS NULL AND cancelled_at IS NULL"),
    )
    op.create_table(
        "link_request",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_link_request_contact_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_link_request_decided_by")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_link_request_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_request")),
    )
    op.create_index(
        "uq_link_request_waiting",
        "link_request",
        ["contact_id"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["staff.id"], name=op.f("fk_question_answered_by")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_question_contact_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_question_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("reference", name=op.f("uq_question_reference")),
    )
    op.create_index(op.f("ix_question_contact_id"), "question", ["contact_id"], unique=False)
    op.create_index("ix_question_waiting", "question", ["state", "asked_at"], unique=False)
    op.create_table(
        "reception_day",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("leader_id", sa.BigInteger(), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_reception_day_agency_id")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_reception_day_commune_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["staff.id"], name=op.f("fk_reception_day_leader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_day")),
        sa.UniqueConstraint("leader_id", "on_date", "place", name=op.f("uq_reception_day_leader_id_on_date_place")),
    )
    op.create_index(op.f("ix_reception_day_on_date"), "reception_day", ["on_date"], unique=False)
    op.create_table(
        "reference_check",
        sa.Column("contact_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_reference_check_contact_id")),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_reference_check")),
    )
    op.create_table(
        "campaign_step",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("offset_days", sa.Integer(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_step_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_step")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_campaign_step_campaign_id_number")),
    )
    op.create_table(
        "decision_event",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("detail_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_decision_event_decision_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["staff.id"], name=op.f("fk_decision_event_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_event")),
    )
    op.create_index(op.f("ix_decision_event_decision_id"), "decision_event", ["decision_id"], unique=False)
    op.create_table(
        "decision_party",
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_decision_party_decision_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_decision_party_party_id")),
        sa.PrimaryKeyConstraint("decision_id", "party_id", "role", name=op.f("pk_decision_party")),
    )
    op.create_index("ix_decision_party_party", "decision_party", ["party_id", "decision_id"], unique=False)
    op.create_table(
        "import_change",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("before_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_change_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_change")),
    )
    op.create_index(op.f("ix_import_change_batch_id"), "import_change", ["batch_id"], unique=False)
    op.create_table(
        "import_row",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cells_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_row_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
        sa.UniqueConstraint("batch_id", "row", name=op.f("uq_import_row_batch_id_row")),
    )
    op.create_table(
        "obligation",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.Text(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_obligation_not_negative")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_obligation_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation")),
    )
    op.create_index(op.f("ix_obligation_decision_id"), "obligation", ["decision_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("delivery_class", sa.Text(), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("guard", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("payload_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("personal", sa.Boolean(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.Column("campaign_id", sa.BigInteger(), nullable=True),
        sa.Column("text_key", sa.Text(), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("useful_until", Instant(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("platform_message_id", sa.Text(), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("opened_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_outbox_contact_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_outbox_decision_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_outbox_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("purpose", name=op.f("uq_outbox_purpose")),
    )
    op.create_index("ix_outbox_campaign", "outbox", ["campaign_id", "state"], unique=False)
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["account", "lane", "not_before", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(
        "ix_outbox_reminded",
        "outbox",
        ["party_id"],
        unique=False,
        sqlite_where=sa.text("guard = 'reminder'"),
        postgresql_where=sa.text("guard = 'reminder'"),
    )
    op.create_index(
        "ix_outbox_sending",
        "outbox",
        ["account", "lease_until"],
        unique=False,
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["contact_id", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index("uq_outbox_reference", "outbox", ["reference"], unique=True)
    op.create_table(
        "payment",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("reversed_at", Instant(), nullable=True),
        sa.Column("reversed_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_positive")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_payment_decision_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["staff.id"], name=op.f("fk_payment_entered_by")),
        sa.ForeignKeyConstraint(["reversed_by"], ["staff.id"], name=op.f("fk_payment_reversed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    op.create_index(op.f("ix_payment_decision_id"), "payment", ["decision_id"], unique=False)
    op.create_index(
        "uq_payment_receipt",
        "payment",
        ["decision_id", "receipt"],
        unique=True,
        sqlite_where=sa.text("reversed_at IS NULL"),
        postgresql_where=sa.text("reversed_at IS NULL"),
    )
    op.create_table(
        "reception_slot",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_reception_slot_order")),
        sa.CheckConstraint("seats BETWEEN 1 AND 50", name=op.f("ck_reception_slot_seats")),
        sa.ForeignKeyConstraint(["day_id"], ["reception_day.id"], name=op.f("fk_reception_slot_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_slot")),
        sa.UniqueConstraint("day_id", "starts_at", name=op.f("uq_reception_slot_day_id_starts_at")),
    )
    op.create_index("ix_reception_slot_start", "reception_slot", ["starts_at"], unique=False)
    op.create_table(
        "allocation",
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("obligation_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_allocation_positive")),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"], name=op.f("fk_allocation_obligation_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_allocation_payment_id")),
        sa.PrimaryKeyConstraint("payment_id", "obligation_id", name=op.f("pk_allocation")),
    )
    op.create_index("ix_allocation_obligation", "allocation", ["obligation_id"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("outbox_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_attempt_outbox_id")),
        sa.PrimaryKeyConstraint("outbox_id", "number", name=op.f("pk_attempt")),
    )
    op.create_table(
        "booking",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("slot_id", sa.BigInteger(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held_until", Instant(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_booking_contact_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_booking_party_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["reception_slot.id"], name=op.f("fk_booking_slot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("reference", name=op.f("uq_booking_reference")),
    )
    op.create_index(
        "uq_booking_party",
        "booking",
        ["party_id", "kind"],
        unique=True,
        sqlite_where=sa.text("state IN ('held', 'confirmed')"),
        postgresql_where=sa.text("state IN ('held', 'confirmed')"),
    )
    op.create_index(
        "uq_booking_seat",
        "booking",
        ["slot_id", "seat"],
        unique=True,
        sqlite_where=sa.text("state IN ('held', 'confirmed')"),
        postgresql_where=sa.text("state IN ('held', 'confirmed')"),
    )
    op.create_table(
        "face",
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("platform_message_id", sa.Text(), nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), nullable=False),
        sa.Column("nudge_id", sa.BigInteger(), nullable=True),
        sa.Column("fold_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_face_contact_id")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_face_outbox_id")),
        sa.PrimaryKeyConstraint("contact_id", "platform_message_id", name=op.f("pk_face")),
    )
    op.create_index(
        "ix_face_fold",
        "face",
        ["fold_at"],
        unique=False,
        sqlite_where=sa.text("fold_at IS NOT NULL"),
        postgresql_where=sa.text("fold_at IS NOT NULL"),
    )
    op.create_table(
        "planned_step",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=True),
        sa.Column("step_id", sa.BigInteger(), nullable=True),
        sa.Column("booking_id", sa.BigInteger(), nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("useful_until", Instant(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("outbox_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_planned_step_booking_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_planned_step_campaign_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_planned_step_decision_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_planned_step_party_id")),
        sa.ForeignKeyConstraint(["step_id"], ["campaign_step.id"], name=op.f("fk_planned_step_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_step")),
        sa.UniqueConstraint("purpose", name=op.f("uq_planned_step_purpose")),
    )
    op.create_index("ix_planned_step_booking", "planned_step", ["booking_id"], unique=False)
    op.create_index("ix_planned_step_campaign", "planned_step", ["campaign_id", "state"], unique=False)
    op.create_index("ix_planned_step_decision", "planned_step", ["decision_id", "state"], unique=False)
    op.create_index(
        "ix_planned_step_due",
        "planned_step",
        ["campaign_id", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    for statement in append_only_ddl(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Remove them all."""
    op.drop_index(
        "ix_planned_step_due",
        table_name="planned_step",
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.drop_index("ix_planned_step_decision", table_name="planned_step")
    op.drop_index("ix_planned_step_campaign", table_name="planned_step")
    op.drop_index("ix_planned_step_booking", table_name="planned_step")
    op.drop_table("planned_step")
    op.drop_index(
        "ix_face_fold",
        table_name="face",
        sqlite_where=sa.text("fold_at IS NOT NULL"),
        postgresql_where=sa.text("fold_at IS NOT NULL"),
    )
    op.drop_table("face")
    op.drop_index(
        "uq_booking_seat",
        table_name="booking",
        sqlite_where=sa.text("state IN ('held', 'confirmed')"),
        postgresql_where=sa.text("state IN ('held', 'confirmed')"),
    )
    op.drop_index(
        "uq_booking_party",
        table_name="booking",
        sqlite_where=sa.text("state IN ('held', 'confirmed')"),
        postgresql_where=sa.text("state IN ('held', 'confirmed')"),
    )
    op.drop_table("booking")
    op.drop_table("attempt")
    op.drop_index("ix_allocation_obligation", table_name="allocation")
    op.drop_table("allocation")
    op.drop_index("ix_reception_slot_start", table_name="reception_slot")
    op.drop_table("reception_slot")
    op.drop_index(
        "uq_payment_receipt",
        table_name="payment",
        sqlite_where=sa.text("reversed_at IS NULL"),
        postgresql_where=sa.text("reversed_at IS NULL"),
    )
    op.drop_index(op.f("ix_payment_decision_id"), table_name="payment")
    op.drop_table("payment")
    op.drop_index("uq_outbox_reference", table_name="outbox")
    op.drop_index(
        "ix_outbox_waiting",
        table_name="outbox",
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.drop_index(
        "ix_outbox_sending",
        table_name="outbox",
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.drop_index(
        "ix_outbox_reminded",
        table_name="outbox",
        sqlite_where=sa.text("guard = 'reminder'"),
        postgresql_where=sa.text("guard = 'reminder'"),
    )
    op.drop_index(
        "ix_outbox_due",
        table_name="outbox",
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.drop_index("ix_outbox_campaign", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_obligation_decision_id"), table_name="obligation")
    op.drop_table("obligation")
    op.drop_table("import_row")
    op.drop_index(op.f("ix_import_change_batch_id"), table_name="import_change")
    op.drop_table("import_change")
    op.drop_index("ix_decision_party_party", table_name="decision_party")
    op.drop_table("decision_party")
    op.drop_index(op.f("ix_decision_event_decision_id"), table_name="decision_event")
    op.drop_table("decision_event")
    op.drop_table("campaign_step")
    op.drop_table("reference_check")
    op.drop_index(op.f("ix_reception_day_on_date"), table_name="reception_day")
    op.drop_table("reception_day")
    op.drop_index("ix_question_waiting", table_name="question")
    op.drop_index(op.f("ix_question_contact_id"), table_name="question")
    op.drop_table("question")
    op.drop_index(
        "uq_link_request_waiting",
        table_name="link_request",
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.drop_table("link_request")
    op.drop_index(
        "uq_link_code_live",
        table_name="link_code",
        sqlite_where=sa.text("used_at IS NULL AND cancelled_at IS NULL"),
        postgresql_where=sa.text("used_at IS NULL AND cancelled_at IS NULL"),
    )
    op.drop_table("link_code")
    op.drop_index(
        "uq_link_live",
        table_name="link",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(op.f("ix_link_party_id"), table_name="link")
    op.drop_index(op.f("ix_link_contact_id"), table_name="link")
    op.drop_table("link")
    op.drop_index(op.f("ix_import_batch_content_hash"), table_name="import_batch")
    op.drop_table("import_batch")
    op.drop_index(op.f("ix_decision_officer_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_judgment_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_commune_id"), table_name="decision")
    op.drop_table("decision")
    op.drop_index(op.f("ix_consent_contact_id"), table_name="consent")
    op.drop_table("consent")
    op.drop_table("campaign")
    op.drop_table("calendar_year")
    op.drop_index(
        "uq_approved_account_live",
        table_name="approved_account",
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.drop_table("approved_account")
    op.drop_index(op.f("ix_staff_folded"), table_name="staff")
    op.drop_table("staff")
    op.drop_table("office_commune")
    op.drop_table("link_guard")
    op.drop_index(op.f("ix_contact_party_id"), table_name="contact")
    op.drop_table("contact")
    op.drop_table("regional_office")
    op.drop_index(op.f("ix_party_phone_print"), table_name="party")
    op.drop_index(op.f("ix_party_name_print"), table_name="party")
    op.drop_table("party")
    op.drop_table("judgment")
    op.drop_index("ix_former_commune_lookup", table_name="former_commune")
    op.drop_index(op.f("ix_former_commune_commune_id"), table_name="former_commune")
    op.drop_table("former_commune")
    op.drop_index(op.f("ix_web_message_chat_key_change"), table_name="web_message")
    op.drop_table("web_message")
    op.drop_index(op.f("ix_commune_province_id"), table_name="commune")
    op.drop_index(op.f("ix_commune_folded"), table_name="commune")
    op.drop_table("commune")
    op.drop_table("agency")
    op.drop_table("web_chat")
    op.drop_table("province")
    op.drop_index("ix_link_attempt_chat", table_name="link_attempt")
    op.drop_index("ix_link_attempt_at", table_name="link_attempt")
    op.drop_table("link_attempt")
    op.drop_table("link_alarm")
    op.drop_table("lease")
    op.drop_table("key_check")
    op.drop_index(
        "ix_inbox_waiting",
        table_name="inbox",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_table("inbox")
    op.drop_table("duty")
    op.drop_table("dialogue")
    op.drop_table("calendar_day")
    op.drop_table("audit_entry")
    for statement in append_only_undone(op.get_bind().dialect.name):
        op.execute(statement)
