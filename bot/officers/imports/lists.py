"""Which lists wait to be written, which came in before, and how does a new one come in?"""

from __future__ import annotations

import asyncio
import hashlib
import logging

from aiohttp import web

from bot.officers.file_form import IncomingFile
from bot.officers.imports.at_hand import work_of
from bot.officers.visit import Missing, TurnedAway, Visit
from casework import staff
from casework.imports import past, uploads
from casework.imports.kept_files import Keeping, let_go
from casework.imports.preflight import LARGEST_FILE, display_name
from casework.imports.uploads import UploadRefused

_log = logging.getLogger(__name__)


async def show(visit: Visit) -> web.StreamResponse:
    """What waits, what came in, and the form for a new one."""
    return await _shown(visit)


async def _shown(visit: Visit, *, wrong: str = "", status: int = 200) -> web.Response:
    before = _before(visit)
    waiting = await visit.db.read(uploads.open_ones, visit.who)
    lists, older = await visit.db.read(past.past_lists, visit.who, before)
    everybody = await visit.db.read(staff.everybody)
    return visit.page(
        "imports/lists",
        status=status,
        wrong=wrong,
        waiting=waiting,
        lists=lists,
        older=older,
        first=before is None,
        names={one.id: one.name for one in everybody},
        steps={one.id: work_of(visit).step(one.id) for one in waiting},
        asks={one.id for one in waiting if work_of(visit).asks_for_another(one)},
        most=LARGEST_FILE // 2**20,
    )


async def take_in(visit: Visit) -> web.StreamResponse:
    """A file comes in, sealed as it comes; whoever has the same file open already is led there."""
    if visit.file is None:
        raise TurnedAway(400, "bad_form")
    bringing = work_of(visit).bringing
    try:
        await visit.db.read(uploads.may_receive, visit.who)
        if visit.who.id in bringing:
            raise UploadRefused("Ông/bà đang tải một tệp khác lên. Hãy chờ tệp ấy xong rồi bấm lại.")
        bringing.add(visit.who.id)
        try:
            known = await _taken_in(visit, visit.file)
        finally:
            bringing.discard(visit.who.id)
    except UploadRefused as refused:
        return await _shown(visit, wrong=str(refused), status=422)
    except OSError:
        _log.exception("import_file_not_kept")
        full = "Máy chủ chưa cất được tệp, có thể ổ đĩa đã đầy. Hãy báo người quản trị rồi tải lên lại."
        return await _shown(visit, wrong=full, status=503)
    return visit.go(f"/imports/{known}")


async def _taken_in(visit: Visit, file: IncomingFile) -> int:
    """The upload that the file belongs to."""
    upload_id, digest = uploads.new_upload(), hashlib.sha256()
    with Keeping(work_of(visit).folder, visit.db.keys, upload_id) as keeping:
        async for piece in file.pieces():
            digest.update(piece)
            keeping.add(piece)
        if keeping.size == 0:
            raise UploadRefused("Chưa chọn tệp, hoặc tệp trống. Hãy chọn một tệp danh sách rồi bấm lại.")
        await asyncio.to_thread(keeping.finish)
    return await _received(visit, upload_id, keeping, display_name(file.name), digest.hexdigest())


async def _received(visit: Visit, upload_id: int, keeping: Keeping, name: str, digest: str) -> int:
    """A file that is not noted in the books is not kept either; what a stop of the server leaves is swept up later."""
    told = {"name": name, "stored_as": keeping.name, "digest": digest}
    try:
        known = await visit.db.write(uploads.receive, visit.who, upload_id, size=keeping.size, **told)
    except Exception:
        let_go(work_of(visit).folder, keeping.name)
        raise
    if known != upload_id:
        let_go(work_of(visit).folder, keeping.name)
    return known


def _before(visit: Visit) -> int | None:
    text = visit.request.query.get("before", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and 0 < int(text) < 1 << 63):
        raise Missing
    return int(text)
