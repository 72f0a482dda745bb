"""Who is speaking here, and what can it do for me? The first screen, the way home, and the help."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.replies import HOME, Buttons, labelled, reply, speak, with_home
from handlers.switchboard import Dialogue
from handlers.turn import Turn
from messages.folding import fold

router = Router(name="start")
HELP = "help"
BEGINNINGS = ("/start", "bat dau")  # folded


def choices(turn: Turn) -> Buttons:
    """The five big choices, a person, and the two small ones."""
    rows = [[labelled(turn, f"start.{name}", name)] for name in ("obligations", "explain", "pay", "book", "genuine")]
    small = [labelled(turn, "start.settings", "settings"), labelled(turn, "start.help_button", HELP)]
    return [*rows, [labelled(turn, "common.officer", "ask")], small]


async def go_home(event: Message | CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """The choices again, without the introduction; whatever dialogue was open ends. Who begins is introduced."""
    if isinstance(event, Message) and fold(event.text or "").startswith(BEGINNINGS):
        await welcome(event, turn, state)
        return
    await state.clear()
    await speak(event, turn, reply(turn, "start.home", choices(turn)))


async def welcome(event: Message | CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """Says what it is, of which agency, and offers the choices; whatever dialogue was open ends."""
    await state.clear()
    agency = turn.agency
    await speak(event, turn, reply(turn, "start.welcome", choices(turn), agency=agency.name))


async def show_help(event: Message | CallbackQuery, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """What the assistant can do and how to reach a person."""
    agency = turn.agency
    answer = reply(turn, "start.help", with_home(turn), phone=agency.phone, hours=agency.office_hours)
    await speak(event, turn, answer)


@router.message()
async def on_command(message: Message, turn: Turn, state: FSMContext) -> None:
    """``/start`` and its likes end whatever dialogue was open. A start parameter is not trusted with anything."""
    if (message.text or "").startswith(("/help", "/trogiup")):
        await show_help(message, turn, state)
    else:
        await go_home(message, turn, state)


@router.callback_query()
async def on_press(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """The way home and the help."""
    if press.data == HELP:
        await show_help(press, turn, state)
        return
    await go_home(press, turn, state)


DIALOGUE = Dialogue(
    router=router,
    commands=("start", "home", "menu", "help", "trogiup"),
    presses=(HOME, HELP),
    wishes=("help",),
    open=show_help,
)
