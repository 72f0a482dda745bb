"""What does the law say? A menu of explanations, a short answer, the long one on a tap, and what can be done next."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from casework.clock import today
from handlers.paging import page_of, turning_rows
from handlers.presses import Bare, OneTopic, PageNumber, is_command
from handlers.replies import Reply, button, labelled, reply, speak, with_home
from handlers.switchboard import Dialogue, Event, TopicOpener
from handlers.turn import Turn
from messages import explanations
from messages.blanks import TextError
from messages.explanations import Action, Explanation
from messages.law_approval import is_approved

router = Router(name="explain")
A_PAGE = 6  # topics: a screen of a small telephone


class MoreOnTopic(OneTopic, prefix="exmore"):
    """The long answer."""


class MenuPage(CallbackData, prefix="explist"):
    """A page of the menu."""

    page: PageNumber


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """The explanation of ``topic``, or the menu."""
    await state.set_state(None)
    await speak(event, turn, _menu(turn, 0) if topic is None else _explained(turn, topic, full=False))


@router.callback_query(Bare("explain"))
async def on_menu(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """The menu from its beginning."""
    await begin(press, turn, state)


@router.callback_query(MenuPage.filter())
async def on_page(press: CallbackQuery, callback_data: MenuPage, turn: Turn) -> None:
    """Another page of the menu."""
    await speak(press, turn, _menu(turn, callback_data.page))


@router.callback_query(OneTopic.filter())
async def on_topic(press: CallbackQuery, callback_data: OneTopic, turn: Turn) -> None:
    """The short answer."""
    await speak(press, turn, _explained(turn, callback_data.topic, full=False))


@router.callback_query(MoreOnTopic.filter())
async def on_more(press: CallbackQuery, callback_data: MoreOnTopic, turn: Turn) -> None:
    """The long answer."""
    await speak(press, turn, _explained(turn, callback_data.topic, full=True))


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
    return [_topic_button(turn, explanation)]


def _topic_button(turn: Turn, explanation: Explanation) -> InlineKeyboardButton:
    return button(explanations.title(explanation, turn.lang), OneTopic(topic=explanation.name))


def _menu(turn: Turn, number: int) -> Reply:
    page = page_of(explanations.all(today(turn.books.clock)), number, A_PAGE)
    rows = [[_topic_button(turn, explanation)] for explanation in page.shown]
    turns = turning_rows(turn, page, lambda to: MenuPage(page=to))
    return reply(turn, "explain.menu", with_home(turn, [*rows, *turns]))


def _explained(turn: Turn, topic: str, *, full: bool) -> Reply:
    """The explanation in force today; a topic that there is not looks like any dead button."""
    try:
        explanation = explanations.get(topic, today(turn.books.clock))
    except TextError:
        return reply(turn, "common.expired_button", with_home(turn))
    return Reply(
        text=explanations.render(
            explanation, turn.lang, full=full, approved=is_approved(turn.books, explanation, turn.lang)
        ),
        text_key=f"law.{topic}",
        text_version=explanation.version,
        buttons=with_home(turn, _next_steps(turn, explanation, full=full)),
    )


def _next_steps(turn: Turn, explanation: Explanation, *, full: bool) -> list[list[InlineKeyboardButton]]:
    """More or back, then what can be done; a person is on the last row of every screen already."""
    name = explanation.name
    back, more = ("common.back", OneTopic(topic=name)), ("common.more", MoreOnTopic(topic=name))
    longer = explanations.has_more(explanation, turn.lang)
    first = [[labelled(turn, *(back if full else more))]] if longer else []
    acts = [button(label, act.value) for act, label in explanations.actions(explanation, turn.lang)
            if act is not Action.ASK]  # fmt: skip
    return [*first, *([act] for act in acts), [labelled(turn, "explain.other_topics", "explain")]]


def _about(topic: str) -> TopicOpener:
    """Opens with ``topic`` whatever the guess says: some wishes are answered by one explanation."""

    async def open_topic(event: Event, turn: Turn, state: FSMContext, _: str | None = None) -> None:
        await begin(event, turn, state, topic)

    return open_topic


DIALOGUE = Dialogue(
    router=router,
    commands=("giaithich", "luat", "explain"),
    presses=("explain", "ex", "exmore", "explist"),
    wishes=("explain_law",),
    open=begin,
)
COMPLAIN = Dialogue(router=Router(name="complain"), wishes=("complain",), open=_about("complaint_procedure"))
CONFIRM_RESULT = Dialogue(
    router=Router(name="confirm_result"), wishes=("confirm_result",), open=_about("amnesty_confirmation")
)
