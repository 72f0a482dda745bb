"""Is the person in this chat the party they say they are? Asks for the code on the paper and the six digits.

A printed code is heard at any time, asked for or not. Each message that holds a code or digits is taken out of the chat.
Whatever ``try_link`` says, the answer leaves one second after the question, and every refusal is the same sentence, so
that neither words nor time tell a guesser how near the guess was (safety 4.2).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from casework import consent
from casework.clock import local, today
from casework.consent import Purpose
from casework.contacts import contact, mute_until
from casework.linking import (
    AwaitsOfficer,
    Linked,
    Mistyped,
    Outcome,
    Part,
    Refused,
    TooManyChats,
    WaitUntil,
    try_link,
)
from casework.people import name_of
from casework.typed_codes import Typed, read_typed, reads_as_code
from handlers import wanted
from handlers.replies import Buttons, Reply, labelled, reply, speak, with_home
from handlers.switchboard import Dialogue
from handlers.turn import Turn
from messages import vietnamese
from messages.library import say, version_of
from messages.link_notices import tell_other_chats
from messages.nudges import VIEW
from messages.understand import wishes_otherwise

router = Router(name="identify")
DELAY = 1.0  # seconds, for every outcome
CONSENT = "identify.consent"
AGREE, LATER = "link:agree", "link:later"


class Identify(StatesGroup):
    """Which of the two is being asked for."""

    code = State()
    digits = State()


async def begin(event: Message | CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """What has to be shown who one is for, and what is needed: the code on the paper, then six digits."""
    if turn.party_id is not None:
        await speak(event, turn, _already(turn))
        return
    await wanted.remember(event, turn, state)
    await state.set_state(Identify.code)
    tapped = isinstance(event, CallbackQuery) and (event.data or "").startswith(f"{VIEW}:")
    rows = (
        [[labelled(turn, "reminder.wrong_button", "cut:wrong")]] if tapped else []
    )  # a nudge in a chat that is another's
    await speak(event, turn, reply(turn, "identify.ask_code", with_home(turn, rows)))


@router.callback_query()
async def on_press(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """The button that begins, and the answer to the question about reminders."""
    if press.data in (AGREE, LATER) and turn.party_id is not None:
        keep_answer(turn, turn.party_id, agreed=press.data == AGREE)
        await state.set_state(None)
        await speak(press, turn, await _propose_pin(turn, state, agreed=press.data == AGREE))
    elif press.data == "link":
        await begin(press, turn, state)
    else:
        raise SkipHandler


@router.message()
async def on_text(message: Message, turn: Turn, state: FSMContext) -> None:
    """A command, a code, the digits, both, or something else that was said instead."""
    text = message.text or ""
    typed = read_typed(text)
    if text.startswith("/") and typed.code is None:  # with a code: the address printed on the paper was opened
        await begin(message, turn, state)
        return
    if typed.nothing and not _mostly_digits(text):
        await _ask_again(message, turn, state)
        return
    await message.delete()
    if turn.party_id is not None:
        await state.set_state(None)
        await speak(message, turn, _already(turn))
    else:
        await speak(message, turn, await _answer(turn, state, typed))


def _mostly_digits(text: str) -> bool:
    """Digits with a slip, rather than a sentence with a number in it."""
    signs = [sign for sign in text if sign.isalnum()]
    return 2 * sum(sign.isdecimal() for sign in signs) > len(signs)


async def _ask_again(message: Message, turn: Turn, state: FSMContext) -> None:
    """Words instead of an answer: what they wish goes first, else the question is put once more."""
    if wishes_otherwise(message.text or ""):
        raise SkipHandler
    asks_digits = await state.get_state() == Identify.digits.state
    await speak(message, turn, reply(turn, f"identify.{'ask_digits' if asks_digits else 'no_code'}", with_home(turn)))


async def _answer(turn: Turn, state: FSMContext, typed: Typed) -> Reply:
    """What the message that was just taken out of the chat leads to."""
    kept = (await state.get_data()).get("code")
    code = typed.code or (kept if isinstance(kept, str) else None)
    if typed.mistyped:
        return await _told(turn, state, Mistyped(part=Part.CODE))
    if code is None:
        await state.set_state(Identify.code)
        return reply(turn, "identify.code_first" if typed.digits else "identify.no_code", with_home(turn))
    if typed.digits is None and typed.code is None:
        return await _told(turn, state, Mistyped(part=Part.DIGITS))
    if typed.digits is None:
        await state.set_state(Identify.digits)
        await state.update_data(code=code)
        return reply(turn, "identify.ask_digits", with_home(turn))
    return await _told(turn, state, try_link(turn.books, turn.contact.id, code, typed.digits))


async def _told(turn: Turn, state: FSMContext, outcome: Outcome) -> Reply:
    """The outcome in words, one second later; a code that was tried is not kept."""
    if not (isinstance(outcome, Mistyped) and outcome.part is Part.DIGITS):
        await _drop_code(state)
    match outcome:
        case Linked():
            tell_other_chats(turn.books, "identify.another_chat", outcome.earlier, _event(turn))
            return await _welcome(turn, state, outcome.party_id)
        case TooManyChats():
            tell_other_chats(turn.books, "identify.another_tried", outcome.earlier, _event(turn))
            answer = reply(turn, "identify.too_many", with_home(turn))
        case AwaitsOfficer():
            await state.clear()
            answer = reply(turn, "identify.awaits_officer", with_home(turn))
        case WaitUntil():
            answer = reply(turn, "identify.wait", with_home(turn), until=_when(turn, outcome.instant))
        case Refused(wait_until=datetime() as instant):
            answer = reply(turn, "identify.refused_and_wait", with_home(turn), until=_when(turn, instant))
        case Refused():
            answer = reply(turn, "identify.refused", with_home(turn))
        case Mistyped():
            answer = reply(turn, f"identify.mistyped_{outcome.part.value}", with_home(turn))
        case _:
            assert_never(outcome)
    return replace(answer, delay_seconds=DELAY)


async def _drop_code(state: FSMContext) -> None:
    data = await state.get_data()
    data.pop("code", None)
    await state.set_data(data)
    await state.set_state(Identify.code)


async def _welcome(turn: Turn, state: FSMContext, party_id: int) -> Reply:
    """Linked: whose it is, enough for the bearer of the name to know it, and the question about reminders."""
    await state.set_state(None)
    turn.contact = contact(turn.books, turn.contact.id) or turn.contact
    name = vietnamese.masked_name(name_of(turn.books, party_id) or "")
    words = (say(turn.lang, "identify.linked", name=name), say(turn.lang, CONSENT))
    rows = [
        [labelled(turn, "common.agree", AGREE), labelled(turn, "identify.later", LATER)],
        [labelled(turn, "identify.wrong_person", "cut:wrong")],
    ]
    return Reply(
        text="\n\n".join(words), text_key=CONSENT, text_version=version_of(CONSENT), buttons=with_home(turn, rows),
        personal=True, delay_seconds=DELAY,
    )  # fmt: skip


def keep_answer(turn: Turn, party_id: int, *, agreed: bool) -> None:
    """The person was asked with the text ``CONSENT`` and answered; a yes also ends a silence asked for earlier."""
    keep = consent.give if agreed else consent.decline
    if agreed:
        mute_until(turn.books, turn.contact.id, None)
    keep(turn.books, turn.contact.id, party_id, Purpose.REMINDERS, CONSENT, version_of(CONSENT), turn.lang.value)


async def _propose_pin(turn: Turn, state: FSMContext, *, agreed: bool) -> Reply:
    """Thanks, and a PIN for a phone that others use too; the way on to what was wanted stands beside it."""
    rows: Buttons = [[await wanted.way_on(turn, state, "identify.skip_pin")]]
    if not turn.contact.has_pin:
        rows = [[labelled(turn, "identify.set_pin", "pin:set")], *rows]
    return reply(turn, "identify.agreed" if agreed else "identify.declined", with_home(turn, rows))


def _already(turn: Turn) -> Reply:
    rows = [[labelled(turn, "identify.unlink_first", "cut:this")]]
    return reply(turn, "identify.already_linked", with_home(turn, rows))


def _when(turn: Turn, instant: datetime) -> str:
    """The hour and the day, the minute rounded up: who comes then must not be told to wait again."""
    shown = local(instant + timedelta(seconds=59))
    day = vietnamese.relative_day(shown.date(), today(turn.books.clock), turn.lang)
    return f"{vietnamese.hour(shown, turn.lang)} {day}"


def _event(turn: Turn) -> str:
    """What makes a notice about this turn unique."""
    return f"{turn.account}:{turn.update_id}"


DIALOGUE = Dialogue(
    router=router,
    commands=("lienket", "link"),
    presses=("link",),
    states=("Identify",),
    reads=reads_as_code,
)
