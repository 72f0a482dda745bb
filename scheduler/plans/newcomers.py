"""Who fits a running campaign by now and is not on the list that was let go? Counted only; whoever lets them in freezes them anew."""

from __future__ import annotations

from sqlalchemy import Select, select, union

from casework.books import Books
from casework.clock import today
from casework.scope import in_sight
from casework.staff import Staff
from casework.tables.decisions import decision, decision_party
from scheduler.plans.campaign_facts import Campaign
from scheduler.plans.selection import as_seen, eligible
from scheduler.plans.selection_counts import Counts, counted
from scheduler.tables import campaign as campaigns
from scheduler.tables import campaign_recipient as recipient


def newcomers(books: Books, who: Staff, campaign: Campaign) -> Counts:
    """How many they are, of the cases that whoever asks may see. Looks at every case that the campaign's conditions fit."""
    plan, day = campaign.plan, today(books.clock)
    let_go = select(campaigns.c.list_version).where(campaigns.c.id == campaign.id).scalar_subquery()
    listed = select(recipient.c.decision_id).where(  # asked of each before what they owe is added up
        recipient.c.campaign_id == campaign.id,
        recipient.c.decision_id == decision.c.id,
        recipient.c.party_id == decision_party.c.party_id,
        recipient.c.since_version <= let_go,
    )
    asked: list[Select[tuple[int, int]]] = []
    for selections in dict.fromkeys(plan.selections_of(step) for step in plan.steps):
        fits = eligible(*(as_seen(one, day, campaign.id) for one in selections)).where(in_sight(who, decision))
        pair = (decision.c.id.label("decision_id"), decision_party.c.party_id.label("party_id"))
        asked.append(fits.where(~listed.exists()).with_only_columns(*pair))
    found = union(*asked).subquery("fitting")
    return counted(books, select(found.c.decision_id, found.c.party_id))
