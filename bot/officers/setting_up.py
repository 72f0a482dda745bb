"""How does somebody get in for the first time? One-time link, password, telephone, recovery codes."""

from __future__ import annotations

import io

import segno
from aiohttp import web
from markupsafe import Markup

from bot.officers.route import OURS
from bot.officers.shown_again import begun_meanwhile
from bot.officers.signing_in import hashed
from bot.officers.visit import Visit
from casework.in_sight import agency_name
from casework.signing import entering, links, passwords, telephone
from casework.signing.passwords import PasswordRefused

QUIET_MODULES = 4  # of light around a QR code


async def show_link(visit: Visit) -> web.StreamResponse:
    """What the link is for. Opening it uses nothing up: programs that look at links before people do must not."""
    token = visit.request.match_info["token"]
    good = await visit.db.read(links.is_open, token[:200])
    return visit.page("link", status=200 if good else 410, good=good, token=token if good else "")


async def use_link(visit: Visit) -> web.StreamResponse:
    """Use the link up and begin."""
    session = await visit.db.write(links.use, visit.request.match_info["token"][:200], visit.device)
    if session is None:
        return visit.page("link", status=410, good=False, token="")
    return visit.let_in(visit.go("/set-up/password"), session)


async def show_password(visit: Visit) -> web.StreamResponse:
    """The form for the first password."""
    return visit.page("set_password", wrong="")


async def set_password(visit: Visit) -> web.StreamResponse:
    """The first password, typed twice."""
    wrong = check(visit)
    if wrong:
        return visit.page("set_password", status=422, wrong=wrong)
    kept = await hashed(visit, visit.form["password"])
    await visit.db.write(entering.choose_password, visit.signed_in, kept)
    return visit.go("/set-up/telephone")


def check(visit: Visit) -> str:
    """The key of what is wrong with the new password in the form; empty when nothing is."""
    password = visit.form.get("password", "")
    try:
        passwords.check_choice(password, visit.who.login)
    except PasswordRefused as refused:
        return f"password.{refused.key}"
    return "" if password == visit.form.get("again", "") else "password.not_same"


async def show_telephone(visit: Visit) -> web.StreamResponse:
    """The picture for the telephone, drawn here, and the same as letters."""
    return await _telephone(visit, "", 200)


async def set_telephone(visit: Visit) -> web.StreamResponse:
    """The telephone shows that it has learned; then the recovery codes are shown, this once."""
    done = await visit.db.write(
        entering.telephone_set_up, visit.signed_in, visit.form.get("code", ""), visit.form[OURS]
    )
    if done is None:
        token = await begun_meanwhile(visit)
        if token is not None:  # the recovery codes stood in the other answer: new ones are made on one's own page
            return visit.let_in(visit.go("/account"), token)
        return await _telephone(visit, "telephone.wrong", 422)
    return visit.let_in(visit.page("recovery_codes", codes=done.codes), done.token)


async def _telephone(visit: Visit, wrong: str, status: int) -> web.Response:
    secret = await visit.db.read(telephone.secret_of, visit.who.id)
    if secret is None:
        return visit.go("/set-up/password")
    issuer = f"Gần Dân {await visit.db.read(agency_name)}".strip()
    picture = drawn(telephone.address_for(secret, visit.who.login, issuer))
    grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return visit.page("set_telephone", status=status, wrong=wrong, picture=picture, secret=grouped)


def drawn(text: str) -> Markup:
    """A QR code as SVG without any style, script or outside address."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=QUIET_MODULES, xmldecl=False, svgns=True, omitsize=True, light="#fff", svgclass="qr",
        lineclass=None,
    )  # fmt: skip
    return Markup(out.getvalue().decode())  # noqa: S704  # drawn from our own text by a library; nothing of it is quoted
