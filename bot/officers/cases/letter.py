"""How is a letter with a link code printed from a decision's page? The same page as ``gandan codes`` makes, for one person.

The letter is typeset first; its code becomes good when the letter is ready, and stands in the file that goes to the browser
and nowhere else.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from aiohttp import web

from bot.cli.code_addressees import Addressee, LeftOut, Wanted, find
from bot.cli.code_pages import CodePage, address_for, make_pages, page_for
from bot.cli.refusal import Refused
from bot.officers.cases import fields, opening
from bot.officers.cases.acting import Wrong
from bot.officers.rendering import word
from bot.officers.visit import Missing, Visit
from casework import in_sight
from casework.books import Books
from casework.obligations import DecisionView
from casework.people import identity_last_six
from casework.printed_codes import PreparedCode, prepare_code, print_code
from casework.staff import Staff

_TRIES = 3
_LONGEST_BOT = 40
_SHOWN = 3  # digits of an identity number
_AT_THE_TERMINAL = "cần mở trước bằng gandan link unlock"
_NOT_HERE = "phải mở khóa trước: gặp đúng người, rồi nhờ người quản trị"
FIELDS = ("party", "again", "bot")


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """Who can have a letter, which of them have a good code or a chat already, and who gets none and why."""

    addressees: tuple[Addressee, ...]
    roles: dict[int, str]
    endings: dict[int, str]  # of an identity number, where two of them are masked alike
    again: frozenset[int]
    left_out: tuple[LeftOut, ...]


class _SelectorTaken(Exception):
    """One code in 33 million is like an older one; the paper would show a code that is not the issued one."""


async def show(visit: Visit) -> web.StreamResponse:
    """Who can have a letter."""
    return await _page(visit, await opening.to_look_at(visit))


async def print_letter(visit: Visit) -> web.StreamResponse:
    """The letter as a file; the code before is void from here on."""
    view = await opening.to_look_at(visit)
    try:
        addressee, address = await _chosen(visit, view), _address(visit)
        pdf = await _printed(visit, addressee, address)
    except (Wrong, Refused) as wrong:
        return await _page(visit, view, wrong=str(wrong))
    name = f"thu-ma-lien-ket-{view.id}.pdf"
    return web.Response(
        body=pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _page(visit: Visit, view: DecisionView, *, wrong: str = "") -> web.Response:
    choices = await visit.db.read(_choices, view)
    values = {name: visit.form.get(name, "")[: fields.LONGEST] for name in FIELDS}
    secure = visit.settings.public_url.startswith("https://")
    return visit.page(
        "cases/letter",
        status=422 if wrong else 200,
        view=view,
        choices=choices,
        values=values,
        wrong=wrong,
        asks_bot=not secure,
    )


def _choices(books: Books, view: DecisionView) -> Choices:
    def of(*, again: bool) -> tuple[list[Addressee], list[LeftOut]]:
        found = find(books, Wanted(decisions=(view.number,), issued_on=view.issued_on, again=again))
        return found.addressees, found.left_out

    fresh = {one.party_id for one in of(again=False)[0]}
    addressees, left_out = of(again=True)
    return Choices(
        addressees=tuple(addressees),
        roles={one.id: one.role.value for one in view.others},
        endings=_endings(books, addressees),
        again=frozenset(one.party_id for one in addressees if one.party_id not in fresh),
        left_out=tuple(replace(one, why=one.why.replace(_AT_THE_TERMINAL, _NOT_HERE)) for one in left_out),
    )


def _endings(books: Books, addressees: Iterable[Addressee]) -> dict[int, str]:
    """A code in the hands of the wrong one of two «N***n V. Đ.» opens somebody else's case."""
    alike = Counter(one.masked for one in addressees)
    told = {one.party_id: identity_last_six(books, one.party_id) for one in addressees if alike[one.masked] > 1}
    return {party_id: digits[-_SHOWN:] for party_id, digits in told.items() if digits is not None}


async def _chosen(visit: Visit, view: DecisionView) -> Addressee:
    choices = await visit.db.read(_choices, view)
    party_id = fields.one_of(visit, "party", {one.party_id: one.masked for one in choices.addressees})
    chosen = next((one for one in choices.addressees if one.party_id == party_id), None)
    if chosen is None:
        raise Wrong(word(visit.lang, "case_form.choice"))
    if chosen.party_id in choices.again and not visit.form.get("again"):
        raise Wrong(word(visit.lang, "letter.has_one"))
    return chosen


def _address(visit: Visit) -> str:
    bot = fields.text(visit, "bot")[:_LONGEST_BOT]
    public_url = visit.settings.public_url
    if not bot and not public_url.startswith("https://"):
        raise Wrong(word(visit.lang, "letter.no_address"))
    return address_for(None, bot or None, public_url)


async def _printed(visit: Visit, addressee: Addressee, address: str) -> bytes:
    for _ in range(_TRIES):
        async with visit.turns:  # the hash of a code is as dear as that of a password
            prepared = await asyncio.to_thread(prepare_code, visit.db.keys)
        page = await visit.db.read(_laid_out, visit.who, addressee, prepared, address)
        pdf, fitting = await asyncio.to_thread(make_pages, [page])
        if pdf is None or not fitting:
            raise Wrong(word(visit.lang, "letter.unfit"))
        try:
            await visit.db.write(_make_good, visit.who, addressee, prepared)
        except _SelectorTaken:
            continue
        return pdf
    raise Wrong(word(visit.lang, "letter.again"))


def _laid_out(books: Books, who: Staff, addressee: Addressee, prepared: PreparedCode, address: str) -> CodePage:
    if in_sight.decision_id(books, who, addressee.decision_id) is None:
        raise Missing
    return page_for(books, addressee, prepared.code, address)


def _make_good(books: Books, who: Staff, addressee: Addressee, prepared: PreparedCode) -> None:
    if in_sight.decision_id(books, who, addressee.decision_id) is None:
        raise Missing
    issued = print_code(books, addressee.party_id, who.id, prepared=prepared)
    if issued.display != prepared.code.display:
        raise _SelectorTaken
