"""Who is the agency: its offices, its staff, the accounts that money may go to?"""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, text

from casework.db.metadata import Instant, metadata

agency = Table(
    "agency",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),  # "Thi hành án dân sự tỉnh ..."
    Column("province_id", ForeignKey("province.id")),
    Column("address", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("bot_name", Text, nullable=False),  # the one official name, printed on paper and shown in the chat
    Column("office_hours", Text, nullable=False),  # as people read it
    # an invented agency with invented people: it speaks at any hour, and its start page shows the people's codes
    Column("demo", Boolean, nullable=False, server_default=text("false")),
    Column("day_count", Text, nullable=False, server_default="actual/365"),  # casework.interest.DayCount
    # whether amounts of the enforcement fee are computed: the law leaves open which circular applies (L25 Đ.53.1)
    Column("fee_amounts", Boolean, nullable=False, server_default=text("false")),
    # whether somebody may receive citizens in a leader's place: L136 is reported to forbid it to the head
    Column("stand_ins", Boolean, nullable=False, server_default=text("false")),
    # how long before an appointment people are reminded of it: casework.reminder_times
    Column("reminders_before", Text, nullable=False, server_default=text("'3d,1d,2h'")),
    Column("helpline_name", Text),  # named to who is in distress, besides 115
    Column("helpline_phone", Text),
    Column("training", Boolean, nullable=False, server_default=text("false")),  # writes to linked staff only
)

regional_office = Table(
    "regional_office",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("phone", Text, nullable=False),
)

office_commune = Table(
    "office_commune",
    metadata,
    Column("office_id", ForeignKey("regional_office.id"), primary_key=True),
    Column("commune_id", ForeignKey("commune.id"), primary_key=True),
)

staff = Table(
    "staff",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("office_id", ForeignKey("regional_office.id")),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),  # an officer's name stands on every decision; it is public
    Column("folded", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("role", Text, nullable=False),  # casework.staff.Role
    Column("phone", Text),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column(
        "answers_a_day", Integer
    ),  # replies of citizens this person can handle on a working day; none: the house rule
)

approved_account = Table(
    "approved_account",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("bank_bin", Text, nullable=False),
    Column("bank_name", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("proposed_by", ForeignKey("staff.id"), nullable=False),
    Column("approved_by", ForeignKey("staff.id")),
    Column("approved_at", Instant),
    Column("retired_at", Instant),
    CheckConstraint("approved_by IS NULL OR approved_by <> proposed_by", name="two_people"),
    Index(
        "uq_approved_account_live",
        "agency_id",
        "bank_bin",
        "number",
        unique=True,
        sqlite_where=text("retired_at IS NULL"),
        postgresql_where=text("retired_at IS NULL"),
    ),
)
