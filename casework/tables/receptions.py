"""When and where do leaders receive citizens, and who has which place? The constraints keep it single, not the code.

A place is a seat of a slot. On a day with numbers each stretch of hours is one slot and a visitor's number is counted over
the day; somebody who comes on the spot when every seat is taken gets one more (``seats`` grows), for anyone may come.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from casework.db.metadata import Instant, metadata

_OPEN = text("status = 'open'")
# what keeps a seat, and the one booking that a party or guest may have of a kind (casework.receptions.LIVE)
_LIVE = text("state IN ('held', 'offered', 'confirmed', 'arrived')")
_GUEST = text("party_id IS NULL AND contact_id IS NOT NULL AND state IN ('held', 'offered', 'confirmed', 'arrived')")
_NUMBERED = text("state NOT IN ('cancelled', 'expired')")  # a number once called is nobody else's on that day

reception_day = Table(
    "reception_day",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("leader_id", ForeignKey("staff.id"), nullable=False),  # who receives; of a working meeting: the officer
    Column("stand_in_id", ForeignKey("staff.id")),  # only where the agency allows it
    Column("commune_id", ForeignKey("commune.id")),  # none: at the office
    Column("kind", Text, nullable=False, server_default="reception"),  # casework.receptions.BookingKind
    Column("mode", Text, nullable=False, server_default="slots"),  # casework.receptions.DayMode
    Column("place", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("map_link", Text),
    Column("directions", Text),  # how to find it, in words
    # casework.reception_details, by comma; matters: none is any; languages: besides Vietnamese; needs: what is ready there
    Column("matters", Text, nullable=False, server_default=text("''")),
    Column("languages", Text, nullable=False, server_default=text("''")),
    Column("needs", Text, nullable=False, server_default=text("''")),
    Column("on_date", Date, nullable=False, index=True),
    Column("status", Text, nullable=False),  # casework.receptions.DayStatus
    Column("published_at", Instant, nullable=False),
    Column("reminders_before", Text),  # casework.reminder_times; none: as the agency has chosen
    Column("plan_id", ForeignKey("reception_plan.id")),  # the recurring plan that it came from
    Column("planned_on", Date),  # the date by the plan's rule; on_date may be another (a holiday, an exception)
    Column("campaign_id", BigInteger),  # scheduler.tables.campaign; a lower room may not name it as a foreign key
    Column("moved_to_id", ForeignKey("reception_day.id")),
    Column("moved_because_sealed", LargeBinary),  # may say who is ill
    Column("closed_by", ForeignKey("staff.id")),
    Column("closed_at", Instant),
    Index(  # one that was called off does not stand in the way of another
        "uq_reception_day_open",
        "leader_id",
        "on_date",
        "place",
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
    Index("uq_reception_day_planned", "plan_id", "planned_on", unique=True),
    Index("ix_reception_day_campaign", "campaign_id"),
)

reception_slot = Table(
    "reception_slot",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("day_id", ForeignKey("reception_day.id"), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("seats", Integer, nullable=False),
    CheckConstraint("seats BETWEEN 1 AND 300", name="seats"),
    CheckConstraint("ends_at > starts_at", name="order"),
    UniqueConstraint("day_id", "starts_at"),
    UniqueConstraint("id", "day_id", "seats"),  # for bookings to name all three
    Index("ix_reception_slot_start", "starts_at"),
)

booking = Table(
    "booking",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("slot_id", BigInteger, nullable=False),
    Column("day_id", BigInteger, nullable=False),  # the slot's
    Column("seat", Integer, nullable=False),  # 1..slot_seats
    Column("slot_seats", Integer, nullable=False),  # the slot's, and follows it
    Column("queue_number", Integer),  # 1.. of the day, where it gives numbers
    Column("party_id", ForeignKey("party.id")),  # none: a guest, known by name and phone until the desk has looked
    Column("contact_id", ForeignKey("contact.id")),  # the chat it was made from; none: at the desk, by a team
    Column("guest_name_sealed", LargeBinary),
    Column("guest_phone_sealed", LargeBinary),
    Column("guest_phone_print", LargeBinary),  # keyed fingerprint, as a party's
    Column("kind", Text, nullable=False),  # casework.receptions.BookingKind
    Column("state", Text, nullable=False),  # casework.receptions.BookingState
    Column("held_until", Instant),  # of a held or offered one
    Column("reference", Text, nullable=False, unique=True),
    Column("revision", Integer, nullable=False, server_default=text("0")),  # counted up with each change of time or end
    Column("file_revision", Integer),  # of the calendar file that the person took last; none: took none
    Column("coming_at", Instant),  # when they said that they will come, to the time as it is now
    Column("source", Text, nullable=False),  # casework.receptions.BookingSource
    Column("team_id", ForeignKey("mobilisation_team.id")),  # that brought or announced the person
    Column("made_by", ForeignKey("staff.id")),  # none: the person
    Column("companions", Integer, nullable=False, server_default=text("0")),
    Column("needs", Text, nullable=False, server_default=text("''")),  # casework.reception_details.Need, by comma
    Column("reason_sealed", LargeBinary),
    Column("arrived_at", Instant),
    Column("checked_by", ForeignKey("staff.id")),  # who saw the visitor's papers at the desk (ND154 Đ.12)
    Column("made_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    CheckConstraint("party_id IS NOT NULL OR guest_name_sealed IS NOT NULL", name="somebody"),
    CheckConstraint("companions BETWEEN 0 AND 5", name="companions"),
    CheckConstraint("seat BETWEEN 1 AND slot_seats", name="seat"),
    ForeignKeyConstraint(
        ["slot_id", "day_id", "slot_seats"],
        ["reception_slot.id", "reception_slot.day_id", "reception_slot.seats"],
        onupdate="CASCADE",
    ),
    Index("uq_booking_seat", "slot_id", "seat", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    Index("uq_booking_party", "party_id", "kind", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    Index("uq_booking_guest", "guest_phone_print", "kind", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    # one guest a chat: else a chat could take every place under invented numbers
    Index("uq_booking_guest_chat", "contact_id", "kind", unique=True, sqlite_where=_GUEST, postgresql_where=_GUEST),
    Index(
        "uq_booking_number", "day_id", "queue_number", unique=True, sqlite_where=_NUMBERED, postgresql_where=_NUMBERED
    ),
    Index("ix_booking_day", "day_id", "state"),
    Index("ix_booking_party", "party_id"),
)
