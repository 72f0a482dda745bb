"""What has been said so far of a sum that might be waived, and what does the law's screening make of it?

L25 Đ.42. Of a line on the books the figures are read from there; of anything else they are what the person says, exactly or
within the law's own bands (``casework.exemption_bands``). Who says "I have no means" is screened as if that were verified:
what is answered says that the agency verifies it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from casework.citations import NEW_LAW_FROM
from casework.clock import today
from casework.decision_states import Status
from casework.decisions import PartyRole
from casework.exemption_bands import AGES, SUMS, a_day_of_age
from casework.exemption_files import files_of, last_granted_on
from casework.exemption_screening import OPEN
from casework.exemptions import Asked, Hardship, Screened, screen
from casework.obligations import FOR_THE_STATE, DecisionView, LineView
from handlers.applying import own_decisions, own_party
from handlers.presses import PageNumber
from handlers.steps import Locked, MaybeDay, MaybeRow
from handlers.turn import Turn

AgeBand = Annotated[int, Field(ge=0, lt=len(AGES))]
SumBand = Annotated[int, Field(ge=0, lt=len(SUMS))]
MaybeDong = Annotated[int, Field(ge=0, lt=10**13)]


class Step(StrEnum):
    """How far one has come."""

    LINE = "n"
    KIND = "k"
    STATE = "s"
    FIRST = "f"
    LEFT = "l"
    MEANS = "m"
    PAID = "d"
    TROUBLE = "h"
    RESULT = "r"
    UNKNOWN = "u"
    PAPER = "p"
    TELL = "o"


class Money(StrEnum):
    """Which kind of money it is. ``STATE``: something else that goes to the State budget."""

    COURT_FEE = "c"
    FINE = "f"
    RECOVERY = "r"
    PRIVATE = "p"
    COSTS = "k"
    UNSURE = "u"
    STATE = "s"


class Means(StrEnum):
    """Whether there is anything to pay from."""

    NONE = "n"
    SOME = "y"
    UNSURE = "u"


class Trouble(StrEnum):
    """What happened since a part was paid (Đ.42.3)."""

    DISASTER = "d"
    ACCIDENT = "a"
    ILLNESS = "i"
    MERIT = "m"
    NOTHING = "n"


_PAYING = (PartyRole.DEBTOR, PartyRole.REPRESENTATIVE)
HARDSHIPS = {
    Trouble.DISASTER: Hardship.DISASTER,  # disaster or fire: the law treats them alike
    Trouble.ACCIDENT: Hardship.ACCIDENT,
    Trouble.ILLNESS: Hardship.ILLNESS,
    Trouble.MERIT: Hardship.MERIT,
}


class At(CallbackData, prefix="wv"):
    """A place in this dialogue. With ``line`` the figures are the books'; else ``first`` or ``age``, ``left`` or ``sum``."""

    step: Step = Step.KIND
    line: MaybeRow = 0
    page: PageNumber = 0
    money: Money | None = None
    first: MaybeDay = 0
    age: AgeBand | None = None
    left: MaybeDong = 0
    band: SumBand | None = None
    means: Means | None = None
    paid: bool | None = None
    trouble: Trouble | None = None

    def to(self, step: Step, **changed: object) -> At:
        """The place ``step`` with the same answers but those ``changed``."""
        return self.model_copy(update={"step": step, **changed})


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnLine:
    """A line of the reader's for the State, with its decision."""

    view: DecisionView
    line: LineView

    @property
    def found_without_means(self) -> bool:
        """Whether the agency has found that there are no means."""
        return self.view.status is Status.NO_MEANS


def own_lines(turn: Turn) -> list[OwnLine]:
    """What the reader still has to pay to the State under open decisions, oldest decision first."""
    return [
        OwnLine(view=view, line=line)
        for view in reversed(own_decisions(turn))
        if view.status in OPEN and view.role in _PAYING
        for line in view.lines
        if line.kind in FOR_THE_STATE and line.creditor_id is None and line.left > 0
    ]


def own_line(turn: Turn, line_id: int) -> OwnLine | None:
    """The line that a place names; None alike for a foreign and a missing one. Raises ``Locked`` where the PIN is due."""
    if turn.party_id is not None and own_party(turn) is None:
        raise Locked
    return next((one for one in own_lines(turn) if one.line.id == line_id), None)


def first_place(turn: Turn) -> At:
    """Where the dialogue begins: with the reader's own lines, or with the kind of money."""
    return At() if own_party(turn) is None else At(step=Step.LINE)


def asked_in(turn: Turn, at: At, own: OwnLine | None) -> list[Step]:
    """The questions on the way to the result, in their order; those that the books answer are left out."""
    if own is not None:
        means = [] if own.found_without_means else [Step.MEANS]
        return [Step.LINE, *means, *([Step.TROUBLE] if own.line.paid > 0 else [])]
    begin = [Step.KIND] if own_party(turn) is None else [Step.LINE, Step.KIND]
    state = [Step.STATE] if at.money in (Money.UNSURE, Money.STATE) else []
    return [*begin, *state, Step.FIRST, Step.LEFT, Step.MEANS, Step.PAID, *([Step.TROUBLE] if at.paid else [])]


def is_answered(at: At, step: Step) -> bool:
    """Whether a place holds the answer to a question."""
    return {
        Step.LINE: True,
        Step.KIND: at.money is not None,
        Step.STATE: at.money is not Money.UNSURE,
        Step.FIRST: bool(at.first) or at.age is not None,
        Step.LEFT: bool(at.left) or at.band is not None,
        Step.MEANS: at.means is not None,
        Step.PAID: at.paid is not None,
        Step.TROUBLE: at.trouble is not None,
    }.get(step, True)


def as_of(turn: Turn) -> date:
    """Today, or the first day of the present law."""
    return max(today(turn.books.clock), NEW_LAW_FROM)


def has_paid(at: At, own: OwnLine | None) -> bool | None:
    """Whether a part is paid: as the books say, else as the person says."""
    return at.paid if own is None else own.line.paid > 0


def is_without_means(at: At, own: OwnLine | None) -> bool:
    """Whether there are no means, verified or said."""
    return at.means is Means.NONE or (own is not None and own.found_without_means)


def screened(turn: Turn, at: At, own: OwnLine | None) -> Screened:
    """What Đ.42 makes of the answers. Everything that is asked has been answered."""
    now = as_of(turn)
    if own is not None:
        first, left = own.view.issued_on, own.line.left
    else:
        first = date.fromordinal(at.first) if at.first else a_day_of_age(at.age or 0, now)
        left = at.left or SUMS[at.band or 0].least
    return screen(
        Asked(
            first_decision_on=min(first, now),
            as_of=now,
            remaining=left,
            no_means=is_without_means(at, own),
            last_granted_on=None if own is None else last_granted_on(turn.books, own.view.id),
            paid_part=bool(has_paid(at, own)),
            hardship=HARDSHIPS.get(at.trouble) if at.trouble is not None else None,
        )
    )


def filed_on(turn: Turn, own: OwnLine) -> date | None:
    """When the agency filed for this line, where the court has not decided yet."""
    waiting = [one for one in files_of(turn.books, own.view.id) if one.line_id == own.line.id and one.granted is None]
    return waiting[-1].filed_on if waiting else None


def kind_key(at: At, own: OwnLine | None) -> str:
    """The key of the name of the money."""
    if own is not None:
        return f"obligations.kind_{own.line.kind.value}"
    named = {Money.COURT_FEE: "court_fee", Money.FINE: "fine", Money.RECOVERY: "recovery"}
    return f"waiver.kind_{named[at.money]}" if at.money in named else "waiver.state_yes"
