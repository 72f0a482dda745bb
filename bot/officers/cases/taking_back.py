"""How is something that was written down wrongly taken back? For a reason, after a look at what follows; both stay written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from bot.officers.cases import fields
from bot.officers.cases.acting import STEPS, Deed, Work, filled_in
from bot.officers.visit import Visit
from casework.books import Books

TAKES = ("ground", *STEPS)


async def take_back(
    visit: Visit, work: Work, facts: Mapping[str, Any], rule: Callable[[Books, str], object]
) -> web.StreamResponse:
    """Answer the form. ``rule`` takes it back for the reason that was given."""

    def read() -> Deed:
        ground = fields.text(visit, "ground")

        def deed(books: Books) -> None:
            rule(books, ground)

        return deed

    return await filled_in(visit, work, read, facts, ("ground",))
