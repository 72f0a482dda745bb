"""Which pages does the room of the campaigns have?"""

from __future__ import annotations

from collections.abc import Iterable

from bot.officers.campaigns import (
    choosing,
    comparison,
    head,
    listing,
    loading,
    overview,
    rehearsing,
    results,
    selection_form,
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


def _done(path: str, handler: Handler, takes: Iterable[str], *, fresh: bool = False, reads: bool = False) -> Route:
    return post(_HERE + path, _ROOM, handler, "campaign", takes=takes, fresh=fresh, reads=reads)


ROUTES: tuple[Route, ...] = (
    get("/campaigns", _ROOM, listing.show, opens=True),
    post("/campaigns", _ROOM, listing.create, takes=listing.FIELDS),
    post("/campaigns/stop-all", _ROOM, overview.stop_all, takes=overview.WORDS),
    _read("", overview.show),
    _read("/progress", overview.progress, by_itself=True),
    _read("/head", head.show),
    _done("/head", head.save, head.FIELDS),
    _read("/selection", choosing.show),
    _done("/selection", choosing.save, selection_form.TAKES),
    _done("/count", choosing.count, selection_form.TAKES, reads=True),
    _read("/waves", wave_pages.listed),
    _read("/wave", wave_pages.show),
    _done("/wave", wave_pages.save, wave_pages.TAKES),
    _read("/steps", step_pages.listed),
    _read("/step", step_pages.show),
    _done("/step", step_pages.save, step_pages.FIELDS),
    _done("/preview", step_pages.preview, step_pages.FIELDS, reads=True),
    _read("/load", loading.show),
    _read("/rehearsal", rehearsing.show),
    _read("/rehearsal/progress", rehearsing.progress, by_itself=True),
    _done("/rehearsal", rehearsing.begin, ("seeds",)),
    _done("/rehearsal/cancel", rehearsing.cancel, ()),
    _read("/comparison", comparison.show),
    _done("/comparison", comparison.save, comparison.FIELDS),
    _read("/approval", signing.show),
    _done("/hand-in", signing.hand_in, ()),
    _done("/take-back", signing.take_back, ()),
    _done("/send-back", signing.send_back, ("words",)),
    _done("/approve", signing.approve, ("seen",), fresh=True),
    _done("/start", overview.start, ()),
    _done("/let-go", overview.let_go, ()),
    _done("/pause", overview.pause, overview.WORDS),
    _done("/resume", overview.resume, overview.WORDS),
    _done("/stop", overview.stop, overview.WORDS),
    _done("/discard", overview.discard, ()),
    _read("/results", results.show),
    _done("/look", results.look, ()),
)
