"""Is whoever holds the phone allowed to read on? Asks for the view PIN, and sets or removes one.

The PIN guards a shared phone. A message with a PIN is taken out of the chat; between the two times a new PIN is typed
only its fingerprint is kept.
"""

from __future__ import annotations

import hmac
from typing import assert_never

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from casework.contacts import contact
from casework.view_pin import (
    LinkEnded,
    NoPin,
    Opened,
    PinChange,
    PinCheck,
    WrongPin,
    check_pin,
    pin_needed,
    read_pin,
    remove_pin,
    set_pin,
    too_simple,
)
from handlers import wanted
from handlers.replies import Buttons, Reply, labelled, reply, speak, with_home
from handlers.switchboard import Dialogue
from handlers.turn import Turn
from messages.faces import fold_now
from messages.understand import wishes_otherwise

router = Router(name="view_pin")
SET, OFF, FORGOT = "pin:set", "pin:off", "pin:forgot"
_FIRST = "first_pin"  # where the fingerprint of the PIN typed first stands


class ViewPin(StatesGroup):
    """What the next six digits are for."""

    opening = State()
    first = State()
    second = State()


async def begin(event: Message | CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """The PIN is due: ask for it, and remember what was wanted."""
    await wanted.remember(event, turn, state)
    await state.set_state(ViewPin.opening)
    await speak(event, turn, _ask(turn, "view_pin.ask"))


@router.callback_query()
async def on_press(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """Set, remove, forgotten; a chat that is not linked has nothing to guard."""
    if press.data not in (SET, OFF, FORGOT):
        raise SkipHandler
    if turn.party_id is None:
        await speak(press, turn, reply(turn, "view_pin.not_linked", with_home(turn, [_link_row(turn)])))
    elif press.data == FORGOT:
        rows = [
            [labelled(turn, "view_pin.unlink", "cut:this")],
            [labelled(turn, "view_pin.try_again", wanted.FIRST_CHOICE)],
        ]
        await speak(press, turn, reply(turn, "view_pin.forgot_help", with_home(turn, rows)))
    elif pin_needed(turn.contact, turn.books.clock.now()):
        await begin(press, turn, state)
    elif press.data == SET:
        await state.set_state(ViewPin.first)
        await speak(press, turn, reply(turn, "view_pin.choose", with_home(turn)))
    else:
        await speak(press, turn, await _removed(turn, state))


@router.message(StateFilter(ViewPin.opening))
async def on_opening(message: Message, turn: Turn, state: FSMContext) -> None:
    """The PIN, or words instead of it; only six digits count as a try."""
    pin = await _taken_out(message, turn)
    if pin is None:
        await speak(message, turn, _ask(turn, "view_pin.six_digits"))
        return
    outcome = check_pin(turn.books, turn.contact.id, pin)
    _look_again(turn)
    await speak(message, turn, await _told(turn, state, outcome))


@router.message(StateFilter(ViewPin.first))
async def on_first(message: Message, turn: Turn, state: FSMContext) -> None:
    """A new PIN, typed for the first time."""
    pin = await _taken_out(message, turn)
    if pin is None or too_simple(pin):
        key = "view_pin.six_digits" if pin is None else "view_pin.too_simple"
        await speak(message, turn, reply(turn, key, with_home(turn)))
        return
    await state.update_data({_FIRST: _print(turn, pin)})
    await state.set_state(ViewPin.second)
    await speak(message, turn, reply(turn, "view_pin.again", with_home(turn)))


@router.message(StateFilter(ViewPin.second))
async def on_second(message: Message, turn: Turn, state: FSMContext) -> None:
    """The same once more, so that a slip does not lock its owner out."""
    pin = await _taken_out(message, turn)
    data = await state.get_data()
    first = data.pop(_FIRST, None)
    if pin is None or not isinstance(first, str) or not hmac.compare_digest(first, _print(turn, pin)):
        await state.set_data(data)
        await state.set_state(ViewPin.first)
        await speak(message, turn, reply(turn, "view_pin.differs", with_home(turn)))
        return
    await state.set_data(data)
    await state.set_state(None)
    change = set_pin(turn.books, turn.contact.id, pin)
    _look_again(turn)
    key = {PinChange.DONE: "view_pin.set", PinChange.OPEN_FIRST: "view_pin.too_late"}.get(change, "view_pin.not_linked")
    await speak(message, turn, reply(turn, key, with_home(turn, [[await wanted.way_on(turn, state)]])))


@router.message()
async def on_command(message: Message, turn: Turn, state: FSMContext) -> None:
    """``/pin``: set one."""
    await choose(message, turn, state)


async def choose(message: Message | CallbackQuery, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """Set a PIN: asked for by the command, or by typing the words of its button."""
    if turn.party_id is None:
        await speak(message, turn, reply(turn, "view_pin.not_linked", with_home(turn, [_link_row(turn)])))
        return
    if pin_needed(turn.contact, turn.books.clock.now()):
        await begin(message, turn, state)
        return
    await state.set_state(ViewPin.first)
    await speak(message, turn, reply(turn, "view_pin.choose", with_home(turn)))


async def _taken_out(message: Message, turn: Turn) -> str | None:
    """The six digits in the message, which leaves the chat; words with another wish go where they belong."""
    text = message.text or ""
    has_digits = any(sign.isdecimal() for sign in text)
    if not has_digits and wishes_otherwise(text):
        raise SkipHandler
    if has_digits:
        await message.delete()
    return read_pin(text)


async def _told(turn: Turn, state: FSMContext, outcome: PinCheck) -> Reply:
    match outcome:
        case Opened() | NoPin():
            await state.set_state(None)
            return reply(turn, "view_pin.opened", with_home(turn, [[await wanted.way_on(turn, state)]]))
        case WrongPin(left=left):
            return reply(turn, "view_pin.wrong", _forgot(turn), left=left)
        case LinkEnded():
            fold_now(turn.books, turn.contact.id)
            await state.clear()
            return reply(turn, "view_pin.link_ended", with_home(turn, [_link_row(turn)]))
        case _:
            assert_never(outcome)


async def _removed(turn: Turn, state: FSMContext) -> Reply:
    remove_pin(turn.books, turn.contact.id)
    await state.set_state(None)
    _look_again(turn)
    return reply(turn, "view_pin.removed", with_home(turn, [[labelled(turn, "start.settings", "settings")]]))


def _ask(turn: Turn, key: str) -> Reply:
    return reply(turn, key, _forgot(turn))


def _forgot(turn: Turn) -> Buttons:
    return with_home(turn, [[labelled(turn, "view_pin.forgot", FORGOT)]])


def _link_row(turn: Turn) -> list[InlineKeyboardButton]:
    return [labelled(turn, "view_pin.link", "link")]


def _print(turn: Turn, pin: str) -> str:
    return turn.books.keys.fingerprint("first-pin", f"{turn.contact.id}\x1f{pin}").hex()


def _look_again(turn: Turn) -> None:
    """The chat as the books have it now: its link or its PIN has just changed."""
    turn.contact = contact(turn.books, turn.contact.id) or turn.contact


DIALOGUE = Dialogue(
    router=router,
    commands=("pin",),
    presses=("pin",),
    states=("ViewPin",),
    labels=("identify.set_pin", "preferences.change_pin"),
    open=choose,
)
