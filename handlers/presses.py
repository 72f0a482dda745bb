"""What do several dialogues listen for alike, and how is what a button carries kept within bounds?

What comes back from a button may be forged, so an id is a number that the books could hold, and nothing else passes.
"""

from __future__ import annotations

import re
from typing import Annotated

from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message
from pydantic import Field

RowId = Annotated[int, Field(ge=1, lt=2**63)]
PageNumber = Annotated[int, Field(ge=0, lt=100_000)]
Dong = Annotated[int, Field(ge=1, lt=10**13)]


class Bare(Filter):
    """Lets pass a button that carries nothing but this word."""

    def __init__(self, word: str) -> None:
        self._word = word

    async def __call__(self, press: CallbackQuery) -> bool:
        """Whether the pressed button is the one."""
        return press.data == self._word


async def is_command(message: Message) -> bool:
    """Lets pass what begins with a slash; words that no open question of a dialogue took must not end in its command."""
    return (message.text or "").startswith("/")


class AskFrom(Filter):
    """Lets pass «Gặp cán bộ» of any screen: ``ask``, or ``ask:`` and the name of the text that was on the screen."""

    _SCREEN = re.compile(r"ask(?::([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){1,2}))?")

    async def __call__(self, press: CallbackQuery) -> bool | dict[str, str | None]:
        """Whether it is that button; then ``seen`` is the screen's name."""
        found = self._SCREEN.fullmatch(press.data or "")
        return found is not None and {"seen": found[1]}


class OneDecision(CallbackData, prefix="ob"):
    """One of the person's decisions."""

    decision: RowId


class PayDecision(CallbackData, prefix="pay"):
    """How to pay what is left under a decision."""

    decision: RowId


class OneTopic(CallbackData, prefix="ex"):
    """One explanation of the law, by its name."""

    topic: Annotated[str, Field(pattern=r"^[a-z_]{1,30}(?:\.[a-z_]{1,30})?$")]
