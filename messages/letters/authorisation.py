"""What do two people sign so that one may act for the other in enforcement (ND152 Đ.2)?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from messages.letters.drafts import NOBODY, Draft, Signer, drawn, signer_facts
from messages.vietnamese import short_day


class Scope(StrEnum):
    """What the other may do."""

    PAPERS = "papers"
    PAY = "pay"
    RECEIVE = "receive"
    AGREE = "agree"
    COMPLAIN = "complain"


class Witness(StrEnum):
    """Who certifies or confirms it."""

    NOTARY = "notary"
    AGENCY = "agency"
    PRISON = "prison"
    UNSURE = "unsure"


@dataclass(frozen=True, kw_only=True, slots=True)
class Authorisation:
    """``taker``: who is authorised. The term: ``until`` a day, or to the end of the matter, or left to be written in."""

    draft: Draft
    witness: Witness
    taker: Signer = NOBODY
    scope: Collection[Scope] = ()
    until: date | None = None
    to_the_end: bool = False


def authorisation(asked: Authorisation) -> bytes:
    """The PDF. Raises ``LetterDoesNotFit``."""
    return drawn(
        "authorisation.typ",
        "Giấy ủy quyền về việc thi hành án",
        asked.draft,
        {
            "giver": signer_facts(asked.draft.signer),
            "taker": signer_facts(asked.taker),
            "prisoner": asked.witness is Witness.PRISON,
            "witness": asked.witness.value,
            "scope": sorted(one.value for one in asked.scope),
            "until": "" if asked.until is None else short_day(asked.until),
            "until_done": asked.to_the_end,
        },
    )
