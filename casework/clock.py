"""What time is it, for the agency's books?

Time comes in through a ``Clock``; nobody else asks the machine. Instants are aware UTC datetimes; the office's own days
and hours are those of Viet Nam (UTC+7, no daylight saving).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """Anything that can tell the present instant."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that stands where it was put: tests, rehearsals and the terminal channel's ``tick`` move it."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant.astimezone(UTC)

    def now(self) -> datetime:
        """The instant last set, in UTC."""
        return self._instant

    def set(self, instant: datetime) -> None:
        """Put the clock to ``instant`` (aware)."""
        if instant.tzinfo is None:
            raise ValueError("a clock is set to an aware instant")
        self._instant = instant.astimezone(UTC)


def local(instant: datetime) -> datetime:
    """``instant`` as the office's wall clock shows it."""
    return instant.astimezone(VIETNAM)


def today(clock: Clock) -> date:
    """The office's present day."""
    return local(clock.now()).date()
