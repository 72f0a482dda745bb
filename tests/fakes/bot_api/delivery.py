"""How do updates reach a webhook, and how often are they tried again?"""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

import aiohttp

from tests.fakes.bot_api.updates import Updates, Webhook
from tests.fakes.bot_api.world import World

COPIES_WITHIN = 3.0  # seconds after an update was taken in which its copies come
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

LOOPBACK = ("http://127.0.0.1:", "http://localhost:")  # nothing is ever delivered beyond this machine


class Delivery:
    """Delivers to the webhook that is set: one update in flight per chat and queue, again until it is answered 2xx.

    A person's messages and pressed buttons are different queues, as on the real server, so they may arrive at once.
    What the queue insists on (``Updates.insist``) comes again beside those queues, at any later moment.
    ``first_delay`` and ``longest_delay`` are seconds between tries (the real server takes up to 60-120 s).
    """

    def __init__(self, world: World, updates: Updates, first_delay: float = 0.02, longest_delay: float = 0.5) -> None:
        self._world = world
        self._updates = updates
        self._delays = (first_delay, longest_delay)
        self._lanes: dict[tuple[bool, int], asyncio.Task[None]] = {}
        self._watch: asyncio.Task[None] | None = None
        self.copies: set[asyncio.Task[None]] = set()  # still to be taken
        self.deliveries: list[tuple[int, int]] = []  # (update_id, HTTP status; 0 for no answer)

    def start(self) -> None:
        """Begin to watch the queue."""
        self._watch = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End every delivery."""
        tasks = [task for task in (self._watch, *self._lanes.values(), *self.copies) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._lanes.clear()

    async def _run(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
            while True:
                seen = self._world.version
                near = self._updates.webhook.url.startswith(LOOPBACK)
                for update in list(self._updates.pending) if near else []:
                    lane = ("callback_query" in update, _chat_of(update))
                    if lane not in self._lanes or self._lanes[lane].done():
                        self._lanes[lane] = asyncio.create_task(self._deliver_lane(session, lane))
                await self._world.wait_until(lambda seen=seen: self._world.version != seen, 3600)  # type: ignore[misc] # bound now

    async def _deliver_lane(self, session: aiohttp.ClientSession, lane: tuple[bool, int]) -> None:
        first, longest = self._delays
        delay = first
        while (hook := self._updates.webhook).url:
            update = next((u for u in self._updates.pending if ("callback_query" in u, _chat_of(u)) == lane), None)
            if update is None:
                return
            if await self._deliver(session, hook, update):
                self._updates.pending = [u for u in self._updates.pending if u is not update]
                self._world.changed()
                delay = first
                self._bring_again(session, hook, update)
            else:
                await asyncio.sleep(delay)
                delay = min(delay * 2, longest)

    def _bring_again(self, session: aiohttp.ClientSession, hook: Webhook, update: dict[str, Any]) -> None:
        for _ in range(self._updates.copies()):
            copy = asyncio.create_task(self._deliver_copy(session, hook, update))
            self.copies.add(copy)
            copy.add_done_callback(self.copies.discard)

    async def _deliver_copy(self, session: aiohttp.ClientSession, hook: Webhook, update: dict[str, Any]) -> None:
        await asyncio.sleep(random.uniform(0.0, COPIES_WITHIN))
        while not await self._deliver(session, hook, update):  # noqa: ASYNC110  # as the platform: until it is taken
            await asyncio.sleep(self._delays[1])

    async def _deliver(self, session: aiohttp.ClientSession, hook: Webhook, update: dict[str, Any]) -> bool:
        headers = {"Content-Type": "application/json"}
        if hook.secret:
            headers[SECRET_HEADER] = hook.secret
        body = json.dumps(update, ensure_ascii=False).encode()
        try:
            async with session.post(hook.url, data=body, headers=headers, allow_redirects=False) as answer:
                status = answer.status
                await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            status = 0
            hook.last_error = f"Connection failed: {type(error).__name__}"
        self.deliveries.append((update["update_id"], status))
        if 200 <= status < 300:
            self._updates.brought[update["update_id"]] += 1
            return True
        if status:
            hook.last_error = f"Wrong response from the webhook: {status}"
        hook.last_error_date = int(self._world.wall())
        return False


def _chat_of(update: dict[str, Any]) -> int:
    for kind, content in update.items():
        if kind == "callback_query":
            return int(content["from"]["id"])
        if isinstance(content, dict) and "chat" in content:
            return int(content["chat"]["id"])
    return 0
