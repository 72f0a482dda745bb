"""Is this message really from the agency? Anyone may ask, with a reference, a pasted text, or just a worry."""

from __future__ import annotations

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.replies import Reply, reply, speak, with_home
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages import vietnamese
from messages.genuine import Checked, TooManyChecks, check, is_reference, references_in
from messages.library import say, version_of
from messages.lint.facts import Fault
from messages.understand import understand

router = Router(name="genuine")
A_QUESTION = 80  # characters: false messages are longer than what people ask

_SIGN = {
    Fault.ACCOUNT: "genuine.sign_number",  # an account may look like a telephone number, and the other way about
    Fault.PHONE: "genuine.sign_number",
    Fault.LINK: "genuine.sign_link",
    Fault.CREDENTIALS: "genuine.sign_credentials",
    Fault.THREAT: "genuine.sign_threat",
}


class Genuine(StatesGroup):
    """The next text is one to be checked."""

    text = State()


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """A worry in words gets the advice at once; one that bears a reference or signs of a swindle is checked at once."""
    worry = event.text or "" if isinstance(event, Message) else ""
    if isinstance(event, Message) and _can_be_checked(worry, turn):
        await on_text(event, turn, state)
        return
    await state.set_state(Genuine.text)
    await speak(event, turn, _with_advice(turn, "genuine.ask" if worry[:1] in ("", "/") else "genuine.worry"))


@router.callback_query()
async def on_press(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """The button "Tin này có thật không?"."""
    await begin(press, turn, state)


@router.message()
async def on_text(message: Message, turn: Turn, state: FSMContext) -> None:
    """What to check; the next one may follow at once."""
    text = message.text or ""
    if text.startswith("/"):
        await begin(message, turn, state)
        return
    outcome = check(turn.books, turn.contact.id, text)
    if isinstance(outcome, Checked) and _asks_something_else(text, outcome, turn):
        raise SkipHandler
    await state.set_state(Genuine.text)
    if isinstance(outcome, TooManyChecks):
        await speak(message, turn, reply(turn, "genuine.too_many", with_home(turn), phone=turn.agency.phone))
    else:
        await speak(message, turn, _answer(turn, outcome))


def _can_be_checked(text: str, turn: Turn) -> bool:
    """Whether there is more in it than the question whether it is genuine."""
    if text.startswith("/"):
        return False
    if references_in(text):
        return True
    outcome = check(turn.books, turn.contact.id, text)
    return isinstance(outcome, Checked) and bool(outcome.signs)


def _asks_something_else(text: str, outcome: Checked, turn: Turn) -> bool:
    """A short question that is understood; a longer text is a message to be checked, whatever it speaks of."""
    if len(text) > A_QUESTION or outcome.has_reference or outcome.signs:
        return False
    guess = understand(text)
    return guess is not None and guess.intent != "verify_scam"


def _answer(turn: Turn, outcome: Checked) -> Reply:
    """Ours or not, the day, what is wrong with the text, and what to do about it."""
    signs = "; ".join(dict.fromkeys(say(turn.lang, _SIGN[fault]) for fault in outcome.signs))
    if outcome.sent_on is None:
        key = "genuine.not_ours" if outcome.has_reference else "genuine.no_reference"
        return _with_advice(turn, f"{key}_and_signs", signs=signs) if signs else _with_advice(turn, key)
    day = vietnamese.day(outcome.sent_on, turn.lang)
    if signs:
        return _with_advice(turn, "genuine.ours_but", day=day, signs=signs)
    return _with_advice(turn, "genuine.ours", day=day)


def _with_advice(turn: Turn, key: str, **blanks: str) -> Reply:
    """The text and, below it, how anybody can check for themselves."""
    agency = turn.agency
    advice = say(turn.lang, "genuine.advice", agency=agency.name, phone=agency.phone)
    text = f"{say(turn.lang, key, on=None, **blanks)}\n\n{advice}"
    return Reply(text=text, text_key=key, text_version=version_of(key), buttons=with_home(turn))


DIALOGUE = Dialogue(
    router=router,
    commands=("kiemtra", "check"),
    presses=("genuine",),
    states=("Genuine",),
    wishes=("verify_scam",),
    open=begin,
    reads=is_reference,
)
