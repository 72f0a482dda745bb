"""Who waits for a place, what came of a meeting, and who has to be told that a whole day is moved?"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from casework.db.metadata import Instant, metadata

_WAITS = text("state IN ('waiting', 'offered')")

reception_wait = Table(
    "reception_wait",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("party_id", ForeignKey("party.id")),
    Column("contact_id", ForeignKey("contact.id")),
    Column("guest_name_sealed", LargeBinary),
    Column("guest_phone_sealed", LargeBinary),
    Column("guest_phone_print", LargeBinary),
    Column("kind", Text, nullable=False),  # casework.receptions.BookingKind
    Column("commune_id", ForeignKey("commune.id")),  # wishes: this commune, this leader, this day; none: any
    Column("leader_id", ForeignKey("staff.id")),
    Column("day_id", ForeignKey("reception_day.id")),
    Column("state", Text, nullable=False),  # waiting, offered, taken, expired, left
    Column("booking_id", ForeignKey("booking.id")),  # the place that is offered, or was taken
    Column("declined", Integer, nullable=False, server_default=text("0")),  # offers that ran out or were refused
    Column("asked_at", Instant, nullable=False),  # the order in the list
    Column("changed_at", Instant, nullable=False),
    CheckConstraint("party_id IS NOT NULL OR guest_name_sealed IS NOT NULL", name="somebody"),
    Index("uq_reception_wait_party", "party_id", "kind", unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS),
    Index(
        "uq_reception_wait_guest",
        "guest_phone_print",
        "kind",
        unique=True,
        sqlite_where=_WAITS,
        postgresql_where=_WAITS,
    ),
    Index("ix_reception_wait_line", "state", "asked_at"),
)

reception_outcome = Table(
    "reception_outcome",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("booking_id", ForeignKey("booking.id"), nullable=False, unique=True),
    Column(
        "what", Text, nullable=False
    ),  # agreed, explained, promise, instalment, document, answer_later, forwarded, refused, no_show
    Column("note_sealed", LargeBinary),  # what was agreed, as both sides see it
    Column("told_at", Instant),  # when the person was last told that it is there, or has changed
    Column("next_step", Text),  # promise, instalment, document
    Column("next_on", Date),
    Column("decision_id", ForeignKey("decision.id")),  # that the next step is about
    Column("promise_id", ForeignKey("promise.id")),  # that was made with it
    Column("answer_due_on", Date, index=True),  # ten working days (TCD13 Đ.28.1)
    Column("answered_at", Instant),
    Column("answered_by", ForeignKey("staff.id")),
    Column("refusal_ground", Text),  # TCD13 Đ.9, ND154 Đ.4.1
    Column("notice_due_on", Date),  # of a refusal in writing, three working days (Mẫu 01/TCD)
    Column("noticed_at", Instant),
    Column("recorded_by", ForeignKey("staff.id"), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    CheckConstraint("(what = 'refused') = (refusal_ground IS NOT NULL)", name="ground"),
    CheckConstraint("(next_step IS NULL) = (next_on IS NULL)", name="step"),
)

day_move = Table(
    "day_move",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("from_day_id", ForeignKey("reception_day.id"), nullable=False, index=True),
    Column("to_day_id", ForeignKey("reception_day.id")),
    Column("action", Text, nullable=False),  # casework.day_moves_kinds.MoveAction
    Column("reason", Text, nullable=False),  # casework.day_moves_kinds.MoveReason: what people are told
    Column("because_sealed", LargeBinary),  # for the office only: may say who is ill
    Column("moved_by", ForeignKey("staff.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("undone_by", ForeignKey("staff.id")),
    Column("undone_at", Instant),
    CheckConstraint("(action = 'cancel') = (to_day_id IS NULL)", name="somewhere"),
)

day_move_person = Table(
    "day_move_person",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("move_id", ForeignKey("day_move.id"), nullable=False),
    Column("booking_id", ForeignKey("booking.id"), nullable=False, index=True),
    Column("in_line", Integer, nullable=False),  # the order in which they had booked
    Column("from_slot_id", ForeignKey("reception_slot.id"), nullable=False),  # for the move to be undone
    Column("from_seat", Integer, nullable=False),
    Column("from_number", Integer),
    Column("offered_slot_id", ForeignKey("reception_slot.id")),
    Column("state", Text, nullable=False),  # casework.day_moves_kinds.PersonState
    Column("phone_why", Text),  # casework.day_moves_kinds.PhoneWhy
    Column("told_outbox_id", BigInteger),  # messages.tables.outbox; a lower room may not name it as a foreign key
    Column("told_at", Instant),
    Column("followed_up_at", Instant),
    Column("answered_at", Instant),
    Column("phoned_by", ForeignKey("staff.id")),
    Column("calls", Integer, nullable=False, server_default=text("0")),
    Column("called_at", Instant),
    Column("note_sealed", LargeBinary),
    UniqueConstraint("move_id", "booking_id"),
    Index("ix_day_move_person_state", "state"),
)
