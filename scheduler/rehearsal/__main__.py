"""``python -m scheduler.rehearsal --people 50000 --days 90 --seed 1``: how does a large campaign go, and how long does that take?

For developers: the office is invented. Officers rehearse their own with ``gandan rehearse``.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from casework.encryption import Keys
from scheduler.rehearsal.habits import Habits, HabitsRefused, read_habits, usual
from scheduler.rehearsal.halves import halves_of
from scheduler.rehearsal.invented import Size, invent
from scheduler.rehearsal.machine import as_one_transaction, make_tables, throw_away
from scheduler.rehearsal.running import Job, rehearse_all
from scheduler.rehearsal.starting import invented_campaign
from scheduler.rehearsal.summary import Summary
from scheduler.rehearsal.tally import What

TABLES = ("casework.tables", "messages.tables", "scheduler.tables")
MONDAY = date(2026, 11, 16)
KEYS = Keys(masters={1: bytes(range(32))})  # of invented people


def main(argv: list[str] | None = None) -> int:
    """Rehearse and print one JSON object for each seed; a line with the time to standard error."""
    arguments = _parser().parse_args(argv)
    try:
        habits = usual() if arguments.habits is None else read_habits(arguments.habits, usual())
    except HabitsRefused as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    began = time.perf_counter()
    for summary in rehearsals(
        people=arguments.people, days=arguments.days, habits=habits,
        seeds=range(arguments.seed, arguments.seed + arguments.seeds), at_once=arguments.at_once,
    ):  # fmt: skip
        sys.stdout.write(json.dumps(shape(summary), ensure_ascii=False) + "\n")
        sys.stdout.flush()
    sys.stderr.write(f"{time.perf_counter() - began:.1f} s\n")
    return 0


def rehearsals(*, people: int, days: int, habits: Habits, seeds: range, at_once: int | None = None) -> list[Summary]:
    """So many rehearsals of the invented office, one for each seed."""
    for module in TABLES:
        importlib.import_module(module)
    eve = datetime.combine(MONDAY - timedelta(days=1), datetime.min.time(), UTC)
    with throw_away(KEYS, eve, 0) as template:
        make_tables(template)
        as_one_transaction(template)
        office = invent(template, Size(people=people), MONDAY)
        campaign_id = invented_campaign(template, office, MONDAY, days)
        template.conn.commit()
        jobs = [
            Job(number=number, campaign_id=campaign_id, habits=habits, seed=seed) for number, seed in enumerate(seeds)
        ]
        return list(rehearse_all(template, jobs, halves_of(template), at_once=at_once))


def shape(summary: Summary) -> dict[str, object]:
    """The figures of one rehearsal as programs read them."""
    return {
        "seed": summary.seed,
        "steps": {
            name: getattr(summary.steps, name)
            for name in ("planned", "sent", "pending", "cancelled", "skipped", "reasons")
        },
        "counts": {what.value: summary.total(what) for what in What},
        "cases": summary.cases,
        "dong": summary.dong,
        "ends_on": None if summary.ends_on is None else summary.ends_on.isoformat(),
        "most_waiting": max(summary.waiting.values(), default=0),
        "outages": summary.outages,
        "digest": summary.digest,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scheduler.rehearsal")
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--seeds", type=int, default=1, help="how many rehearsals")
    parser.add_argument("--habits", type=Path, help="a file with figures to be put in place of people.toml")
    parser.add_argument("--at-once", type=int, help="processes; as many as there are cores unless given")
    return parser


if __name__ == "__main__":
    sys.exit(main())
