"""What did the parties agree, what was promised, what has been paid out, waived or enforced by force?"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    text,
)

from casework.db.metadata import Instant, metadata

agreement = Table(
    "agreement",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("decision_id", ForeignKey("decision.id"), nullable=False, index=True),
    Column("signed_on", Date, nullable=False),  # in writing (L25 Đ.36.2, ND152 Đ.14)
    Column("content_sealed", LargeBinary, nullable=False),
    Column("interest_stops", Boolean, nullable=False),  # only if the parties did not agree otherwise (L25 Đ.46.1.c)
    Column("state", Text, nullable=False),  # casework.agreements.AgreementState
    Column("ended_on", Date),
    Column("ended_why_sealed", LargeBinary),
    Column("entered_by", ForeignKey("staff.id")),
    Column("entered_at", Instant, nullable=False),
    Index(
        "uq_agreement_live",
        "decision_id",
        unique=True,
        sqlite_where=text("state = 'live'"),
        postgresql_where=text("state = 'live'"),
    ),
)

instalment = Table(
    "instalment",
    metadata,
    Column("agreement_id", ForeignKey("agreement.id"), primary_key=True),
    Column("due_on", Date, primary_key=True),
    Column("amount", BigInteger, nullable=False),  # đồng
    CheckConstraint("amount > 0", name="positive"),
)

promise = Table(
    "promise",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("decision_id", ForeignKey("decision.id"), nullable=False, index=True),
    Column("party_id", ForeignKey("party.id"), nullable=False, index=True),
    Column("amount", BigInteger, nullable=False),  # đồng
    Column("due_on", Date, nullable=False),
    Column("state", Text, nullable=False),  # casework.promises.PromiseState
    Column("entered_by", ForeignKey("staff.id")),  # none: the party itself, in the chat
    Column("entered_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    CheckConstraint("amount > 0", name="positive"),
    Index(  # who is to be thanked
        "ix_promise_kept", "changed_at", sqlite_where=text("state = 'kept'"), postgresql_where=text("state = 'kept'")
    ),
)

payout = Table(
    "payout",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("decision_id", ForeignKey("decision.id"), nullable=False, index=True),
    Column("party_id", ForeignKey("party.id"), nullable=False, index=True),
    Column("obligation_id", ForeignKey("obligation.id")),  # none: a surplus given back
    Column("amount", BigInteger, nullable=False),  # đồng, by transfer within ten days (L25 Đ.54.6, ND152 Đ.30.5)
    Column("paid_on", Date, nullable=False),
    Column("document", Text, nullable=False),
    Column("entered_by", ForeignKey("staff.id")),
    Column("entered_at", Instant, nullable=False),
    Column("reversed_at", Instant),
    Column("reversed_by", ForeignKey("staff.id")),
    CheckConstraint("amount > 0", name="positive"),
)

exemption = Table(
    "exemption",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("obligation_id", ForeignKey("obligation.id"), nullable=False, index=True),
    Column("measure", Text, nullable=False),  # casework.exemptions.Measure: waive, reduce
    Column("asked", BigInteger, nullable=False),  # đồng, by the agency (L25 Đ.43)
    Column("filed_on", Date, nullable=False),
    Column("granted", BigInteger),  # đồng, by the court; 0: refused; none: not decided yet
    Column("decided_on", Date),
    Column("document", Text),
    Column("entered_by", ForeignKey("staff.id")),
    Column("entered_at", Instant, nullable=False),
    CheckConstraint("asked > 0", name="positive"),
    CheckConstraint("granted IS NULL OR (granted >= 0 AND granted <= asked)", name="granted_in_bounds"),
)

coercion = Table(
    "coercion",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("decision_id", ForeignKey("decision.id"), nullable=False, index=True),
    Column("measure", Text, nullable=False),  # casework.coercion_queries.Measure, L25 Đ.71
    Column("decided_on", Date, nullable=False),
    Column("document", Text, nullable=False),
    Column("with_forces", Boolean, nullable=False),
    Column("planned_on", Date),
    Column("carried_out_on", Date),
    Column("avoided_on", Date),  # the duty was performed of one's own will before it came to that
    Column("entered_by", ForeignKey("staff.id")),
    Column("entered_at", Instant, nullable=False),
    CheckConstraint("carried_out_on IS NULL OR avoided_on IS NULL", name="one_end"),
)
