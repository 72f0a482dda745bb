"""How do I get the paper that confirms what has been enforced? For oneself or as a relative; where, by when, with a draft.

Anybody may walk through it. Whoever is linked picks the decision and gets a draft with their own facts.
"""

from __future__ import annotations

from functools import partial

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from casework.decisions import PartyRole
from casework.obligations import DecisionView
from casework.questions import Kind
from handlers.applying import Paper, for_its_party, own_party, role_of, send_draft, tell_officer, to_officer
from handlers.confirm_screens import FIRST, OWN_PRESS, At, Step, Who, chosen, look
from handlers.presses import Bare, is_command
from handlers.steps import Steps
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages.letters import ConfirmationRequest, Draft, confirmation_request
from messages.letters.confirmation_request import Standing
from messages.vietnamese import short_day

router = Router(name="confirm")
FILE = "don-xac-nhan-ket-qua.pdf"


class ConfirmStep(StatesGroup):
    """A question of this dialogue is open."""

    answer = State()


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """What the paper says and who may ask for it."""
    await STEPS.go(event, turn, state, FIRST)


async def _act(event: Event, turn: Turn, state: FSMContext, at: At) -> bool:
    """The draft, or a word to an officer."""
    if at.who is None or at.step not in (Step.PAPER, Step.TELL):
        return False
    views, result = chosen(turn, at), at.to(Step.RESULT)
    if at.decision and not views:
        return False
    if at.step is Step.PAPER:
        make = partial(_make, _standing(turn, at, views))
        await send_draft(event, turn, Paper(make=make, name=FILE, title="confirm.title", decisions=views), result)
    else:
        decision_id = views[0].id if at.decision else None
        await tell_officer(event, turn, Kind.CONFIRMATION, _words(at, views), result, decision_id)
    return True


STEPS = Steps(place=At, state=ConfirmStep.answer, look=look, act=_act)


@router.callback_query(Bare("confirm"))
async def on_button(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """«Xin giấy xác nhận kết quả»."""
    await begin(press, turn, state)


@router.callback_query(At.filter())
async def on_step(press: CallbackQuery, callback_data: At, turn: Turn, state: FSMContext) -> None:
    """A button of one of its screens."""
    await STEPS.go(press, turn, state, callback_data)


@router.message(StateFilter(ConfirmStep.answer))
async def on_words(message: Message, turn: Turn, state: FSMContext) -> None:
    """The same by words."""
    await STEPS.hear(message, turn, state)


@router.message(is_command)
async def on_command(message: Message, turn: Turn, state: FSMContext) -> None:
    """``/xacnhan``."""
    await begin(message, turn, state)


def _make(standing: Standing, draft: Draft, _: bool) -> bytes:
    return confirmation_request(ConfirmationRequest(draft=draft, standing=standing))


def _standing(turn: Turn, at: At, views: list[DecisionView]) -> Standing:
    """What the one who signs is: as the books say where they are asked, and the same in all decisions."""
    if at.who is Who.PRISONER:
        return Standing.RELATIVE_OF_PRISONER
    if at.who is Who.RELATIVE:
        return Standing.RELATIVE
    roles = {role_of(view) for view in views}
    if own_party(turn) is None or len(roles) != 1:
        return Standing.UNSAID
    known = {PartyRole.DEBTOR: Standing.DEBTOR, PartyRole.CREDITOR: Standing.CREDITOR}
    return known.get(roles.pop(), Standing.OTHER)


def _words(at: At, views: list[DecisionView]) -> list[str]:
    """What the officer reads."""
    who = {Who.SELF: "self", Who.PRISONER: "prisoner", Who.RELATIVE: "relative"}[at.who or Who.SELF]
    if at.decision and views:
        what = to_officer("confirm.officer_one", number=views[0].number, issued=short_day(views[0].issued_on))
    else:
        what = to_officer("confirm.officer_all" if views else "confirm.officer_unnamed")
    lines = [to_officer("confirm.officer", who=to_officer(f"confirm.officer_{who}"), what=what)]
    return [*lines, to_officer("confirm.officer_day", day=short_day(at.handed_in))] if at.handed_in else lines


DIALOGUE = Dialogue(
    router=router,
    commands=("xacnhan", "confirm"),
    presses=("confirm", "cf"),
    states=("ConfirmStep",),
    wishes=("confirm_result",),
    labels=("common.confirmation",),
    open=begin,
)
OWN = for_its_party("confirm_own", OWN_PRESS, begin)
