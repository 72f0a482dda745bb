"""Which days, which half of a day and which hour did somebody ask for? "thứ 5 tuần sau buổi sáng", "26/11 lúc 8 rưỡi", "mai".

One day is returned where one is meant, several where the words leave it open (the dialogue lets the person choose), and a
refusal with its reason where nothing should be guessed: "mùng 5" may be of the moon, no week has a "thứ 8", "31/6" is no day.
Pure: a text, with or without tone marks, and today.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from messages.day_said_days import Found, find_days, stretch
from messages.day_said_hours import Hours, Part, read_hours
from messages.day_said_words import normalised

__all__ = ["AHEAD", "DaySaid", "Part", "Refused", "Why", "read_day_said"]

AHEAD = 60  # days: what is farther away cannot be booked (casework.receptions.FARTHEST)
_HALF_A_YEAR = timedelta(days=183)
_DAY = timedelta(days=1)
_NOT_BEFORE = re.compile(
    r"\b(?:tru|ngoai|ngoai tru|dung|zbusy|khong (?:di|duoc|ranh|den|len|ve|phai|muon|lay|chon|nhan))(?: [a-z]\w*){0,2} _+$"
)
_NOT_AFTER = re.compile(r"^_+ (?:[a-z]\w* ){0,2}(?:zbusy|khong (?:di|duoc|ranh|den|len|the|ve|hop|tien))\b")
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:cuong che|ke bien|dau gia|giay moi|trieu tap|quyet dinh|ban an|tuyen|xet xu|xu|sinh|nop|tra|thong bao|gui don|nop don"
    r"|het han|han)(?: [a-z]\w*){0,4} _+$|^_+ (?:[a-z]\w* ){0,3}(?:cuong che|ke bien|dau gia|niem phong|xet xu)\b"
)
_UNTIL = re.compile(r"\b(?:truoc|cho (?:den|ztowards)|cham nhat|muon nhat)(?: (?:la|vao))? _+$")
_IN_ADVANCE = re.compile(r"\b(?:dat|hen|dang ky|giu|bao|lay|xin|cho) truoc _+$")
_FROM = re.compile(r"\b(?:tu|zfrom)(?: (?:la|vao))? _+$")
_AFTER = re.compile(r"\b(?:sau|zafter|qua)(?: khi)? _+$")
_ONWARDS = re.compile(r"^ ?(?:tro di|tro ve sau)\b")
_TO = re.compile(r"^_+ (?:den|ztowards|toi|-) _+$")


class Why(StrEnum):
    """Why nothing is taken from the words."""

    NO_SUCH_DAY = "no_such_day"
    MOON = "moon"
    TET = "tet"
    PAST = "past"
    TOO_FAR = "too_far"
    CLOSED_HOUR = "closed_hour"  # no office is open then
    NO_SUCH_HOUR = "no_such_hour"
    UNCLEAR = "unclear"  # "trừ thứ hai", or a day that something else happens on


@dataclass(frozen=True, kw_only=True, slots=True)
class DaySaid:
    """``days`` in order, within the next 60: one, or those to choose from. ``any_day``: only an hour or a half was named.

    ``at`` is the hour named, ``after`` and ``before`` bound it; local time of the office.
    """

    days: tuple[date, ...]
    any_day: bool = False
    part: Part | None = None
    at: time | None = None
    after: time | None = None
    before: time | None = None

    def takes(self, hour: time) -> bool:
        """Whether a time that begins at ``hour`` is asked for; an hour that was named takes itself only."""
        noon = time(12)
        return (
            (self.at is None or hour == self.at)
            and (self.part is None or (hour < noon) == (self.part is Part.MORNING))
            and (self.after is None or hour >= self.after)
            and (self.before is None or hour < self.before)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """``near``: from which day on to look for something instead."""

    why: Why
    near: date


def read_day_said(text: str, today: date) -> DaySaid | Refused | None:
    """What ``text`` says of a day or an hour, said on ``today``; None where it says nothing of either."""
    plain = normalised(text)
    hours = read_hours(plain)
    found = find_days(hours.rest, today)
    if not found and not hours.said:
        return None
    if refused := _refused(hours, found, today):
        return refused
    if _unclear(hours, found):
        return Refused(why=Why.UNCLEAR, near=today)
    wide = _meant(hours.rest, found, today)
    near = tuple(sorted(one for one in wide if today <= one <= today + AHEAD * _DAY))
    if not near:
        return _out_of_reach(wide, today)
    return DaySaid(
        days=near, any_day=not found, part=hours.part, at=hours.at, after=hours.after, before=hours.before
    )  # fmt: skip


def _refused(hours: Hours, found: list[Found], today: date) -> Refused | None:
    for one in found:
        if one.no is not None:
            return Refused(why=Why(one.no.value), near=today)
    if hours.impossible:
        return Refused(why=Why.NO_SUCH_HOUR, near=today)
    if hours.closed:
        reach = stretch(today + _DAY, today + AHEAD * _DAY)
        return Refused(why=Why.CLOSED_HOUR, near=min((day for one in found for day in one.days & reach), default=today))
    return None


def _unclear(hours: Hours, found: list[Found]) -> bool:
    """Whether a day or half is spoken of that is not wanted, or that something else happens on."""
    text = hours.rest
    for one in found:
        text = text[: one.start] + "_" * (one.end - one.start) + text[one.end :]
    for spot in re.finditer(r"_+(?: _+)*", text):
        before = re.sub(r" _+$", " _", text[: spot.start()].rstrip() + " _")
        after = "_ " + text[spot.end() :].lstrip()
        if (
            _NOT_BEFORE.search(before)
            or _NOT_AFTER.search(after)
            or any(map(_OF_SOMETHING_ELSE.search, (before, after)))
        ):
            return True
    return False


def _meant(text: str, found: list[Found], today: date) -> frozenset[date]:
    """The days that all that was said has in common; where there is none, each of them, to be asked."""
    if not found:
        return stretch(today, today + AHEAD * _DAY)
    if len(found) == 2 and _is_span(text, found):
        first = _soonest(found[0], today)
        last = _soonest(found[1], max(today, min(first)))
        if found[0].weekly and not found[1].weekly:  # "từ thứ 2 đến thứ 4 tuần sau": of that week
            first = frozenset(sorted(one for one in found[0].days if today <= one <= max(last))[-1:]) or first
        return stretch(min(first), max(last)) if min(first) <= max(last) else first | last
    for one in found:  # the "sau" of "tuần sau thứ 5" belongs to the week
        text = text[: one.start] + "#" * (one.end - one.start) + text[one.end :]
    bounded = [_bounded(text, one, today) for one in found]
    common = frozenset.intersection(*(one.days for one in bounded))
    reach = stretch(today, today + AHEAD * _DAY)
    apart = [_soonest(one, today) for one in bounded]
    if common & reach or (common and not all(one & reach for one in apart)):
        weekly = all(one.weekly for one in bounded)
        return _soonest(Found(start=0, end=0, days=common, weekly=weekly), today)
    return frozenset().union(*apart, *(_in_their_weeks(one, bounded, today) for one in bounded if one.weekly))


def _in_their_weeks(one: Found, others: list[Found], today: date) -> frozenset[date]:
    """``thứ tư hoặc thứ năm tuần sau``: that Wednesday may be meant, too."""
    single = [day for other in others if not other.weekly for day in _soonest(other, today) if len(other.days) < 7]
    weeks = {day.isocalendar()[:2] for day in single}
    return frozenset(day for day in one.days if day.isocalendar()[:2] in weeks)


def _is_span(text: str, found: list[Found]) -> bool:
    between = text[found[0].end : found[1].start].strip()
    begins = _FROM.search(text[: found[0].start] + "_") is not None
    return between in ("den", "ztowards", "toi", "-", "den het") and begins


def _bounded(text: str, one: Found, today: date) -> Found:
    """``trước 25/11``, ``sau thứ 5``, ``từ ngày 20``: the days before or after it."""
    before, onwards = text[: one.start] + "_", _ONWARDS.search(text[one.end :]) is not None
    if not one.days or not (onwards or any(seen.search(before) for seen in (_UNTIL, _FROM, _AFTER, _IN_ADVANCE))):
        return one
    days = _soonest(one, today)
    end = today + AHEAD * _DAY
    if _IN_ADVANCE.search(before):
        days = stretch(today, max(days)) or days
    elif _UNTIL.search(before):
        days = stretch(today, min(days) - _DAY) or days
    else:
        days = stretch(min(days) if onwards or _FROM.search(before) else max(days) + _DAY, end) or days
    return Found(start=one.start, end=one.end, days=days)


def _soonest(one: Found, today: date) -> frozenset[date]:
    """Of a weekday, or a day of every month, the next one; if that is today, the one after it too. Else what is in reach."""
    if not one.weekly:
        near = one.days & stretch(today, today + AHEAD * _DAY)
        return near or frozenset([min(one.days, key=lambda day: abs(day - today))])
    coming = sorted(day for day in one.days if day >= today)
    return frozenset(coming[: 2 if coming[:1] == [today] else 1])


def _out_of_reach(days: frozenset[date], today: date) -> Refused:
    nearest = min(days, key=lambda one: abs(one - today), default=today)
    if nearest < today:
        return Refused(why=Why.PAST, near=today)
    return Refused(why=Why.TOO_FAR, near=today + AHEAD * _DAY)
