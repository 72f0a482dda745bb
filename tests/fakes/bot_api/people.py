"""What do people do on the platform, and which update does the bot get for it?"""

from __future__ import annotations

from itertools import count
from typing import Any

from tests.fakes.bot_api.updates import Updates
from tests.fakes.bot_api.world import ChatMessage, Pressed, Standing, World


class People:
    """Acts of people: each changes the world and puts an update into the queue."""

    def __init__(self, world: World, updates: Updates) -> None:
        self._world = world
        self._updates = updates
        self._callbacks = count(9_000_000_000)

    def write(self, chat_id: int, text: str) -> ChatMessage:
        """A text message, or a command with its parameter."""
        message = self._world.add_message(chat_id=chat_id, kind="text", by_bot=False, text=text)
        self._push({"message": self._world.as_message(message)})
        return message

    def send(self, chat_id: int, content: dict[str, Any]) -> ChatMessage:
        """A message of another kind: ``content`` is merged into the Message (``{"voice": {...}}``)."""
        message = self._world.add_message(chat_id=chat_id, kind="other", by_bot=False)
        shown = self._world.as_message(message)
        shown.pop("text")
        self._push({"message": shown | content})
        return message

    def correct(self, chat_id: int, message_id: int, text: str) -> None:
        """The person edits an own message."""
        message = self._world.messages[chat_id, message_id]
        message.edits.append(message.text)
        message.text = text
        self._push({"edited_message": self._world.as_message(message)})

    def press(self, chat_id: int, message_id: int, data: str) -> str:
        """Press a button of a bot's message; the pressed button's id comes back."""
        message = self._world.messages[chat_id, message_id]
        callback_id = str(next(self._callbacks))
        self._world.pressed[callback_id] = Pressed(
            callback_id=callback_id, chat_id=chat_id, message_id=message_id, data=data, at=self._world.wall()
        )
        query = {
            "id": callback_id,
            "from": self._world.person(chat_id).as_user(),
            "message": self._world.as_message(message),
            "chat_instance": f"instance-{chat_id}",
            "data": data,
        }
        self._push({"callback_query": query})
        return callback_id

    def stand(self, chat_id: int, standing: Standing) -> None:
        """The person blocks the bot, comes back, or is gone; blocking and coming back are told to the bot."""
        person = self._world.person(chat_id)
        before, person.standing = person.standing, standing
        if Standing.DEACTIVATED in (before, standing) or before == standing:
            self._world.changed()
            return
        member: dict[str, Any] = {"status": "member", "user": self._world.bot}
        left: dict[str, Any] = {"status": "kicked", "user": self._world.bot, "until_date": 0}
        old, new = (member, left) if standing is Standing.BLOCKED else (left, member)
        changed = {
            "chat": person.as_chat(),
            "from": person.as_user(),
            "date": int(self._world.wall()),
            "old_chat_member": old,
            "new_chat_member": new,
        }
        self._push({"my_chat_member": changed})

    def _push(self, update: dict[str, Any]) -> None:
        self._updates.push(update)
        self._world.changed()
