"""How is a figure of a report written for a Vietnamese reader?"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

Value = int | Decimal | str | None


class Look(StrEnum):
    """What kind of figure it is: how it is written, and in a workbook formatted."""

    TEXT = "text"
    COUNT = "count"  # 12.345
    DONG = "dong"  # 1.119.281.615.000
    PERCENT = "percent"  # 74,72
    MORE = "more"  # +31, -31: how much more than before, cases or đồng
    POINTS = "points"  # +1,72


NOTHING = "-"


def written(value: Value, look: Look) -> str:
    """``1.119.281.615.000``, ``74,72``, ``+1,72``; a dash for what there is not."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    sign = "+" if look in (Look.MORE, Look.POINTS) and value > 0 else ""
    if isinstance(value, int):
        return f"{sign}{value:,}".replace(",", ".")
    return f"{sign}{value:f}".replace(".", ",")
