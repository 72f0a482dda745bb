"""Where in a text is a day spoken of, and which days may be meant by it?

A way of saying a day gives all days that it could mean: "thứ 5" every Thursday, "ngày 26" the 26th of every month. What the
ways of one text have in common is settled by ``messages.day_said``; a way of the moon, or a day that no calendar has, is a word
of refusal instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from messages.day_said_ways import (
    LAST,
    NEXT,
    No,
    Said,
    bare_way,
    by_name_way,
    counted_way,
    crossing_way,
    date_way,
    iso_way,
    month_or_weekday_way,
    month_way,
    moon_way,
    new_year_way,
    of_month_way,
    part_of_week_way,
    stretch,
    weekday_way,
    whole_year_way,
    within_way,
)

__all__ = ["Found", "find_days", "stretch"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """``days``: all that it may mean. ``weekly``: any such weekday, of which the next is meant if nothing else is said."""

    start: int
    end: int
    days: frozenset[date] = frozenset()
    weekly: bool = False
    no: No | None = None


Way = Callable[[re.Match[str], date], Said]


def find_days(plain: str, today: date) -> list[Found]:
    """Every way of saying a day in ``plain``, from left to right; what one way has read, no other reads again."""
    left, found = plain, []
    for seen, way in _WAYS:
        for one in list(seen.finditer(left)):
            said = way(one, today)
            if said is None:
                continue
            days, weekly, no = (frozenset[date](), False, said) if isinstance(said, No) else (*said, None)
            found.append(Found(start=one.start(), end=one.end(), days=days, weekly=weekly, no=no))
            left = left[: one.start()] + "_" * len(one[0]) + left[one.end() :]
    return sorted(found, key=lambda one: one.start)


_YEAR = r"(?: nam (?P<y>\d{4}|nay|zafter|ztowards|toi|sau))?"
_WHICH = rf"(?: (?P<which>tuan nay|tuan {NEXT}(?: nua)?|tuan {LAST}|nay|{NEXT}|{LAST})\b)?"
_NO_NUMBER = r"(?<!\bso )(?<!\bvan ban )(?<!\bban an )(?<!quyet dinh )"
_NOT_COUNTED = r"(?<!\blan )(?<!\bnguoi )(?<!\bben )(?<!\bcon )(?<!\bdong )(?<!\bvu )(?<!\bso )"
_NO_UNIT = r"(?! ?(?:trieu|ty|nghin|ngan|dong|nguoi|phan|phut|%|tr\b|m2|cong))"
_ON = r"(?<![\w/.\-,])(?:ngay |hom |bua |mung )?(?P<d>\d{1,2})"
_MOON_MONTH = r"(?:\d{1,2}|gieng|chap|sau|zafter|nay|toi)"
_CALENDAR = r"(?: (?:am|duong)(?: lich)?| lich (?:tay|am|ta))?"
_WAYS: tuple[tuple[re.Pattern[str], Way], ...] = (
    (re.compile(r"\btet (?:duong(?: lich)?|tay)\b"), new_year_way),
    (re.compile(r"\b(?:(?:mung |ngay )?\d{1,2} )?(?:tet|giao thua)\b"), moon_way),
    (re.compile(rf"\b(?:ngay |hom )?mung \d{{1,2}}(?:(?:[/.\-]| thang ){_MOON_MONTH}(?:[/.\-]\d{{4}})?)?{_CALENDAR}(?! tet)\b"), moon_way),
    (re.compile(r"\b(?:ngay |hom )?\d{1,2}(?:[/.\-]| thang )\d{1,2}(?:[/.\-]\d{2,4})? (?:am|al|am lich|lich am|lich ta)\b"), moon_way),
    (re.compile(rf"\b(?:ngay |hom )?(?:ram|am lich|lich am|lich ta)(?: thang {_MOON_MONTH})?\b"), moon_way),
    (re.compile(r"\b(?:ngay )?(?:(?:\d{1,2} )?thang (?:gieng|chap)|ra gieng)\b"), moon_way),
    (re.compile(r"(?<![\w/.\-])(\d{4})-(\d{2})-(\d{2})(?![\w/.\-])"), iso_way),
    (re.compile(rf"{_NO_NUMBER}{_ON}[/.\-](?P<m>\d{{1,2}})[/.\-](?P<y>\d{{4}}|\d{{2}})(?![\w/\-]|\.\d)"), date_way),
    (re.compile(rf"{_ON} (?P<m>\d{{1,2}}) (?P<y>20\d{{2}})\b"), date_way),
    (re.compile(rf"{_ON} ?(?:thang|/) ?(?P<m>\d{{1,2}})(?: nam |[/ ])(?P<y>20\d{{2}}|nay|zafter|ztowards|toi|sau)\b"), date_way),
    (re.compile(rf"{_ON} thang (?P<m>\d{{1,2}})(?P<y>)(?![\w/])(?: duong(?: lich)?\b)?"), date_way),
    (re.compile(rf"{_NO_NUMBER}{_ON}[/.](?P<m>\d{{1,2}})(?P<y>)(?![\w/\-]|[.,]\d){_NO_UNIT}(?: duong(?: lich)?\b)?"), date_way),
    (re.compile(rf"\b(?:ngay|hom|bua) (?P<d>\d{{1,2}})-(?P<m>\d{{1,2}})(?P<y>)(?![\w/\-]){_NO_UNIT}"), date_way),
    (re.compile(rf"\b(?:ngay |hom |bua |mung )?(\d{{1,2}}) thang (nay|zafter|sau|{LAST})\b"), of_month_way),
    (re.compile(r"\btrong (?:vong )?(\d{1,3}) (ngay|tuan)(?: (?:toi|ztowards|nua))?\b"), within_way),
    (re.compile(r"\b(\d{1,3}) (ngay|bua|hom|tuan|thang) nua\b"), counted_way),
    (re.compile(r"\bin (\d{1,3}) (days?)\b"), counted_way),
    (re.compile(rf"{_NOT_COUNTED}\bthut (?P<n>\d){_WHICH}"), month_or_weekday_way),
    (re.compile(rf"{_NOT_COUNTED}\bthu (?P<n>\d{{1,2}})\b{_NO_UNIT}{_WHICH}"), weekday_way),
    (re.compile(rf"\b(?P<n>)chu nhat{_WHICH}"), weekday_way),
    (re.compile(r"\b(?:zcross|sang) (tuan|thang|nam)\b"), crossing_way),
    (re.compile(rf"\b(?:(?P<part>dau|giua|cuoi) )?tuan (?P<which>nay|{NEXT}(?: nua)?|{LAST})\b"), part_of_week_way),
    (re.compile(r"\b(?P<part>dau|giua|cuoi) tuan\b(?P<which>)"), part_of_week_way),
    (re.compile(rf"\b(?:(?P<part>dau|giua|cuoi|zfirst|zlast) )?thang (?P<which>\d{{1,2}}|nay|zafter|sau|{LAST})\b"
                r"(?:(?:/| nam | )(?P<y>20\d{2}|nay\b|zafter\b|toi\b|sau\b))?(?![\d/])"), month_way),
    (re.compile(r"\b(?P<part>dau|giua|cuoi|zfirst|zlast) thang\b(?P<which>)(?P<y>)"), month_way),
    (re.compile(r"\bnam (?P<y>zafter|ztowards|sau|toi|20\d{2})\b"), whole_year_way),
    (re.compile(r"\b(?:ngay|hom|bua|mung) (\d{1,3})(?! ?(?:nua|phut|trieu|nguoi|gio|h|ngay|tuan)\b|[/.\-:]?\d)"
                r"(?:,? ?(?:va|vs|voi|hoac|hay|,|-) ?(?:ngay )?(\d{1,2})(?! ?(?:h|gio|nguoi|ng)\b|[/.\-:]?\d))?"
                r"(?: (?:nay|toi|ztowards)\b)?(?: duong(?: lich)?\b)?"), bare_way),
    (re.compile(r"\b(?:mai kia|mai mot|ngay mot|hom mot|bua mot|ngay zone|hom zone|hom nay|bua nay|ngay kia"
                r"|bua kia|hom kia|(?:ngay |hom |bua )zkia|(?:ngay |hom |bua )?zmot|(?:ngay )?hom qua|bua qua|hom truoc|bua truoc|bua hom"
                r"|(?<!\bphat )(?:ngay |bua |hom )?mai)\b"), by_name_way),
    (re.compile(r"(?<=_ )nay\b"), by_name_way),
)  # fmt: skip
