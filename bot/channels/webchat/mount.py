"""Where does the web chat hang in an aiohttp application?"""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from bot.channels.webchat.guard import Handler, guarded
from bot.channels.webchat.pages import serve_static
from bot.channels.webchat.server import WebChat

SEAT = "{seat:[0-9]{1,3}}"


def routes(chat: WebChat) -> list[web.RouteDef]:
    """Every route of ``chat``, under its prefix: the usual seat and the named ones. End it with ``chat.close()``."""

    def route(add: Callable[..., web.RouteDef], path: str, handler: Handler, **options: bool) -> web.RouteDef:
        return add(chat.prefix + path, guarded(handler, secure=chat.secure), **options)

    async def static(request: web.Request) -> web.StreamResponse:
        return serve_static(request)

    defined = [route(web.get, "/static/{version}/{name}", static)]
    for seat in ("", f"/{SEAT}"):
        defined += [
            route(web.get, f"{seat}/", chat.page),
            route(web.post, f"{seat}/say", chat.say),
            route(web.get, f"{seat}/messages", chat.messages),
            route(web.get, f"{seat}/events", chat.events, allow_head=False),
            route(web.get, f"{seat}/file/{{message:[0-9]{{1,15}}}}", chat.file),
            route(web.post, f"{seat}/forget", chat.forget),
        ]
    return defined + [route(web.get, seat, _with_slash) for seat in ("", f"/{SEAT}")]


async def _with_slash(request: web.Request) -> web.StreamResponse:
    """The cookie's path ends with a slash, so the page's address does too."""
    return web.Response(status=308, headers={"Location": request.path + "/"})
