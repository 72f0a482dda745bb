"""What would this campaign do if it were started now? Shown to whoever makes it and to whoever approves it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, null, select

from casework.books import Books
from casework.people import names_of
from messages.contents import render_content
from messages.library import Lang, say
from messages.nudges import NEWS
from messages.outbox import Content
from messages.vietnamese import masked_name
from scheduler.plans.campaigns import Campaign, the_campaign
from scheduler.plans.selection import eligible
from scheduler.plans.selection_words import in_words
from scheduler.plans.waves import Overlap, in_two
from scheduler.steps import conditions
from scheduler.steps.reasons import NO_CHAT, NO_CONSENT
from scheduler.steps.schedule import Timetable, timetable
from scheduler.steps.step import State
from scheduler.steps.wave_fit import waves_fit, waves_in

SAMPLES = 3
_REFERENCE = "XXXXXX"  # a sample has no reference of its own


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """What one recipient would get: the name masked, the nudge, and what each planned step would show if tapped now."""

    name: str
    nudge: str
    contents: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """A debtor counts once for each decision, and only if some step is for them. ``words``: of the campaign, then of each wave.

    ``per_day``: messages by local day; ``per_account``: by the account they would go out from; ``skipped``: steps by reason;
    ``two_at_once``: who came into a second wave since the plan was written.
    """

    words: str
    waves: tuple[str, ...]
    two_at_once: tuple[Overlap, ...]
    eligible: int
    reachable: int
    unreachable: dict[str, int]
    per_day: dict[date, int]
    per_account: dict[str, int]
    skipped: dict[str, int]
    samples: tuple[Sample, ...]


def preview(books: Books, campaign_id: int) -> Preview:
    """The preview of a campaign in any state, with the facts of this moment. Raises ``CampaignUnknown``."""
    campaign = the_campaign(books, campaign_id)
    table = timetable(books, campaign)
    groups = _groups(books, campaign)
    reach: Counter[str | None] = Counter()
    for group in groups:
        reach[group.unreached] += group.many
    counted = _steps(table, groups)
    whole = campaign.plan.selection
    return Preview(
        words=in_words(books, whole),
        waves=tuple(in_words(books, whole, wave.selection) for wave in campaign.plan.waves),
        two_at_once=tuple(in_two(books, campaign.plan)),
        eligible=reach.total(),
        reachable=reach[None],
        unreachable={reason: reach[reason] for reason in (NO_CHAT, NO_CONSENT) if reach[reason]},
        per_day=dict(sorted(counted.per_day.items())),
        per_account=dict(sorted(counted.per_account.items())),
        skipped=dict(sorted(counted.skipped.items())),
        samples=tuple(_sample(books, table, row, name) for row, name in _some(books, campaign)),
    )


def per_account(books: Books, campaign: Campaign) -> dict[str, int]:
    """How many messages the campaign would send from now on, by the account they would go out from."""
    return dict(_steps(timetable(books, campaign), _groups(books, campaign)).per_account)


def _groups(books: Books, campaign: Campaign) -> list[Any]:
    """How many recipients (``many``) there are of each day of service, waves, account, and reason for reaching nobody."""
    who = spoken_to(campaign).subquery("who")
    account = conditions.account_of(who.c.party_id)
    unreached = case((account.is_not(None), null()), (conditions.has_chat(who.c.party_id), NO_CONSENT), else_=NO_CHAT)
    one = select(who.c.served_on, who.c.waves, account.label("account"), unreached.label("unreached")).subquery()
    kinds = (one.c.served_on, one.c.waves, one.c.account, one.c.unreached)
    return list(books.conn.execute(select(*kinds, func.count().label("many")).group_by(*kinds)).all())


def spoken_to(campaign: Campaign) -> Select[Any]:
    """Rows of ``eligible`` with ``waves`` (bits of ``scheduler.steps.wave_fit``): those for whom there is a step."""
    who = eligible(campaign.plan.selection).subquery("eligible")
    waves = waves_fit(campaign.plan, who.c.decision_id, who.c.party_id)
    everybody = select(who, waves.label("waves"))
    if any(step.wave is None for step in campaign.plan.steps):
        return everybody
    some = everybody.subquery("some")
    return select(some).where(some.c.waves != 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Counted:
    per_day: Counter[date]
    per_account: Counter[str]
    skipped: Counter[str]


def _steps(table: Timetable, groups: Iterable[Any]) -> _Counted:
    found = _Counted(per_day=Counter(), per_account=Counter(), skipped=Counter())
    for group in groups:
        for slot in table.slots(group.served_on, waves_in(group.waves)):
            if group.unreached is not None:
                found.skipped[group.unreached] += group.many
            elif slot.state is State.PENDING:
                found.per_day[slot.day] += group.many
                found.per_account[group.account] += group.many
            else:
                found.skipped[slot.reason or ""] += group.many
    return found


def _some(books: Books, campaign: Campaign) -> list[tuple[Any, str]]:
    who = spoken_to(campaign).subquery("who")
    first = select(who).where(conditions.reachable(who.c.party_id)).order_by(who.c.decision_id, who.c.party_id)
    rows = books.conn.execute(first.limit(SAMPLES)).all()
    names = names_of(books, {row.party_id for row in rows})
    return [(row, names[row.party_id]) for row in rows]


def _sample(books: Books, table: Timetable, row: Any, name: str) -> Sample:
    steps = dict(zip(table.campaign.step_ids, table.campaign.plan.steps, strict=True))
    planned = [
        steps[slot.step_id] for slot in table.slots(row.served_on, waves_in(row.waves)) if slot.state is State.PENDING
    ]
    shown = [
        render_content(
            books,
            Content(
                text_key=step.text_key,
                text_version=step.text_version,
                decision_id=row.decision_id,
                party_id=row.party_id,
                plan=table.campaign.plan.plan_number,
                reference=_REFERENCE,
            ),
            Lang.VI,
        ).text
        for step in planned
    ]
    nudge = say(Lang.VI, NEWS, reference=_REFERENCE)
    return Sample(name=masked_name(name), nudge=nudge, contents=tuple(shown))
