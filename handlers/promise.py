"""When do you mean to pay, and how much? A day and a sum in taps or words, changed and taken back as easily.

It binds nobody. Every place is looked at anew: nobody promises more than is left by then, or for a day that has passed.
"""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from casework.clock import today
from casework.promises import make_promise, withdraw_promise
from casework.reminder_answers import Kind
from handlers.obligations import seen
from handlers.pay_screens import payable
from handlers.presses import Bare, is_command
from handlers.promise_places import At, PromiseFor, Step, after_day, asked_next, open_promise
from handlers.promise_screens import dropped, look, made
from handlers.reactions import react, reminder_of
from handlers.replies import speak
from handlers.steps import Fault, Steps
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages.decision_words import can_be_paid
from messages.promised_day import promised_day_in
from messages.typed_amount import amount_in

router = Router(name="promise")


class PromiseStep(StatesGroup):
    """A question of this dialogue is open."""

    answer = State()


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """Under the reminded decision, or the only one, or one to be chosen; a day and a sum said already count."""
    said = (event.text or "") if isinstance(event, Message) else ""
    at = _first(turn, said)
    if at.decision and said and not said.startswith("/"):
        react(turn, Kind.WILL_PAY, at.decision)
    await STEPS.go(event, turn, state, at)


@router.callback_query(Bare("promise"))
async def on_button(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """«Hẹn ngày nộp» where no decision is named."""
    await begin(press, turn, state)


@router.callback_query(PromiseFor.filter())
async def on_decision(press: CallbackQuery, callback_data: PromiseFor, turn: Turn, state: FSMContext) -> None:
    """«Hẹn ngày nộp» under a decision; whoever has named a day sees it."""
    if seen(turn, callback_data.decision) is not None:
        react(turn, Kind.WILL_PAY, callback_data.decision)
    await STEPS.go(press, turn, state, At(step=Step.STANDS, decision=callback_data.decision))


@router.callback_query(At.filter())
async def on_step(press: CallbackQuery, callback_data: At, turn: Turn, state: FSMContext) -> None:
    """A button of one of its screens."""
    await STEPS.go(press, turn, state, callback_data)


@router.message(StateFilter(PromiseStep.answer))
async def on_words(message: Message, turn: Turn, state: FSMContext) -> None:
    """The same by words."""
    await STEPS.hear(message, turn, state)


@router.message(is_command)
async def on_command(message: Message, turn: Turn, state: FSMContext) -> None:
    """``/hen``."""
    await begin(message, turn, state)


async def _act(event: Event, turn: Turn, state: FSMContext, at: At) -> bool:
    """Write it down, or take it back."""
    view = seen(turn, at.decision) if at.step in (Step.MADE, Step.DROPPED) else None
    if view is None or turn.party_id is None:
        return False
    stands = open_promise(turn, view.id)
    if at.step is Step.DROPPED:
        if stands is not None:
            react(turn, Kind.OTHER_TIME, view.id)
            withdraw_promise(turn.books, stands.id)
        await state.set_state(None)
        await speak(event, turn, dropped(turn, view))
        return True
    if not can_be_paid(view) or at.on is None or asked_next(turn, at, view).step is not Step.CHECK:
        return False
    if stands is None or (stands.amount, stands.due_on) != (at.amount, at.on):
        react(turn, Kind.WILL_PAY if stands is None else Kind.OTHER_TIME, view.id)
        make_promise(turn.books, view.id, turn.party_id, at.amount, at.on)
    await state.set_state(None)
    await speak(event, turn, made(turn, at, view))
    return True


STEPS = Steps(place=At, state=PromiseStep.answer, look=look, act=_act)


def _first(turn: Turn, said: str) -> At:
    views = payable(turn)
    reminder = reminder_of(turn)
    reminded = None if reminder is None else next((one for one in views if one.id == reminder.decision_id), None)
    view = reminded or (views[0] if len(views) == 1 else None)
    if view is None:
        return At()
    at = At(step=Step.STANDS, decision=view.id)
    amount = amount_in(said)
    if amount is not None and amount <= view.left:
        at = at.to(Step.DAY, amount=amount)
    read = promised_day_in(said, today(turn.books.clock))
    led = None if read is None else after_day(turn, at, view, read)
    return at if led is None or isinstance(led, Fault) else led


DIALOGUE = Dialogue(
    router=router,
    commands=("hen", "henngaynop", "promise"),
    presses=("promise", "pm"),
    states=("PromiseStep",),
    wishes=("promise",),
    labels=("promise.button", "promise.mine_button"),
    open=begin,
    personal=True,
)
