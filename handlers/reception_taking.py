"""How is a chosen time taken? At once by whoever is linked; a guest says first who they are.

A guest's name and number are looked at by the desk when they come; until then they are only told back to the chat that gave them.
"""

from __future__ import annotations

from dataclasses import replace

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from casework.booking_facts import Booking
from casework.booking_visitors import Guest, guest
from casework.bookings import AlreadyHas, Full, NotOffered, WhyNot, hold, hold_for_guest
from casework.people import PartyRefused
from casework.receptions import BookingState, FreeSlot
from handlers.reception_asking import choosing, in_words
from handlers.reception_choice import Places, choose_place, free, instead
from handlers.reception_held import ask_to_confirm, own, show_own
from handlers.replies import Buttons, labelled, reply, speak, with_home
from handlers.switchboard import Event
from handlers.turn import Turn
from messages.booking_words import slot_label
from messages.library import say

router = Router(name="reception_days")  # handlers.receptions adds the public days to it
_SLOT, _NAME = "guest_slot", "guest_name"  # where they stand in the dialogue's data


class BookGuest(StatesGroup):
    """Who comes? First the name, then a number."""

    name = State()
    phone = State()


async def take(event: Event, turn: Turn, state: FSMContext, slot_id: int, who: Guest | None = None) -> None:
    """Hold the time, or say what there is instead; a guest says first who they are."""
    there = own(turn) if who is None else None
    if there is not None and there.party_id is None and there.state is BookingState.CONFIRMED:
        await show_own(event, turn, state, there)
        return
    if turn.party_id is None and who is None:
        await ask_who(event, turn, state, slot_id)
        return
    if who is None:
        held = hold(turn.books, slot_id, turn.party_id or 0, turn.contact.id)
    else:
        held = hold_for_guest(turn.books, slot_id, who, turn.contact.id)
    match held:
        case Booking():
            await ask_to_confirm(event, turn, state, held)
        case AlreadyHas() if held.booking.is_of(turn.party_id, turn.contact.id):
            await show_own(event, turn, state, held.booking)
        case AlreadyHas():  # by this number, from another chat: nothing of it is shown here
            await speak(event, turn, reply(turn, "booking.number_taken", with_home(turn)))
        case Full():
            await choosing(event, turn, state, instead(turn, "receptions.full", held.nearest))
        case NotOffered(why=WhyNot.NOT_LINKED):
            await speak(event, turn, reply(turn, "common.expired_button", with_home(turn)))
        case NotOffered():
            await choosing(event, turn, state, instead(turn, f"receptions.{held.why.value}", held.nearest))


async def ask_who(event: Event, turn: Turn, state: FSMContext, slot_id: int) -> None:
    """The guest's name, as on their papers."""
    await state.set_state(BookGuest.name)
    await state.update_data({_SLOT: slot_id})
    asked = reply(turn, "booking.guest_name", _or_other_time(turn))
    chosen = next((one for one in free(turn) if one.slot_id == slot_id), None)
    if chosen is not None:
        said = say(turn.lang, "booking.chosen", slot=slot_label(chosen, turn.lang))
        asked = replace(asked, text=f"{said}\n{asked.text}")
    await speak(event, turn, asked)


def _or_other_time(turn: Turn) -> Buttons:
    return with_home(turn, [[labelled(turn, "receptions.other_time", Places(page=0))]])


@router.message(StateFilter(BookGuest.name))
async def on_name(message: Message, turn: Turn, state: FSMContext) -> None:
    """The name; another day or hour is taken as such, and what is neither is asked for again."""
    try:
        name = guest(message.text or "", None).name
    except PartyRefused:
        found = await in_words(turn, state, message.text or "")
        if isinstance(found, FreeSlot):
            await ask_who(message, turn, state, found.slot_id)
        else:
            await speak(message, turn, found or reply(turn, "booking.not_a_name", _or_other_time(turn)))
        return
    await state.set_state(BookGuest.phone)
    await state.update_data({_NAME: name})
    await speak(message, turn, reply(turn, "booking.guest_phone", _or_other_time(turn)))


@router.message(StateFilter(BookGuest.phone))
async def on_phone(message: Message, turn: Turn, state: FSMContext) -> None:
    """The number; then the time is held."""
    data = await state.get_data()
    slot_id, name = data.get(_SLOT), data.get(_NAME)
    if not isinstance(slot_id, int) or not isinstance(name, str):
        await choosing(message, turn, state, choose_place(turn, 0), anew=True)
        return
    try:
        who = guest(name, message.text or "")
    except PartyRefused:
        await speak(message, turn, reply(turn, "booking.not_a_phone", _or_other_time(turn)))
        return
    await state.set_state(None)
    await state.update_data({_NAME: None})
    await take(message, turn, state, slot_id, who)
