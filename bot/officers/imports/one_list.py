"""What does one uploaded list come to, and what can be done with it: as far as it is, whatever happened meanwhile?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.cli import import_shown
from bot.officers.imports.at_hand import AT_ONCE, upload_of, work_of
from bot.officers.imports.cell_text import text_of, written
from bot.officers.imports.found import BROKEN, Compared, Unread
from bot.officers.visit import Visit
from casework import audit, scope, staff
from casework.audit import Action
from casework.books import Books
from casework.imports.explained import IGNORED
from casework.imports.header_names import Field, shown_name
from casework.imports.samples import Samples, samples
from casework.imports.told_cells import FLAGGED, HELD, KindOfCell, ToldCell, kinds_of, page_of
from casework.imports.uploads import State, Upload
from casework.staff import Staff
from messages.folding import in_order

CELLS_A_PAGE = 30  # with the rest of the form no more fields than the door lets in


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One doubtful cell as the page shows it. ``text``: what it says now; ``input``: whether this line has the field for it."""

    cell: ToldCell
    text: str = field(repr=False)
    proposal: str | None = field(repr=False)
    about: str = field(repr=False)
    input: bool


async def show(visit: Visit) -> web.StreamResponse:
    """The list, however far it is."""
    upload = await upload_of(visit)
    work = work_of(visit)
    if upload.state is State.OPEN and work.found(upload) is None and work.step(upload.id) is None:
        work.look(upload)
    if work.step(upload.id) is not None:
        await work.settle(upload.id, AT_ONCE)
        upload = await upload_of(visit)
    return await shown(visit, upload)


async def shown(visit: Visit, upload: Upload, *, wrong: str = "", status: int = 200) -> web.Response:
    """The page for what is so now."""
    work = work_of(visit)
    wrong = wrong or work.refusal(upload.id)
    facts: dict[str, Any] = {"upload": upload, "wrong": wrong, "by": await _name(visit, upload.uploaded_by)}
    facts["own"] = upload.uploaded_by == visit.who.id
    if upload.state is not State.OPEN:
        return visit.page("imports/ended", status=status, **facts)
    found = work.found(upload)
    step = work.step(upload.id)
    if step is not None or found is None:
        return visit.page("imports/under_way", status=status, step=step, **facts)
    facts |= {"fields": [shown_name(one) for one in Field], "unknown": found.unknown, "ignored": IGNORED}
    if isinstance(found, Unread):
        sentence = found.said or ("imports.broken" if found.code == BROKEN else "imports.file_gone")
        return visit.page("imports/unread", status=status, found=found, sentence=sentence, **facts)
    seen = await visit.db.write(_looked_at, visit.who, upload.id, found)
    facts |= _cells_shown(visit, found)
    return visit.page("imports/compared", status=status, found=found, samples=seen, **facts)


def _looked_at(books: Books, who: Staff, upload_id: int, found: Compared) -> Samples:
    """What the books say of a few decisions; that somebody saw the list in full stands in the trail."""
    audit.record(books, audit.staff(who.id), Action.IMPORT_SEEN, f"upload:{upload_id}", purpose="console")
    return samples(books, who, found.case_list, found.difference)


def _cells_shown(visit: Visit, found: Compared) -> dict[str, Any]:
    """The cells that were asked for, a page of them, and all kinds with their numbers."""
    cells = found.cells(everything=scope.reach(visit.who) is scope.Reach.ALL)
    kinds = kinds_of(cells)
    chosen = _chosen(visit, kinds)
    after = (visit.form.get("after") or visit.request.query.get("after", ""))[:80]
    wanted = [cell for cell in cells if chosen in (cell.kind, HELD if cell.held else FLAGGED)]
    page, more = page_of(wanted, after, CELLS_A_PAGE)
    difference = found.difference
    return {
        "kinds": kinds,
        "chosen": chosen,
        "after": after,
        "more": more,
        "cells": len(wanted),
        "lines": _lines(found, page),
        "proposals": sum(one.proposals for one in kinds),
        "flagged": sum(one.cells for one in kinds if not one.held),
        "changes": difference.as_changes(),
        "columns": import_shown.mapping(found.case_list.columns, "theo lời giải thích"),
        "officers": (
            found.case_list.columns.header(Field.OFFICER),
            sorted(found.case_list.officers or (), key=in_order),
        ),
        "second": difference.needs_second_person,
        "may_approve": scope.oversees(visit.who),
        "writable": bool(difference.new or difference.changed or found.waiting),
    }


def _chosen(visit: Visit, kinds: Sequence[KindOfCell]) -> str:
    """What was asked for; otherwise what waits, and what is flagged where nothing does."""
    asked = visit.form.get("show") or visit.request.query.get("show", "")
    if asked in {HELD, FLAGGED} | {one.kind for one in kinds}:
        return asked
    return HELD if any(one.held for one in kinds) else FLAGGED


def _lines(found: Compared, page: Sequence[ToldCell]) -> list[Line]:
    told: set[tuple[int, int]] = set()
    lines = []
    for cell in page:
        row = found.row(cell.row)
        about = " · ".join(part for part in (row.decision_number, row.debtor_display) if part) if row else ""
        here = (cell.row, cell.place)
        lines.append(
            Line(
                cell=cell,
                text=text_of(found, cell.row, cell.column, cell.value),
                proposal=None if cell.proposal is None else written(cell.proposal),
                about=about,
                input=cell.editable and here not in told,
            )
        )
        told.add(here)
    return lines


async def _name(visit: Visit, staff_id: int) -> str:
    known = await visit.db.read(staff.find, staff_id)
    return "" if known is None else known.name
