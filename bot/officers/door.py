"""Who is let in to which page? Everything that every request goes through, before and after its page.

In order: HTTPS or this machine; the session; what the page needs; for a form, our own page's Origin, its token, and no field that
the route does not declare. A page that one may not open and a thing that is not there are answered by one body.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.webchat.guard import Handler as Plain
from bot.channels.webchat.guard import Refusal, add_headers, address_of, bounded_body, check_own_page
from bot.channels.webchat.limits import neighbourhood
from bot.officers import PREFIX, kept_words, sent_once, shown_again
from bot.officers.file_form import IncomingFile, open_file_form
from bot.officers.rendering import CONFIRMED, LANGS, Renderer
from bot.officers.route import OURS, TELEPHONE, Needs, Route
from bot.officers.visit import Missing, TurnedAway, Visit, cookie_name
from bot.settings import Settings
from bot.web.nearby import is_nearby
from casework.db.engine import Database
from casework.scope import may
from casework.signing import sessions
from casework.signing.sessions import Stage

_log = logging.getLogger(__name__)
FORM = "application/x-www-form-urlencoded"
LANGUAGE = "gandan_console_lang"
MOST_FIELDS = 400  # a province's communes to tick are some hundred boxes
COMPARED_AT_ONCE = 2  # passwords
_READ = web.RequestKey("console_form_read", dict[str, str])
_STAGES = {Needs.SETTING_UP: Stage.SETTING_UP, Needs.CODE: Stage.CODE}


class Door:
    """Opens the pages of one server."""

    def __init__(self, db: Database, settings: Settings, renderer: Renderer) -> None:
        self._db = db
        self._renderer = renderer
        self._secure = settings.public_url.startswith("https://")
        self._turns = asyncio.Semaphore(COMPARED_AT_ONCE)
        self._proxies = frozenset(settings.trusted_proxies)

    def serve(self, route: Route) -> Plain:
        """What the server calls for this route."""

        async def answer(request: web.Request) -> web.StreamResponse:
            visit = self._stranger(request)
            try:
                visit = await self._visit(request, somebody=not route.by_itself)
                response = await self._opened(route, visit)
            except (Missing, TurnedAway) as refused:
                late = await self._too_late(route, visit, refused)
                response = _refused(shown_again.as_it_stands(visit), refused, late)
            except SQLAlchemyError:
                _log.exception("console_books_not_reached")
                response = _refused(shown_again.as_it_stands(visit), TurnedAway(503, "books_away"))
            except (web.HTTPException, ConnectionError):  # an answer of its own; nobody waits for one any more
                raise
            except Exception:
                _log.exception("console_page_failed")
                response = _refused(shown_again.as_it_stands(visit), TurnedAway(500, "failed"))
            shown_again.hand_over(visit, response)
            response.headers["Referrer-Policy"] = "same-origin"  # none at all would make a form's Origin "null"
            add_headers(response, secure=self._secure)
            return response

        return answer

    async def _opened(self, route: Route, visit: Visit) -> web.StreamResponse:
        request = visit.request
        if not self._secure and not is_nearby(request):
            raise TurnedAway(403, "needs_https")
        if route.method == "POST" and visit.session is None:
            visit = await self._pressed_again(route, visit)
        turned = _needs(route, visit)
        if turned is not None:
            return turned
        if route.method != "POST":
            return await route.handler(visit)
        visit = await self._with_form(route, visit)
        if route.strange(visit.form):
            raise TurnedAway(422, "strange_field")
        if shown_again.is_due(route, visit):
            done = None if route.reads else await sent_once.answer_before(visit, _key_of(visit))
            if done is not None:  # while the code was new; with another session it would be done anew
                return done
            known = await shown_again.after_code(visit, visit.form.get(TELEPHONE))
            if known is None:
                return shown_again.ask(visit, self._came_from(request))
            if route.gives_file:
                return web.Response(status=303, headers={"Location": f"{self._came_from(request)}?{CONFIRMED}=yes"})
            visit = known
        return await _done(route, visit)

    async def _too_late(self, route: Route, visit: Visit, refused: Missing | TurnedAway) -> list[str]:
        """What was typed into a form of ours whose session is over, to be copied."""
        if isinstance(refused, Missing) or not kept_words.is_kept(route, refused.key):
            return []
        try:
            check_own_page(visit.request, secure=self._secure)
            return kept_words.to_copy(await _read_form(visit.request))
        except (Refusal, TurnedAway):
            return []

    def _came_from(self, request: web.Request) -> str:
        """The page that the form stood on; without one, what is read nearest above where it was sent."""
        try:
            page = urlsplit(request.headers.get("Referer", "")).path
        except ValueError:
            page = ""
        return PREFIX + self._renderer.ways.back(page or request.path)

    def _stranger(self, request: web.Request) -> Visit:
        asked = request.query.get("lang") or request.cookies.get(LANGUAGE, "")
        return Visit(
            request=request,
            db=self._db,
            renderer=self._renderer,
            lang=asked if asked in LANGS else LANGS[0],
            secure=self._secure,
            address=neighbourhood(address_of(request, self._proxies)),
            turns=self._turns,
            session=None,
            token=None,
            form_token="",
            form={},
        )

    async def _visit(self, request: web.Request, *, somebody: bool) -> Visit:
        """``somebody`` asks, not a page by itself: that counts as using the session."""
        stranger = self._stranger(request)
        token = self._token(request)
        if token is None:
            return stranger
        session = await self._db.read(sessions.look, token)
        if session is None:
            return stranger
        if somebody and self._db.clock.now() - session.seen_at >= sessions.NOTED_EVERY:
            await self._db.write(sessions.note_seen, session.id)
        if sessions.told_device(stranger.device) != session.device:
            await self._db.write(sessions.note_device, session, stranger.device)
        form_token = await self._db.read(sessions.form_token, token)
        return replace(stranger, session=session, token=token, form_token=form_token)

    def _token(self, request: web.Request) -> str | None:
        """What the browser keeps, if it is as long as one of ours."""
        token = request.cookies.get(cookie_name(secure=self._secure), "")
        return token if 20 <= len(token) <= 100 else None

    async def _pressed_again(self, route: Route, visit: Visit) -> Visit:
        """In the session that the first press of the same button began, if so."""
        token = self._token(visit.request)
        if token is None or route.takes_file or route.needs is Needs.NOTHING:
            return visit
        self._check_own_page(visit.request)
        return await shown_again.pressed_again(visit, token, await _read_form(visit.request))

    def _check_own_page(self, request: web.Request) -> None:
        try:
            check_own_page(request, secure=self._secure)
        except Refusal:
            raise TurnedAway(403, "foreign_page") from None

    async def _with_form(self, route: Route, visit: Visit) -> Visit:
        self._check_own_page(visit.request)
        form, file = await self._sent(route, visit.request)
        token, _, key = form.get(OURS, "").partition(".")
        ours = hmac.compare_digest(token.encode("utf-8", "replace"), visit.form_token.encode())
        ours = ours or await shown_again.is_ours(visit, form)
        if route.needs is not Needs.NOTHING and not (ours and key):
            raise TurnedAway(403, "foreign_page")
        return replace(visit, form=form, file=file)

    async def _sent(self, route: Route, request: web.Request) -> tuple[dict[str, str], IncomingFile | None]:
        """What was filled in; a file is only at its beginning: nothing of it is read before the form's token was."""
        return await open_file_form(request) if route.takes_file else (await _read_form(request), None)


def _needs(route: Route, visit: Visit) -> web.StreamResponse | None:
    """None when the page may be opened; where to go instead for somebody who is not that far; raises ``Missing`` otherwise."""
    session, needs = visit.session, route.needs
    if needs is Needs.NOTHING:
        return None
    if needs in (Needs.SETTING_UP, Needs.CODE):
        return None if session is not None and session.stage is _STAGES[Needs(needs)] else visit.go("/sign-in")
    if session is None or session.stage is not Stage.IN:
        if route.method == "POST":
            raise TurnedAway(401, "signed_out")
        return visit.go("/sign-in")
    if not isinstance(needs, Needs) and not may(session.staff, needs):
        raise Missing
    return None


async def _done(route: Route, visit: Visit) -> web.StreamResponse:
    """What the form asks for, once."""
    visit = replace(visit, form={name: text for name, text in visit.form.items() if name != TELEPHONE})
    inside = visit.session is not None and visit.session.stage is Stage.IN and route.needs is not Needs.NOTHING
    if route.reads or not inside:
        return await route.handler(visit)
    return await sent_once.answer(visit, _key_of(visit), route.handler)


def _key_of(visit: Visit) -> str:
    """The form's own key, drawn for its page."""
    return visit.form[OURS].partition(".")[2]


async def _read_form(request: web.Request) -> dict[str, str]:
    """The fields of a form of ours: at most 64 KiB, within ten seconds, none twice."""
    if _READ in request:
        return request[_READ]
    if request.content_type != FORM:
        raise TurnedAway(415, "bad_form")
    try:
        body = await bounded_body(request)
    except Refusal as refused:
        raise TurnedAway(refused.status, "bad_form") from None
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise TurnedAway(400, "bad_form") from None
    form = dict(pairs)
    if len(form) != len(pairs) or any("\0" in text for text in form.values()):
        raise TurnedAway(400, "bad_form")
    request[_READ] = form  # the body can be read once, and more than one asks for what was in it
    return form


def _refused(visit: Visit, refused: Missing | TurnedAway, typed: Sequence[str] = ()) -> web.Response:
    if isinstance(refused, Missing):
        return visit.page("refused", status=404, key="missing", typed=())
    return visit.page("refused", status=refused.status, key=refused.key, typed=typed)
