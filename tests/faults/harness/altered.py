"""What is other about a process under the harness than about one in an office? All of it stands here.

``clock``: business time begins at an instant and runs on, the same in every process. ``rate``: messages a second beyond what
settings allow, where the goal is about kills and not about pace. ``machine``: the name of the host it believes to be on, where
no namespaces can be had. ``poison``: handlers go wrong when an update tells them to. ``forgetful``: it does not know an update
again (a judge of judges asks for that). ``wall``: the machine's clock is off by as many seconds as a file says, where libfaketime
is not to be had. ``naps``: it sleeps by another call, where it is: libfaketime spoils the one that Python sleeps by.
"""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any


class SharedClock:
    """Stood at ``instant`` when the machine's monotonic clock showed ``zero``, and runs on with it, in whatever process."""

    def __init__(self, instant: datetime, zero: float) -> None:
        self._instant = instant.astimezone(UTC)
        self._zero = zero

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self._instant + timedelta(seconds=time.monotonic() - self._zero)

    def shown_at(self, monotonic: float) -> datetime:
        """What this clock showed, or will show, at that instant of the machine's."""
        return self._instant + timedelta(seconds=monotonic - self._zero)


def alter(altered: Mapping[str, Any]) -> None:
    """Make this process so. An unknown name is an error."""
    ways: dict[str, Callable[[Any], None]] = {
        "clock": _clock,
        "rate": _rate,
        "machine": _machine,
        "poison": _poison,
        "forgetful": _forgetful,
        "wall": _wall,
        "naps": _naps,
    }
    for name, value in altered.items():
        ways[name](value)


def _clock(given: tuple[str, float]) -> None:
    import bot.database
    from bot.settings import Settings
    from casework.clock import Clock

    clock = SharedClock(datetime.fromisoformat(given[0]), given[1])

    def shared(settings: Settings) -> Clock:
        return clock

    bot.database.clock_of = shared


def _rate(per_second: float) -> None:
    import bot.settings
    from bot.settings import Settings

    honest = bot.settings.load_settings

    def load() -> Settings:
        return honest().model_copy(update={"send_rate": per_second})

    bot.settings.load_settings = load


def _machine(name: str) -> None:
    from scheduler.delivery import leases

    leases._machine = lambda: name  # type: ignore[assignment]  # a cached function in its place


def _poison(_on: bool) -> None:
    from tests.faults.harness.poison import install

    install()


def _forgetful(_on: bool) -> None:
    from dataclasses import replace

    import handlers.inbox
    from casework.db.ids import new_id

    honest = handlers.inbox.receive

    def receive(books: Any, account: str, updates: Any) -> int:
        return honest(books, account, [replace(one, update_id=new_id()) for one in updates])

    handlers.inbox.receive = receive


def _wall(file: str) -> None:
    from casework.clock import SystemClock

    def now(_: SystemClock) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(Path(file).read_text("utf-8")))

    SystemClock.now = now  # type: ignore[method-assign,assignment]  # wherever somebody asks it


def _naps(_on: bool) -> None:
    def nap(seconds: Any) -> None:
        select.select([], [], [], seconds)

    time.sleep = nap
