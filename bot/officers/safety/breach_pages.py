"""One breach of personal data: what is known, what was done and told when, the draft of the notice, and its end."""

from __future__ import annotations

from aiohttp import web

from bot.cli import shown
from bot.officers.safety.breaches import facts_of, left
from bot.officers.safety.typed import Unclear, choice, instant
from bot.officers.visit import Missing, Visit
from casework import audit, breaches, staff
from casework.agency import the_agency
from casework.books import Books
from casework.breaches import BASIS, Breach, BreachRefused, Entry, State, Whom
from casework.clock import local
from casework.staff import LEADERS, Staff

LINE = ("kind", "whom", "at_on", "at_time", "words")


async def show(visit: Visit) -> web.StreamResponse:
    """The file."""
    known = await _known(visit)
    await visit.db.write(_seen, visit.who, known.id, "")
    return await _shown(visit, known)


async def notice(visit: Visit) -> web.StreamResponse:
    """The draft to print: what is known, and blanks for what is not."""
    known = await _known(visit)
    await visit.db.write(_seen, visit.who, known.id, "notice")
    agency = await visit.db.read(the_agency)
    people = "" if known.people is None else shown.count(known.people)
    basis = [str(one) for one in BASIS]
    return visit.page("safety/notice", known=known, agency=agency, people=people, basis=basis)


async def put_right(visit: Visit) -> web.StreamResponse:
    """What is known now."""
    known = await _known(visit)
    try:
        await visit.db.write(breaches.put_right, visit.who, known.id, facts_of(visit))
    except (Unclear, BreachRefused) as refused:
        return await _shown(visit, known, wrong=str(refused), status=422)
    return visit.saved(f"/safety/breaches/{known.id}")


async def add_line(visit: Visit) -> web.StreamResponse:
    """A line of the time line."""
    known = await _known(visit)
    try:
        kind = choice(visit.form, "kind", Entry, "việc gì")
        whom = choice(visit.form, "whom", Whom, "báo cho ai") if visit.form.get("whom") else None
        at = instant(visit, "at_on", "at_time", "của việc này")
        await visit.db.write(breaches.add_line, visit.who, known.id, kind, at, visit.form.get("words", ""), whom)
    except (Unclear, BreachRefused) as refused:
        return await _shown(visit, known, wrong=str(refused), status=422)
    return visit.saved(f"/safety/breaches/{known.id}")


async def close(visit: Visit) -> web.StreamResponse:
    """A leader ends it."""
    known = await _known(visit)
    try:
        await visit.db.write(breaches.close, visit.who, known.id, visit.form.get("closing", ""))
    except BreachRefused as refused:
        return await _shown(visit, known, wrong=str(refused), status=422)
    return visit.saved(f"/safety/breaches/{known.id}")


async def _known(visit: Visit) -> Breach:
    known = await visit.db.read(breaches.find, visit.who.agency_id, visit.number("breach"))
    if known is None:
        raise Missing
    return known


def _seen(books: Books, who: Staff, breach_id: int, purpose: str) -> None:
    audit.record(books, audit.staff(who.id), audit.Action.BREACH_SEEN, f"breach:{breach_id}", purpose=purpose)


def _names(books: Books, known: Breach) -> dict[int, str]:
    behind = {known.opened_by, known.closed_by, *(one.written_by for one in known.lines)} - {None}
    found = (staff.find(books, who) for who in behind if who is not None)
    return {one.id: one.name for one in found if one is not None}


async def _shown(visit: Visit, known: Breach, *, wrong: str = "", status: int = 200) -> web.Response:
    return visit.page(
        "safety/breach",
        status=status,
        known=known,
        names=await visit.db.read(_names, known),
        is_open=known.state is State.OPEN,
        is_leader=visit.who.role in LEADERS,
        left=left(visit, known.due_at),
        entries=list(Entry),
        whoms=list(Whom),
        basis=[str(one) for one in BASIS],
        wrong=wrong,
        typed=visit.form,
        there=visit.form if "noticed_on" in visit.form else _there(known),
    )


def _there(known: Breach) -> dict[str, object]:
    """The facts as they stand, for the form that puts them right."""
    noticed = local(known.noticed_at)
    texts = {name: getattr(known, name) for name in ("what", "whose", "cause", "harm")}
    people = "" if known.people is None else known.people
    return {"noticed_on": f"{noticed:%d/%m/%Y}", "noticed_time": f"{noticed:%H:%M}", "people": people, **texts}
