"""How do updates come in at a public address, and how is everybody else kept out?

The order is the defence: secret, kind, size, and only then the content. A caller without the secret costs us one
comparison and learns nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web

from bot.channels.telegram.calls import OFFICIAL_BASE, CallFailed, call, make_session, masked
from bot.channels.telegram.intake import ALLOWED_UPDATES, RawUpdate, UnreadableUpdate, read_update, secret_matches
from scheduler.delivery.senders import ChannelMisconfigured

_log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
LARGEST_BODY = 1024 * 1024
_CLI_TIMEOUT = 15.0

Receive = Callable[[list[RawUpdate]], Awaitable[None]]
Handler = Callable[[web.Request], Awaitable[web.Response]]


class WebhookInfo(msgspec.Struct, kw_only=True):
    """What the platform says of our webhook; ``url`` is empty when none is set."""

    url: str
    pending_update_count: int
    last_error_message: str | None = None
    last_error_date: int | None = None


def webhook_handler(receive: Receive, secret: str, refused: Callable[[int], None] | None = None) -> Handler:
    """A handler for POST. ``receive`` stores the update durably; only its return is answered with 200.

    Refuses with 403 (no secret, a wrong one, two of them), 415 (not JSON by its type), 413 (more than 1 MiB), 400 (not an
    update), 503 (not stored: the platform will come again). ``refused`` is told each of the first four, for counting.
    """
    if not secret:
        raise ChannelMisconfigured("The Telegram webhook has no secret. Put one into GANDAN_TELEGRAM_WEBHOOK_SECRET.")

    def refuse(status: int) -> web.Response:
        if refused is not None:
            refused(status)
        return web.Response(status=status)

    async def handle(request: web.Request) -> web.Response:
        given = request.headers.getall(SECRET_HEADER, [])
        if not secret_matches(given[0] if len(given) == 1 else None, secret):
            return refuse(403)
        if request.content_type != "application/json":
            return refuse(415)
        body = await _read_at_most(request, LARGEST_BODY)
        if body is None:
            return refuse(413)
        try:
            update = read_update(body)
        except UnreadableUpdate as problem:
            _log.warning("telegram.webhook_unreadable reason=%s", problem)
            return refuse(400)
        return await _store(receive, update)

    return handle


async def _store(receive: Receive, update: RawUpdate) -> web.Response:
    try:
        await receive([update])
    except Exception as problem:  # whatever the books say: not stored means not confirmed, and it is logged
        _log.error("telegram.not_stored reason=%s", type(problem).__name__)
        return web.Response(status=503)
    return web.Response(status=200)


async def _read_at_most(request: web.Request, limit: int) -> bytes | None:
    if (request.content_length or 0) > limit:
        return None
    body = bytearray()
    async for part in request.content.iter_any():
        body += part
        if len(body) > limit:
            return None
    return bytes(body)


async def set_webhook(token: str, url: str, secret: str, api_base: str = OFFICIAL_BASE) -> None:
    """Ask the platform to deliver to ``url``, keeping what waits. Raises ``ChannelMisconfigured`` with its reason."""
    await _set_up(token, api_base, "setWebhook", url=url, secret_token=secret, allowed_updates=ALLOWED_UPDATES)


async def delete_webhook(token: str, api_base: str = OFFICIAL_BASE) -> None:
    """Go back to polling, keeping what waits. Raises ``ChannelMisconfigured`` with the platform's reason."""
    await _set_up(token, api_base, "deleteWebhook")


async def webhook_info(token: str, api_base: str = OFFICIAL_BASE) -> WebhookInfo:
    """What is set at the platform. Raises ``ChannelMisconfigured`` with the platform's reason."""
    return msgspec.json.decode(await _set_up(token, api_base, "getWebhookInfo"), type=WebhookInfo)


async def _set_up(token: str, api_base: str, method: str, **fields: object) -> msgspec.Raw:
    async with make_session(_CLI_TIMEOUT, connections=1) as session:
        try:
            return await call(session, api_base, token, method, fields, _CLI_TIMEOUT)
        except CallFailed as failure:
            raise ChannelMisconfigured(
                f"Telegram did not do {method} for {masked(token)}: {failure}. Check GANDAN_TELEGRAM_TOKEN,"
                " GANDAN_TELEGRAM_API_BASE and the public address."
            ) from None
