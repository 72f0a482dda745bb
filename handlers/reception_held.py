"""What can be done with a time that is held, or booked: confirm, give back, say what about and who comes, print a slip?

A held time is kept for ten minutes; every choice can be typed as well as pressed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from pydantic import Field

from casework.booking_facts import Booking, booking_of_party, guest_booking_of_chat, is_live
from casework.booking_reasons import give_companions, give_reason
from casework.bookings import Lapsed, cancel, confirm
from casework.receptions import BookingState, nearest_free
from casework.reminder_answers import Kind as Reaction
from handlers import appointments
from handlers.appointments import own_booking, personal
from handlers.calendar_files import ForCalendar, renew_calendar, send_calendar
from handlers.day_move_offer import offer_about
from handlers.presses import RowId
from handlers.reactions import react_if_reminded
from handlers.reception_asking import choosing
from handlers.reception_choice import Places, choose_place, instead
from handlers.reception_visit import (
    Along,
    Back,
    Companions,
    Needed,
    Slip,
    along_screen,
    heard_along,
    slip_pdf,
    toggle_need,
)
from handlers.replies import Reply, labelled, reply, send_file, speak, with_home
from handlers.switchboard import Event
from handlers.turn import Turn
from messages.booking_visit_words import visit_lines
from messages.booking_words import booking_lines
from messages.folding import fold
from messages.library import say
from messages.vietnamese import hour

router = Router(name="receptions")  # handlers.receptions adds the choices to it
_FOR = "reason_for"  # where the held booking stands in the dialogue's data
_YES = ("xac nhan", "dong y", "dung", "dung roi", "dung vay", "ok", "oke", "confirm", "yes")
_NO = ("huy", "bo", "cancel", "no", "khong dat nua")
_OTHER = ("chon gio khac", "gio khac", "doi gio", "ngay khac", "another time")


class BookReason(StatesGroup):
    """A seat is held; words typed now are the reason."""

    words = State()


class Confirm(CallbackData, prefix="bookok"):
    """Make the held time a booking."""

    booking: RowId


class Release(CallbackData, prefix="bookno"):
    """Give the held time back."""

    booking: RowId


class GiveUp(CallbackData, prefix="bookdrop"):
    """A guest cancels; first the question, then ``sure``."""

    booking: RowId
    sure: Annotated[int, Field(ge=0, le=1)]


def own(turn: Turn) -> Booking | None:
    """What the chat's party has, or what was booked in it as a guest, perhaps before it was linked."""
    return booking_of_party(turn.books, turn.party_id) or guest_booking_of_chat(turn.books, turn.contact.id)


@router.message(StateFilter(BookReason.words))
async def on_reason(message: Message, turn: Turn, state: FSMContext) -> None:
    """The reason, while the time is held."""
    kept = (await state.get_data()).get(_FOR)
    there = own_booking(turn, kept) if isinstance(kept, int) else None
    if there is not None and there.state is BookingState.HELD and await _typed_choice(message, turn, state, there):
        return
    if there is None or there.state is not BookingState.HELD or not _noted(turn, there, message.text or ""):
        await state.set_state(None)
        nearest = nearest_free(turn.books, turn.books.clock.now() if there is None else there.starts_at)
        await speak(message, turn, instead(turn, "receptions.lapsed", nearest))
        return
    await ask_to_confirm(message, turn, state, own_booking(turn, there.id) or there)


@router.callback_query(Confirm.filter())
async def on_confirm(press: CallbackQuery, callback_data: Confirm, turn: Turn, state: FSMContext) -> None:
    """The held time becomes a booking; pressing twice gives the same one."""
    await state.set_state(None)
    there = own_booking(turn, callback_data.booking)
    if there is None:
        await speak(press, turn, _not_found(turn))
        return
    if (waits := offer_about(turn, there)) is not None:  # a button of before the day was moved
        await speak(press, turn, waits)
        return
    await _confirm(press, turn, there)


async def _confirm(event: Event, turn: Turn, there: Booking) -> None:
    made = confirm(turn.books, there.id)
    if isinstance(made, Lapsed):
        await speak(event, turn, instead(turn, "receptions.lapsed", made.nearest))
    else:
        react_if_reminded(turn, Reaction.OTHER_TIME)
        await speak(event, turn, _standing(turn, made, appointments.confirmed(turn, made)))


async def _typed_choice(message: Message, turn: Turn, state: FSMContext, there: Booking) -> bool:
    """Whether the words are those of a button of the summary."""
    plain = fold(message.text or "").strip(" .!,")
    if plain in _YES:
        await state.set_state(None)
        await _confirm(message, turn, there)
    elif plain in _NO:
        await state.set_state(None)
        await _give_up(message, turn, there)
    elif plain in _OTHER:
        await choosing(message, turn, state, choose_place(turn, 0), anew=True)
    else:
        return False
    return True


def _noted(turn: Turn, there: Booking, text: str) -> bool:
    """Who comes along, what is needed, or else the reason."""
    return heard_along(turn, there, text) or give_reason(turn.books, there.id, text)


@router.callback_query(Release.filter())
async def on_release(press: CallbackQuery, callback_data: Release, turn: Turn, state: FSMContext) -> None:
    """The held time goes back; a confirmed booking is not given up by an old button."""
    await state.set_state(None)
    there = own_booking(turn, callback_data.booking)
    if there is None:
        await speak(press, turn, _not_found(turn))
    elif there.state is BookingState.CONFIRMED and is_live(there, turn.books.clock.now()):
        await speak(press, turn, _standing(turn, there, appointments.standing(turn, there)))
    else:
        await _give_up(press, turn, there)


async def _give_up(event: Event, turn: Turn, there: Booking) -> None:
    cancel(turn.books, there.id)
    anew = [labelled(turn, "receptions.choose_anew", "book")]
    await speak(event, turn, reply(turn, "receptions.released", with_home(turn, [anew])))


@router.callback_query(Along.filter())
@router.callback_query(Companions.filter())
@router.callback_query(Needed.filter())
async def on_along(
    press: CallbackQuery, callback_data: Along | Companions | Needed, turn: Turn, state: FSMContext
) -> None:
    """Who comes along, and what is needed."""
    there = _live_own(turn, callback_data.booking)
    if there is None:
        await speak(press, turn, _not_found(turn))
        return
    if isinstance(callback_data, Companions):
        give_companions(turn.books, there.id, callback_data.count)
    elif isinstance(callback_data, Needed):
        toggle_need(turn, there, callback_data.need)
    await speak(press, turn, along_screen(turn, own_booking(turn, there.id) or there))


@router.callback_query(Back.filter())
async def on_back(press: CallbackQuery, callback_data: Back, turn: Turn, state: FSMContext) -> None:
    """Back to the summary, or to the booking."""
    there = _live_own(turn, callback_data.booking)
    if there is None:
        await speak(press, turn, _not_found(turn))
    else:
        await show_own(press, turn, state, there)


@router.callback_query(Slip.filter())
async def on_slip(press: CallbackQuery, callback_data: Slip, turn: Turn) -> None:
    """The slip to print."""
    there = _live_own(turn, callback_data.booking)
    if there is None or there.state is not BookingState.CONFIRMED:
        await speak(press, turn, _not_found(turn))
        return
    caption = replace(reply(turn, "booking.slip"), personal=turn.party_id is not None)
    await send_file(press, turn, caption, slip_pdf(turn, there), "phieu-hen.pdf", picture=False, keepable=True)


@router.callback_query(ForCalendar.filter())
async def on_calendar(press: CallbackQuery, callback_data: ForCalendar, turn: Turn) -> None:
    """The file of the appointment as it stands; of a cancelled one, what takes it out of the calendar."""
    there = own_booking(turn, callback_data.booking)
    if there is not None and (waits := offer_about(turn, there)) is not None:
        await speak(press, turn, waits)
        await renew_calendar(press, turn, there.id)
        return
    stands = there is not None and there.state is BookingState.CONFIRMED and is_live(there, turn.books.clock.now())
    if there is None or not (stands or there.state in (BookingState.CANCELLED, BookingState.EXPIRED)):
        await speak(press, turn, appointments.gone(turn))
        return
    await send_calendar(press, turn, there)


def _live_own(turn: Turn, booking_id: int) -> Booking | None:
    there = own_booking(turn, booking_id)
    return there if there is not None and is_live(there, turn.books.clock.now()) else None


@router.callback_query(GiveUp.filter())
async def on_give_up(press: CallbackQuery, callback_data: GiveUp, turn: Turn) -> None:
    """A guest's booking is cancelled after one question; pressing twice says the same."""
    there = own_booking(turn, callback_data.booking)
    if there is None:
        await speak(press, turn, _not_found(turn))
    elif callback_data.sure or not is_live(there, turn.books.clock.now()):
        dropped = cancel(turn.books, there.id) is not None or there.state is BookingState.CANCELLED
        key = "appointments.dropped" if dropped else "appointments.over"
        await speak(press, turn, reply(turn, key, with_home(turn), reference=there.reference))
        await renew_calendar(press, turn, there.id)
    else:
        await speak(press, turn, ask_to_give_up(turn, there))


def ask_to_give_up(turn: Turn, there: Booking) -> Reply:
    """Is the guest sure?"""
    sure = [labelled(turn, "appointments.drop_surely", GiveUp(booking=there.id, sure=1))]
    keep = [labelled(turn, "appointments.keep", Back(booking=there.id))]
    asked = personal(turn, "appointments.sure", booking_lines(turn.books, there, turn.lang), [sure, keep])
    return replace(asked, personal=turn.party_id is not None)


async def show_own(event: Event, turn: Turn, state: FSMContext, there: Booking) -> None:
    """What the party or guest has: a held time to be confirmed, or a booking."""
    if there.state is BookingState.HELD:
        await ask_to_confirm(event, turn, state, there)
    else:
        await speak(event, turn, _standing(turn, there, appointments.standing(turn, there)))


def _standing(turn: Turn, there: Booking, told: Reply) -> Reply:
    """The booking that stands, with who comes, and the slip to print; a guest may give it up here."""
    if there.state is not BookingState.CONFIRMED:
        return told
    along = [labelled(turn, "booking.along_button", Along(booking=there.id))]
    told = replace(told, text="\n".join([told.text, "", *visit_lines(there, turn.lang)]))
    if turn.party_id is not None:
        return replace(told, buttons=[*told.buttons[:-1], along, told.buttons[-1]])
    files = [[labelled(turn, "appointments.calendar_button", ForCalendar(booking=there.id))],
             [labelled(turn, "booking.slip_button", Slip(booking=there.id))]]  # fmt: skip
    drop = [labelled(turn, "appointments.drop_button", GiveUp(booking=there.id, sure=0))]
    return replace(told, buttons=with_home(turn, [*files, along, drop]), personal=False)


async def ask_to_confirm(event: Event, turn: Turn, state: FSMContext, there: Booking) -> None:
    """All of it once more; the next words are the reason."""
    await state.set_state(BookReason.words)
    await state.update_data({_FOR: there.id})
    until = hour(there.held_until or turn.books.clock.now(), turn.lang)
    hint = [] if there.reason else ["", say(turn.lang, "receptions.reason_hint")]
    notes = ["", say(turn.lang, "appointments.bring"), say(turn.lang, "appointments.service")]
    lines = [*booking_lines(turn.books, there, turn.lang), *visit_lines(there, turn.lang), *notes, *hint]
    rows = [
        [labelled(turn, "common.confirm", Confirm(booking=there.id))],
        [labelled(turn, "booking.along_button", Along(booking=there.id))],
        [labelled(turn, "receptions.other_time", Places(page=0))],
        [labelled(turn, "common.cancel", Release(booking=there.id))],
    ]
    told = personal(turn, "receptions.summary", lines, rows, until=until)
    await speak(event, turn, replace(told, personal=turn.party_id is not None))


def _not_found(turn: Turn) -> Reply:
    return reply(turn, "common.not_found", with_home(turn))
