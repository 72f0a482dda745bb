"""``python -m bot.officers.campaigns.rehearser``: a rehearsal in a process of its own, for the officers' pages.

What it needs comes in on standard input, never in arguments or the environment, which others on the machine can read. It reads
the real books once, into memory; nothing is changed in them and nothing is sent. Each line it prints is a JSON object: how far
it has come, and in the end what it foretells.
"""

from __future__ import annotations

import base64
import importlib
import json
import os
import sys
import time
from contextlib import ExitStack
from datetime import date, datetime
from typing import Any

from bot.cli import rehearse_shown
from casework.db.connect import make_engine
from casework.encryption import Keys
from messages.results.sheets import Sheet
from scheduler.plans.campaigns import the_campaign
from scheduler.plans.refusals import CampaignRefused
from scheduler.plans.rehearsal_runs import WHOLE
from scheduler.rehearsal.habits import usual
from scheduler.rehearsal.learned import learned
from scheduler.rehearsal.machine import copy_books, throw_away
from scheduler.rehearsal.outlook import Outlook, look_ahead

TABLES = ("casework.tables", "messages.tables", "scheduler.tables")
EVERY = 0.5  # seconds between two lines about how far it is


def main() -> int:
    """Rehearse and tell."""
    os.nice(10)  # whoever writes to us is answered first
    asked = json.loads(sys.stdin.readline())
    for module in TABLES:
        importlib.import_module(module)
    keys = Keys(masters={int(number): base64.b64decode(key) for number, key in asked["masters"].items()})
    try:
        found = _rehearsed(asked, keys)
    except CampaignRefused as refused:
        _say({"refused": str(refused)})
        return 1
    tables = [_table(one) for one in rehearse_shown.sheets(found)]
    _say({"outlook": {"figures": rehearse_shown.as_json(found), "tables": tables}})
    return 0


def _rehearsed(asked: dict[str, Any], keys: Keys) -> Outlook:
    with ExitStack() as stack:
        engine = make_engine(asked["url"])
        with engine.connect().execution_options(gandan_readonly=True) as real, real.begin():
            template = stack.enter_context(throw_away(keys, datetime.fromisoformat(asked["now"]), 0))
            copy_books(real, template)
        engine.dispose()
        campaign = the_campaign(template, asked["campaign"])
        far = Far(asked["seeds"], max(campaign.plan.starts_on, template.clock.now().date()), campaign.plan.ends_on)
        return look_ahead(
            template, campaign.id, learned(template, usual()), seeds=asked["seeds"], try_levers=False,
            at_once=asked["at_once"], progress=far.reached,
        )  # fmt: skip


class Far:
    """How far all rehearsals together have come."""

    def __init__(self, many: int, first: date, last: date) -> None:
        self._many, self._first, self._days = many, first, max((last - first).days, 1)
        self._reached: dict[int, int] = {}
        self._told = time.monotonic()

    def reached(self, number: int, day: date) -> None:
        """One has come to this day."""
        self._reached[number] = min(max((day - self._first).days, 0), self._days)
        if time.monotonic() - self._told >= EVERY:
            self._told = time.monotonic()
            _say({"reached": sum(self._reached.values()) * (WHOLE - 1) // (self._days * self._many)})


def _table(sheet: Sheet) -> dict[str, Any]:
    return {"name": sheet.name, "rows": [list(row) for row in sheet.rows]}


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
