"""Which goals are judged, by which run, at which sizes? ``small`` is for every run of the tests, ``full`` for ``python -m tests.faults``."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.faults import (
    absent,
    away,
    booked,
    clocks,
    ended,
    histories,
    kills,
    poisoned,
    repeated,
    restored,
    set_clock,
    stopped,
    three_hosts,
)
from tests.faults.harness.outcome import Count, Outcome
from tests.faults.harness.place import POSTGRESQL, SQLITE, Place
from tests.faults.harness.poison import ENDING, STOPPED
from tests.rehearsal import years

Run = Callable[[Place, Any], Awaitable[list[Count]]]


@dataclass(frozen=True, kw_only=True)
class Goal:
    """``names``: the goals that one run judges. ``small`` and ``full``: what is run, by database.

    ``minutes``: about how long one full run takes on two cores that do nothing else; it is said before it begins.
    """

    names: tuple[str, ...]
    run: Run
    small: Mapping[str, Sequence[Any]]
    full: Mapping[str, Sequence[Any]]
    minutes: float = 5

    async def judged(self, place: Place, size: Any) -> Outcome:
        """Run once, and say what was counted."""
        began = time.monotonic()
        counts = await self.run(place, size)
        return Outcome(
            goal="+".join(self.names), database=place.database, size=str(size), counts=tuple(counts),
            seconds=time.monotonic() - began,
        )  # fmt: skip


def on_both(*sizes: Any) -> dict[str, Sequence[Any]]:
    """The same sizes on each database."""
    return {SQLITE: sizes, POSTGRESQL: sizes}


GOALS: tuple[Goal, ...] = (
    Goal(
        names=("R1", "R2"),
        run=kills.run,
        minutes=6,
        small={
            SQLITE: [
                kills.Size(reminders=1500, notices=1500, writers=100, kills=25),
                kills.Size(reminders=100, notices=100, writers=10, kills=6, window=1, answers_after=0.005),
            ],
            POSTGRESQL: [kills.Size(reminders=150, notices=150, writers=20, kills=8)],
        },
        full=on_both(
            kills.Size(reminders=10_000, notices=10_000, writers=1_000, kills=200, early=10),
            kills.Size(
                reminders=10_000, notices=10_000, writers=1_000, kills=200, early=10, window=1, answers_after=0.005
            ),
        ),
    ),
    Goal(
        names=("R3", "S3"),
        run=histories.run,
        minutes=2,
        small=on_both(histories.Size(people=250, facts=80)),
        full=on_both(histories.Size(people=5_000, facts=1_000, campaigns=40)),
    ),
    Goal(
        names=("S7",),
        run=stopped.run,
        minutes=6,
        small=on_both(stopped.Size(rounds=4, people=150)),
        full=on_both(stopped.Size(rounds=60, people=200)),
    ),
    Goal(
        names=("R5",),
        run=booked.run,
        minutes=3,
        small={
            SQLITE: [booked.Size(attempts=640, slots=20, people=60, guests=10, kills=3, freed=3)],
            POSTGRESQL: [booked.Size(attempts=320, slots=20, people=60, guests=10, kills=2, freed=2)],
        },
        full=on_both(booked.Size(attempts=10_000)),
    ),
    Goal(
        names=("R9",),
        run=restored.run,
        minutes=5,
        small={
            SQLITE: [restored.Size(reminders=1_000, notices=1_000)],
            POSTGRESQL: [restored.Size(reminders=100, notices=100)],
        },
        full=on_both(restored.Size(reminders=10_000, notices=10_000)),
    ),
    Goal(
        names=("R6",),
        run=poisoned.run,
        small={
            SQLITE: [poisoned.Size(others=120, ways=("raise", "compute"))],
            POSTGRESQL: [poisoned.Size(others=100, ways=tuple(STOPPED))],
        },
        full=on_both(
            poisoned.Size(others=990, ways=(*STOPPED, *STOPPED)),
            poisoned.Size(others=95, ways=(*ENDING,)),
        ),
    ),
    Goal(
        names=("R10",),
        run=ended.run,
        small={
            SQLITE: [ended.Size(times=10, reminders=300, callers=200)],
            POSTGRESQL: [ended.Size(times=4, reminders=100, callers=100)],
        },
        full=on_both(ended.Size(times=100, reminders=3_000, callers=3_000)),
    ),
    Goal(
        names=("R4",),
        run=repeated.run,
        small={
            SQLITE: [repeated.Size(updates=90, restarts=4, road=repeated.WEBHOOK)],
            POSTGRESQL: [repeated.Size(updates=63, restarts=3, road=repeated.POLLING)],
        },
        full=on_both(
            *(repeated.Size(updates=10_000, restarts=100, road=road) for road in (repeated.WEBHOOK, repeated.POLLING))
        ),
    ),
    Goal(
        names=("R8",),
        run=away.run,
        minutes=0.5,
        small={SQLITE: [away.Size(messages=300, way=way) for way in ("refuses", "fails", "later")]},
        full={SQLITE: [away.Size(messages=20_000, way=way) for way in ("refuses", "hangs", "fails", "later")]},
    ),
    Goal(
        names=("R8",),
        run=absent.run,
        small={POSTGRESQL: [absent.Size(messages=120, seconds=8, pause=3)]},
        full=on_both(absent.Size(messages=3_000, seconds=120, pause=30)),
    ),
    Goal(
        names=("R7",),
        run=clocks.run,
        small={SQLITE: [clocks.Size(people=8, days=180)]},
        full={SQLITE: [clocks.Size(people=40)]},
        minutes=1,
    ),
    Goal(
        names=("R7",),
        run=set_clock.run,
        small={SQLITE: [set_clock.Size(people=20, restarts=5)]},
        full=on_both(set_clock.Size(people=100)),
        minutes=3,
    ),
    Goal(
        names=("R12",),
        run=years.run,
        small={SQLITE: [years.SEEDS]},
        full={SQLITE: [years.ALL_SEEDS]},
        minutes=10,
    ),
    Goal(
        names=("years",),
        run=years.run,
        small={SQLITE: [years.CI]},
        full={SQLITE: [years.FULL]},
        minutes=60,
    ),
    Goal(
        names=("hosts",),
        run=three_hosts.run,
        minutes=14,
        small={
            POSTGRESQL: [
                three_hosts.Size(
                    seconds=30,
                    people=100,
                    waves=3,
                    roles=("speak", "tick"),
                    lasts=10,
                    calm=2,
                    ways=("killed", "frozen", "cut off from the books"),
                )
            ]
        },
        full={POSTGRESQL: [three_hosts.Size(seconds=600, people=400, waves=20)]},
    ),
)
