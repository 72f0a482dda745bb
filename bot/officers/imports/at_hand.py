"""What do the pages of this room share: the work of this server, the upload that an address names?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import web

from bot.officers.imports.under_way import UnderWay
from bot.officers.visit import Missing, TurnedAway, Visit
from bot.settings import Settings
from casework.db.engine import Database
from casework.imports import uploads
from casework.imports.uploads import Upload

FOLDER = "imports"
AT_ONCE = 0.5  # seconds that a page waits for a short list before it tells how far it is
_WORK = web.AppKey("imports_under_way", UnderWay)


def settle_in(app: web.Application, db: Database, settings: Settings) -> None:
    """Before the server starts."""
    app[_WORK] = UnderWay(db, settings.data_dir / FOLDER)
    app.cleanup_ctx.append(_working)


async def _working(app: web.Application) -> AsyncIterator[None]:
    tidying = asyncio.create_task(app[_WORK].keep_tidy())
    yield
    tidying.cancel()
    with suppress(asyncio.CancelledError):
        await tidying
    await app[_WORK].end()


def work_of(visit: Visit) -> UnderWay:
    """The work of this server."""
    return visit.request.app[_WORK]


async def upload_of(visit: Visit) -> Upload:
    """The upload that the address names. Raises ``Missing``."""
    known = await visit.db.read(uploads.find, visit.who, visit.number("upload"))
    if known is None:
        raise Missing
    return known


def version_of(visit: Visit) -> int:
    """What the person has seen, as the form says. Raises ``TurnedAway``."""
    text = visit.form.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise TurnedAway(422, "bad_form")
    return int(text)
