"""What does the law say? A menu of explanations, a short answer, the long one on a tap, and what can be done next."""

from __future__ import annotations

import re

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from casework.clock import today
from casework.reminder_answers import Kind as Reaction
from handlers.answering import label_rows
from handlers.explain_menu import MenuPage, readers, titles, topic_button
from handlers.office_answers import rows_beside
from handlers.own_words import mine_too, own_words, paragraph, personal, reader_of
from handlers.presses import Bare, OneTopic, is_command
from handlers.reactions import react_if_reminded
from handlers.replies import Reply, button, labelled, reply, speak, with_home
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages import explanations
from messages.answer import Answer, Kind, answer
from messages.blanks import TextError
from messages.explanations import Action, Explanation
from messages.folding import fold
from messages.law_approval import is_approved
from messages.library import Lang, say

router = Router(name="explain")
LAST = "explained"  # what was explained last stands here in the dialogue's data
_GO_ON = re.compile(
    r"(?:(?:vay|the|roi|gio|bay gio|thi|con|chu|da|a|uh|um) )*"
    r"(?:(?:toi|tui|minh|em|e|con|chau|chung toi)(?: gio)? )?"
    r"(?:(?:phai|nen|can) )?(?:lam|tinh) (?:gi|sao|the nao|nhu the nao)(?: (?:day|bay gio|gio|tiep|nua|a|ha|vay|duoc))*"
    r"|(?:giai thich|noi|chi)(?: (?:ro|ky|them|cu the|chi tiet)| hon| di| nua)+"
    r"|(?:vay |the |roi )*(?:la sao|gio sao|sao nua|the nao nua)(?: (?:ha|a|vay|nua))*|xem them"
)


class MoreOnTopic(OneTopic, prefix="exmore"):
    """The long answer."""


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """What was asked in words, the explanation of ``topic``, or the menu."""
    await state.set_state(None)
    if topic is None:
        await speak(event, turn, readers(turn))
        return
    found = None
    if isinstance(event, Message):
        react_if_reminded(turn, Reaction.ASKED)
        found = answer(event.text or "", today(turn.books.clock), reader_of(turn))
    if found is None or found.kind is not Kind.EXPLAINED or found.explanation is None:
        await state.update_data({LAST: topic})
        await speak(event, turn, _named(turn, topic, full=False))
        return
    await state.update_data({LAST: found.explanation.name})
    await speak(event, turn, _shown(turn, found.explanation, full=False, found=found))


async def go_on(message: Message, turn: Turn, state: FSMContext) -> bool:
    """Whether words that only ask on ("vậy tôi phải làm gì?") were answered by the long form of what was explained last."""
    last = (await state.get_data()).get(LAST)
    asks_on = _GO_ON.fullmatch(fold(message.text or "").strip(" .!?,")) is not None
    if not asks_on or not isinstance(last, str) or await state.get_state() is not None:
        return False
    await speak(message, turn, _named(turn, last, full=True))
    return True


@router.callback_query(Bare("explain"))
async def on_menu(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """Who is asking?"""
    await begin(press, turn, state)


@router.callback_query(MenuPage.filter())
async def on_page(press: CallbackQuery, callback_data: MenuPage, turn: Turn) -> None:
    """The titles for one kind of reader."""
    await speak(press, turn, titles(turn, callback_data.reader, callback_data.page))


@router.callback_query(OneTopic.filter())
async def on_topic(press: CallbackQuery, callback_data: OneTopic, turn: Turn, state: FSMContext) -> None:
    """The short answer."""
    await state.update_data({LAST: callback_data.topic})
    await speak(press, turn, _named(turn, callback_data.topic, full=False))


@router.callback_query(MoreOnTopic.filter())
async def on_more(press: CallbackQuery, callback_data: MoreOnTopic, turn: Turn) -> None:
    """The long answer."""
    await speak(press, turn, _named(turn, callback_data.topic, full=True))


@router.message(is_command)
async def on_command(message: Message, turn: Turn, state: FSMContext) -> None:
    """``/giaithich``."""
    await begin(message, turn, state)


def topic_row(turn: Turn, topic: str) -> list[InlineKeyboardButton]:
    """A button to one explanation, for other dialogues; none while the topic has no valid explanation."""
    try:
        explanation = explanations.get(topic, today(turn.books.clock))
    except TextError:
        return []
    return [topic_button(turn, explanation)]


def _named(turn: Turn, name: str, *, full: bool) -> Reply:
    """The explanation in force today; one that there is not looks like any dead button."""
    try:
        explanation = explanations.get(name, today(turn.books.clock))
    except TextError:
        return reply(turn, "common.expired_button", with_home(turn))
    return _shown(turn, explanation, full=full)


def _shown(turn: Turn, explanation: Explanation, *, full: bool, found: Answer | None = None) -> Reply:
    """The explanation, what the books hold of the reader's own on top; ``found`` adds what the asker believes wrongly, and
    buttons to what else they asked."""
    approved = is_approved(turn.books, explanation, turn.lang)
    corrections = found.corrections if found is not None and turn.lang is Lang.VI else ()
    own = own_words(turn, explanation.topic)
    first = (*corrections, *paragraph(own))
    text = explanations.render(explanation, turn.lang, full=full, approved=approved, first=first)
    rows = _next_steps(turn, explanation, full=full)
    if found is not None and found.also:
        text = f"{text}\n\n{say(turn.lang, 'answer.also')}"
        rows = [*label_rows(turn, found.also), *rows]
    shown = Reply(
        text=text,
        text_key=f"law.{explanation.name}",
        text_version=explanation.version,
        buttons=with_home(turn, rows),
    )
    return personal(shown, own)


def _next_steps(turn: Turn, explanation: Explanation, *, full: bool) -> list[list[InlineKeyboardButton]]:
    """More or back, then what can be done; a person is on the last row of every screen already."""
    name = explanation.name
    back, more = ("common.back", OneTopic(topic=name)), ("common.more", MoreOnTopic(topic=name))
    longer = explanations.has_more(explanation, turn.lang)
    first = [[labelled(turn, *(back if full else more))]] if longer else []
    acts = [button(label, act.value) for act, label in explanations.actions(explanation, turn.lang)
            if act is not Action.ASK]  # fmt: skip
    acts = mine_too(turn, explanation.topic, acts)
    own = rows_beside(turn, explanation.topic)
    return [*first, *([act] for act in acts), *own, [labelled(turn, "explain.other_topics", "explain")]]


DIALOGUE = Dialogue(
    router=router,
    commands=("giaithich", "luat", "explain"),
    presses=("explain", "ex", "exmore", "explist"),
    wishes=("explain_law",),
    open=begin,
)
