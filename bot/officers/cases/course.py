"""How is what happened to a decision noted on its page, and taken back? Which events are offered, the course's rules say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.cli.decision_words import CIRCUMSTANCE_WORDS, GROUND_WORDS, event_words
from bot.officers.cases import fields, opening
from bot.officers.cases.acting import Deed, Work, Wrong, filled_in, form_page
from bot.officers.cases.taking_back import take_back
from bot.officers.rendering import word
from bot.officers.visit import Missing, Visit
from casework.books import Books
from casework.case_rows import Row
from casework.course import annul, course_of, record
from casework.course_asked import Happening
from casework.course_kinds import GROUNDS, WORDS, Circumstance, Ground, Happened
from casework.course_rules import TRANSITIONS
from casework.course_state import standing
from casework.decision_events import events_of
from casework.decision_states import State
from casework.obligations import DecisionView
from casework.service import FORMS, Delivery, ServiceForm, correct_service, serve

_NOT_HERE = frozenset({Happened.SERVED, Happened.SERVICE_CORRECTED, Happened.ANNULLED})
EVENT = ("what", "on", "document", "ground", "reason", "circumstance", "asked_on", "until", "interest")
SERVICE = ("how", "on", "second_on", "document", "correct")
_INTEREST = {"stops": True, "runs": False}


async def show_event(visit: Visit) -> web.StreamResponse:
    """The form with what can happen as the decision stands."""
    view = await opening.to_work_on(visit)
    return form_page(visit, _event_work(view), {}, await _event_facts(visit, view))


async def event(visit: Visit) -> web.StreamResponse:
    """Read it, show where it leads, note it."""
    view = await opening.to_work_on(visit)
    facts = await _event_facts(visit, view)
    return await filled_in(visit, _event_work(view), lambda: _event(visit, view), facts, EVENT)


def _event_work(view: DecisionView) -> Work:
    return Work(name="event", path=f"/cases/{view.id}/event", purpose="decision event", decision_id=view.id)


async def _event_facts(visit: Visit, view: DecisionView) -> Mapping[str, Any]:
    state, offered = await visit.db.read(_offered, view.id)
    chosen = visit.form.get("what", "")
    offered += [one for one in Happened if one.value == chosen and one not in (*offered, *_NOT_HERE)]
    grounds = {
        of: {one.value: GROUND_WORDS[one] for one in Ground if GROUNDS[one].of is of}
        for of in offered
        if any(GROUNDS[one].of is of for one in Ground)
    }
    return {
        "view": view,
        "state": state.value,
        "events": {one.value: WORDS[one] for one in offered},
        "grounds": {WORDS[of]: known for of, known in grounds.items()},
        "circumstances": {one.value: words for one, words in CIRCUMSTANCE_WORDS.items()},
        "interests": list(_INTEREST),
        "said": {one.value: words for told in (WORDS, GROUND_WORDS, CIRCUMSTANCE_WORDS) for one, words in told.items()}
        | {name: word(visit.lang, f"case_form.{name}") for name in _INTEREST},
    }


def _offered(books: Books, decision_id: int) -> tuple[State, list[Happened]]:
    status = course_of(books, decision_id).status
    offered = [one for one in Happened if one not in _NOT_HERE and status in TRANSITIONS[one].start]
    return standing(books, decision_id).state, offered


def _event(visit: Visit, view: DecisionView) -> Deed:
    what = fields.needed_choice(visit, "what", Happened)
    interest = fields.text(visit, "interest")
    if what in _NOT_HERE or interest not in ("", *_INTEREST):
        raise Wrong(word(visit.lang, "case_form.choice"))
    happening = Happening(
        what=what,
        on=fields.needed_day(visit, "on"),
        ground=fields.text(visit, "ground") or None,
        document=fields.text(visit, "document") or None,
        reason=fields.choice(visit, "reason", Ground),
        circumstance=fields.choice(visit, "circumstance", Circumstance),
        asked_on=fields.day(visit, "asked_on"),
        until=fields.day(visit, "until", ahead=True),
        interest_stops=_INTEREST.get(interest),
    )

    def deed(books: Books) -> None:
        record(books, view.id, happening, entered_by=visit.who.id)

    return deed


async def show_service(visit: Visit) -> web.StreamResponse:
    """The form for the valid notice, or for a day of it that was noted wrongly."""
    view = await opening.to_work_on(visit)
    return form_page(visit, _service_work(view), {}, _service_facts(view))


async def service(visit: Visit) -> web.StreamResponse:
    """Read it, show the state that follows, note it."""
    view = await opening.to_work_on(visit)
    return await filled_in(visit, _service_work(view), lambda: _service(visit, view), _service_facts(view), SERVICE)


def _service_work(view: DecisionView) -> Work:
    return Work(name="service", path=f"/cases/{view.id}/service", purpose="decision serve", decision_id=view.id)


def _service_facts(view: DecisionView) -> Mapping[str, Any]:
    hows = {one.value: f"{FORMS[one].words}: {FORMS[one].day_that_counts}" for one in ServiceForm}
    return {"view": view, "hows": hows, "said": hows}


def _service(visit: Visit, view: DecisionView) -> Deed:
    delivery = Delivery(
        form=fields.needed_choice(visit, "how", ServiceForm),
        on=fields.needed_day(visit, "on"),
        second_on=fields.day(visit, "second_on"),
        document=fields.text(visit, "document") or None,
    )
    ground = fields.text(visit, "correct")

    def deed(books: Books) -> None:
        if ground:
            correct_service(books, view.id, delivery, ground=ground, entered_by=visit.who.id)
        else:
            serve(books, view.id, delivery, entered_by=visit.who.id)

    return deed


async def show_annulment(visit: Visit) -> web.StreamResponse:
    """The event that was noted wrongly, and why it goes."""
    view, facts = await _noted(visit)
    return form_page(visit, _annulment_work(visit, view), {}, facts)


async def annulment(visit: Visit) -> web.StreamResponse:
    """Show where the decision stands without it, then take it back; both stay written."""
    view, facts = await _noted(visit)
    number = visit.number("event")

    def rule(books: Books, ground: str) -> None:
        annul(books, view.id, number, ground=ground, entered_by=visit.who.id)

    return await take_back(visit, _annulment_work(visit, view), facts, rule)


async def _noted(visit: Visit) -> tuple[DecisionView, Mapping[str, Any]]:
    number = visit.number("event")
    view = await opening.of_row(visit, Row.EVENT, number)
    there = await visit.db.read(events_of, view.id)
    found = next((one for one in there if one.id == number), None)
    if found is None:
        raise Missing
    return view, {"view": view, "happened": event_words(found), "on": found.happened_on, "said": {}}


def _annulment_work(visit: Visit, view: DecisionView) -> Work:
    path = f"/cases/event/{visit.number('event')}"
    return Work(name="annulment", path=path, purpose="decision undo", decision_id=view.id)
