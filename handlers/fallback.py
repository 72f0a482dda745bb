"""What is answered when nothing else fits? Kindly, with a way on, whatever came: words, pictures, old buttons, groups."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.answering import show_unplaced
from handlers.explain import go_on
from handlers.replies import Buttons, home_row, labelled, reply, speak
from handlers.secrets import looks_secret
from handlers.start import choices
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn

router = Router(name="fallback")


async def small_talk(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """A greeting or a thank-you."""
    await speak(event, turn, reply(turn, "fallback.greeting", choices(turn)))


@router.message()
async def on_message(message: Message, turn: Turn, state: FSMContext) -> None:
    """Whatever no dialogue took."""
    if message.chat.type == "private" and message.text and not looks_secret(message.text):
        if not await go_on(message, turn, state):
            await show_unplaced(message, turn, state)
        return
    key, rows = _answer(message, turn)
    await speak(message, turn, reply(turn, key, rows))
    if key == "chat.keep_secret":
        await message.delete()


def _answer(message: Message, turn: Turn) -> tuple[str, Buttons]:
    home = [home_row(turn)]
    if message.chat.type != "private":
        return "chat.only_private", ()
    if message.photo or message.document or message.video:
        return "chat.no_photos", home
    if not message.text:
        return "chat.only_text", choices(turn)
    return "chat.keep_secret", [[labelled(turn, "common.genuine", "genuine")], *home]


@router.callback_query()
async def on_press(press: CallbackQuery, turn: Turn) -> None:
    """A button that is too old, forged, or of another chat: nothing changes."""
    await speak(press, turn, reply(turn, "common.expired_button", [home_row(turn)]), anew=True)


DIALOGUE = Dialogue(router=router)
SMALL_TALK = Dialogue(router=Router(name="small_talk"), wishes=("smalltalk",), open=small_talk)
