"""How does somebody wait for a place at a reception, and answer when one became free?

Joining stands where nothing is free; the answers stand behind the news of an offer. Pressing twice says the same.
"""

from __future__ import annotations

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from casework.booking_answers import AlreadyHas, Lapsed
from casework.waiting_list import Wish, accept, join, leave, refuse
from handlers import appointments
from handlers.appointments import own_booking
from handlers.presses import Bare, RowId
from handlers.reception_choice import instead
from handlers.replies import labelled, reply, speak, with_home
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages.waiting_notices import LEAVE, REFUSE, TAKE

router = Router(name="waiting_list")
JOIN = "wljoin"


class TakeOffer(CallbackData, prefix=TAKE):
    """This place it is."""

    booking: RowId


class RefuseOffer(CallbackData, prefix=REFUSE):
    """Another one, please."""

    booking: RowId


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """Wait for the next place at any reception."""
    await state.set_state(None)
    waits = join(turn.books, turn.party_id or 0, turn.contact.id, Wish())
    if isinstance(waits, AlreadyHas):
        await speak(event, turn, appointments.standing(turn, waits.booking))
        return
    rows = [[labelled(turn, "waiting.leave_button", LEAVE)]]
    await speak(event, turn, reply(turn, "waiting.joined", with_home(turn, rows)))


@router.callback_query(Bare(JOIN))
async def on_join(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """«Báo tôi khi có chỗ trống»."""
    await begin(press, turn, state)


@router.callback_query(TakeOffer.filter())
async def on_take(press: CallbackQuery, callback_data: TakeOffer, turn: Turn) -> None:
    """The offered place becomes a booking, while it is kept."""
    there = own_booking(turn, callback_data.booking)
    if there is None:
        await speak(press, turn, reply(turn, "common.not_found", with_home(turn)))
        return
    made = accept(turn.books, there.id)
    if isinstance(made, Lapsed):
        await speak(press, turn, instead(turn, "receptions.lapsed", made.nearest))
    else:
        await speak(press, turn, appointments.confirmed(turn, made))


@router.callback_query(RefuseOffer.filter())
async def on_refuse(press: CallbackQuery, callback_data: RefuseOffer, turn: Turn) -> None:
    """The place goes to the next; they wait on."""
    there = own_booking(turn, callback_data.booking)
    if there is None:
        await speak(press, turn, reply(turn, "common.not_found", with_home(turn)))
        return
    refuse(turn.books, there.id)
    rows = [[labelled(turn, "waiting.leave_button", LEAVE)]]
    await speak(press, turn, reply(turn, "waiting.kept_on", with_home(turn, rows)))


@router.callback_query(Bare(LEAVE))
async def on_leave(press: CallbackQuery, turn: Turn) -> None:
    """They wait no more."""
    leave(turn.books, turn.party_id or 0)
    rows = [[labelled(turn, "common.book", "book")]]
    await speak(press, turn, reply(turn, "waiting.left", with_home(turn, rows)))


DIALOGUE = Dialogue(router=router, presses=(JOIN, TAKE, REFUSE, LEAVE), open=begin, personal=True)
