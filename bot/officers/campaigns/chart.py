"""How is a row of days drawn: bars of what is planned, a line over each for what can be answered?

Places and heights of an SVG that the page writes itself; the numbers stand in the table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT, WIDEST, LEFT = 160, 720, 48


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """What one day asks: ``part`` (of this campaign) of ``whole``; ``bears`` None: nobody knows."""

    label: str
    part: int
    whole: int
    bears: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A column as it is drawn, in the picture's own units."""

    label: str
    x: float
    width: float
    part: float
    whole: float
    mark: float | None
    told: bool  # its label stands under it


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """The picture: ``top`` is the number that its full height stands for."""

    bars: tuple[Bar, ...]
    top: int
    width: int = LEFT + WIDEST
    height: int = HEIGHT
    left: int = LEFT


def chart(columns: Sequence[Column]) -> Chart:
    """The picture of these columns."""
    top = max((max(one.whole, one.bears or 0) for one in columns), default=0) or 1
    room = WIDEST / max(len(columns), 1)
    every = max(1, -(-len(columns) // 10))
    bars = [
        Bar(
            label=one.label,
            x=round(LEFT + place * room + room * 0.1, 1),
            width=round(min(room * 0.8, 48), 1),
            part=round(one.part * HEIGHT / top, 1),
            whole=round(one.whole * HEIGHT / top, 1),
            mark=None if one.bears is None else round(HEIGHT - one.bears * HEIGHT / top, 1),
            told=place % every == 0,
        )
        for place, one in enumerate(columns)
    ]
    return Chart(bars=tuple(bars), top=top)
