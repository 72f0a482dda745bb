"""What may be answered about a list: a cell, all proposals of a kind, what columns mean; and writing, discarding, looking anew."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from urllib.parse import urlencode

from aiohttp import web

from bot.officers.imports.at_hand import upload_of, version_of, work_of
from bot.officers.imports.cell_text import text_of
from bot.officers.imports.found import Compared
from bot.officers.imports.one_list import shown
from bot.officers.rendering import word
from bot.officers.visit import TurnedAway, Visit
from casework import scope
from casework.imports import uploads
from casework.imports.corrections import LONGEST_CELL, Place
from casework.imports.explained import NoSuchField, read_meanings
from casework.imports.kept_files import let_go
from casework.imports.told_cells import proposals_of
from casework.imports.uploads import Changed, State, Upload, UploadRefused

_CELL = re.compile(r"c\.([0-9]{1,9})\.([0-9]{1,4})", re.ASCII)
_PLACE = re.compile(r"([0-9]{1,9})\.([0-9]{1,4})", re.ASCII)
_LONGEST_NAME = 120
_MOST_COLUMNS = 60
WHERE = ("version", "show", "after")


async def type_cells(visit: Visit) -> web.StreamResponse:
    """What was typed on this page of cells, the proposal of one of them, or that one is right as it is."""
    upload, seen = await _seen(visit)
    if isinstance(seen, web.Response):
        return seen
    typed: dict[Place, str] = {}
    for name, text in visit.form.items():
        said = _CELL.fullmatch(name)
        if said is not None:
            place = _place(seen, said[1], said[2])
            if len(text) > LONGEST_CELL:
                raise TurnedAway(422, "bad_form")
            if text.strip() != text_of(seen, *place, None).strip():
                typed[place] = text.strip()
        elif name.startswith("c."):
            raise TurnedAway(422, "bad_form")
    if "same" in visit.form:
        typed |= _everywhere(seen, typed)
    typed |= _pressed(visit, seen)
    return await _answered(visit, upload, typed)


async def accept(visit: Visit) -> web.StreamResponse:
    """Every proposal of one kind, or every proposal there is."""
    upload, seen = await _seen(visit)
    if isinstance(seen, web.Response):
        return seen
    kind = visit.form.get("kind") or None
    return await _answered(visit, upload, proposals_of(seen.cells(everything=False), kind))


async def take_back(visit: Visit) -> web.StreamResponse:
    """Every cell says again what the file says."""
    return await _changed(visit, uploads.take_back)


async def explain(visit: Visit) -> web.StreamResponse:
    """What columns mean, which sheet it is, and who sends such lists."""
    upload = await upload_of(visit)
    found = work_of(visit).found(upload)
    chosen = {f"col.{place}": header for place, header in enumerate(found.unknown if found is not None else ())}
    form = visit.form
    if any(name.startswith("col.") and name not in chosen for name in form):
        raise TurnedAway(422, "bad_form")
    columns = [line.strip() for line in form.get("columns", "").splitlines() if line.strip()]
    columns += [f"{header}={form[name]}" for name, header in chosen.items() if form.get(name)]
    told = tuple(columns[:_MOST_COLUMNS])
    try:
        read_meanings(told)
    except NoSuchField as refused:
        return await shown(visit, upload, wrong=str(refused), status=422)
    return await _changed(
        visit,
        uploads.explain,
        columns=told,
        sheet=form.get("sheet", "").strip()[:_LONGEST_NAME],
        sender=form.get("sender", "").strip()[:_LONGEST_NAME],
    )


async def write(visit: Visit) -> web.StreamResponse:
    """Into the books, in the background: by whoever sent it, or by a leader where somebody else has to agree."""
    upload, seen = await _seen(visit, own=False)
    if isinstance(seen, web.Response):
        return seen
    second = seen.difference.needs_second_person
    own = upload.uploaded_by == visit.who.id
    if second is own or not (own or scope.oversees(visit.who)):
        sentence = "imports.needs_other" if own else "imports.only_sender"
        return await shown(visit, upload, wrong=word(visit.lang, sentence), status=403)
    try:
        await visit.db.write(uploads.begin, visit.who, upload.id, seen.version)
    except Changed as refused:
        return await shown(visit, await upload_of(visit), wrong=str(refused), status=409)
    if not work_of(visit).write(upload, seen, None if own else visit.who):
        await visit.db.write(uploads.cut_off, upload.id)
        return await shown(visit, await upload_of(visit), wrong=str(Changed()), status=409)
    return visit.go(f"/imports/{upload.id}")


async def discard(visit: Visit) -> web.StreamResponse:
    """Nobody wants it; the file goes at once."""
    upload = await upload_of(visit)
    work = work_of(visit)
    if work.is_writing(upload.id):
        return await shown(visit, upload, wrong=str(Changed()), status=409)
    try:
        name = await visit.db.write(uploads.discard, visit.who, upload.id)
    except UploadRefused as refused:
        return await shown(visit, await upload_of(visit), wrong=str(refused), status=409)
    if name is not None:
        await asyncio.to_thread(let_go, work.folder, name)
    work.forget(upload.id)
    return visit.go("/imports")


async def look_anew(visit: Visit) -> web.StreamResponse:
    """Read and compare once more: the books, or who works here, may have changed."""
    upload = await upload_of(visit)
    work_of(visit).forget(upload.id)
    work_of(visit).ask_anew(upload.id)
    return visit.go(f"/imports/{upload.id}")


async def _seen(visit: Visit, *, own: bool = True) -> tuple[Upload, Compared | web.Response]:
    """The list as the person has seen it; or the page as it is now, where that has changed or is another's to answer."""
    upload = await upload_of(visit)
    found, version = work_of(visit).found(upload), version_of(visit)
    mine = upload.uploaded_by == visit.who.id or not own
    if not isinstance(found, Compared) or version != upload.version or not mine or upload.state is not State.OPEN:
        return upload, await shown(visit, upload, wrong=str(Changed()), status=409)
    if work_of(visit).step(upload.id) is not None:
        return upload, await shown(visit, upload, wrong=str(Changed()), status=409)
    return upload, found


def _place(seen: Compared, row: str, place: str) -> Place:
    headers = seen.file.columns.headers
    if int(place) >= len(headers) or not headers[int(place)] or seen.row(int(row)) is None:
        raise TurnedAway(422, "bad_form")
    return int(row), headers[int(place)]


def _everywhere(seen: Compared, typed: dict[Place, str]) -> dict[Place, str]:
    """The same answer for every cell that waits or is flagged in the same column and says the same."""
    said = {(column, text_of(seen, row, column, None)): value for (row, column), value in typed.items()}
    columns = {column for _, column in typed}
    alike = {
        (cell.row, cell.column): said.get((cell.column, text_of(seen, cell.row, cell.column, None)))
        for cell in seen.cells(everything=False)
        if cell.editable and cell.column in columns
    }
    return {place: value for place, value in alike.items() if value is not None and place not in typed}


def _pressed(visit: Visit, seen: Compared) -> dict[Place, str]:
    """A button beside a cell: its proposal, or that it is right as it is."""
    typed: dict[Place, str] = {}
    for name in ("use", "keep"):
        said = _PLACE.fullmatch(visit.form.get(name, "")) if name in visit.form else None
        if name in visit.form and said is None:
            raise TurnedAway(422, "bad_form")
        if said is not None:
            place = _place(seen, said[1], said[2])
            proposed = proposals_of(seen.cells(everything=False), None)
            typed[place] = proposed.get(place, "") if name == "use" else text_of(seen, *place, None)
            if name == "use" and place not in proposed:
                raise TurnedAway(422, "bad_form")
    return typed


async def _answered(visit: Visit, upload: Upload, typed: dict[Place, str]) -> web.StreamResponse:
    if not typed:
        return _back(visit, upload)
    return await _changed(visit, uploads.answer_cells, typed=typed)


async def _changed(visit: Visit, rule: Callable[..., None], **told: object) -> web.Response:
    """Note the answer; the page that is shown next looks at the list again."""
    upload = await upload_of(visit)
    if work_of(visit).is_writing(upload.id):
        return await shown(visit, upload, wrong=str(Changed()), status=409)
    try:
        await visit.db.write(rule, visit.who, upload.id, version_of(visit), **told)
    except UploadRefused as refused:
        return await shown(visit, await upload_of(visit), wrong=str(refused), status=409)
    work_of(visit).ask_anew(upload.id)
    return _back(visit, upload)


def _back(visit: Visit, upload: Upload) -> web.Response:
    where = {name: visit.form[name][:80] for name in ("show", "after") if visit.form.get(name)}
    return visit.go(f"/imports/{upload.id}" + (f"?{urlencode(where)}" if where else ""))
