"""How does an officer take a promise back for somebody? Looked at first: which reminders that wait would go, or come back.

The promise, the reason and both days stay in the story, and in the copy of the person's own data; nobody is written to about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.officers.cases import opening
from bot.officers.cases.acting import Work, form_page
from bot.officers.cases.taking_back import take_back
from bot.officers.rendering import word
from bot.officers.visit import Missing, Visit
from casework.books import Books
from casework.case_rows import Row
from casework.obligations import DecisionView
from casework.promises import Promise, PromiseState, promises_of, withdraw_promise
from scheduler.steps.refreshing import look_at
from scheduler.steps.waiting import reminders_waiting


async def show(visit: Visit) -> web.StreamResponse:
    """The promise that waits, and why it is taken back."""
    view, one = await _waiting(visit)
    return form_page(visit, _work(visit, one), {}, _facts(view, one))


async def withdraw(visit: Visit) -> web.StreamResponse:
    """Show what changes, then take it back."""
    view, one = await _waiting(visit)

    def rule(books: Books, ground: str) -> None:
        withdraw_promise(books, one.id, ground=ground, entered_by=visit.who.id)

    return await take_back(visit, _work(visit, one), _facts(view, one), rule)


async def _waiting(visit: Visit) -> tuple[DecisionView, Promise]:
    """The promise of the address with its decision. One that is kept, missed or taken back already is not there."""
    number = visit.number("promise")
    view = await opening.of_row(visit, Row.PROMISE, number)
    there = await visit.db.read(promises_of, view.id)
    found = next((one for one in there if one.id == number and one.state is PromiseState.OPEN), None)
    if found is None:
        raise Missing
    return view, found


def _facts(view: DecisionView, one: Promise) -> Mapping[str, Any]:
    names = {party.id: party.name for party in view.others}
    return {"view": view, "promise": one, "name": names.get(one.party_id, "-"), "said": {}}


def _work(visit: Visit, one: Promise) -> Work:
    def beside(books: Books) -> Mapping[str, str]:
        look_at(books, {one.decision_id})
        now = next(there for there in promises_of(books, one.decision_id) if there.id == one.id)
        days = [f"{day:%d/%m/%Y} ({name})" for day, name in reminders_waiting(books, one.decision_id, one.party_id)]
        return {
            "the_promise": word(visit.lang, f"promise_states.{now.state.value}"),
            "reminders": "; ".join(days) or word(visit.lang, "case_form.no_reminders"),
        }

    path = f"/cases/promise/{one.id}"
    return Work(name="withdrawal", path=path, purpose="promise withdraw", decision_id=one.decision_id, beside=beside)
