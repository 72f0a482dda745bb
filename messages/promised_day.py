"""By which day does somebody mean to pay? What people say of a day to come: cuối tuần, thứ sáu tuần sau, ngày 5 tháng sau.

What may be a day of the moon is never reckoned: "mùng 5" is said of both calendars, so it is asked back; "rằm" and "tháng
chạp" are of the moon alone.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from messages.folding import fold
from messages.typed_day import LONGEST, read_day

_MOON = re.compile(r"\b(?:am lich|lich am|lich ta|\d{1,2} am|ram|thang (?:gieng|chap)|tet|giao thua|30 tet)\b")
_EITHER = re.compile(r"\b(?:mung|mong) (?=\d|(?:mot|hai|ba|bon|tu|nam|sau|bay|tam|chin|muoi)\b)")
_SUN = re.compile(r" ?\b(?:duong lich|lich duong|duong|lich tay|tay)\b")
_COUNT = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}
_WEEKDAYS = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4, "bay": 5, "7": 5}
_WEEKDAY = re.compile(r"(?:thu ?|t)(hai|ba|tu|nam|sau|bay|[2-7])(?: (tuan nay|nay|tuan sau|tuan toi|sau|toi))?")
_OF_MONTH = re.compile(r"(?:ngay |hom )?(\d{1,2}) (?:thang )?(nay|sau|toi|sang nam)")
_BARE = re.compile(r"(?:ngay|hom) (\d{1,2})")
_LEADING = re.compile(r"^(?:(?:vao|tam|chac|khoang|truoc|den|toi|tu|thi|de|cho den|xin|dung) )+")
_TRAILING = re.compile(
    r"(?: (?:nha|nhe|a|ah|nhen|nghen|di|duoc khong|toi (?:nop|tra|dong)|(?:moi )?(?:nop|tra|dong)(?: tien)?))+$"
)
_TOWARDS = (
    r"toi(?! (?:se |moi |cung |xin )*(?:nop|tra|dong|chuyen|gui|di|len|lanh|co|dem))"  # "tới", not "tôi" who pays
)
_WITHIN = re.compile(
    (
        r"(?:(?:mung|mong|ngay|hom) ?(?:\d{1,2}|mot|hai|ba|bon|tu|nam|sau|bay|tam|chin|muoi)"
        r"(?:[/.\-]\d{1,2}(?:[/.\-]\d{4})?| thang \d{1,2}(?: nam \d{4})?)?(?: (?:thang )?(?:nay|sau|TOI))?(?: (?:am|duong)(?: lich)?)?"
        r"|\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{4})?|\d{1,2} thang (?:\d{1,2}|sau|nay|TOI)|(?:thu ?|t)(?:hai|ba|tu|nam|sau|bay|[2-7])"
        r"(?: tuan (?:nay|sau|TOI)| (?:nay|sau|TOI))?|cuoi tuan(?: nay| sau| TOI)?|cuoi thang(?: nay| sau| TOI)?"
        r"|(?:dau )?tuan (?:sau|TOI)|ngay mai|mai|ngay kia|\d{1,3} (?:ngay|bua|hom) nua|ram)\b"
    ).replace("TOI", _TOWARDS)
)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moon:
    """A day of the moon, or one that may be. ``by_sun``: the day it would be by the common calendar; None: of the moon alone."""

    by_sun: date | None


def read_promised_day(text: str, today: date) -> date | Moon | None:
    """The day to come that ``text`` as a whole names; ``Moon`` for what the common calendar does not settle; else None."""
    plain = fold(text[: LONGEST + 1]).strip(" .,!?")
    if not plain or len(plain) > LONGEST:
        return None
    return _read(plain, today)


def promised_day_in(text: str, today: date) -> date | Moon | None:
    """The one day to come that is named somewhere in a sentence; None where there is none, or more than one."""
    plain = fold(text)
    found = {_read(seen[0], today) for seen in _WITHIN.finditer(plain)} - {None}
    if len(found) != 1:
        return None
    if _MOON.search(plain):
        return Moon(None)
    return found.pop()


def _read(plain: str, today: date) -> date | Moon | None:
    if _MOON.search(plain):
        return Moon(None)
    said = _TRAILING.sub("", _LEADING.sub("", plain))
    by_sun = _SUN.search(said) is not None
    either = _EITHER.search(said) is not None
    named = _by_sun(_numbered(_EITHER.sub("ngay ", _SUN.sub("", said)).strip()), today)
    return Moon(named) if either and not by_sun else named


def _numbered(plain: str) -> str:
    """``ngay nam thang sau`` as ``ngay 5 thang sau``."""
    return re.sub(
        r"^ngay (mot|hai|ba|bon|tu|nam|sau|bay|tam|chin|muoi)\b", lambda said: f"ngay {_COUNT[said[1]]}", plain
    )


def _by_sun(plain: str, today: date) -> date | None:
    if (found := _WEEKDAY.fullmatch(plain)) is not None:
        return _weekday(_WEEKDAYS[found[1]], found[2] or "", today)
    if (found := _OF_MONTH.fullmatch(plain)) is not None:
        return _of_month(int(found[1]), today, ahead=found[2] != "nay")
    if (found := _BARE.fullmatch(plain)) is not None:
        day = int(found[1])
        this = _of_month(day, today, ahead=False)
        return this if this is not None and this >= today else _of_month(day, today, ahead=True)
    if plain in _STRETCHES:
        return _STRETCHES[plain](today)
    return read_day(plain, today, ahead=True)


def end_of_week(today: date) -> date:
    """The Friday of this week; on a Saturday or Sunday that of the next."""
    return today + timedelta(days=(4 - today.weekday()) % 7)


def _weekday(weekday: int, which: str, today: date) -> date:
    """A weekday of this week or the next; without a word for it, the next one to come."""
    monday = today - timedelta(days=today.weekday())
    if which.startswith("tuan") and which != "tuan nay":
        return monday + timedelta(days=7 + weekday)
    if which in ("tuan nay", "nay"):
        return monday + timedelta(days=weekday)
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _of_month(day: int, today: date, *, ahead: bool) -> date | None:
    month, year = today.month, today.year
    if ahead:
        month, year = (1, year + 1) if month == 12 else (month + 1, year)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last_of_month(today: date, *, ahead: bool) -> date:
    first = _of_month(1, today, ahead=ahead)
    assert first is not None  # noqa: S101  # every month has a first day
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


_STRETCHES: dict[str, Callable[[date], date]] = {
    "cuoi tuan": end_of_week,
    "cuoi tuan nay": end_of_week,
    "trong tuan nay": end_of_week,
    "tuan nay": end_of_week,
    "cuoi tuan sau": lambda today: end_of_week(today) + 7 * _DAY,
    "cuoi tuan toi": lambda today: end_of_week(today) + 7 * _DAY,
    "tuan sau": lambda today: end_of_week(today) + 7 * _DAY,
    "tuan toi": lambda today: end_of_week(today) + 7 * _DAY,
    "cuoi thang": lambda today: _last_of_month(today, ahead=False),
    "cuoi thang nay": lambda today: _last_of_month(today, ahead=False),
    "cuoi thang sau": lambda today: _last_of_month(today, ahead=True),
    "cuoi thang toi": lambda today: _last_of_month(today, ahead=True),
}
