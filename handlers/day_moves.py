"""My reception day was moved: do I take the time that is kept for me, another one, or come no more?

The offer itself is written in ``messages.day_move_contents``; it stands behind the message about the move and where somebody
looks for their appointments. Somebody else's offer and a missing one look alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton

from casework.booking_facts import find_booking
from casework.day_moves_answers import accept, give_up, take_other
from casework.day_moves_kinds import Person
from casework.day_moves_people import open_person_of, person
from casework.receptions import FreeSlot, free_slots
from handlers.appointments import Drop
from handlers.calendar_files import ForCalendar, renew_calendar
from handlers.day_move_offer import offered
from handlers.paging import page_of, turning_rows
from handlers.presses import PageNumber, RowId
from handlers.replies import Reply, button, labelled, reply, speak, with_home
from handlers.switchboard import Dialogue
from handlers.turn import Turn
from messages.booking_words import booking_lines, slot_label
from messages.day_move_contents import ACCEPT, GIVE_UP, OTHER
from messages.fit import clipped
from messages.library import say, version_of

router = Router(name="day_moves")
A_PAGE = 8  # times to choose from
LABEL = 60  # characters on a button
MANY = 1_000  # free times looked at


class Accept(CallbackData, prefix=ACCEPT):
    """Take the time that is kept."""

    one: RowId


class Other(CallbackData, prefix=OTHER):
    """Which other time?"""

    one: RowId
    page: PageNumber


class TakeOther(CallbackData, prefix="dmto"):
    """This time instead."""

    one: RowId
    slot: RowId


class GiveUp(CallbackData, prefix=GIVE_UP):
    """Not any more: are you sure?"""

    one: RowId


class GiveUpSurely(CallbackData, prefix="dmnook"):
    """Not any more."""

    one: RowId


class Offer(CallbackData, prefix="dmoffer"):
    """What was offered, once more."""

    one: RowId


@router.callback_query(Accept.filter())
async def on_accept(press: CallbackQuery, callback_data: Accept, turn: Turn) -> None:
    """The kept time becomes the appointment; pressing twice says the same."""
    one = _own(turn, callback_data.one)
    if one is None:
        await speak(press, turn, _gone(turn))
    elif accept(turn.books, one):
        await speak(press, turn, _taken(turn, one))
        await renew_calendar(press, turn, one.booking_id)
    else:
        await speak(press, turn, offered(turn, one))


@router.callback_query(Other.filter())
async def on_other(press: CallbackQuery, callback_data: Other, turn: Turn) -> None:
    """The free times; the kept one stays kept."""
    one = _own(turn, callback_data.one)
    if one is None:
        await speak(press, turn, _gone(turn))
        return
    key = "day_moves.which_other" if _kept(turn, one) else "day_moves.which_time"
    await speak(press, turn, _times(turn, one, callback_data.page, key))


@router.callback_query(TakeOther.filter())
async def on_take_other(press: CallbackQuery, callback_data: TakeOther, turn: Turn) -> None:
    """Another time becomes the appointment, with the same reference."""
    one = _own(turn, callback_data.one)
    if one is None:
        await speak(press, turn, _gone(turn))
    elif take_other(turn.books, one, callback_data.slot):
        await speak(press, turn, _taken(turn, one))
        await renew_calendar(press, turn, one.booking_id)
    elif open_person_of(turn.books, booking_id=one.booking_id) is None:
        await speak(press, turn, offered(turn, one))
    else:
        await speak(press, turn, _times(turn, one, 0, "day_moves.not_free"))


@router.callback_query(GiveUp.filter())
async def on_give_up(press: CallbackQuery, callback_data: GiveUp, turn: Turn) -> None:
    """One question before the place goes to others."""
    one = _own(turn, callback_data.one)
    if one is None:
        await speak(press, turn, _gone(turn))
        return
    sure = [labelled(turn, "day_moves.give_up_surely", GiveUpSurely(one=one.id))]
    key = "day_moves.sure" if _kept(turn, one) else "day_moves.sure_without_place"
    await speak(press, turn, reply(turn, key, with_home(turn, [sure, _back(turn, one)])))


@router.callback_query(GiveUpSurely.filter())
async def on_give_up_surely(press: CallbackQuery, callback_data: GiveUpSurely, turn: Turn) -> None:
    """Cancelled; pressing twice says the same."""
    one = _own(turn, callback_data.one)
    if one is None:
        await speak(press, turn, _gone(turn))
    elif give_up(turn.books, one):
        again = [labelled(turn, "common.book", "book")]
        said = reply(turn, "day_moves.given_up", with_home(turn, [again]), personal=True, reference=one.reference)
        await speak(press, turn, said)
        await renew_calendar(press, turn, one.booking_id)
    else:
        await speak(press, turn, offered(turn, one))


@router.callback_query(Offer.filter())
async def on_offer(press: CallbackQuery, callback_data: Offer, turn: Turn) -> None:
    """Back to what was offered."""
    one = _own(turn, callback_data.one)
    await speak(press, turn, _gone(turn) if one is None else offered(turn, one))


def _own(turn: Turn, person_id: int) -> Person | None:
    one = person(turn.books, person_id)
    return one if one is not None and one.party_id is not None and one.party_id == turn.party_id else None


def _taken(turn: Turn, one: Person) -> Reply:
    there = find_booking(turn.books, one.booking_id)
    if there is None:
        return _gone(turn)
    notes = [say(turn.lang, "appointments.bring"), say(turn.lang, "appointments.service")]
    said = say(turn.lang, "day_moves.taken", on=None, reference=there.reference)
    rows = [
        [labelled(turn, "appointments.calendar_button", ForCalendar(booking=there.id))],
        [labelled(turn, "appointments.drop_button", Drop(booking=there.id))],
    ]
    return Reply(
        text="\n".join([said, "", *booking_lines(turn.books, there, turn.lang), "", *notes]),
        text_key="day_moves.taken",
        text_version=version_of("day_moves.taken"),
        buttons=with_home(turn, rows),
        personal=True,
    )


def _times(turn: Turn, one: Person, number: int, key: str) -> Reply:
    slots = [slot for slot in _free(turn, one) if slot.slot_id != one.slot_id]
    if not slots:
        return reply(turn, "day_moves.nothing_free", with_home(turn, [_back(turn, one)]), personal=True)
    page = page_of(slots, number, A_PAGE)
    rows = [
        [button(clipped(slot_label(slot, turn.lang), LABEL), TakeOther(one=one.id, slot=slot.slot_id))]
        for slot in page.shown
    ]
    turns = turning_rows(turn, page, lambda to: Other(one=one.id, page=to))
    return reply(turn, key, with_home(turn, [*rows, *turns, _back(turn, one)]), personal=True)


def _free(turn: Turn, one: Person) -> Sequence[FreeSlot]:
    return free_slots(turn.books, after=turn.books.clock.now(), kind=one.kind, limit=MANY)


def _back(turn: Turn, one: Person) -> list[InlineKeyboardButton]:
    key = "day_moves.think_again" if _kept(turn, one) else "common.back"
    return [labelled(turn, key, Offer(one=one.id))]


def _kept(turn: Turn, one: Person) -> bool:
    return one.keeps_place(turn.books.clock.now())


def _gone(turn: Turn) -> Reply:
    return reply(turn, "common.not_found", with_home(turn))


DIALOGUE = Dialogue(
    router=router,
    presses=("dmyes", "dmother", "dmto", "dmno", "dmnook", "dmoffer"),
    personal=True,
)
