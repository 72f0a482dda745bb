"""By which rule do leaders receive citizens again and again, and where is a day of it left out or moved?"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from casework.db.metadata import Instant, metadata

reception_plan = Table(
    "reception_plan",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("leader_id", ForeignKey("staff.id"), nullable=False),
    Column("stand_in_id", ForeignKey("staff.id")),
    Column("commune_id", ForeignKey("commune.id")),  # none: at the office
    Column("kind", Text, nullable=False),  # as of a day, down to needs: a day of the plan begins with them
    Column("mode", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("map_link", Text),
    Column("directions", Text),
    Column("matters", Text, nullable=False, server_default=text("''")),
    Column("languages", Text, nullable=False, server_default=text("''")),
    Column("needs", Text, nullable=False, server_default=text("''")),
    Column("rule", Text, nullable=False),  # casework.recurrence.Every
    Column("number", Integer),  # day of the month 1..31; which weekday of the month 1..5, -1 the last
    Column("weekday", Integer),  # 0 Monday .. 6 Sunday
    Column("on_rest_day", Text, nullable=False),  # casework.recurrence.OnRestDay
    Column("windows", Text, nullable=False),  # "07:30-11:00,13:30-16:00"
    Column("minutes_each", Integer, nullable=False),
    Column("seats", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("made_by", ForeignKey("staff.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),  # lays no more days; those that are laid stay
    CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="order"),
)

reception_plan_exception = Table(
    "reception_plan_exception",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("plan_id", ForeignKey("reception_plan.id"), nullable=False),
    Column("on_date", Date, nullable=False),  # by the rule
    Column("action", Text, nullable=False),  # casework.recurrence.ExceptionKind
    Column("to_date", Date),
    Column("why_sealed", LargeBinary),
    Column("made_by", ForeignKey("staff.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    CheckConstraint("(action = 'move') = (to_date IS NOT NULL)", name="somewhere"),
    UniqueConstraint("plan_id", "on_date"),
)
