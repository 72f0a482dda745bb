"""What may the person decide about this chat? Reminders, language, PIN, links: "Cài đặt của tôi".

Less is always possible at once; what opens something (agreeing again, a PIN) is asked properly. A chat that is not linked
can change its language and see what is kept.
"""

from __future__ import annotations

import re

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from casework import consent
from casework.consent import Purpose
from casework.contacts import contact, mute_until, set_language
from casework.reminder_answers import Kind
from handlers.identify import CONSENT, keep_answer
from handlers.reactions import react_if_reminded
from handlers.replies import Reply, labelled, reply, speak, with_home
from handlers.silence import ALWAYS, SPANS, Reminders, in_words, reminders_of
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from handlers.unlinking import ask_to_cut
from messages.folding import fold
from messages.library import Lang, say

router = Router(name="preferences")
STOPPING = Router(name="stop_messages")
_ASKED_FOR = {Lang.EN: ("english", "tieng anh"), Lang.VI: ("tieng viet", "vietnamese")}
_A_LANGUAGE = re.compile(
    r"(?:(?:xin|cho|hay|noi|dung|doi|chuyen|qua|sang|bang|lai|speak|use|in|switch|to) )*"
    r"(?:tieng (?:viet|anh)|vietnamese|english)(?: (?:di|nha|nhe|a|please))*"
)
_UNLINK_WORDS = ("lien ket", "dang xuat")


def asks_for_language(text: str) -> bool:
    """Whether the whole text is the wish for a language: whoever chose the wrong one reads no other way out."""
    return _A_LANGUAGE.fullmatch(fold(text).strip(" .!?")) is not None


async def show_settings(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """How everything stands, and what can be changed. Asking for a language in words gives it."""
    said = fold(event.text or "") if isinstance(event, Message) else ""
    asked = [lang for lang, words in _ASKED_FOR.items() if any(word in said for word in words)]
    if len(asked) == 1:
        _speak_now(turn, asked[0])
    await speak(event, turn, _settings(turn))


async def stop_messages(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """ "Đừng nhắn nữa": silent at once, with a way back; "hủy liên kết" asks for the one confirmation."""
    if isinstance(event, Message) and any(word in fold(event.text or "") for word in _UNLINK_WORDS):
        await ask_to_cut(event, turn)
        return
    await speak(event, turn, _muted(turn, "always"))


@router.message()
async def on_command(message: Message, turn: Turn, state: FSMContext) -> None:
    """``/caidat``, ``/stop``, and the name of a language."""
    if (message.text or "").startswith("/stop"):
        await stop_messages(message, turn, state)
    elif asks_for_language(message.text or ""):
        await show_settings(message, turn, state)
    else:
        await speak(message, turn, _settings(turn))


@router.callback_query()
async def on_press(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """The list of settings and each of its choices."""
    what, _, choice = (press.data or "").removeprefix("set:").partition(":")
    if press.data == "settings":
        await state.set_state(None)
        answer = _settings(turn)
    elif what == "lang" and choice in list(Lang):
        _speak_now(turn, Lang(choice))
        answer = _settings(turn)
    elif what == "mute" and choice in (*SPANS, "always"):
        answer = _muted(turn, choice)
    elif what in _CHANGES and not choice:
        answer = _CHANGES[what](turn)
    else:
        raise SkipHandler
    await speak(press, turn, answer)


def _settings(turn: Turn) -> Reply:
    linked = turn.party_id is not None
    other = Lang.EN if turn.lang is Lang.VI else Lang.VI
    language = labelled(turn, f"preferences.speak_{other.value}", f"set:lang:{other.value}")
    kept = labelled(turn, "preferences.what_is_kept", "kept")
    if not linked:
        rows = [[labelled(turn, "view_pin.link", "link")], [language], [kept]]
        return reply(turn, "preferences.unlinked", with_home(turn, rows))
    rows = [
        [labelled(turn, "preferences.reminders", "set:reminders")],
        [language],
        _pin_row(turn),
        [labelled(turn, "preferences.chats", "mychats"), labelled(turn, "view_pin.unlink", "cut:this")],
        [kept],
    ]
    pin = say(turn.lang, "preferences.has_pin" if turn.contact.has_pin else "preferences.no_pin")
    return reply(turn, "preferences.menu", with_home(turn, rows), reminders=in_words(turn), pin=pin)


def _pin_row(turn: Turn) -> list[InlineKeyboardButton]:
    if not turn.contact.has_pin:
        return [labelled(turn, "identify.set_pin", "pin:set")]
    return [labelled(turn, "preferences.change_pin", "pin:set"), labelled(turn, "preferences.remove_pin", "pin:off")]


def _reminders(turn: Turn) -> Reply:
    """The choices that fit how it stands; agreeing is asked in the same words as the first time."""
    stands = reminders_of(turn)
    back = [labelled(turn, "common.back", "settings")]
    if stands is Reminders.NOT_LINKED:
        return reply(turn, "preferences.nothing_sent", with_home(turn, [[labelled(turn, "view_pin.link", "link")]]))
    if stands is Reminders.NOT_AGREED:
        rows = [[labelled(turn, "common.agree", "set:agree"), labelled(turn, "identify.later", "settings")]]
        return reply(turn, CONSENT, with_home(turn, rows))
    rows = [[labelled(turn, f"preferences.mute_{name}", f"set:mute:{name}")] for name in (*SPANS, "always")]
    if stands is not Reminders.ON:
        rows = [[labelled(turn, "preferences.turn_on", "set:on")]]
    withdraw = [labelled(turn, "preferences.withdraw", "set:withdraw")]
    return reply(turn, "preferences.choose", with_home(turn, [*rows, withdraw, back]), reminders=in_words(turn))


def _muted(turn: Turn, span: str) -> Reply:
    """Silent from now on for so long; what is queued already waits too."""
    if reminders_of(turn) is Reminders.NOT_LINKED:
        return reply(turn, "preferences.nothing_sent", with_home(turn))
    react_if_reminded(turn, Kind.OPTED_OUT)
    until = turn.books.clock.now() + SPANS[span] if span in SPANS else ALWAYS
    mute_until(turn.books, turn.contact.id, until)
    _look_again(turn)
    rows = [[labelled(turn, "preferences.turn_on", "set:on")], [labelled(turn, "view_pin.unlink", "cut:this")]]
    return reply(turn, "preferences.muted", with_home(turn, rows), reminders=in_words(turn))


def _turned_on(turn: Turn) -> Reply:
    mute_until(turn.books, turn.contact.id, None)
    _look_again(turn)
    if reminders_of(turn) is not Reminders.ON:
        return _reminders(turn)
    rows = [[labelled(turn, "start.settings", "settings")]]
    return reply(turn, "preferences.turned_on", with_home(turn, rows))


def _agreed(turn: Turn) -> Reply:
    if turn.party_id is not None:
        keep_answer(turn, turn.party_id, agreed=True)
    return _turned_on(turn)


def _withdrawn(turn: Turn) -> Reply:
    """Taken back as easily as given; what was queued meets no consent any more."""
    if turn.party_id is None:
        return reply(turn, "preferences.nothing_sent", with_home(turn))
    react_if_reminded(turn, Kind.OPTED_OUT)
    consent.withdraw(turn.books, turn.contact.id, turn.party_id, Purpose.REMINDERS)
    rows = [[labelled(turn, "start.settings", "settings")]]
    return reply(turn, "preferences.withdrawn", with_home(turn, rows))


def _speak_now(turn: Turn, lang: Lang) -> None:
    set_language(turn.books, turn.contact.id, lang.value)
    _look_again(turn)


def _look_again(turn: Turn) -> None:
    turn.contact = contact(turn.books, turn.contact.id) or turn.contact


_CHANGES = {"reminders": _reminders, "on": _turned_on, "agree": _agreed, "withdraw": _withdrawn}

DIALOGUE = Dialogue(
    router=router,
    commands=("settings", "caidat", "stop"),
    presses=("settings", "set"),
    wishes=("settings",),
    open=show_settings,
    reads=asks_for_language,
)
STOP = Dialogue(router=STOPPING, wishes=("stop_messages",), open=stop_messages)
