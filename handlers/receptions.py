"""How do I get a seat at a leader's reception? Place, day, time, and confirm: five taps at most.

A chosen time is kept for ten minutes while a reason may be typed. A booking is a service: the days are shown to everybody,
with the sentence that anyone may come without one.
"""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from casework.booking_facts import Booking, booking_of_party, is_live
from casework.booking_reasons import give_reason
from casework.bookings import AlreadyHas, Full, Lapsed, NotOffered, WhyNot, cancel, confirm, hold
from casework.receptions import BookingState, nearest_free
from casework.reminder_answers import Kind as Reaction
from handlers import appointments
from handlers.appointments import own_booking, personal
from handlers.presses import Bare, RowId, is_command
from handlers.reactions import react_if_reminded
from handlers.reception_choice import (
    DaysAt,
    Places,
    PublicDays,
    Take,
    TimesOf,
    choose_day,
    choose_place,
    choose_time,
    instead,
    schedule,
)
from handlers.replies import Reply, labelled, reply, speak, with_home
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages.booking_words import booking_lines
from messages.library import say
from messages.vietnamese import hour

router = Router(name="receptions")
_FOR = "reason_for"  # where the held booking stands in the dialogue's data


class BookReason(StatesGroup):
    """A seat is held; words typed now are the reason."""

    words = State()


class Confirm(CallbackData, prefix="bookok"):
    """Make the held time a booking."""

    booking: RowId


class Release(CallbackData, prefix="bookno"):
    """Give the held time back."""

    booking: RowId


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """What the party has already, or where it can be received."""
    await state.set_state(None)
    there = booking_of_party(turn.books, turn.party_id or 0)
    if there is None:
        await speak(event, turn, choose_place(turn, 0))
    else:
        await _show_own(event, turn, state, there)


async def show_days(event: Event, turn: Turn, state: FSMContext) -> None:
    """The public schedule, for whoever is not linked."""
    await state.set_state(None)
    await speak(event, turn, schedule(turn, 0))


@router.callback_query(Bare("book"))
async def on_button(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """«Đặt lịch gặp»."""
    await begin(press, turn, state)


@router.callback_query(Places.filter())
async def on_places(press: CallbackQuery, callback_data: Places, turn: Turn) -> None:
    """The places, or another page of them."""
    await speak(press, turn, choose_place(turn, callback_data.page))


@router.callback_query(DaysAt.filter())
async def on_place(press: CallbackQuery, callback_data: DaysAt, turn: Turn) -> None:
    """A place was chosen: its days."""
    await speak(press, turn, choose_day(turn, callback_data.day, callback_data.page))


@router.callback_query(TimesOf.filter())
async def on_day(press: CallbackQuery, callback_data: TimesOf, turn: Turn) -> None:
    """A day was chosen: its times."""
    await speak(press, turn, choose_time(turn, callback_data.day, callback_data.page))


@router.callback_query(Take.filter())
async def on_time(press: CallbackQuery, callback_data: Take, turn: Turn, state: FSMContext) -> None:
    """A time was chosen: hold it, or say what there is instead."""
    held = hold(turn.books, callback_data.slot, turn.party_id or 0, turn.contact.id)
    match held:
        case Booking():
            await _ask_to_confirm(press, turn, state, held)
        case AlreadyHas():
            await _show_own(press, turn, state, held.booking)
        case Full():
            await speak(press, turn, instead(turn, "receptions.full", held.nearest))
        case NotOffered(why=WhyNot.NOT_LINKED):
            await speak(press, turn, reply(turn, "common.expired_button", with_home(turn)))
        case NotOffered():
            await speak(press, turn, instead(turn, f"receptions.{held.why.value}", held.nearest))


@router.message(StateFilter(BookReason.words))
async def on_reason(message: Message, turn: Turn, state: FSMContext) -> None:
    """The reason, while the time is held."""
    kept = (await state.get_data()).get(_FOR)
    there = own_booking(turn, kept) if isinstance(kept, int) else None
    if (
        there is None
        or there.state is not BookingState.HELD
        or not give_reason(turn.books, there.id, message.text or "")
    ):
        await state.set_state(None)
        nearest = nearest_free(turn.books, turn.books.clock.now() if there is None else there.starts_at)
        await speak(message, turn, instead(turn, "receptions.lapsed", nearest))
        return
    await _ask_to_confirm(message, turn, state, own_booking(turn, there.id) or there)


@router.callback_query(Confirm.filter())
async def on_confirm(press: CallbackQuery, callback_data: Confirm, turn: Turn, state: FSMContext) -> None:
    """The held time becomes a booking; pressing twice gives the same one."""
    await state.set_state(None)
    there = own_booking(turn, callback_data.booking)
    if there is None:
        await speak(press, turn, _not_found(turn))
        return
    made = confirm(turn.books, there.id)
    if isinstance(made, Lapsed):
        await speak(press, turn, instead(turn, "receptions.lapsed", made.nearest))
    else:
        react_if_reminded(turn, Reaction.OTHER_TIME)
        await speak(press, turn, appointments.confirmed(turn, made))


@router.callback_query(Release.filter())
async def on_release(press: CallbackQuery, callback_data: Release, turn: Turn, state: FSMContext) -> None:
    """The held time goes back; a confirmed booking is not given up by an old button."""
    await state.set_state(None)
    there = own_booking(turn, callback_data.booking)
    if there is None:
        await speak(press, turn, _not_found(turn))
    elif there.state is BookingState.CONFIRMED and is_live(there, turn.books.clock.now()):
        await speak(press, turn, appointments.standing(turn, there))
    else:
        cancel(turn.books, there.id)
        anew = [labelled(turn, "receptions.choose_anew", "book")]
        await speak(press, turn, reply(turn, "receptions.released", with_home(turn, [anew])))


@router.message(is_command)
async def on_command(message: Message, turn: Turn, state: FSMContext) -> None:
    """``/datlich``."""
    await begin(message, turn, state)


async def _show_own(event: Event, turn: Turn, state: FSMContext, there: Booking) -> None:
    """What the party has: a held time to be confirmed, or a booking."""
    if there.state is BookingState.HELD:
        await _ask_to_confirm(event, turn, state, there)
    else:
        await speak(event, turn, appointments.standing(turn, there))


async def _ask_to_confirm(event: Event, turn: Turn, state: FSMContext, there: Booking) -> None:
    """All of it once more; the next words are the reason."""
    await state.set_state(BookReason.words)
    await state.update_data({_FOR: there.id})
    until = hour(there.held_until or turn.books.clock.now(), turn.lang)
    hint = [] if there.reason else ["", say(turn.lang, "receptions.reason_hint")]
    lines = [*booking_lines(turn.books, there, turn.lang), *hint]
    rows = [
        [labelled(turn, "common.confirm", Confirm(booking=there.id))],
        [labelled(turn, "receptions.other_time", Places(page=0))],
        [labelled(turn, "common.cancel", Release(booking=there.id))],
    ]
    await speak(event, turn, personal(turn, "receptions.summary", lines, rows, until=until))


def _not_found(turn: Turn) -> Reply:
    return reply(turn, "common.not_found", with_home(turn))


DIALOGUE = Dialogue(
    router=router,
    commands=("datlich", "book"),
    presses=("book", "bookplaces", "bookat", "bookday", "slot", "bookok", "bookno"),
    states=("BookReason",),
    wishes=("book_meeting",),
    open=begin,
    personal=True,
    stranger=show_days,
)

days_router = Router(name="reception_days")


@days_router.callback_query(PublicDays.filter())
async def on_public_days(press: CallbackQuery, callback_data: PublicDays, turn: Turn) -> None:
    """A page of the public schedule."""
    await speak(press, turn, schedule(turn, callback_data.page))


@days_router.message(is_command)
async def on_days_command(message: Message, turn: Turn, state: FSMContext) -> None:
    """``/lichtiep``."""
    await show_days(message, turn, state)


DAYS = Dialogue(router=days_router, commands=("lichtiep",), presses=("days",))
