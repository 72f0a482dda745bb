"""Which addresses has the room of results?"""

from __future__ import annotations

from bot.officers.reports import exporting, listing, pages, question, targets_pages
from bot.officers.route import Route, get, post
from casework.scope import May

ROUTES: tuple[Route, ...] = (
    get("/reports", May.REPORTS, pages.show, opens=True),
    get("/reports/picture", May.REPORTS, pages.picture),
    post("/reports/export", May.REPORTS, exporting.export, takes=(*question.FIELDS, "file", "internal"), reads=True),
    get("/reports/list", May.REPORTS, listing.show),
    post("/reports/list/export", May.REPORTS, exporting.export_list, takes=(*listing.FIELDS, "reason"), reads=True),
    post(
        "/reports/list/confirm", May.REPORTS, exporting.confirm, takes=(*listing.FIELDS, "reason", "code"), reads=True
    ),
    get("/reports/targets", May.REPORTS, targets_pages.show),
    post("/reports/targets", May.REPORTS, targets_pages.settle, takes=targets_pages.FIELDS),
)
