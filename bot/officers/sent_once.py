"""What does a form do that is sent twice? Once what it says; the second time it leads to the same answer."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.officers.route import OURS, TELEPHONE, Handler
from bot.officers.visit import Missing, TurnedAway, Visit
from casework.signing import sent_forms
from casework.signing.sent_forms import Form, Known, Sent

WAITS = 10.0  # seconds that a second click waits for the first one's answer
LOOKS_EVERY = 0.1


async def answer(visit: Visit, key: str, handler: Handler) -> web.StreamResponse:
    """The handler's answer, or the one that this form got before."""
    form = _form(visit, key)
    known = await visit.db.write(sent_forms.claim, form)
    if known.sent is Sent.FIRST:
        return await _first(visit, form, handler)
    return await _again(visit, form, known)


async def answer_before(visit: Visit, key: str) -> web.StreamResponse | None:
    """What this form is answered where this session has sent it before; None where it has not."""
    form = _form(visit, key)
    known = await visit.db.read(sent_forms.claimed, form)
    return None if known is None else await _again(visit, form, known)


def _form(visit: Visit, key: str) -> Form:
    fields = {name: text for name, text in visit.form.items() if name not in (OURS, TELEPHONE)}
    return Form(session_id=visit.signed_in.id, path=visit.request.path, key=key, fields=fields)


async def _again(visit: Visit, form: Form, known: Known) -> web.StreamResponse:
    if known.sent is Sent.GOING_ON:
        known = await _waited(visit, form)
    if known.sent is Sent.OTHER:
        raise TurnedAway(409, "sent_other")
    if known.place is not None:
        return web.Response(status=303, headers={"Location": known.place})
    raise TurnedAway(409, "sent_already")


async def _first(visit: Visit, form: Form, handler: Handler) -> web.StreamResponse:
    try:
        response = await handler(visit)
    except (Missing, TurnedAway):
        await visit.db.write(sent_forms.give_back, form)
        raise
    if response.status >= 400:
        await visit.db.write(sent_forms.give_back, form)
    else:
        await visit.db.write(sent_forms.answered, form, response.headers.get("Location"))
    return response


async def _waited(visit: Visit, form: Form) -> Known:
    """What became of it, once the first request is answered or has had its time."""
    known = Known(sent=Sent.GOING_ON)
    for _ in range(int(WAITS / LOOKS_EVERY)):
        await asyncio.sleep(LOOKS_EVERY)
        known = await visit.db.read(sent_forms.look, form)
        if known.sent is not Sent.GOING_ON:
            break
    return known
