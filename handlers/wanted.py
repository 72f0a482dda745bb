"""What did somebody want when we had to ask who they are first? It is remembered, so that they need not say it twice."""

from __future__ import annotations

from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from handlers.replies import labelled
from handlers.turn import Turn
from messages.understand import understand

KEY = "wanted"  # where it stands in the dialogue's data
FIRST_CHOICE = "obligations"
_BY_WISH = {"my_obligation": "obligations", "pay": "pay", "book_meeting": "book", "my_appointment": "appointments"}
_LONGEST = 64  # bytes a button can carry


async def remember(event: Message | CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """Keep what ``event`` asked for, as the press that leads there."""
    if isinstance(event, CallbackQuery):
        press = event.data or ""
    else:
        guess = understand(event.text or "")
        press = _BY_WISH.get(guess.intent, "") if guess is not None else ""
    if press and press.isascii() and press.isprintable() and len(press) <= _LONGEST:
        await state.update_data({KEY: press})


async def way_on(turn: Turn, state: FSMContext, label: str = "identify.go_on") -> InlineKeyboardButton:
    """The button that leads on to what was wanted (their own decisions, if nothing was)."""
    kept = (await state.get_data()).get(KEY)
    return labelled(turn, label, kept if isinstance(kept, str) else FIRST_CHOICE)
