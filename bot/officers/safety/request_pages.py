"""One request about somebody's own data: told that it came, who asks, extended, answered; and the copy for whoever asked for one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from bot.officers.rendering import word
from bot.officers.safety.own_page import laid_out
from bot.officers.safety.typed import Unclear, choice
from bot.officers.visit import Missing, Visit
from casework import audit, data_copies, data_requests, staff
from casework.books import Books
from casework.clock import today
from casework.data_request_kinds import DAYS_OF, REFUSED_BY, Ground, Identity, Kind, State, is_certain
from casework.data_requests import DataRequest, DataRequestRefused
from casework.staff import Staff
from casework.working_days import working_days

FILE = "du-lieu-ca-nhan.json"


async def show(visit: Visit) -> web.StreamResponse:
    """The page of one."""
    known = await _known(visit)
    await visit.db.write(_seen, visit.who, known.id)
    return await _shown(visit, known)


async def acknowledge(visit: Visit) -> web.StreamResponse:
    """The person has been told that it came."""
    return await _done(visit, data_requests.acknowledge)


async def identify(visit: Visit) -> web.StreamResponse:
    """Somebody has looked who asks, and perhaps found them in the books."""

    def rule(books: Books, who: Staff, request_id: int) -> None:
        how = choice(visit.form, "identity", Identity, "đã kiểm tra bằng cách nào")
        number = visit.form.get("number", "").strip()
        party = data_copies.party_numbered(books, who, number) if number else None
        data_requests.identify(books, who, request_id, how, party)

    return await _done(visit, rule)


async def extend(visit: Visit) -> web.StreamResponse:
    """The one extension."""
    return await _done(visit, data_requests.extend, visit.form.get("why", ""))


async def end(visit: Visit) -> web.StreamResponse:
    """Done or refused, with what the person was told."""

    def rule(books: Books, who: Staff, request_id: int) -> None:
        state = choice(visit.form, "state", State, "kết quả")
        ground = choice(visit.form, "ground", Ground, "căn cứ") if visit.form.get("ground") else None
        data_requests.end(books, who, request_id, state, visit.form.get("answer", ""), ground)

    return await _done(visit, rule)


async def copy(visit: Visit) -> web.StreamResponse:
    """All that the books hold about the person, as a file."""
    known = await _known(visit)
    try:
        copied = await visit.db.write(data_copies.copy_for, visit.who, known)
    except DataRequestRefused as refused:
        return await _shown(visit, known, wrong=str(refused), status=409)
    return _file(copied)


async def read(visit: Visit) -> web.StreamResponse:
    """The same to be read and printed."""
    known = await _known(visit)
    try:
        copied = await visit.db.write(data_copies.copy_for, visit.who, known)
    except DataRequestRefused as refused:
        return await _shown(visit, known, wrong=str(refused), status=409)
    whole = laid_out(copied, lambda key: word(visit.lang, key))
    return visit.page("safety/own_copy", whole=whole, known=known)


def _file(copied: Mapping[str, Any]) -> web.Response:
    body = json.dumps(copied, ensure_ascii=False, indent=2).encode()
    headers = {"Content-Disposition": f'attachment; filename="{FILE}"'}
    return web.Response(body=body, content_type="application/json", charset="utf-8", headers=headers)


async def _known(visit: Visit) -> DataRequest:
    known = await visit.db.read(data_requests.find, visit.who, visit.number("request"))
    if known is None:
        raise Missing
    return known


async def _done(visit: Visit, rule: Callable[..., object], *more: str) -> web.Response:
    known = await _known(visit)
    try:
        await visit.db.write(rule, visit.who, known.id, *more)
    except (Unclear, DataRequestRefused) as refused:
        return await _shown(visit, known, wrong=str(refused), status=422)
    return visit.saved(f"/safety/requests/{known.id}")


def _seen(books: Books, who: Staff, request_id: int) -> None:
    audit.record(books, audit.staff(who.id), audit.Action.DATA_REQUEST_SEEN, f"data_request:{request_id}")


async def _shown(visit: Visit, known: DataRequest, *, wrong: str = "", status: int = 200) -> web.Response:
    certain, names = await visit.db.read(_around, known)
    return visit.page(
        "safety/request",
        status=status,
        known=known,
        certain=certain,
        names=names,
        on=today(visit.db.clock),
        is_open=known.state is State.OPEN,
        identities=[one for one in Identity if one is not Identity.NOT_YET],
        grounds=[one for one in Ground if one is not Ground.LAW_WORK or known.kind is Kind.DELETION],
        may_copy=data_copies.may_copy(visit.who, known),
        basis=str(DAYS_OF),
        refused_by=str(REFUSED_BY),
        wrong=wrong,
        typed=visit.form,
    )


def _around(books: Books, known: DataRequest) -> tuple[bool, dict[int, str]]:
    behind = [staff.find(books, who) for who in (known.opened_by, known.ended_by) if who is not None]
    certain = is_certain(working_days(books), known.received_on, known.due_on)
    return certain, {one.id: one.name for one in behind if one is not None}
