"""How does a dialogue answer? One message a turn: a pressed button changes its own message, words get a new one.

Every reply names the text it was made from, so that what was said can be looked up later, and says whether it shows
something personal, so that it folds away and never reaches a chat that is no longer linked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from aiogram.filters.callback_data import CallbackData
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from handlers.turn import Said, Turn
from messages.contents import Shown
from messages.library import Lang, say, version_of

Buttons = Sequence[Sequence[InlineKeyboardButton]]
HOME, ASK = "home", "ask"  # button data of the way home and to an officer, on every screen
OFFICER = "common.officer"
LONGEST_PRESS = 64  # bytes that a button may carry


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """A rendered answer. ``delay_seconds`` holds it back (refused codes all leave after the same time)."""

    text: str
    text_key: str
    text_version: int
    buttons: Buttons = ()
    personal: bool = False
    decision_id: int | None = None
    delay_seconds: float = 0.0


def reply(turn: Turn, key: str, buttons: Buttons = (), *, personal: bool = False, **blanks: str | int) -> Reply:
    """The library's text ``key`` in the chat's language, with buttons."""
    text = say(turn.lang, key, on=None, **blanks)
    return Reply(text=text, text_key=key, text_version=version_of(key), buttons=buttons, personal=personal)


def of_content(turn: Turn, shown: Shown, *more: list[InlineKeyboardButton]) -> Reply:
    """What stands behind a nudge, shown without one: with what can be done about it, then ``more``."""
    rows = [[labelled(turn, action.label, action.data) for action in row] for row in shown.rows]
    return Reply(
        text=shown.text,
        text_key=shown.text_key,
        text_version=shown.text_version,
        buttons=with_home(turn, [*rows, *more]),
        personal=True,
    )


def button(text: str, press: CallbackData | str) -> InlineKeyboardButton:
    """A button with a label already in the chat's language."""
    return InlineKeyboardButton(text=text, callback_data=press if isinstance(press, str) else press.pack())


def labelled(turn: Turn, key: str, press: CallbackData | str, **blanks: str | int) -> InlineKeyboardButton:
    """A button whose label is a text of the library."""
    if isinstance(press, str) and not blanks:
        return _always_the_same(turn.lang, key, press)
    return button(say(turn.lang, key, on=None, **blanks), press)


@lru_cache(maxsize=512)  # the menus have a few hundred; a press that names a row may also come by
def _always_the_same(lang: Lang, key: str, press: str) -> InlineKeyboardButton:
    """A button of the menus, made once: eight new ones a turn cost as much as reading the update."""
    return button(say(lang, key, on=None), press)


def home_row(turn: Turn, *, officer: bool = True) -> list[InlineKeyboardButton]:
    """The last row of every screen: back to the start, and a person."""
    row = [labelled(turn, "common.home", HOME)]
    if officer:
        row.append(labelled(turn, OFFICER, ASK))
    return row


def with_home(turn: Turn, rows: Iterable[Sequence[InlineKeyboardButton]] = ()) -> list[list[InlineKeyboardButton]]:
    """``rows`` and the home row."""
    return [*(list(row) for row in rows), home_row(turn)]


async def speak(event: Message | CallbackQuery, turn: Turn, answer: Reply, *, anew: bool = False) -> None:
    """Show ``answer``: in place of the pressed button's message (unless ``anew``), or as a new message."""
    turn.said = Said(
        text_key=answer.text_key,
        text_version=answer.text_version,
        personal=answer.personal,
        decision_id=answer.decision_id,
        delay_seconds=answer.delay_seconds,
    )
    markup = InlineKeyboardMarkup(inline_keyboard=_rows(turn, answer)) if answer.buttons else None
    protect = True if answer.personal else None
    if isinstance(event, Message):
        await event.answer(answer.text, reply_markup=markup, protect_content=protect)
        return
    pressed = event.message
    if isinstance(pressed, Message) and not anew and pressed.photo is None and pressed.document is None:
        await pressed.edit_text(answer.text, reply_markup=markup)
    elif pressed is not None:
        await pressed.answer(answer.text, reply_markup=markup, protect_content=protect)


def _rows(turn: Turn, answer: Reply) -> list[list[InlineKeyboardButton]]:
    """The buttons; the one to an officer names the screen it stands under, so that a question says what was seen."""
    press = f"{ASK}:{answer.text_key}"
    if not answer.text_key or len(press) > LONGEST_PRESS:
        return [list(row) for row in answer.buttons]
    plain, from_here = (_always_the_same(turn.lang, OFFICER, data) for data in (ASK, press))
    return [[from_here if one == plain else one for one in row] for row in answer.buttons]


async def send_file(
    event: Message | CallbackQuery,
    turn: Turn,
    answer: Reply,
    content: bytes,
    name: str,
    *,
    picture: bool,
    keepable: bool = False,
) -> None:
    """A new message with a picture or a file; ``answer.text`` is its caption (at most 1,024 characters).

    ``keepable``: it is theirs to save (a copy of their own data), although it is personal and leaves the chat again.
    """
    turn.said = replace(
        turn.said, text_key=answer.text_key, text_version=answer.text_version, personal=answer.personal,
        decision_id=answer.decision_id,
    )  # fmt: skip
    message = event if isinstance(event, Message) else event.message
    if message is None:
        return
    file = BufferedInputFile(content, filename=name)
    markup = InlineKeyboardMarkup(inline_keyboard=[list(row) for row in answer.buttons]) if answer.buttons else None
    protect = True if answer.personal and not keepable else None
    if picture:
        await message.answer_photo(file, caption=answer.text, reply_markup=markup, protect_content=protect)
    else:
        await message.answer_document(file, caption=answer.text, reply_markup=markup, protect_content=protect)
