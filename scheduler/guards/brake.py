"""Must a campaign stop itself because people complain, leave, are the wrong ones, or are in distress?

Looked at whenever somebody reacts. Each sign is counted for the whole campaign, for each commune and for each channel, against
the reminders of the same day; past a limit the campaign is paused with its reason, those on the alert list are told, and only
a leader lets it go on, with a note. Whoever is in distress is left alone at once, whatever the counts (``reminder_guards``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from casework import audit
from casework.books import Books
from casework.db.prepared import Prepared
from messages.brake_notices import tell_paused
from scheduler import quiet
from scheduler.guards import brake_log
from scheduler.guards.brake_log import Scope, Why
from scheduler.guards.brake_signs import Seen, Sign, reminders_on, seen
from scheduler.limits import COMPLAINTS, DISTRESS, LOOK_BACK, OPT_OUTS, WRONG_PERSONS, Limit
from scheduler.plans.campaigns import Campaign, move_on, note, the_campaign
from scheduler.steps.step import Status
from scheduler.tables import campaign

RULES: Mapping[Sign, tuple[Why, Limit]] = {
    Sign.DISTRESS: (Why.DISTRESS, DISTRESS),
    Sign.COMPLAINED: (Why.COMPLAINTS, COMPLAINTS),
    Sign.WRONG_PERSON: (Why.WRONG_PERSONS, WRONG_PERSONS),
    Sign.OPTED_OUT: (Why.OPT_OUTS, OPT_OUTS),
}
"""What stops a campaign, the gravest first: where several limits are reached, the first is named."""


class Place(NamedTuple):
    """Where something is counted, on which day."""

    scope: Scope
    of: str | None
    on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Excess:
    """A limit that is reached."""

    why: Why
    place: Place
    counted: int
    out_of: int


def look(books: Books) -> int:
    """Pause every running campaign that has gone past a limit; how many."""
    return sum(_looked_at(books, one) for (one,) in _RUNNING.rows(books.conn))


_RUNNING = Prepared(
    select(campaign.c.id).where(campaign.c.status == Status.RUNNING.value).order_by(campaign.c.id.desc())
)


def excess_of(books: Books, campaign_id: int) -> Excess | None:
    """The gravest limit that the campaign has reached since its last release, if any."""
    signs = seen(books, campaign_id, since(books, campaign_id))
    return None if not signs else next(iter(_reached(books, campaign_id, signs)), None)


def since(books: Books, campaign_id: int) -> datetime:
    """From when signs count: ``LOOK_BACK`` ago, or since a leader let the campaign go on."""
    back, released = books.clock.now() - LOOK_BACK, brake_log.counts_from(books, campaign_id)
    return back if released is None else max(back, released)


def pull(books: Books, braked: Campaign, found: Excess) -> None:
    """Pause a running campaign for what was found, write it down and tell of it."""
    move_on(books, braked.id, (Status.RUNNING,), Status.PAUSED, paused_why=found.why.value)
    scope, of, _ = found.place
    stop_id = brake_log.write(books, braked.id, found.why, scope, of, found.counted, found.out_of)
    told = f"{found.why.value}:{scope.value}:{of or '-'}:{found.counted}/{found.out_of}"
    note(books, None, audit.Action.CAMPAIGN_BRAKED, braked.id, purpose=told)
    tell_paused(books, stop_id, braked.plan.plan_number, found.why.value, quiet.next_window(books, books.clock.now()))


def _looked_at(books: Books, campaign_id: int) -> int:
    found = excess_of(books, campaign_id)
    if found is None:
        return 0
    pull(books, the_campaign(books, campaign_id), found)
    return 1


def _reached(books: Books, campaign_id: int, signs: Iterable[Seen]) -> list[Excess]:
    counted: dict[Sign, Counter[Place]] = {sign: Counter() for sign in RULES}
    for one in signs:
        counted[one.sign].update(_places(one))
    found = []
    for sign, (why, limit) in RULES.items():
        for place, people in counted[sign].most_common():
            if people < limit.people:
                break
            out_of = _reminders(books, campaign_id, place, upto=limit.most_out_of(people) + 1)
            if limit.reached(people, out_of):
                found.append(Excess(why=why, place=place, counted=people, out_of=out_of))
    return found


def _places(one: Seen) -> list[Place]:
    places = [Place(Scope.CAMPAIGN, None, one.on)]
    if one.commune_id is not None:
        places.append(Place(Scope.COMMUNE, str(one.commune_id), one.on))
    if one.account is not None:
        places.append(Place(Scope.CHANNEL, one.account, one.on))
    return places


def _reminders(books: Books, campaign_id: int, place: Place, *, upto: int) -> int:
    account = place.of if place.scope is Scope.CHANNEL else None
    commune_id = int(place.of) if place.scope is Scope.COMMUNE and place.of is not None else None
    return reminders_on(books, campaign_id, place.on, account, commune_id, upto=upto)
