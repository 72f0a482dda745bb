"""Which pages are there, and what does each need? The whole table; nothing below ``/console`` is served that is not in it."""

from __future__ import annotations

from aiohttp import web

from bot.channels.webchat.guard import guarded
from bot.officers import PREFIX, cases, colleagues, home, language, own_account, setting_up, signing_in, trail_pages
from bot.officers.door import Door
from bot.officers.rendering import Renderer
from bot.officers.route import Handler, Needs, Route, refuse_undeclared
from bot.settings import Settings
from casework.db.engine import Database
from casework.scope import May

__all__ = ["ROUTES", "mount"]


def _get(path: str, needs: Needs | May, handler: Handler, shows: str | None = None) -> Route:
    return Route(method="GET", path=path, needs=needs, handler=handler, shows=shows)


def _post(path: str, needs: Needs | May, handler: Handler, shows: str | None = None, *, fresh: bool = False) -> Route:
    return Route(method="POST", path=path, needs=needs, handler=handler, shows=shows, fresh=fresh)


ROUTES: tuple[Route, ...] = (
    _get("/sign-in", Needs.NOTHING, signing_in.show),
    _post("/sign-in", Needs.NOTHING, signing_in.sign_in),
    _post("/language", Needs.NOTHING, language.choose),
    _get("/link/{token}", Needs.NOTHING, setting_up.show_link),
    _post("/link/{token}", Needs.NOTHING, setting_up.use_link),
    _get("/code", Needs.CODE, signing_in.show_code),
    _post("/code", Needs.CODE, signing_in.code),
    _post("/code/give-up", Needs.CODE, signing_in.sign_out),
    _get("/set-up/password", Needs.SETTING_UP, setting_up.show_password),
    _post("/set-up/password", Needs.SETTING_UP, setting_up.set_password),
    _get("/set-up/telephone", Needs.SETTING_UP, setting_up.show_telephone),
    _post("/set-up/telephone", Needs.SETTING_UP, setting_up.set_telephone),
    _post("/sign-out", Needs.SESSION, signing_in.sign_out),
    _get("/confirm", Needs.SESSION, signing_in.show_confirm),
    _post("/confirm", Needs.SESSION, signing_in.confirm),
    _get("/account", Needs.SESSION, own_account.show),
    _post("/account/password", Needs.SESSION, own_account.change_password),
    _post("/account/codes", Needs.SESSION, own_account.renew_codes),
    _post("/account/end-all", Needs.SESSION, own_account.end_all),
    _post("/account/end/{session}", Needs.SESSION, own_account.end_one, "session"),
    _get("/", May.HOME, home.show),
    _get("/cases", May.CASES, cases.search),
    _post("/cases", May.CASES, cases.find),
    _get("/cases/{decision}", May.CASES, cases.show, "decision"),
    _get("/trail", May.AUDIT, trail_pages.show),
    _post("/trail/verify", May.AUDIT, trail_pages.verify),
    _get("/staff", May.STAFF, colleagues.show),
    _post("/staff", May.STAFF, colleagues.add, fresh=True),
    _post("/staff/{staff}/link", May.STAFF, colleagues.give_link, "staff", fresh=True),
    _post("/staff/{staff}/role", May.STAFF, colleagues.change_role, "staff", fresh=True),
    _post("/staff/{staff}/leave", May.STAFF, colleagues.let_go, "staff", fresh=True),
)


def mount(app: web.Application, db: Database, settings: Settings) -> None:
    """Serve the pages. Raises ``NotDeclared`` when anything else is served below their address."""
    renderer = Renderer()
    door = Door(db, settings, renderer)
    secure = settings.public_url.startswith("https://")
    for route in ROUTES:
        app.router.add_route(route.method, route.address, door.serve(route))
        if route.method == "GET":
            app.router.add_route("HEAD", route.address, door.serve(route))
    app.router.add_get(PREFIX, guarded(_with_slash, secure=secure))
    app.router.add_get(renderer.files.route, guarded(renderer.files.serve, secure=secure))
    refuse_undeclared(app, ROUTES, plain=(PREFIX, renderer.files.route))


async def _with_slash(request: web.Request) -> web.StreamResponse:
    return web.Response(status=308, headers={"Location": PREFIX + "/"})
