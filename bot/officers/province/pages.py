"""How does somebody come in with an account of the province, and link it to their own here?

Signing in begins with a link and changes nothing here. Linking is a form of somebody who has shown their telephone lately, and is
done only when they have read whose account it is: a stranger's account that the browser is signed in with must not slip in.
"""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from bot.officers import PREFIX
from bot.officers.province.provider import Begun, NotVouchedFor, Provider, ProviderAway, Vouched
from bot.officers.signing_in import sign_in_page
from bot.officers.visit import TurnedAway, Visit, cookie_prefix
from bot.settings import Settings
from casework.clock import Clock
from casework.encryption import SealBroken
from casework.signing import identities
from casework.signing.sessions import Stage

_log = logging.getLogger(__name__)
BACK = "/sign-in/province/back"
LASTS = timedelta(minutes=10)  # from being sent to the provider until coming back, and until a link is confirmed
PROVIDER = web.AppKey("province_provider", Provider)
_COOKIE = "gandan_province"
_BEGUN, _SHOWN = "begun", "shown"


def settle_in(app: web.Application, settings: Settings, clock: Clock) -> None:
    """Have the provider at hand, where one is configured."""
    if settings.oidc_issuer and settings.oidc_client_secret is not None:
        app[PROVIDER] = Provider(
            settings.oidc_issuer,
            settings.oidc_client_id,
            settings.oidc_client_secret.get_secret_value(),
            settings.public_url.rstrip("/") + PREFIX + BACK,
            clock,
        )


async def begin(visit: Visit) -> web.StreamResponse:
    """Off to the provider, to come back signed in."""
    provider = visit.request.app.get(PROVIDER)
    if provider is None:
        return visit.go("/sign-in")
    try:
        address, begun = await provider.begin()
    except ProviderAway:
        return await _away(visit)
    return _remember(visit, web.Response(status=303, headers={"Location": address}), begun, link_of=None)


async def begin_linking(visit: Visit) -> web.StreamResponse:
    """The way to the provider, to come back with the account that is to be linked. A link, since no form of ours leads outside."""
    provider = visit.request.app.get(PROVIDER)
    if provider is None:
        return visit.go("/account")
    try:
        address, begun = await provider.begin()
    except ProviderAway:
        return await _away(visit)
    page = visit.page("province_go", address=address, name=visit.settings.oidc_name)
    return _remember(visit, page, begun, link_of=visit.signed_in.id)


async def come_back(visit: Visit) -> web.StreamResponse:
    """Whoever was sent to the provider is here again. What is wrong with it, if anything, the log says."""
    provider = visit.request.app.get(PROVIDER)
    kept = _remembered(visit)
    if provider is None or kept is None:
        return await _refused(visit, "nothing_begun")
    begun = Begun(state=kept["state"], nonce=kept["nonce"], verifier=kept["verifier"])
    try:
        vouched = await provider.came_back(begun, visit.request.query)
    except NotVouchedFor as wrong:
        return await _refused(visit, str(wrong))
    except ProviderAway:
        return _forget(visit, await _away(visit))
    if kept["link_of"] is not None:
        return await _ask_whose(visit, vouched, kept["link_of"])
    token = await visit.db.write(identities.entered, vouched.issuer, vouched.subject, visit.device, vouched.factors_at)
    if token is None:
        return await _refused(visit, "not_linked")
    return _forget(visit, visit.let_in(visit.go("/sign-in"), token))


async def confirm(visit: Visit) -> web.StreamResponse:
    """Whoever is signed in says that the account is theirs."""
    shown = _opened(visit, _SHOWN, visit.signed_in.id, visit.form.get("shown", ""))
    if shown is None:
        raise TurnedAway(409, "province_late")
    done = await visit.db.write(identities.link, visit.signed_in, shown["issuer"], shown["subject"], shown["called"])
    if not done:
        raise TurnedAway(409, "province_taken")
    return visit.go("/account")


async def unlink(visit: Visit) -> web.StreamResponse:
    """The account opens nothing here any more."""
    await visit.db.write(identities.unlink, visit.signed_in)
    return visit.go("/account")


async def _ask_whose(visit: Visit, vouched: Vouched, session_id: int) -> web.StreamResponse:
    session = visit.session
    if session is None or session.stage is not Stage.IN or session.id != session_id:
        return await _refused(visit, "another_session")
    told = {"issuer": vouched.issuer, "subject": vouched.subject, "called": vouched.called}
    page = visit.page(
        "province_confirm",
        called=vouched.called,
        name=visit.settings.oidc_name,
        shown=_sealed(visit, _SHOWN, session.id, told),
    )
    return _forget(visit, page)


async def _refused(visit: Visit, why: str) -> web.StreamResponse:
    _log.warning("province_sign_in_refused", extra={"why": why})
    return _forget(visit, await sign_in_page(visit, wrong="province.wrong", status=401))


async def _away(visit: Visit) -> web.Response:
    _log.exception("province_provider_away")
    return await sign_in_page(visit, wrong="province.away", status=503)


def _remember(visit: Visit, response: web.Response, begun: Begun, *, link_of: int | None) -> web.Response:
    """In the browser itself, sealed: nothing to keep for people who never come back."""
    kept = {"state": begun.state, "nonce": begun.nonce, "verifier": begun.verifier, "link_of": link_of}
    response.set_cookie(
        cookie_prefix(secure=visit.secure) + _COOKIE, _sealed(visit, _BEGUN, 0, kept), path=PREFIX + BACK,
        max_age=int(LASTS.total_seconds()), httponly=True, samesite="Lax", secure=visit.secure,
    )  # fmt: skip
    return response


def _remembered(visit: Visit) -> dict[str, Any] | None:
    return _opened(visit, _BEGUN, 0, visit.request.cookies.get(cookie_prefix(secure=visit.secure) + _COOKIE, ""))


def _forget(visit: Visit, response: web.Response) -> web.Response:
    response.del_cookie(
        cookie_prefix(secure=visit.secure) + _COOKIE, path=PREFIX + BACK, httponly=True, samesite="Lax",
        secure=visit.secure,
    )  # fmt: skip
    return response


def _sealed(visit: Visit, what: str, whose: int, told: Mapping[str, Any]) -> str:
    text = json.dumps({**told, "until": (visit.db.clock.now() + LASTS).isoformat()})
    return base64.urlsafe_b64encode(visit.db.keys.seal("province", what, whose, text)).decode()


def _opened(visit: Visit, what: str, whose: int, sealed: str) -> dict[str, Any] | None:
    """What was sealed for this purpose and session and is not too old; None for anything else."""
    try:
        content = base64.b64decode(sealed.encode("ascii"), altchars=b"-_", validate=True)
        told: dict[str, Any] = json.loads(visit.db.keys.open("province", what, whose, content))
    except (SealBroken, ValueError):  # no seal of ours; no letters that a seal is written in
        return None
    return told if datetime.fromisoformat(told["until"]) > visit.db.clock.now() else None
