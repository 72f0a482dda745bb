"""Will you come, and what was agreed when we met? The buttons under a reminder and under the note of a meeting."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from casework.booking_facts import find_booking, is_live
from casework.booking_marks import say_coming
from casework.reception_meetings import meetings_of
from casework.reception_outcomes import find_outcome
from handlers.appointments import own_booking, personal, standing
from handlers.day_move_offer import offer_about
from handlers.presses import Bare, RowId
from handlers.replies import Reply, button, labelled, of_content, reply, speak, with_home
from handlers.switchboard import Dialogue
from handlers.turn import Turn
from messages.booking_words import day_label
from messages.meeting_contents import note_content, render_note

router = Router(name="meetings")
A_PAGE = 5  # notes, the last ones


class Come(CallbackData, prefix="come"):
    """I will come."""

    booking: RowId


class NoteOf(CallbackData, prefix="metof"):
    """What was noted after this meeting."""

    outcome: RowId


@router.callback_query(Come.filter())
async def on_come(press: CallbackQuery, callback_data: Come, turn: Turn) -> None:
    """Noted for the desk; pressing twice says the same."""
    there = own_booking(turn, callback_data.booking)
    if there is not None and (waits := offer_about(turn, there)) is not None:  # they would come to an hour that is gone
        await speak(press, turn, waits)
        return
    live = there is not None and is_live(there, turn.books.clock.now())
    if there is None or not live or not say_coming(turn.books, there.id):
        again = [labelled(turn, "common.book", "book")]
        await speak(press, turn, reply(turn, "appointments.gone", with_home(turn, [again])))
        return
    stands = standing(turn, there)
    thanks = personal(turn, "meeting.coming", stands.text.split("\n")[1:], [], reference=there.reference)
    await speak(press, turn, Reply(
        text=thanks.text, text_key=thanks.text_key, text_version=thanks.text_version, buttons=stands.buttons, personal=True
    ))  # fmt: skip


@router.callback_query(Bare("met"))
async def on_past(press: CallbackQuery, turn: Turn) -> None:
    """The last meetings of which something was noted."""
    met = meetings_of(turn.books, turn.party_id or 0, most=A_PAGE)
    rows = [[button(day_label(one.met_on, turn.lang), NoteOf(outcome=one.outcome_id))] for one in met]
    back = [labelled(turn, "reminder.appointments", "appointments")]
    key = "meeting.past" if met else "meeting.past_none"
    await speak(press, turn, personal(turn, key, (), [*rows, back]))


@router.callback_query(NoteOf.filter())
async def on_note(press: CallbackQuery, callback_data: NoteOf, turn: Turn) -> None:
    """The note as it stands, if it is of this party's meeting; else as if there were none."""
    outcome = find_outcome(turn.books, callback_data.outcome)
    there = None if outcome is None else find_booking(turn.books, outcome.booking_id)
    if outcome is None or there is None or there.party_id is None or there.party_id != turn.party_id:
        await speak(press, turn, reply(turn, "common.not_found", with_home(turn)))
        return
    shown = render_note(turn.books, note_content(outcome, there.party_id), there, outcome, turn.lang)
    back = [labelled(turn, "meeting.past_button", "met")]
    await speak(press, turn, of_content(turn, shown, back))


DIALOGUE = Dialogue(router=router, presses=("come", "met", "metof"), personal=True)
