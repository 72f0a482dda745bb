"""Which screens lead to a written authorisation, and what is answered: who certifies it, what to bring, what needs none?

ND152 Đ.2: in writing, with scope and term, notarised or certified or confirmed by the agency; a prisoner's by the prison.
Kinship alone opens no file; only the confirmation of results may relatives ask for by themselves (Đ.32.3), and those of a
prisoner may pay (Đ.34).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from aiogram.types import InlineKeyboardButton

from casework.citations import ENFORCEMENT_DECREE, ENFORCEMENT_LAW, Citation
from casework.clock import today
from casework.deadlines import plain_end
from casework.obligations import DecisionView
from casework.periods import Unit
from handlers.applying import about, basis, choose_decision, mine_row, own_decision, screen_text
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
    after_giver,
    asked_in,
    first_open,
    term_fault,
)
from handlers.explain import topic_row
from handlers.obligations import not_found
from handlers.replies import Reply, labelled, reply, with_home
from handlers.steps import Fault, Screen, turning
from handlers.turn import Turn
from messages.library import say
from messages.typed_day import read_day
from messages.vietnamese import day

OWN_PRESS = "auown"
TOPIC = "authorisation_representative"
HALF_A_YEAR = 6  # months
_WRITTEN = Citation(law=ENFORCEMENT_DECREE, article="2")
_BY_THE_PRISON = Citation(law=ENFORCEMENT_DECREE, article="2", clause="2")
_RELATIVES_ASK = Citation(law=ENFORCEMENT_DECREE, article="32", clause="3")
_PAY_FOR_A_PRISONER = Citation(law=ENFORCEMENT_LAW, article="61")
Choices = Sequence[tuple[str, At]]


def look(turn: Turn, at: At) -> Screen[At]:
    """The screen of a place: the question asked for, the first that is still open, or the answer."""
    view = own_decision(turn, at.decision) if at.decision else None
    if at.decision and view is None:
        return Screen(reply=not_found(turn), asks=False)
    questions = asked_in(turn, at)
    wanted = questions.index(at.step) if at.step in questions else len(questions)
    place = min(wanted, first_open(turn, at))
    if place == len(questions):
        return Screen(reply=_result(turn, at, view, at.to(questions[-1])), asks=False)
    nav = turning(turn, at.to(questions[place - 1]), FIRST) if place else []
    return _question(turn, at, questions[place], nav)


def _question(turn: Turn, at: At, step: Step, nav: list[InlineKeyboardButton]) -> Screen[At]:
    if step is Step.GIVER:
        return Screen(reply=_giver(turn))
    if step is Step.WHICH:
        return Screen(reply=_which(turn, at, nav))
    if step is Step.TERM:
        shown = _choice(turn, "authorise.term", _terms(turn, at), nav)
        return Screen(reply=shown, reads=partial(_read_day, turn, at), fault="applying.no_day")
    if step is Step.SCOPE:
        scopes = [(f"authorise.scope_{name}", at.to(Step.RESULT, what=what)) for what, name in SCOPES.items()]
        return Screen(reply=_choice(turn, "authorise.scope", scopes, nav))
    ways = [(f"authorise.witness_{name}", at.to(Step.RESULT, certified=way)) for way, name in CERTIFIED.items()]
    return Screen(reply=_choice(turn, "authorise.witness", ways, nav))


def _choice(turn: Turn, key: str, choices: Choices, nav: list[InlineKeyboardButton]) -> Reply:
    rows = [[labelled(turn, label, there)] for label, there in choices]
    return reply(turn, key, with_home(turn, [*rows, nav]))


def _giver(turn: Turn) -> Reply:
    rows = [[labelled(turn, f"authorise.giver_{name}", after_giver(turn, giver))] for giver, name in GIVERS.items()]
    lines = [say(turn.lang, "authorise.giver"), basis(turn, [_WRITTEN]), "", say(turn.lang, "authorise.ask_giver")]
    return screen_text(turn, "authorise.giver", lines, [*rows, topic_row(turn, TOPIC), *mine_row(turn, OWN_PRESS)])


def _which(turn: Turn, at: At, nav: list[InlineKeyboardButton]) -> Reply:
    everything = [labelled(turn, "authorise.all", at.to(Step.RESULT, decision=0, page=0))]
    return choose_decision(
        turn,
        "authorise.which",
        at.page,
        lambda decision, page: at.to(Step.RESULT if decision else Step.WHICH, decision=decision, page=page),
        [everything, nav],
    )


def _terms(turn: Turn, at: At) -> Choices:
    now = today(turn.books.clock)
    half, year = plain_end(now, HALF_A_YEAR, Unit.MONTHS), plain_end(now, 1, Unit.YEARS)
    return (
        ("authorise.term_end", at.to(Step.RESULT, term=Term.END, until=0)),
        ("authorise.term_half", at.to(Step.RESULT, term=None, until=half.toordinal())),
        ("authorise.term_year", at.to(Step.RESULT, term=None, until=year.toordinal())),
        ("authorise.term_later", at.to(Step.RESULT, term=Term.LATER, until=0)),
    )


def _read_day(turn: Turn, at: At, text: str) -> At | Fault | None:
    when = read_day(text, today(turn.books.clock), ahead=True)
    return None if when is None else term_fault(turn, when) or at.to(Step.RESULT, term=None, until=when.toordinal())


def _result(turn: Turn, at: At, view: DecisionView | None, back: At) -> Reply:
    prisoner = at.giver is Giver.PRISONER
    by = [_BY_THE_PRISON] if prisoner else []
    lines = [
        *_chosen(turn, at, view), "",
        _certified(turn, at, view),
        *([say(turn.lang, "authorise.complaint")] if at.what is What.COMPLAIN else []),
        say(turn.lang, "authorise.bring"), "",
        say(turn.lang, "authorise.without"), say(turn.lang, "authorise.not_by_kinship"), "",
        say(turn.lang, "applying.not_filed"),
        basis(turn, [_PAY_FOR_A_PRISONER, _WRITTEN, *by, _RELATIVES_ASK]),
    ]  # fmt: skip
    here = at.to(Step.RESULT)
    rows = [
        [labelled(turn, "applying.paper", here.to(Step.PAPER))],
        [labelled(turn, "applying.tell", here.to(Step.TELL))],
        [labelled(turn, "common.confirmation", "confirm")],
        topic_row(turn, TOPIC),
        *mine_row(turn, OWN_PRESS),
        turning(turn, back, FIRST),
    ]
    key = f"authorise.head_{GIVERS[at.giver or Giver.ME]}"
    return screen_text(
        turn, key, lines, rows, personal=view is not None, decision_id=None if view is None else view.id
    )  # fmt: skip


def _chosen(turn: Turn, at: At, view: DecisionView | None) -> list[str]:
    scope = say(turn.lang, f"authorise.scope_{SCOPES[at.what or What.MOST]}")
    lines = [
        say(turn.lang, f"authorise.head_{GIVERS[at.giver or Giver.ME]}"),
        *about(turn, view),
        say(turn.lang, "authorise.for_what", scope=scope[0].lower() + scope[1:]),
    ]
    if at.last_day is not None:
        return [*lines, say(turn.lang, "authorise.until", day=day(at.last_day, turn.lang))]
    return [*lines, say(turn.lang, "authorise.until_end" if at.term is Term.END else "authorise.until_later")]


def _certified(turn: Turn, at: At, view: DecisionView | None) -> str:
    if at.giver is Giver.PRISONER:
        return say(turn.lang, "authorise.by_prison")
    if at.certified is not Certified.AGENCY:
        return say(turn.lang, f"authorise.by_{CERTIFIED[at.certified or Certified.UNSURE]}")
    name, address, phone = turn.agency.name, turn.agency.address, turn.agency.phone
    if view is not None:
        name, address, phone = view.office_name, view.office_address, view.office_phone
    return say(turn.lang, "authorise.by_agency", name=name, address=address, phone=phone)
