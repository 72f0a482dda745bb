"""What is shown for words that belong to no dialogue? A choice of what may be meant, a calm no, or the way to an officer.

Open to every chat: nothing here looks into anybody's file.
"""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from casework.clock import today
from casework.questions import TooManyOpen, ask
from casework.reminder_answers import Kind as Reaction
from handlers.presses import Bare, OneTopic
from handlers.questions import kept, too_many
from handlers.reactions import react_if_reminded
from handlers.replies import Reply, button, labelled, reply, speak, with_home
from handlers.start import choices as home_choices
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages import answer as answers
from messages.answer import Answer, Kind
from messages.understanding.reading import read
from messages.understanding.sentences import intent_of

router = Router(name="answering")
PASS_ON = "passon"  # noqa: S105  # no password: the press that sends the very words to an officer
WORDS = "asking"  # where they stand in the dialogue's sealed data until then
_LONGEST = 2_000  # characters kept
_PRESSES = {
    "my_obligation": "obligations",
    "pay": "pay",
    "book_meeting": "book",
    "my_appointment": "appointments",
    "complain": "complaint",
    "verify_scam": "genuine",
    "confirm_result": "confirm",
    "change_contact": "settings",
    "talk_to_officer": "ask",
    "stop_messages": "settings",
    "smalltalk": "help",
    "settings": "settings",
}


async def show_unplaced(message: Message, turn: Turn, state: FSMContext) -> None:
    """Words that no dialogue took: which of these, not ours, or shall an officer answer?"""
    found = answers.answer(message.text or "", today(turn.books.clock))
    await speak(message, turn, await unplaced(found, message.text or "", turn, state))


async def unplaced(found: Answer, text: str, turn: Turn, state: FSMContext) -> Reply:
    """The reply to ``found``, which is no explanation and leads to no dialogue."""
    if found.refusal is not None:
        return reply(turn, f"answer.refused_{found.refusal.value}", home_choices(turn))
    await state.update_data({WORDS: text[:_LONGEST]})
    rows = label_rows(turn, found.choices)
    rows.append([labelled(turn, "answer.pass_on", PASS_ON)])
    if found.kind in (Kind.CHOICES, Kind.SEVERAL):
        return reply(turn, f"answer.{found.kind.value}", with_home(turn, rows))
    return reply(turn, "answer.passed_on", with_home(turn, rows))


def label_rows(turn: Turn, labels: Sequence[str]) -> list[list[InlineKeyboardButton]]:
    """A button a label: to its explanation, or to the dialogue that does it."""
    return [[label_button(turn, label)] for label in labels]


def label_button(turn: Turn, label: str) -> InlineKeyboardButton:
    """The button that leads to what ``label`` stands for."""
    title = answers.label_title(label, turn.lang, today(turn.books.clock))
    return button(title, OneTopic(topic=label) if intent_of(label) == "explain_law" else _PRESSES[label])


@router.callback_query(Bare(PASS_ON))
async def on_pass_on(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """The words as they were typed go to an officer; pressed twice they go once."""
    words = (await state.get_data()).get(WORDS)
    if not isinstance(words, str) or not words.strip():
        await speak(press, turn, reply(turn, "common.expired_button", with_home(turn)))
        return
    await state.update_data({WORDS: ""})
    reading = read(words)
    asked = ask(turn.books, turn.contact.id, turn.party_id, words, intent=reading.intent, topic=reading.topics[0])
    react_if_reminded(turn, Reaction.ASKED)
    await speak(press, turn, too_many(turn, asked.waiting) if isinstance(asked, TooManyOpen) else kept(turn, asked))


async def several(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """Several things asked at once: a button for each."""
    if isinstance(event, Message):
        await show_unplaced(event, turn, state)


DIALOGUE = Dialogue(router=router, presses=(PASS_ON,), wishes=("several",), open=several)
