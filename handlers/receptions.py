"""How do I get a seat at a leader's reception? By place, day, leader or nearness in five taps at most, or in words.

A chosen time is kept for ten minutes while a reason may be typed. A booking is a service: the days are shown to everybody,
with the sentence that anyone may come without one. Whoever is not linked books as a guest (``handlers.reception_guests``).
"""

from __future__ import annotations

from datetime import date

from aiogram.dispatcher.event.bases import UNHANDLED, SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from casework.clock import today
from casework.receptions import FreeSlot
from casework.view_pin import pin_needed
from handlers import reception_held, reception_taking
from handlers.presses import Bare, is_command
from handlers.reception_asking import BookBy, Query, choosing, chosen, in_words, more, near_home
from handlers.reception_choice import (
    AllDays,
    DaysAt,
    Leaders,
    MoreFound,
    OfLeader,
    OnDate,
    Places,
    PublicDays,
    Take,
    TimesOf,
    choose_day,
    choose_leader,
    choose_of_all_days,
    choose_place,
    choose_time,
    schedule,
)
from handlers.reception_held import own, show_own
from handlers.reception_taking import take
from handlers.replies import speak
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn

router = reception_held.router


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """What the party has already, or where it can be received; words that name a place or a day lead there at once."""
    await state.set_state(None)
    there = own(turn)
    if there is not None:
        await show_own(event, turn, state, there)
    elif not (isinstance(event, Message) and await answer_words(event, turn, state, anew=True)):
        await choosing(event, turn, state, choose_place(turn, 0), anew=True)


async def answer_words(message: Message, turn: Turn, state: FSMContext, *, anew: bool = False) -> bool:
    """Show what the words ask for; False where they name no place, day, hour or leader."""
    text = message.text or ""
    found = None if text.startswith("/") else await in_words(turn, state, text, anew=anew)
    if isinstance(found, FreeSlot):
        await take(message, turn, state, found.slot_id)
    elif found is not None:
        await speak(message, turn, found)
    return found is not None


async def show_days(event: Event, turn: Turn, state: FSMContext) -> None:
    """The public schedule, for everybody; words typed now may be one of its days."""
    await choosing(event, turn, state, schedule(turn, 0), anew=True)


@router.callback_query(Bare("book"))
async def on_button(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """«Đặt lịch gặp»."""
    await begin(press, turn, state)


@router.callback_query(Places.filter())
async def on_places(press: CallbackQuery, callback_data: Places, turn: Turn, state: FSMContext) -> None:
    """The places, or another page of them."""
    await choosing(press, turn, state, choose_place(turn, callback_data.page), anew=True)


@router.callback_query(DaysAt.filter())
async def on_place(press: CallbackQuery, callback_data: DaysAt, turn: Turn, state: FSMContext) -> None:
    """A place was chosen: its days."""
    await choosing(press, turn, state, choose_day(turn, callback_data.day, callback_data.page))


@router.callback_query(TimesOf.filter())
async def on_day(press: CallbackQuery, callback_data: TimesOf, turn: Turn, state: FSMContext) -> None:
    """A day was chosen: its times."""
    await choosing(press, turn, state, choose_time(turn, callback_data.day, callback_data.page))


@router.callback_query(AllDays.filter())
async def on_all_days(press: CallbackQuery, callback_data: AllDays, turn: Turn, state: FSMContext) -> None:
    """«Chọn theo ngày»."""
    await choosing(press, turn, state, choose_of_all_days(turn, callback_data.page), anew=True)


@router.callback_query(OnDate.filter())
async def on_date(press: CallbackQuery, callback_data: OnDate, turn: Turn, state: FSMContext) -> None:
    """A day was chosen: its times at all places."""
    day = min(max(date.fromordinal(callback_data.day), today(turn.books.clock)), date.max)
    await speak(press, turn, await chosen(turn, state, Query(days=(day,))))


@router.callback_query(Leaders.filter())
async def on_leaders(press: CallbackQuery, callback_data: Leaders, turn: Turn, state: FSMContext) -> None:
    """«Chọn theo người tiếp»."""
    await choosing(press, turn, state, choose_leader(turn, callback_data.page), anew=True)


@router.callback_query(OfLeader.filter())
async def on_leader(press: CallbackQuery, callback_data: OfLeader, turn: Turn, state: FSMContext) -> None:
    """Who receives was chosen: the times with them."""
    await speak(press, turn, await chosen(turn, state, Query(leader=callback_data.leader)))


@router.callback_query(Bare("booknear"))
async def on_near(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """«Gần nơi tôi ở nhất»."""
    await speak(press, turn, await near_home(turn, state))


@router.callback_query(MoreFound.filter())
async def on_more(press: CallbackQuery, callback_data: MoreFound, turn: Turn, state: FSMContext) -> None:
    """A page of what was found."""
    await state.set_state(BookBy.words)
    await speak(press, turn, await more(turn, state, callback_data.page))


@router.callback_query(Take.filter())
async def on_time(press: CallbackQuery, callback_data: Take, turn: Turn, state: FSMContext) -> None:
    """A time was chosen."""
    await take(press, turn, state, callback_data.slot)


@router.message(is_command)
async def on_command(message: Message, turn: Turn, state: FSMContext) -> None:
    """``/datlich``."""
    await begin(message, turn, state)


async def as_guest(event: Event, turn: Turn, state: FSMContext) -> None:
    """Whoever is not linked: the public days, a booking with name and number, and what was booked in this chat so."""
    asked = isinstance(event, Message) and not (event.text or "").startswith("/")
    open_question = await state.get_state()
    if (isinstance(event, CallbackQuery) and event.data != "book") or (asked and open_question is not None):
        kind = "message" if isinstance(event, Message) else "callback_query"
        known = {"turn": turn, "state": state, "raw_state": open_question, "bot": event.bot}
        if await router.propagate_event(kind, event, **known) is not UNHANDLED:
            return
    there = own(turn)
    if there is not None:
        await show_own(event, turn, state, there)
    elif not (isinstance(event, Message) and asked and await answer_words(event, turn, state, anew=True)):
        await show_days(event, turn, state)


DIALOGUE = Dialogue(
    router=router,
    commands=("datlich", "book"),
    presses=(
        "book", "bookplaces", "bookat", "bookday", "bookdays", "bookon", "bookwho", "bookby", "booknear", "bookmore", "slot",
        "bookok", "bookno", "bookalong", "bookcomp", "bookneed", "bookback", "bookslip", "bookdrop",
        "ics",
    ),
    states=("BookReason",),
    wishes=("book_meeting",),
    open=begin,
    personal=True,
    stranger=as_guest,
)  # fmt: skip

days_router = reception_taking.router


@days_router.message(StateFilter(BookBy.words))
async def on_words(message: Message, turn: Turn, state: FSMContext) -> None:
    """A place, a day, an hour or a leader in words, of whoever; else the words are for another dialogue."""
    closed = turn.party_id is not None and pin_needed(turn.contact, turn.books.clock.now())
    if closed or not await answer_words(message, turn, state):
        raise SkipHandler


@days_router.callback_query(PublicDays.filter())
async def on_public_days(press: CallbackQuery, callback_data: PublicDays, turn: Turn) -> None:
    """A page of the public schedule."""
    await speak(press, turn, schedule(turn, callback_data.page))


@days_router.message(is_command)
async def on_days_command(message: Message, turn: Turn, state: FSMContext) -> None:
    """``/lichtiep``."""
    await show_days(message, turn, state)


DAYS = Dialogue(router=days_router, commands=("lichtiep",), presses=("days",), states=("BookBy", "BookGuest"))
