"""Which pages does the room of the campaigns have?"""

from __future__ import annotations

from collections.abc import Iterable

from bot.officers.campaigns import (
    change_form,
    changing,
    choosing,
    comparison,
    head,
    listing,
    loading,
    newly_fitting,
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


_RUNS = "running_campaign"  # what an address names that is there for campaigns under way


def _read(path: str, handler: Handler, shows: str = "campaign", *, by_itself: bool = False) -> Route:
    return get(_HERE + path, _ROOM, handler, shows, by_itself=by_itself)


def _done(
    path: str,
    handler: Handler,
    takes: Iterable[str],
    shows: str = "campaign",
    *,
    fresh: bool = False,
    reads: bool = False,
) -> Route:
    return post(_HERE + path, _ROOM, handler, shows, takes=takes, fresh=fresh, reads=reads)


def _form(
    path: str, shown: Handler, done: Handler, takes: Iterable[str], shows: str = "campaign"
) -> tuple[Route, Route]:
    """A form and what it does, at one address."""
    return _read(path, shown, shows), _done(path, done, takes, shows)


ROUTES: tuple[Route, ...] = (
    get("/campaigns", _ROOM, listing.show, opens=True),
    post("/campaigns", _ROOM, listing.create, takes=listing.FIELDS),
    post("/campaigns/stop-all", _ROOM, overview.stop_all, takes=overview.WORDS),
    _read("", overview.show),
    _read("/progress", overview.progress, by_itself=True),
    *_form("/head", head.show, head.save, head.FIELDS),
    *_form("/selection", choosing.show, choosing.save, selection_form.TAKES),
    _done("/count", choosing.count, selection_form.TAKES, reads=True),
    _read("/waves", wave_pages.listed),
    *_form("/wave", wave_pages.show, wave_pages.save, wave_pages.TAKES),
    _done("/wave-count", wave_pages.count, wave_pages.TAKES, reads=True),
    _read("/steps", step_pages.listed),
    *_form("/step", step_pages.show, step_pages.save, step_pages.FIELDS),
    _done("/preview", step_pages.preview, step_pages.FIELDS, reads=True),
    _read("/load", loading.show),
    *_form("/rehearsal", rehearsing.show, rehearsing.begin, ("seeds",)),
    _read("/rehearsal/progress", rehearsing.progress, by_itself=True),
    _done("/rehearsal/cancel", rehearsing.cancel, ()),
    *_form("/comparison", comparison.show, comparison.save, comparison.FIELDS),
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
    *_form("/change", changing.show, changing.propose, change_form.TAKES, _RUNS),
    _done("/change/withdraw", changing.withdraw, (), _RUNS),
    _done("/change/approve", changing.approve, ("seen",), _RUNS, fresh=True),
    _read("/newcomers", newly_fitting.show, _RUNS),
    _done("/newcomers", newly_fitting.admit, (), _RUNS, fresh=True),
    _read("/results", results.show),
    _done("/look", results.look, ()),
)
