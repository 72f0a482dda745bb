"""What did the platform see? The strict Bot API as a process of its own, and what its log says: the judge of every goal."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from tests.fakes.bot_api.pace import busiest_second, smallest_gap
from tests.fakes.bot_api.remote import RemoteBotApi, bot_api_process
from tests.faults.installation import Log

NEW = ("sendMessage", "sendPhoto", "sendDocument")
PACED = (*NEW, "editMessageText", "editMessageCaption", "editMessageReplyMarkup", "deleteMessage")
Call = dict[str, Any]


class Platform:
    """The fake platform of one run."""

    def __init__(self, api: RemoteBotApi, path: Path) -> None:
        self.api = api
        self.path = path
        self.log = Log(path)

    async def opened_by(self, first: int, people: int, answers_after: float) -> None:
        """So many people in a row have opened the bot; every answer takes its time (seconds)."""
        await self.api.do("crowd", first=first, count=people)
        await self.api.do("fault", trouble="latency", seconds=answers_after, times=10**9)

    async def violations(self) -> list[str]:
        """The rules of the Bot API that were broken so far."""
        return cast(list[str], (await self.api.do("state"))["violations"])

    def calls(self) -> list[Call]:
        """Every request so far, in the order of the log."""
        if not self.path.exists():
            return []
        return [json.loads(line) for line in self.path.read_text("utf-8").splitlines()]

    async def at_rest(self, answers_after: float) -> list[Call]:
        """Every request, once nothing is under way any more."""
        await asyncio.sleep(2 * answers_after)
        return self.calls()


@asynccontextmanager
async def platform(folder: Path, *also: str) -> AsyncIterator[Platform]:
    """A platform for the block, its log in ``folder``; ``also`` are further addresses of this machine it listens on."""
    path = folder / "platform.jsonl"
    async with bot_api_process(path, *also) as api:
        yield Platform(api, path)


def arrived(calls: Iterable[Call], counted: Callable[[Call], bool] | None = None) -> Counter[int]:
    """How many new messages were put into each chat."""
    return Counter(
        call["chat_id"]
        for call in calls
        if call["method"] in NEW and call["effect"] and (counted is None or counted(call))
    )


def busiest(calls: Iterable[Call]) -> int:
    """The most requests to chats in any window of one second."""
    return busiest_second(call["at"] for call in calls if call["method"] in PACED)


def closest_in_a_chat(calls: Iterable[Call]) -> float:
    """Seconds between the two closest new messages to one chat."""
    chats: dict[int, list[float]] = defaultdict(list)
    for call in calls:
        if call["method"] in NEW:
            chats[call["chat_id"]].append(call["at"])
    return min((smallest_gap(instants) for instants in chats.values()), default=float("inf"))
