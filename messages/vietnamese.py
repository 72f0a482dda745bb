"""How are an amount, a day, an hour and a name written for the reader?

Vietnamese first, English for those who chose it. Only what is shown: nothing here computes.
"""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from functools import lru_cache

from casework import clock
from messages.library import Lang, say

_LONG = {Lang.VI: "EEEE, 'ngày' d 'tháng' M 'năm' y", Lang.EN: "EEEE, d MMMM y"}
_SHORT = {Lang.VI: "dd/MM/y", Lang.EN: "d MMM y"}  # an English reader may take 05/11 for the eleventh of May
_CURRENCY = {Lang.VI: "đồng", Lang.EN: "dong"}
_INITIALS = 3


def dong(amount: int, lang: Lang = Lang.VI) -> str:
    """``amount`` of đồng as it is written on a decision: ``12.345.678 đồng``; in English ``12,345,678 dong``."""
    return f"{grouped(amount, lang)} {_CURRENCY[lang]}"


def grouped(number: int, lang: Lang = Lang.VI) -> str:
    """A whole number by thousands: ``12.345.678``; in English ``12,345,678``."""
    written = f"{number:,}"
    return written if lang is Lang.EN else written.replace(",", ".")


def day(when: date, lang: Lang = Lang.VI) -> str:
    """``thứ Năm, ngày 5 tháng 11 năm 2026``; in English ``Thursday, 5 November 2026``. An instant is refused."""
    words = _date(when, _LONG[lang], lang)
    return words.replace("Thứ ", "thứ ", 1).replace("Chủ Nhật", "Chủ nhật", 1) if lang is Lang.VI else words


def short_day(when: date, lang: Lang = Lang.VI) -> str:
    """``05/11/2026``; in English ``5 Nov 2026``. An instant is refused: which day it falls on depends on the place."""
    return _date(when, _SHORT[lang], lang)


def hour(when: datetime, lang: Lang = Lang.VI) -> str:
    """The local hour of the aware instant ``when``: ``8 giờ 30``, ``14 giờ``; in English ``8:30 am``, ``2:00 pm``."""
    if when.tzinfo is None:
        raise ValueError("an hour is shown of an aware instant")
    shown = clock.local(when)
    if lang is Lang.EN:
        from babel.dates import format_time

        return format_time(shown.time(), "h:mm a", locale="en").lower()
    return f"{shown.hour} giờ {shown.minute:02}" if shown.minute else f"{shown.hour} giờ"


def relative_day(when: date, today: date, lang: Lang = Lang.VI) -> str:
    """``when`` seen from the office's ``today``: ``hôm nay``, ``ngày mai``, ``5 ngày nữa``, ``2 ngày trước``."""
    distance = (when - today).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow", 2: "day_after_tomorrow"}.get(distance)
    if near:
        return say(lang, f"common.{near}")
    if distance > 0:
        return say(lang, "common.in_days", days=distance)
    return say(lang, "common.days_ago", days=-distance)


def masked_name(name: str) -> str:
    """Enough of a name for its bearer to know it, too little for a stranger: ``Nguyễn Văn An`` -> ``N***n V. A.``

    Of the first word the first and the last letter, always with three stars (a word of one or two letters shows only
    its first); of the other words an initial, and of long names only the last three.
    """
    letters = ("".join(filter(str.isalnum, word)) for word in unicodedata.normalize("NFC", name).split())
    first, *others = [word for word in letters if word] or [""]
    masked = f"{first[:1].upper()}***{first[-1] if len(first) > 2 else ''}"
    gap = ["…"] if len(others) > _INITIALS else []
    return " ".join([masked, *gap, *(f"{word[0].upper()}." for word in others[-_INITIALS:])])


@lru_cache(maxsize=4096)
def _date(when: date, pattern: str, lang: Lang) -> str:
    from babel.dates import format_date

    if isinstance(when, datetime):
        raise TypeError("a day is a date; take the local day of an instant first")
    return format_date(when, pattern, locale=lang.value)
