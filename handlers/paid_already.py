""" "I have paid already": the number and the day go to an officer, and nobody is reminded of it until somebody has looked."""

from __future__ import annotations

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from casework.payment_claims import claim_payment, withdraw_claim
from casework.reminder_answers import Kind
from handlers.claim_screens import At, PaidUnder, Said, Step, look, number_in, open_claim, sent, taken_back
from handlers.obligations import seen
from handlers.pay_screens import payable
from handlers.presses import Bare
from handlers.reactions import react, reminder_of
from handlers.replies import speak
from handlers.steps import Fault, Screen, Steps
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages.decision_words import can_be_paid
from messages.understand import wishes_otherwise

router = Router(name="paid_already")
NUMBER = "claimed_number"  # where it stands in the dialogue's sealed data


class ClaimStep(StatesGroup):
    """A question of this dialogue is open."""

    answer = State()


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """Under the reminded decision, or the only one, or one to be chosen."""
    views = payable(turn)
    reminder = reminder_of(turn)
    ids = {one.id for one in views}
    decision = reminder.decision_id if reminder is not None and reminder.decision_id in ids else None
    if decision is None and len(views) == 1:
        decision = views[0].id
    if decision is None:
        await _go(event, turn, state, At())
        return
    react(turn, Kind.PAID_ALREADY, decision)
    await _go(event, turn, state, At(step=Step.BEGIN, decision=decision))


@router.callback_query(Bare("paid"))
async def on_button(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """«Đã nộp rồi» where no decision is named."""
    await begin(press, turn, state)


@router.callback_query(PaidUnder.filter())
async def on_decision(press: CallbackQuery, callback_data: PaidUnder, turn: Turn, state: FSMContext) -> None:
    """«Đã nộp rồi» under a decision."""
    if seen(turn, callback_data.decision) is not None:
        react(turn, Kind.PAID_ALREADY, callback_data.decision)
    await _go(press, turn, state, At(step=Step.BEGIN, decision=callback_data.decision))


@router.callback_query(At.filter())
async def on_step(press: CallbackQuery, callback_data: At, turn: Turn, state: FSMContext) -> None:
    """A button of one of its screens. Whoever has no number drops the one typed before."""
    if callback_data.step is Step.DAY and await _asks_number(state):
        await state.update_data({NUMBER: None})
    await _go(press, turn, state, callback_data)


@router.message(StateFilter(ClaimStep.answer))
async def on_words(message: Message, turn: Turn, state: FSMContext) -> None:
    """The number, the day, or the words of a button."""
    await (await _steps(state)).hear(message, turn, state)


async def _act(event: Event, turn: Turn, state: FSMContext, at: At) -> bool:
    """Pass it on, or take it back."""
    view = seen(turn, at.decision) if at.step in (Step.SENT, Step.TAKEN_BACK) else None
    if view is None or turn.party_id is None or not can_be_paid(view):
        return False
    stands = open_claim(turn, view.id)
    if at.step is Step.TAKEN_BACK:
        if stands is not None:
            withdraw_claim(turn.books, stands.id)
        await state.set_state(None)
        await speak(event, turn, taken_back(turn, view))
        return True
    number = (await _said(state)).number
    again = stands is not None and number is None and stands.paid_on == at.on  # the same press, come twice
    if not again:
        claim_payment(turn.books, view.id, turn.party_id, contact_id=turn.contact.id, receipt=number, paid_on=at.on)
    made = open_claim(turn, view.id)
    react(turn, Kind.PAID_ALREADY, view.id)
    await state.set_state(None)
    if made is not None:
        await speak(event, turn, sent(turn, view, made))
    return made is not None


async def _keep(state: FSMContext, at: At, text: str) -> At | Fault:
    """The number, kept until it is passed on; words with another wish go where they belong."""
    number = number_in(text)
    if isinstance(number, Fault):
        if wishes_otherwise(text):
            await state.set_state(None)
            raise SkipHandler
        return number
    await state.update_data({NUMBER: number})
    return at.to(Step.DAY)


async def _go(event: Event, turn: Turn, state: FSMContext, at: At) -> None:
    await (await _steps(state)).go(event, turn, state, at)


async def _steps(state: FSMContext) -> Steps[At]:
    """The dialogue with the number as it was typed, which no button carries."""
    said = await _said(state)

    def shown(turn: Turn, at: At) -> Screen[At]:
        return look(turn, at, said)

    return Steps(place=At, state=ClaimStep.answer, look=shown, act=_act, keep=_keep)


async def _said(state: FSMContext) -> Said:
    number = (await state.get_data()).get(NUMBER)
    return Said(number=number if isinstance(number, str) and number else None)


async def _asks_number(state: FSMContext) -> bool:
    """Whether the screen before was the one that asks for the number."""
    kept = (await state.get_data()).get("at")
    if not isinstance(kept, str):
        return False
    try:
        return At.unpack(kept).step in (Step.NUMBER, Step.BEGIN)
    except (TypeError, ValueError):
        return False


DIALOGUE = Dialogue(
    router=router,
    commands=("danop", "paid"),
    presses=("paid", "pd"),
    states=("ClaimStep",),
    wishes=("paid_already",),
    labels=("claim.button",),
    open=begin,
    personal=True,
)
