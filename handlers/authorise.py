"""How do I let somebody act for me, or act for a relative? Who gives it, for what, until when, who certifies it; a draft.

Whoever is linked signs as the one who gives it, or, where a relative gives it, stands there as the one who is authorised.
"""

from __future__ import annotations

from functools import partial

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from casework.obligations import DecisionView
from casework.questions import Kind
from handlers.applying import Paper, for_its_party, send_draft, signer_of, tell_officer, to_officer
from handlers.authorise_places import (
    CERTIFIED,
    FIRST,
    GIVERS,
    SCOPES,
    At,
    Certified,
    Giver,
    Step,
    Term,
    What,
    asked_in,
    decisions_of,
    first_open,
    scope_of,
)
from handlers.authorise_screens import OWN_PRESS, look
from handlers.presses import Bare, is_command
from handlers.steps import Steps
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages.letters import Authorisation, Draft, Signer, authorisation
from messages.letters.authorisation import Witness
from messages.letters.drafts import NOBODY
from messages.vietnamese import short_day

router = Router(name="authorise")
FILE = "giay-uy-quyen.pdf"
_WITNESS = {
    Certified.NOTARY: Witness.NOTARY,
    Certified.AGENCY: Witness.AGENCY,
    Certified.UNSURE: Witness.UNSURE,
}


class AuthoriseStep(StatesGroup):
    """A question of this dialogue is open."""

    answer = State()


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """Who authorises whom."""
    await STEPS.go(event, turn, state, FIRST)


async def _act(event: Event, turn: Turn, state: FSMContext, at: At) -> bool:
    """The draft, or a word to an officer; only where all that is asked has been answered."""
    if at.step not in (Step.PAPER, Step.TELL) or first_open(turn, at) < len(asked_in(turn, at)):
        return False
    views, result = decisions_of(turn, at), at.to(Step.RESULT)
    if at.decision and not views:
        return False
    if at.step is Step.PAPER:
        mine = at.giver is Giver.ME
        taker = NOBODY if mine else signer_of(turn)
        make = partial(_make, at, taker)
        paper = Paper(make=make, name=FILE, title="authorise.title", decisions=views, signed=mine)
        await send_draft(event, turn, paper, result)
    else:
        decision_id = views[0].id if at.decision else None
        await tell_officer(event, turn, Kind.AUTHORISATION, _words(at, views), result, decision_id)
    return True


STEPS = Steps(place=At, state=AuthoriseStep.answer, look=look, act=_act)


@router.callback_query(Bare("authorise"))
async def on_button(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """«Làm giấy ủy quyền»."""
    await begin(press, turn, state)


@router.callback_query(At.filter())
async def on_step(press: CallbackQuery, callback_data: At, turn: Turn, state: FSMContext) -> None:
    """A button of one of its screens."""
    await STEPS.go(press, turn, state, callback_data)


@router.message(StateFilter(AuthoriseStep.answer))
async def on_words(message: Message, turn: Turn, state: FSMContext) -> None:
    """The same by words."""
    await STEPS.hear(message, turn, state)


@router.message(is_command)
async def on_command(message: Message, turn: Turn, state: FSMContext) -> None:
    """``/uyquyen``."""
    await begin(message, turn, state)


def _make(at: At, taker: Signer, draft: Draft, full: bool) -> bytes:
    prisoner = at.giver is Giver.PRISONER
    return authorisation(
        Authorisation(
            draft=draft,
            witness=Witness.PRISON if prisoner else _WITNESS[at.certified or Certified.UNSURE],
            taker=taker if full else NOBODY,
            scope=scope_of(at.what or What.MOST),
            until=at.last_day,
            to_the_end=at.term is Term.END,
        )
    )


def _words(at: At, views: list[DecisionView]) -> list[str]:
    """What the officer reads."""
    who = to_officer(f"authorise.giver_{GIVERS[at.giver or Giver.ME]}")
    scope = to_officer(f"authorise.scope_{SCOPES[at.what or What.MOST]}")
    where = to_officer("authorise.officer_prison")
    if at.giver is not Giver.PRISONER:
        where = to_officer(f"authorise.witness_{CERTIFIED[at.certified or Certified.UNSURE]}")
    lines = [
        to_officer("authorise.officer", who=who, scope=scope),
        to_officer("authorise.officer_witness", where=where),
    ]  # fmt: skip
    if at.decision and views:
        named = {"number": views[0].number, "issued": short_day(views[0].issued_on)}
        lines.append(to_officer("authorise.officer_decision", **named))
    return lines


DIALOGUE = Dialogue(
    router=router,
    commands=("uyquyen", "authorise"),
    presses=("authorise", "au"),
    states=("AuthoriseStep",),
    labels=("common.authorise",),
    open=begin,
)
OWN = for_its_party("authorise_own", OWN_PRESS, begin)
