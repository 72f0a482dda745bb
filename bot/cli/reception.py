"""``gandan reception``: when and where does a leader receive citizens, by which plan, and who has booked?

Each verb is a module of its own with ``add_verbs``; it puts what is to be done into ``do``.
"""

from __future__ import annotations

import argparse

from bot.cli import (
    reception_add,
    reception_book,
    reception_calls,
    reception_desk,
    reception_moves,
    reception_owed,
    reception_page,
    reception_plan,
    reception_register,
    reception_shown,
    reception_team,
    reception_warn,
)
from bot.cli.refusal import refusing
from casework.reception_times import PlanRefused

_VERBS = (
    reception_add,
    reception_shown,
    reception_plan,
    reception_warn,
    reception_book,
    reception_moves,
    reception_calls,
    reception_owed,
    reception_page,
    reception_desk,
    reception_register,
    reception_team,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Every verb."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    for module in _VERBS:
        module.add_verbs(verbs)


def run(arguments: argparse.Namespace) -> int:
    """Do it."""
    with refusing(PlanRefused):
        arguments.do(arguments)
    return 0
