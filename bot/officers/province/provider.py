"""Whom does the province's identity provider vouch for? OpenID Connect Core 1.0, code flow with PKCE (RFC 7636).

Whoever comes back is believed only when everything agrees: our own state, the issuer, our client, the nonce, the signature by a
key that the issuer publishes, the time. Why somebody is not believed stands in the log, never on the page.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import quote_plus

import aiohttp
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from yarl import URL

from casework.clock import Clock

SIGNED_WITH = ("RS256", "PS256", "ES256")  # by a key pair; never "none", never a secret that two know
TIMEOUT = 10.0  # seconds for each request to the provider
LARGEST = 1 << 20  # bytes of an answer of the provider
KNOWN_FOR = timedelta(hours=1)  # its addresses and keys
NOT_TRIED_FOR = timedelta(seconds=15)  # after it was away: strangers who press the link must not pile up before it
ASKED_AGAIN_AFTER = timedelta(minutes=1)  # for a key that we do not know
CLOCKS_DIFFER = 60  # seconds
BY_SEVERAL_FACTORS = "mfa"  # RFC 8176
_WELL_KNOWN = "/.well-known/openid-configuration"


class NotVouchedFor(Exception):
    """Whoever came back is not believed. The reason is one word for the log, without anything of theirs."""


class ProviderAway(Exception):
    """The provider cannot be reached, or does not answer as it must."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """What is remembered of somebody who was sent to the provider, until they come back."""

    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Vouched:
    """Who came back. ``called``: their name at the provider, to be shown to themselves. ``factors_at``: when they showed more
    than one thing there; None when it does not say so."""

    issuer: str
    subject: str = field(repr=False)
    called: str = field(repr=False)
    factors_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Published:
    meta: Mapping[str, Any]
    keys: KeySet
    at: datetime


class Provider:
    """The province's identity provider, as it is configured."""

    def __init__(self, issuer: str, client: str, secret: str, redirect: str, clock: Clock) -> None:
        """``redirect``: the address of ours to which the provider sends people back."""
        self._issuer, self._client, self._secret, self._redirect = issuer, client, secret, redirect
        self._clock = clock
        self._published: _Published | None = None
        self._failed_at: datetime | None = None
        self._asking = asyncio.Lock()

    async def begin(self) -> tuple[str, Begun]:
        """Where to send somebody, and what to remember. Raises ``ProviderAway``."""
        meta = (await self._known()).meta
        begun = Begun(
            state=secrets.token_urlsafe(32), nonce=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(48)
        )
        digest = hashlib.sha256(begun.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "scope": "openid profile",
            "client_id": self._client,
            "redirect_uri": self._redirect,
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        return str(URL(meta["authorization_endpoint"]).update_query(asked)), begun

    async def came_back(self, begun: Begun, told: Mapping[str, str]) -> Vouched:
        """Who it is. ``told``: what stands in the address. Raises ``NotVouchedFor``, ``ProviderAway``."""
        if not hmac.compare_digest(told.get("state", "").encode(), begun.state.encode()):
            raise NotVouchedFor("state")
        meta = (await self._known()).meta
        said = told.get("iss")  # RFC 9207
        if (said is not None and said != self._issuer) or (
            said is None and meta.get("authorization_response_iss_parameter_supported") is True
        ):
            raise NotVouchedFor("issuer")
        if "error" in told or not told.get("code"):
            raise NotVouchedFor("refused_there")
        return await self._believed(begun, await self._fetched(begun, told["code"]))

    async def _fetched(self, begun: Begun, code: str) -> str:
        """The token for a code. A refusal by the provider is one of whoever came; anything else is its own trouble."""
        meta = (await self._known()).meta
        shown = f"{quote_plus(self._client)}:{quote_plus(self._secret)}".encode()  # RFC 6749, 2.3.1
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect,
            "code_verifier": begun.verifier,
        }
        status, given = await _asked(
            "POST", meta["token_endpoint"], form, {"Authorization": f"Basic {base64.b64encode(shown).decode()}"}
        )
        if status == 400 and given.get("error") == "invalid_grant":
            raise NotVouchedFor("code")
        if status != 200 or not isinstance(given.get("id_token"), str):
            raise ProviderAway(f"{status} for a code")
        token: str = given["id_token"]
        return token

    async def _believed(self, begun: Begun, given: str) -> Vouched:
        claims, now = (await self._opened(given)).claims, self._clock.now()
        agreed = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=CLOCKS_DIFFER,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._client},
            nonce={"essential": True, "value": begun.nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            agreed.validate(claims)
        except JoseError as wrong:
            raise NotVouchedFor(_why(wrong)) from wrong
        if claims.get("azp", self._client) != self._client or (claims["aud"] != self._client and "azp" not in claims):
            raise NotVouchedFor("azp")  # a token for several, or got by another
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise NotVouchedFor("subject")
        return Vouched(
            issuer=self._issuer, subject=subject, called=_called(claims), factors_at=_factors_at(claims, now)
        )

    async def _opened(self, token: str) -> jwt.Token:
        """The token, if a key of the issuer signed it. A key that is new to us is looked for once."""
        known = await self._known()
        try:
            return jwt.decode(token, known.keys, algorithms=list(SIGNED_WITH))
        except (JoseError, ValueError) as first:
            if self._clock.now() - known.at < ASKED_AGAIN_AFTER:
                raise NotVouchedFor("signature") from first
        known = await self._known(newer_than=known.at)
        try:
            return jwt.decode(token, known.keys, algorithms=list(SIGNED_WITH))
        except (JoseError, ValueError) as second:
            raise NotVouchedFor("signature") from second

    async def _known(self, *, newer_than: datetime | None = None) -> _Published:
        """What the issuer publishes, asked for once an hour, or when it is to be ``newer_than``."""
        async with self._asking:
            known, now = self._published, self._clock.now()
            if self._failed_at is not None and now - self._failed_at < NOT_TRIED_FOR:
                raise ProviderAway("it was away just now")
            if known is None or now - known.at > KNOWN_FOR or (newer_than is not None and known.at <= newer_than):
                self._failed_at = now
                known = self._published = await self._read(now)
                self._failed_at = None
            return known

    async def _read(self, now: datetime) -> _Published:
        """What it publishes now. Raises ``ProviderAway``."""
        status, meta = await _asked("GET", self._issuer.rstrip("/") + _WELL_KNOWN)
        wanted = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
        if status != 200 or not all(isinstance(meta.get(name), str) for name in wanted):
            raise ProviderAway("it publishes no addresses")
        if meta["issuer"] != self._issuer:
            raise ProviderAway("it publishes another issuer")
        status, keys = await _asked("GET", meta["jwks_uri"])
        try:
            return _Published(meta, KeySet.import_key_set(cast("KeySetSerialization", keys)), now)
        except (JoseError, ValueError, KeyError, TypeError) as unread:
            raise ProviderAway(f"{status} for its keys") from unread


async def _asked(
    method: str, address: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, dict[str, Any]]:
    """Status and body (JSON, at most ``LARGEST`` bytes), without following anything. Raises ``ProviderAway``."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(TIMEOUT), trust_env=True) as http,
            http.request(method, address, data=form, headers=headers, allow_redirects=False) as answer,
        ):
            body = await answer.content.read(LARGEST)
            while (more := await answer.content.read(LARGEST)) and len(body) < LARGEST:
                body += more
            told = json.loads(body)
    except (aiohttp.ClientError, TimeoutError, ValueError) as away:
        raise ProviderAway(f"{method} {address}") from away
    if not isinstance(told, dict):
        raise ProviderAway(f"{method} {address}")
    return answer.status, told


def _why(wrong: Exception) -> str:
    """The kind of what is wrong and the claim, never its value."""
    return f"{type(wrong).__name__}:{getattr(wrong, 'claim', '')}"


def _called(claims: Mapping[str, Any]) -> str:
    for name in ("preferred_username", "name", "email"):
        text = claims.get(name)
        if isinstance(text, str) and text.strip():
            return "".join(sign for sign in text if sign.isprintable()).strip()[:80]
    return ""


def _factors_at(claims: Mapping[str, Any], now: datetime) -> datetime | None:
    at, by = claims.get("auth_time"), claims.get("amr")
    if not isinstance(by, list) or BY_SEVERAL_FACTORS not in by or isinstance(at, bool) or not isinstance(at, int):
        return None
    try:
        return min(now, datetime.fromtimestamp(at, now.tzinfo))
    except (ValueError, OverflowError, OSError):
        return None
