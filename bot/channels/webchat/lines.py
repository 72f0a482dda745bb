"""How is a line of the conversation told to the page?"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from bot.channels.webchat.reading import Line, News
from bot.channels.webchat.tables import Kind
from casework.clock import local
from messages.library import Lang, say

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})  # nothing that can carry a script
_START = re.compile(r"/start(?:\s+(?P<code>\S.*))?")


def news_as_json(news: News, lang: Lang) -> dict[str, Any]:
    """An answer to the page: lines in order, the count they are complete up to, whether there are older ones."""
    lines = [line_as_json(line, lang) for line in news.lines]
    return {"lines": lines, "cursor": news.cursor, "older": news.older, "closed": news.closed}


def line_as_json(line: Line, lang: Lang) -> dict[str, Any]:
    """One line. Times are the office's; ``file`` is an address relative to the page."""
    if line.kind is Kind.ANSWER:
        return {"kind": "answer", "press": line.body.about, "text": line.body.text}
    if line.deleted:
        return {"kind": "gone", "id": str(line.seq)}
    shown: dict[str, Any] = {
        "kind": "message",
        "id": str(line.seq),
        "mine": line.kind is Kind.SAID,
        "at": local(line.at).isoformat(timespec="minutes"),
        "text": _shown(line, lang),
        "buttons": msgspec.to_builtins(line.body.buttons),
    }
    if line.kind is Kind.SAID:
        shown["say"] = line.body.about
    if line.body.file is not None:
        picture = line.body.file.mime in PICTURES
        address = f"file/{line.seq}?n={line.change}"  # another address after a change: the page shows the new file
        shown["file"] = {"name": line.body.file.name, "picture": picture, "url": address}
    return shown


def _shown(line: Line, lang: Lang) -> str:
    """What the visitor sees of their own words: the start command is ours, they pressed a button."""
    start = _START.fullmatch(line.body.text) if line.kind is Kind.SAID else None
    if start is None:
        return line.body.text
    return start["code"] or say(lang, "webchat.start")
