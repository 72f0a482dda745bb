"""Which pages does the room of the campaigns have?"""

from __future__ import annotations

from bot.officers.campaigns import (
    choosing,
    comparison,
    head,
    listing,
    loading,
    overview,
    rehearsing,
    results,
    signing,
    step_pages,
    wave_pages,
)
from bot.officers.route import Handler, Route, get, post
from casework.scope import May

_ROOM = May.CAMPAIGNS
_HERE = "/campaigns/{campaign}"


def _read(path: str, handler: Handler, *, by_itself: bool = False) -> Route:
    return get(_HERE + path, _ROOM, handler, "campaign", by_itself=by_itself)


def _done(path: str, handler: Handler, *, fresh: bool = False, reads: bool = False) -> Route:
    return post(_HERE + path, _ROOM, handler, "campaign", fresh=fresh, reads=reads)


ROUTES: tuple[Route, ...] = (
    get("/campaigns", _ROOM, listing.show, opens=True),
    post("/campaigns", _ROOM, listing.create),
    post("/campaigns/stop-all", _ROOM, overview.stop_all),
    _read("", overview.show),
    _read("/progress", overview.progress, by_itself=True),
    _read("/head", head.show),
    _done("/head", head.save),
    _read("/selection", choosing.show),
    _done("/selection", choosing.save),
    _done("/count", choosing.count, reads=True),
    _read("/waves", wave_pages.listed),
    _read("/wave", wave_pages.show),
    _done("/wave", wave_pages.save),
    _done("/wave-count", wave_pages.count, reads=True),
    _read("/steps", step_pages.listed),
    _read("/step", step_pages.show),
    _done("/step", step_pages.save),
    _done("/preview", step_pages.preview, reads=True),
    _read("/load", loading.show),
    _read("/rehearsal", rehearsing.show),
    _read("/rehearsal/progress", rehearsing.progress, by_itself=True),
    _done("/rehearsal", rehearsing.begin),
    _done("/rehearsal/cancel", rehearsing.cancel),
    _read("/comparison", comparison.show),
    _done("/comparison", comparison.save),
    _read("/approval", signing.show),
    _done("/hand-in", signing.hand_in),
    _done("/take-back", signing.take_back),
    _done("/send-back", signing.send_back),
    _done("/approve", signing.approve, fresh=True),
    _done("/start", overview.start),
    _done("/let-go", overview.let_go),
    _done("/pause", overview.pause),
    _done("/resume", overview.resume),
    _done("/stop", overview.stop),
    _done("/discard", overview.discard),
    _read("/results", results.show),
    _done("/look", results.look),
)
