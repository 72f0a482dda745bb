"""Who holds which duty, who is still at work, what holds a channel back, and is anything held altogether?"""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text, text

from casework.db.metadata import Instant, metadata

lease = Table(
    "lease",
    metadata,
    Column("name", Text, primary_key=True),  # "bell", "speak:telegram"
    Column("owner", Text, nullable=False),
    Column("until", Instant, nullable=False),  # by the owner's wall clock, for people; nobody takes a lease by it alone
    Column(
        "renewals", BigInteger, nullable=False, server_default=text("0")
    ),  # grows: whoever stands by sees that the owner lives
    Column("halted_until", Instant),  # the platform said "later": kept here so that a restart obeys it too
)

duty = Table(
    "duty",
    metadata,
    Column("name", Text, primary_key=True),  # scheduler.bell.duties
    Column("done_at", Instant),  # of those done once a day
    Column("reached", BigInteger),  # the id up to which a duty that goes through many rows has come
)

channel_trouble = Table(  # what stands in the way of a whole channel account, for the doctor to name
    "channel_trouble",
    metadata,
    Column("account", Text, primary_key=True),
    Column("kind", Text, primary_key=True),  # scheduler.delivery.troubles.Trouble
    Column("since", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("times", BigInteger, nullable=False),
    Column("words", Text, nullable=False),  # the platform's own, about the account; nothing of a person
)

beat = Table(  # a role that should be at work says so; whoever looks sees who has fallen silent
    "beat",
    metadata,
    Column("name", Text, primary_key=True),  # "tick", "speak:telegram", "hear"
    Column("owner", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("next_by", Instant, nullable=False),  # later than this without a word, something is wrong
)

hold = Table(  # nothing goes out unasked while one is there: after a restore, or because somebody says so
    "hold",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("why", Text, nullable=False),  # scheduler.guards.holding.Why
    Column("since", Instant, nullable=False),
    Column("placed_by", ForeignKey("staff.id")),  # none: the program itself
    Column("reason", Text),  # scheduler.guards.stopping.Reason, of one that a person asked for
    Column("released_by", Text),  # login of who released it, as given at the command line
    Column("released_at", Instant),
)

journal_place = Table(  # how far the books know each sender's journal: a journal that is ahead tells of a restore
    "journal_place",
    metadata,
    Column("journal", Text, primary_key=True),  # the journal's own name, drawn when it was begun
    Column("line", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
)

channel_quota = Table(  # how many unasked messages an account may send; what the platform sold or allows
    "channel_quota",
    metadata,
    Column("account", Text, primary_key=True),
    Column("per_day", Integer, nullable=False),
    Column("per_month", Integer),
)
