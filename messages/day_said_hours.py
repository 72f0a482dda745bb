"""Which part of the day and which hour were named? "8 giờ rưỡi sáng", "3h chiều", "sau 9 giờ", "buổi sáng".

An office receives by daylight, so "3 giờ" is the one of the afternoon; an hour at which no office is open is said to be so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

_HOUR = re.compile(
    r"(?<![\w/.\-])(?P<hour>\d{1,3}) ?(?:"
    r"(?:h|g|gio|:) ?(?P<minute>\d{2})(?![/.]\d| thang\b)(?: ?(?:p|phut))?\b|(?:h|g|gio) ?(?:(?P<half>ruoi)\b|(?:kem|thieu) (?P<less>\d{1,2})\b|(?=\W|$))"
    r"|(?P<half_alone>ruoi)\b|(?P<english>am(?! lich)|pm)\b)(?! (?:nua|truoc|dong ho)\b)"
    r"(?: ?(?P<part>zmorning|sang(?! (?:tuan|thang|nam))|trua|chieu|zevening|dem)\b)?"
)
_RANGE = re.compile(r"\b(\d{1,2}) ?(?:h|g|gio)? ?(?:-|den) ?(?=\d{1,2} ?(?:h|g|gio)\b)")
_RANGE_OF_HOURS = re.compile(
    r"\b(\d{1,2}) ?(?:h|g|gio) ?(\d{2})? ?(?:-|den|ztowards|toi) ?(?=\d{1,2} ?(?:h|g|gio)(?![a-z]))"
)
_AFTER = re.compile(r"(?<!\btuan )(?<!\bthang )\b(?:sau|zafter|tu|zfrom|qua)(?: (?:luc|khoang|tam))? $")
_BEFORE = re.compile(
    r"(?<!\bthu \d )(?<!\bnhat )(?<!\btuan )(?<!\bthang )\b(?:truoc|den|ztowards|cho den)(?: (?:luc|khoang|tam))? $"
)
_PART = re.compile(
    r"\b(?:(?:buoi|ban) (?P<named>zmorning|sang|trua|chieu|zevening|toi)|(?P<surely>zmorning|trua|zevening)|(?P<noon>giua trua)"
    r"|(?P<afternoon>chieu)(?! (?:theo|long|y))|(?P<morning>sang)(?= (?:som|mai|nay|kia|thu|thut|ngay|hom|chu|mung|hoac|hay|va|\d|o|tai|$))"
    r"|(?P<evening>toi)(?= (?:nay|mai)\b)|(?P<night>ban dem|dem(?= (?:nay|mai|kia|thu|thut|hom|chu|ngay)\b)))\b"
)
_OPENS, _CLOSES, _NOON = 6, 18, 12


class Part(StrEnum):
    """Half of the office's day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hours:
    """``at``: the hour that was named; ``after`` and ``before`` bound it. ``closed``: no office is open then.

    ``impossible``: there is no such hour. ``rest``: the text with ``_`` where something was read.
    """

    part: Part | None = None
    at: time | None = None
    after: time | None = None
    before: time | None = None
    closed: bool = False
    impossible: bool = False
    rest: str = ""

    @property
    def said(self) -> bool:
        """Whether anything was."""
        return bool(self.part or self.at or self.after or self.before or self.closed or self.impossible)


def read_hours(plain: str) -> Hours:
    """What ``plain`` (``day_said_words.normalised``) says of the hour. Several hours that are no stretch: none of them."""
    plain = _RANGE_OF_HOURS.sub(lambda found: f"tu {found[1]}h{found[2] or ''} den ", plain)
    plain = _RANGE.sub(lambda found: f"tu {found[1]}h den ", plain)
    at: list[time] = []
    after = before = None
    closed = impossible = False
    parts: set[str] = set()
    for found in _HOUR.finditer(plain):
        read = _hour(found)
        if found["part"]:
            parts.add(found["part"])
        if read is None:
            impossible = True
        elif not _OPENS < read.hour < _CLOSES:
            closed = True
        elif _AFTER.search(plain[: found.start()]):
            after = read
        elif _BEFORE.search(plain[: found.start()]):
            before = read
        else:
            at.append(read)
    rest = _HOUR.sub(lambda found: "_" * len(found[0]), plain)
    for found in _PART.finditer(rest):
        parts.add(next(word for word in found.groups() if word))
    rest = _PART.sub(lambda found: "_" * len(found[0]), rest)
    closed = closed or bool(parts & {"zevening", "toi", "dem", "ban dem"} and not at and not after)
    half = _half(parts) if not at else None
    if len(set(at)) == 1:
        return Hours(at=at[0], after=after, before=before, closed=closed, impossible=impossible, rest=rest)
    noon = time(_NOON)
    against = (half is Part.AFTERNOON and before and before <= noon) or (
        half is Part.MORNING and after and after >= noon
    )
    if against or (after and before and after >= before):
        after = before = None
    return Hours(part=half, after=after, before=before, closed=closed, impossible=impossible, rest=rest)


def _hour(found: re.Match[str]) -> time | None:
    """The hour, or None where there is none such."""
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"] or found["half_alone"]:
        minute = 30
    if found["less"]:
        hour, minute = hour - 1, 60 - int(found["less"])
    if not (0 <= hour <= 24 and 0 <= minute < 60):
        return None
    part = found["part"] or {"am": "zmorning", "pm": "chieu"}.get(found["english"] or "", "")
    if hour == _NOON and part == "dem":
        hour = 0
    if 0 < hour < _OPENS and part not in ("zmorning", "sang", "dem"):
        hour += _NOON  # "3 giờ" is 15 o'clock
    elif hour < _NOON and part in ("chieu", "zevening"):
        hour += _NOON
    return time(hour % 24, minute)


def _half(parts: set[str]) -> Part | None:
    """One half of the day, or none where both or noon were said."""
    morning, afternoon = bool(parts & {"zmorning", "sang"}), "chieu" in parts
    if morning == afternoon:
        return None
    return Part.MORNING if morning else Part.AFTERNOON
