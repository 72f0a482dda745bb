"""What does a person take home after booking, to come on the right day to the right room?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casework.clock import local
from messages.letters.code_letter import Office, Salutation, office_facts
from messages.letters.typesetting import Fact, printable, typeset
from messages.vietnamese import day, hour


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceptionSlip:
    """An appointment on paper (A6). ``place`` is the room or the commune's hall; ``host`` who receives.

    ``number`` is the person's turn that day (none where each has a time of their own), ``bring`` the papers to bring, ``reference`` the appointment's short code.
    """

    office: Office
    salutation: Salutation
    name: str
    number: int | None
    starts_at: datetime
    place: str
    host: str
    bring: Sequence[str]
    reference: str
    printed_on: date


def reception_slip(slip: ReceptionSlip) -> bytes:
    """The PDF of ``slip``, one A6 page. Raises ``LetterDoesNotFit`` if its texts are too long for it."""
    facts: dict[str, Fact] = {
        "office": office_facts(slip.office),
        "salutation": slip.salutation.value,
        "name": printable(slip.name),
        "number": "" if slip.number is None else slip.number,
        "hour": hour(slip.starts_at),
        "day": day(local(slip.starts_at).date()),
        "place": printable(slip.place),
        "host": printable(slip.host),
        "bring": [printable(paper) for paper in slip.bring],
        "reference": printable(slip.reference),
    }
    return typeset("reception_slip.typ", facts, written_on=slip.printed_on)
