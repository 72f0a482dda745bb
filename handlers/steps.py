"""How is one led through a few questions, by buttons or by words, with nothing kept but the place one has come to?

A place is a button's data and holds every answer so far: a press that comes twice shows the same screen, back is an earlier
place, and what is forged shows a screen at most. Words are looked for among the buttons of the screen, then read as what it
asks for (a day, a sum, a story); a wish for something else goes where it belongs.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Generic, TypeVar

from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import InlineKeyboardButton, Message
from pydantic import AfterValidator, Field

from handlers import view_pin, wanted
from handlers.replies import Buttons, Reply, labelled, speak
from handlers.switchboard import Event
from handlers.turn import Turn
from messages.folding import fold
from messages.library import say
from messages.typed_day import EARLIEST, LATEST
from messages.understand import wishes_otherwise

P = TypeVar("P", bound=CallbackData)


def _a_day(ordinal: int) -> int:
    """Keeps to days that a person could type: what stands in a button may be forged."""
    if ordinal and not EARLIEST.toordinal() <= ordinal <= LATEST.toordinal():
        raise ValueError("no day that anybody could mean")
    return ordinal


MaybeRow = Annotated[int, Field(ge=0, lt=2**63)]  # 0: none
MaybeDay = Annotated[int, AfterValidator(_a_day)]  # a day's ordinal; 0: not said
AT = "at"  # where the place stands in the dialogue's data
LONGEST_CHOICE = 60  # characters: labels are at most 64
_BACK = frozenset(("lui", "lui lai", "tro lai", "back", "go back"))  # "quay lai" leads home, as everywhere
_SAID = {"ko": "khong", "k": "khong", "hok": "khong", "hong": "khong", "hem": "khong"}
_WORD = re.compile(r"[a-z0-9/]+")


class Locked(Exception):
    """What was asked for is the person's own, and the view PIN is due."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """Why what was typed cannot be the answer: the key of a text, with its blanks."""

    key: str
    blanks: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Screen(Generic[P]):
    """What is shown at a place.

    ``reads``: words that are no button; ``takes``: any words, which the dialogue keeps; ``asks``: an answer is waited for,
    and ``fault`` says which.
    """

    reply: Reply
    reads: Callable[[str], P | Fault | None] | None = None
    asks: bool = True
    takes: bool = False
    fault: str = "applying.not_understood"


@dataclass(frozen=True, kw_only=True)
class Steps(Generic[P]):
    """A dialogue of places. ``act`` does what is more than a screen (a file, a question to an officer), and says so.

    ``keep`` takes the words of a screen that takes any, and says where they lead.
    """

    place: type[P]
    state: State
    look: Callable[[Turn, P], Screen[P]]
    act: Callable[[Event, Turn, FSMContext, P], Awaitable[bool]]
    keep: Callable[[FSMContext, P, str], Awaitable[P | Fault]] | None = None

    async def go(self, event: Event, turn: Turn, state: FSMContext, place: P) -> None:
        """Show ``place``, or do what is done there."""
        await state.set_state(self.state)
        await state.update_data({AT: place.pack()})
        try:
            if not await self.act(event, turn, state, place):
                await speak(event, turn, self.look(turn, place).reply)
        except Locked:
            await self._unlock(event, turn, state, place)

    async def _unlock(self, event: Event, turn: Turn, state: FSMContext, place: P) -> None:
        """The PIN first; then it goes on at ``place``."""
        await view_pin.begin(event, turn, state)
        await state.update_data({wanted.KEY: place.pack()})

    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        """Words instead of a press."""
        place = _unpacked(self.place, (await state.get_data()).get(AT))
        if place is None:
            await state.set_state(None)
            raise SkipHandler
        try:
            screen = self.look(turn, place)
        except Locked:
            await self._unlock(message, turn, state, place)
            return
        answer = self._answer(turn, screen, message.text or "")
        if answer is None and screen.takes and self.keep is not None:
            answer = await self.keep(state, place, message.text or "")
        if isinstance(answer, self.place):
            await self.go(message, turn, state, answer)
        elif isinstance(answer, Fault):
            await speak(message, turn, _again(turn, screen.reply, answer))
        elif wishes_otherwise(message.text or ""):
            await state.set_state(None)
            raise SkipHandler
        elif screen.asks:
            await speak(message, turn, _again(turn, screen.reply, Fault(key=screen.fault)))
        else:
            raise SkipHandler

    def _answer(self, turn: Turn, screen: Screen[P], text: str) -> P | Fault | None:
        """Where ``text`` leads: a label, what the screen reads, the beginning or a part of one label, or its number."""
        offered = _offered(self.place, screen.reply.buttons)
        said = _plain(text)
        if said in _BACK:
            said = _plain(say(turn.lang, "common.back"))
        exact = [place for label, place in offered if label == said]
        if exact:
            return exact[0]
        if screen.takes:
            return None  # a story may well hold words of a button
        read = screen.reads(text) if screen.reads is not None else None
        if read is not None or len(text) > LONGEST_CHOICE or not said:
            return read
        if screen.reads is None and said.isdecimal():
            return offered[int(said) - 1][1] if 1 <= int(said) <= len(offered) else None
        return _only([place for label, place in offered if label.startswith(said + " ")]) or _only(
            [place for label, place in offered if f" {said} " in f" {label} "]
        )


def turning(turn: Turn, back: CallbackData | None, first: CallbackData) -> list[InlineKeyboardButton]:
    """The row under each screen but the first: one step back, and all anew."""
    again = labelled(turn, "applying.again", first)
    return [again] if back is None else [labelled(turn, "common.back", back), again]


def _unpacked(place: type[P], kept: object) -> P | None:
    try:
        return place.unpack(kept) if isinstance(kept, str) else None
    except (TypeError, ValueError):
        return None


def _offered(place: type[P], buttons: Buttons) -> list[tuple[str, P]]:
    """The labels, as compared, of the buttons that lead on in this dialogue."""
    all_of_them = [(one.text, _unpacked(place, one.callback_data)) for row in buttons for one in row]
    return [(_plain(label), there) for label, there in all_of_them if there is not None]


def _only(places: list[P]) -> P | None:
    return places[0] if len(places) == 1 else None


def _plain(text: str) -> str:
    words = _WORD.findall(fold(text[: 2 * LONGEST_CHOICE]))
    return " ".join(_SAID.get(word, word) for word in words)


def _again(turn: Turn, shown: Reply, fault: Fault) -> Reply:
    return replace(shown, text=f"{say(turn.lang, fault.key, on=None, **fault.blanks)}\n\n{shown.text}")
