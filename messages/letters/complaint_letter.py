"""What does somebody hand in who complains about enforcement, or denounces an officer (L25 Đ.96-111)?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from messages.letters.drafts import Draft, drawn
from messages.letters.typesetting import printable
from messages.vietnamese import day, short_day


class Letter(StrEnum):
    """Which kind of letter it is."""

    FIRST = "first"
    SECOND = "second"
    DENUNCIATION = "denunciation"


class Addressee(StrEnum):
    """Who settles it (Đ.98, 109)."""

    AGENCY = "agency"
    OFFICE = "office"  # văn phòng thi hành án dân sự
    BUREAU = "bureau"  # Cục Quản lý Thi hành án dân sự


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintLetter:
    """``learned_on``: valid notice, or the day one knew. ``last_day``: of the period, where it is known. ``story``: theirs."""

    draft: Draft
    letter: Letter
    addressee: Addressee
    learned_on: date | None = None
    last_day: date | None = None
    story: str = field(default="", repr=False)


def complaint_letter(asked: ComplaintLetter) -> bytes:
    """The PDF. Raises ``LetterDoesNotFit``."""
    denounces = asked.letter is Letter.DENUNCIATION
    return drawn(
        "complaint_letter.typ",
        "Đơn tố cáo" if denounces else "Đơn khiếu nại về thi hành án dân sự",
        asked.draft,
        {
            "kind": asked.letter.value,
            "to": asked.addressee.value,
            "learned": "" if asked.learned_on is None else short_day(asked.learned_on),
            "last_day": "" if asked.last_day is None else day(asked.last_day),
            "story": printable(asked.story),
        },
    )
