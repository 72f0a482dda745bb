"""Where is one in naming a day and a sum, which days and sums are offered, and why can one not be taken?"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from casework.clock import today
from casework.obligations import DecisionView
from casework.promises import LONGEST_DAYS, Promise, PromiseState, promises_of
from casework.working_days import working_days
from handlers.presses import PageNumber, RowId
from handlers.steps import Fault, MaybeDay, MaybeRow
from handlers.turn import Turn
from messages.due_plan import Plan
from messages.library import say
from messages.promised_day import Moon, end_of_week
from messages.vietnamese import dong, short_day

LEAST = 1_000  # đồng: a smaller sum typed is a slip, unless less is left
PAYDAYS = (5, 10)
_MORE_DAYS = (5, 10, 15, 20, 25, 31)
OFFERED = 8
_ROUND = 1_000  # đồng
_WORTH_HALVING = 1_000_000  # đồng
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
MaybeDong = Annotated[int, Field(ge=0, lt=10**13)]  # 0: not said


class Step(StrEnum):
    """How far one has come."""

    WHICH = "w"
    STANDS = "s"
    DAY = "d"
    MORE_DAYS = "e"
    MOON = "m"
    SUM = "a"
    CHECK = "c"
    MADE = "y"
    DROPPED = "x"


class PromiseFor(CallbackData, prefix="promise"):
    """Name a day for this decision."""

    decision: RowId


class At(CallbackData, prefix="pm"):
    """A place in this dialogue, with every answer so far."""

    step: Step = Step.WHICH
    decision: MaybeRow = 0
    page: PageNumber = 0
    day: MaybeDay = 0
    amount: MaybeDong = 0

    @property
    def on(self) -> date | None:
        """The day that was named."""
        return date.fromordinal(self.day) if self.day else None

    def to(self, step: Step, **changed: object) -> At:
        """The place ``step`` with the same answers but those ``changed``."""
        return self.model_copy(update={"step": step, **changed})


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferedDay:
    """A day on a button, with the key of its label."""

    key: str
    on: date


def open_promise(turn: Turn, decision_id: int) -> Promise | None:
    """The reader's own promise that still stands under the decision."""
    mine = promises_of(turn.books, decision_id, turn.party_id)
    return next((one for one in mine if one.state is PromiseState.OPEN), None)


def last_missed(turn: Turn, decision_id: int) -> Promise | None:
    """The reader's newest promise, if its day has passed unkept."""
    mine = [
        one for one in promises_of(turn.books, decision_id, turn.party_id) if one.state is not PromiseState.WITHDRAWN
    ]
    return mine[-1] if mine and mine[-1].state is PromiseState.MISSED else None


def asked_next(turn: Turn, at: At, view: DecisionView) -> At:
    """Where the answers so far lead: to the first question without a sound one, else to the summary."""
    if at.on is None or day_fault(turn, at.on) is not None:
        return at.to(Step.DAY, day=0)
    if not at.amount or sum_fault(turn, at.amount, view) is not None:
        return at.to(Step.SUM, amount=0)
    return at.to(Step.CHECK)


def day_fault(turn: Turn, on: date) -> Fault | None:
    """Why no promise can be for this day."""
    distance = (on - today(turn.books.clock)).days
    if distance < 0:
        return Fault(key="promise.day_past")
    return Fault(key="promise.day_too_far") if distance > LONGEST_DAYS else None


def sum_fault(turn: Turn, amount: int, view: DecisionView) -> Fault | None:
    """Why no promise can be of this sum."""
    if amount > view.left:
        return Fault(key="promise.too_much", blanks={"left": dong(view.left, turn.lang)})
    return Fault(key="promise.too_little") if amount < min(LEAST, view.left) else None


def after_day(turn: Turn, at: At, view: DecisionView, read: date | Moon) -> At | Fault:
    """Where a day that was typed leads; what may be a day of the moon is asked back."""
    if isinstance(read, Moon):
        by_sun = read.by_sun
        return at.to(Step.MOON, day=by_sun.toordinal() if by_sun is not None and day_fault(turn, by_sun) is None else 0)
    return day_fault(turn, read) or asked_next(turn, at.to(Step.SUM, day=read.toordinal()), view)


def offered_days(turn: Turn, plan: Plan | None) -> list[OfferedDay]:
    """What is due next, the ends of this week and the next, and the two usual paydays; each day once."""
    now, calendar = today(turn.books.clock), working_days(turn.books)
    friday = end_of_week(now)
    days = [] if plan is None or plan.next_on is None else [OfferedDay(key="promise.due_button", on=plan.next_on)]
    for key, last in (("promise.this_week", friday), ("promise.next_week", friday + _WEEK)):
        worked = [day for day in _back_to_monday(last) if day >= now and calendar.is_working_day(day)]
        days += [OfferedDay(key=key, on=day) for day in worked[:1]]
    days += [OfferedDay(key="promise.day_button", on=_next_of_month(day, now)) for day in PAYDAYS]
    return _once(one for one in days if day_fault(turn, one.on) is None)


def more_days(turn: Turn) -> list[OfferedDay]:
    """The next days of the month by which people reckon."""
    now = today(turn.books.clock)
    coming = sorted({_of_month(first, day) for first in _months(now) for day in _MORE_DAYS})
    return [OfferedDay(key="promise.day_button", on=day) for day in coming if day > now][:OFFERED]


def offered_sums(turn: Turn, view: DecisionView, plan: Plan | None) -> list[tuple[str, int]]:
    """(key of the label, đồng): what is due, all that is left, about half of it."""
    due = 0 if plan is None else plan.proposed(view.left)
    sums = [("promise.part_due", due)] if 0 < due < view.left else []
    sums.append(("promise.all", view.left))
    half = view.left // 2 // _ROUND * _ROUND
    if view.left >= _WORTH_HALVING and half != due:
        sums.append(("promise.half", half))
    return sums


def day_label(turn: Turn, one: OfferedDay) -> str:
    """What stands on the button of a day."""
    return say(turn.lang, one.key, on=None, day=short_day(one.on, turn.lang))


def _back_to_monday(friday: date) -> Iterator[date]:
    return (friday - back * _DAY for back in range(5))


def _next_of_month(day: int, now: date) -> date:
    """The next such day of a month after today."""
    return next(found for first in _months(now) if (found := _of_month(first, day)) > now)


def _months(now: date) -> list[date]:
    """The first days of this month and the two after it."""
    firsts = [now.replace(day=1)]
    for _ in range(2):
        last = firsts[-1]
        firsts.append(last + monthrange(last.year, last.month)[1] * _DAY)
    return firsts


def _of_month(first: date, day: int) -> date:
    """That day of the month, or its last one."""
    return first.replace(day=min(day, monthrange(first.year, first.month)[1]))


def _once(days: Iterable[OfferedDay]) -> list[OfferedDay]:
    seen: dict[date, OfferedDay] = {}
    for one in days:
        seen.setdefault(one.on, one)
    return list(seen.values())
