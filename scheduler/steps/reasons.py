"""Why does a planned step not go out? The words that stand in ``planned_step.reason`` before anything was queued."""

from __future__ import annotations

HELD_OUT = "held_out"  # by a registered experiment
NO_CHAT, NO_CONSENT = "no_chat", "no_consent"
PAID, CLOSED, NOT_DEBTOR, DECEASED = "paid", "decision_closed", "not_debtor", "deceased"
NOT_SELECTED = "not_selected"  # owes, but no longer fits whom the campaign speaks to
STEP_REMOVED = "step_removed"  # by a change of the running plan
