"""Which dialogue does an update belong to? Looked up by command, button prefix, state or wish: one step, however many.

The dialogues are ordinary aiogram routers. aiogram would ask them one after another (15 µs each, and a thread hop for each
synchronous filter); the switchboard finds the one that the update is for, and keeps personal dialogues closed to chats that
are not linked or whose view PIN is due: nothing personal can be said before that, whatever a dialogue forgets.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from casework.view_pin import pin_needed
from handlers.secrets import looks_secret
from handlers.turn import Turn
from messages.folding import fold
from messages.library import Lang, say
from messages.understand import in_distress, understand

Event = Message | CallbackQuery
Opener = Callable[[Event, Turn, FSMContext], Awaitable[None]]
TopicOpener = Callable[[Event, Turn, FSMContext, str | None], Awaitable[None]]
OwnAnswer = Callable[[Message, Turn, FSMContext], Awaitable[bool]]
HOME_WORDS = frozenset(("ve dau", "thoat", "menu", "bat dau", "quay lai", "home", "huy bo", "thoi", "thoi khoi"))


@dataclass(frozen=True, kw_only=True)
class Dialogue:
    """One dialogue: its router and what leads to it.

    ``commands`` without the slash; ``presses`` are button prefixes (what stands before the first ``:``); ``states`` are
    names of aiogram ``StatesGroup`` classes whose free text goes there; ``wishes`` are intents of ``messages.understand``
    that ``open`` answers (it gets the topic, if one was recognised). ``labels`` are texts of buttons: whoever types the very
    words of one gets what it does, ``open`` without a topic. ``reads`` knows by its form a text that belongs here
    whatever is being asked elsewhere. ``personal`` ones need a linked chat; ``stranger`` shows other chats what is for
    everybody, where there is something, instead of asking who they are.
    """

    router: Router
    commands: tuple[str, ...] = ()
    presses: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    open: TopicOpener | None = None
    reads: Callable[[str], bool] | None = None
    personal: bool = False
    stranger: Opener | None = None

    def __post_init__(self) -> None:
        if (self.wishes or self.labels) and self.open is None:
            raise ValueError("a dialogue that answers wishes needs a way to open")


class Switchboard(Router):
    """Leads each update to its dialogue; ``fallback`` hears the rest, ``identify`` and ``unlock`` guard the personal ones.

    ``own`` answers free words with what this agency has explained itself, where that was asked. ``answers`` names the wish in
    words that are an answer to a reminder, which goes before what the same words would mean of anybody else.

    The dialogues' routers are asked directly and not included: aiogram lets a router be included once for all time, and two
    listeners may live in one process.
    """

    def __init__(
        self,
        dialogues: Iterable[Dialogue],
        *,
        home: Opener,
        fallback: Dialogue,
        identify: Opener,
        unlock: Opener,
        own: OwnAnswer | None = None,
        answers: Callable[[Message, Turn], str | None] | None = None,
    ) -> None:
        super().__init__(name="switchboard")
        self._home = home
        self._own = own
        self._answers = answers
        self._fallback = fallback
        self._identify = identify
        self._unlock = unlock
        self._by_command: dict[str, Dialogue] = {}
        self._by_press: dict[str, Dialogue] = {}
        self._by_state: dict[str, Dialogue] = {}
        self._by_wish: dict[str, Dialogue] = {}
        self._by_label: dict[str, Dialogue] = {}
        self._readers: list[tuple[Callable[[str], bool], Dialogue]] = []
        for dialogue in (*dialogues, fallback):
            _enter(self._by_command, dialogue.commands, dialogue)
            _enter(self._by_press, dialogue.presses, dialogue)
            _enter(self._by_state, dialogue.states, dialogue)
            _enter(self._by_wish, dialogue.wishes, dialogue)
            _enter(self._by_label, {fold(say(lang, key)) for key in dialogue.labels for lang in Lang}, dialogue)
            if dialogue.reads is not None:
                self._readers.append((dialogue.reads, dialogue))

    async def propagate_event(self, update_type: str, event: TelegramObject, **kwargs: Any) -> Any:
        """Give the event to its dialogue; what that one does not take goes to the fallback."""
        if not isinstance(event, Message | CallbackQuery):
            return UNHANDLED
        turn: Turn = kwargs["turn"]
        state: FSMContext = kwargs["state"]
        if isinstance(event, Message) and _plain(event) in HOME_WORDS and not _elsewhere(event):
            await state.clear()
            await self._home(event, turn, state)
            return None
        dialogue = self._led_to(event, kwargs.get("raw_state"))
        if self._turns_away(event, dialogue, kwargs.get("raw_state")):
            await state.set_state(None)
            kwargs["raw_state"] = None
        if dialogue is None and await self._opened_by_wish(event, turn, state):
            return None
        if dialogue is not None and not await self._closed(dialogue, event, turn, state):
            if await dialogue.router.propagate_event(update_type, event, **kwargs) is not UNHANDLED:
                return None
            if dialogue is not self._fallback and await self._opened_by_wish(event, turn, state):
                return None  # words that were no answer to the open question
        elif dialogue is not None:
            return None
        return await self._fallback.router.propagate_event(update_type, event, **kwargs)

    def _led_to(self, event: Event, state: str | None) -> Dialogue | None:
        """The dialogue that a button, a command or an open question leads to; None for free words."""
        if isinstance(event, Message) and looks_secret(event.text or event.caption or ""):
            return self._fallback  # before anything could store it or pass it on
        if _elsewhere(event):
            return self._fallback  # in a group nothing is shown and nobody is linked
        if isinstance(event, CallbackQuery):
            return self._by_press.get((event.data or "").partition(":")[0], self._fallback)
        text = event.text or ""
        if in_distress(text) and not self._is_heard(state):
            return None  # the wish is answered, whatever was being asked
        for reads, dialogue in self._readers:
            if reads(text):
                return dialogue
        if text.startswith("/"):
            command = (text[1:].split(maxsplit=1) or [""])[0].partition("@")[0]
            return self._by_command.get(fold(command), self._fallback)
        if text and state is not None:
            return self._by_state.get(state.partition(":")[0], self._fallback)
        return None if text else self._fallback

    def _is_heard(self, state: str | None) -> bool:
        """Whether the open question passes what is said on to an officer anyway."""
        return state is not None and self._by_state.get(state.partition(":")[0]) is self._by_wish.get("talk_to_officer")

    def _turns_away(self, event: Event, dialogue: Dialogue | None, state: str | None) -> bool:
        """Whether a button or command leads away from an open question, whose answer the next words then are not."""
        asking = self._by_state.get(state.partition(":")[0]) if state is not None else None
        asked_for = isinstance(event, CallbackQuery) or (event.text or "").startswith("/")
        return asked_for and asking is not None and dialogue not in (None, asking, self._fallback)

    async def _opened_by_wish(self, event: Event, turn: Turn, state: FSMContext) -> bool:
        if not isinstance(event, Message) or event.chat.type != "private":
            return False
        if await self._opened_by_label(event, turn, state) or await self._opened_by_answer(event, turn, state):
            return True
        if self._own is not None and await self._own(event, turn, state):
            return True
        guess = understand(event.text or "")
        dialogue = self._by_wish.get(guess.intent) if guess is not None else None
        if guess is None or dialogue is None or dialogue.open is None:
            return False
        if not await self._closed(dialogue, event, turn, state):
            await dialogue.open(event, turn, state, guess.topic)
        return True

    async def _opened_by_answer(self, message: Message, turn: Turn, state: FSMContext) -> bool:
        """Whether the words answer a reminder."""
        wish = None if self._answers is None else self._answers(message, turn)
        dialogue = None if wish is None else self._by_wish.get(wish)
        if dialogue is None or dialogue.open is None:
            return False
        if not await self._closed(dialogue, message, turn, state):
            await dialogue.open(message, turn, state, None)
        return True

    async def _opened_by_label(self, message: Message, turn: Turn, state: FSMContext) -> bool:
        """Whether the words are those of a button, typed instead of pressed."""
        dialogue = self._by_label.get(fold(message.text or "").strip(" .!"))
        if dialogue is None or dialogue.open is None:
            return False
        if not await self._closed(dialogue, message, turn, state):
            await dialogue.open(message, turn, state, None)
        return True

    async def _closed(self, dialogue: Dialogue, event: Event, turn: Turn, state: FSMContext) -> bool:
        """Whether a personal dialogue must not be entered yet; then the way to open it has been shown."""
        if not dialogue.personal:
            return False
        if turn.party_id is None:
            await (dialogue.stranger or self._identify)(event, turn, state)
            return True
        if pin_needed(turn.contact, turn.books.clock.now()):
            await self._unlock(event, turn, state)
            return True
        return False


def _elsewhere(event: Event) -> bool:
    """Whether this is a group or a channel, where others read along."""
    message = event.message if isinstance(event, CallbackQuery) else event
    return message is not None and message.chat.type != "private"


def _plain(message: Message) -> str:
    return fold(message.text or "").strip(" .!?‹›")


def _enter(table: dict[str, Dialogue], keys: Iterable[str], dialogue: Dialogue) -> None:
    for key in keys:
        if key in table:
            raise ValueError(f"two dialogues answer to {key!r}")
        table[key] = dialogue
