"""What would a proposed change of a running campaign do, to how many and on which days? Shown before it is approved.

Worked out with the very rules that will lay the steps out anew (``scheduler.steps.laying``), for everybody on the list, and nothing
is written. What was said, or is on its way, stays as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, bindparam, select

from casework.books import Books
from casework.clock import local
from casework.people import names_of
from messages.vietnamese import masked_name
from scheduler.plans.campaign_facts import Campaign
from scheduler.plans.changes import Proposal
from scheduler.steps.anchor_facts import Pair
from scheduler.steps.laying import Laid
from scheduler.steps.relaying import laid_for, recipients_of, steps_of
from scheduler.steps.step import State
from scheduler.tables import campaign_recipient as recipient

SAMPLES = 3
STRETCH = 500  # decisions looked at together


@dataclass(slots=True)
class StepEffect:
    """What happens to one step, in planned steps. Days are local.

    ``said``: gone out or on its way, untouched. ``new``: goes out and did not; ``moved``: by (day before, day after);
    ``cancelled``: waited and does not any more, by reason; ``stays``: waits as before; ``left_out``: added, but goes to
    nobody here, by reason.
    """

    said: int = 0
    stays: int = 0
    new: Counter[date] = field(default_factory=Counter)
    moved: Counter[tuple[date, date]] = field(default_factory=Counter)
    cancelled: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """Of one person's step: the day before and after, None where it does not go out; ``why`` if it then does not."""

    number: int
    before: date | None
    after: date | None
    why: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """One of those for whom something changes; the name is masked."""

    name: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Effects:
    """Of everybody on the list: how many there are, for how many something changes, and what, by number of the step."""

    recipients: int
    touched: int
    steps: dict[int, StepEffect]
    samples: tuple[Sample, ...]


def effects(books: Books, proposal: Proposal) -> Effects:
    """What the change would do if it were approved now. Reads the whole list: a second for some thousands."""
    numbers = _numbers(proposal)
    steps: dict[int, StepEffect] = {number: StepEffect() for number in sorted(set(numbers.values()))}
    known: dict[Pair, tuple[Difference, ...]] = {}
    many = touched = 0
    for decisions in _stretches(books, proposal.campaign):
        to = recipients_of(books, proposal.after, decisions)
        rows = steps_of(books, proposal.campaign.id, decisions)
        many += len(to)
        for pair, laid in laid_for(books, proposal.after, to, rows).items():
            found = _counted(steps, numbers, rows.get(pair, []), laid)
            touched += bool(found)
            if found and len(known) < SAMPLES:
                known[pair] = found
    names = names_of(books, {party_id for _, party_id in known})
    samples = tuple(Sample(name=masked_name(names[pair[1]]), differences=found) for pair, found in known.items())
    return Effects(recipients=many, touched=touched, steps=steps, samples=samples)


def _numbers(proposal: Proposal) -> dict[int, int]:
    """Id of a step, of before or after, to its number."""
    both = (*proposal.campaign.numbered(), *proposal.after.numbered())
    return {step_id: number for number, step_id, _ in both}


def _counted(
    steps: dict[int, StepEffect], numbers: dict[int, int], rows: list[Any], laid: Laid
) -> tuple[Difference, ...]:
    found: list[Difference] = []
    changed = {one["row"]: one for one in laid.changed}
    for row in rows:
        if (number := numbers.get(row.step_id)) is None:
            continue
        effect = steps[number]
        if row.state == State.QUEUED.value:
            effect.said += 1
        elif (one := changed.get(row.id)) is None:
            effect.stays += row.state == State.PENDING.value
        else:
            found += _difference(effect, number, row, one)
    for one in laid.new:
        found += _difference(steps[numbers[one["step_id"]]], numbers[one["step_id"]], None, one)
    return tuple(found)


def _difference(effect: StepEffect, number: int, row: Any, after: dict[str, Any]) -> Iterator[Difference]:
    was = _day(row.due_at) if row is not None and row.state == State.PENDING.value else None
    then = _day(after["due_at"]) if after["state"] == State.PENDING.value else None
    if was == then:
        effect.stays += was is not None
        if row is None:
            effect.left_out[after["reason"]] += 1
        return
    if was is None and then is not None:
        effect.new[then] += 1
    elif was is not None and then is not None:
        effect.moved[was, then] += 1
    else:
        effect.cancelled[after["reason"]] += 1
    yield Difference(number=number, before=was, after=then, why=after["reason"])


def _day(instant: Any) -> date:
    return local(instant).date()


def _stretches(books: Books, campaign: Campaign) -> Iterator[list[int]]:
    after = 0
    while decisions := list(books.conn.execute(_NEXT, {"campaign": campaign.id, "after": after}).scalars()):
        yield decisions
        after = decisions[-1]


_NEXT = (
    select(recipient.c.decision_id)
    .where(
        recipient.c.campaign_id == bindparam("campaign"),
        recipient.c.decision_id > bindparam("after", type_=BigInteger),
    )
    .distinct()
    .order_by(recipient.c.decision_id)
    .limit(STRETCH)
)
