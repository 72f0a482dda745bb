"""What became of everybody, from the first look at the list to the count? (the flow of participants, CONSORT 2010 item 13)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, case, func, select

from casework.books import Books
from casework.db.bulk import in_pieces
from casework.decisions import Status
from casework.tables.decisions import decision
from casework.tables.people import party
from messages.tables import outbox
from scheduler.experiments.facts import Arm, Experiment
from scheduler.experiments.withheld import ALWAYS_SENT
from scheduler.tables import campaign_recipient, campaign_step, planned_step

DECEASED, ENTRUSTED = "deceased", "entrusted"


@dataclass(frozen=True, kw_only=True, slots=True)
class Track:
    """One group. Everybody ``drawn`` is counted in the end, in this group.

    ``got``: people to whom a campaign's own reminder went out; ``got_owed``: to whom something went out that follows from
    what they did themselves. ``lost``: people whom the books cannot follow any more, by reason.
    """

    drawn: int
    got: int
    got_owed: int
    not_reached: int
    lost: Mapping[str, int]
    counted: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """Assessed = excluded + drawn; drawn = reminded + held out."""

    assessed: int
    excluded: Mapping[str, int]
    drawn: int
    tracks: Mapping[Arm, Track]


def flow_of(books: Books, registered: Experiment, units: list[Row[Any]]) -> Flow:
    """The flow as the books stand now."""
    arms = {row.party_id: Arm(row.arm) for row in units}
    got, owed = _went_out(books, registered.campaign_id)
    lost = _lost(books, registered.campaign_id, arms)
    tracks = {arm: _track([one for one in arms if arms[one] is arm], got, owed, lost) for arm in Arm}
    excluded = sum(registered.excluded.values())
    return Flow(assessed=len(arms) + excluded, excluded=registered.excluded, drawn=len(arms), tracks=tracks)


def _track(people: list[int], got: set[int], owed: set[int], lost: Mapping[int, str]) -> Track:
    reached = sum(1 for one in people if one in got)
    return Track(
        drawn=len(people),
        got=reached,
        got_owed=sum(1 for one in people if one in owed),
        not_reached=len(people) - reached,
        lost=dict(sorted(Counter(lost[one] for one in people if one in lost).items())),
        counted=len(people),
    )


def _went_out(books: Books, campaign_id: int) -> tuple[set[int], set[int]]:
    """To whom a reminder of the campaign's own went out, and to whom one that follows from what they did."""
    query = (
        select(planned_step.c.party_id, campaign_step.c.anchor)
        .join_from(planned_step, outbox, outbox.c.id == planned_step.c.outbox_id)
        .join(campaign_step, campaign_step.c.id == planned_step.c.step_id)
        .where(planned_step.c.campaign_id == campaign_id, outbox.c.sent_at.is_not(None))
        .distinct()
    )
    found: tuple[set[int], set[int]] = (set(), set())
    for party_id, anchor in books.conn.execute(query):
        found[anchor in ALWAYS_SENT].add(party_id)
    return found


def _lost(books: Books, campaign_id: int, parties: Iterable[int]) -> dict[int, str]:
    """Who died, and whose every decision was entrusted to another agency; they are counted all the same."""
    found: dict[int, str] = {}
    of = campaign_recipient.c
    for piece in in_pieces(sorted(parties)):
        elsewhere = (
            select(of.party_id)
            .join_from(campaign_recipient, decision, decision.c.id == of.decision_id)
            .where(of.campaign_id == campaign_id, of.party_id.in_(piece))
            .group_by(of.party_id)
            .having(func.sum(_here(decision.c.status)) == 0)
        )
        dead = select(party.c.id).where(party.c.id.in_(piece), party.c.deceased.is_(True))
        found |= dict.fromkeys(books.conn.execute(elsewhere).scalars(), ENTRUSTED)
        found |= dict.fromkeys(books.conn.execute(dead).scalars(), DECEASED)
    return found


def _here(status: Any) -> Any:
    return case((status == Status.ENTRUSTED.value, 0), else_=1)
