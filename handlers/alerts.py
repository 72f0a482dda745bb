"""How does a member of staff receive alerts in a private chat, and take one? With a code from the terminal, and a button."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from casework import staff
from casework.alert_list import link_chat, reads_as_code, whose_chat
from casework.alerts import Alert, alert_named, take
from handlers.presses import RowId
from handlers.replies import Reply, reply, speak, with_home
from handlers.switchboard import Dialogue
from handlers.turn import Turn
from messages.alert_notices import TAKE
from messages.vietnamese import hour

linking = Router(name="alerts_linking")
taking = Router(name="alerts_taking")


class Take(CallbackData, prefix=TAKE):
    """Whoever presses it calls."""

    alert: RowId


@linking.message()
async def on_code(message: Message, turn: Turn, state: FSMContext) -> None:
    """The code links this chat; the message that holds it is taken out. The bare command says what to type."""
    text, home = message.text or "", with_home(turn)
    if text.startswith("/"):
        text = text.partition(" ")[2]
        if not text.strip():
            await speak(message, turn, reply(turn, "alerts.ask_code", home))
            return
    linked = link_chat(turn.books, turn.contact.id, text)
    await message.delete()
    await speak(message, turn, reply(turn, "alerts.code_refused" if linked is None else "alerts.linked", home))


@taking.callback_query(Take.filter())
async def on_take(press: CallbackQuery, callback_data: Take, turn: Turn) -> None:
    """Taken, or who has it; for everybody else there is no such thing."""
    who, there = whose_chat(turn.books, turn.contact.id), alert_named(turn.books, callback_data.alert)
    if who is None or there is None:
        await speak(press, turn, reply(turn, "common.expired_button", with_home(turn)), anew=True)
        return
    there = take(turn.books, there.question_id, who) or there
    await speak(press, turn, _told(turn, there, who), anew=True)


def _told(turn: Turn, there: Alert, who: int) -> Reply:
    home = with_home(turn)
    if there.called_at is not None:
        return reply(turn, "alerts.over", home, reference=there.reference, hour=hour(there.called_at, turn.lang))
    if there.taken_by == who or there.taken_by is None or there.taken_at is None:
        return reply(turn, "alerts.taken", home, reference=there.reference)
    taker = staff.find(turn.books, there.taken_by)
    name, at = "-" if taker is None else taker.name, hour(there.taken_at, turn.lang)
    return reply(turn, "alerts.taken_by", home, reference=there.reference, name=name, hour=at)


LINKING = Dialogue(router=linking, commands=("canhbao", "alerts"), reads=reads_as_code)
TAKING = Dialogue(router=taking, presses=(TAKE,))
