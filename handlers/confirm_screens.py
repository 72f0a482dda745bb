"""Which screens lead to the confirmation of enforcement results: for whom, under which decision, by when is it issued?

ND152 Đ.32.3: parties and their relatives may ask, online too; the agency issues it within three working days of receiving
the request. A request handed in on a day of rest is counted as received on the next working day, when somebody is there.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import partial

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from casework.citations import ENFORCEMENT_DECREE, ENFORCEMENT_LAW, NEW_LAW_FROM, Citation
from casework.clock import today
from casework.deadlines import Deadline, deadline
from casework.obligations import DecisionView
from casework.period_kinds import PeriodKind
from casework.periods import PERIODS
from casework.working_days import WorkingDays, working_days
from handlers.applying import (
    about,
    basis,
    choose_decision,
    mine_row,
    own_decision,
    own_decisions,
    own_party,
    screen_text,
)
from handlers.explain import topic_row
from handlers.obligations import not_found
from handlers.presses import PageNumber
from handlers.replies import Reply, button, labelled
from handlers.steps import Fault, MaybeDay, MaybeRow, Screen, turning
from handlers.turn import Turn
from messages.library import say
from messages.typed_day import read_day
from messages.vietnamese import day, short_day

OWN_PRESS = "cfown"
TOPIC = "amnesty_confirmation"
OFFERED_DAYS, IN_A_ROW = 8, 2
FURTHEST = timedelta(days=366)
_DAY = timedelta(days=1)
_WHO_MAY_ASK = Citation(law=ENFORCEMENT_LAW, article="6", clause="1", point="h")
_HOW = Citation(law=ENFORCEMENT_DECREE, article="32", clause="3")


class Step(StrEnum):
    """How far one has come."""

    WHO = "w"
    WHICH = "d"
    DAY = "t"
    RESULT = "r"
    PAPER = "p"
    TELL = "o"


class Who(StrEnum):
    """For whom it is asked."""

    SELF = "s"
    PRISONER = "p"
    RELATIVE = "k"


class At(CallbackData, prefix="cf"):
    """A place in this dialogue. ``decision`` 0: all, or none is known; ``day``: when it is handed in, if that was said."""

    step: Step = Step.WHO
    who: Who | None = None
    decision: MaybeRow = 0
    page: PageNumber = 0
    day: MaybeDay = 0

    @property
    def handed_in(self) -> date | None:
        """The day that was said."""
        return date.fromordinal(self.day) if self.day else None

    def to(self, step: Step, **changed: object) -> At:
        """The place ``step`` with the same answers but those ``changed``."""
        return self.model_copy(update={"step": step, **changed})


FIRST = At()


def look(turn: Turn, at: At) -> Screen[At]:
    """The screen of a place; a place that lacks an answer shows the question for it."""
    if at.who is None or at.step is Step.WHO:
        return Screen(reply=_who(turn))
    if at.step is Step.WHICH and at.who is Who.SELF and own_party(turn) is not None:
        return Screen(reply=_which(turn, at))
    view = own_decision(turn, at.decision) if at.decision else None
    if at.decision and view is None:
        return Screen(reply=not_found(turn), asks=False)
    reads = partial(_read_day, turn, at)
    if at.step is Step.DAY or (at.handed_in is not None and _fault(turn, at.handed_in)):
        return Screen(reply=_ask_day(turn, at), reads=reads, fault="applying.no_day")
    return Screen(reply=_result(turn, at, view), reads=reads, asks=False)


def chosen(turn: Turn, at: At) -> list[DecisionView]:
    """The decisions that it is asked for: the one, or all that the reader has; none for a relative."""
    if at.who is not Who.SELF:
        return []
    if not at.decision:
        return own_decisions(turn)
    view = own_decision(turn, at.decision)
    return [] if view is None else [view]


def issued_by(calendar: WorkingDays, handed_in: date) -> tuple[date, Deadline]:
    """On which day a request handed in then counts as received, and by when it is issued (ND152 Đ.32.3)."""
    received = calendar.on_or_after(handed_in)
    return received, deadline(calendar, PeriodKind.CONFIRMATION_OF_RESULTS, received)


def after_who(turn: Turn, who: Who) -> At:
    """Where the answer to the first question leads: to the choice of a decision where there are several."""
    mine = own_decisions(turn) if who is Who.SELF else []
    if len(mine) > 1:
        return At(step=Step.WHICH, who=who)
    return At(step=Step.RESULT, who=who, decision=mine[0].id if mine else 0)


def _who(turn: Turn) -> Reply:
    choices = (("confirm.for_self", Who.SELF), ("confirm.for_prisoner", Who.PRISONER), ("confirm.for_relative", Who.RELATIVE))  # fmt: skip
    rows = [[labelled(turn, key, after_who(turn, who))] for key, who in choices]
    lines = [say(turn.lang, "confirm.who"), basis(turn, [_WHO_MAY_ASK, _HOW]), "", say(turn.lang, "confirm.ask_who")]
    return screen_text(turn, "confirm.who", lines, [*rows, topic_row(turn, TOPIC), *mine_row(turn, OWN_PRESS)])


def _which(turn: Turn, at: At) -> Reply:
    everything = [labelled(turn, "confirm.all", at.to(Step.RESULT, decision=0))]
    return choose_decision(
        turn,
        "confirm.which",
        at.page,
        lambda decision, page: at.to(Step.RESULT if decision else Step.WHICH, decision=decision, page=page),
        [everything, turning(turn, FIRST, FIRST)],
    )


def _back(turn: Turn, at: At) -> At:
    several = at.who is Who.SELF and len(own_decisions(turn)) > 1
    return at.to(Step.WHICH, decision=0, day=0) if several else FIRST


def _result(turn: Turn, at: At, view: DecisionView | None) -> Reply:
    mine = own_party(turn) is not None and at.who is Who.SELF
    lines = [
        *_for_whom(turn, at, view, mine=mine), "",
        *_days(turn, at), "",
        *_where(turn, view),
        say(turn.lang, "confirm.bring" if at.who is Who.SELF else "confirm.bring_relative"), "",
        say(turn.lang, "applying.not_filed"), basis(turn, [_HOW]),
    ]  # fmt: skip
    here = at.to(Step.RESULT)
    rows = [
        [labelled(turn, "applying.paper", here.to(Step.PAPER))],
        [labelled(turn, "applying.tell", here.to(Step.TELL))],
        [labelled(turn, "confirm.other_day", here.to(Step.DAY))],
        topic_row(turn, TOPIC),
        *mine_row(turn, OWN_PRESS),
        turning(turn, _back(turn, at), FIRST),
    ]
    return screen_text(
        turn, "confirm.period", lines, rows, personal=mine, decision_id=None if view is None else view.id
    )


def _for_whom(turn: Turn, at: At, view: DecisionView | None, *, mine: bool) -> list[str]:
    if at.who is not Who.SELF:
        amnesty = [say(turn.lang, "confirm.amnesty")] if at.who is Who.PRISONER else []
        return [say(turn.lang, "confirm.relative", phone=turn.agency.phone), *amnesty]
    if view is not None:
        return [say(turn.lang, "confirm.self"), *about(turn, view)]
    count = len(own_decisions(turn)) if mine else 0
    if count:
        return [say(turn.lang, "confirm.all_of_mine", count=count)]
    return [say(turn.lang, "confirm.none" if mine else "confirm.self")]


def _days(turn: Turn, at: At) -> list[str]:
    """By when it is issued: for the day that was said, else for today and tomorrow."""
    calendar, now = working_days(turn.books), today(turn.books.clock)
    asked = [now, now + _DAY] if at.handed_in is None else [at.handed_in]
    found = {issued_by(calendar, one)[0]: one for one in reversed(asked)}  # two days of rest are received on the same
    lines = [say(turn.lang, "confirm.period", length=PERIODS[PeriodKind.CONFIRMATION_OF_RESULTS].length)]
    for one in sorted(found.values()):
        lines += _day(turn, calendar, one)
    unsure = any(issued_by(calendar, one)[1].unconfirmed_year for one in asked)
    return [*lines, say(turn.lang, "applying.forecast")] if unsure else lines


def _day(turn: Turn, calendar: WorkingDays, handed_in: date) -> list[str]:
    received, end = issued_by(calendar, handed_in)
    now = today(turn.books.clock)
    last = day(end.last_day, turn.lang)
    key = "confirm.handed_already" if handed_in < now else "confirm.handed"
    said = {"day": _near(turn, handed_in), "last": last}
    if received != handed_in:
        key, said = "confirm.handed_at_rest", {**said, "received": short_day(received, turn.lang)}
    line = say(turn.lang, key, on=None, **said)
    return [line, say(turn.lang, "confirm.over", phone=turn.agency.phone)] if end.last_day < now else [line]


def _near(turn: Turn, when: date) -> str:
    """A day, with the word for it where it is today or tomorrow."""
    names = {0: "common.today", 1: "common.tomorrow"}
    name = names.get((when - today(turn.books.clock)).days)
    written = short_day(when, turn.lang)
    return written if name is None else f"{say(turn.lang, name)} {written}"


def _where(turn: Turn, view: DecisionView | None) -> list[str]:
    agency = turn.agency
    name, address, phone = agency.name, agency.address, agency.phone
    if view is not None:
        name, address, phone = view.office_name, view.office_address, view.office_phone
    place = say(turn.lang, "confirm.where", name=name, address=address, phone=phone, hours=agency.office_hours)
    return [place, say(turn.lang, "confirm.online", phone=phone)]


def _ask_day(turn: Turn, at: At) -> Reply:
    calendar, one = working_days(turn.books), today(turn.books.clock)
    days = [one := calendar.on_or_after(one + _DAY) for _ in range(OFFERED_DAYS)]
    picks = [_day_button(turn, at, when) for when in days]
    rows = [picks[place : place + IN_A_ROW] for place in range(0, len(picks), IN_A_ROW)]
    back = turning(turn, at.to(Step.RESULT, day=0), FIRST)
    return screen_text(turn, "confirm.ask_day", [say(turn.lang, "confirm.ask_day")], [*rows, back])


def _day_button(turn: Turn, at: At, when: date) -> InlineKeyboardButton:
    return button(short_day(when, turn.lang), at.to(Step.RESULT, day=when.toordinal()))


def _read_day(turn: Turn, at: At, text: str) -> At | Fault | None:
    """A day typed; without its year the nearest, whether it has been or is to come."""
    now = today(turn.books.clock)
    read = [found for ahead in (True, False) if (found := read_day(text, now, ahead=ahead)) is not None]
    if not read:
        return None
    when = min(read, key=lambda one: abs(one - now))
    return _fault(turn, when) or at.to(Step.RESULT, day=when.toordinal())


def _fault(turn: Turn, when: date) -> Fault | None:
    if when < NEW_LAW_FROM:
        return Fault(key="applying.before_law")
    return Fault(key="applying.day_too_far") if when > today(turn.books.clock) + FURTHEST else None
