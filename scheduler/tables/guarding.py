"""How much was sent where, how many replies can be handled, and what has stopped a channel or a campaign?

The counts are written in the transaction that claims or settles, so that a guard asks for one small row instead of counting
a day's messages each time.
"""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

import casework.tables
from casework.db.metadata import Instant, metadata

_BOOKS = casework.tables  # campaigns refer to their rows

channel_day = Table(  # unasked messages that left on a day of the office, or may have
    "channel_day",
    metadata,
    Column("account", Text, primary_key=True),
    Column("on_date", Date, primary_key=True),
    Column("unasked", Integer, nullable=False),
)

officer_day = Table(  # reminders about an officer's decisions that left on a day, or may have
    "officer_day",
    metadata,
    Column("officer_id", BigInteger, primary_key=True, autoincrement=False),  # 0: decisions that nobody has
    Column("on_date", Date, primary_key=True),
    Column("reminders", Integer, nullable=False),
)

answering_room = Table(  # how many reminders an officer's answering bears on that day, as last worked out
    "answering_room",
    metadata,
    Column("officer_id", BigInteger, primary_key=True, autoincrement=False),  # 0: decisions that nobody has
    Column("on_date", Date, nullable=False),
    Column("reminders", Integer, nullable=False),
    Column("waiting", Integer, nullable=False),  # replies left over from days before
    Column("at", Instant, nullable=False),
)

send_minute = Table(  # what became of unasked messages, minute by minute: the window that the breaker looks through
    "send_minute",
    metadata,
    Column("account", Text, primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("done", Integer, nullable=False),
    Column("bad", Integer, nullable=False),  # rejected, uncertain or given up
)

channel_breaker = Table(  # from when an account's outcomes count, and whether its campaigns rest
    "channel_breaker",
    metadata,
    Column("account", Text, primary_key=True),
    Column("counts_from", Instant, nullable=False),
    Column("stopped_at", Instant),  # none: it sends
    Column("opens_at", Instant),  # a few may try from then on; none: it sends
    Column("turn", Integer, nullable=False, server_default=text("0")),  # how many stops in a row without a good try
    Column("bad", Integer, nullable=False, server_default=text("0")),  # of ``done``, when it was stopped
    Column("done", Integer, nullable=False, server_default=text("0")),
)

campaign_brake = Table(  # each time a campaign stopped itself, and who let it go on
    "campaign_brake",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False),
    Column("why", Text, nullable=False),  # scheduler.guards.brake.Why
    Column("scope", Text, nullable=False),  # scheduler.guards.brake.Scope: the campaign, a commune, a channel
    Column("scope_of", Text),  # the commune's id, the channel's account
    Column("counted", Integer, nullable=False),  # people
    Column("out_of", Integer, nullable=False),  # reminders
    Column("at", Instant, nullable=False),
    Column("released_at", Instant),
    Column("released_by", ForeignKey("staff.id")),
    Column("note_sealed", LargeBinary),  # what the leader wrote on letting it go on
    Index("ix_campaign_brake_campaign", "campaign_id", "at"),
)
