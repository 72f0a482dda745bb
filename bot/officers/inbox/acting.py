"""In whose hands is a thread, who calls, and is it over? Each a form of its own; whoever comes second is told who was first."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.officers.inbox.reading import page, thread_of
from bot.officers.rendering import word
from bot.officers.visit import Missing, Visit
from casework import alerts, question_hands, question_inbox, staff
from casework.alerts import Alert, Outcome
from casework.books import Books
from casework.question_desk import Closed
from casework.question_hands import LONGEST_NOTE, QUEUE, InOtherHands
from casework.question_rows import Question
from casework.staff import Staff
from messages.answers import close_question

LONGEST_CALL_NOTE = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """Nothing was done: who has it now (None: nobody)."""

    name: str | None


async def take(visit: Visit) -> web.StreamResponse:
    """It is mine from now on, if it was nobody's."""
    done = await visit.db.write(_taken, visit.who, visit.number("question"))
    return await _held(visit, done) if isinstance(done, Held) else _on(visit, "taken")


async def pass_on(visit: Visit) -> web.StreamResponse:
    """To a colleague, or back to the queue, with a note; the form names who had it when it was read."""
    to, note, held = visit.form.get("to", ""), visit.form.get("note", "").strip(), visit.form.get("held", "")
    try:
        whom = None if to == QUEUE else int(to)
        held_by = int(held) if held else None
    except ValueError:
        return await _hand_in_error(visit, "inbox.nobody_chosen")
    if len(note) > LONGEST_NOTE:
        return await _hand_in_error(visit, "inbox.note_too_long")
    try:
        done = await visit.db.write(
            _passed_on, visit.who, visit.number("question"), held_by=held_by, to=whom, note=note
        )
    except ValueError:
        return await _hand_in_error(visit, "inbox.nobody_chosen")
    if isinstance(done, Held):
        return await _held(visit, done)
    seen = await visit.db.read(question_inbox.question_id, visit.who, visit.number("question"))
    key = "back" if whom is None else "handed"
    return _on(visit, key) if seen is not None else visit.go(f"/inbox?done={key}")


async def close(visit: Visit) -> web.StreamResponse:
    """It is over, for one of the reasons that there are."""
    try:
        why = Closed(visit.form.get("why", ""))
    except ValueError:
        return page(visit, await thread_of(visit), status=422, problem=word(visit.lang, "inbox.no_reason"))
    done = await visit.db.write(_closed, visit.who, visit.number("question"), why)
    if not done:
        return page(visit, await thread_of(visit), status=409, problem=word(visit.lang, "inbox.closed_already"))
    return _on(visit, "closed")


async def take_call(visit: Visit) -> web.StreamResponse:
    """I call now; ``over`` takes it from whoever has it."""
    over = visit.form.get("over") == "yes"
    done = await visit.db.write(_call_taken, visit.who, visit.number("question"), over=over)
    if done is None:
        return page(visit, await thread_of(visit), status=409, problem=word(visit.lang, "inbox.no_call"))
    return await _held(visit, done) if isinstance(done, Held) else _on(visit, "call_taken")


async def called(visit: Visit) -> web.StreamResponse:
    """What came of a call."""
    note = visit.form.get("note", "").strip()
    typed = {"outcome": visit.form.get("outcome", ""), "note": note}
    problem = ""
    if typed["outcome"] not in set(Outcome):
        problem = "inbox.no_outcome"
    elif len(note) > LONGEST_CALL_NOTE:
        problem = "inbox.call_note_too_long"
    if problem:
        return page(visit, await thread_of(visit), status=422, problem=word(visit.lang, problem), call=typed)
    outcome = Outcome(typed["outcome"])
    done = await visit.db.write(_call_recorded, visit.who, visit.number("question"), outcome, note)
    if not done:
        told = await thread_of(visit)
        return page(visit, told, status=409, problem=word(visit.lang, "inbox.no_call"), call=typed)
    return _on(visit, "called")


def _on(visit: Visit, key: str) -> web.Response:
    return visit.go(f"/inbox/{visit.number('question')}?done={key}")


async def _held(visit: Visit, held: Held) -> web.Response:
    key = "inbox.held_by_nobody" if held.name is None else "inbox.held_by"
    hand = {"to": visit.form.get("to", ""), "note": visit.form.get("note", "")}
    problem = word(visit.lang, key, name=held.name or "")
    return page(visit, await thread_of(visit), status=409, problem=problem, hand=hand)


async def _hand_in_error(visit: Visit, key: str) -> web.Response:
    hand = {"to": visit.form.get("to", ""), "note": visit.form.get("note", "")}
    return page(visit, await thread_of(visit), status=422, problem=word(visit.lang, key), hand=hand)


def _taken(books: Books, who: Staff, which: int) -> Question | Held:
    if question_inbox.question_id(books, who, which) is None:
        raise Missing
    return _who_has(books, question_hands.take(books, which, who))


def _passed_on(
    books: Books, who: Staff, which: int, *, held_by: int | None, to: int | None, note: str
) -> Question | Held:
    if question_inbox.question_id(books, who, which) is None:
        raise Missing
    return _who_has(books, question_hands.pass_on(books, which, who, held_by=held_by, to=to, note=note))


def _who_has(books: Books, done: Question | InOtherHands | None) -> Question | Held:
    if done is None:
        raise Missing
    if isinstance(done, Question):
        return done
    there = None if done.officer_id is None else staff.find(books, done.officer_id)
    return Held(name=None if there is None else there.name)


def _closed(books: Books, who: Staff, which: int, why: Closed) -> bool:
    if question_inbox.question_id(books, who, which) is None:
        raise Missing
    return close_question(books, which, who.id, why) is not None


def _call_taken(books: Books, who: Staff, which: int, *, over: bool) -> Alert | Held | None:
    """None where nobody has to be called (any more)."""
    if question_inbox.question_id(books, who, which) is None:
        raise Missing
    there = alerts.take(books, which, who.id, over=over)
    if there is None or there.called_at is not None:
        return None
    if there.taken_by == who.id:
        return there
    holder = None if there.taken_by is None else staff.find(books, there.taken_by)
    return Held(name="-" if holder is None else holder.name)


def _call_recorded(books: Books, who: Staff, which: int, outcome: Outcome, note: str) -> bool:
    if question_inbox.question_id(books, who, which) is None:
        raise Missing
    return alerts.called(books, which, who.id, outcome, note) is not None
