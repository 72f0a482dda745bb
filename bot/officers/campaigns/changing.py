"""How is a campaign that runs changed? Proposed by one, seen with what it does to how many, approved by another leader."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from aiohttp import web

from bot.cli.campaign_reasons import why
from bot.officers.campaigns import change_form
from bot.officers.campaigns.choosing import WRONG
from bot.officers.campaigns.forms import Form
from bot.officers.campaigns.signing import with_blanks
from bot.officers.campaigns.theirs import status_of, theirs
from bot.officers.desk import desk_of
from bot.officers.visit import Visit
from casework import audit, staff
from casework.books import Books
from casework.staff import LEADERS, Staff
from messages.office_texts import text_in
from scheduler.plans import approval, changes, handing_in
from scheduler.plans.campaigns import wrong_status
from scheduler.plans.change_effects import effects
from scheduler.plans.change_told import StepTold, steps_of_both, told
from scheduler.plans.changes import SHOWN, Proposal
from scheduler.plans.refusals import NotAllowed
from scheduler.steps.step_words import when_in_words

APPROVED, WITHDRAWN = "change_approved", "change_withdrawn"


async def show(visit: Visit) -> web.StreamResponse:
    """What waits to be approved; else the plan as it stands, to be changed."""
    return await _shown(visit, None)


async def propose(visit: Visit) -> web.StreamResponse:
    """Write it down for approval."""
    campaign_id = visit.number("campaign")
    proposing = visit.db.write(_proposed, visit.who, campaign_id, visit.form)
    return await _tried(visit, proposing, f"/campaigns/{campaign_id}/change", form=visit.form)


async def withdraw(visit: Visit) -> web.StreamResponse:
    """It was not meant so: the campaign goes on as it is."""
    campaign_id = visit.number("campaign")
    await visit.db.read(theirs, visit.who, campaign_id)
    withdrawing = visit.db.write(changes.withdraw, campaign_id, visit.who.id)
    return await _tried(visit, withdrawing, f"/campaigns/{campaign_id}?done={WITHDRAWN}")


async def approve(visit: Visit) -> web.StreamResponse:
    """Let take effect what was shown. One's own is refused, and the try stands in the trail."""
    campaign_id = visit.number("campaign")
    approving = _approved(visit, campaign_id, visit.form.get("seen", ""))
    return await _tried(visit, approving, f"/campaigns/{campaign_id}?done={APPROVED}", note=True)


async def _tried(
    visit: Visit, doing: Awaitable[Any], then: str, *, form: Form | None = None, note: bool = False
) -> web.StreamResponse:
    try:
        await doing
    except WRONG as refused:
        if note and isinstance(refused, NotAllowed):
            action = audit.Action.CAMPAIGN_CHANGE_APPROVED
            await visit.db.write(handing_in.note_refused, visit.number("campaign"), visit.who.id, action)
        return await _shown(visit, form, wrong=str(refused), status=status_of(refused))
    return visit.go(then)


async def _shown(visit: Visit, form: Form | None, *, wrong: str = "", status: int = 200) -> web.Response:
    part = visit.request.query.get("part", "") if form is None else form.get("part", "")
    facts = await visit.db.read(_facts, visit.who, visit.number("campaign"), form, part)
    there: Proposal | None = facts["waits"]
    if there is not None:
        key = ("change", there.id, there.digest)
        facts["lately"] = await desk_of(visit.db).lately(key, effects, there)
    return visit.page("campaigns/change", status=status, wrong=wrong, **facts)


def _facts(books: Books, who: Staff, campaign_id: int, form: Form | None, part: str) -> dict[str, Any]:
    campaign = theirs(books, who, campaign_id)
    live = campaign.status in approval.LIVE
    there = changes.open_proposal(books, campaign_id) if live else None
    asks = live and (there is None or form is not None)  # nobody loses what they filled in
    facts: dict[str, Any] = {
        "campaign": campaign,
        "live": live,
        "to_come": campaign.started_at is None and campaign.stopped_at is None,
        "waits": there,
        "asks": asks,
    }
    if there is not None:
        facts |= _waiting(books, who, there)
    return facts | (change_form.shown(books, campaign, form, part) if asks else {})


def _waiting(books: Books, who: Staff, there: Proposal) -> dict[str, Any]:
    found = told(there)
    by = staff.find(books, there.proposed_by)
    return {
        "by": "-" if by is None else by.name,
        "hash": there.digest[:SHOWN],
        "told": found,
        "when": when_in_words,
        "says": {one.number: _words(books, one) for one in found.steps if one.says_anew},
        "steps": steps_of_both(there),
        "why": why,
        "leader": who.role in LEADERS,
        "signs": may_approve(books, who, there),
    }


def may_approve(books: Books, who: Staff, there: Proposal) -> bool:
    """Whether a leader looks at it who did not propose it. Whether they see the whole list is asked only when they approve: it is
    long.
    """
    if who.role not in LEADERS:
        return False
    try:
        changes.refuse_own(books, who.id, there)
    except NotAllowed:
        return False
    return True


def _words(books: Books, one: StepTold) -> str:
    if one.after is None:
        return ""
    return with_blanks(text_in(books, one.after.text_key, one.after.text_version).vi)


def _proposed(books: Books, who: Staff, campaign_id: int, form: Form) -> Proposal:
    campaign = theirs(books, who, campaign_id)
    if campaign.status not in approval.LIVE:
        raise wrong_status(campaign)
    return changes.propose(books, campaign_id, change_form.change_of(campaign, form), who.id)


async def _approved(visit: Visit, campaign_id: int, seen: str) -> None:
    """The list is read before: nobody who writes waits for that."""
    await visit.db.read(_refuse_beyond, visit.who, campaign_id)
    await visit.db.write(changes.approve, campaign_id, visit.who.id, seen)


def _refuse_beyond(books: Books, who: Staff, campaign_id: int) -> None:
    """Raises ``Missing`` as for a foreign one, or ``NotAllowed``; the rule itself refuses whoever is no leader."""
    theirs(books, who, campaign_id)
    if who.role in LEADERS:
        handing_in.refuse_beyond(books, who.id, campaign_id)
