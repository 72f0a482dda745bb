"""An identity provider as a province has it, strict where OpenID Connect is, with whatever a test spoils of its answers."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from casework.clock import Clock

CLIENT, SECRET = "gan-dan", "a secret of the two: đường làng"
Spoil = Callable[[dict[str, Any], dict[str, Any]], None]
"""Changes the token's header and claims before it is signed."""


@dataclass
class IdentityProvider:
    """``subject``: who is signed in there, in the browser that comes. ``key``: what tokens are signed with."""

    clock: Clock
    redirect: str
    issuer: str = ""
    subject: str = "5b0c6c2e"
    called: str = "hoa.tt"
    amr: tuple[str, ...] = ("pwd",)
    auth_age: int = 30  # seconds since they signed in there
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "one"}))
    signs_with: Any = None  # another key than the published one
    spoil: Spoil | None = None
    algorithms: list[str] = field(default_factory=lambda: ["ES256"])
    refuses: bool = False
    published: int = 0  # how often its keys were asked for
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def rotate(self) -> None:
        """Another key from now on."""
        self.key = ECKey.generate_key("P-256", {"kid": secrets.token_hex(4)})

    def sign_with_the_secret(self) -> None:
        """As a forger would who knows what both sides know."""
        self.signs_with, self.algorithms = OctKey.import_key(SECRET.encode()), ["HS256"]

    async def meta(self, _request: web.Request) -> web.Response:
        at = self.issuer
        return web.json_response(
            {
                "issuer": at,
                "authorization_endpoint": f"{at}/authorize",
                "token_endpoint": f"{at}/token",
                "jwks_uri": f"{at}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    async def keys(self, _request: web.Request) -> web.Response:
        self.published += 1
        return web.json_response(KeySet([self.key]).as_dict(private=False))

    async def authorize(self, request: web.Request) -> web.Response:
        """Somebody comes to sign in; they are signed in already."""
        asked = request.query
        assert (asked["client_id"], asked["redirect_uri"]) == (CLIENT, self.redirect)
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert "openid" in asked["scope"].split()
        assert len(asked["state"]) >= 20
        assert len(asked["nonce"]) >= 20
        if self.refuses:
            told = {"error": "access_denied", "state": asked["state"], "iss": self.issuer}
        else:
            code = secrets.token_urlsafe(16)
            self._codes[code] = dict(asked)
            told = {"code": code, "state": asked["state"], "iss": self.issuer}
        return web.Response(status=303, headers={"Location": f"{self.redirect}?{urlencode(told)}"})

    async def token(self, request: web.Request) -> web.Response:
        """A code for a token, once, to whoever began with it."""
        form = await request.post()
        shown = base64.b64encode(f"{quote_plus(CLIENT)}:{quote_plus(SECRET)}".encode()).decode()
        begun = self._codes.pop(str(form.get("code", "")), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest())
        if request.headers.get("Authorization") != f"Basic {shown}":
            return web.json_response({"error": "invalid_client"}, status=401)
        if (
            begun is None
            or form.get("grant_type") != "authorization_code"
            or form.get("redirect_uri") != self.redirect
            or begun["code_challenge"] != challenge.decode().rstrip("=")
        ):
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response(
            {"access_token": secrets.token_hex(8), "token_type": "Bearer", "id_token": self._signed(begun["nonce"])}
        )

    def _signed(self, nonce: str) -> str:
        now = int(self.clock.now().timestamp())
        header: dict[str, Any] = {"alg": self.algorithms[0], "kid": self.key.kid}
        claims: dict[str, Any] = {
            "iss": self.issuer, "sub": self.subject, "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": nonce,
            "auth_time": now - self.auth_age, "amr": list(self.amr), "preferred_username": self.called,
        }  # fmt: skip
        if self.spoil is not None:
            self.spoil(header, claims)
        if header["alg"] == "none":
            parts = [
                base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, claims)
            ]
            return f"{'.'.join(parts)}."
        return jwt.encode(header, claims, self.signs_with or self.key, algorithms=self.algorithms)


@asynccontextmanager
async def identity_provider(clock: Clock, redirect: str) -> AsyncIterator[IdentityProvider]:
    """One that answers over real HTTP. ``redirect``: the only address to which it sends people back."""
    told = IdentityProvider(clock, redirect)
    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", told.meta)
    app.router.add_get("/keys", told.keys)
    app.router.add_get("/authorize", told.authorize)
    app.router.add_post("/token", told.token)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        told.issuer = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield told
    finally:
        await runner.cleanup()
