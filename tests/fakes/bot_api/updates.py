"""Which updates has the bot not confirmed yet, and who may fetch them?"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.bot_api.answers import ApiError
from tests.fakes.bot_api.world import World

BOTH = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
SECOND = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(kw_only=True)
class Webhook:
    """Where updates are delivered to; no address means they wait for getUpdates."""

    url: str = ""
    secret: str = ""
    allowed: list[str] = field(default_factory=list)
    last_error: str | None = None
    last_error_date: int | None = None


class Updates:
    """The queue of one bot: an update stays until its offset is confirmed or the webhook answered 2xx."""

    def __init__(self, world: World, first_id: int = 100_000) -> None:
        self._world = world
        self._next_id = first_id
        self.pending: list[dict[str, Any]] = []
        self.webhook = Webhook()
        self.allowed: list[str] = []
        self._poll: asyncio.Future[None] | None = None

    @property
    def polled(self) -> bool:
        """Whether a getUpdates call waits right now."""
        return self._poll is not None

    def push(self, update: dict[str, Any]) -> dict[str, Any]:
        """Number an update (unless it brings its number) and queue it."""
        numbered = {"update_id": self._next_id, **update}
        self._next_id = max(self._next_id, int(numbered["update_id"])) + 1
        kinds = set(update) - {"update_id"}
        if not self.allowed or kinds & set(self.allowed):
            self.pending.append(numbered)
        return numbered

    def confirm(self, offset: int) -> None:
        """Forget every update before ``offset``; a negative offset keeps only that many of the last ones."""
        if offset < 0:
            self.pending = self.pending[offset:]
        else:
            self.pending = [update for update in self.pending if update["update_id"] >= offset]

    async def fetch(self, fields: dict[str, Any]) -> list[dict[str, Any]]:
        """getUpdates: waits up to ``timeout`` seconds. An earlier waiting call is ended with 409, as the real one does."""
        if self.webhook.url:
            raise ApiError(409, BOTH)
        self.allowed = fields.get("allowed_updates", self.allowed)
        self.confirm(fields.get("offset", 0))
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
            self._world.changed()
        mine = self._poll = asyncio.get_running_loop().create_future()
        self._world.changed()
        try:
            await self._world.wait_until(
                lambda: bool(self.pending) or mine.done() or bool(self.webhook.url), fields.get("timeout", 0)
            )
            if mine.done():
                raise ApiError(409, SECOND)
            if self.webhook.url:
                raise ApiError(409, BOTH)
            return self.pending[: fields.get("limit", 100)]
        finally:
            if self._poll is mine:
                self._poll = None
