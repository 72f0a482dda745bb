"""How do I reach a person? The next words go to an officer, under a reference that can be read out on the telephone.

Open to every chat. What is shown here is only references and days, never the words again: they may be somebody's trouble.
"""

from __future__ import annotations

from dataclasses import replace

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from casework.clock import local, today
from casework.questions import OPEN_AT_ONCE, Kind, Question, TooManyOpen, ask, questions_of
from casework.questions import State as Stands
from casework.reminder_answers import Kind as Reaction
from handlers.presses import AskFrom, Bare, is_command
from handlers.reactions import react_if_reminded
from handlers.replies import Reply, button, labelled, reply, speak, with_home
from handlers.start import go_home
from handlers.switchboard import Dialogue, Event
from handlers.threads import GoOn, OneThread, Which, go_on_in
from handlers.turn import Turn
from messages.alert_notices import tell_due
from messages.folding import fold
from messages.library import say, version_of
from messages.understand import in_distress, understand
from messages.vietnamese import day, short_day

router = Router(name="questions")
SAME_WORDS = 0.99  # a cosine: the very words of a known sentence
LISTED = 6  # questions on one screen, the newest
_NOTHING_AFTER_ALL = frozenset(
    ("huy", "huy di", "thoi", "thoi khoi", "thoi khong hoi nua", "khong hoi nua", "bo qua", "khong co gi", "cancel")
)
SEEN = "question_seen"  # in the dialogue's answers: the screen from which the officer was asked for


class AskOfficer(StatesGroup):
    """The next words are a question to an officer."""

    words = State()


async def begin(
    event: Event, turn: Turn, state: FSMContext, topic: str | None = None, *, seen: str | None = None
) -> None:
    """Asks for the words, and says when an answer can be expected."""
    mine = _mine(turn)
    open_ones = [one for one in mine if one.state is Stands.WAITING and one.kind is not Kind.DISTRESS]
    if len(open_ones) >= OPEN_AT_ONCE:
        await state.set_state(None)
        await speak(event, turn, too_many(turn, len(open_ones)))
        return
    await state.set_state(AskOfficer.words)
    await state.update_data({SEEN: seen})
    rows = [[labelled(turn, "questions.list_button", "qlist")]] if mine else []
    key = "questions.begin"
    if turn.party_id is None:
        key = "questions.begin_anonymous"
        rows.append([labelled(turn, "questions.link_button", "link")])
    agency = turn.agency
    await speak(event, turn, reply(turn, key, with_home(turn, rows), hours=agency.office_hours, phone=agency.phone))


@router.callback_query(AskFrom())
async def on_button(press: CallbackQuery, turn: Turn, state: FSMContext, seen: str | None) -> None:
    """«Gặp cán bộ», from whatever screen."""
    await begin(press, turn, state, seen=seen)


@router.callback_query(Bare("qlist"))
async def on_list(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """The chat's own questions."""
    await state.set_state(None)
    await speak(press, turn, _list(turn))


@router.message(StateFilter(AskOfficer.words))
async def on_words(message: Message, turn: Turn, state: FSMContext) -> None:
    """The question itself."""
    text = message.text or ""
    if in_distress(text):
        await comfort(message, turn, state)
        return
    guess = understand(text)
    only_wants_an_officer = guess is not None and guess.intent == "talk_to_officer" and guess.score >= SAME_WORDS
    if only_wants_an_officer or not any(sign.isalnum() for sign in text):
        await begin(message, turn, state)
        return
    if fold(text).strip(" .!?") in _NOTHING_AFTER_ALL:
        await go_home(message, turn, state)
        return
    seen = (await state.get_data()).get(SEEN)
    await state.set_state(None)
    intent, topic = (None, None) if guess is None else (guess.intent, guess.topic)
    asked = ask(turn.books, turn.contact.id, turn.party_id, text, intent=intent, topic=topic, seen=seen)
    if isinstance(asked, TooManyOpen):
        await speak(message, turn, too_many(turn, asked.waiting))
        return
    react_if_reminded(turn, Reaction.ASKED)
    answer = kept(turn, asked)
    await speak(message, turn, _with_warning(turn, answer) if intent == "verify_scam" else answer)


def _with_warning(turn: Turn, answer: Reply) -> Reply:
    """Whoever is being swindled must not wait two days for an officer's answer."""
    rows = [[labelled(turn, "common.genuine", "genuine")], *answer.buttons]
    return replace(answer, text=f"{say(turn.lang, 'questions.beware')}\n\n{answer.text}", buttons=rows)


async def comfort(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """Somebody in distress: a voice, no menu of duties, and the words go to a person at once without being asked for twice.

    The next words, a telephone number perhaps, go the same way.
    """
    words = (event.text or "") if isinstance(event, Message) else ""
    asked = ask(turn.books, turn.contact.id, turn.party_id, words, kind=Kind.DISTRESS) if words.strip() else None
    if not isinstance(asked, Question):
        await state.set_state(None)
        row = [labelled(turn, "common.officer", "ask")]
        await speak(event, turn, _with_helpline(turn, reply(turn, "fallback.distress", [row], phone=turn.agency.phone)))
        return
    tell_due(turn.books)
    await state.set_state(GoOn.words)
    await go_on_in(state, asked.id)
    answer = reply(
        turn, "questions.asked_distress", with_home(turn), reference=asked.reference, phone=turn.agency.phone
    )
    await speak(event, turn, _with_helpline(turn, answer))


@router.message(is_command)
async def on_command(message: Message, turn: Turn, state: FSMContext) -> None:
    """``/hoi``."""
    await begin(message, turn, state)


def kept(turn: Turn, asked: Question) -> Reply:
    """The reference, and when to expect an answer; for other dialogues that ask in the person's name, too."""
    rows = [[labelled(turn, "questions.list_button", "qlist")]]
    if turn.party_id is not None and asked.party_id is not None and asked.decision_id is None:
        rows.insert(0, [labelled(turn, "questions.which_button", Which(question=asked.id))])
    promised = asked.promised_on or today(turn.books.clock)
    return reply(
        turn,
        "questions.asked",
        with_home(turn, rows),
        day=day(promised, turn.lang),
        reference=asked.reference,
        phone=turn.agency.phone,
    )


def _with_helpline(turn: Turn, answer: Reply) -> Reply:
    """The agency may name a line where somebody listens, besides 115."""
    agency = turn.agency
    if not agency.helpline_name or not agency.helpline_phone:
        return answer
    line = say(turn.lang, "questions.helpline", on=None, name=agency.helpline_name, number=agency.helpline_phone)
    return Reply(
        text=f"{answer.text}\n{line}",
        text_key=answer.text_key,
        text_version=answer.text_version,
        buttons=answer.buttons,
    )


def _mine(turn: Turn) -> list[Question]:
    """What this chat has asked, before any link or for the party it is linked to now."""
    return [one for one in questions_of(turn.books, turn.contact.id) if one.party_id in (None, turn.party_id)]


def _list(turn: Turn) -> Reply:
    mine = _mine(turn)[:LISTED]
    another = [labelled(turn, "questions.ask_another", "ask")]
    if not mine:
        return reply(turn, "questions.none_open", with_home(turn, [another]))
    lines = [
        say(
            turn.lang,
            "questions.item",
            reference=one.reference,
            day=short_day(local(one.asked_at).date(), turn.lang),
            state=say(turn.lang, f"questions.state_{one.state.value}"),
        )
        for one in mine
    ]
    key = "questions.list"
    return Reply(
        text="\n".join([say(turn.lang, key), *lines]),
        text_key=key,
        text_version=version_of(key),
        buttons=with_home(turn, [*(_open_row(turn, one) for one in mine), another]),
    )


def _open_row(turn: Turn, one: Question) -> list[InlineKeyboardButton]:
    label = say(turn.lang, "questions.one_button", on=None, reference=one.reference)
    return [button(label, OneThread(question=one.id))]


def too_many(turn: Turn, count: int) -> Reply:
    """No room for another open question of this chat."""
    rows = [[labelled(turn, "questions.list_button", "qlist")]]
    return reply(turn, "questions.too_many", with_home(turn, rows), count=count, phone=turn.agency.phone)


DIALOGUE = Dialogue(
    router=router,
    commands=("hoi", "gapcanbo", "ask"),
    presses=("ask", "qlist"),
    states=("AskOfficer",),
    wishes=("talk_to_officer",),
    open=begin,
)
DISTRESS = Dialogue(router=Router(name="distress"), wishes=("distress",), open=comfort)
