"""How is the telephone asked for again before something weighty is done? On a page between, which keeps what was filled in.

Nothing is stored for it: that page holds the fields of the form and sends them, with the code, where they were sent before. So
nobody types a thing twice, and one press does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aiohttp import web

from bot.officers.route import OURS, TELEPHONE, Route
from bot.officers.visit import Visit
from casework.signing import entering, pressed_twice, sessions

BEGUN = web.RequestKey("console_visit_begun", Visit)
"""This request in the session that a code began while it was answered: whatever the answer is, it takes the token along."""
PRESSED_TWICE = web.RequestKey("console_pressed_twice", bool)
"""The code of this very form has been taken already (``casework.signing.pressed_twice``)."""


def is_due(route: Route, visit: Visit) -> bool:
    """Whether this needs the telephone, and the session has not seen it lately."""
    return route.fresh and visit.db.clock.now() - visit.signed_in.made_at > sessions.FRESH


async def after_code(visit: Visit, typed: str | None) -> Visit | None:
    """The same visit in the session that its code begins, or has begun already; None where the code is missing or wrong."""
    if PRESSED_TWICE in visit.request:
        return visit
    token = None
    if typed is not None:
        token = await visit.db.write(entering.confirmed, visit.signed_in, typed, visit.address, visit.form[OURS])
    if token is None:
        token = await begun_meanwhile(visit)
    return None if token is None else await _in_session_of(visit, token)


async def begun_meanwhile(visit: Visit) -> str | None:
    """Two presses at one moment: a token of the session that the other one's code has just begun; None where that is not so."""
    if visit.token is None:
        return None
    return await visit.db.write(pressed_twice.token_after, visit.token, visit.form[OURS])


async def is_ours(visit: Visit, form: Mapping[str, str]) -> bool:
    """Whether a form whose token is not this session's is the one whose code began this session."""
    if visit.session is None or not await visit.db.read(pressed_twice.began, visit.session, form.get(OURS, "")):
        return False
    visit.request[PRESSED_TWICE] = True
    return True


async def pressed_again(visit: Visit, token: str, form: Mapping[str, str]) -> Visit:
    """The same visit in the session that the first press of this form began; as it is, where that is not so."""
    carried = form.get(OURS, "")
    if await visit.db.read(pressed_twice.session_after, token, carried) is None:
        return visit  # anybody may send such a form: nothing is written for it
    begun = await visit.db.write(pressed_twice.token_after, token, carried)
    return visit if begun is None else await _in_session_of(visit, begun)


async def _in_session_of(visit: Visit, token: str) -> Visit:
    visit.request[BEGUN] = replace(visit, token=token)  # first: also when the books are away from here on
    session = await visit.db.read(sessions.look, token)
    form_token = await visit.db.read(sessions.form_token, token)
    begun = replace(visit, session=session, token=token, form_token=form_token)
    visit.request[BEGUN] = begun
    return begun


def as_it_stands(visit: Visit) -> Visit:
    """For a refusal: its own forms (signing out) are of the session that was begun meanwhile, if one was."""
    begun: Visit = visit.request.get(BEGUN, visit)
    return begun


def ask(visit: Visit, came_from: str) -> web.Response:
    """The page between. ``came_from``: where the form stood, for whoever would rather not."""
    wrong = TELEPHONE in visit.form
    kept = {name: text for name, text in visit.form.items() if name not in (OURS, TELEPHONE)}
    return visit.page(
        "confirm",
        status=422 if wrong else 200,
        wrong="code.wrong" if wrong else "",
        kept=kept,
        key=visit.form[OURS].partition(".")[2],
        to=came_from,
    )


def hand_over(visit: Visit, response: web.StreamResponse) -> None:
    """Give the browser the session that its code began, unless the answer has already done something about its session."""
    begun = visit.request.get(BEGUN)
    if begun is not None and begun.token is not None and not visit.gave_session(response):
        visit.let_in(response, begun.token)
