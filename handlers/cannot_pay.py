"""What can somebody do who cannot pay now? The ways that the law leaves for this very decision, and nothing is asked."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton

from casework.agreements import live_agreement
from casework.decisions import Status
from casework.obligations import FOR_THE_STATE, DecisionView
from casework.reminder_answers import Kind
from handlers.applying import screen_text
from handlers.obligations import A_PAGE, decision_button, not_found, seen
from handlers.paging import page_of, place_words, turning_rows
from handlers.pay_screens import AskPart, payable, transfer
from handlers.presses import Bare, OneDecision, OneTopic, PageNumber, RowId
from handlers.promise_places import PromiseFor
from handlers.reactions import react, reminder_of
from handlers.replies import Reply, labelled, speak
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages.decision_words import can_be_paid, list_line
from messages.library import say
from messages.vietnamese import dong

router = Router(name="cannot_pay")
_IN_A_ROW = 2


class CannotPay(CallbackData, prefix="cannot"):
    """«Chưa nộp được» under this decision."""

    decision: RowId


class CannotPayList(CallbackData, prefix="cannotlist"):
    """A page of the decisions that could be meant."""

    page: PageNumber


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """Of the reminded decision, or the only one, or one to be chosen."""
    await state.set_state(None)
    views = payable(turn)
    reminder = reminder_of(turn)
    meant = [one for one in views if reminder is not None and one.id == reminder.decision_id]
    if not meant and len(views) != 1:
        await speak(event, turn, _which(turn, 0))
        return
    view = (meant or views)[0]
    react(turn, Kind.CANNOT_PAY, view.id)
    await speak(event, turn, _ways(turn, view))


@router.callback_query(Bare("cannot"))
async def on_button(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """«Chưa nộp được» where no decision is named."""
    await begin(press, turn, state)


@router.callback_query(CannotPay.filter())
async def on_decision(press: CallbackQuery, callback_data: CannotPay, turn: Turn, state: FSMContext) -> None:
    """«Chưa nộp được» under a decision."""
    await state.set_state(None)
    view = seen(turn, callback_data.decision)
    if view is None or not can_be_paid(view):
        await speak(press, turn, not_found(turn) if view is None else transfer(turn, view, view.left))
        return
    react(turn, Kind.CANNOT_PAY, view.id)
    await speak(press, turn, _ways(turn, view))


@router.callback_query(CannotPayList.filter())
async def on_list(press: CallbackQuery, callback_data: CannotPayList, turn: Turn) -> None:
    """Another page of the choice."""
    await speak(press, turn, _which(turn, callback_data.page))


def _which(turn: Turn, number: int) -> Reply:
    views = payable(turn)
    if not views:
        return screen_text(turn, "cannot_pay.nothing", [say(turn.lang, "cannot_pay.nothing")], [], personal=True)
    page = page_of(list(enumerate(views, start=1)), number, A_PAGE)
    rows = [decision_button(turn, view, place, CannotPay(decision=view.id)) for place, view in page.shown]
    head = " ".join([say(turn.lang, "cannot_pay.which"), *place_words(turn, page)])
    items = [line for place, view in page.shown for line in ("", list_line(view, place, turn.lang))]
    turns = turning_rows(turn, page, lambda to: CannotPayList(page=to))
    return screen_text(turn, "cannot_pay.which", [head, *items], [*rows, *turns], personal=True)


def _ways(turn: Turn, view: DecisionView) -> Reply:
    """The ways that are there: an agreement where a creditor could agree (L25 Đ.36.2), a waiver for the State's money (Đ.42)."""
    to_the_state = {line.kind in FOR_THE_STATE for line in view.lines if line.left > 0}
    ways = ["way_day"]
    buttons = [
        labelled(turn, "promise.button", PromiseFor(decision=view.id)),
        labelled(turn, "cannot_pay.part_button", AskPart(decision=view.id)),
    ]
    if False in to_the_state:
        ways.append("way_agreement" if live_agreement(turn.books, view.id) is None else "way_agreement_stands")
        buttons.append(labelled(turn, "cannot_pay.agreement_button", OneTopic(topic="instalments_agreement")))
    if True in to_the_state:
        ways.append("way_waiver")
        buttons.append(labelled(turn, "cannot_pay.waiver_button", "waiver"))
    ways.append("way_no_means_stands" if view.status is Status.NO_MEANS else "way_no_means")
    buttons.append(labelled(turn, "cannot_pay.no_means_button", OneTopic(topic="no_condition.debtor")))
    ways.append("way_people")
    buttons.append(labelled(turn, "cannot_pay.book_button", "book"))
    head = say(turn.lang, "cannot_pay.head", number=view.number, left=dong(view.left, turn.lang))
    lines = [head, *(say(turn.lang, f"cannot_pay.{way}") for way in ways)]
    rows = [*_in_rows(buttons), [labelled(turn, "pay.back_to_decision", OneDecision(decision=view.id))]]
    return screen_text(turn, "cannot_pay.head", lines, rows, personal=True, decision_id=view.id)


def _in_rows(buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    return [list(buttons[place : place + _IN_A_ROW]) for place in range(0, len(buttons), _IN_A_ROW)]


DIALOGUE = Dialogue(
    router=router,
    commands=("chuanop",),
    presses=("cannot", "cannotlist"),
    wishes=("cannot_pay",),
    labels=("cannot_pay.button",),
    open=begin,
    personal=True,
)
