"""What has been said so far of an authorisation: who gives it, about which decision, for what, until when, certified by whom?"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from casework.clock import today
from casework.obligations import DecisionView
from handlers.applying import own_decision, own_decisions
from handlers.presses import PageNumber
from handlers.steps import Fault, MaybeDay, MaybeRow
from handlers.turn import Turn
from messages.letters.authorisation import Scope

FURTHEST = timedelta(days=366 * 20)


class Step(StrEnum):
    """How far one has come."""

    GIVER = "g"
    WHICH = "d"
    SCOPE = "s"
    TERM = "t"
    WITNESS = "w"
    RESULT = "r"
    PAPER = "p"
    TELL = "o"


class Giver(StrEnum):
    """Who authorises whom."""

    ME = "m"
    RELATIVE = "k"
    PRISONER = "p"


class What(StrEnum):
    """For what."""

    PAPERS = "p"
    PAY = "y"
    RECEIVE = "r"
    AGREE = "a"
    COMPLAIN = "c"
    MOST = "m"


class Term(StrEnum):
    """Until when, where no day was named."""

    END = "e"
    LATER = "l"


class Certified(StrEnum):
    """By whom, where it is not the prison."""

    NOTARY = "n"
    AGENCY = "a"
    UNSURE = "u"


GIVERS = {Giver.ME: "me", Giver.RELATIVE: "relative", Giver.PRISONER: "prisoner"}
SCOPES = {
    What.PAPERS: "papers", What.PAY: "pay", What.RECEIVE: "receive", What.AGREE: "agree", What.COMPLAIN: "complain",
    What.MOST: "most",
}  # fmt: skip
CERTIFIED = {Certified.NOTARY: "notary", Certified.AGENCY: "agency", Certified.UNSURE: "unsure"}


class At(CallbackData, prefix="au"):
    """A place in this dialogue. ``decision`` 0: all, or none is known; ``until``: the last day, if one was named."""

    step: Step = Step.GIVER
    giver: Giver | None = None
    decision: MaybeRow = 0
    page: PageNumber = 0
    what: What | None = None
    term: Term | None = None
    until: MaybeDay = 0
    certified: Certified | None = None

    @property
    def last_day(self) -> date | None:
        """The last day of its term, if one was named."""
        return date.fromordinal(self.until) if self.until else None

    def to(self, step: Step, **changed: object) -> At:
        """The place ``step`` with the same answers but those ``changed``."""
        return self.model_copy(update={"step": step, **changed})


FIRST = At()


def scope_of(what: What) -> set[Scope]:
    """What is ticked on the paper."""
    if what is What.MOST:
        return set(Scope) - {Scope.COMPLAIN}
    return {Scope(SCOPES[what])}


def asked_in(turn: Turn, at: At) -> list[Step]:
    """The questions on the way, in their order."""
    which = [Step.WHICH] if at.giver is Giver.ME and len(own_decisions(turn)) > 1 else []
    witness = [] if at.giver is Giver.PRISONER else [Step.WITNESS]
    return [Step.GIVER, *which, Step.SCOPE, Step.TERM, *witness]


def after_giver(turn: Turn, giver: Giver) -> At:
    """Where the answer to the first question leads: to the choice of a decision where there are several."""
    mine = own_decisions(turn) if giver is Giver.ME else []
    if len(mine) > 1:
        return At(step=Step.WHICH, giver=giver)
    return At(step=Step.RESULT, giver=giver, decision=mine[0].id if mine else 0)


def first_open(turn: Turn, at: At) -> int:
    """The place of the first question without an answer; how many there are where all are answered."""
    answered = {
        Step.GIVER: at.giver is not None,
        Step.SCOPE: at.what is not None,
        Step.TERM: at.term is not None or (at.last_day is not None and term_fault(turn, at.last_day) is None),
        Step.WITNESS: at.certified is not None,
    }
    questions = asked_in(turn, at)
    return next((place for place, step in enumerate(questions) if not answered.get(step, True)), len(questions))


def decisions_of(turn: Turn, at: At) -> list[DecisionView]:
    """The decisions it is about: the one, or all of the giver's own; none where a relative gives it."""
    if at.giver is not Giver.ME:
        return []
    if not at.decision:
        return own_decisions(turn)
    view = own_decision(turn, at.decision)
    return [] if view is None else [view]


def term_fault(turn: Turn, last_day: date) -> Fault | None:
    """Why a day cannot be the last of an authorisation."""
    now = today(turn.books.clock)
    if last_day < now:
        return Fault(key="authorise.past_day")
    return Fault(key="applying.day_too_far") if last_day > now + FURTHEST else None
