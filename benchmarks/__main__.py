"""``python -m benchmarks [NAME ...]``: one JSON line a figure; without names, all of them. ``--tiny``: only whether it runs."""

from __future__ import annotations

import argparse
import importlib
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import TINY, Sizes
from benchmarks.place import Place

NAMES = (
    "startup",
    "outbound",
    "pacing",
    "inbound",
    "lookup",
    "waking",
    "claiming",
    "planning",
    "importing",
    "answering",
    "bookings",
    "pages",
    "rehearsing",
    "from_list",
)


def main() -> int:
    """Measure and print; the exit code is 1 when a target was missed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="The ratios: product beside limit and peers."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--tiny", action="store_true", help="sizes that only show that everything runs")
    parser.add_argument("--rounds", type=int, help="interleaved rounds (default 5)")
    parser.add_argument(
        "--books", type=Path, metavar="FOLDER", help="keep the pages' SQLite books there, and use them again"
    )
    asked = parser.parse_args()
    if unknown := [name for name in asked.names if name not in NAMES]:
        parser.error(f"there is no {unknown[0]}; there are {', '.join(NAMES)}")
    sizes = TINY if asked.tiny else Sizes()
    if asked.rounds:
        sizes = replace(sizes, rounds=asked.rounds)
    missed = 0
    with Place(asked.books) as place:
        for name in asked.names or NAMES:
            for figure in importlib.import_module(f"benchmarks.{name}").run(sizes, place):
                print(figure.line(), flush=True)
                missed += not figure.is_met
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
