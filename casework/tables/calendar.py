"""Which days are working days? A table that the agency confirms each year; a library only proposes it."""

from sqlalchemy import Column, Date, ForeignKey, Integer, Table, Text

from casework.db.metadata import Instant, metadata

calendar_year = Table(
    "calendar_year",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("confirmed_at", Instant),
    Column("confirmed_by", ForeignKey("staff.id")),
)

calendar_day = Table(
    "calendar_day",
    metadata,
    Column("on_date", Date, primary_key=True),
    Column("kind", Text, nullable=False),  # casework.working_days.DayKind: only days that differ from Monday-Friday
    Column("name", Text, nullable=False),
)
