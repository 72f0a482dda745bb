"""What has become of my question, and how do I go on in it? See, say more, withdraw, close, say which decision it is about.

A thread is looked up through the chat and its party: somebody else's and a missing one get the same answer. Only the
choice of a decision shows anything personal.
"""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from casework import questions
from casework.clock import local, today
from casework.obligations import decision_of_party, of_party
from casework.questions import Question, TooManyOpen
from casework.questions import State as Stands
from handlers.presses import RowId
from handlers.replies import Reply, labelled, reply, speak, with_home
from handlers.switchboard import Dialogue
from handlers.turn import Turn
from messages.answers import MORE
from messages.fit import clipped
from messages.library import say, version_of
from messages.understand import in_distress
from messages.vietnamese import day, short_day

public = Router(name="threads")
private = Router(name="threads_about")
_THREAD = "question_thread"  # in the dialogue's answers: which thread the next words go to
_CHOICES = 8  # decisions to choose from
_LONGEST_NUMBER = 40  # of a decision, on a button


class GoOn(StatesGroup):
    """The next words go to a thread."""

    words = State()


class OneThread(CallbackData, prefix="qone"):
    """See how far a question has come."""

    question: RowId


class More(CallbackData, prefix=MORE):
    """Say more about it."""

    question: RowId


class Drop(CallbackData, prefix="qdrop"):
    """Withdraw it."""

    question: RowId


class Done(CallbackData, prefix="qdone"):
    """Close it."""

    question: RowId


class Which(CallbackData, prefix="qwhich"):
    """Choose the decision that it is about."""

    question: RowId


class About(CallbackData, prefix="qabout"):
    """It is about this decision."""

    question: RowId
    decision: RowId


async def go_on_in(state: FSMContext, question_id: int) -> None:
    """Remember the thread that the next words go to."""
    await state.update_data({_THREAD: question_id})


@public.callback_query(OneThread.filter())
async def on_one(press: CallbackQuery, callback_data: OneThread, turn: Turn) -> None:
    """Where it stands, and what can be done with it."""
    asked = _mine(turn, callback_data.question)
    await speak(press, turn, _not_found(turn) if asked is None else _one(turn, asked))


@public.callback_query(More.filter())
async def on_more(press: CallbackQuery, callback_data: More, turn: Turn, state: FSMContext) -> None:
    """«Hỏi thêm về câu này», under an answer as well."""
    asked = _mine(turn, callback_data.question)
    if asked is None:
        await speak(press, turn, _not_found(turn), anew=True)
        return
    await state.set_state(GoOn.words)
    await go_on_in(state, asked.id)
    await speak(press, turn, reply(turn, "questions.more_begin", with_home(turn), reference=asked.reference), anew=True)


@public.message(StateFilter(GoOn.words))
async def on_words(message: Message, turn: Turn, state: FSMContext) -> None:
    """What is added. Words of distress have been led elsewhere already; here a thread may turn out to be one."""
    thread, text = (await state.get_data()).get(_THREAD), message.text or ""
    await state.set_state(None)
    if not isinstance(thread, int) or not text.strip():
        await speak(message, turn, _not_found(turn))
        return
    urgent = in_distress(text)
    said = questions.say_more(turn.books, turn.contact.id, turn.party_id, thread, text, distress=urgent)
    await speak(message, turn, _kept(turn, thread, said))


@public.callback_query(Drop.filter())
async def on_drop(press: CallbackQuery, callback_data: Drop, turn: Turn) -> None:
    """Withdrawn; pressing twice says the same, and a foreign question is none."""
    asked = questions.of_chat(turn.books, turn.contact.id, turn.party_id, callback_data.question)
    if asked is None:
        await speak(press, turn, _not_found(turn))
        return
    gone = questions.withdraw(turn.books, turn.contact.id, asked.id) or asked.state is Stands.WITHDRAWN
    key = "questions.withdrawn" if gone else "questions.answered_already"
    rows = [[labelled(turn, "questions.ask_another", "ask")]]
    await speak(press, turn, reply(turn, key, with_home(turn, rows), reference=asked.reference))


@public.callback_query(Done.filter())
async def on_done(press: CallbackQuery, callback_data: Done, turn: Turn) -> None:
    """Closed; pressing twice says the same."""
    asked = _mine(turn, callback_data.question)
    if asked is None:
        await speak(press, turn, _not_found(turn))
        return
    closed = questions.close(turn.books, turn.contact.id, asked.id) or asked.state is Stands.CLOSED
    key = "questions.closed_by_you" if closed else "questions.not_yet_closed"
    rows = [_more_row(turn, asked)] if closed else [_drop_row(turn, asked)]
    await speak(press, turn, reply(turn, key, with_home(turn, rows), reference=asked.reference))


@private.callback_query(Which.filter())
async def on_which(press: CallbackQuery, callback_data: Which, turn: Turn) -> None:
    """The party's own decisions to choose from."""
    asked = _mine(turn, callback_data.question)
    if asked is None or turn.party_id is None:
        await speak(press, turn, _not_found(turn))
        return
    rows = [
        [labelled(turn, "questions.which_pick", About(question=asked.id, decision=one.id), number=_short(one.number))]
        for one in of_party(turn.books, turn.party_id)[:_CHOICES]
    ]
    screen = with_home(turn, [*rows, [_back(turn, asked)]])
    await speak(press, turn, reply(turn, "questions.which", screen, personal=True, reference=asked.reference))


@private.callback_query(About.filter())
async def on_about(press: CallbackQuery, callback_data: About, turn: Turn) -> None:
    """Noted, and the decision's officer takes it."""
    party_id = turn.party_id or 0
    view = decision_of_party(turn.books, party_id, callback_data.decision)
    asked = None
    if view is not None:
        asked = questions.about(turn.books, turn.contact.id, party_id, callback_data.question, view.id)
    if view is None or asked is None:
        await speak(press, turn, _not_found(turn))
        return
    rows = with_home(turn, [[_back(turn, asked)]])
    if asked.decision_id != view.id:
        await speak(press, turn, reply(turn, "questions.which_too_late", rows, reference=asked.reference))
        return
    done = reply(
        turn, "questions.which_done", rows, personal=True, reference=asked.reference, number=_short(view.number)
    )
    await speak(press, turn, done)


def _mine(turn: Turn, question_id: int) -> Question | None:
    asked = questions.of_chat(turn.books, turn.contact.id, turn.party_id, question_id)
    return None if asked is None or asked.state is Stands.WITHDRAWN else asked


def _not_found(turn: Turn) -> Reply:
    return reply(turn, "common.not_found", with_home(turn))


def _one(turn: Turn, asked: Question) -> Reply:
    state = say(turn.lang, f"questions.state_{asked.state.value}")
    asked_on = short_day(local(asked.asked_at).date(), turn.lang)
    lines = [say(turn.lang, "questions.one", on=None, reference=asked.reference, day=asked_on, state=state)]
    if asked.is_late(today(turn.books.clock)):
        lines.append(say(turn.lang, "questions.one_late", on=None, phone=turn.agency.phone))
    elif asked.state is Stands.WAITING and asked.promised_on is not None:
        lines.append(say(turn.lang, "questions.one_promised", on=None, day=day(asked.promised_on, turn.lang)))
    return Reply(
        text=" ".join(lines),
        text_key="questions.one",
        text_version=version_of("questions.one"),
        buttons=with_home(turn, [*_acts(turn, asked), [labelled(turn, "questions.list_button", "qlist")]]),
    )


def _acts(turn: Turn, asked: Question) -> list[list[InlineKeyboardButton]]:
    rows = [_more_row(turn, asked)]
    if asked.state in (Stands.WAITING, Stands.ASKED_BACK):
        if turn.party_id is not None and asked.party_id is not None:
            rows.append([labelled(turn, "questions.which_button", Which(question=asked.id))])
        rows.append(_drop_row(turn, asked))
    if asked.state is Stands.ANSWERED:
        rows.append([labelled(turn, "questions.done_button", Done(question=asked.id))])
    return rows


def _more_row(turn: Turn, asked: Question) -> list[InlineKeyboardButton]:
    back = asked.state is Stands.ASKED_BACK
    return [labelled(turn, "questions.reply_button" if back else "questions.more_button", More(question=asked.id))]


def _drop_row(turn: Turn, asked: Question) -> list[InlineKeyboardButton]:
    return [labelled(turn, "questions.drop", Drop(question=asked.id), reference=asked.reference)]


def _back(turn: Turn, asked: Question) -> InlineKeyboardButton:
    return labelled(turn, "common.back", OneThread(question=asked.id))


def _kept(turn: Turn, thread: int, said: Question | TooManyOpen | None) -> Reply:
    if isinstance(said, TooManyOpen):
        asked = questions.question(turn.books, thread)
        name = "-" if asked is None else asked.reference
        return reply(turn, "questions.more_enough", with_home(turn), reference=name, phone=turn.agency.phone)
    if said is None:
        return _not_found(turn)
    promised = day(said.promised_on or today(turn.books.clock), turn.lang)
    rows = [[labelled(turn, "questions.list_button", "qlist")]]
    if said.kind is questions.Kind.DISTRESS:
        return reply(turn, "questions.more_urgent", with_home(turn, rows), reference=said.reference)
    return reply(turn, "questions.more_kept", with_home(turn, rows), reference=said.reference, day=promised)


def _short(number: str) -> str:
    return clipped(number, _LONGEST_NUMBER)


DIALOGUE = Dialogue(router=public, presses=("qone", MORE, "qdrop", "qdone"), states=("GoOn",))
ABOUT = Dialogue(router=private, presses=("qwhich", "qabout"), personal=True)
