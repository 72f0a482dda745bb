"""0007: threads of questions, proposals, alerts, reviews of the law."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db.ids import new_id
from casework.db.metadata import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_QUESTION = sa.table(
    "question",
    *(sa.column(name, sa.BigInteger()) for name in ("id", "answered_by", "unanswered")),
    sa.column("state", sa.Text()),
    *(sa.column(name, sa.LargeBinary()) for name in ("text_sealed", "answer_sealed")),
    *(sa.column(name, Instant()) for name in ("asked_at", "answered_at", "waiting_since")),
)
_ENTRY = sa.table(
    "question_entry",
    *(sa.column(name, sa.BigInteger()) for name in ("id", "question_id", "staff_id")),
    sa.column("act", sa.Text()),
    sa.column("text_sealed", sa.LargeBinary()),
    sa.column("at", Instant()),
)


def _words_to_entries() -> None:
    """What was said stays sealed as it is: entries are bound to their thread, as the words were to the question."""
    conn = op.get_bind()
    for row in conn.execute(sa.select(_QUESTION)).all():
        said = [{"id": new_id(), "act": "asked", "text_sealed": row.text_sealed, "staff_id": None, "at": row.asked_at}]
        if row.answer_sealed is not None:
            answer = {"act": "answered", "text_sealed": row.answer_sealed, "staff_id": row.answered_by}
            said.append({"id": new_id(), "at": row.answered_at, **answer})
        conn.execute(sa.insert(_ENTRY), [{"question_id": row.id, **entry} for entry in said])
    waits = _QUESTION.c.state == "waiting"
    conn.execute(sa.update(_QUESTION).where(waits).values(waiting_since=_QUESTION.c.asked_at))
    conn.execute(sa.update(_QUESTION).where(~waits).values(unanswered=0))


def _entries_to_words() -> None:
    """Back to one question and one answer, the last; what else was said has no place there and is lost."""
    conn = op.get_bind()
    for row in conn.execute(sa.select(_ENTRY).order_by(_ENTRY.c.id)).all():
        values = {"text_sealed": row.text_sealed}
        if row.act == "answered":
            values = {"answer_sealed": row.text_sealed, "answered_by": row.staff_id, "answered_at": row.at}
        elif row.act != "asked":
            continue
        conn.execute(sa.update(_QUESTION).where(_QUESTION.c.id == row.question_id).values(**values))
    olds = {"asked_back": "waiting", "closed": "answered"}
    for new, old in olds.items():
        conn.execute(sa.update(_QUESTION).where(_QUESTION.c.state == new).values(state=old))


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "alert_person",
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("linked_at", Instant(), nullable=True),
        sa.Column("code_print", sa.LargeBinary(), nullable=True),
        sa.Column("code_until", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_alert_person_contact_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_alert_person_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_alert_person")),
        sa.UniqueConstraint("code_print", name=op.f("uq_alert_person_code_print")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_alert_person_contact_id")),
    )
    op.create_table(
        "law_review",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("withdrawn_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_law_review_staff_id")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["staff.id"], name=op.f("fk_law_review_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_review")),
    )
    with op.batch_alter_table("law_review", schema=None) as batch_op:
        batch_op.create_index("ix_law_review_name_version", ["name", "version"], unique=False)

    op.create_table(
        "alert",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.Column("told", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("taken_by", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", Instant(), nullable=True),
        sa.Column("called_by", sa.BigInteger(), nullable=True),
        sa.Column("called_at", Instant(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["called_by"], ["staff.id"], name=op.f("fk_alert_called_by")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_alert_question_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["staff.id"], name=op.f("fk_alert_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(
            "ix_alert_next",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_alert_question_id"), ["question_id"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("citations", sa.Text(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("withdrawn_by", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name=op.f("ck_proposal_two_people")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_proposal_decided_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["staff.id"], name=op.f("fk_proposal_proposed_by")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_proposal_question_id")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["staff.id"], name=op.f("fk_proposal_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("name", name=op.f("uq_proposal_name")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_question_id"), ["question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_state"), ["state"], unique=False)

    op.create_table(
        "question_entry",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("law", sa.Text(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_entry_question_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_question_entry_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_entry")),
    )
    with op.batch_alter_table("question_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_entry_question_id"), ["question_id"], unique=False)

    op.create_table(
        "alert_told",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("alert_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_told_alert_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_alert_told_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_told")),
    )
    with op.batch_alter_table("alert_told", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_told_alert_id"), ["alert_id"], unique=False)

    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.add_column(sa.Column("helpline_name", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("helpline_phone", sa.Text(), nullable=True))

    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.Text(), server_default="question", nullable=False))
        batch_op.add_column(sa.Column("intent", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("topic", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("decision_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("seen", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("officer_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("office_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("unanswered", sa.Integer(), server_default=sa.text("1"), nullable=False))
        batch_op.add_column(sa.Column("waiting_since", Instant(), nullable=True))
        batch_op.add_column(sa.Column("promised_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("closed_at", Instant(), nullable=True))
        batch_op.add_column(sa.Column("closed_by", sa.BigInteger(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_question_waiting"))
        batch_op.create_index("ix_question_waiting", ["state", "waiting_since"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_officer_id"), ["officer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_party_id"), ["party_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_question_office_id"), "regional_office", ["office_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_question_officer_id"), "staff", ["officer_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_question_closed_by"), "staff", ["closed_by"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_question_decision_id"), "decision", ["decision_id"], ["id"])

    _words_to_entries()
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_question_answered_by"), type_="foreignkey")
        batch_op.drop_column("answered_at")
        batch_op.drop_column("answered_by")
        batch_op.drop_column("answer_sealed")
        batch_op.drop_column("text_sealed")


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("text_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("answer_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("answered_by", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("answered_at", Instant(), nullable=True))

    _entries_to_words()
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.alter_column("text_sealed", existing_type=sa.LargeBinary(), nullable=False)
        batch_op.drop_constraint(batch_op.f("fk_question_decision_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_question_closed_by"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_question_officer_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_question_office_id"), type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f("fk_question_answered_by"), "staff", ["answered_by"], ["id"])
        batch_op.drop_index(batch_op.f("ix_question_party_id"))
        batch_op.drop_index(batch_op.f("ix_question_officer_id"))
        batch_op.drop_index(batch_op.f("ix_question_decision_id"))
        batch_op.drop_index("ix_question_waiting")
        batch_op.create_index(batch_op.f("ix_question_waiting"), ["state", "asked_at"], unique=False)
        batch_op.drop_column("closed_by")
        batch_op.drop_column("closed_at")
        batch_op.drop_column("promised_on")
        batch_op.drop_column("waiting_since")
        batch_op.drop_column("unanswered")
        batch_op.drop_column("office_id")
        batch_op.drop_column("officer_id")
        batch_op.drop_column("seen")
        batch_op.drop_column("decision_id")
        batch_op.drop_column("topic")
        batch_op.drop_column("intent")
        batch_op.drop_column("kind")

    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_column("helpline_phone")
        batch_op.drop_column("helpline_name")

    with op.batch_alter_table("alert_told", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alert_told_alert_id"))

    op.drop_table("alert_told")
    with op.batch_alter_table("question_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_entry_question_id"))

    op.drop_table("question_entry")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_state"))
        batch_op.drop_index(batch_op.f("ix_proposal_question_id"))

    op.drop_table("proposal")
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alert_question_id"))
        batch_op.drop_index(
            "ix_alert_next",
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )

    op.drop_table("alert")
    with op.batch_alter_table("law_review", schema=None) as batch_op:
        batch_op.drop_index("ix_law_review_name_version")

    op.drop_table("law_review")
    op.drop_table("alert_person")
