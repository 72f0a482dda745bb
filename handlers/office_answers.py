"""What has this agency itself explained, and was just that asked? Approved answers of officers, beside the shipped ones."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from casework.clock import today
from handlers.presses import OneTopic
from handlers.replies import Reply, button, labelled, reply, speak, with_home
from handlers.switchboard import Dialogue
from handlers.turn import Turn
from messages import explanations, office_law
from messages.examples import answered_by
from messages.law_file import Explanation

router = Router(name="office_answers")
OFFERED = 3  # of one topic, the newest


class Own(OneTopic, prefix="own"):
    """One of the agency's own explanations, by its name."""


class MoreOfOwn(OneTopic, prefix="ownmore"):
    """Its longer form."""


async def answered(event: Message, turn: Turn, state: FSMContext) -> bool:
    """Show the agency's own explanation that was asked for; False where there is none nearer than the shipped ones."""
    found = answered_by(turn.books, event.text or "", today(turn.books.clock))
    if found is None:
        return False
    await state.set_state(None)
    await speak(event, turn, _shown(turn, found, full=False))
    return True


def rows_beside(turn: Turn, topic: str, *, besides: str = "") -> list[list[InlineKeyboardButton]]:
    """Buttons to the agency's own explanations of ``topic``, the newest first."""
    there = [one for one in office_law.of_topic(turn.books, topic, today(turn.books.clock)) if one.name != besides]
    return [[button(one.title, Own(topic=one.name))] for one in reversed(there[-OFFERED:])]


@router.callback_query(Own.filter())
async def on_own(press: CallbackQuery, callback_data: Own, turn: Turn) -> None:
    """The short answer."""
    await speak(press, turn, _named(turn, callback_data.topic, full=False))


@router.callback_query(MoreOfOwn.filter())
async def on_more(press: CallbackQuery, callback_data: MoreOfOwn, turn: Turn) -> None:
    """The longer one."""
    await speak(press, turn, _named(turn, callback_data.topic, full=True))


def _named(turn: Turn, name: str, *, full: bool) -> Reply:
    found = office_law.find(turn.books, name, today(turn.books.clock))
    if found is None:
        return reply(turn, "common.expired_button", with_home(turn))
    return _shown(turn, found, full=full)


def _shown(turn: Turn, one: Explanation, *, full: bool) -> Reply:
    """The words, with the shipped explanation of the topic and the agency's others of it."""
    rows = []
    if explanations.has_more(one, turn.lang):
        key, press = ("common.back", Own(topic=one.name)) if full else ("common.more", MoreOfOwn(topic=one.name))
        rows.append([labelled(turn, key, press)])
    shipped = explanations.of_topic(one.topic, today(turn.books.clock))
    if shipped:
        title = explanations.title(shipped[0], turn.lang)
        rows.append([button(title, OneTopic(topic=shipped[0].name))])
    rows += rows_beside(turn, one.topic, besides=one.name)
    return Reply(
        text=explanations.render(one, turn.lang, full=full, approved=True),
        text_key=f"law.{one.name}",
        text_version=one.version,
        buttons=with_home(turn, [*rows, [labelled(turn, "explain.other_topics", "explain")]]),
    )


DIALOGUE = Dialogue(router=router, presses=("own", "ownmore"))
