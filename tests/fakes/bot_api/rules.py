"""Does this well-formed request keep the Bot API's limits? Every breach is ours to fix before the real server sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

TEXT = 4096
CAPTION = 1024
ANSWER = 200
CALLBACK_BYTES = 64
PHOTO_BYTES = 10 * 1024 * 1024
DOCUMENT_BYTES = 50 * 1024 * 1024

START = re.compile(r"[A-Za-z0-9_-]{1,64}")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
COMMAND = re.compile(r"[a-z0-9_]{1,32}")


def utf16_length(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units (an emoji counts two)."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def breaches(method: str, fields: Mapping[str, Any]) -> list[str]:
    """Every limit that ``fields`` of ``method`` break, as the real server would say it where it says anything."""
    return [*_text_breaches(method, fields), *_keyboard_breaches(fields), *_other_breaches(method, fields)]


def _text_breaches(method: str, fields: Mapping[str, Any]) -> Iterator[str]:
    if method in ("sendMessage", "editMessageText"):
        length = utf16_length(fields.get("text", ""))
        if length == 0 or not fields.get("text", "").strip():
            yield "message text is empty"
        if length > TEXT:
            yield "message is too long"
    if utf16_length(fields.get("caption", "")) > CAPTION:
        yield "message caption is too long"
    if method == "answerCallbackQuery" and utf16_length(fields.get("text", "")) > ANSWER:
        yield "MESSAGE_TOO_LONG"


def _keyboard_breaches(fields: Mapping[str, Any]) -> Iterator[str]:
    rows = (fields.get("reply_markup") or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100:
        yield "reply markup is too long"
    for button in buttons:
        kinds = set(button) - {"text", "style", "icon_custom_emoji_id"}
        if not button["text"].strip():
            yield "inline keyboard button text is empty"
        if len(kinds) != 1:
            yield "inline keyboard button must have exactly one action"
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= CALLBACK_BYTES:
            yield "BUTTON_DATA_INVALID"
        if "url" in button:
            yield from _url_breaches(button["url"])


def _url_breaches(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https", "tg", "tel", "mailto") or not (parts.netloc or parts.path):
        yield "BUTTON_URL_INVALID"
    if parts.hostname in ("t.me", "telegram.me"):
        for start in parse_qs(parts.query, keep_blank_values=True).get("start", []):
            if not START.fullmatch(start):
                yield "START_PARAM_INVALID"


def _other_breaches(method: str, fields: Mapping[str, Any]) -> Iterator[str]:
    secret = fields.get("secret_token")
    if secret is not None and not SECRET.fullmatch(secret):
        yield "secret token contains unallowed characters or is too long"
    if not 1 <= fields.get("limit", 1) <= 100 and method == "getUpdates":
        yield "limit must be between 1 and 100"
    if not 0 <= fields.get("timeout", 0) <= 50 and method == "getUpdates":
        yield "timeout must be between 0 and 50"
    for command in fields.get("commands", []):
        if not COMMAND.fullmatch(command["command"]) or not 1 <= utf16_length(command["description"]) <= 256:
            yield "BOT_COMMAND_INVALID"
