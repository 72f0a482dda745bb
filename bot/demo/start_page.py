"""What does somebody see who opens the demo? Every seat as a card: who sits there, what to try, the code that opens it."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from bot.channels.webchat.guard import guarded
from bot.demo.codes import Codes
from bot.web.nearby import is_nearby
from bot.web.own_files import OwnFiles
from casework.agency import the_agency
from casework.db.engine import Database

_files = OwnFiles(Path(__file__).parent, "/start")


def routes(db: Database, codes: Codes) -> list[web.RouteDef]:
    """The page at ``/`` and its files. It shows codes, so it answers this machine only, and only for a demo agency."""

    async def page(request: web.Request) -> web.StreamResponse:
        if not is_nearby(request):
            text = "Trang này chỉ mở trên chính máy đang chạy bản mẫu. Hãy mở http://127.0.0.1 trên máy đó."
            return web.Response(status=403, text=text)
        agency = await db.read(the_agency)
        if agency is None or not agency.demo:
            return web.Response(status=302, headers={"Location": "/chat/"})
        seats = await codes.seats()
        return web.Response(text=_files.render("start.html", agency=agency, seats=seats), content_type="text/html")

    return [
        web.get("/", guarded(page, secure=False)),
        web.get(_files.route, guarded(_files.serve, secure=False)),
    ]
