"""When is my appointment, and can I move or cancel it?

Shown to every chat of the party that has it; somebody else's booking and a missing one look alike. Moving gives up the old
time only in the moment when the new one is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from casework.booking_facts import Booking, booking_of_party, find_booking, guest_booking_of_chat, is_live
from casework.bookings import Full, Lapsed, NotOffered, cancel, move
from casework.reception_meetings import meetings_of
from casework.receptions import BookingKind, BookingState, FreeSlot
from handlers.calendar_files import ForCalendar, renew_calendar
from handlers.day_move_offer import offer_about, take_out_old_hour, waiting_offer
from handlers.paging import page_of, turning_rows
from handlers.presses import Bare, PageNumber, RowId, is_command
from handlers.reception_choice import LABEL, free
from handlers.reception_visit import Slip
from handlers.replies import Reply, button, labelled, reply, speak, with_home
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from handlers.who_waits import who_waits
from messages.booking_words import booking_lines, slot_label
from messages.fit import clipped
from messages.library import say, version_of

router = Router(name="appointments")
A_PAGE = 8  # times to move to


class Move(CallbackData, prefix="apmove"):
    """Which other time?"""

    booking: RowId
    page: PageNumber


class MoveTo(CallbackData, prefix="mvto"):
    """This time instead."""

    booking: RowId
    slot: RowId


class Drop(CallbackData, prefix="apdrop"):
    """Cancel: are you sure?"""

    booking: RowId


class DropSurely(CallbackData, prefix="apdropok"):
    """Cancel."""

    booking: RowId


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """The party's appointments."""
    await state.set_state(None)
    await speak(event, turn, waiting_offer(turn) or _overview(turn))
    await take_out_old_hour(event, turn)


@router.callback_query(Bare("appointments"))
async def on_button(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """«Lịch hẹn của tôi»."""
    await begin(press, turn, state)


@router.callback_query(Move.filter())
async def on_move(press: CallbackQuery, callback_data: Move, turn: Turn) -> None:
    """The times it could be moved to."""
    there = _movable(turn, callback_data.booking)
    if there is None:
        await speak(press, turn, _instead_of_it(turn, callback_data.booking))
        return
    await speak(press, turn, other_times(turn, there, callback_data.page))


@router.callback_query(MoveTo.filter())
async def on_move_to(press: CallbackQuery, callback_data: MoveTo, turn: Turn) -> None:
    """Take the new time; if that cannot be, the old one stays."""
    there = _movable(turn, callback_data.booking)
    if there is None:
        await speak(press, turn, _instead_of_it(turn, callback_data.booking))
        return
    await move_to(press, turn, there, callback_data.slot)


async def move_to(event: Event, turn: Turn, there: Booking, slot_id: int) -> None:
    """The new time, the old one, or that there is none any more."""
    moved = move(turn.books, there.id, slot_id)
    match moved:
        case Booking():
            await speak(event, turn, _told(turn, "appointments.moved", moved))
            await renew_calendar(event, turn, moved.id)
        case Full() | NotOffered():
            await speak(event, turn, _instead(turn, "appointments.not_moved", there, moved.nearest))
        case Lapsed():
            await speak(event, turn, gone(turn))


@router.callback_query(Drop.filter())
async def on_drop(press: CallbackQuery, callback_data: Drop, turn: Turn) -> None:
    """One question before the time is given to others."""
    there = own_booking(turn, callback_data.booking)
    if there is None or not is_live(there, turn.books.clock.now()):
        await speak(press, turn, gone(turn))
    else:
        await speak(press, turn, ask_to_drop(turn, there))


def ask_to_drop(turn: Turn, there: Booking) -> Reply:
    """Are you sure?"""
    sure = [labelled(turn, "appointments.drop_surely", DropSurely(booking=there.id))]
    keep = [labelled(turn, "appointments.keep", "appointments")]
    lines = booking_lines(turn.books, there, turn.lang)
    return personal(turn, "appointments.sure", lines, [sure, keep])


@router.callback_query(DropSurely.filter())
async def on_drop_surely(press: CallbackQuery, callback_data: DropSurely, turn: Turn) -> None:
    """Given up; pressing twice says the same."""
    there = own_booking(turn, callback_data.booking)
    if there is None:
        await speak(press, turn, gone(turn))
    else:
        await give_up(press, turn, there)


async def give_up(event: Event, turn: Turn, there: Booking) -> None:
    """The time goes to others; the phone's calendar is told."""
    dropped = cancel(turn.books, there.id) is not None or there.state is BookingState.CANCELLED
    again = [labelled(turn, "common.book", "book")]
    key = "appointments.dropped" if dropped else "appointments.over"
    told = personal(turn, key, (), [again], reference=there.reference)
    await speak(event, turn, replace(told, personal=turn.party_id is not None))
    await renew_calendar(event, turn, there.id)


@router.message(is_command)
async def on_command(message: Message, turn: Turn, state: FSMContext) -> None:
    """``/lichhen``."""
    await begin(message, turn, state)


def own_booking(turn: Turn, booking_id: int) -> Booking | None:
    """The booking, if it is the chat's party's; None alike for somebody else's and for none."""
    there = find_booking(turn.books, booking_id)
    return there if there is not None and there.is_of(turn.party_id, turn.contact.id) else None


def personal(
    turn: Turn, key: str, lines: Sequence[str], rows: Sequence[Sequence[InlineKeyboardButton]], **blanks: str | int
) -> Reply:
    """The text ``key`` and facts of a booking under it."""
    said = say(turn.lang, key, on=None, **blanks)
    text = "\n".join([said, "", *lines]) if lines else said
    return Reply(text=text, text_key=key, text_version=version_of(key), buttons=with_home(turn, rows), personal=True)


def confirmed(turn: Turn, there: Booking) -> Reply:
    """The booking that was just made, with what to bring."""
    return _told(turn, "appointments.booked", there)


def standing(turn: Turn, there: Booking) -> Reply:
    """The booking that there is already; of a place that is only kept for them, what is offered."""
    offered = (offer_about(turn, there) or who_waits(turn)) if there.state is BookingState.OFFERED else None
    return offered or _told(turn, "appointments.already", there)


def _told(turn: Turn, key: str, there: Booking) -> Reply:
    lines = [*booking_lines(turn.books, there, turn.lang), "", *_notes(turn)]
    return personal(turn, key, lines, _acts(turn, there), reference=there.reference)


def _notes(turn: Turn) -> list[str]:
    return [say(turn.lang, "appointments.bring"), say(turn.lang, "appointments.service")]


def _acts(turn: Turn, there: Booking) -> list[list[InlineKeyboardButton]]:
    rows = [[labelled(turn, "appointments.calendar_button", ForCalendar(booking=there.id))]]
    if there.kind is BookingKind.RECEPTION:
        rows.append([labelled(turn, "booking.slip_button", Slip(booking=there.id))])
        rows.append([labelled(turn, "appointments.move_button", Move(booking=there.id, page=0))])
    return [*rows, [labelled(turn, "appointments.drop_button", Drop(booking=there.id))]]


def _overview(turn: Turn) -> Reply:
    party_id = turn.party_id or 0
    found = [booking_of_party(turn.books, party_id, kind) for kind in BookingKind]
    found.append(guest_booking_of_chat(turn.books, turn.contact.id))  # made before the chat was linked
    live = [there for there in found if there is not None and there.state is BookingState.CONFIRMED]
    book = [labelled(turn, "common.book", "book")]
    if not live and (waits := who_waits(turn)) is not None:
        return waits
    if not live:
        past = [[labelled(turn, "meeting.past_button", "met")]] if meetings_of(turn.books, party_id, most=1) else []
        return personal(turn, "appointments.none", (), [book, *past])
    if len(live) == 1:
        return _told(turn, "appointments.one", live[0])
    lines = [line for there in live for line in ("", there.reference, *booking_lines(turn.books, there, turn.lang))]
    rows = [[_naming(act, there)] for there in live for row in _acts(turn, there) for act in row]
    return personal(turn, "appointments.several", [*lines[1:], "", *_notes(turn)], rows)


def _naming(act: InlineKeyboardButton, there: Booking) -> InlineKeyboardButton:
    """The same button, saying which booking it is for."""
    return button(f"{act.text} ({there.reference})", act.callback_data or "")


def _movable(turn: Turn, booking_id: int) -> Booking | None:
    """Their own booking with the leader that stands; a meeting with the officer is moved by the officer.

    A place that is kept until they answer is none yet: moved like a booking, it would still run out.
    """
    there = own_booking(turn, booking_id)
    if there is None or there.kind is not BookingKind.RECEPTION or there.state is BookingState.OFFERED:
        return None
    return there if is_live(there, turn.books.clock.now()) else None


def _instead_of_it(turn: Turn, booking_id: int) -> Reply:
    """For a button of before the day was moved: what waits for an answer now."""
    there = own_booking(turn, booking_id)
    return (None if there is None else offer_about(turn, there)) or gone(turn)


def other_times(
    turn: Turn, there: Booking, number: int, some: Sequence[FreeSlot] | None = None, why: str | None = None
) -> Reply:
    """The times it could be moved to, or ``some`` of them; ``why``: the sentence on why not what was asked for."""
    others = [one for one in free(turn) if one.slot_id != there.slot_id] if some is None else some
    if not others:
        return personal(turn, "appointments.nothing_free", (), [_back(turn)])
    page = page_of(others, number, A_PAGE)
    turns = turning_rows(turn, page, lambda to: Move(booking=there.id, page=to))
    lines = booking_lines(turn.books, there, turn.lang)
    if why is not None:
        lines = [say(turn.lang, why, on=None), "", *lines]
    return personal(turn, "appointments.move_where", lines, [*_times(turn, there, page.shown), *turns, _back(turn)])


def _instead(turn: Turn, key: str, there: Booking, nearest: Sequence[FreeSlot]) -> Reply:
    lines = booking_lines(turn.books, there, turn.lang)
    return personal(turn, key, lines, [*_times(turn, there, nearest), _back(turn)])


def _times(turn: Turn, there: Booking, slots: Sequence[FreeSlot]) -> list[list[InlineKeyboardButton]]:
    return [[button(clipped(slot_label(one, turn.lang), LABEL), MoveTo(booking=there.id, slot=one.slot_id))]
            for one in slots]  # fmt: skip


def _back(turn: Turn) -> list[InlineKeyboardButton]:
    return [labelled(turn, "appointments.keep", "appointments")]


def gone(turn: Turn) -> Reply:
    """There is no such appointment (any more)."""
    return reply(turn, "appointments.gone", with_home(turn, [[labelled(turn, "common.book", "book")]]))


DIALOGUE = Dialogue(
    router=router,
    commands=("lichhen", "appointments"),
    presses=("appointments", "apmove", "mvto", "apdrop", "apdropok"),
    wishes=("my_appointment",),
    open=begin,
    personal=True,
)
