"""Who asked about their own data, what is due when, and how is a new request written down?"""

from __future__ import annotations

from aiohttp import web

from bot.officers.safety.typed import Unclear, before, choice, day
from bot.officers.visit import TurnedAway, Visit
from casework import data_requests
from casework.agency import offices
from casework.books import Books
from casework.clock import today
from casework.data_request_kinds import DAYS, DAYS_OF, How, Identity, Kind
from casework.data_requests import Asked, DataRequest, DataRequestRefused
from casework.staff import Staff
from casework.working_days import working_days

FIELDS = (
    "kind", "name", "contact", "words", "received_on", "received_how", "identity", "office", "by_processor",
)  # fmt: skip


async def show(visit: Visit) -> web.StreamResponse:
    """Those that wait, late ones on top; those that are over; a form."""
    return await _shown(visit)


async def enter(visit: Visit) -> web.StreamResponse:
    """A new one."""
    try:
        made = await visit.db.write(data_requests.open_request, visit.who, await _asked(visit))
    except (Unclear, DataRequestRefused) as refused:
        return await _shown(visit, wrong=str(refused), status=422)
    return visit.saved(f"/safety/requests/{made}")


async def _asked(visit: Visit) -> Asked:
    form = visit.form
    return Asked(
        kind=choice(form, "kind", Kind, "yêu cầu gì"),
        name=form.get("name", ""),
        contact=form.get("contact", ""),
        words=form.get("words", ""),
        received_on=day(visit, "received_on", "ngày nhận"),
        received_how=choice(form, "received_how", How, "nhận bằng cách nào"),
        identity=choice(form, "identity", Identity, "đã kiểm tra người yêu cầu chưa"),
        by_processor=form.get("by_processor") == "yes",
        office_id=await _office(visit),
    )


async def _office(visit: Visit) -> int | None:
    chosen = visit.form.get("office", "")
    known = {str(one.id): one.id for one in await visit.db.read(offices)}
    if chosen and chosen not in known:
        raise TurnedAway(422, "bad_form")
    if visit.who.office_id is not None and not chosen:
        return visit.who.office_id
    return known.get(chosen)


async def _shown(visit: Visit, *, wrong: str = "", status: int = 200) -> web.Response:
    waiting, ended, older, confirmed = await visit.db.read(_listed, visit.who, before(visit))
    return visit.page(
        "safety/requests",
        status=status,
        waiting=waiting,
        ended=ended,
        older=older,
        confirmed=confirmed,
        on=today(visit.db.clock),
        kinds=list(Kind),
        hows=list(How),
        identities=list(Identity),
        offices=await visit.db.read(offices),
        days=DAYS,
        basis=str(DAYS_OF),
        wrong=wrong,
        typed=visit.form,
    )


def _listed(
    books: Books, who: Staff, older_than: int | None
) -> tuple[list[DataRequest], list[DataRequest], int | None, bool]:
    ended, older = data_requests.ended_requests(books, who, older_than)
    confirmed = working_days(books).year_confirmed(today(books.clock).year)
    return data_requests.open_requests(books, who), ended, older, confirmed
