"""Which campaigns run, in which waves and steps, whom were they approved for, and which steps are planned?"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
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

_BOOKS = casework.tables  # campaigns refer to their rows

campaign = Table(
    "campaign",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("name", Text, nullable=False, unique=True),
    Column("plan_number", Text, nullable=False),
    Column("legal_basis", Text, nullable=False, server_default=text("''")),  # what the plan rests on, as written in it
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("selection", Text, nullable=False),  # scheduler.plans.selection.Selection as JSON
    Column("status", Text, nullable=False),  # scheduler.steps.step.Status
    Column("steered_by", ForeignKey("staff.id")),  # the member of the steering committee who answers for it
    Column("target_cases", Integer),  # decisions to be finished
    Column("target_money", BigInteger),  # đồng to be paid
    Column("ends_when", Text, nullable=False, server_default=text("'[]'")),  # scheduler.steps.sequence.End values, JSON
    Column("visit_after", Integer),  # unanswered reminders after which the commune team visits; none: never
    Column("most_per_person", Integer, nullable=False, server_default=text("6")),  # reminders, over all its steps
    Column("canary", Integer, nullable=False, server_default=text("20")),  # messages that go first, then a look at them
    Column("canary_done_at", Instant),  # the first messages went well: the rest may go
    Column("training", Boolean, nullable=False, server_default=text("false")),  # reaches linked staff only
    Column("version", Integer, nullable=False, server_default=text("1")),  # of the plan: each approved change adds one
    Column("paused_why", Text),  # scheduler.guards.brake.Why when it stopped itself; none: a person did
    Column("made_by", ForeignKey("staff.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("approved_by", ForeignKey("staff.id")),
    Column("approved_at", Instant),
    Column("approved_hash", Text),  # over texts, times and recipients as approved
    Column(
        "list_version", Integer, nullable=False, server_default=text("0")
    ),  # recipients up to this version are let go
    Column("list_hash", Text),  # over the recipients that are let go
    Column("frozen_for", Text),  # hash of what the next version of the list is being written down for; none: it is not
    Column("frozen_to", BigInteger),  # the decision up to which it has come
    Column("frozen_at", Instant),  # it is through; approving takes it away again
    Column("started_at", Instant),
    Column("stopped_at", Instant),
    Column("planned_to", BigInteger),  # planning has gone through the decisions up to this id; none: not begun
    Column("planned_at", Instant),  # planning is through; admitting newcomers takes it away again
)

wave = Table(  # đợt trọng tâm: a stretch of the period with one focus
    "wave",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("focus", Text, nullable=False),  # in the office's words: "Việc tín dụng, ngân hàng"
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("selection", Text, nullable=False),  # narrows the campaign's; scheduler.plans.selection.Selection as JSON
    CheckConstraint("ends_on >= starts_on", name="order"),
    UniqueConstraint("campaign_id", "number"),
)

campaign_step = Table(
    "campaign_step",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("wave_id", ForeignKey("wave.id")),  # none: in the whole period, for everybody selected
    Column("anchor", Text, nullable=False),  # scheduler.steps.step.Anchor: the date of the case it is counted from
    Column("offset_days", Integer, nullable=False),
    Column("working", Boolean, nullable=False),  # counted in working days
    Column("text_key", Text, nullable=False),
    Column("text_version", Integer, nullable=False),
    Column("condition", Text, nullable=False, server_default=text("'always'")),  # scheduler.steps.sequence.Condition
    Column("channels", Text, nullable=False, server_default=text("''")),  # accounts in the order tried, by comma
    Column("since_version", Integer, nullable=False, server_default=text("1")),  # of the plan, in which it came
    Column("until_version", Integer),  # the last version that has it; none: still there
    UniqueConstraint("campaign_id", "number", "since_version"),
)

campaign_recipient = Table(  # frozen when it is approved: nobody is written to whom nobody let go
    "campaign_recipient",
    metadata,
    Column("campaign_id", ForeignKey("campaign.id"), primary_key=True),
    Column("decision_id", ForeignKey("decision.id"), primary_key=True),
    Column("party_id", ForeignKey("party.id"), primary_key=True),
    Column("since_version", Integer, nullable=False),  # of the list; above campaign.list_version it is not let go yet
    Column("held_out", Boolean, nullable=False, server_default=text("false")),  # by a registered experiment
    sqlite_with_rowid=False,  # the key is the table: what refers by it is found in one search
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
    Column("anchor_id", BigInteger),  # of the promise, part or booking whose day it is counted from
    Column("due_at", Instant, nullable=False),
    Column("useful_until", Instant, nullable=False),
    Column("state", Text, nullable=False),  # scheduler.steps.step.State
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
    Index(  # who could not be reached, on which days: they are visited in the end
        "ix_planned_step_no_chat",
        "campaign_id",
        "due_at",
        sqlite_where=text("reason = 'no_chat'"),
        postgresql_where=text("reason = 'no_chat'"),
    ),
    Index("ix_planned_step_decision", "decision_id", "state"),
    Index(
        "ix_planned_step_booking",
        "booking_id",
        sqlite_where=text("booking_id IS NOT NULL"),
        postgresql_where=text("booking_id IS NOT NULL"),
    ),
)
