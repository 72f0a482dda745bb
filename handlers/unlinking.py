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

from casework.consent import Purpose, withdraw
from casework.contacts import contact, mute_until
from casework.links import EndedBy, live_links, unlink, unlink_everywhere
from casework.reminder_answers import Kind, note_answer
from casework.repairs import Why, open_repair
from handlers.reactions import react_if_reminded
from handlers.replies import Reply, labelled, reply, speak, with_home
from handlers.silence import ALWAYS
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages.faces import fold_now
from messages.folding import fold
from messages.link_notices import CUT_ALL, tell_other_chats
from messages.reactions import Reaction, reaction
from messages.reminded import last_reminder

router = Router(name="unlinking")
THIS, WRONG, RELATIVE = "cut:this", "cut:wrong", "cut:relative"
_EVERY = ("moi lien ket", "tat ca")
_YES = "_yes"  # what the confirming button's data ends with


async def changed_contact(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """Somebody whose telephone or address changed, or who is not the person we think."""
    said = (event.text or "") if isinstance(event, Message) else ""
    if "nham" in fold(said) or reaction(said, reminded=True) is Reaction.WRONG_PERSON:
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
    if data == which and which != RELATIVE:
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
    if which == WRONG:
        rows.append([labelled(turn, "unlinking.relative", RELATIVE + _YES)])
    rows.append([labelled(turn, "unlinking.keep", "settings")])
    return reply(turn, f"unlinking.{name}", with_home(turn, rows))


def _cut_this(turn: Turn) -> Reply:
    react_if_reminded(turn, Kind.OPTED_OUT)
    if unlink(turn.books, turn.contact.id, EndedBy.PERSON) is None:
        return _nothing_to_cut(turn)
    _folded_and_fresh(turn, [turn.contact.id])
    return reply(turn, "unlinking.this_done", with_home(turn))


def _cut_all(turn: Turn) -> Reply:
    if turn.party_id is None:
        return _nothing_to_cut(turn)
    react_if_reminded(turn, Kind.OPTED_OUT)
    ended = unlink_everywhere(turn.books, turn.party_id, contact_id=turn.contact.id)
    others = [one for one in ended if one != turn.contact.id]
    _folded_and_fresh(turn, ended)
    event = f"{turn.account}:{turn.update_id}"
    tell_other_chats(turn.books, "unlinking.cut_elsewhere", others, event, ways=())
    return reply(turn, "unlinking.all_done", with_home(turn))


def _not_this_person(turn: Turn) -> Reply:
    """Somebody else reads this chat, who shall hear no more of it."""
    return reply(
        turn, "unlinking.wrong_done" if _strangers(turn) else "unlinking.wrong_nothing_linked", with_home(turn)
    )


def _a_relative(turn: Turn) -> Reply:
    """Somebody close to the person reads it: the same, and how one may act for them (ND152 Đ.2)."""
    _strangers(turn)
    return reply(turn, "unlinking.relative_done", with_home(turn, [[labelled(turn, "common.authorise", "authorise")]]))


def _strangers(turn: Turn) -> bool:
    """Unlinked, silent from now on, no consent left, and a task to find the person; whether there was anything to end.

    A chat that is not linked any more is asked about by the last reminder it got, unless the person has another chat by now.
    """
    contact_id, party_id = turn.contact.id, turn.party_id
    last = last_reminder(turn.books, contact_id)
    if (
        party_id is None
        and last is not None
        and last.party_id is not None
        and not live_links(turn.books, last.party_id)
    ):
        party_id = last.party_id
    mute_until(turn.books, contact_id, ALWAYS)
    if party_id is None:
        return False
    about = last if last is not None and last.party_id == party_id else None
    note_answer(
        turn.books,
        contact_id,
        Kind.WRONG_PERSON,
        outbox_id=None if about is None else about.outbox_id,
        campaign_id=None if about is None else about.campaign_id,
        decision_id=None if about is None else about.decision_id,
        party_id=party_id,
    )
    withdraw(turn.books, contact_id, party_id, Purpose.REMINDERS)
    open_repair(turn.books, party_id, Why.WRONG_PERSON, contact_id=contact_id)
    unlink(turn.books, contact_id, EndedBy.PERSON)
    _folded_and_fresh(turn, [contact_id])
    return True


def _nothing_to_cut(turn: Turn) -> Reply:
    return reply(turn, "unlinking.not_linked", with_home(turn))


def _folded_and_fresh(turn: Turn, chats: Iterable[int]) -> None:
    """Nothing personal stays open, and the rest of the turn knows that the link is gone."""
    for contact_id in chats:
        fold_now(turn.books, contact_id)
    turn.contact = contact(turn.books, turn.contact.id) or turn.contact


_CUTS: dict[str, Callable[[Turn], Reply]] = {
    THIS: _cut_this,
    CUT_ALL: _cut_all,
    WRONG: _not_this_person,
    RELATIVE: _a_relative,
}

DIALOGUE = Dialogue(
    router=router,
    commands=("huylienket", "unlink"),
    presses=("cut",),
    wishes=("change_contact", "wrong_person"),
    labels=("reminder.wrong_button",),
    open=changed_contact,
)
