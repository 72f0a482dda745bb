"""Which events of a decision are about its money, beside payments themselves?

Stored by value among the decision's events: never rename one.
"""

from __future__ import annotations

from enum import StrEnum


class MoneyEvent(StrEnum):
    """What happened to the money of a decision."""

    PAID_AT_PRISON = "paid_at_prison"  # with the prison's slip; the agency's receipt comes later (ND152 Đ.35)
    CAME_FROM_PRISON = "came_from_prison"
    PAID_OUT = "paid_out"
    PAYOUT_REVERSED = "payout_reversed"
    PARTS_CHANGED = "parts_changed"  # on which days a line falls due
    AGREEMENT_SIGNED = "agreement_signed"
    AGREEMENT_ENDED = "agreement_ended"
    PROMISE_MADE = "promise_made"
    PROMISE_WITHDRAWN = "promise_withdrawn"
    EXEMPTION_FILED = "exemption_filed"
    EXEMPTION_WITHDRAWN = "exemption_withdrawn"
    EXEMPTION_DECIDED = "exemption_decided"
    EXEMPTION_UNDONE = "exemption_undone"
