"""What do the dialogues share in which one applies for something: whose facts may stand there, the draft, the officer?

Nothing personal stands in a screen or a draft unless the chat is linked and its view PIN is not due; whoever is not is led
through the same questions and fills the rest in by hand. To let an officer know is not to file: each screen says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton

from casework.citations import Citation
from casework.clock import today
from casework.decisions import PartyRole
from casework.obligations import DecisionView, decision_of_party, of_party
from casework.people import PartyKind, party
from casework.questions import USUAL_DAYS, Kind, State, TooManyOpen, ask, questions_of
from casework.reminder_answers import Kind as Reaction
from casework.view_pin import pin_needed
from casework.working_days import add_working_days
from handlers.obligations import A_PAGE, decision_button
from handlers.paging import page_of, place_words, turning_rows
from handlers.reactions import react_if_reminded
from handlers.replies import Reply, labelled, reply, send_file, speak, with_home
from handlers.steps import Locked
from handlers.switchboard import Dialogue, Event, TopicOpener
from handlers.turn import Turn
from messages import explanations
from messages.decision_words import list_line
from messages.letters import Draft, LetterDoesNotFit, NamedDecision, Signer
from messages.library import Lang, say, version_of
from messages.vietnamese import day, short_day

Rows = Iterable[Sequence[InlineKeyboardButton]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """A draft to be sent: its file name and the key of its title. ``make`` draws it, with or without what was typed for it."""

    make: Callable[[Draft, bool], bytes]
    name: str
    title: str
    decisions: Sequence[DecisionView] = ()
    signed: bool = True  # whether the linked person is the one who signs it


def own_party(turn: Turn) -> int | None:
    """The party whose facts may be shown now: linked, and its PIN not due."""
    return None if pin_needed(turn.contact, turn.books.clock.now()) else turn.party_id


def own_decisions(turn: Turn) -> list[DecisionView]:
    """The decisions of the party whose facts may be shown; none for anybody else."""
    mine = own_party(turn)
    return [] if mine is None else of_party(turn.books, mine)


def own_decision(turn: Turn, decision_id: int) -> DecisionView | None:
    """The decision that a place names; None alike for a foreign and a missing one. Raises ``Locked`` where the PIN is due."""
    if turn.party_id is None:
        return None
    if own_party(turn) is None:
        raise Locked
    return decision_of_party(turn.books, turn.party_id, decision_id)


def screen_text(
    turn: Turn, key: str, lines: Sequence[str], rows: Rows, *, personal: bool = False, decision_id: int | None = None
) -> Reply:
    """``lines`` as one message; the text it is called after is ``key``."""
    return Reply(
        text="\n".join(lines),
        text_key=key,
        text_version=version_of(key),
        buttons=with_home(turn, [row for row in rows if row]),
        personal=personal,
        decision_id=decision_id,
    )


def basis(turn: Turn, citations: Iterable[Citation]) -> str:
    """Where it stands in the law."""
    return say(turn.lang, "explanation.basis", citations=explanations.cited(tuple(citations), turn.lang))


def mine_row(turn: Turn, press: str) -> list[list[InlineKeyboardButton]]:
    """The way to one's own facts, for whoever has not shown who they are (again)."""
    return [] if own_party(turn) is not None else [[labelled(turn, "applying.mine", press)]]


def choose_decision(
    turn: Turn, key: str, number: int, to: Callable[[int, int], CallbackData], rows: Rows
) -> Reply:  # fmt: skip
    """Which of the party's decisions is it about? ``to`` gives the place of a decision (or 0) and of a page."""
    views = list(enumerate(own_decisions(turn), start=1))
    page = page_of(views, number, A_PAGE)
    picks = [decision_button(turn, view, place, to(view.id, page.number)) for place, view in page.shown]
    turns = turning_rows(turn, page, lambda page_number: to(0, page_number))
    head = " ".join([say(turn.lang, key), *place_words(turn, page)])
    items = [list_line(view, place, turn.lang) for place, view in page.shown]
    lines = [line for item in (head, *items) for line in (item, "")][:-1]
    return screen_text(turn, key, lines, [*picks, *turns, *rows], personal=True)


def about(turn: Turn, view: DecisionView | None) -> list[str]:
    """Which decision a screen speaks of."""
    if view is None:
        return []
    return [say(turn.lang, "applying.about", number=view.number, issued=short_day(view.issued_on, turn.lang))]


def role_of(view: DecisionView) -> PartyRole:
    """What the reader is in the decision; staff, who are none, do not come here."""
    return view.role or PartyRole.RELATED


def signer_of(turn: Turn) -> Signer:
    """The party whose facts may be shown, as it stands on paper; nobody for everybody else."""
    mine = own_party(turn)
    known = None if mine is None else party(turn.books, mine)
    if known is None:
        return Signer()
    return Signer(
        name=known.name,
        address=known.address or "",
        identity=known.identity or "",
        organisation=known.kind is not PartyKind.PERSON,
    )


async def send_draft(event: Event, turn: Turn, paper: Paper, back: CallbackData) -> None:
    """The one-page PDF; what is too long for it is left to be written by hand."""
    agency = turn.agency
    blank = Draft(agency=agency.name, assistant=agency.bot_name, made_on=today(turn.books.clock))
    signer = signer_of(turn)
    own = replace(blank, signer=signer if paper.signed else blank.signer, decisions=_named(paper.decisions))
    try:
        made = paper.make(own, True)
    except LetterDoesNotFit:
        made = paper.make(blank, False)
    personal = own_party(turn) is not None
    key = "applying.file_own" if personal else "applying.file"
    rows = [[labelled(turn, "common.back", back)]]
    title = say(turn.lang, paper.title)
    caption = replace(reply(turn, key, with_home(turn, rows), title=title), personal=personal)
    await send_file(event, turn, caption, made, paper.name, picture=False, keepable=True)


async def tell_officer(
    event: Event, turn: Turn, kind: Kind, words: Sequence[str], back: CallbackData, decision_id: int | None = None
) -> None:
    """Let an officer know what somebody is about to apply for. Twice the same words while they wait are one question."""
    text = "\n".join(words)
    if kind is not Kind.COMPLAINT:
        react_if_reminded(turn, Reaction.ASKED, decision_id)
    waits = (one for one in questions_of(turn.books, turn.contact.id) if one.state is State.WAITING)
    asked = next((one for one in waits if one.text == text and one.party_id == turn.party_id), None) or ask(
        turn.books, turn.contact.id, turn.party_id, text, kind=kind, decision_id=decision_id
    )
    rows = [[labelled(turn, "questions.list_button", "qlist")], [labelled(turn, "common.back", back)]]
    phone = turn.agency.phone
    if isinstance(asked, TooManyOpen):
        answer = reply(turn, "questions.too_many", with_home(turn, rows), count=asked.waiting, phone=phone)
    else:
        until = day(add_working_days(turn.books, today(turn.books.clock), USUAL_DAYS), turn.lang)
        answer = reply(
            turn, "applying.told", with_home(turn, rows), reference=asked.reference, phone=phone, day=until
        )  # fmt: skip
    await speak(event, turn, answer)


def to_officer(key: str, **blanks: str | int) -> str:
    """Words for the officer, who reads Vietnamese whatever the person reads."""
    return say(Lang.VI, key, on=None, **blanks)


def for_its_party(name: str, press: str, begin: TopicOpener) -> Dialogue:
    """The same dialogue entered by ``press`` once it is known whose it is: linked, with the PIN, as the switchboard asks."""
    router = Router(name=name)

    @router.callback_query()
    async def on_press(pressed: CallbackQuery, turn: Turn, state: FSMContext) -> None:
        await begin(pressed, turn, state, None)

    return Dialogue(router=router, presses=(press,), personal=True)


def _named(views: Sequence[DecisionView]) -> list[NamedDecision]:
    return [NamedDecision(number=one.number, issued_on=one.issued_on, judgment=_judgment(one)) for one in views]


def _judgment(view: DecisionView) -> str:
    """The judgment in Vietnamese, as it stands on paper."""
    if not view.judgment_number:
        return ""
    words = say(Lang.VI, "applying.judgment", number=view.judgment_number)
    if view.judgment_court:
        words = say(Lang.VI, "obligations.judgment_of", judgment=words, court=view.judgment_court)
    if view.judgment_dated is not None:
        words = say(Lang.VI, "obligations.judgment_on", judgment=words, dated=short_day(view.judgment_dated))
    return words
