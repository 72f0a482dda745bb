"""How do I complain? Which kind, to whom, by when, what it does not stop, what to write; a draft with one's own words.

What is told for the draft is kept sealed in the chat's place in the dialogue, and nowhere else, until the draft is left.
"""

from __future__ import annotations

import re
from functools import partial

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from casework.obligations import DecisionView
from casework.questions import Kind
from casework.reminder_answers import Kind as Reaction
from handlers.applying import Paper, for_its_party, own_decision, send_draft, tell_officer, to_officer
from handlers.complaint_answer import OWN_PRESS
from handlers.complaint_places import FIRST, WORDS, Against, At, Body, Step, addressee, last_days, letter
from handlers.complaint_screens import LONGEST_STORY, look
from handlers.presses import Bare, is_command
from handlers.reactions import react_if_reminded
from handlers.steps import Fault, Screen, Steps
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages.letters import ComplaintLetter, Draft, complaint_letter
from messages.vietnamese import short_day

router = Router(name="complaint")
FILE = "don-khieu-nai.pdf"
STORY = "complaint_story"  # where the words stand in the dialogue's data
_IDENTITY = re.compile(
    r"(?<![\d.,])(?:\d{3} ?){2,3}(\d{3})(?![\d.,]*\d| ?(?:đồng|đ\b|vn[dđ]|triệu))", re.IGNORECASE
)  # not a sum
_LONG_WORD = re.compile(r"\S{40}(?=\S)")  # an address of a page, say: unbroken it would run over the margin
_BODIES = {Body.AGENCY: "body_agency", Body.OFFICE: "body_office", Body.OFFICER: "accused_officer", Body.HEAD: "accused_head"}  # fmt: skip


class ComplaintStep(StatesGroup):
    """A question of this dialogue is open."""

    answer = State()


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """What it is against; what was told before is forgotten."""
    await _forget(state)
    if isinstance(event, Message):
        react_if_reminded(turn, Reaction.COMPLAINED)
    await STEPS.go(event, turn, state, FIRST)


def _look(turn: Turn, at: At) -> Screen[At]:
    return look(turn, at, story=_story(turn.place.answers))


async def _act(event: Event, turn: Turn, state: FSMContext, at: At) -> bool:
    """The draft, or a word to an officer; only where all that is asked has been answered."""
    if at.step not in (Step.PAPER, Step.TELL) or look(turn, at).asks or at.against in (None, Against.JUDGMENT):
        return False
    view = own_decision(turn, at.decision) if at.decision else None
    if at.decision and view is None:
        return False
    result = at.to(Step.RESULT)
    react_if_reminded(turn, Reaction.COMPLAINED)
    if at.step is Step.PAPER:
        make = partial(_make, turn, at)
        title = "complaint.title_denounced" if at.against is Against.DENOUNCE else "complaint.title"
        paper = Paper(make=make, name=FILE, title=title, decisions=[] if view is None else [view])
        await send_draft(event, turn, paper, result)
    else:
        decision_id = None if view is None else view.id
        await tell_officer(event, turn, Kind.COMPLAINT, _words(turn, at, view), result, decision_id)
    return True


async def _keep(state: FSMContext, at: At, text: str) -> At | Fault:
    """Their own words, for the draft."""
    told = _LONG_WORD.sub(r"\g<0> ", " ".join(text.split()))
    if len(told) > LONGEST_STORY:
        return Fault(key="complaint.story_long", blanks={"most": LONGEST_STORY})
    if not told:
        return Fault(key="applying.not_understood")
    await state.update_data({STORY: told})
    return at.to(Step.RESULT)


STEPS = Steps(place=At, state=ComplaintStep.answer, look=_look, act=_act, keep=_keep)


@router.callback_query(Bare("complaint"))
async def on_button(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """«Làm đơn khiếu nại»."""
    await begin(press, turn, state)


@router.callback_query(At.filter())
async def on_step(press: CallbackQuery, callback_data: At, turn: Turn, state: FSMContext) -> None:
    """A button of one of its screens."""
    if callback_data.step is Step.KIND:
        await _forget(state)
    await STEPS.go(press, turn, state, callback_data)


@router.message(StateFilter(ComplaintStep.answer))
async def on_words(message: Message, turn: Turn, state: FSMContext) -> None:
    """The same by words; where the story is asked for, whatever is said is the story."""
    await STEPS.hear(message, turn, state)


@router.message(is_command)
async def on_command(message: Message, turn: Turn, state: FSMContext) -> None:
    """``/khieunai``."""
    await begin(message, turn, state)


async def _forget(state: FSMContext) -> None:
    data = await state.get_data()
    if data.pop(STORY, None) is not None:
        await state.set_data(data)


def _story(data: dict[str, object]) -> str:
    """Their words, but of an identity number only its last three digits."""
    kept = data.get(STORY)
    return _IDENTITY.sub(r"...\1", kept) if isinstance(kept, str) else ""


def _make(turn: Turn, at: At, draft: Draft, full: bool) -> bytes:
    ends = last_days(turn, at)
    return complaint_letter(
        ComplaintLetter(
            draft=draft,
            letter=letter(at),
            addressee=addressee(at),
            learned_on=at.learned,
            last_day=ends[0][1].last_day if ends else None,
            story=_story(turn.place.answers) if full else "",
        )
    )


def _words(turn: Turn, at: At, view: DecisionView | None) -> list[str]:
    """What the officer reads."""
    what = to_officer(f"complaint.against_{WORDS[at.against or Against.UNSURE]}")
    lines = [to_officer("complaint.officer", what=what)]
    if at.body is not None:
        lines.append(to_officer("complaint.officer_body", body=to_officer(f"complaint.{_BODIES[at.body]}")))
    if view is not None:
        lines.append(to_officer("complaint.officer_decision", number=view.number, issued=short_day(view.issued_on)))
    lines += _when(turn, at)
    story = _story(turn.place.answers)
    return [*lines, to_officer("complaint.officer_story", story=story)] if story else lines


def _when(turn: Turn, at: At) -> list[str]:
    if at.learned is None or at.against is Against.DENOUNCE:
        return []
    learned = short_day(at.learned)
    if at.against is Against.UNSURE:
        return [to_officer("complaint.officer_learned", learned=learned)]
    last = last_days(turn, at)[0][1].last_day
    return [to_officer("complaint.officer_day", learned=learned, last=short_day(last))]


DIALOGUE = Dialogue(
    router=router,
    commands=("khieunai", "complaint"),
    presses=("complaint", "cp"),
    states=("ComplaintStep",),
    wishes=("complain",),
    labels=("common.complaint",),
    open=begin,
)
OWN = for_its_party("complaint_own", OWN_PRESS, begin)
