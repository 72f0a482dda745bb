"""What was handed in for approval and what became of it, what was said when a campaign was held or stopped, rehearsals?"""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from casework.db.metadata import Instant, metadata

campaign_hand_in = Table(  # a draft as it was put before the leader, list and all
    "campaign_hand_in",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False),
    Column("digest", Text, nullable=False),  # what is signed: over texts, times and recipients
    Column("recipients", Integer, nullable=False),
    Column("held_out", Integer, nullable=False),
    Column("handed_in_by", ForeignKey("staff.id"), nullable=False),
    Column("handed_in_at", Instant, nullable=False),
    Column("state", Text, nullable=False),  # scheduler.plans.handing_in.State
    Column("decided_by", ForeignKey("staff.id")),
    Column("decided_at", Instant),
    Column("words_sealed", LargeBinary),  # why it was sent back
    Index("ix_campaign_hand_in_campaign", "campaign_id", "id"),
    CheckConstraint("state <> 'approved' OR decided_by <> handed_in_by", name="two_people"),
)

steering_word = Table(  # why somebody paused, stopped or resumed
    "steering_word",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("campaign_id", ForeignKey("campaign.id")),  # none: everything that goes out unasked
    Column("act", Text, nullable=False),  # scheduler.plans.steering.Act
    Column("said_by", ForeignKey("staff.id"), nullable=False),
    Column("said_at", Instant, nullable=False),
    Column("words_sealed", LargeBinary, nullable=False),
    Index("ix_steering_word_campaign", "campaign_id", "id"),
)

campaign_rehearsal = Table(  # begun from the officers' pages
    "campaign_rehearsal",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False),
    Column("plan_hash", Text, nullable=False),  # of the plan that was rehearsed
    Column("begun_by", ForeignKey("staff.id"), nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),  # whoever runs it gave a sign of life
    Column("state", Text, nullable=False),  # scheduler.plans.rehearsal_runs.State
    Column("reached", Integer, nullable=False, server_default=text("0")),  # parts of a thousand
    Column("ended_at", Instant),
    Column("outlook", Text),  # what it foretells, as JSON
    Index("ix_campaign_rehearsal_campaign", "campaign_id", "id"),
    Index(
        "uq_campaign_rehearsal_one_at_a_time",
        "state",
        unique=True,
        sqlite_where=text("state = 'running'"),
        postgresql_where=text("state = 'running'"),
    ),
)
