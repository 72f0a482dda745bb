"""Into which times is a reception day cut: equal slots for appointments, whole stretches for numbers?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from casework.clock import VIETNAM
from casework.reception_kinds import DayMode

MOST_AT_ONCE = 50  # people received in one slot
MOST_NUMBERS = 300  # of a stretch of hours, as the table allows


class PlanRefused(Exception):
    """The day, or the plan of days, cannot be published like this; the message is for whoever plans it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """A stretch of the day, in the office's own time: 07:30 to 11:00."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A slot to be: UTC instants and how many people it takes."""

    starts_at: datetime
    ends_at: datetime
    seats: int


def spans(on_date: date, windows: Iterable[Window], mode: DayMode, minutes_each: int, seats: int) -> tuple[Span, ...]:
    """The slots of a day in order; raises ``PlanRefused``.

    What is left of a window after the last whole turn stays empty. With numbers a window is one slot with as many places as
    turns of ``minutes_each`` fit into it, times the ``seats`` received at once.
    """
    if minutes_each < 1:
        raise PlanRefused("Mỗi lượt phải dài ít nhất 1 phút. Hãy sửa số phút.")
    if not 1 <= seats <= MOST_AT_ONCE:
        raise PlanRefused(f"Mỗi lượt có từ 1 đến {MOST_AT_ONCE} chỗ. Hãy sửa số chỗ.")
    each, ordered = timedelta(minutes=minutes_each), sorted(windows, key=lambda one: (one.opens, one.closes))
    found = [span for window in ordered for span in _cut(on_date, window, mode, each, seats)]
    if not found:
        raise PlanRefused("Khung giờ ngắn hơn một lượt tiếp. Hãy kéo dài khung giờ hoặc rút ngắn mỗi lượt.")
    if any(one.ends_at > after.starts_at for one, after in pairwise(found)):
        raise PlanRefused("Các khung giờ chồng lên nhau. Hãy tách riêng từng khung.")
    if any(one.seats > MOST_NUMBERS for one in found):
        raise PlanRefused(f"Một khung giờ phát nhiều nhất {MOST_NUMBERS} số. Hãy kéo dài mỗi lượt hoặc bớt số chỗ.")
    return tuple(found)


def _cut(day: date, window: Window, mode: DayMode, each: timedelta, seats: int) -> Iterator[Span]:
    starts, closes = _instant(day, window.opens), _instant(day, window.closes)
    turns = max(0, (closes - starts) // each)
    if mode is DayMode.QUEUE:
        if turns:
            yield Span(starts_at=starts, ends_at=closes, seats=turns * seats)
        return
    for turn in range(turns):
        yield Span(starts_at=starts + turn * each, ends_at=starts + (turn + 1) * each, seats=seats)


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=VIETNAM).astimezone(UTC)


def written_windows(windows: Iterable[Window]) -> str:
    """As a column keeps them: ``07:30-11:00,13:30-16:00``."""
    return ",".join(str(one) for one in windows)


def read_windows(kept: str) -> tuple[Window, ...]:
    """The windows of a column. Raises ``ValueError`` for what is none."""
    pairs = (one.split("-") for one in kept.split(","))
    return tuple(Window(opens=time.fromisoformat(opens), closes=time.fromisoformat(closes)) for opens, closes in pairs)
