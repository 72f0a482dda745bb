"""Which updates has the bot not confirmed yet, and who may fetch them?"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
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
    """The queue of one bot: an update stays until its offset is confirmed or the webhook answered 2xx.

    ``insist`` makes a platform that brings updates again which it had been told were taken: each up to ``most`` times in all,
    the copies at random places among what comes later. ``brought`` counts how often each number was handed over.
    """

    def __init__(self, world: World, first_id: int = 100_000) -> None:
        self._world = world
        self._next_id = first_id
        self.pending: list[dict[str, Any]] = []
        self.webhook = Webhook()
        self.allowed: list[str] = []
        self._poll: asyncio.Future[None] | None = None
        self._most = 1
        self._chance = random.Random(0)
        self.again: list[dict[str, Any]] = []  # copies that getUpdates still has to bring
        self.brought: Counter[int] = Counter()

    def insist(self, most: int, seed: int) -> None:
        """From now on every update comes up to ``most`` times."""
        self._most, self._chance = most, random.Random(seed)

    def copies(self) -> int:
        """How often an update that was taken comes again."""
        return self._chance.randrange(self._most)

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
            return
        taken = [update for update in self.pending if update["update_id"] < offset]
        self.pending = [update for update in self.pending if update["update_id"] >= offset]
        for update in taken:
            self.again += [update] * self.copies()

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
                lambda: bool(self.pending or self.again) or mine.done() or bool(self.webhook.url),
                fields.get("timeout", 0),
            )
            if mine.done():
                raise ApiError(409, SECOND)
            if self.webhook.url:
                raise ApiError(409, BOTH)
            return self._batch(fields.get("limit", 100))
        finally:
            if self._poll is mine:
                self._poll = None

    def _batch(self, most: int) -> list[dict[str, Any]]:
        """What is new in its order, and copies of what is not anywhere among it."""
        self._chance.shuffle(self.again)
        again, self.again = self.again[: most // 2], self.again[most // 2 :]
        batch = self.pending[: most - len(again)]
        for update in again:
            batch.insert(self._chance.randint(0, len(batch)), update)
        self.brought.update(update["update_id"] for update in batch)
        return batch
