"""What was typed into a form of these rooms, read as people write it? Raises ``Unclear`` with what is wrong and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import TypeVar

from bot.officers.visit import TurnedAway, Visit
from casework.clock import VIETNAM, today
from messages.typed_day import read_day

_TIME = re.compile(r"([01]?[0-9]|2[0-3])\s*(?:[:hg.]|giờ)\s*([0-5]?[0-9])?", re.IGNORECASE)
_Choice = TypeVar("_Choice", bound=StrEnum)


class Unclear(Exception):
    """A field cannot be read; the message says why and what to do."""


def day(visit: Visit, name: str, what: str) -> date:
    """A day that has been, or today: 05/11/2026, 5/11, hôm qua."""
    found = read_day(visit.form.get(name, ""), today(visit.db.clock), ahead=False)
    if found is None:
        raise Unclear(f"Không đọc được {what}. Hãy ghi như 05/11/2026.")
    return found


def instant(visit: Visit, on: str, at: str, what: str) -> datetime:
    """A day and an hour of the office's wall clock: 05/11/2026 and 14:05."""
    found = _TIME.fullmatch(visit.form.get(at, "").strip())
    if found is None:
        raise Unclear(f"Không đọc được giờ {what}. Hãy ghi như 14:05.")
    moment = time(int(found[1]), int(found[2] or 0))
    return datetime.combine(day(visit, on, f"ngày {what}"), moment, VIETNAM).astimezone(UTC)


def number(visit: Visit, name: str, what: str) -> int | None:
    """A whole number, perhaps with dots between the thousands; None for an empty field."""
    text = visit.form.get(name, "").strip().replace(".", "").replace(" ", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Unclear(f"Không đọc được {what}. Hãy ghi một số, không ghi chữ.")
    return int(text)


def choice(form: Mapping[str, str], name: str, kind: type[_Choice], what: str) -> _Choice:
    """One of those that are offered."""
    chosen = form.get(name, "")
    if not chosen:
        raise Unclear(f"Chưa chọn {what}. Hãy chọn một mục rồi gửi lại.")
    try:
        return kind(chosen)
    except ValueError:
        raise TurnedAway(422, "bad_form") from None


def before(visit: Visit) -> int | None:
    """Where a list goes on from, as the address says."""
    text = visit.request.query.get("before", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise TurnedAway(422, "bad_form")
    return int(text)
