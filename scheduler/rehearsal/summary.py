"""What is said about one rehearsal? Counts that add up when it was run in halves."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from casework.books import Books
from casework.clock import local
from scheduler.plans.costs import costs
from scheduler.plans.reports import report
from scheduler.rehearsal.log import Known, Sent
from scheduler.rehearsal.tally import What
from scheduler.rehearsal.world import Rehearsed


@dataclass(frozen=True, kw_only=True, slots=True)
class Steps:
    """Planned = sent + pending + cancelled + skipped; ``reasons`` of those that did not go."""

    planned: int
    sent: int
    pending: int
    cancelled: int
    skipped: int
    reasons: dict[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """One rehearsal. ``cases``: decisions under which nothing is left any more; ``dong``: what came in; ``cost``: đồng.

    ``days`` and ``officers``: counts by ``What``; ``waiting``: replies left over each evening; ``longest``: most that ever
    waited, by officer; ``digest``: of everything that happened, the same for the same seed; ``halves``: what it was added up
    from, none where it is of one piece. A campaign that rests in one half goes on in the other, so each has a log of its own.
    """

    seed: int
    first: date
    last: date
    steps: Steps
    cases: int
    dong: int
    cost: int
    days: dict[date, Counter[What]]
    dong_by_day: Counter[date]
    officers: dict[int, Counter[What]]
    waiting: dict[date, int]
    longest: dict[int, int]
    last_sent: datetime | None
    outages: int
    digest: str
    sent: tuple[Sent, ...]
    known: tuple[Known, ...]
    halves: tuple[Summary, ...] = ()

    def total(self, what: What) -> int:
        """Over all days."""
        return sum(counts[what] for counts in self.days.values())

    @property
    def ends_on(self) -> date | None:
        """The day of the last reminder."""
        return None if self.last_sent is None else local(self.last_sent).date()


def summarise(books: Books, campaign_id: int, seed: int, ran: Rehearsed) -> Summary:
    """The summary of one half, or of everything, from the log and the books as they stand at its end."""
    found, tally = report(books, campaign_id), ran.tally
    return Summary(
        seed=seed,
        first=ran.first,
        last=ran.last,
        steps=Steps(
            planned=found.planned,
            sent=found.sent,
            pending=found.pending,
            cancelled=found.cancelled,
            skipped=found.skipped,
            reasons=found.reasons,
        ),
        cases=tally.total(What.SETTLED),
        dong=sum(tally.dong.values()),
        cost=costs(books, campaign_id).actual,
        days=tally.days,
        dong_by_day=tally.dong,
        officers=tally.officers,
        waiting=tally.waiting,
        longest=tally.longest_waiting,
        last_sent=max((one.at for one in ran.log.sent if one.campaign == campaign_id), default=None),
        outages=sum(len(times) for times in ran.outages.values()),
        digest=ran.log.digest,
        sent=tuple(ran.log.sent),
        known=tuple(ran.log.known),
    )


def together(halves: Sequence[Summary]) -> Summary:
    """Two halves of one rehearsal as one."""
    if len(halves) == 1:
        return halves[0]
    steps = [half.steps for half in halves]
    reasons: Counter[str] = Counter()
    for one in steps:
        reasons.update(one.reasons)
    return Summary(
        seed=halves[0].seed,
        first=halves[0].first,
        last=halves[0].last,
        steps=Steps(
            planned=sum(one.planned for one in steps),
            sent=sum(one.sent for one in steps),
            pending=sum(one.pending for one in steps),
            cancelled=sum(one.cancelled for one in steps),
            skipped=sum(one.skipped for one in steps),
            reasons=dict(sorted(reasons.items())),
        ),
        cases=sum(half.cases for half in halves),
        dong=sum(half.dong for half in halves),
        cost=sum(half.cost for half in halves),
        days=_added([half.days for half in halves]),
        dong_by_day=sum((half.dong_by_day for half in halves), Counter()),
        officers=_added([half.officers for half in halves]),
        waiting=dict(sorted(sum((Counter(half.waiting) for half in halves), Counter()).items())),
        longest={officer: most for half in halves for officer, most in half.longest.items()},
        last_sent=max((half.last_sent for half in halves if half.last_sent is not None), default=None),
        outages=halves[0].outages,
        digest=hashlib.sha256("".join(half.digest for half in halves).encode()).hexdigest(),
        sent=tuple(one for half in halves for one in half.sent),
        known=tuple(one for half in halves for one in half.known),
        halves=tuple(halves),
    )


K = TypeVar("K", date, int)


def _added(parts: Sequence[dict[K, Counter[What]]]) -> dict[K, Counter[What]]:
    added: dict[K, Counter[What]] = {}
    for part in parts:
        for key, counts in part.items():
            added.setdefault(key, Counter()).update(counts)
    return dict(sorted(added.items()))
