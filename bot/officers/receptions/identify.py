"""Which party of the books is the guest at the desk? Somebody there has looked at papers; only parties of cases in sight are named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.cli.reception_desk_day import name_of
from bot.cli.reception_desk_people import by_papers
from bot.cli.refusal import Refused
from bot.cli.shown import ROLE_WORDS
from bot.officers.receptions.common import REFUSED, on_page, the_booking
from bot.officers.receptions.desk import Step, after
from bot.officers.visit import Visit
from casework import audit
from casework import receptions_in_sight as sight
from casework.booking_facts import Booking
from casework.books import Books
from casework.staff import Staff
from casework.visitor_papers import DIGITS, Candidate, is_party, of_decision, of_name

_MOST = 8  # parties in an answer
_LONGEST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentifyTold:
    """Whose booking it is now."""

    there: Booking
    name: str


async def show(visit: Visit) -> web.StreamResponse:
    """The form."""
    return await _page(visit, {}, ())


async def identify(visit: Visit) -> web.StreamResponse:
    """Whom it may be; with what was read on the papers: that it is this one."""
    booking_id = visit.number("booking")
    try:
        found = await visit.db.write(_identified, visit.who, booking_id, visit.form)
    except REFUSED as problem:
        return await _page(visit, visit.form, (), status=422, wrong=on_page(problem))
    if found is not None:
        return await _page(visit, visit.form, found)
    told = await visit.db.read(_told, visit.who, booking_id)
    return await after(
        visit, told.there.day_id, Step(lines=[f"{told.name}: đã đối chiếu giấy tờ, là đương sự trong sổ."])
    )


async def _page(
    visit: Visit, fields: Mapping[str, str], found: tuple[Candidate, ...], *, status: int = 200, wrong: str = ""
) -> web.Response:
    told = await visit.db.read(_told, visit.who, visit.number("booking"))
    return visit.page(
        "receptions/identify", status=status, told=told, fields=fields, found=found[:_MOST],
        more=max(0, len(found) - _MOST), wrong=wrong, roles=ROLE_WORDS, digits=DIGITS,
    )  # fmt: skip


def _told(books: Books, who: Staff, booking_id: int) -> IdentifyTold:
    there = the_booking(books, who, booking_id)
    return IdentifyTold(there=there, name=name_of(books, there))


def _identified(books: Books, who: Staff, booking_id: int, form: Mapping[str, str]) -> tuple[Candidate, ...] | None:
    """Whom it may be; None when it has been written down."""
    there = the_booking(books, who, booking_id)
    named = " ".join(form.get("named", "").split())[:_LONGEST]
    if not named:
        raise Refused("Chưa ghi đó có thể là ai. Hãy ghi số quyết định hoặc đủ họ tên.")
    found = _candidates(books, who, named)
    papers = form.get("papers", "").strip()[:_LONGEST]
    if not papers:
        looked = f"looked:{len(found)}"
        audit.record(books, audit.staff(who.id), audit.Action.VISITOR_IDENTIFIED, f"booking:{there.id}", purpose=looked)
        return found
    party, by_number = by_papers(books, found, papers)
    is_party(books, there.id, party.id, who.id, by_number=by_number)
    return None


def _candidates(books: Books, who: Staff, named: str) -> tuple[Candidate, ...]:
    if any(one.isdigit() for one in named):
        return of_decision(books, sight.decision_numbered(books, who, named))
    found = of_name(books, named)
    seen = sight.parties_in_sight(books, who, [one.id for one in found])
    if not seen:
        raise Refused(
            f"Không có đương sự nào tên «{named}» trong phần việc của ông/bà. Hãy ghi đủ họ tên, hoặc số quyết định."
        )
    return tuple(one for one in found if one.id in seen)
