"""How do updates come in without a public address? Long polling, which confirms only what the inbox has stored."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp
import msgspec

from bot.channels.telegram.calls import OFFICIAL_BASE, CallFailed, Refusal, call, make_session, masked
from bot.channels.telegram.intake import ALLOWED_UPDATES, RawUpdate, UnreadableUpdate, read_update
from bot.channels.telegram.refusals import LONGEST_WAIT, WAIT_WHEN_UNSAID
from scheduler.delivery.senders import ChannelMisconfigured

_log = logging.getLogger(__name__)
_read_list = msgspec.json.Decoder(list[msgspec.Raw]).decode

Receive = Callable[[list[RawUpdate]], Awaitable[None]]
Sleep = Callable[[float], Awaitable[None]]

CONFLICT_WAIT = 15.0  # seconds; asking at once would only end the other poller's request again
_FIRST_WAIT = 0.5
_LONGEST_BACKOFF = 30.0


@dataclass(kw_only=True)
class Polling:
    """One bot's polling. ``wait`` is the long poll in seconds (the Bot API allows at most 50), ``batch`` at most 100.

    ``conflict`` is told in words that another program polls with this token or that a webhook is set.
    """

    token: str = field(repr=False)
    api_base: str = OFFICIAL_BASE
    wait: int = 25
    batch: int = 100
    sleep: Sleep = asyncio.sleep
    conflict: Callable[[str], None] | None = None


async def poll(receive: Receive, polling: Polling) -> None:
    """Hear until cancelled. ``receive`` stores a batch durably; only its return confirms the batch to the platform.

    What was received and not confirmed (a crash, a failed ``receive``) comes again, so ``receive`` must take an update
    number twice without harm. Raises ``ChannelMisconfigured`` when the token is not accepted; survives everything else.
    """
    offset: int | None = None
    failures = 0
    async with make_session(polling.wait + 10, connections=1) as session:
        while True:
            try:
                batch = await _fetch(session, polling, offset)
                offset = await _take(receive, batch, offset)
                failures = 0
            except CallFailed as failure:
                failures += 1
                await polling.sleep(_pause_after(failure, polling, failures))
            except _NotStored as problem:
                failures += 1
                _log.error("telegram.not_stored reason=%s", problem)
                await polling.sleep(_backoff(failures))


class _NotStored(Exception):
    """The inbox did not take the batch; nothing is confirmed."""


async def _fetch(session: aiohttp.ClientSession, polling: Polling, offset: int | None) -> list[msgspec.Raw]:
    fields = {"timeout": polling.wait, "limit": polling.batch, "allowed_updates": ALLOWED_UPDATES}
    if offset is not None:
        fields["offset"] = offset
    result = await call(session, polling.api_base, polling.token, "getUpdates", fields, polling.wait + 10)
    try:
        return _read_list(result)
    except msgspec.DecodeError:
        raise CallFailed("getUpdates answered no list") from None


async def _take(receive: Receive, batch: list[msgspec.Raw], offset: int | None) -> int | None:
    updates = []
    for raw in batch:
        try:
            updates.append(read_update(bytes(raw)))
        except UnreadableUpdate as problem:
            _log.error("telegram.update_left_out reason=%s", problem)
    if not updates:
        if batch:
            raise _NotStored("no update of the batch is readable")
        return offset
    try:
        await receive(updates)
    except Exception as problem:  # whatever the books say: the batch is not confirmed, comes again, and is logged
        raise _NotStored(type(problem).__name__) from problem
    return max(update.update_id for update in updates) + 1


def _pause_after(failure: CallFailed, polling: Polling, failures: int) -> float:
    if not isinstance(failure, Refusal):
        _log.warning("telegram.polling_failed failures=%d reason=%s", failures, failure)
        return _backoff(failures)
    if failure.code in (401, 404):
        raise ChannelMisconfigured(
            f"Telegram refuses {masked(polling.token)}: {failure}. Take the token again from @BotFather and put it"
            " into GANDAN_TELEGRAM_TOKEN."
        ) from None
    _log.warning("telegram.polling_refused reason=%s", failure)
    if failure.code == 409:
        if polling.conflict is not None:
            polling.conflict(failure.description)
        return CONFLICT_WAIT
    if failure.code == 429:
        return min(float(failure.retry_after or WAIT_WHEN_UNSAID), LONGEST_WAIT)
    return _backoff(failures)


def _backoff(failures: int) -> float:
    """Doubling from half a second to half a minute, with jitter so that many processes do not come back at once."""
    longest: float = min(_LONGEST_BACKOFF, _FIRST_WAIT * 2 ** min(failures - 1, 10))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreading, not secrecy
