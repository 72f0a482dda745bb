"""What is a page of ours? An address with what it takes to open it. A page that does not say so is not served."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from aiohttp import web

from bot.officers import PREFIX
from casework.scope import May

if TYPE_CHECKING:
    from bot.officers.visit import Visit


class Needs(StrEnum):
    """What a page needs before any room is asked about."""

    NOTHING = "nothing"  # signing in itself
    SETTING_UP = "setting_up"  # a session that a one-time link began
    CODE = "code"  # the password was right
    SESSION = "session"  # one's own account


TELEPHONE = "telephone_code"  # the code that is asked for again before something weighty (``bot.officers.shown_again``)
OURS = "form"  # the field that says: this form came from a page of ours, and is sent for the first time
Handler = Callable[["Visit"], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """An address below ``/console``. ``shows``: the kind of object that the address names, for whoever checks all of them.

    ``fresh``: whoever does this has shown the telephone lately; a browser that somebody left open is not enough. ``opens``: the
    navigation leads here, for whoever may enter the room. ``reads``: a form that changes nothing (a search, a preview), however
    often it is sent. ``by_itself``: an open page asks again and again without anybody at the keyboard, so it keeps no session
    awake. ``takes_file``: the form brings one, which the handler reads (``Visit.file``), bounded by
    ``bot.officers.file_form``. ``gives_file``: its answer leaves the page that asked for it where it is, so a code shown first leads
    back to that page. ``takes``: the fields of its form, without the token that every form has; any other is refused
    before the handler is called (but the telephone's code, where ``fresh``). Where a form has a field for each row of something, ``#`` stands for a number and ``*`` for
    whatever follows.
    """

    method: str
    path: str
    needs: Needs | May
    handler: Handler
    shows: str | None = None
    fresh: bool = False
    opens: bool = False
    reads: bool = False
    by_itself: bool = False
    takes_file: bool = False
    gives_file: bool = False
    takes: tuple[str, ...] | None = None

    @property
    def address(self) -> str:
        """The whole pattern."""
        return PREFIX + self.path

    def strange(self, form: Iterable[str]) -> list[str]:
        """The fields of a form that this route does not take."""
        known = _known((*(self.takes or ()), *((TELEPHONE,) if self.fresh else ())))
        return [name for name in form if name != OURS and not known.fullmatch(name)]


@cache
def _known(takes: tuple[str, ...]) -> re.Pattern[str]:
    """The names that are meant; one that nobody can send where there are none."""
    told = (re.escape(one).replace(r"\#", "[0-9]{1,19}").replace(r"\*", ".{1,200}") for one in takes)
    return re.compile("|".join(told) or r"(?!)", re.DOTALL)


def get(
    path: str,
    needs: Needs | May,
    handler: Handler,
    shows: str | None = None,
    *,
    opens: bool = False,
    by_itself: bool = False,
) -> Route:
    """A page that is read."""
    return Route(method="GET", path=path, needs=needs, handler=handler, shows=shows, opens=opens, by_itself=by_itself)


def post(
    path: str,
    needs: Needs | May,
    handler: Handler,
    shows: str | None = None,
    *,
    takes: Iterable[str],
    fresh: bool = False,
    reads: bool = False,
    gives_file: bool = False,
) -> Route:
    """Something that is done, or asked with words that do not belong in an address (``reads``)."""
    return Route(
        method="POST",
        path=path,
        needs=needs,
        handler=handler,
        shows=shows,
        fresh=fresh,
        reads=reads,
        gives_file=gives_file,
        takes=tuple(takes),
    )


def post_file(path: str, needs: Needs | May, handler: Handler) -> Route:
    """A form that brings a file and nothing else."""
    return Route(method="POST", path=path, needs=needs, handler=handler, takes_file=True, takes=())


def served(routes: Iterable[Route]) -> dict[str, May]:
    """The pages that another page may lead to, with their rooms: by their path, ``{}`` for each thing that it names."""
    return {
        re.sub(r"{\w+}", "{}", one.path): one.needs
        for one in routes
        if one.method == "GET" and isinstance(one.needs, May)
    }


_ANY = re.compile(r":[^}]*}")  # which letters a part of an address may have; the router names it without them


class NotDeclared(Exception):
    """Something below ``/console`` is served without saying who may open it, or takes a form without saying which."""


def refuse_undeclared(app: web.Application, declared: Iterable[Route], *, plain: Iterable[str]) -> None:
    """Called before the server starts. ``plain``: addresses that show nobody's data. Raises ``NotDeclared``."""
    told = tuple(declared)
    for one in told:
        if one.method == "POST" and one.takes is None:
            raise NotDeclared(f"POST {one.address}: the fields of its form are not declared (takes)")
    known = {(one.method, _ANY.sub("}", one.address)) for one in told}
    known |= {("GET", address) for address in plain}
    known |= {("HEAD", address) for method, address in known if method == "GET"}
    for route in app.router.routes():
        where = route.resource.canonical if route.resource is not None else ""
        if (where == PREFIX or where.startswith(PREFIX + "/")) and (route.method, where) not in known:
            raise NotDeclared(f"{route.method} {where}: no permission is declared for it (bot.officers.routes)")
