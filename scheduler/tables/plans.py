"""How does an office plan its campaign: who goes where with whom, what is done in each difficult case, what does it cost?"""

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
)

from casework.db.metadata import Instant, metadata

task_team = Table(  # tổ công tác: led by the area's officer
    "task_team",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("leader_id", ForeignKey("staff.id"), nullable=False),
    UniqueConstraint("campaign_id", "name"),
)

team_member = Table(
    "team_member",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("team_id", ForeignKey("task_team.id"), nullable=False, index=True),
    Column("staff_id", ForeignKey("staff.id")),  # of the agency; none: of another body
    Column("name_sealed", LargeBinary),
    Column("phone_sealed", LargeBinary),
    Column(
        "body", Text, nullable=False
    ),  # scheduler.plans.teams.Body: agency, commune, police, prosecutor, court, front
    Column("role", Text, nullable=False),  # what this person does in the team, in the plan's words
    CheckConstraint("staff_id IS NOT NULL OR name_sealed IS NOT NULL", name="somebody"),
)

focal_commune = Table(  # xã điểm
    "focal_commune",
    metadata,
    Column("campaign_id", ForeignKey("campaign.id"), primary_key=True),
    Column("commune_id", ForeignKey("commune.id"), primary_key=True),
    Column("team_id", ForeignKey("task_team.id")),
    Column("wave_id", ForeignKey("wave.id")),
    Column("why", Text, nullable=False),
)

case_plan = Table(  # kế hoạch giải quyết từng việc
    "case_plan",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False),
    Column("decision_id", ForeignKey("decision.id"), nullable=False),
    Column("officer_id", ForeignKey("staff.id"), nullable=False),
    Column("obstacle", Text, nullable=False),  # scheduler.plans.case_plans.Obstacle: why it is difficult
    Column("way_sealed", LargeBinary, nullable=False),  # how it is to be settled, in the officer's words
    Column("due_on", Date, nullable=False),
    Column("state", Text, nullable=False),  # scheduler.plans.case_plans.State
    Column("result_sealed", LargeBinary),
    Column("entered_by", ForeignKey("staff.id"), nullable=False),
    Column("entered_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("campaign_id", "decision_id"),
)

trip = Table(  # chuyến đi
    "trip",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False, index=True),
    Column("wave_id", ForeignKey("wave.id")),
    Column("team_id", ForeignKey("task_team.id"), nullable=False),
    Column("commune_id", ForeignKey("commune.id"), nullable=False),
    Column("on_date", Date, nullable=False),
    Column("people", Integer, nullable=False),
    Column("km", Integer, nullable=False),  # there and back
    CheckConstraint("people > 0 AND km >= 0", name="sizes"),
    UniqueConstraint("team_id", "on_date", "commune_id"),
)

cost_rate = Table(
    "cost_rate",
    metadata,
    Column("campaign_id", ForeignKey("campaign.id"), primary_key=True),
    Column(
        "item", Text, primary_key=True
    ),  # scheduler.plans.costs.Item: message by channel, letter, km, person and day
    Column("dong", BigInteger, nullable=False),
    CheckConstraint("dong >= 0", name="not_negative"),
)

campaign_change = Table(  # a change of a running campaign, shown before it is approved
    "campaign_change",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),  # that the plan has once it is approved
    Column("change", Text, nullable=False),  # scheduler.plans.changes.Change as JSON
    Column("state", Text, nullable=False),  # proposed, approved, withdrawn
    Column("proposed_by", ForeignKey("staff.id"), nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("approved_by", ForeignKey("staff.id")),
    Column("approved_at", Instant),
    Column("approved_hash", Text),
    CheckConstraint("approved_by IS NULL OR approved_by <> proposed_by", name="two_people"),
)
