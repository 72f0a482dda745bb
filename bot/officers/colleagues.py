"""How does whoever manages the staff let people in, give them roles, and let them go?"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.officers import PREFIX
from bot.officers.visit import Missing, TurnedAway, Visit
from casework import audit, staff
from casework.agency import offices
from casework.books import Books
from casework.signing import links
from casework.staff import Role, Staff, StaffFacts, StaffRefused

LONGEST = 120
FIELDS = ("login", "name", "title", "role", "office", "phone")


async def show(visit: Visit) -> web.StreamResponse:
    """Everybody who works here."""
    return await _shown(visit)


async def _shown(
    visit: Visit, *, wrong: str = "", link: str = "", whose: str = "", status: int = 200, typed: bool = False
) -> web.Response:
    """``typed``: what was filled in about a new colleague stays."""
    facts = await visit.db.read(_facts)
    fields = visit.form if typed else {}
    return visit.page(
        "staff", status=status, roles=list(Role), wrong=wrong, link=link, whose=whose, fields=fields, **facts
    )


def _facts(books: Books) -> dict[str, Any]:
    return {
        "everybody": staff.everybody(books),
        "gone": staff.gone(books),
        "offices": offices(books),
        "set_up": links.set_up_ids(books),
    }


async def add(visit: Visit) -> web.StreamResponse:
    """A new colleague, with the link to hand over."""
    form = visit.form
    facts = StaffFacts(
        agency_id=visit.who.agency_id,
        login=form.get("login", "").strip(),
        name=form.get("name", "")[:LONGEST],
        title=form.get("title", "")[:LONGEST].strip(),
        role=_role(visit),
        office_id=await _office(visit),
        phone=form.get("phone", "")[:LONGEST].strip() or None,
    )
    try:
        token = await visit.db.write(_added, facts, audit.staff(visit.who.id))
    except StaffRefused as refused:
        return await _shown(visit, wrong=str(refused), status=422, typed=True)
    return await _shown(visit, link=_address(visit, token), whose=facts.login)


async def give_link(visit: Visit) -> web.StreamResponse:
    """A new one-time link for somebody: the first one, or after a lost telephone."""
    who = await _colleague(visit)
    actor = audit.staff(visit.who.id)
    token = await visit.db.write(links.make, who.id, actor, lasts=links.HANDED_OVER_LASTS)
    return await _shown(visit, link=_address(visit, token), whose=who.login)


async def change_role(visit: Visit) -> web.StreamResponse:
    """Another role; the colleague's browsers are signed out."""
    who, role = await _colleague(visit), _role(visit)
    try:
        await visit.db.write(staff.change_role, who.id, role, audit.staff(visit.who.id))
    except StaffRefused as refused:
        return await _shown(visit, wrong=str(refused), status=422)
    return visit.saved("/staff")


async def let_go(visit: Visit) -> web.StreamResponse:
    """From now on this colleague can do nothing."""
    who = await _colleague(visit)
    try:
        await visit.db.write(staff.leave, who.id, audit.staff(visit.who.id))
    except StaffRefused as refused:
        return await _shown(visit, wrong=str(refused), status=422)
    return visit.saved("/staff")


async def take_back(visit: Visit) -> web.StreamResponse:
    """A colleague who left works here again."""
    who = await _colleague(visit, active=False)
    await visit.db.write(staff.come_back, who.id, audit.staff(visit.who.id))
    return visit.saved("/staff")


def _added(books: Books, facts: StaffFacts, actor: str) -> str:
    return links.make(books, staff.add(books, facts, actor), actor, lasts=links.HANDED_OVER_LASTS)


async def _colleague(visit: Visit, *, active: bool = True) -> Staff:
    known = await visit.db.read(staff.find, visit.number("staff"))
    if known is None or known.active is not active or known.agency_id != visit.who.agency_id:
        raise Missing
    return known


def _role(visit: Visit) -> Role:
    try:
        return Role(visit.form.get("role", ""))
    except ValueError:
        raise TurnedAway(422, "bad_form") from None


async def _office(visit: Visit) -> int | None:
    chosen = visit.form.get("office", "")
    known = {str(one.id): one.id for one in await visit.db.read(offices)}
    if chosen and chosen not in known:
        raise TurnedAway(422, "bad_form")
    return known.get(chosen)


def _address(visit: Visit, token: str) -> str:
    scheme = "https" if visit.secure else "http"
    return f"{scheme}://{visit.request.host}{PREFIX}/link/{token}"
