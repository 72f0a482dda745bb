"""Who asked for their own data, what went wrong with data, and when was restoring a backup last tried?"""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from casework.db.metadata import Instant, metadata

_OPEN = text("state = 'open'")

data_request = Table(  # somebody uses a right over their own data
    "data_request",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("office_id", ForeignKey("regional_office.id")),  # who sees to it; none: the agency's seat
    Column("party_id", ForeignKey("party.id"), index=True),  # none: not found in the books yet, or not in them
    Column("kind", Text, nullable=False),  # casework.data_request_kinds.Kind
    Column("name_sealed", LargeBinary, nullable=False),  # as the person gave it
    Column("contact_sealed", LargeBinary),  # where the answer goes
    Column("words_sealed", LargeBinary, nullable=False),  # what is asked
    Column("received_on", Date, nullable=False),
    Column("received_how", Text, nullable=False),  # casework.data_request_kinds.How
    Column("identity", Text, nullable=False),  # casework.data_request_kinds.Identity: how it was checked who asks
    Column(
        "by_processor", Boolean, nullable=False
    ),  # whoever processes for the agency has a part in it: a longer period
    Column("state", Text, nullable=False),  # casework.data_request_kinds.State: open, done, refused
    Column("acknowledge_by", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("acknowledged_on", Date),
    Column("extended_on", Date),  # once
    Column("extended_sealed", LargeBinary),  # why
    Column("ground", Text),  # casework.data_request_kinds.Ground, of a refusal
    Column("answer_sealed", LargeBinary),
    Column("opened_by", ForeignKey("staff.id"), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("ended_by", ForeignKey("staff.id")),
    Column("ended_on", Date),
    Index("ix_data_request_open", "due_on", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
)

breach = Table(  # personal data was lost, shown or changed that should not have been
    "breach",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("noticed_at", Instant, nullable=False),  # the 72 hours run from here
    Column("what_sealed", LargeBinary, nullable=False),
    Column("whose_sealed", LargeBinary),  # which data, of which people
    Column("people", Integer),  # none: not known yet
    Column("cause_sealed", LargeBinary),
    Column("harm_sealed", LargeBinary),  # what may come of it
    Column("state", Text, nullable=False),  # casework.breaches.State: open, closed
    Column("opened_by", ForeignKey("staff.id"), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_by", ForeignKey("staff.id")),
    Column("closed_at", Instant),
    Column("closing_sealed", LargeBinary),
    Index("ix_breach_open", "noticed_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
)

breach_entry = Table(  # its time line; lines are added, never changed
    "breach_entry",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("breach_id", ForeignKey("breach.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),  # casework.breaches.Entry: happened, measure, notified
    Column("whom", Text),  # casework.breaches.Whom, of a notice
    Column("at", Instant, nullable=False),
    Column("words_sealed", LargeBinary, nullable=False),
    Column("written_by", ForeignKey("staff.id"), nullable=False),
    Column("written_at", Instant, nullable=False),
)

restore_drill = Table(  # somebody tried whether a backup can be restored
    "restore_drill",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("on_date", Date, nullable=False),
    Column("backup", Text, nullable=False),  # the file's name
    Column("minutes", Integer, nullable=False),
    Column("works", Boolean, nullable=False),
    Column("note_sealed", LargeBinary),
    Column("written_by", ForeignKey("staff.id"), nullable=False),
    Column("written_at", Instant, nullable=False),
)

_UNSEEN = text("seen_at IS NULL")

case_opening = Table(  # somebody looked at a case out of their sight because it was urgent
    "case_opening",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("decision_id", BigInteger, nullable=False),  # no key: a list that is taken back takes its decisions along
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("until", Instant),  # none: it was refused, the day had seen too many
    Column("reason_sealed", LargeBinary, nullable=False),
    Column("seen_by", ForeignKey("staff.id")),  # the leader who has read that it was
    Column("seen_at", Instant),
    Index("ix_case_opening_staff", "staff_id", "opened_at"),
    Index("ix_case_opening_unseen", "id", sqlite_where=_UNSEEN, postgresql_where=_UNSEEN),
)
