"""What has been said so far of a complaint, and which period of the law does it run in?

L25 Đ.96: the time depends on what it is against; Đ.98: who settles it. A denunciation (Đ.108-111) has no such time.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from casework.citations import ENFORCEMENT_DECREE, ENFORCEMENT_LAW, Citation
from casework.deadlines import Deadline, deadline_of
from casework.period_kinds import PeriodKind
from handlers.presses import PageNumber
from handlers.steps import MaybeDay, MaybeRow
from handlers.turn import Turn
from messages.letters.complaint_letter import Addressee, Letter


class Step(StrEnum):
    """How far one has come."""

    KIND = "k"
    BODY = "b"
    WHICH = "d"
    ACCUSED = "a"
    DAY = "t"
    RESULT = "r"
    MORE = "m"
    STORY = "s"
    PAPER = "p"
    TELL = "o"


class Against(StrEnum):
    """What it is against."""

    BEFORE = "b"
    SECURITY = "s"
    COERCION = "c"
    SECOND = "2"
    DENOUNCE = "d"
    JUDGMENT = "j"
    UNSURE = "u"


class Body(StrEnum):
    """Who made the decision or did it; of a denunciation: who is denounced."""

    AGENCY = "a"
    OFFICE = "o"
    OFFICER = "f"
    HEAD = "h"


class At(CallbackData, prefix="cp"):
    """A place in this dialogue. ``page``: of decisions or of days."""

    step: Step = Step.KIND
    against: Against | None = None
    body: Body | None = None
    decision: MaybeRow = 0
    page: PageNumber = 0
    day: MaybeDay = 0

    @property
    def learned(self) -> date | None:
        """The day of notice or of knowing, if it was said."""
        return date.fromordinal(self.day) if self.day else None

    def to(self, step: Step, **changed: object) -> At:
        """The place ``step`` with the same answers but those ``changed``."""
        return self.model_copy(update={"step": step, **changed})


FIRST = At()
WORDS = {
    Against.BEFORE: "before", Against.SECURITY: "security", Against.COERCION: "coercion", Against.SECOND: "second",
    Against.DENOUNCE: "denounce", Against.JUDGMENT: "judgment", Against.UNSURE: "unsure",
}  # fmt: skip
PERIOD_OF = {
    Against.BEFORE: PeriodKind.COMPLAINT_BEFORE_COERCION,
    Against.SECURITY: PeriodKind.COMPLAINT_SECURITY,
    Against.COERCION: PeriodKind.COMPLAINT_COERCION,
    Against.SECOND: PeriodKind.SECOND_COMPLAINT,
}
FIRST_TIME = (Against.SECURITY, Against.BEFORE, Against.COERCION)  # the shortest time first


def _law(article: str, clause: str | None = None, point: str | None = None) -> Citation:
    return Citation(law=ENFORCEMENT_LAW, article=article, clause=clause, point=point)


TIME, SETTLES, STOPS, SETTLED_IN, WRITTEN, ACCEPTED = (
    _law("96"), _law("98"), _law("99", "2", "c"), _law("102"), _law("103"), _law("104")
)  # fmt: skip
DENOUNCED = (_law("108"), _law("110"))
GROUPS = Citation(law=ENFORCEMENT_DECREE, article="77")


def last_days(turn: Turn, at: At) -> list[tuple[Against, Deadline]]:
    """The last day for what it is against; of an unclear kind, the three, shortest first; none without a day."""
    if at.learned is None or at.against is None:
        return []
    kinds = FIRST_TIME if at.against is Against.UNSURE else (at.against,)
    return [(kind, deadline_of(turn.books, PERIOD_OF[kind], at.learned)) for kind in kinds if kind in PERIOD_OF]


def addressee(at: At) -> Addressee:
    """Who settles it: the head of the provincial agency or of the private office, and of second complaints the bureau."""
    if at.against is Against.SECOND or at.body is Body.HEAD:
        return Addressee.BUREAU
    return Addressee.OFFICE if at.body is Body.OFFICE else Addressee.AGENCY


def letter(at: At) -> Letter:
    """Which letter is written."""
    return {Against.SECOND: Letter.SECOND, Against.DENOUNCE: Letter.DENUNCIATION}.get(
        at.against or Against.UNSURE, Letter.FIRST
    )
