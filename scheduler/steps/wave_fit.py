"""Which waves of a campaign does a recipient belong to?"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, case, literal_column

from scheduler.plans.campaign_facts import CampaignPlan
from scheduler.plans.selection import fits

_NONE: ColumnElement[int] = literal_column("0", Integer)


def waves_fit(plan: CampaignPlan, decision_id: ColumnElement[Any], party_id: ColumnElement[Any]) -> ColumnElement[int]:
    """One bit for each wave whose selection fits the recipient, the first wave's the lowest; 0 in a campaign without waves."""
    bits = _NONE
    for place, wave in enumerate(plan.waves):
        bit = literal_column(str(1 << place), Integer)
        bits = bits + case((fits(wave.selection, decision_id, party_id), bit), else_=_NONE)
    return bits


def waves_in(bits: int) -> frozenset[int]:
    """The numbers of the waves, from the bits."""
    return frozenset(place for place in range(1, bits.bit_length() + 1) if bits >> (place - 1) & 1)
