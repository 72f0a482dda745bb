"""Who is on a campaign's list, and may it speak to them now? Asked when their steps are planned.

Whoever was let go and no longer fits is not dropped in silence: the row says why it is skipped. A wave that fitted then is
not remembered, so who fits nothing any more is skipped in every wave of the plan.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, false, func, literal_column, null, select

from casework.tables.decisions import decision, decision_party
from casework.tables.people import party
from scheduler.plans.campaign_facts import CampaignPlan
from scheduler.plans.selection import narrowed
from scheduler.steps import conditions, reasons
from scheduler.steps.wave_fit import waves_fit
from scheduler.tables import campaign
from scheduler.tables import campaign_recipient as recipient


def listed(plan: CampaignPlan) -> Select[Any]:
    """Rows ``decision_id, party_id, served_on, why_not, waves`` of everybody let go; the caller says of which campaign.

    ``why_not``: a word of ``scheduler.steps.reasons``, None for those who may be spoken to; ``waves``: bits of ``scheduler.steps.wave_fit``.
    """
    unfit, here = _unfit(plan, held_out=True), recipient.c
    one = select(
        here.decision_id,
        here.party_id,
        decision.c.served_on,
        func.coalesce(unfit, _unreachable()).label("why_not"),  # not by CASE: it would be worked out twice
        _waves(plan, unfit).label("waves"),
    )
    owes = and_(
        decision_party.c.decision_id == here.decision_id,
        decision_party.c.party_id == here.party_id,
        decision_party.c.role == conditions.DEBTOR,
    )
    joined = (
        recipient.join(campaign, campaign.c.id == here.campaign_id)
        .join(decision, decision.c.id == here.decision_id)
        .join(party, party.c.id == here.party_id)
        .outerjoin(decision_party, owes)
    )
    return one.select_from(joined).where(here.since_version <= campaign.c.list_version)


def why_not_followed(plan: CampaignPlan) -> ColumnElement[Any]:
    """Of ``listed``: why somebody is not even written to about what they set themselves, who is held out is; NULL if so."""
    unfit = _unfit(plan, held_out=False)
    return func.coalesce(unfit, _unreachable())


def _unreachable() -> ColumnElement[Any]:
    return case(
        (conditions.reachable(recipient.c.party_id), null()),
        (conditions.has_chat(recipient.c.party_id), reasons.NO_CONSENT),
        else_=reasons.NO_CHAT,
    )


def _unfit(plan: CampaignPlan, *, held_out: bool) -> ColumnElement[Any]:
    """Why the campaign does not speak to this recipient now; NULL if it does."""
    left = conditions.dong_left(recipient.c.decision_id, recipient.c.party_id)
    cases: list[tuple[ColumnElement[bool], Any]] = [
        *([(recipient.c.held_out.is_(True), reasons.HELD_OUT)] if held_out else []),
        (~conditions.needs_reminding(decision.c.status), reasons.CLOSED),
        (party.c.deceased.is_(True), reasons.DECEASED),
        (decision_party.c.role.is_(None), reasons.NOT_DEBTOR),
        (left <= 0, reasons.PAID),
    ]
    if (wanted := narrowed(plan.selection)) is not None:
        cases.append((~func.coalesce(wanted, false()), reasons.NOT_SELECTED))
    if plan.waves and all(step.wave is not None for step in plan.steps):
        fitting = waves_fit(plan, recipient.c.decision_id, recipient.c.party_id)
        cases.append((fitting == 0, reasons.NOT_SELECTED))
    return case(*cases, else_=null())


def _waves(plan: CampaignPlan, unfit: ColumnElement[Any]) -> ColumnElement[int]:
    every = literal_column(str((1 << len(plan.waves)) - 1), Integer)
    if not plan.waves:
        return every
    lost = and_(unfit.is_not(None), recipient.c.held_out.is_(False))
    return case((lost, every), else_=waves_fit(plan, recipient.c.decision_id, recipient.c.party_id))
