"""Which screens lead to "I have paid already": under which decision, with which number, on which day, is it right?

Asked for is only what helps to find the money. The number is kept in the dialogue's sealed data until it is passed on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from casework.clock import local, today
from casework.obligations import DecisionView
from casework.payment_claims import LONGEST, Claim, State, claims_of
from casework.payment_facts import Payment, payments_of
from casework.tidy import tidy
from handlers.applying import Rows, screen_text
from handlers.obligations import A_PAGE, decision_button, not_found, seen
from handlers.paging import page_of, place_words, turning_rows
from handlers.pay_screens import payable, transfer
from handlers.presses import OneDecision, PageNumber, PayDecision, RowId
from handlers.promise_places import PromiseFor
from handlers.replies import Reply, labelled
from handlers.steps import Fault, MaybeDay, MaybeRow, Screen, turning
from handlers.turn import Turn
from messages.decision_words import can_be_paid, list_line
from messages.library import say
from messages.typed_day import read_day
from messages.vietnamese import dong, short_day

RECENT = timedelta(days=60)  # an entry of the books that the person may be speaking of


class Step(StrEnum):
    """How far one has come."""

    WHICH = "w"
    BEGIN = "b"  # whatever stands there first: an open claim, an entry of the books, the question for the number
    COUNTED = "k"
    NUMBER = "n"
    DAY = "d"
    CHECK = "c"
    SENT = "y"
    TAKEN_BACK = "x"


class PaidUnder(CallbackData, prefix="paid"):
    """«Đã nộp rồi» under this decision."""

    decision: RowId


class At(CallbackData, prefix="pd"):
    """A place in this dialogue. ``day`` 0: not said, or not remembered."""

    step: Step = Step.WHICH
    decision: MaybeRow = 0
    page: PageNumber = 0
    day: MaybeDay = 0

    @property
    def on(self) -> date | None:
        """The day that was named."""
        return date.fromordinal(self.day) if self.day else None

    def to(self, step: Step, **changed: object) -> At:
        """The place ``step`` with the same answers but those ``changed``."""
        return self.model_copy(update={"step": step, **changed})


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """The number as typed; None: has none at hand."""

    number: str | None


def open_claim(turn: Turn, decision_id: int) -> Claim | None:
    """The reader's claim under the decision that an officer still has to look at."""
    mine = claims_of(turn.books, decision_id, turn.party_id)
    return next((one for one in mine if one.state is State.OPEN), None)


def number_in(text: str) -> str | Fault:
    """The number of a receipt or transfer as it is kept; a fault where there is none."""
    number = tidy(text)
    if not number or len(number) > LONGEST or not any(sign.isdecimal() for sign in number):
        return Fault(key="claim.no_number")
    return number


def look(turn: Turn, at: At, said: Said) -> Screen[At]:
    """The screen of a place."""
    if not at.decision:
        return Screen(reply=_which(turn, at))
    view = seen(turn, at.decision)
    if view is None or not can_be_paid(view):
        return Screen(reply=not_found(turn) if view is None else transfer(turn, view, view.left), asks=False)
    if at.step is Step.BEGIN:
        return _begin(turn, at, view)
    if at.step is Step.COUNTED:
        return Screen(reply=_counted(turn, view), asks=False)
    if at.step is Step.NUMBER:
        return Screen(reply=_ask_number(turn, at, view), takes=True)
    if at.step is Step.DAY or (at.on is not None and day_fault(turn, at.on) is not None):
        return Screen(reply=_ask_day(turn, at, view), reads=partial(_read_day, turn, at), fault="claim.no_day")
    return Screen(reply=_check(turn, at, view, said))


def sent(turn: Turn, view: DecisionView, made: Claim) -> Reply:
    """An officer looks; until then nobody is reminded of it."""
    lines = [
        say(turn.lang, "claim.sent", day=short_day(made.look_by, turn.lang)),
        say(turn.lang, "claim.personal_account", phone=view.office_phone),
    ]
    return _of(turn, view, "claim.sent", lines, [_back(turn, view)])


def taken_back(turn: Turn, view: DecisionView) -> Reply:
    """It was a mistake; what is left is what it was."""
    rows = [
        [labelled(turn, "common.pay", PayDecision(decision=view.id))],
        [labelled(turn, "promise.button", PromiseFor(decision=view.id))],
    ]
    line = say(turn.lang, "claim.taken_back", number=view.number, left=dong(view.left, turn.lang))
    return _of(turn, view, "claim.taken_back", [line], rows)


def day_fault(turn: Turn, on: date) -> Fault | None:
    """Nobody has paid on a day to come."""
    return Fault(key="claim.day_to_come") if on > today(turn.books.clock) else None


def _which(turn: Turn, at: At) -> Reply:
    views = payable(turn)
    if not views:
        return screen_text(turn, "claim.nothing", [say(turn.lang, "claim.nothing")], [], personal=True)
    page = page_of(list(enumerate(views, start=1)), at.page, A_PAGE)
    rows = [decision_button(turn, view, place, At(step=Step.BEGIN, decision=view.id)) for place, view in page.shown]
    head = " ".join([say(turn.lang, "claim.which"), *place_words(turn, page)])
    items = [line for place, view in page.shown for line in ("", list_line(view, place, turn.lang))]
    turns = turning_rows(turn, page, lambda to: At(page=to))
    return screen_text(turn, "claim.which", [head, *items], [*rows, *turns], personal=True)


def _begin(turn: Turn, at: At, view: DecisionView) -> Screen[At]:
    if (stands := open_claim(turn, view.id)) is not None:
        return Screen(reply=_stands(turn, at, view, stands), asks=False)
    if (known := _last_known(turn, view)) is not None:
        return Screen(reply=_is_it_this(turn, at, view, known))
    return Screen(reply=_ask_number(turn, at, view), takes=True)


def _stands(turn: Turn, at: At, view: DecisionView, stands: Claim) -> Reply:
    made = short_day(local(stands.made_at).date(), turn.lang)
    if stands.look_by < today(turn.books.clock):
        key = "claim.stands_late"
        line = say(turn.lang, key, number=view.number, day=made, phone=view.office_phone)
    else:
        key = "claim.stands"
        line = say(turn.lang, key, number=view.number, day=made, until=short_day(stands.look_by, turn.lang))
    rows = [
        [labelled(turn, "claim.change", at.to(Step.NUMBER)), labelled(turn, "claim.take_back", at.to(Step.TAKEN_BACK))],
        _back(turn, view),
    ]
    return _of(turn, view, key, [line], rows)


def _last_known(turn: Turn, view: DecisionView) -> Payment | None:
    """The newest payment of the last weeks that may be this one: of the reader, or of nobody named."""
    since = today(turn.books.clock) - RECENT
    fits = (
        one
        for one in payments_of(turn.books, view.id)
        if one.live and one.payer_id in (None, turn.party_id) and one.given_on is not None and one.given_on >= since
    )
    return max(fits, key=lambda one: (one.given_on or date.min, one.id), default=None)


def _is_it_this(turn: Turn, at: At, view: DecisionView, known: Payment) -> Reply:
    line = say(
        turn.lang,
        "claim.known",
        amount=dong(known.amount, turn.lang),
        day=short_day(known.given_on or date.max, turn.lang),
        number=view.number,
        left=dong(view.left, turn.lang),
    )
    rows = [
        [labelled(turn, "claim.known_yes", at.to(Step.COUNTED))],
        [labelled(turn, "claim.known_no", at.to(Step.NUMBER))],
    ]
    return _of(turn, view, "claim.known", [line], rows)


def _counted(turn: Turn, view: DecisionView) -> Reply:
    rows = [
        [labelled(turn, "promise.button", PromiseFor(decision=view.id))],
        [labelled(turn, "common.pay", PayDecision(decision=view.id))],
    ]
    line = say(turn.lang, "claim.counted", number=view.number, left=dong(view.left, turn.lang))
    return _of(turn, view, "claim.counted", [line], rows)


def _ask_number(turn: Turn, at: At, view: DecisionView) -> Reply:
    rows = [[labelled(turn, "claim.no_number_button", at.to(Step.DAY))], _back(turn, view)]
    return _of(turn, view, "claim.ask_number", [say(turn.lang, "claim.ask_number")], rows)


def _ask_day(turn: Turn, at: At, view: DecisionView) -> Reply:
    now = today(turn.books.clock).toordinal()
    rows = [
        [
            labelled(turn, "claim.today", at.to(Step.CHECK, day=now)),
            labelled(turn, "claim.yesterday", at.to(Step.CHECK, day=now - 1)),
        ],
        [labelled(turn, "claim.no_day_button", at.to(Step.CHECK, day=0))],
        turning(turn, at.to(Step.NUMBER), at.to(Step.NUMBER, day=0)),
    ]
    return _of(turn, view, "claim.ask_day", [say(turn.lang, "claim.ask_day")], rows)


def _check(turn: Turn, at: At, view: DecisionView, said: Said) -> Reply:
    what = say(turn.lang, "claim.what_none")
    if said.number is not None:
        what = say(turn.lang, "claim.what_number", receipt=said.number)
    when = say(turn.lang, "claim.when_unknown")
    if at.on is not None:
        when = say(turn.lang, "claim.when", day=short_day(at.on, turn.lang))
    rows = [
        [labelled(turn, "claim.yes", at.to(Step.SENT))],
        turning(turn, at.to(Step.DAY), at.to(Step.NUMBER, day=0)),
    ]
    return _of(
        turn, view, "claim.check", [say(turn.lang, "claim.check", number=view.number, what=what, when=when)], rows
    )


def _read_day(turn: Turn, at: At, text: str) -> At | Fault | None:
    when = read_day(text, today(turn.books.clock), ahead=False)
    if when is None:
        return None
    return day_fault(turn, when) or at.to(Step.CHECK, day=when.toordinal())


def _back(turn: Turn, view: DecisionView) -> list[InlineKeyboardButton]:
    return [labelled(turn, "pay.back_to_decision", OneDecision(decision=view.id))]


def _of(turn: Turn, view: DecisionView, key: str, lines: Sequence[str], rows: Rows) -> Reply:
    return screen_text(turn, key, lines, rows, personal=True, decision_id=view.id)
