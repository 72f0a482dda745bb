"""How long does a rehearsal of a whole province's campaign take: ninety days, fifty thousand people, on two cores?

The invented office is made and copied in the same process first; that is part of the time, and told beside it, because it is
on one core whatever the number of halves.
"""

from __future__ import annotations

import importlib
import resource
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from benchmarks.measure import Figure, Goal, Measured, Sizes, Stopwatch, fresh
from benchmarks.place import Place
from scheduler.rehearsal.__main__ import KEYS, MONDAY, TABLES

LIMIT = 60.0  # seconds, for the sizes of the target
CORES = 2


def run(sizes: Sizes, place: Place) -> Iterator[Figure]:
    found = fresh("rehearsing:rehearsed", people=sizes.rehearsed, days=sizes.rehearsed_days)
    yield Figure(
        bench=f"rehearsal of {sizes.rehearsed_days} days x {sizes.rehearsed} people on {CORES} cores / 60 s",
        product=found["seconds"], limit=LIMIT, goal=Goal(at_most=1.0), unit="s", n=found["sent"],
        peer={
            "CPU of all processes": found["cpu"],
            "of it on one core, before it begins": found["before"],
        },
    )  # fmt: skip


def rehearsed(people: int, days: int) -> Measured:
    """Seconds of the wall and of CPU for one rehearsal of the invented office, and how many messages it sent."""
    from scheduler.rehearsal.habits import usual
    from scheduler.rehearsal.halves import halves_of
    from scheduler.rehearsal.invented import Size, invent
    from scheduler.rehearsal.machine import make_tables, throw_away
    from scheduler.rehearsal.running import Job, rehearse_all
    from scheduler.rehearsal.starting import invented_campaign
    from scheduler.rehearsal.tally import What

    for module in TABLES:
        importlib.import_module(module)
    watch = Stopwatch()
    with throw_away(KEYS, datetime.combine(MONDAY - timedelta(days=1), time(), UTC), 0) as template:
        make_tables(template)
        campaign = invented_campaign(template, invent(template, Size(people=people), MONDAY), MONDAY, days)
        halves = halves_of(template)
        before = watch.cpu()
        job = Job(number=0, campaign_id=campaign, habits=usual(), seed=1)
        (summary,) = rehearse_all(template, [job], halves, at_once=CORES)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": watch.wall(),
        "cpu": watch.cpu() + children.ru_utime + children.ru_stime,
        "before": before,
        "sent": summary.total(What.SENT),
    }
