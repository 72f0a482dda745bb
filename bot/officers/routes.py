"""Which pages are there, and what does each need? The whole table; nothing below ``/console`` is served that is not in it."""

from __future__ import annotations

from collections.abc import Iterator

from aiohttp import web

from bot.channels.webchat.guard import guarded
from bot.officers import PREFIX, colleagues, home, language, own_account, setting_up, signing_in, trail_pages
from bot.officers.campaigns import routes as campaigns_routes
from bot.officers.cases import routes as cases_routes
from bot.officers.door import Door
from bot.officers.imports import at_hand as imports_at_hand
from bot.officers.imports import routes as imports_routes
from bot.officers.inbox import holding as inbox_holding
from bot.officers.inbox import routes as inbox_routes
from bot.officers.province import pages as province
from bot.officers.receptions import routes as reception_routes
from bot.officers.rendering import Renderer
from bot.officers.reports import routes as reports_routes
from bot.officers.route import Needs, Route, get, post, refuse_undeclared, served
from bot.officers.safety import routes as safety_routes
from bot.officers.texts import routes as texts_routes
from bot.officers.visit import SETTINGS, Missing, Visit
from bot.officers.ways import Ways
from bot.settings import Settings
from casework.db.engine import Database
from casework.scope import May

__all__ = ["ELSEWHERE", "ROUTES", "mount"]


_FIRST: tuple[Route, ...] = (
    get("/sign-in", Needs.NOTHING, signing_in.show),
    post("/sign-in", Needs.NOTHING, signing_in.sign_in, takes=("login", "password")),
    get("/sign-in/province", Needs.NOTHING, province.begin),
    get("/sign-in/province/back", Needs.NOTHING, province.come_back),
    post("/language", Needs.NOTHING, language.choose, takes=("lang", "back")),
    get("/link/{token}", Needs.NOTHING, setting_up.show_link),
    post("/link/{token}", Needs.NOTHING, setting_up.use_link, takes=()),
    get("/code", Needs.CODE, signing_in.show_code),
    post("/code", Needs.CODE, signing_in.code, takes=("code",)),
    post("/code/give-up", Needs.CODE, signing_in.sign_out, takes=()),
    get("/set-up/password", Needs.SETTING_UP, setting_up.show_password),
    post("/set-up/password", Needs.SETTING_UP, setting_up.set_password, takes=("password", "again")),
    get("/set-up/telephone", Needs.SETTING_UP, setting_up.show_telephone),
    post("/set-up/telephone", Needs.SETTING_UP, setting_up.set_telephone, takes=("code",)),
    post("/sign-out", Needs.SESSION, signing_in.sign_out, takes=()),
    get("/account", Needs.SESSION, own_account.show),
    post("/account/password", Needs.SESSION, own_account.change_password, takes=("now", "password", "again")),
    post("/account/codes", Needs.SESSION, own_account.renew_codes, takes=("now",)),
    post("/account/end-all", Needs.SESSION, own_account.end_all, takes=()),
    post("/account/end/{session}", Needs.SESSION, own_account.end_one, "session", takes=()),
    post("/account/province", Needs.SESSION, province.begin_linking, takes=(), fresh=True, reads=True),
    post("/account/province/confirm", Needs.SESSION, province.confirm, takes=("shown",), fresh=True),
    post("/account/province/end", Needs.SESSION, province.unlink, takes=()),
    get("/", May.HOME, home.show, opens=True),
    get("/trail", May.AUDIT, trail_pages.show, opens=True),
    post("/trail/verify", May.AUDIT, trail_pages.verify, takes=(), reads=True),
    get("/staff", May.STAFF, colleagues.show, opens=True),
    post("/staff", May.STAFF, colleagues.add, takes=colleagues.FIELDS, fresh=True),
    post("/staff/{staff}/link", May.STAFF, colleagues.give_link, "staff", takes=(), fresh=True),
    post("/staff/{staff}/role", May.STAFF, colleagues.change_role, "staff", takes=("role",), fresh=True),
    post("/staff/{staff}/leave", May.STAFF, colleagues.let_go, "staff", takes=(), fresh=True),
    post("/staff/{staff}/back", May.STAFF, colleagues.take_back, "staff", takes=(), fresh=True),
)
ROUTES: tuple[Route, ...] = (
    *_FIRST,
    *inbox_routes.ROUTES,
    *imports_routes.ROUTES,
    *campaigns_routes.ROUTES,
    *reception_routes.ROUTES,
    *cases_routes.ROUTES,
    *safety_routes.ROUTES,
    *texts_routes.ROUTES,
    *reports_routes.ROUTES,
)


def mount(app: web.Application, db: Database, settings: Settings) -> None:
    """Serve the pages. Raises ``NotDeclared`` when anything else is served below their address."""
    inbox_holding.attach(app)
    app[SETTINGS] = settings
    renderer = Renderer({str(one.needs): one.address for one in ROUTES if one.opens}, served(ROUTES), Ways(ROUTES))
    door = Door(db, settings, renderer)
    imports_at_hand.settle_in(app, db, settings)
    province.settle_in(app, settings, db.clock)
    secure = settings.public_url.startswith("https://")
    for route in ROUTES:
        app.router.add_route(route.method, route.address, door.serve(route))
        if route.method == "GET":
            app.router.add_route("HEAD", route.address, door.serve(route))
    app.router.add_get(PREFIX, guarded(_with_slash, secure=secure))
    app.router.add_get(renderer.files.route, guarded(renderer.files.serve, secure=secure))
    for route in ELSEWHERE:  # last: whatever nothing else answers
        app.router.add_get(route.address, door.serve(route))
    refuse_undeclared(app, (*ROUTES, *ELSEWHERE), plain=(PREFIX, renderer.files.route))


async def _takes_a_form(visit: Visit) -> web.StreamResponse:
    response = visit.page("refused", status=405, key="takes_a_form", typed=())
    response.headers["Allow"] = "POST"
    return response


async def _nothing_here(_visit: Visit) -> web.StreamResponse:
    raise Missing


async def _with_slash(request: web.Request) -> web.StreamResponse:
    return web.Response(status=308, headers={"Location": PREFIX + "/"})


def _elsewhere() -> Iterator[Route]:
    read = {one.path for one in ROUTES if one.method == "GET"}
    for path in dict.fromkeys(one.path for one in ROUTES if one.path not in read):
        yield get(path, Needs.NOTHING, _takes_a_form)
    yield get("/{rest:.*}", Needs.NOTHING, _nothing_here)


ELSEWHERE = tuple(_elsewhere())
"""Addresses that somebody types or comes back to, where no page is: they are answered by one of ours, too."""
