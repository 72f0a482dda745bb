"""Which day does this cell say?

A date cell, or text with day, month and four digits of a year, or year first. A bare number is a day only after somebody
says so, and two digits of a year never are. What a whole column tells about its days is in ``date_columns``.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from casework.imports.findings import Trouble, held
from casework.imports.reasons import Reason
from casework.imports.sheet import Cell
from casework.imports.text import NOTHING, tidy_cell

EARLIEST = date(1990, 1, 1)  # enforcement became the agencies' own work in 1993; some older files live on
_DAY_FIRST = re.compile(
    r"(?:ngày )?([0-9]{1,2}) ?(?:[/.\-]| tháng ) ?([0-9]{1,2}) ?(?:[/.\-]| năm ) ?([0-9]{2,4})", re.I
)
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[ T]00:00(?::00)?(?:\.0+)?)?")
NUMERIC = re.compile(r"([0-9]{1,2}) ?[/.\-] ?([0-9]{1,2}) ?[/.\-] ?([0-9]{4})")
_MONTHS = 12
_SERIAL = re.compile(r"[0-9]{5}(?:[.,]0+)?")
_SERIALS_BEGIN = date(1899, 12, 30)  # day 0 of spreadsheet serials after February 1900

Answer = date | None | Trouble[date]


def read_date(value: Cell, today: date) -> Answer:
    """A day from 1990 to ``today``; ``None`` for an empty cell or a dash."""
    if isinstance(value, date):
        return _judge(value.date() if isinstance(value, datetime) else value, today)
    if isinstance(value, int) and not isinstance(value, bool):
        return _serial(value, today)
    if not isinstance(value, str):
        return held(Reason.DATE_FORM)
    text = tidy_cell(value)
    if text in NOTHING:
        return None
    if text.startswith("="):
        return held(Reason.FORMULA)
    return _read_text(text, today)


def _read_text(text: str, today: date) -> Answer:
    year_first = _YEAR_FIRST.fullmatch(text)
    if year_first:
        return _day(year_first[1], year_first[3], year_first[4], today)
    day_first = _DAY_FIRST.fullmatch(text)
    if day_first is None:
        return _serial(int(text[:5]), today) if _SERIAL.fullmatch(text) else held(Reason.DATE_FORM)
    if len(day_first[3]) < 4:
        return held(Reason.DATE_SHORT_YEAR if len(day_first[3]) == 2 else Reason.DATE_FORM)
    return _month_first(text, today) or _day(day_first[3], day_first[2], day_first[1], today)


def _month_first(text: str, today: date) -> Trouble[date] | None:
    """``"04/18/2023"`` can only be 18 April; it waits all the same, because its neighbours may be written so too."""
    said = NUMERIC.fullmatch(text)
    if said is None or int(said[2]) <= _MONTHS:
        return None
    day = _day(said[3], said[1], said[2], today)
    return held(Reason.DATE_MONTH_FIRST, proposal=day.isoformat()) if isinstance(day, date) else None


def swapped(day: date) -> date | None:
    """``day`` with day and month exchanged; ``None`` where that is no other day."""
    return date(day.year, day.day, day.month) if day.day <= _MONTHS and day.day != day.month else None


def _day(year: str, month: str, day: str, today: date) -> Answer:
    try:
        return _judge(date(int(year), int(month), int(day)), today)
    except ValueError:
        return held(Reason.DATE_IMPOSSIBLE)


def _judge(day: date, today: date) -> Answer:
    if day > today:
        return held(Reason.DATE_FUTURE)
    return held(Reason.DATE_TOO_OLD) if day < EARLIEST else day


def _serial(number: int, today: date) -> Answer:
    """46000 is 9 December 2025 if the cell lost its format; proposed only where the day would be accepted."""
    if not 0 < number < 100_000:
        return held(Reason.DATE_FORM)
    day = _SERIALS_BEGIN + timedelta(days=number)
    return held(Reason.DATE_SERIAL, proposal=day.isoformat() if EARLIEST <= day <= today else None)
