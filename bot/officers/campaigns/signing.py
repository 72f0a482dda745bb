"""What is put before the leader, and what exactly do they sign?"""

from __future__ import annotations

import asyncio
import re
from typing import Any

from aiohttp import web

from bot.officers.campaigns.theirs import may_write, status_of, theirs, wrongs
from bot.officers.desk import desk_of
from bot.officers.visit import Visit
from casework import staff
from casework.books import Books
from casework.staff import LEADERS, Staff
from messages.library import text_of
from messages.nudges import NEWS
from messages.office_texts import text_in
from messages.samples import blank
from scheduler import quiet
from scheduler.plans import approval, handing_in, launching, rehearsal_runs
from scheduler.plans.campaign_facts import Campaign
from scheduler.plans.cost_words import cost_rows, not_counted
from scheduler.plans.costs import costs
from scheduler.plans.refusals import CampaignRefused, NotAllowed
from scheduler.plans.rehearsal_runs import State
from scheduler.plans.selection_words import in_words, narrowing
from scheduler.steps.step import Status
from scheduler.steps.step_words import END_WORDS, when_in_words

_BLANK = re.compile(r"\{(\w+)\}")


async def show(visit: Visit) -> web.StreamResponse:
    """What waits for the signature, whole."""
    return await _shown(visit)


async def _shown(visit: Visit, *, wrong: str = "", status: int = 200) -> web.Response:
    facts = await visit.db.read(_facts, visit.who, visit.number("campaign"))
    campaign: Campaign = facts["campaign"]
    lately = await desk_of(visit.db).lately(("costs", campaign.id, campaign.version), costs, campaign.id)
    facts |= {"lately": lately, "costs": cost_rows(lately.told) if lately else None}
    return visit.page("campaigns/approval", status=status, wrong=wrong, **facts)


async def hand_in(visit: Visit) -> web.StreamResponse:
    """Put the draft before the leader."""
    campaign_id = visit.number("campaign")
    if not await visit.db.read(_may_hand_in, visit.who, campaign_id):
        return await _shown(visit, wrong=_NOT_YOURS, status=403)
    return await _tried(visit, asyncio.to_thread(launching.hand_in, visit.db, campaign_id, visit.who.id))


async def approve(visit: Visit) -> web.StreamResponse:
    """Sign what was shown. One's own is refused, and the try stands in the trail."""
    campaign_id, seen = visit.number("campaign"), visit.form.get("seen", "")
    await visit.db.read(theirs, visit.who, campaign_id)
    signing = asyncio.to_thread(launching.approve_as_seen, visit.db, campaign_id, visit.who.id, seen)
    return await _tried(visit, signing, note=True)


async def send_back(visit: Visit) -> web.StreamResponse:
    """Not so; with what is to be changed."""
    campaign_id = visit.number("campaign")
    await visit.db.read(theirs, visit.who, campaign_id)
    words = visit.form.get("words", "")
    return await _tried(visit, visit.db.write(handing_in.send_back, campaign_id, visit.who.id, words))


async def take_back(visit: Visit) -> web.StreamResponse:
    """Whoever handed it in takes it back."""
    campaign_id = visit.number("campaign")
    if not await visit.db.read(_may_hand_in, visit.who, campaign_id):
        return await _shown(visit, wrong=_NOT_YOURS, status=403)
    return await _tried(visit, visit.db.write(handing_in.take_back, campaign_id, visit.who.id))


async def _tried(visit: Visit, doing: Any, *, note: bool = False) -> web.StreamResponse:
    campaign_id = visit.number("campaign")
    try:
        await doing
    except CampaignRefused as refused:
        if note and isinstance(refused, NotAllowed):
            await visit.db.write(handing_in.note_refused, campaign_id, visit.who.id)
        return await _shown(visit, wrong=str(refused), status=status_of(refused))
    return visit.go(f"/campaigns/{campaign_id}/approval")


_NOT_YOURS = "Chỉ người lập đợt hoặc lãnh đạo phụ trách được trình hoặc rút. Hãy nhờ người đó làm."


def _may_hand_in(books: Books, who: Staff, campaign_id: int) -> bool:
    return may_write(books, who, theirs(books, who, campaign_id))


def _facts(books: Books, who: Staff, campaign_id: int) -> dict[str, Any]:
    campaign = theirs(books, who, campaign_id)
    last = handing_in.last_of(books, campaign_id)
    waits = last if campaign.status is Status.DRAFT and last is not None and last.state.value == "waiting" else None
    same = waits is not None and handing_in.is_unchanged(books, waits, campaign)
    return {
        "campaign": campaign,
        "names": {one.id: one.name for one in staff.everybody(books)},
        "last": last,
        "waits": waits,
        "same": same,
        "draft": campaign.status is Status.DRAFT,
        "writable": may_write(books, who, campaign),
        "signs": who.role in LEADERS and waits is not None and not _is_own(books, who, campaign, waits.handed_in_by),
        "leader": who.role in LEADERS,
        "wrongs": wrongs(books, campaign) if campaign.status is Status.DRAFT else (),
    } | signed(books, campaign)


def signed(books: Books, campaign: Campaign) -> dict[str, Any]:
    """Everything that the hash stands for, and what it is going to bring."""
    plan, window = campaign.plan, quiet.window(books)
    done = rehearsal_runs.last_of(books, campaign.id, State.DONE)
    fits = done is not None and done.plan_hash == approval.head_digest(books, campaign)
    return {
        "whom": in_words(books, plan.selection),
        "waves": [(number, one, narrowing(books, one.selection)) for number, one in enumerate(plan.waves, start=1)],
        "texts": [
            (number, step, when_in_words(step), with_blanks(text_in(books, step.text_key, step.text_version).vi))
            for number, _, step in campaign.numbered()
        ],
        "nudge": with_blanks(text_of(NEWS).vi),
        "hours": (f"{window.opens:%H:%M}", f"{window.closes:%H:%M}"),
        "ends": [words for one, words in END_WORDS.items() if one.value in plan.ends_when],
        "uncounted": not_counted(campaign),
        "foretold": done.outlook["tables"][0]["rows"][2:5] if fits and done is not None and done.outlook else None,
    }


def with_blanks(words: str) -> str:
    """A text as it is signed, each blank by what it stands for."""
    return _BLANK.sub(lambda found: f"[{blank(found[1]).means}]", words)


def _is_own(books: Books, who: Staff, campaign: Campaign, handed_in_by: int) -> bool:
    for one in (campaign.made_by, handed_in_by):
        try:
            approval.refuse_own(books, who.id, one)
        except NotAllowed:
            return True
    return False
