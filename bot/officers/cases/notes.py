"""How does the office note something about a decision for itself, and take it back?"""

from __future__ import annotations

from aiohttp import web

from bot.officers.cases import opening, page
from bot.officers.visit import Missing, Visit
from casework import in_sight
from casework.books import Books
from casework.case_notes import LONGEST, NoteRefused, take_back, write_note
from casework.case_rows import Row
from casework.staff import Staff


async def write(visit: Visit) -> web.StreamResponse:
    """Keep it; one that cannot be kept stands in its field again."""
    view = await opening.to_work_on(visit)
    words = visit.form.get("note", "")
    try:
        await visit.db.write(_written, visit.who, view.id, words)
    except NoteRefused as refused:
        return await page.shown(visit, wrong=str(refused), note=words[: 2 * LONGEST], status=422)
    return visit.go(f"/cases/{view.id}?done=note")


async def delete(visit: Visit) -> web.StreamResponse:
    """Its words go; that it was there stays."""
    number = visit.number("note")
    view = await opening.of_row(visit, Row.NOTE, number)
    try:
        await visit.db.write(take_back, number, visit.who.id)
    except NoteRefused as refused:
        return await page.shown(visit, which=view.id, wrong=str(refused), status=409)
    return visit.go(f"/cases/{view.id}?done=note_deleted")


def _written(books: Books, who: Staff, decision_id: int, words: str) -> None:
    if in_sight.decision_id(books, who, decision_id) is None:
        raise Missing
    write_note(books, decision_id, words, who.id)
