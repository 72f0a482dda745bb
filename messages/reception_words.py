"""What is said of a reception day: what about, in which languages, for whom it is ready, how to find it?"""

from __future__ import annotations

from collections.abc import Iterable

from casework.reception_details import Details, Language, Matter, Need
from casework.reception_kinds import DayMode
from messages.library import Lang, say


def word(lang: Lang, one: Matter | Language | Need) -> str:
    """``khiếu nại``, ``tiếng Khmer``, ``người đi xe lăn``."""
    if isinstance(one, Matter):
        return say(lang, f"reception_days.matter_{one.value}")
    if isinstance(one, Language):
        return say(lang, f"reception_days.language_{one.value}")
    return say(lang, f"reception_days.need_{one.value}")


def about_day(details: Details, mode: DayMode, lang: Lang) -> list[str]:
    """What to know before one chooses the day: a line each, none where nothing is said."""
    lines = []
    if details.matters:
        lines.append(say(lang, "reception_days.matters", matters=_listed(details.matters, lang)))
    if details.languages:
        lines.append(say(lang, "reception_days.languages", languages=_listed(details.languages, lang)))
    if details.needs:
        lines.append(say(lang, "reception_days.needs", needs=_listed(details.needs, lang)))
    if mode is DayMode.QUEUE:
        lines.append(say(lang, "reception_days.queue"))
    return lines


def way_there(details: Details, lang: Lang) -> list[str]:
    """How to find the place: in words, and on a map."""
    lines = []
    if details.directions:
        lines.append(say(lang, "reception_days.directions", directions=details.directions))
    if details.map_link:
        lines.append(say(lang, "reception_days.map", link=details.map_link))
    return lines


def _listed(words: Iterable[Matter | Language | Need], lang: Lang) -> str:
    return "; ".join(word(lang, one) for one in words)
