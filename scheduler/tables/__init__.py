"""Which tables do campaigns and delivery keep? One module a subject; importing this package makes them all known."""

from scheduler.tables.campaigns import campaign, campaign_recipient, campaign_step, planned_step, wave
from scheduler.tables.experiments import experiment, experiment_unit
from scheduler.tables.guarding import (
    answering_room,
    campaign_brake,
    channel_breaker,
    channel_day,
    officer_day,
    send_minute,
)
from scheduler.tables.handing_in import campaign_hand_in, campaign_rehearsal, steering_word
from scheduler.tables.plans import campaign_change, case_plan, cost_rate, focal_commune, task_team, team_member, trip
from scheduler.tables.running import beat, channel_quota, channel_trouble, duty, hold, journal_place, lease

__all__ = [
    "answering_room",
    "beat",
    "campaign",
    "campaign_brake",
    "campaign_change",
    "campaign_hand_in",
    "campaign_recipient",
    "campaign_rehearsal",
    "campaign_step",
    "case_plan",
    "channel_breaker",
    "channel_day",
    "channel_quota",
    "channel_trouble",
    "cost_rate",
    "duty",
    "experiment",
    "experiment_unit",
    "focal_commune",
    "hold",
    "journal_place",
    "lease",
    "officer_day",
    "planned_step",
    "send_minute",
    "steering_word",
    "task_team",
    "team_member",
    "trip",
    "wave",
]
