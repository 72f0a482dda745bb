"""When and where do leaders receive citizens, and who has which place? The constraints keep it single, not the code."""

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

_LIVE = text("state IN ('held', 'confirmed')")

reception_day = Table(
    "reception_day",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("leader_id", ForeignKey("staff.id"), nullable=False),
    Column("commune_id", ForeignKey("commune.id")),  # none: at the office
    Column("place", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("on_date", Date, nullable=False, index=True),
    Column("status", Text, nullable=False),  # casework.receptions.DayStatus
    Column("published_at", Instant, nullable=False),
    UniqueConstraint("leader_id", "on_date", "place"),
)

reception_slot = Table(
    "reception_slot",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("day_id", ForeignKey("reception_day.id"), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("seats", Integer, nullable=False),
    CheckConstraint("seats BETWEEN 1 AND 50", name="seats"),
    CheckConstraint("ends_at > starts_at", name="order"),
    UniqueConstraint("day_id", "starts_at"),
    Index("ix_reception_slot_start", "starts_at"),
)

booking = Table(
    "booking",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("slot_id", ForeignKey("reception_slot.id"), nullable=False),
    Column("seat", Integer, nullable=False),  # 1..slot.seats
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("contact_id", ForeignKey("contact.id"), nullable=False),
    Column("kind", Text, nullable=False),  # casework.receptions.BookingKind
    Column("state", Text, nullable=False),  # casework.receptions.BookingState
    Column("held_until", Instant),
    Column("reference", Text, nullable=False, unique=True),
    Column("reason_sealed", LargeBinary),
    Column("made_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Index("uq_booking_seat", "slot_id", "seat", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    Index("uq_booking_party", "party_id", "kind", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
)
