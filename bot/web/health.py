"""Is everything that should be at work at work? For whoever watches from outside; nothing personal is in the answer.

200 while nobody has fallen silent, 503 otherwise. What is held is said and is no fault: it waits for a person.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from casework.books import Books
from casework.db.engine import Database
from scheduler.bell import beats
from scheduler.guards import holding

_DUTIES = {beats.TICK: "rung chuông nhắc việc", beats.HEAR: "nghe và trả lời", beats.WEB: "trang web"}
_SPEAK = "speak:"


class Health:
    """Answers ``GET /health``. ``failing`` says what keeps this process from writing the books, if anything does."""

    def __init__(self, db: Database, failing: Callable[[], str | None]) -> None:
        self._db = db
        self._failing = failing

    async def answer(self, request: web.Request) -> web.Response:
        """``{"ok", "duties": {name: words}, "held": words or null, "trouble": words or null}``."""
        try:
            told = await self._db.read(_told)
        except (SQLAlchemyError, OSError):
            told = {"ok": False, "duties": {}, "held": None, "trouble": "không đọc được sổ"}
        if told["ok"] and self._failing() is not None:
            told |= {"ok": False, "trouble": "không ghi được sổ"}
        text = json.dumps(told, ensure_ascii=False)
        return web.json_response(text=text, status=200 if told["ok"] else 503)


def _told(books: Books) -> dict[str, Any]:
    known = beats.beats(books)
    return {
        "ok": not any(one.silent for one in known),
        "duties": {_word(one.name): "im lặng" if one.silent else "đang chạy" for one in known},
        "held": "đang giữ tin tự gửi" if holding.is_held(books) else None,
        "trouble": None,
    }


def _word(name: str) -> str:
    if name.startswith(_SPEAK):
        return f"gửi tin ({name.removeprefix(_SPEAK)})"
    return _DUTIES.get(name, name)
