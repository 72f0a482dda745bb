"""Where may a form lead back to? To a page of ours that is read; an address from outside, or of nothing, leads home."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.officers import PREFIX
from bot.officers.route import Route

HOME = "/"
_OWN = re.compile(
    re.escape(PREFIX) + r"((?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*)/?"
)  # nothing that a browser reads otherwise


class Ways:
    """The pages that are read."""

    def __init__(self, routes: Iterable[Route]) -> None:
        read = [one.path for one in routes if one.method == "GET" and not one.by_itself]
        self._read = re.compile("|".join(re.sub(r"{\w+}", "[^/]+", path) for path in read))

    def back(self, address: str) -> str:
        """The path below ``/console`` of the page at this address, or of the nearest one above it: a form's answer has no address
        of its own."""
        own = _OWN.fullmatch(address)
        path = own[1] if own is not None else ""
        while path and not self._read.fullmatch(path):
            path = path.rpartition("/")[0]
        return path or HOME
