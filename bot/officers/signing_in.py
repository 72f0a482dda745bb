"""How does somebody sign in, by password and telephone? Whatever is wrong, the answer is one sentence."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.officers.route import OURS
from bot.officers.shown_again import begun_meanwhile
from bot.officers.visit import Visit
from casework.signing import entering, links, passwords
from casework.signing.sessions import Stage


async def show(visit: Visit) -> web.StreamResponse:
    """The form; whoever is on the way goes on where they were."""
    stage = visit.session.stage if visit.session is not None else None
    if stage is Stage.IN:
        return visit.go("/")
    if stage is Stage.CODE:
        return visit.go("/code")
    if stage is Stage.SETTING_UP:
        return visit.go("/set-up/password")
    return await sign_in_page(visit)


async def sign_in_page(visit: Visit, *, wrong: str = "", status: int = 200) -> web.Response:
    """The form, with ``wrong`` above it: the key of what went wrong before."""
    nobody = not await visit.db.read(links.anybody_is_set_up)
    return visit.page(
        "sign_in", status=status, wrong=wrong, login="", nobody=nobody, province=visit.settings.province_accounts
    )


async def sign_in(visit: Visit) -> web.StreamResponse:
    """Login and password. An unknown login and a wrong password read and last alike; a name whose tries are spent reads so too,
    whether anybody bears it or not, and costs the machine nothing."""
    login, password = visit.form.get("login", ""), visit.form.get("password", "")
    asked = await visit.db.write(entering.asked, login, visit.address)
    if asked is None:
        return _wrong(visit, login)
    if not await compare(visit, password, asked.hashed) or asked.staff_id is None:
        return _wrong(visit, login)
    token = await visit.db.write(entering.password_was_right, asked.staff_id, visit.device)
    return visit.let_in(visit.go("/code"), token)


def _wrong(visit: Visit, login: str) -> web.Response:
    return visit.page(
        "sign_in",
        status=401,
        wrong="sign_in.wrong",
        login=login[:60],
        nobody=False,
        province=visit.settings.province_accounts,
    )


async def compare(visit: Visit, password: str, hashed: str | None) -> bool:
    """Whether the password is the one that was kept; a few at a time, beside the event loop."""
    async with visit.turns:
        return await asyncio.to_thread(passwords.matches, visit.db.keys, password, hashed)


async def hashed(visit: Visit, password: str) -> str:
    """What is to be kept of a password."""
    async with visit.turns:
        return await asyncio.to_thread(passwords.kept, visit.db.keys, password)


async def show_code(visit: Visit) -> web.StreamResponse:
    """The form for the telephone's code."""
    return visit.page("code", wrong="")


async def code(visit: Visit) -> web.StreamResponse:
    """The telephone's code, or a recovery code."""
    form = visit.form
    typed, carried = form.get("code", ""), form[OURS]
    token = await visit.db.write(entering.telephone_shown, visit.signed_in, typed, visit.address, carried)
    if token is None:
        token = await begun_meanwhile(visit)
    if token is None:
        return visit.page("code", status=401, wrong="code.wrong")
    return visit.let_in(visit.go("/"), token)


async def sign_out(visit: Visit) -> web.StreamResponse:
    """This browser only; also from the middle of signing in."""
    await visit.db.write(entering.sign_out, visit.signed_in)
    return visit.let_out(visit.go("/sign-in"))
