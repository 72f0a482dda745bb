"""What does it take from a long list to an approved campaign: how many actions of people, how much of the machine?

A list of 20,000 rows with 5,000 doubtful cells comes in through the officers' pages, is corrected kind by kind, agreed to by a
second person and written; a campaign for everybody in it is planned, rehearsed, handed in and signed. The pages are asked over
HTTP by people who can only follow, fill in and press what is on the page before them (``tests.officers.desks``).
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from benchmarks.backends import BothEnds
from benchmarks.measure import Figure, Goal, Measured, Sizes, fresh
from benchmarks.place import Place
from benchmarks.store import opened, tables_and_indexes
from tests.fakes.postgres import NoServer, running_cluster

MOST_ACTIONS = 60.0
MOST_SECONDS = 60.0
REHEARSED = "rehearsed"  # the stage of that name; it runs beside, and the pages do not ask for it


def run(sizes: Sizes, place: Place) -> Iterator[Figure]:
    yield from _of_one(sizes, "SQLite", f"sqlite:///{place.folder / 'from_list.db'}", place.folder / "files")
    try:
        with running_cluster(upkeep=True) as cluster:
            yield from _of_one(sizes, "PostgreSQL", cluster.create("from_list"), place.folder / "files")
    except NoServer:
        return


def _of_one(sizes: Sizes, called: str, url: str, files: Path) -> Iterator[Figure]:
    tables_and_indexes(url)
    found = fresh("from_list:product", url=url, rows=sizes.campaign_rows, files=str(files))
    way = f"from a list of {sizes.campaign_rows:,} rows to an approved campaign on {called}"
    yield Figure(bench=f"{way}, actions / 60", product=found["actions"], limit=MOST_ACTIONS, goal=Goal(at_most=1.0),
                 unit="actions", n=found["recipients"], peer=found["actions of"])  # fmt: skip
    for measured, unit, of in (("CPU of all processes", "CPU s", "cpu of"), ("by the clock", "s", "seconds of")):
        stages: dict[str, float] = found[of]
        whole = sum(stages.values())
        for what, seconds in (("", whole), (" but for the rehearsal", whole - stages[REHEARSED])):
            yield Figure(bench=f"{way}, {measured}{what} / 60 s", product=seconds, limit=MOST_SECONDS,
                         goal=Goal(at_most=1.0), unit=unit, n=found["recipients"], peer=stages)  # fmt: skip


class Stages:
    """What each stage took; those of one name together."""

    def __init__(self, cpu: Callable[[], float]) -> None:
        self.cpu: dict[str, float] = {}
        self.seconds: dict[str, float] = {}
        self.actions: dict[str, float] = {}
        self._cpu = cpu
        self.begin()

    def begin(self) -> None:
        """From now on."""
        self._at = (self._cpu(), time.perf_counter())

    def ended(self, stage: str, actions: int) -> None:
        """A stage has ended."""
        (cpu, seconds), before = (self._cpu(), time.perf_counter()), self._at
        for kept, took in (
            (self.cpu, cpu - before[0]),
            (self.seconds, seconds - before[1]),
            (self.actions, float(actions)),
        ):
            kept[stage] = kept.get(stage, 0.0) + took
        self.begin()


async def product(url: str, rows: int, files: str) -> Measured:
    """Both databases: the processor's time of this process, of those that it started, and of the database's own."""
    from sqlalchemy import func, select

    from casework.books import Books
    from casework.clock import SetClock
    from scheduler.plans.campaign_rows import the_campaign
    from scheduler.steps.step import Status
    from scheduler.tables import campaign_recipient
    from tests.conftest import MONDAY_NINE
    from tests.officers import long_lists
    from tests.officers.office import open_office
    from tests.officers.whole_way import WholeWay, an_account

    def recipients(books: Books) -> int:
        return int(books.conn.execute(select(func.count()).select_from(campaign_recipient)).scalar_one())

    clock = SetClock(MONDAY_NINE)
    with ExitStack() as stack:
        db = stack.enter_context(opened(url, clock))
        agency = await db.write(long_lists.an_agency_at_work)
        long_lists.the_list_of_before(db, agency, rows)
        content = long_lists.the_list(rows)
        both = None if db.is_sqlite else stack.enter_context(BothEnds(url))
        stages = Stages(lambda: _cpu() if both is None else both.cpu() + _ended())
        async with open_office(db, data_dir=Path(files)) as browser:
            deputy = await an_account(db, browser, agency.deputy, clock)
            head = await an_account(db, browser, agency.head, clock)
            stages.begin()
            way = WholeWay(deputy, head, clock, stages.ended)
            campaign = await way.go(content)
        known = await db.read(the_campaign, campaign)
        if known.status is not Status.APPROVED or (await db.read(recipients)) != rows:
            raise RuntimeError(f"{known.status}: {await db.read(recipients)} of {rows}")
    return {
        "actions": way.actions,
        "recipients": rows,
        "actions of": stages.actions,
        "cpu of": stages.cpu,
        "seconds of": stages.seconds,
    }


def _cpu() -> float:
    return time.process_time() + _ended()


def _ended() -> float:
    """Of the processes that were started and have ended: whatever reads a file or rehearses."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime
