"""What does each method of the Bot API do to the world, and what does it answer?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.fakes.bot_api.answers import ApiError
from tests.fakes.bot_api.rules import DOCUMENT_BYTES, PHOTO_BYTES
from tests.fakes.bot_api.updates import Updates, Webhook
from tests.fakes.bot_api.world import ChatMessage, Person, Standing, StoredFile, World

Fields = Mapping[str, Any]
Files = Mapping[str, StoredFile]

CALLBACK_LIFE = 150.0  # seconds; the real server forgets a pressed button then
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


class Methods:
    """The methods this fake plays, by their Bot API names."""

    def __init__(self, world: World, updates: Updates) -> None:
        self._world = world
        self._updates = updates
        self.by_name: dict[str, Callable[[Fields, Files], Any]] = {
            "getMe": lambda _f, _files: world.bot | {"can_join_groups": False, "supports_inline_queries": False},
            "sendMessage": self.send_message,
            "sendPhoto": self.send_file,
            "sendDocument": self.send_file,
            "sendChatAction": lambda fields, _files: bool(self._reach(fields["chat_id"])),
            "editMessageText": self.edit_text,
            "editMessageCaption": self.edit_caption,
            "editMessageReplyMarkup": self.edit_keyboard,
            "deleteMessage": self.delete,
            "answerCallbackQuery": self.answer,
            "setMyCommands": self.set_commands,
            "getMyCommands": lambda _f, _files: list(world.commands),
            "setWebhook": self.set_webhook,
            "deleteWebhook": self.set_webhook,
            "getWebhookInfo": self.webhook_info,
        }

    def _reach(self, chat_id: object) -> Person:
        person = self._world.people.get(chat_id) if isinstance(chat_id, int) else None
        if person is None:
            raise ApiError(400, "Bad Request: chat not found")
        if person.standing is Standing.BLOCKED:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if person.standing is Standing.DEACTIVATED:
            raise ApiError(403, "Forbidden: user is deactivated")
        return person

    def _own(self, fields: Fields, missing: str) -> ChatMessage:
        person = self._reach(fields.get("chat_id"))
        message = self._world.messages.get((person.chat_id, fields.get("message_id", 0)))
        if message is None or message.deleted:
            raise ApiError(400, f"Bad Request: {missing} not found")
        return message

    def send_message(self, fields: Fields, _files: Files) -> Any:
        """A new text message."""
        person = self._reach(fields["chat_id"])
        preview = not (fields.get("link_preview_options") or {}).get("is_disabled", False)
        message = self._world.add_message(
            chat_id=person.chat_id,
            kind="text",
            by_bot=True,
            text=fields["text"],
            keyboard=_keyboard(fields),
            protected=fields.get("protect_content", False),
            preview=preview,
        )
        return self._world.as_message(message)

    def send_file(self, fields: Fields, files: Files) -> Any:
        """A new photo or document that was uploaded with the request."""
        person = self._reach(fields["chat_id"])
        kind = "photo" if "photo" in fields else "document"
        file = files.get(fields[kind].removeprefix("attach://"))
        if file is None:
            raise ApiError(400, "Bad Request: wrong file identifier/HTTP URL specified")
        if not file.content:
            raise ApiError(400, "Bad Request: file must be non-empty")
        if len(file.content) > (PHOTO_BYTES if kind == "photo" else DOCUMENT_BYTES):
            raise ApiError(413, "Request Entity Too Large")
        message = self._world.add_message(
            chat_id=person.chat_id,
            kind=kind,
            by_bot=True,
            text=fields.get("caption", ""),
            keyboard=_keyboard(fields),
            file=file,
            protected=fields.get("protect_content", False),
        )
        return self._world.as_message(message)

    def edit_text(self, fields: Fields, _files: Files) -> Any:
        """Another text in place of the old one; without a keyboard the old keyboard goes."""
        message = self._editable(fields)
        if message.file is not None:
            raise ApiError(400, "Bad Request: there is no text in the message to edit")
        return self._rewrite(message, fields["text"], _keyboard(fields))

    def edit_caption(self, fields: Fields, _files: Files) -> Any:
        """Another caption under a file."""
        message = self._editable(fields)
        if message.file is None:
            raise ApiError(400, "Bad Request: there is no caption in the message to edit")
        return self._rewrite(message, fields.get("caption", ""), _keyboard(fields))

    def edit_keyboard(self, fields: Fields, _files: Files) -> Any:
        """Other buttons under the same content."""
        message = self._editable(fields)
        return self._rewrite(message, message.text, _keyboard(fields))

    def _editable(self, fields: Fields) -> ChatMessage:
        message = self._own(fields, "message to edit")
        if not message.by_bot:
            raise ApiError(400, "Bad Request: message can't be edited")
        return message

    def _rewrite(self, message: ChatMessage, text: str, keyboard: list[list[dict[str, Any]]]) -> Any:
        if message.text == text and message.keyboard == keyboard:
            raise ApiError(400, NOT_MODIFIED)
        message.edits.append(message.text)
        message.text, message.keyboard, message.touched = text, keyboard, next(self._world.touches)
        return self._world.as_message(message)

    def delete(self, fields: Fields, _files: Files) -> bool:
        """Take a message out of the chat."""
        self._own(fields, "message to delete").deleted = True
        return True

    def answer(self, fields: Fields, _files: Files) -> bool:
        """End the waiting sign of a pressed button."""
        pressed = self._world.pressed.get(fields["callback_query_id"])
        if pressed is None or self._world.wall() - pressed.at > CALLBACK_LIFE:
            raise ApiError(400, TOO_OLD)
        pressed.answers.append(fields.get("text"))
        return True

    def set_commands(self, fields: Fields, _files: Files) -> bool:
        """The menu of commands."""
        self._world.commands = list(fields["commands"])
        return True

    def set_webhook(self, fields: Fields, _files: Files) -> bool:
        """Where updates go from now on; no address means getUpdates."""
        url = fields.get("url", "")
        if url and not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise ApiError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        allowed = fields.get("allowed_updates", [])
        self._updates.webhook = Webhook(url=url, secret=fields.get("secret_token", ""), allowed=allowed)
        self._updates.allowed = allowed
        if fields.get("drop_pending_updates"):
            self._updates.pending.clear()
        return True

    def webhook_info(self, _fields: Fields, _files: Files) -> dict[str, Any]:
        """What is set, how much waits, and the last failure."""
        hook = self._updates.webhook
        waiting = len(self._updates.pending)
        info: dict[str, Any] = {"url": hook.url, "has_custom_certificate": False, "pending_update_count": waiting}
        if hook.last_error is not None:
            info |= {"last_error_message": hook.last_error, "last_error_date": hook.last_error_date}
        if hook.allowed:
            info["allowed_updates"] = hook.allowed
        return info


def _keyboard(fields: Fields) -> list[list[dict[str, Any]]]:
    return list((fields.get("reply_markup") or {}).get("inline_keyboard", []))
