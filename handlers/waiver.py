"""May what I owe the State be waived or reduced? A few questions, what is missing, who files; never a promise.

The agency files with the court, not the citizen (L25 Đ.43). What is handed in here asks the agency to look into it.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from casework.exemption_bands import AGES
from casework.exemptions import Hardship
from casework.questions import Kind
from handlers.applying import Paper, for_its_party, send_draft, tell_officer, to_officer
from handlers.presses import Bare, is_command
from handlers.steps import Steps
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from handlers.waiver_places import (
    HARDSHIPS,
    At,
    Means,
    Money,
    OwnLine,
    Step,
    first_place,
    has_paid,
    is_without_means,
    kind_key,
    own_line,
    screened,
)
from handlers.waiver_questions import OWN_PRESS, TROUBLES, sum_label
from handlers.waiver_screens import is_result, look
from messages.letters import Draft, WaiverRequest, waiver_request
from messages.letters.waiver_request import Circumstance
from messages.library import Lang
from messages.vietnamese import dong, short_day

router = Router(name="waiver")
FILE = "de-nghi-xem-xet-mien-giam.pdf"
_CIRCUMSTANCES = {
    Hardship.DISASTER: Circumstance.DISASTER,
    Hardship.ACCIDENT: Circumstance.ACCIDENT,
    Hardship.ILLNESS: Circumstance.ILLNESS,
    Hardship.MERIT: Circumstance.MERIT,
}


class WaiverStep(StatesGroup):
    """A question of this dialogue is open."""

    answer = State()


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """The reader's own lines, or which kind of money it is."""
    await STEPS.go(event, turn, state, first_place(turn))


async def _act(event: Event, turn: Turn, state: FSMContext, at: At) -> bool:
    """The draft, which needs all answers; or a word to an officer, who needs none."""
    own = own_line(turn, at.line) if at.line else None
    if at.step not in (Step.PAPER, Step.TELL) or (at.line and own is None):
        return False
    complete = is_result(turn, at)
    if at.step is Step.PAPER and complete:
        decisions = [] if own is None else [own.view]
        paper = Paper(make=partial(_make, at, own), name=FILE, title="waiver.title", decisions=decisions)
        await send_draft(event, turn, paper, at.to(Step.RESULT))
        return True
    if at.step is Step.TELL and (complete or at.money is not None):
        decision_id = None if own is None else own.view.id
        back = at.to(Step.RESULT if complete or at.money in (Money.PRIVATE, Money.COSTS) else Step.UNKNOWN)
        await tell_officer(event, turn, Kind.WAIVER, _words(turn, at, own), back, decision_id)
        return True
    return False


STEPS = Steps(place=At, state=WaiverStep.answer, look=look, act=_act)


@router.callback_query(Bare("waiver"))
async def on_button(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """«Xem có được miễn, giảm không»."""
    await begin(press, turn, state)


@router.callback_query(At.filter())
async def on_step(press: CallbackQuery, callback_data: At, turn: Turn, state: FSMContext) -> None:
    """A button of one of its screens."""
    await STEPS.go(press, turn, state, callback_data)


@router.message(StateFilter(WaiverStep.answer))
async def on_words(message: Message, turn: Turn, state: FSMContext) -> None:
    """The same by words."""
    await STEPS.hear(message, turn, state)


@router.message(is_command)
async def on_command(message: Message, turn: Turn, state: FSMContext) -> None:
    """``/miengiam``."""
    await begin(message, turn, state)


def _make(at: At, own: OwnLine | None, draft: Draft, _: bool) -> bytes:
    chosen = {Circumstance.NO_MEANS} if is_without_means(at, own) else set()
    if has_paid(at, own):
        chosen.add(Circumstance.PAID_PART)
    hardship = HARDSHIPS.get(at.trouble) if at.trouble is not None else None
    if hardship is not None:
        chosen.add(_CIRCUMSTANCES[hardship])
    first = own.view.issued_on if own is not None else date.fromordinal(at.first) if at.first else None
    return waiver_request(
        WaiverRequest(
            draft=draft,
            money="" if own is None and at.money is Money.STATE else to_officer(kind_key(at, own)),
            left=own.line.left if own is not None else at.left or None,
            paid=own.line.paid if own is not None else None,
            first_decision_on=first,
            circumstances=chosen,
        )
    )


def _words(turn: Turn, at: At, own: OwnLine | None) -> list[str]:
    """What the officer reads: what was said, and what the screening makes of it where all was said."""
    if own is not None:
        said = {"number": own.view.number, "issued": short_day(own.view.issued_on), "left": dong(own.line.left)}
        lines = [
            to_officer("waiver.officer", money=to_officer(kind_key(at, own))),
            to_officer("waiver.officer_line", **said),
        ]
    else:
        lines = [to_officer("waiver.officer", money=_money(at)), *_first(at), *_left(at)]
    if at.means is not None:
        names = {Means.NONE: "none", Means.SOME: "some", Means.UNSURE: "unsure"}
        lines.append(to_officer("waiver.officer_means", means=to_officer(f"waiver.means_{names[at.means]}")))
    if has_paid(at, own) is not None:
        paid = to_officer("waiver.paid_yes" if has_paid(at, own) else "waiver.paid_no")
        trouble = to_officer("waiver.unsaid" if at.trouble is None else f"waiver.trouble_{TROUBLES[at.trouble]}")
        lines.append(to_officer("waiver.officer_paid", paid=paid, trouble=trouble))
    if is_result(turn, at):
        found = to_officer(f"waiver.result_{screened(turn, at, own).measure.value}")
        lines.append(to_officer("waiver.officer_result", result=found))
    return lines


def _money(at: At) -> str:
    if at.money is Money.COSTS:
        return to_officer("waiver.officer_costs")
    if at.money is Money.PRIVATE:
        return to_officer("waiver.kind_private")
    return to_officer("waiver.officer_unknown" if at.money is Money.UNSURE else kind_key(at, None))


def _first(at: At) -> list[str]:
    if at.first:
        return [to_officer("waiver.officer_first", when=short_day(date.fromordinal(at.first)))]
    if at.age is None:
        return []
    return [to_officer("waiver.officer_age", years=AGES[at.age])]


def _left(at: At) -> list[str]:
    if at.left:
        return [to_officer("waiver.officer_left", left=dong(at.left))]
    return [] if at.band is None else [to_officer("waiver.officer_left", left=sum_label(at.band, Lang.VI))]


DIALOGUE = Dialogue(
    router=router,
    commands=("miengiam", "waiver"),
    presses=("waiver", "wv"),
    states=("WaiverStep",),
    labels=("common.waiver",),
    open=begin,
)
OWN = for_its_party("waiver_own", OWN_PRESS, begin)
