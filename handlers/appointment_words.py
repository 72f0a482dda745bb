"""How is an appointment moved or cancelled by typing alone? "hủy lịch hẹn", "đổi sang thứ 6 lúc 9 giờ", then one answer.

The screens are those of the buttons; what is typed after them is read as one of their choices.
"""

from __future__ import annotations

import re
from dataclasses import replace

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from casework.booking_facts import Booking, is_live
from casework.clock import today
from casework.receptions import BookingKind, BookingState, FreeSlot
from casework.view_pin import pin_needed
from handlers import appointments, identify
from handlers.appointments import give_up, move_to, other_times, own_booking
from handlers.reception_choice import free
from handlers.reception_held import ask_to_give_up, own, show_own
from handlers.reception_search import Query, Refused, heard, matching
from handlers.replies import speak
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages.folding import fold

router = Router(name="appointment_words")
_BOOKING = "appointment_of_words"  # where the booking stands in the dialogue's data
_DROP = re.compile(
    r"\b(?:huy(?: bo)?|bo) (?:lich|hen|cuoc|buoi|gio)\b|\bhuy\W*$|\bkhong (?:den|len|toi|di|gap) (?:duoc|nua)\b|\bcancel\b"
)
_MOVE = re.compile(
    r"\b(?:doi|chuyen)(?: lai)? (?:lich|gio|ngay|hen|buoi|cuoc|sang|qua)\b|\b(?:move|change|reschedule)\b"
)
_WAITING = re.compile(r"đợi|đòi")  # without their marks these, too, are "doi"
_YES = re.compile(r"(?:toi |em )?(?:huy|huy di|dong y|dung|dung roi|co|xac nhan|chac|ok|oke|yes)")
_NO = re.compile(r"(?:khong|khong huy|thoi|giu|giu lai|giu lich|giu lich hen|van den|no)")


class AppointmentWords(StatesGroup):
    """A question about an appointment is open."""

    drop = State()
    move = State()


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """The party's appointments; words that cancel or move the one that there is lead there at once."""
    there = own(turn)
    text = (event.text or "") if isinstance(event, Message) else ""
    plain, moves = fold(text), _MOVE.search(fold(text)) and not _WAITING.search(text.lower())
    if there is None or there.state is not BookingState.CONFIRMED or plain.startswith("/"):
        await appointments.begin(event, turn, state)
    elif isinstance(event, Message) and moves and there.kind is BookingKind.RECEPTION:
        await _ask(state, AppointmentWords.move, there)
        if not await _moved(event, turn, state, there):
            await speak(event, turn, other_times(turn, there, 0))
    elif _DROP.search(plain):
        await _ask(state, AppointmentWords.drop, there)
        await speak(event, turn, appointments.ask_to_drop(turn, there))
    else:
        await appointments.begin(event, turn, state)


async def of_guest(event: Event, turn: Turn, state: FSMContext) -> None:
    """What was booked in this chat without a link, to look at or to cancel; where there is none, who is it?"""
    there = own(turn)
    plain = fold(event.text or "") if isinstance(event, Message) else ""
    if there is None:
        await identify.begin(event, turn, state)
    elif there.state is BookingState.CONFIRMED and _DROP.search(plain):
        await _ask(state, AppointmentWords.drop, there)
        await speak(event, turn, ask_to_give_up(turn, there))
    else:
        await state.set_state(None)
        await show_own(event, turn, state, there)


@router.message(StateFilter(AppointmentWords.drop))
async def on_drop_words(message: Message, turn: Turn, state: FSMContext) -> None:
    """Yes or no to giving it up; other words are for another dialogue."""
    there, plain = await _asked(turn, state), fold(message.text or "").strip(" .!,")
    await state.set_state(None)
    if there is None or not (_YES.fullmatch(plain) or _NO.fullmatch(plain)):
        raise SkipHandler
    if _YES.fullmatch(plain):
        await give_up(message, turn, there)
    else:
        await show_own(message, turn, state, there)


@router.message(StateFilter(AppointmentWords.move))
async def on_move_words(message: Message, turn: Turn, state: FSMContext) -> None:
    """The new time in words; other words are for another dialogue."""
    there = await _asked(turn, state)
    if there is None or not await _moved(message, turn, state, there):
        await state.set_state(None)
        raise SkipHandler


async def _moved(message: Message, turn: Turn, state: FSMContext, there: Booking) -> bool:
    """Move to the one time that the words name, or show those they leave open; False where they name none."""
    slots = [one for one in free(turn) if one.slot_id != there.slot_id]
    query = heard(turn, message.text or "", slots, Query(), today(turn.books.clock))
    if query is None:
        return False
    found = [] if isinstance(query, Refused) else matching(query, slots)
    if len(found) == 1 and isinstance(query, Query) and query.days is not None and query.at is not None:
        await state.set_state(None)
        await move_to(message, turn, there, found[0].slot_id)
        return True
    await speak(message, turn, other_times(turn, there, 0, _first(found, slots), why=_why(query, found)))
    return True


def _first(found: list[FreeSlot], slots: list[FreeSlot]) -> list[FreeSlot]:
    """A page of what was asked for; where there is none, the next ones."""
    return (found or slots)[: appointments.A_PAGE]


def _why(query: Query | Refused, found: list[FreeSlot]) -> str | None:
    if isinstance(query, Refused):
        return f"booking.{query.why.value}"
    return None if found else "booking.not_then"


async def _ask(state: FSMContext, question: State, there: Booking) -> None:
    await state.set_state(question)
    await state.update_data({_BOOKING: there.id})


async def _asked(turn: Turn, state: FSMContext) -> Booking | None:
    """The booking that the question is about, as long as it stands and may be shown."""
    kept = (await state.get_data()).get(_BOOKING)
    there = own_booking(turn, kept) if isinstance(kept, int) else None
    closed = turn.party_id is not None and pin_needed(turn.contact, turn.books.clock.now())
    return there if there is not None and not closed and is_live(there, turn.books.clock.now()) else None


DIALOGUE = replace(appointments.DIALOGUE, open=begin, stranger=of_guest)
WORDS = Dialogue(router=router, states=("AppointmentWords",))
