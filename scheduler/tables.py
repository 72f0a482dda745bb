"""Which campaigns run, which steps are planned, and who holds which duty?"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

import casework.tables
from casework.db.metadata import Instant, metadata

__all__ = ["campaign", "campaign_step", "channel_trouble", "duty", "lease", "planned_step"]
_BOOKS = casework.tables  # campaigns refer to their rows

campaign = Table(
    "campaign",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("name", Text, nullable=False, unique=True),
    Column("plan_number", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("selection", Text, nullable=False),  # scheduler.selection.Selection as JSON
    Column("status", Text, nullable=False),  # scheduler.steps.Status
    Column("made_by", ForeignKey("staff.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("approved_by", ForeignKey("staff.id")),
    Column("approved_at", Instant),
    Column("approved_hash", Text),  # over texts, recipients and steps as approved
    Column("started_at", Instant),
    Column("stopped_at", Instant),
    Column("planned_to", BigInteger),  # planning has gone through the decisions up to this id; none: not begun
    Column("planned_at", Instant),  # planning is through; admitting newcomers takes it away again
)

campaign_step = Table(
    "campaign_step",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("anchor", Text, nullable=False),  # scheduler.steps.Anchor: the date of the case it is counted from
    Column("offset_days", Integer, nullable=False),
    Column("working", Boolean, nullable=False),  # counted in working days
    Column("text_key", Text, nullable=False),
    Column("text_version", Integer, nullable=False),
    UniqueConstraint("campaign_id", "number"),
)

planned_step = Table(
    "planned_step",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("purpose", Text, nullable=False, unique=True),
    Column("campaign_id", ForeignKey("campaign.id")),
    Column("step_id", ForeignKey("campaign_step.id")),
    Column("booking_id", ForeignKey("booking.id")),
    Column("decision_id", ForeignKey("decision.id")),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("useful_until", Instant, nullable=False),
    Column("state", Text, nullable=False),  # scheduler.steps.State
    Column("reason", Text),
    Column("outbox_id", BigInteger),
    Index(
        "ix_planned_step_due",
        "campaign_id",  # appointments have none; each running campaign is probed by itself, so a paused one costs nothing
        "due_at",
        "id",
        sqlite_where=text("state = 'pending'"),
        postgresql_where=text("state = 'pending'"),
    ),
    Index("ix_planned_step_campaign", "campaign_id", "state"),
    Index("ix_planned_step_decision", "decision_id", "state"),
    Index(
        "ix_planned_step_booking",
        "booking_id",
        sqlite_where=text("booking_id IS NOT NULL"),
        postgresql_where=text("booking_id IS NOT NULL"),
    ),
)

lease = Table(
    "lease",
    metadata,
    Column("name", Text, primary_key=True),  # "bell", "speak:telegram"
    Column("owner", Text, nullable=False),
    Column("until", Instant, nullable=False),
    Column("halted_until", Instant),  # the platform said "later": kept here so that a restart obeys it too
)

duty = Table(
    "duty",
    metadata,
    Column("name", Text, primary_key=True),  # scheduler.duties
    Column("done_at", Instant),  # of those done once a day
    Column("reached", BigInteger),  # the id up to which a duty that goes through many rows has come
)

channel_trouble = Table(  # what stands in the way of a whole channel account, for the doctor to name
    "channel_trouble",
    metadata,
    Column("account", Text, primary_key=True),
    Column("kind", Text, primary_key=True),  # scheduler.troubles.Trouble
    Column("since", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("times", BigInteger, nullable=False),
    Column("words", Text, nullable=False),  # the platform's own, about the account; nothing of a person
)
