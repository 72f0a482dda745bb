"""How do tests, in this process or another, act as people, plan faults and read the truth?"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.bot_api.faults import Fault, Trouble
from tests.fakes.bot_api.pace import Pace
from tests.fakes.bot_api.world import ChatMessage, Standing

if TYPE_CHECKING:
    from tests.fakes.bot_api.server import FakeBotApi


class Control:
    """The acts by name. Every act takes and gives plain JSON, so HTTP adds nothing but transport."""

    def __init__(self, api: FakeBotApi) -> None:
        self._api = api
        self._acts: dict[str, Callable[..., Awaitable[Any]]] = {
            "person": self._person,
            "crowd": self._crowd,
            "write": self._write,
            "send": self._send,
            "correct": self._correct,
            "press": self._press,
            "stand": self._stand,
            "inject": self._inject,
            "insist": self._insist,
            "copies": self._copies,
            "chat": self._chat,
            "popups": self._popups,
            "file": self._file,
            "expire_buttons": self._expire_buttons,
            "fault": self._fault,
            "clear_faults": self._clear_faults,
            "pace": self._pace,
            "calls": self._calls,
            "state": self._state,
            "wait": self._wait,
        }

    async def do(self, act: str, **given: Any) -> Any:
        """Perform one act; a KeyError names an act that does not exist."""
        return await self._acts[act](**given)

    async def over_http(self, request: web.Request) -> web.Response:
        """POST /_control/<act> with a JSON object of arguments."""
        act = request.match_info["act"]
        if act not in self._acts:
            return web.json_response({"error": f"no such act: {act}"}, status=404)
        return web.json_response(await self.do(act, **(await request.json() if request.can_read_body else {})))

    async def _person(self, chat_id: int, **facts: str) -> None:
        """Make somebody who has opened the bot, or change the name and language."""
        person = self._api.world.person(chat_id)
        for name, value in facts.items():
            setattr(person, name, value)

    async def _crowd(self, first: int, count: int, shown: str = "") -> list[int]:
        """Make ``count`` people with chats in a row, who have all opened the bot.

        With ``shown`` each has a message of the bot with that text; the messages' numbers come back.
        """
        world = self._api.world
        chats = range(first, first + count)
        for chat_id in chats:
            world.person(chat_id)
        if not shown:
            return []
        return [world.add_message(chat_id=chat, kind="text", by_bot=True, text=shown).message_id for chat in chats]

    async def _write(self, chat_id: int, text: str) -> dict[str, int]:
        message = self._api.people.write(chat_id, text)
        return {"message_id": message.message_id, "touched": message.touched}

    async def _send(self, chat_id: int, content: dict[str, Any]) -> dict[str, int]:
        message = self._api.people.send(chat_id, content)
        return {"message_id": message.message_id, "touched": message.touched}

    async def _correct(self, chat_id: int, message_id: int, text: str) -> dict[str, int]:
        self._api.people.correct(chat_id, message_id, text)
        return {"touched": next(self._api.world.touches)}

    async def _press(self, chat_id: int, message_id: int, data: str) -> dict[str, Any]:
        touched = next(self._api.world.touches)
        return {"callback_id": self._api.people.press(chat_id, message_id, data), "touched": touched}

    async def _stand(self, chat_id: int, standing: str) -> None:
        self._api.people.stand(chat_id, Standing(standing))

    async def _inject(self, update: dict[str, Any]) -> dict[str, Any]:
        """Put a raw update into the queue, as odd as the test wants it."""
        numbered = self._api.updates.push(update)
        self._api.world.changed()
        return numbered

    async def _insist(self, most: int, seed: int) -> None:
        """Bring every update from now on up to ``most`` times, the copies shuffled among what comes later."""
        self._api.updates.insist(most, seed)

    async def _copies(self) -> dict[str, Any]:
        """How many copies are still on their way, and how often each update was brought so far (by its number)."""
        left = len(self._api.updates.again) + len(self._api.delivery.copies)
        return {"left": left, "brought": self._api.updates.brought}

    async def _chat(self, chat_id: int) -> list[dict[str, Any]]:
        return [_view(message) for message in self._api.world.chat(chat_id)]

    async def _popups(self, callback_id: str) -> list[str | None]:
        """What was answered to a pressed button, in order."""
        return self._api.world.pressed[callback_id].answers

    async def _file(self, chat_id: int, message_id: int) -> dict[str, str]:
        file = self._api.world.messages[chat_id, message_id].file
        if file is None:
            raise ValueError("this message has no file")
        return {"name": file.name, "mime": file.mime, "base64": base64.b64encode(file.content).decode()}

    async def _expire_buttons(self) -> None:
        """Make every button that was pressed so far too old to be answered."""
        for pressed in self._api.world.pressed.values():
            pressed.at = float("-inf")

    async def _fault(self, trouble: str, **facts: Any) -> None:
        self._api.faults.append(Fault(trouble=Trouble(trouble), **facts))

    async def _clear_faults(self) -> None:
        self._api.faults.clear()

    async def _pace(self, **facts: Any) -> None:
        self._api.pace = Pace(**facts)

    async def _calls(self, since: int = 0) -> list[dict[str, Any]]:
        return [call.as_json() for call in self._api.calls[since:]]

    async def _state(self) -> dict[str, Any]:
        """What tests assert on at the end."""
        return {
            "violations": self._api.violations,
            "pending": self._api.updates.pending,
            "webhook": self._api.updates.webhook.url,
            "deliveries": self._api.delivery.deliveries,
            "commands": self._api.world.commands,
            "impatient": [call.as_json() for call in self._api.impatient],
            "version": self._api.world.version,
        }

    async def _wait(self, version: int, within: float) -> int:
        """Wait until the world differs from ``version``; the present version comes back."""
        await self._api.world.wait_until(lambda: self._api.world.version != version, within)
        return self._api.world.version


def _view(message: ChatMessage) -> dict[str, Any]:
    file = message.file
    return {
        "message_id": message.message_id,
        "by_bot": message.by_bot,
        "kind": message.kind,
        "text": message.text,
        "keyboard": message.keyboard,
        "file": {"name": file.name, "mime": file.mime, "size": len(file.content)} if file else None,
        "protected": message.protected,
        "preview": message.preview,
        "edits": message.edits,
        "touched": message.touched,
    }
