"""What did people answer to a reminder, and what has somebody to do about it now?"""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from casework.db.metadata import Instant, metadata

_OPEN = text("state = 'open'")

answer = Table(  # one row each time a person reacts to a reminder; conditions, capacity and brake count them
    "answer",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("outbox_id", BigInteger),  # the reminder; none: said without one
    Column("campaign_id", BigInteger),  # scheduler.tables.campaign; a lower room may not name it as a foreign key
    Column("decision_id", ForeignKey("decision.id")),
    Column("party_id", ForeignKey("party.id"), index=True),
    Column("contact_id", ForeignKey("contact.id"), nullable=False),
    Column("kind", Text, nullable=False),  # casework.reminder_answers.Kind
    Column("at", Instant, nullable=False),
    Index("ix_answer_campaign", "campaign_id", "kind", "at"),
)

payment_claim = Table(  # "I have paid already": reminders rest until somebody has looked
    "payment_claim",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("decision_id", ForeignKey("decision.id"), nullable=False),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("contact_id", ForeignKey("contact.id")),  # none: told to the commune team on a visit
    Column("receipt_sealed", LargeBinary),  # number of the receipt or transfer as typed; none: has none at hand
    Column("paid_on", Date),
    Column("state", Text, nullable=False),  # casework.payment_claims.State: open, found, not_found, withdrawn
    Column("made_at", Instant, nullable=False),
    Column("payment_id", ForeignKey("payment.id")),  # the payment that was found
    Column("looked_by", ForeignKey("staff.id")),
    Column("looked_at", Instant),
    Index("uq_payment_claim_open", "decision_id", "party_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_payment_claim_decision", "decision_id"),
)

repair = Table(  # an address that is wrong or dead: somebody has to find the right one
    "repair",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("contact_id", ForeignKey("contact.id")),
    Column("commune_id", ForeignKey("commune.id")),
    Column("why", Text, nullable=False),  # casework.repairs.Why
    Column("state", Text, nullable=False),  # casework.repairs.State: open, reached, not_found
    Column("made_at", Instant, nullable=False),
    Column("done_by", ForeignKey("staff.id")),
    Column("done_at", Instant),
    Column("note_sealed", LargeBinary),
    Index("uq_repair_open", "party_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
)

mobilisation_team = Table(  # tổ vận động of a commune
    "mobilisation_team",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("commune_id", ForeignKey("commune.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("visits_a_day", Integer, nullable=False, server_default=text("12")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
)

mobilisation_member = Table(
    "mobilisation_member",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("team_id", ForeignKey("mobilisation_team.id"), nullable=False, index=True),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("phone_sealed", LargeBinary),
    Column("role", Text, nullable=False),  # "trưởng ấp", "hội phụ nữ"
)

visit = Table(  # lượt vận động
    "visit",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("reference", Text, nullable=False, unique=True),  # on the team's list, where no decision is named
    Column("decision_id", ForeignKey("decision.id"), nullable=False),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("team_id", ForeignKey("mobilisation_team.id")),
    Column("commune_id", ForeignKey("commune.id")),
    Column("campaign_id", BigInteger),
    Column("why", Text, nullable=False),  # casework.visits.Why
    Column("state", Text, nullable=False),  # casework.visits.State: open, done, cancelled
    Column("made_at", Instant, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("visited_on", Date),
    Column("outcome", Text),  # casework.visits.Outcome
    Column("note_sealed", LargeBinary),
    Column("entered_by", ForeignKey("staff.id")),
    Column("changed_at", Instant, nullable=False),
    Index("uq_visit_open", "decision_id", "party_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_visit_commune", "commune_id", "state", "due_on"),
    Index("ix_visit_decision", "decision_id", "party_id"),
)
