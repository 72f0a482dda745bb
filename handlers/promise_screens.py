"""Which screens lead to a promise: under which decision, which day, which sum, and is it right?

Each screen that makes or shows a promise says what it is not: no agreement in writing (L25 Đ.36.2), no longer time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from aiogram.types import InlineKeyboardButton

from casework.clock import today
from casework.deadlines import voluntary_period_end
from casework.obligations import DecisionView
from casework.promises import Promise
from casework.working_days import is_working_day
from handlers.applying import screen_text
from handlers.obligations import A_PAGE, decision_button, not_found, seen
from handlers.paging import page_of, place_words, turning_rows
from handlers.pay_screens import payable, transfer
from handlers.presses import OneDecision, PayDecision
from handlers.promise_places import (
    At,
    OfferedDay,
    Step,
    after_day,
    asked_next,
    day_label,
    last_missed,
    more_days,
    offered_days,
    offered_sums,
    open_promise,
    sum_fault,
)
from handlers.replies import Reply, button, labelled
from handlers.steps import Fault, Screen, turning
from handlers.turn import Turn
from messages.decision_words import can_be_paid, list_line
from messages.due_plan import plan_of
from messages.library import say
from messages.promised_day import read_promised_day
from messages.typed_amount import read_amount
from messages.vietnamese import day, dong, short_day

Row = list[InlineKeyboardButton]
IN_A_ROW = 2


def look(turn: Turn, at: At) -> Screen[At]:
    """The screen of a place; a place that lacks a sound answer shows the question for it."""
    if not at.decision:
        return Screen(reply=_which(turn, at))
    view = seen(turn, at.decision)
    if view is None or not can_be_paid(view):
        return Screen(reply=not_found(turn) if view is None else transfer(turn, view, view.left), asks=False)
    if at.step is Step.STANDS and (stands := open_promise(turn, view.id)) is not None:
        return Screen(reply=_stands(turn, at, view, stands), asks=False)
    if at.step is Step.MOON:
        return Screen(reply=_moon(turn, at, view), reads=partial(_read_day, turn, at, view), fault="promise.no_day")
    asked = asked_next(turn, at, view)
    if asked.step is Step.DAY or at.step in (Step.DAY, Step.MORE_DAYS):
        reads = partial(_read_day, turn, at, view)
        return Screen(reply=_ask_day(turn, at, view), reads=reads, fault="promise.no_day")
    if asked.step is Step.SUM or at.step is Step.SUM:
        return Screen(reply=_ask_sum(turn, at, view), reads=partial(_read_sum, turn, at, view), fault="promise.no_sum")
    return Screen(reply=_check(turn, at, view))


def made(turn: Turn, at: At, view: DecisionView) -> Reply:
    """The promise is in the books."""
    lines = [_told(turn, "promise.made", view, at.amount, at.on), "", say(turn.lang, "promise.binds_nobody")]
    rows = [
        [labelled(turn, "common.pay", PayDecision(decision=view.id))],
        [labelled(turn, "promise.mine_button", At(step=Step.STANDS, decision=view.id))],
    ]
    return _of(turn, view, "promise.made", lines, rows)


def dropped(turn: Turn, view: DecisionView) -> Reply:
    """It is forgotten; nothing bad follows."""
    rows = [
        [labelled(turn, "promise.button", At(step=Step.DAY, decision=view.id))],
        [labelled(turn, "pay.back_to_decision", OneDecision(decision=view.id))],
    ]
    return _of(turn, view, "promise.dropped", [say(turn.lang, "promise.dropped", number=view.number)], rows)


def _which(turn: Turn, at: At) -> Reply:
    views = payable(turn)
    if not views:
        return screen_text(turn, "promise.nothing", [say(turn.lang, "promise.nothing")], [], personal=True)
    page = page_of(list(enumerate(views, start=1)), at.page, A_PAGE)
    rows = [decision_button(turn, view, place, At(step=Step.STANDS, decision=view.id)) for place, view in page.shown]
    head = " ".join([say(turn.lang, "promise.which"), *place_words(turn, page)])
    items = [line for place, view in page.shown for line in ("", list_line(view, place, turn.lang))]
    turns = turning_rows(turn, page, lambda to: At(page=to))
    return screen_text(turn, "promise.which", [head, *items], [*rows, *turns], personal=True)


def _stands(turn: Turn, at: At, view: DecisionView, stands: Promise) -> Reply:
    lines = [
        _told(turn, "promise.stands", view, stands.amount, stands.due_on),
        say(turn.lang, "promise.binds_nobody"),
    ]
    rows = [
        [labelled(turn, "common.pay", PayDecision(decision=view.id))],
        [
            labelled(turn, "promise.change", At(step=Step.DAY, decision=view.id)),
            labelled(turn, "promise.drop", At(step=Step.DROPPED, decision=view.id)),
        ],
    ]
    return _of(turn, view, "promise.stands", lines, rows)


def _ask_day(turn: Turn, at: At, view: DecisionView) -> Reply:
    plan = plan_of(turn.books, view)
    more = at.step is Step.MORE_DAYS
    key = "promise.ask_other_day" if more else "promise.ask_day"
    lines = [*_missed(turn, view), _head(turn, view), say(turn.lang, key)]
    rows = _in_rows(
        [_day_button(turn, at, view, one) for one in (more_days(turn) if more else offered_days(turn, plan))]
    )
    if not more:
        rows.append([labelled(turn, "promise.other_day", at.to(Step.MORE_DAYS))])
    back = [labelled(turn, "pay.back_to_decision", OneDecision(decision=view.id))]
    return _of(turn, view, key, lines, [*rows, _turning(turn, at, at.to(Step.DAY)) if more else back])


def _moon(turn: Turn, at: At, view: DecisionView) -> Reply:
    if at.on is None:
        rows = _in_rows([_day_button(turn, at, view, one) for one in more_days(turn)])
        return _of(turn, view, "promise.moon", [say(turn.lang, "promise.moon")], [*rows, _turning(turn, at, None)])
    by_sun = short_day(at.on, turn.lang)
    rows = [
        [button(say(turn.lang, "promise.sun_button", day=by_sun), asked_next(turn, at.to(Step.SUM), view))],
        [labelled(turn, "promise.moon_button", at.to(Step.MOON, day=0))],
    ]
    lines = [say(turn.lang, "promise.moon_or_sun", day=day(at.on, turn.lang))]
    return _of(turn, view, "promise.moon_or_sun", lines, [*rows, _turning(turn, at, None)])


def _ask_sum(turn: Turn, at: At, view: DecisionView) -> Reply:
    rows = [
        [button(say(turn.lang, key, on=None, amount=dong(amount, turn.lang)), at.to(Step.CHECK, amount=amount))]
        for key, amount in offered_sums(turn, view, plan_of(turn.books, view))
    ]
    said = say(turn.lang, "promise.ask_sum", day=day(at.on or date.max, turn.lang))
    return _of(turn, view, "promise.ask_sum", [_head(turn, view), said], [*rows, _turning(turn, at, at.to(Step.DAY))])


def _check(turn: Turn, at: At, view: DecisionView) -> Reply:
    on = at.on or date.max
    lines = [_told(turn, "promise.check", view, at.amount, on)]
    lines += _beside(turn, view, on)
    lines += ["", say(turn.lang, "promise.binds_nobody")]
    rows = [[labelled(turn, "promise.yes", at.to(Step.MADE))]]
    return _of(turn, view, "promise.check", lines, [*rows, _turning(turn, at, at.to(Step.SUM))])


def _beside(turn: Turn, view: DecisionView, on: date) -> list[str]:
    """What somebody should know before they name that day."""
    lines = [] if is_working_day(turn.books, on) else [say(turn.lang, "promise.office_closed")]
    if view.served_on is not None:
        last = voluntary_period_end(turn.books, view.served_on).last_day
        if today(turn.books.clock) <= last < on:
            lines.append(say(turn.lang, "promise.after_period", day=short_day(last, turn.lang)))
    return lines


def _read_day(turn: Turn, at: At, view: DecisionView, text: str) -> At | Fault | None:
    read = read_promised_day(text, today(turn.books.clock))
    return None if read is None else after_day(turn, at, view, read)


def _read_sum(turn: Turn, at: At, view: DecisionView, text: str) -> At | Fault | None:
    amount = read_amount(text)
    if amount is None:
        return None
    return sum_fault(turn, amount, view) or at.to(Step.CHECK, amount=amount)


def _day_button(turn: Turn, at: At, view: DecisionView, one: OfferedDay) -> InlineKeyboardButton:
    return button(day_label(turn, one), asked_next(turn, at.to(Step.SUM, day=one.on.toordinal()), view))


def _missed(turn: Turn, view: DecisionView) -> list[str]:
    missed = last_missed(turn, view.id)
    if missed is None:
        return []
    return [say(turn.lang, "promise.missed_before", day=short_day(missed.due_on, turn.lang)), ""]


def _head(turn: Turn, view: DecisionView) -> str:
    return say(turn.lang, "promise.head", number=view.number, left=dong(view.left, turn.lang))


def _told(turn: Turn, key: str, view: DecisionView, amount: int, on: date | None) -> str:
    when = day(on or date.max, turn.lang)
    return say(turn.lang, key, amount=dong(amount, turn.lang), day=when, number=view.number)


def _turning(turn: Turn, at: At, back: At | None) -> Row:
    """One step back, and all anew under the same decision."""
    return turning(turn, back, At(step=Step.DAY, decision=at.decision))


def _in_rows(buttons: Sequence[InlineKeyboardButton]) -> list[Row]:
    return [list(buttons[place : place + IN_A_ROW]) for place in range(0, len(buttons), IN_A_ROW)]


def _of(turn: Turn, view: DecisionView, key: str, lines: Sequence[str], rows: Sequence[Row]) -> Reply:
    return screen_text(turn, key, lines, rows, personal=True, decision_id=view.id)
