"""Which days of the calendar does each way of saying a day fit? One function for each way, from what was matched and today."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_BEHIND = 400 * _DAY  # so that a day that has been is known to have been
NEXT, LAST = r"(?:zafter|ztowards|toi|sau)", r"(?:truoc|qua|roi|vua roi|vua qua)"


class No(StrEnum):
    """Why what was said is no day that can be looked up."""

    NO_SUCH_DAY = "no_such_day"  # thứ 8, 31/6
    MOON = "moon"  # mùng 5, rằm: by the calendar of the moon, or perhaps
    TET = "tet"


Said = tuple[frozenset[date], bool] | No | None
"""The days, and whether of all those the next is meant; why there are none; None: the words mean something else after all."""


def stretch(first: date, last: date) -> frozenset[date]:
    """Every day from ``first`` to ``last``."""
    return frozenset(first + n * _DAY for n in range((last - first).days + 1))


def _one(*days: date) -> Said:
    return frozenset(days), False


def _months(today: date) -> Iterator[tuple[int, int]]:
    first = (today - _BEHIND).replace(day=1)
    for number in range(40):
        yield (first.year + (first.month - 1 + number) // 12, (first.month - 1 + number) % 12 + 1)


def _made(years_and_months: Iterable[tuple[int, int]], day: int) -> list[date]:
    return [date(y, m, day) for y, m in years_and_months if 1 <= day <= calendar.monthrange(y, m)[1]]


def _year(written: str | None, today: date) -> int | None:
    if not written:
        return None
    if written.isdigit():
        return int(written) if len(written) == 4 else 2000 + int(written)
    return today.year if written == "nay" else today.year + 1


def _dated(day: int, month: int, year: int | None, today: date) -> Said:
    if not 1 <= month <= 12:
        return No.NO_SUCH_DAY
    if year is not None and not 1900 <= year <= 9000:
        return No.NO_SUCH_DAY
    near = (today.year - 1, today.year, today.year + 1, today.year + 2) if year is None else (year,)
    days = _made(((one, month) for one in near), day)
    if day == 29 and month == 2 and year is None:  # said of a year that has it, and the next one has not
        days = [one for one in days if abs(one - today) < 183 * _DAY]
    return _one(*days) if days else No.NO_SUCH_DAY


def date_way(found: re.Match[str], today: date) -> Said:
    """``26/11/2026``, ``26/11``, ``ngày 26 tháng 11``."""
    return _dated(int(found["d"]), int(found["m"]), _year(found["y"], today), today)


def iso_way(found: re.Match[str], today: date) -> Said:
    """``2026-11-26``."""
    return _dated(int(found[3]), int(found[2]), int(found[1]), today)


def moon_way(found: re.Match[str], today: date) -> Said:
    """``mùng 5``, ``rằm``, ``sau Tết``; what is said to be of the sun is left to the other ways."""
    if re.search(r"\b(?:tet|giao thua)\b", found[0]):
        return No.TET
    return None if re.search(r"\b(?:duong(?: lich)?|lich tay|tay)\b", found[0]) else No.MOON


def new_year_way(found: re.Match[str], today: date) -> Said:
    """``Tết dương lịch``."""
    return _one(date(today.year + 1, 1, 1))


def _month_after(today: date, months: int) -> tuple[int, int]:
    count = today.year * 12 + today.month - 1 + months
    return (count // 12, count % 12 + 1)


def of_month_way(found: re.Match[str], today: date) -> Said:
    """``ngày 5 tháng sau``; without marks it may be the fifth of June."""
    day, which = int(found[1]), found[2]
    if re.fullmatch(LAST, which):
        days = _made([_month_after(today, -1)], day)
        return _one(*days) if days else No.NO_SUCH_DAY
    days = _made([_month_after(today, 0 if which == "nay" else 1)], day)
    if which == "sau":
        june = [one for one in _made([(today.year, 6), (today.year + 1, 6)], day) if today <= one]
        days += june[:1]
    return _one(*days) if days else No.NO_SUCH_DAY


def bare_way(found: re.Match[str], today: date) -> Said:
    """``ngày 26``: the next one; one that this month does not have is not looked for in another."""
    day = int(found[1])
    if found[2]:  # "ngày 15 và 16"
        both = (day, int(found[2]))
        if not all(1 <= one <= 31 for one in both):
            return No.NO_SUCH_DAY
        return _one(*(min(seen for seen in _made(_months(today), one) if seen >= today) for one in both))
    if not _made([(today.year, today.month)], day):
        return No.NO_SUCH_DAY
    return frozenset(_made(_months(today), day)), True


def counted_way(found: re.Match[str], today: date) -> Said:
    """``3 ngày nữa``, ``một tuần nữa``."""
    number, unit = int(found[1]), found[2]
    if unit == "thang":
        year, month = _month_after(today, number % 1000)
        return frozenset(stretch(date(year, month, 1), _end(year, month))), False
    if unit == "tuan":
        return _week(today, number % 1000)
    return _one(today + (number % 1000) * _DAY)


def within_way(found: re.Match[str], today: date) -> Said:
    """``trong 3 ngày tới``."""
    return stretch(today, today + (int(found[1]) % 1000) * (_WEEK if found[2] == "tuan" else _DAY)), False


def weekday_way(found: re.Match[str], today: date) -> Said:
    """``thứ 5``, ``thứ 5 tới``, ``chủ nhật tuần sau``."""
    said, which = found["n"], found["which"] or ""
    if said and not 2 <= int(said) <= 7:
        return No.NO_SUCH_DAY
    weekday = int(said) - 2 if said else 6
    monday = today - today.weekday() * _DAY
    this, after = monday + weekday * _DAY, monday + weekday * _DAY + _WEEK
    if which.startswith("tuan"):
        return _of_week(which, this, today)
    if not which:
        every = frozenset(this + n * _WEEK for n in range(-50, 110))
        return every, True
    if re.fullmatch(LAST, which):
        return _one(this if this < today else this - _WEEK)
    if which == "nay":
        return _one(this if this >= today else after)
    coming = [one for one in (this, after) if one > today]
    return _one(*coming)  # "thứ 5 tới", said on a Monday, is this one or the next


def _of_week(which: str, this: date, today: date) -> Said:
    if which == "tuan nay":
        return _one(this)
    if re.fullmatch(rf"tuan {LAST}", which):
        return _one(this - _WEEK)
    more = 2 if which.endswith("nua") else 1
    return _one(*(this + n * _WEEK for n in _weeks(more, today)))


def _weeks(ahead: int, today: date) -> tuple[int, ...]:
    """On a Sunday some count the week as begun already."""
    return (ahead, ahead + 1) if today.weekday() == 6 else (ahead,)


def month_or_weekday_way(found: re.Match[str], today: date) -> Said:
    """``t7``: Saturday, or July."""
    weekday = weekday_way(found, today)
    month = int(found["n"])
    july = [one for one in stretch(today, today + 60 * _DAY) if one.month == month]
    if not july or found["which"] or not isinstance(weekday, tuple):
        return weekday
    soon = next(today + n * _DAY for n in range(1, 8) if (today + n * _DAY) in weekday[0])
    return frozenset([soon, *july]), False


def _week(today: date, ahead: int) -> Said:
    monday = today - today.weekday() * _DAY
    weeks = [monday + n * _WEEK for n in (_weeks(ahead, today) if ahead else (0,))]
    return frozenset(one for first in weeks for one in stretch(first, first + 6 * _DAY)), False


_SLICES = {"dau": slice(0, 3), "giua": slice(1, 4), "cuoi": slice(4, 7), "": slice(0, 7)}


def part_of_week_way(found: re.Match[str], today: date) -> Said:
    """``tuần sau``, ``đầu tuần``, ``cuối tuần này``."""
    part, which = found["part"] or "", found["which"] or "nay"
    monday = today - today.weekday() * _DAY
    if re.fullmatch(LAST, which):
        weeks: tuple[int, ...] = (-1,)
    elif which == "nay":
        weeks = (0,)
    else:
        weeks = _weeks(2 if which.endswith("nua") else 1, today)
    days = [(monday + n * _WEEK + at * _DAY) for n in weeks for at in range(7)[_SLICES[part]]]
    if not found["which"] and all(one < today for one in days):  # "đầu tuần", said on a Friday
        days = [one + _WEEK for one in days]
    return _one(*days)


def _end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _cut_month(year: int, month: int, part: str) -> frozenset[date]:
    last = _end(year, month).day
    cuts = {
        "dau": (1, 10),
        "giua": (11, 20),
        "cuoi": (21, last),
        "": (1, last),
        "zfirst": (1, 7),
        "zlast": (last - 6, last),
    }
    first, until = cuts[part]
    return stretch(date(year, month, first), date(year, month, until))


def month_way(found: re.Match[str], today: date) -> Said:
    """``tháng 12``, ``đầu tháng sau``, ``cuối tháng``."""
    part, which, year = found["part"] or "", found["which"], _year(found["y"], today)
    if not which:
        soon = _cut_month(today.year, today.month, part)
        return (soon if max(soon) >= today else _cut_month(*_month_after(today, 1), part)), False
    if which.isdigit():
        number = int(which)
        if not 1 <= number <= 12:
            return No.NO_SUCH_DAY
        years = (today.year - 1, today.year, today.year + 1) if year is None else (year,)
        return frozenset(one for y in years if 1900 <= y <= 9000 for one in _cut_month(y, number, part)), False
    ahead = 0 if which == "nay" else -1 if re.fullmatch(LAST, which) else 1
    days = _cut_month(*_month_after(today, ahead), part)
    if which == "sau":  # or "tháng sáu"
        days |= _cut_month(today.year if today.month <= 6 else today.year + 1, 6, part)
    return days, False


def whole_year_way(found: re.Match[str], today: date) -> Said:
    """``năm sau``."""
    year = _year(found["y"], today)
    if year is None or not 1900 <= year <= 9000:
        return None
    return stretch(date(year, 1, 1), date(year, 12, 31)), False


def crossing_way(found: re.Match[str], today: date) -> Said:
    """``sang tuần``, ``sang tháng``, ``sang năm``."""
    if found[1] == "tuan":
        return _week(today, 1)
    if found[1] == "thang":
        return _cut_month(*_month_after(today, 1), ""), False
    return stretch(date(today.year + 1, 1, 1), date(today.year + 1, 12, 31)), False


def by_name_way(found: re.Match[str], today: date) -> Said:
    """``hôm nay``, ``mai``, ``ngày kia``, ``hôm qua``."""
    words = found[0]
    if words in ("ngay mot", "hom mot", "bua mot"):  # without marks: the day after tomorrow, or the first
        return _one(today + 2 * _DAY, *[one for one in _made(_months(today), 1) if one > today][:1])
    if words in ("ngay zone", "hom zone"):
        return frozenset(_made(_months(today), 1)), True
    if words in ("ngay zkia", "bua zkia"):  # the day after "ngày kia"; some say it of that day itself
        return _one(today + 2 * _DAY, today + 3 * _DAY)
    if words == "mai mot" or words.startswith("mai kia"):
        return _one(today + _DAY, today + 2 * _DAY)
    return _one(today + next(n for seen, n in _NAMES if re.fullmatch(seen, words)) * _DAY)


_NAMES = (
    (r"hom nay|bua nay|nay", 0),
    (r"(?:ngay |bua |hom )?mai", 1),
    (r"ngay kia|bua kia|(?:ngay |bua |hom )?zmot", 2),
    (r"hom qua|bua qua|hom truoc|bua truoc|bua hom|ngay hom qua", -1),
    (r"hom kia", -2),
    (r"hom zkia", -3),
)
