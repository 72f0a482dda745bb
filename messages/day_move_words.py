"""How does everybody read in the public schedule that a day was moved, and to when (TCD13 Đ.24.4)? The reason is told to its visitors."""

from __future__ import annotations

from casework.books import Books
from casework.day_moves_public import announced
from messages.library import Lang, say
from messages.vietnamese import short_day


def announced_lines(books: Books, lang: Lang) -> list[str]:
    """A line for each day that does not take place as published."""
    lines = []
    for one in announced(books):
        old = {"old_day": short_day(one.on_date, lang), "old_place": one.place}
        if one.to_date is None or one.to_place is None:
            lines.append(say(lang, "day_moves.announced_off", on=None, **old))
        else:
            to = short_day(one.to_date, lang)
            lines.append(say(lang, "day_moves.announced", on=None, **old, day=to, place=one.to_place))
    return lines
