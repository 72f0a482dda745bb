"""How is a long choice cut into pages, and how does one turn them?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from handlers.replies import labelled
from handlers.turn import Turn
from messages.library import say

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Generic[_T]):
    """What is shown of a choice: page ``number`` (from 0) of ``count``; ``first`` is the place of its first item."""

    shown: Sequence[_T]
    number: int
    count: int
    first: int


def page_of(items: Sequence[_T], number: int, size: int) -> Page[_T]:
    """Page ``number`` of ``items``, or the last there is: the choice may have become shorter since the button was shown."""
    count = max(1, -(-len(items) // size))
    number = min(number, count - 1)
    return Page(shown=items[number * size : (number + 1) * size], number=number, count=count, first=number * size + 1)


def place_words(turn: Turn, page: Page[_T]) -> list[str]:
    """Which page of how many; nothing for a single page."""
    if page.count == 1:
        return []
    return [say(turn.lang, "obligations.page", page=page.number + 1, pages=page.count)]


def turning_rows(turn: Turn, page: Page[_T], to: Callable[[int], CallbackData]) -> list[list[InlineKeyboardButton]]:
    """A row with back and on, as far as there is anything; no row for a single page."""
    row = [labelled(turn, "common.back", to(page.number - 1))] if page.number else []
    if page.number + 1 < page.count:
        row.append(labelled(turn, "common.next", to(page.number + 1)))
    return [row] if row else []
