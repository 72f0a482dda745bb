"""What does somebody see and change of their own account: browsers, password, recovery codes?"""

from __future__ import annotations

from aiohttp import web

from bot.officers.browsers import called
from bot.officers.setting_up import check
from bot.officers.signing_in import compare, hashed
from bot.officers.visit import Missing, Visit
from casework.signing import entering, identities, sessions, telephone, tries


async def show(visit: Visit) -> web.StreamResponse:
    """The account, and where it is signed in."""
    return await _shown(visit)


async def _shown(visit: Visit, *, wrong: str = "", done: str = "", status: int = 200) -> web.Response:
    open_ones = await visit.db.read(sessions.of_staff, visit.who.id)
    left = await visit.db.read(telephone.recovery_codes_left, visit.who.id)
    return visit.page(
        "account",
        status=status,
        open_ones=open_ones,
        called=called,
        this=visit.signed_in.id,
        left=left,
        wrong=wrong,
        done=done,
        province=visit.settings.province_accounts,
        linked=await visit.db.read(identities.of_staff, visit.who.id),
    )


async def change_password(visit: Visit) -> web.StreamResponse:
    """Another password; whoever changes it knows the present one. All other browsers are signed out."""
    wrong = check(visit)
    if not wrong and not await _is_really_them(visit):
        wrong = "password.wrong_now"
    if wrong:
        return await _shown(visit, wrong=wrong, status=422)
    await visit.db.write(entering.choose_password, visit.signed_in, await hashed(visit, visit.form["password"]))
    return await _shown(visit, done="password.changed")


async def renew_codes(visit: Visit) -> web.StreamResponse:
    """Ten new recovery codes, for whoever knows the password."""
    if not await _is_really_them(visit):
        return await _shown(visit, wrong="password.wrong_now", status=422)
    codes = await visit.db.write(entering.renew_recovery_codes, visit.signed_in)
    return visit.page("recovery_codes", codes=codes)


async def end_one(visit: Visit) -> web.StreamResponse:
    """Sign out another browser."""
    if not await visit.db.write(entering.end_one, visit.signed_in, visit.number("session")):
        raise Missing
    return visit.go("/account")


async def end_all(visit: Visit) -> web.StreamResponse:
    """Sign out everywhere, here too."""
    await visit.db.write(entering.sign_out, visit.signed_in, everywhere=True)
    return visit.let_out(visit.go("/sign-in"))


async def _is_really_them(visit: Visit) -> bool:
    """Somebody who found the browser open does not know the password, and has as few tries as anybody."""
    if not await visit.db.write(tries.take, visit.who.login, visit.address):
        return False
    kept = await visit.db.read(entering.hashed_of, visit.who.id)
    if not await compare(visit, visit.form.get("now", ""), kept):
        return False
    await visit.db.write(tries.forgive, visit.who.login)
    return True
