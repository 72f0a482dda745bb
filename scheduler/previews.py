"""What would this campaign do if it were started now? Shown to whoever makes it and to whoever approves it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, select

from casework.books import Books
from casework.people import names_of
from messages.contents import render_content
from messages.library import Lang, say
from messages.nudges import NEWS
from messages.outbox import Content
from messages.vietnamese import masked_name
from scheduler import conditions
from scheduler.campaigns import Campaign, the_campaign
from scheduler.planning import NO_CHAT, NO_CONSENT
from scheduler.schedule import Timetable, timetable
from scheduler.selection import eligible
from scheduler.selection_words import in_words
from scheduler.steps import State

SAMPLES = 3
_REFERENCE = "XXXXXX"  # a sample has no reference of its own
_REACHED = "reached"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """What one recipient would get: the name masked, the nudge, and what each planned step would show if tapped now."""

    name: str
    nudge: str
    contents: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """A debtor counts once for each decision. ``per_day``: messages by local day; ``skipped``: steps by reason."""

    words: str
    eligible: int
    reachable: int
    unreachable: dict[str, int]
    per_day: dict[date, int]
    skipped: dict[str, int]
    samples: tuple[Sample, ...]


def preview(books: Books, campaign_id: int) -> Preview:
    """The preview of a campaign in any state, with the facts of this moment. Raises ``CampaignUnknown``."""
    campaign = the_campaign(books, campaign_id)
    table = timetable(books, campaign)
    groups = _groups(books, campaign)
    reach: Counter[str] = Counter()
    for group in groups:
        reach[group.reach] += group.many
    per_day, skipped = _steps(table, groups)
    return Preview(
        words=in_words(books, campaign.plan.selection),
        eligible=reach.total(),
        reachable=reach[_REACHED],
        unreachable={reason: reach[reason] for reason in (NO_CHAT, NO_CONSENT) if reach[reason]},
        per_day=dict(sorted(per_day.items())),
        skipped=dict(sorted(skipped.items())),
        samples=tuple(_sample(books, table, row, name) for row, name in _some(books, campaign)),
    )


def _groups(books: Books, campaign: Campaign) -> list[Any]:
    """How many recipients (``many``) there are of each day of service and way of being reached. One statement."""
    who = eligible(campaign.plan.selection).subquery("who")
    reach = case(
        (conditions.reachable(who.c.party_id), _REACHED),
        (conditions.has_chat(who.c.party_id), NO_CONSENT),
        else_=NO_CHAT,
    )
    reached = select(who.c.served_on, reach.label("reach")).subquery()
    many = func.count().label("many")
    query = select(reached.c.served_on, reached.c.reach, many).group_by(reached.c.served_on, reached.c.reach)
    return list(books.conn.execute(query).all())


def _steps(table: Timetable, groups: Iterable[Any]) -> tuple[Counter[date], Counter[str]]:
    per_day: Counter[date] = Counter()
    skipped: Counter[str] = Counter()
    for group in groups:
        for slot in table.slots(group.served_on):
            if group.reach != _REACHED:
                skipped[group.reach] += group.many
            elif slot.state is State.PENDING:
                per_day[slot.day] += group.many
            else:
                skipped[slot.reason or ""] += group.many
    return per_day, skipped


def _some(books: Books, campaign: Campaign) -> list[tuple[Any, str]]:
    who = eligible(campaign.plan.selection).subquery("who")
    first = select(who).where(conditions.reachable(who.c.party_id)).order_by(who.c.decision_id, who.c.party_id)
    rows = books.conn.execute(first.limit(SAMPLES)).all()
    names = names_of(books, {row.party_id for row in rows})
    return [(row, names[row.party_id]) for row in rows]


def _sample(books: Books, table: Timetable, row: Any, name: str) -> Sample:
    steps = dict(zip(table.campaign.step_ids, table.campaign.plan.steps, strict=True))
    planned = [steps[slot.step_id] for slot in table.slots(row.served_on) if slot.state is State.PENDING]
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
