"""How does a link end at the person's own wish? This chat, every chat, or "you have got the wrong person".

Cutting is open to whoever holds the phone, without the PIN: it only takes away. It takes effect at once, also for what is
queued already, and content that stands open folds away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from casework import questions
from casework.contacts import contact, mute_until
from casework.links import EndedBy, unlink, unlink_everywhere
from casework.questions import Question
from handlers.replies import Reply, labelled, reply, speak, with_home
from handlers.silence import ALWAYS
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages.faces import fold_now
from messages.folding import fold
from messages.library import Lang, say
from messages.link_notices import CUT_ALL, tell_other_chats

router = Router(name="unlinking")
THIS, WRONG = "cut:this", "cut:wrong"
_EVERY = ("moi lien ket", "tat ca")
_YES = "_yes"  # what the confirming button's data ends with


async def changed_contact(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """Somebody whose telephone or address changed, or who is not the person we think."""
    if isinstance(event, Message) and "nham" in fold(event.text or ""):
        await speak(event, turn, _question(turn, WRONG))
        return
    rows = [[labelled(turn, "unlinking.wrong_person", WRONG)]]
    await speak(event, turn, reply(turn, "unlinking.change_contact", with_home(turn, rows)))


async def ask_to_cut(event: Event, turn: Turn) -> None:
    """Whether to end this chat's link, or every link if the words say so: the one confirmation."""
    said = fold(event.text or "") if isinstance(event, Message) else ""
    await speak(event, turn, _question(turn, CUT_ALL if any(word in said for word in _EVERY) else THIS))


@router.message()
async def on_command(message: Message, turn: Turn) -> None:
    """``/huylienket``."""
    await ask_to_cut(message, turn)


@router.callback_query()
async def on_press(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """A wish to cut, and its confirmation; a second press finds nothing left to cut."""
    data = press.data or ""
    which = data.removesuffix(_YES)
    if which not in _CUTS:
        raise SkipHandler
    if data == which:
        await speak(press, turn, _question(turn, which))
        return
    await state.clear()
    await speak(press, turn, _CUTS[which](turn))


def _question(turn: Turn, which: str) -> Reply:
    """What ends and what does not, before it is done."""
    name = which.partition(":")[2]
    if turn.party_id is None and which != WRONG:
        return _nothing_to_cut(turn)
    rows = [[labelled(turn, f"unlinking.{name}_yes", which + _YES)]]
    if which == THIS:
        rows.append([labelled(turn, "unlinking.every_link", CUT_ALL)])
    rows.append([labelled(turn, "unlinking.keep", "settings")])
    return reply(turn, f"unlinking.{name}", with_home(turn, rows))


def _cut_this(turn: Turn) -> Reply:
    if unlink(turn.books, turn.contact.id, EndedBy.PERSON) is None:
        return _nothing_to_cut(turn)
    _folded_and_fresh(turn, [turn.contact.id])
    return reply(turn, "unlinking.this_done", with_home(turn))


def _cut_all(turn: Turn) -> Reply:
    if turn.party_id is None:
        return _nothing_to_cut(turn)
    ended = unlink_everywhere(turn.books, turn.party_id, contact_id=turn.contact.id)
    others = [one for one in ended if one != turn.contact.id]
    _folded_and_fresh(turn, ended)
    event = f"{turn.account}:{turn.update_id}"
    tell_other_chats(turn.books, "unlinking.cut_elsewhere", others, event, ways=())
    return reply(turn, "unlinking.all_done", with_home(turn))


def _not_this_person(turn: Turn) -> Reply:
    """Unlinked, silent from now on, and an officer is asked to put the agency's own entry right."""
    party_id = unlink(turn.books, turn.contact.id, EndedBy.PERSON)
    mute_until(turn.books, turn.contact.id, ALWAYS)
    _folded_and_fresh(turn, [turn.contact.id])
    if party_id is None:
        return reply(turn, "unlinking.wrong_nothing_linked", with_home(turn))
    told = say(Lang.VI, "unlinking.repair_entry")
    task = questions.ask(turn.books, turn.contact.id, party_id, told, kind=questions.Kind.CORRECTION)
    if not isinstance(task, Question):
        return reply(turn, "unlinking.wrong_done", with_home(turn))
    return reply(turn, "unlinking.wrong_noted", with_home(turn), reference=task.reference)


def _nothing_to_cut(turn: Turn) -> Reply:
    return reply(turn, "unlinking.not_linked", with_home(turn))


def _folded_and_fresh(turn: Turn, chats: Iterable[int]) -> None:
    """Nothing personal stays open, and the rest of the turn knows that the link is gone."""
    for contact_id in chats:
        fold_now(turn.books, contact_id)
    turn.contact = contact(turn.books, turn.contact.id) or turn.contact


_CUTS: dict[str, Callable[[Turn], Reply]] = {THIS: _cut_this, CUT_ALL: _cut_all, WRONG: _not_this_person}

DIALOGUE = Dialogue(
    router=router, commands=("huylienket", "unlink"), presses=("cut",), wishes=("change_contact",), open=changed_contact
)
