"""How do I reach a person? The next words go to an officer, under a reference that can be read out on the telephone.

Open to every chat. What is shown here is only references and days, never the words again: they may be somebody's trouble.
"""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from casework.clock import local, today
from casework.questions import OPEN_AT_ONCE, Question, TooManyOpen, ask, question, questions_of, withdraw
from casework.questions import State as Stands
from casework.working_days import add_working_days
from handlers.presses import Bare, RowId, is_command
from handlers.replies import Reply, labelled, reply, speak, with_home
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages.library import say, version_of
from messages.understand import in_distress, understand
from messages.vietnamese import day, short_day

router = Router(name="questions")
SAME_WORDS = 0.99  # a cosine: the very words of a known sentence
USUAL_DAYS = 2  # working days in which officers usually answer


class AskOfficer(StatesGroup):
    """The next words are a question to an officer."""

    words = State()


class Drop(CallbackData, prefix="qdrop"):
    """Withdraw a question."""

    question: RowId


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """Asks for the words, and says when an answer can be expected."""
    open_ones = _open(turn)
    if len(open_ones) >= OPEN_AT_ONCE:
        await state.set_state(None)
        await speak(event, turn, _too_many(turn, len(open_ones)))
        return
    await state.set_state(AskOfficer.words)
    rows = [[labelled(turn, "questions.list_button", "qlist")]] if open_ones else []
    key = "questions.begin"
    if turn.party_id is None:
        key = "questions.begin_anonymous"
        rows.append([labelled(turn, "questions.link_button", "link")])
    agency = turn.agency
    await speak(event, turn, reply(turn, key, with_home(turn, rows), hours=agency.office_hours, phone=agency.phone))


@router.callback_query(Bare("ask"))
async def on_button(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """«Gặp cán bộ»."""
    await begin(press, turn, state)


@router.callback_query(Bare("qlist"))
async def on_list(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """The chat's own questions that wait for an answer."""
    await state.set_state(None)
    await speak(press, turn, _list(turn))


@router.callback_query(Drop.filter())
async def on_drop(press: CallbackQuery, callback_data: Drop, turn: Turn) -> None:
    """Withdrawn; pressing twice says the same, and a foreign question is none."""
    asked = question(turn.books, callback_data.question)
    if asked is None or asked.contact_id != turn.contact.id:
        await speak(press, turn, reply(turn, "common.not_found", with_home(turn)))
        return
    gone = withdraw(turn.books, turn.contact.id, asked.id) or asked.state is Stands.WITHDRAWN
    key = "questions.withdrawn" if gone else "questions.answered_already"
    rows = [[labelled(turn, "questions.ask_another", "ask")]]
    await speak(press, turn, reply(turn, key, with_home(turn, rows), reference=asked.reference))


@router.message(StateFilter(AskOfficer.words))
async def on_words(message: Message, turn: Turn, state: FSMContext) -> None:
    """The question itself."""
    text = message.text or ""
    if not text.strip() or _only_wants_an_officer(text, turn):
        await begin(message, turn, state)
        return
    await state.set_state(None)
    asked = ask(turn.books, turn.contact.id, turn.party_id, text)
    await speak(message, turn, _too_many(turn, asked.waiting) if isinstance(asked, TooManyOpen) else _kept(turn, asked))


async def comfort(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """Somebody in distress: a voice, no menu of duties, and the words go to an officer without being asked for twice."""
    await state.set_state(None)
    words = (event.text or "") if isinstance(event, Message) else ""
    asked = ask(turn.books, turn.contact.id, turn.party_id, words) if words.strip() else None
    if isinstance(asked, Question):
        await speak(event, turn, _kept(turn, asked))
        return
    row = [labelled(turn, "common.officer", "ask")]
    await speak(event, turn, reply(turn, "fallback.distress", [row], phone=turn.agency.phone))


@router.message(is_command)
async def on_command(message: Message, turn: Turn, state: FSMContext) -> None:
    """``/hoi``."""
    await begin(message, turn, state)


def _kept(turn: Turn, asked: Question) -> Reply:
    """The reference, and when to expect an answer; to somebody in distress first of all a voice."""
    distress = in_distress(asked.text)
    key = "questions.asked_distress" if distress else "questions.asked"
    blanks: dict[str, str | int] = {"reference": asked.reference, "phone": turn.agency.phone}
    if not distress:
        blanks["day"] = day(add_working_days(turn.books, today(turn.books.clock), USUAL_DAYS), turn.lang)
    return Reply(
        text=say(turn.lang, key, on=None, **blanks),
        text_key=key,
        text_version=version_of(key),
        buttons=with_home(turn, [[labelled(turn, "questions.list_button", "qlist")]]),
    )


def _open(turn: Turn) -> list[Question]:
    return [one for one in questions_of(turn.books, turn.contact.id) if one.state is Stands.WAITING]


def _list(turn: Turn) -> Reply:
    open_ones = _open(turn)
    another = [labelled(turn, "questions.ask_another", "ask")]
    if not open_ones:
        return reply(turn, "questions.none_open", with_home(turn, [another]))
    lines = [
        say(turn.lang, "questions.item", reference=one.reference, day=short_day(local(one.asked_at).date(), turn.lang))
        for one in open_ones
    ]
    key = "questions.list"
    return Reply(
        text="\n".join([say(turn.lang, key), *lines]),
        text_key=key,
        text_version=version_of(key),
        buttons=with_home(turn, [*_drop_rows(turn, open_ones), another]),
    )


def _too_many(turn: Turn, count: int) -> Reply:
    rows = [[labelled(turn, "questions.list_button", "qlist")]]
    return reply(turn, "questions.too_many", with_home(turn, rows), count=count, phone=turn.agency.phone)


def _drop_rows(turn: Turn, open_ones: list[Question]) -> list[list[InlineKeyboardButton]]:
    return [[labelled(turn, "questions.drop", Drop(question=one.id), reference=one.reference)] for one in open_ones]


def _only_wants_an_officer(text: str, turn: Turn) -> bool:
    """The words that lead here, typed once more: they are no question."""
    guess = understand(text, today(turn.books.clock))
    return guess is not None and guess.intent == "talk_to_officer" and guess.score >= SAME_WORDS


DIALOGUE = Dialogue(
    router=router,
    commands=("hoi", "gapcanbo", "ask"),
    presses=("ask", "qlist", "qdrop"),
    states=("AskOfficer",),
    wishes=("talk_to_officer",),
    open=begin,
)
DISTRESS = Dialogue(router=Router(name="distress"), wishes=("distress",), open=comfort)
