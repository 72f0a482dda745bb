"""What was the agency, or one of its offices, asked to reach in a year?"""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, ForeignKey, Numeric, Table, Text, UniqueConstraint

from casework.db.metadata import Instant, metadata

target = Table(
    "target",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("office_id", ForeignKey("regional_office.id")),  # none: the whole agency
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("measure", Text, nullable=False),  # casework.results: cases or money
    Column("percent", Numeric(5, 2), nullable=False),
    Column("entered_by", ForeignKey("staff.id")),
    Column("entered_at", Instant, nullable=False),
    UniqueConstraint("agency_id", "office_id", "first_day", "last_day", "measure"),
    CheckConstraint("percent > 0 AND percent <= 100", name="in_bounds"),
    CheckConstraint("last_day >= first_day", name="in_order"),
)
