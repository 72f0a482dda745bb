"""What does somebody hand in who hopes for a waiver, so that the agency looks into it (L25 Đ.42, 43)?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from messages.letters.drafts import Draft, drawn
from messages.letters.typesetting import printable
from messages.vietnamese import dong, short_day


class Circumstance(StrEnum):
    """What the person says of themselves."""

    NO_MEANS = "no_means"
    PAID_PART = "paid_part"
    DISASTER = "disaster"
    ACCIDENT = "accident"
    ILLNESS = "illness"
    MERIT = "merit"


@dataclass(frozen=True, kw_only=True, slots=True)
class WaiverRequest:
    """One sum for the State. ``money`` names it; ``left`` and ``paid`` in đồng, None where only roughly known."""

    draft: Draft
    money: str
    left: int | None = None
    paid: int | None = None
    first_decision_on: date | None = None
    circumstances: Collection[Circumstance] = ()


def waiver_request(asked: WaiverRequest) -> bytes:
    """The PDF. Raises ``LetterDoesNotFit``."""
    first = asked.first_decision_on
    return drawn(
        "waiver_request.typ",
        "Đề nghị xem xét miễn, giảm nghĩa vụ thi hành án",
        asked.draft,
        {
            "money": printable(asked.money),
            "left": "" if asked.left is None else dong(asked.left),
            "paid": "" if asked.paid is None else dong(asked.paid),
            "first": "" if first is None else short_day(first),
            "chosen": sorted(one.value for one in asked.circumstances),
        },
    )
