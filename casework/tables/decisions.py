"""What has to be done under which decision? One enforcement decision is one *việc* (L25 Đ.3.8)."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

from casework.db.metadata import Instant, metadata

judgment = Table(
    "judgment",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("number", Text, nullable=False),
    Column("court", Text, nullable=False, server_default=""),
    Column("dated", Date),
    UniqueConstraint("agency_id", "number", "court"),
)

decision = Table(
    "decision",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("judgment_id", ForeignKey("judgment.id"), nullable=False, index=True),
    Column("office_id", ForeignKey("regional_office.id")),
    Column("officer_id", ForeignKey("staff.id"), index=True),
    Column("commune_id", ForeignKey("commune.id"), index=True),
    Column("number", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("status", Text, nullable=False),  # casework.decisions.Status
    Column("review_result", Text),  # casework.decisions.ReviewResult, from the peak campaign's review
    Column("served_on", Date),  # the day that counts as valid notice (ND152 Đ.15-19)
    Column("service_form", Text),  # casework.service.ServiceForm: how the notice came
    Column("origin", Text),  # casework.decisions.Origin: on somebody's request, or ex officio (L25 Đ.33, 34)
    Column("requested_on", Date),  # the day of the enforcement request
    Column("late_interest_rate", Numeric(6, 3)),  # percent a year, only where the judgment orders it
    Column("late_interest_from", Date),  # the day the judgment names; if none, the request's (ND152 Đ.29.2)
    Column("note_sealed", LargeBinary),
    Column("list_print", LargeBinary),  # keyed fingerprint of what the last case list said of it (casework.imports)
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("agency_id", "number", "issued_on"),
    Index("ix_decision_office", "office_id", "id"),
    Index("ix_decision_number", "number", postgresql_ops={"number": "text_pattern_ops"}),  # found by how it begins
)

decision_party = Table(
    "decision_party",
    metadata,
    Column("decision_id", ForeignKey("decision.id"), primary_key=True),
    Column("party_id", ForeignKey("party.id"), primary_key=True),
    Column("role", Text, primary_key=True),  # casework.decisions.PartyRole
    Index("ix_decision_party_party", "party_id", "decision_id"),
    sqlite_with_rowid=False,  # the key is the table: what refers by it is found in one search
)


@event.listens_for(decision_party, "after_create")
def _tell_how_many_parties(_table: Table, conn: Connection, **_: object) -> None:
    """A few banks are the creditors of half the decisions, so from a sample PostgreSQL takes every party to have dozens.

    It then plans the look-up anew each time: 1.3 ms instead of 0.1 for its first statement, at a million decisions.
    """
    if conn.dialect.name == "postgresql":
        conn.exec_driver_sql("ALTER TABLE decision_party ALTER COLUMN party_id SET (n_distinct = -0.5)")


decision_event = Table(
    "decision_event",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("decision_id", ForeignKey("decision.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("happened_on", Date, nullable=False),
    Column("detail_sealed", LargeBinary),
    Column("entered_by", ForeignKey("staff.id")),
    Column("entered_at", Instant, nullable=False),
)

case_note = Table(  # what the office noted for itself; nobody outside reads it
    "case_note",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("decision_id", ForeignKey("decision.id"), nullable=False, index=True),
    Column("text_sealed", LargeBinary),  # none: its writer took it back
    Column("written_by", ForeignKey("staff.id"), nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("deleted_at", Instant),
    CheckConstraint("(text_sealed IS NULL) = (deleted_at IS NOT NULL)", name="words_until_deleted"),
)

obligation = Table(
    "obligation",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("decision_id", ForeignKey("decision.id"), nullable=False),
    Column("kind", Text, nullable=False),  # casework.obligations.Kind
    Column("content_sealed", LargeBinary, nullable=False),  # as the decision words it
    Column("amount", BigInteger, nullable=False),  # đồng; 0 for duties that are not money
    Column("rank", Text, nullable=False),  # order of payment, L25 Đ.54.1
    Column(
        "debtor_id", ForeignKey("party.id"), index=True
    ),  # whose share it is; none: all debtors, jointly and severally
    Column("creditor_id", ForeignKey("party.id"), index=True),  # to whom it goes; none: the State, or all creditors
    Column("waived", BigInteger, nullable=False, server_default=text("0")),  # đồng, by the court (L25 Đ.42-45)
    CheckConstraint("amount >= 0", name="not_negative"),
    CheckConstraint("waived >= 0 AND waived <= amount", name="waived_in_bounds"),
    Index(
        "ix_obligation_left", "decision_id", "kind", "debtor_id", "amount", "waived"
    ),  # what is left is asked of it alone
)

due_part = Table(
    "due_part",
    metadata,
    Column("obligation_id", ForeignKey("obligation.id"), primary_key=True),
    Column("due_on", Date, primary_key=True),  # alimony falls due month by month; a judgment may order instalments
    Column("amount", BigInteger, nullable=False),
    CheckConstraint("amount > 0", name="positive"),
)

interest_rate = Table(
    "interest_rate",
    metadata,
    Column("decision_id", ForeignKey("decision.id"), primary_key=True),
    Column("from_on", Date, primary_key=True),  # a rate that changes: from this day on, until the next
    Column("rate", Numeric(6, 3), nullable=False),  # percent a year
    CheckConstraint("rate > 0 AND rate <= 100", name="in_bounds"),
)

payment = Table(
    "payment",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("decision_id", ForeignKey("decision.id"), nullable=False, index=True),
    Column("payer_id", ForeignKey("party.id"), index=True),  # the debtor for whom it was paid; none: not named
    Column("amount", BigInteger, nullable=False),  # đồng
    Column("paid_on", Date),  # none: carried over from a list that names only the sum
    Column("receipt", Text),
    Column("source", Text, nullable=False),  # casework.payments.Source
    Column("slip", Text),  # the prison's own slip (phiếu thu), before the agency's receipt (ND152 Đ.35)
    Column("slip_on", Date),
    Column("surplus", BigInteger, nullable=False, server_default=text("0")),  # đồng over what was due, to be given back
    Column("entered_by", ForeignKey("staff.id")),
    Column("entered_at", Instant, nullable=False),
    Column("reversed_at", Instant),
    Column("reversed_by", ForeignKey("staff.id")),
    CheckConstraint("amount > 0", name="positive"),
    CheckConstraint("surplus >= 0 AND surplus <= amount", name="surplus_in_bounds"),
    Index(  # a receipt typed wrong is reversed and entered again under its number
        "uq_payment_receipt",
        "decision_id",
        "receipt",
        unique=True,
        sqlite_where=text("reversed_at IS NULL"),
        postgresql_where=text("reversed_at IS NULL"),
    ),
)

allocation = Table(
    "allocation",
    metadata,
    Column("payment_id", ForeignKey("payment.id"), primary_key=True),
    Column("obligation_id", ForeignKey("obligation.id"), primary_key=True),
    Column("amount", BigInteger, nullable=False),
    CheckConstraint("amount > 0", name="positive"),
    Index("ix_allocation_went", "obligation_id", "amount"),  # likewise
    sqlite_with_rowid=False,
)
