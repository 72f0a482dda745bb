"""``python -m tests.faults.ticking run``: the product's own command, with a clock that begins at GANDAN_CLOCK and runs on."""

from __future__ import annotations

import sys

import bot.database
from bot.__main__ import main
from bot.settings import Settings
from casework.clock import Clock, SystemClock
from tests.journeys.live import RunningClock


def _clock_of(settings: Settings) -> Clock:
    return SystemClock() if settings.clock is None else RunningClock(settings.clock)


if __name__ == "__main__":
    bot.database.clock_of = _clock_of
    sys.exit(main())
