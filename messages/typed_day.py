"""Which day did somebody type? 05/11/2026, ngày 5 tháng 11 năm 2026, 5/11, hôm qua, ngày mai, 3 ngày trước.

Strict as the reader of case lists, whose forms it takes: what could mean two days is no day, and the dialogue asks again.
A day without its year is the nearest one on the side that was asked for.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from casework.imports.dates import EARLIEST, read_date
from messages.folding import fold

LATEST = date(2100, 12, 31)
LONGEST = 60  # characters
__all__ = ["EARLIEST", "LATEST", "read_day"]
_SAID = {
    "hom nay": 0, "bua nay": 0, "today": 0,
    "hom qua": -1, "bua qua": -1, "yesterday": -1, "hom kia": -2,
    "ngay mai": 1, "mai": 1, "tomorrow": 1, "ngay kia": 2, "ngay mot": 2,
}  # fmt: skip
_COUNTED = re.compile(
    r"(?:cach day |truoc day )?([0-9]{1,3}) (?:ngay|bua|hom|days?) ?(truoc|nua|toi|ago)?|in ([0-9]{1,3}) days?"
)
_BACK = ("truoc", "ago")
_DAY_AND_MONTH = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})")
_BEFORE_A_DAY = re.compile(r"^(?:(?:vao|tu|on) )?(?:ngay|hom|bua|mung|mong) (?=[0-9])")
_NAMED = re.compile(r" ?\b(?:thang|nam)\b ?")


def read_day(text: str, today: date, *, ahead: bool) -> date | None:
    """The day from 1990 to 2100, or None where ``text`` is not clearly one. ``ahead``: days to come are asked for."""
    plain = fold(text[: LONGEST + 1]).strip(" .,!?")
    if not plain or len(plain) > LONGEST:
        return None
    if plain in _SAID:
        return today + timedelta(days=_SAID[plain])
    if counted := _COUNTED.fullmatch(plain):
        return _counted(counted, today)
    written = _NAMED.sub("/", _BEFORE_A_DAY.sub("", plain))
    if short := _DAY_AND_MONTH.fullmatch(written):
        return _nearest(int(short[1]), int(short[2]), today, ahead=ahead)
    read = read_date(written, LATEST)
    return read if isinstance(read, date) else None


def _counted(found: re.Match[str], today: date) -> date | None:
    """``3 ngày trước``, ``cách đây 3 ngày``; a bare "3 ngày" could lie on either side."""
    if found[3]:
        return today + timedelta(days=int(found[3]))
    back = found[0].startswith(("cach day", "truoc day")) or found[2] in _BACK
    if not back and not found[2]:
        return None
    return today - timedelta(days=int(found[1])) if back else today + timedelta(days=int(found[1]))


def _nearest(day: int, month: int, today: date, *, ahead: bool) -> date | None:
    years = range(today.year, today.year + 9) if ahead else range(today.year, today.year - 9, -1)  # 29/2 is rare
    for year in years:
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today if ahead else found <= today:
            return found if found >= EARLIEST else None
    return None
