"""How does a heard update have its effect exactly once? Facts, dialogue state, replies and "done" in one transaction.

``handle_waiting`` is a rule for ``Database.write``: it runs in a book-keeper thread, feeds aiogram's dispatcher there, and
returns how many updates it dealt with. Dialogues await nothing but our own session, so the coroutine ends by itself; one
that does not is stopped (``handlers.bounded``) and counts as failed.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial

import msgspec
from aiogram import Bot, Dispatcher
from aiogram.types import CallbackQuery, Chat, Message, Update

from casework.agency import Agency, the_agency
from casework.books import Books
from casework.contacts import mark_dead, meet
from casework.db.savepoints import still_open, undone_on_error
from casework.encryption import SealBroken
from casework.reminder_answers import Kind, note_answer
from handlers import dialogue_store, inbox
from handlers.begun import Begun
from handlers.bounded import PATIENCE, TooMuch, bounded
from handlers.replies import HOME
from handlers.turn import Turn, current
from messages.library import Lang, say, version_of
from messages.outbox import DeliveryClass, Draft, Guard, Lane, queue
from messages.outgoing import Act, Button, Outgoing
from messages.reminded import reminded_by

LONG = 0.5  # seconds: who has kept the others waiting so long is not tried again at once
QUIET = 4  # times as long as it took: so long the others have the books for themselves
ENDED_PROCESS = "ended_process"  # the reason of an update that a process died with
_log = logging.getLogger(__name__)
_own = threading.local()
ReadAgency = Callable[[], Agency | None]


class Listener:
    """Handles what the inbox holds with one dispatcher."""

    def __init__(
        self, dispatcher: Dispatcher, bot: Bot, *, answers_presses: Mapping[str, bool], begun: Begun | None = None
    ) -> None:
        self._dispatcher = dispatcher
        self._bot = bot
        self._answers_presses = answers_presses
        self._begun = begun
        self._again_from = 0.0  # on the machine's monotonic clock
        self._trying_again = threading.Lock()  # two at once would share the blame for a process that ends

    def handle_waiting(self, books: Books, most: int = 16) -> int:
        """Deal with up to ``most`` waiting updates (on PostgreSQL, where others work beside us, with one)."""
        began = time.monotonic()
        alone = books.conn.dialect.name == "sqlite"
        again = began >= self._again_from and self._trying_again.acquire(blocking=False)
        try:
            rows = inbox.next_waiting(books, most if alone else 1, again=again)
            if not rows:
                return 0
            return _loop().run_until_complete(self._handle_all(books, rows))
        except TooMuch as problem:  # it met the loop between two steps of a dialogue, which must not be gone on with
            _forget_loop()
            raise RuntimeError("an update was stopped outside its dialogue") from problem
        finally:
            took = time.monotonic() - began
            if took > LONG:
                self._again_from = began + took * (1 + QUIET)
            if again:
                self._trying_again.release()

    def count_deaths(self, books: Books, row_ids: Sequence[int]) -> None:
        """Count a try for each update that a process died with (``handlers.begun``)."""
        for row in inbox.mark_deaths(books, row_ids, ENDED_PROCESS):
            _apologise(books, row)

    async def _handle_all(self, books: Books, rows: Sequence[inbox.Waiting]) -> int:
        """One after another; after one that failed nothing more, for its own chat must not overtake it."""
        agency = cache(partial(the_agency, books))  # nobody else writes in this transaction
        done: list[int] = []
        for row in rows:
            if not await self._handle(books, row, agency):
                break
            done.append(row.id)
        inbox.mark_done(books, done)
        return min(len(done) + 1, len(rows))

    async def _handle(self, books: Books, row: inbox.Waiting, agency: ReadAgency) -> bool:
        self._note(row.id)
        try:
            with undone_on_error(books.conn), bounded():
                await self._feed(books, row, agency)
        except (Exception, TooMuch) as problem:  # whatever a dialogue does must not stop the other chats
            if not still_open(books.conn):
                raise  # the database has given up: what others did in this transaction is gone, too
            parked = inbox.mark_failed(books, row, _reason(problem))
            _log.exception("update_failed", extra={"inbox_id": row.id, "parked": parked})
            if parked:
                _apologise(books, row)
            return False
        finally:
            self._note(0)
        return True

    def _note(self, row_id: int) -> None:
        if self._begun is not None:
            self._begun.note(row_id)

    async def _feed(self, books: Books, row: inbox.Waiting, agency: ReadAgency) -> None:
        body = inbox.body_of(books, row)
        if not _listened(body):
            return
        update = Update.model_validate_json(body, context={"bot": self._bot})
        chat = _chat(update)
        if chat is None:
            return
        contact = meet(books, row.account, str(chat.id))
        if update.my_chat_member is not None:
            _note_membership(books, contact.id, update)
            return
        turn = Turn(
            books=books,
            account=row.account,
            update_id=row.update_id,
            contact=contact,
            answers_presses=self._answers_presses.get(row.account, False),
            place=dialogue_store.load(books, row.account, row.chat_print),
            read_agency=agency,
        )
        token = current.set(turn)
        try:
            async with asyncio.timeout(PATIENCE):
                await self._dispatcher.feed_update(self._bot, update, turn=turn)
                if turn.answers_presses and update.callback_query is not None and not turn.answered_press:
                    await update.callback_query.answer()
        finally:
            current.reset(token)
        dialogue_store.save(books, row.account, row.chat_print, turn.place)


class _Loop:
    """An event loop that is closed when the thread that owns it ends."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()

    def __del__(self) -> None:
        self.loop.close()


def _loop() -> asyncio.AbstractEventLoop:
    """This book-keeper thread's own event loop."""
    if not hasattr(_own, "held"):
        _own.held = _Loop()
    held: _Loop = _own.held
    return held.loop


def _forget_loop() -> None:
    del _own.held


def _reason(problem: BaseException) -> str:
    return str(problem) if isinstance(problem, TooMuch) and problem.args else type(problem).__name__


class _Kinds(msgspec.Struct):
    """The kinds of updates that we listen to; whatever else an update holds is not read."""

    message: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    callback_query: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    my_chat_member: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


_read_kinds = msgspec.json.Decoder(_Kinds).decode


def _listened(body: str) -> bool:
    """Whether the update is of a kind we listen to; a kind that the library does not know yet must not stop a chat."""
    kinds = _read_kinds(body)
    return any(getattr(kinds, name) is not msgspec.UNSET for name in _Kinds.__struct_fields__)


def _apologise(books: Books, row: inbox.Waiting) -> None:
    """Nobody is left without an answer: the person is told that this did not work, and how to reach somebody."""
    try:
        heard = json.loads(inbox.body_of(books, row))
        chat = (heard.get("message") or heard["callback_query"]["message"])["chat"]
        private, address = chat["type"] == "private", str(chat["id"])
    except (ValueError, KeyError, TypeError, AttributeError, SealBroken):
        return  # nobody can be told: the update names no chat, or no key opens it
    if not private:
        return
    contact = meet(books, row.account, address)
    lang = Lang(contact.lang)
    home = Button(text=say(lang, "common.home"), data=HOME)
    officer = Button(text=say(lang, "common.officer"), data="ask")
    queue(
        books,
        Draft(
            contact_id=contact.id,
            account=row.account,
            purpose=f"trouble:{row.account}:{row.update_id}",
            message=Outgoing(act=Act.SEND, text=say(lang, "chat.trouble"), buttons=((home, officer),)),
            delivery_class=DeliveryClass.MUST_ARRIVE,
            lane=Lane.REPLY,
            guard=Guard.REPLY,
            text_key="chat.trouble",
            text_version=version_of("chat.trouble"),
        ),
    )


def _chat(update: Update) -> Chat | None:
    """The chat an update belongs to; None for kinds we do not listen to (edits, channel posts, polls)."""
    event = update.message or update.callback_query or update.my_chat_member
    if isinstance(event, CallbackQuery):
        return event.message.chat if event.message is not None else None
    if isinstance(event, Message):
        return event.chat if event.from_user is not None else None
    return event.chat if event is not None else None


def _note_membership(books: Books, contact_id: int, update: Update) -> None:
    """The person stopped the bot, or started it again."""
    change = update.my_chat_member
    if change is not None and change.new_chat_member.status in ("kicked", "left"):
        last = reminded_by(books, contact_id)
        if last is not None:  # whoever shuts the door after a reminder has answered it
            about = {"campaign_id": last.campaign_id, "decision_id": last.decision_id, "party_id": last.party_id}
            note_answer(books, contact_id, Kind.OPTED_OUT, outbox_id=last.outbox_id, **about)
        mark_dead(books, contact_id, "stopped_by_person")
