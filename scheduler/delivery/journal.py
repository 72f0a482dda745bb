"""What has this process handed to a channel? Written outside the books, before it leaves, so that old books cannot say it again.

Books that are restored from a backup have forgotten what was sent since. The journal has not. The order of a send: the claim
is committed; ``append`` an ``Intended`` for each (on the disk when it returns); the request; ``note`` an ``Ended`` when the
channel has answered; and in the transaction that writes the answers down ``holding.keeps_up``. One thread writes and flushes;
whatever waits goes to the disk together. ``scheduler.delivery.journal_reading`` reads it back, ``scheduler.delivery.catching_up`` makes the
books learn it. A channel whose messages live in the books themselves (web chat, terminal) needs no journal.
"""

from __future__ import annotations

import asyncio
import logging
import os
import queue
import secrets
import socket
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from casework.clock import Clock, local
from scheduler.delivery.journal_lines import Begun, Line, written

FOLDER = "journal"
SUFFIX = ".journal"
AT_MOST = 0.2  # seconds that a line nobody waits for may wait for its flush
LARGEST = 16 << 20  # bytes; then, and each day, a new file is begun
MOST_AT_ONCE = 1_000  # wishes in one flush
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
_log = logging.getLogger(__name__)


class JournalUnwritable(Exception):
    """The folder cannot be written to; the message says so and what to do."""

    def __init__(self, folder: Path, problem: OSError) -> None:
        super().__init__(
            f"Không ghi được sổ gửi tin ở {folder} ({problem.strerror}). "
            "Hãy cho tài khoản chạy Gần Dân quyền ghi thư mục này, hoặc dọn đĩa, rồi chạy lại."
        )


class JournalFailed(Exception):
    """Lines may not have reached the disk: nothing of what they say may go out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Up to which line a journal has been written."""

    journal: str
    line: int


@dataclass(slots=True)
class _Wish:
    lines: Sequence[Line]
    loop: asyncio.AbstractEventLoop | None = None  # none: nobody waits
    future: asyncio.Future[Place] | None = None


class Journal:
    """The journal of one sending process; ``close`` it at the end. Several dispatchers may share it."""

    def __init__(self, folder: Path, clock: Clock, owner: str) -> None:
        """Begins a file in ``folder``. Raises ``JournalUnwritable``."""
        self._folder = folder
        self._clock = clock
        self._owner = owner
        self._wishes: queue.SimpleQueue[_Wish | None] = queue.SimpleQueue()
        self._file = -1
        self._size = 0
        self._day = local(clock.now()).date()
        self.place = Place(journal="", line=0)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._begin()
        except OSError as problem:
            raise JournalUnwritable(folder, problem) from problem
        self._thread = threading.Thread(target=self._keep, name="send-journal", daemon=True)
        self._thread.start()

    async def append(self, lines: Sequence[Line]) -> Place:
        """Returns when the lines are on the disk, with the place they ended at. Raises ``JournalFailed``."""
        loop = asyncio.get_running_loop()
        wish = _Wish(lines, loop, loop.create_future())
        assert wish.future is not None  # noqa: S101  # made one line above
        self._wishes.put(wish)
        return await wish.future

    def note(self, lines: Sequence[Line]) -> None:
        """The lines go to the disk with the next flush, ``AT_MOST`` from now; nobody waits."""
        self._wishes.put(_Wish(lines))

    def close(self) -> None:
        """Write what was noted, and let go of the file."""
        self._wishes.put(None)
        self._thread.join(timeout=10)
        os.close(self._file)

    # -- the thread ------------------------------------------------------------------------------------------------

    def _keep(self) -> None:
        goes_on = True
        while goes_on:
            wishes, goes_on = self._gathered()
            if not wishes:
                continue
            try:
                self._flush([line for wish in wishes for line in wish.lines])
            except OSError as problem:
                _log.error("journal_failed", extra={"reason": problem.strerror})
                self._size = LARGEST  # where the file ends now is unknown: the next lines go into another
                _tell(wishes, JournalFailed(str(problem.strerror)))
            else:
                _tell(wishes, self.place)

    def _gathered(self) -> tuple[list[_Wish], bool]:
        """What waits, at once if somebody waits for it; False when it was the last."""
        wishes: list[_Wish] = []
        wait: float | None = None
        flush_at = 0.0
        while len(wishes) < MOST_AT_ONCE:
            try:
                wish = self._wishes.get(timeout=wait)
            except queue.Empty:
                break
            if wish is None:
                return wishes, False
            if not wishes:
                flush_at = time.monotonic() + AT_MOST
            wishes.append(wish)
            wait = 0.0 if wish.future is not None or wait == 0.0 else max(flush_at - time.monotonic(), 0.0)
        return wishes, True

    def _flush(self, lines: Iterable[Line]) -> None:
        if self._size >= LARGEST or self._day != local(self._clock.now()).date():
            self._begin()
        number = self.place.line
        parts = []
        for line in lines:
            number += 1
            parts.append(written(number, line))
        _write_all(self._file, text := b"".join(parts))
        os.fdatasync(self._file)
        self._size += len(text)
        self.place = Place(journal=self.place.journal, line=number)

    def _begin(self) -> None:
        now = self._clock.now()
        name = f"{now:%Y%m%dT%H%M%S}-{name_of_host()}-{secrets.token_hex(4)}"
        first = written(0, Begun(at=now, journal=name, owner=self._owner))
        file = os.open(self._folder / (name + SUFFIX), _NEW, 0o600)
        try:
            _write_all(file, first)
            os.fsync(file)
            _fsync_folder(self._folder)
        except OSError:
            os.close(file)
            raise
        if self._file >= 0:
            os.close(self._file)
        self._file, self._size, self._day = file, len(first), local(now).date()
        self.place = Place(journal=name, line=0)


def name_of_host() -> str:
    """This machine's name as it stands in the names of its journals."""
    return "".join(letter if letter.isalnum() else "-" for letter in socket.gethostname())


def host_of(journal: str) -> str:
    """The name of the machine that wrote a journal."""
    return journal.partition("-")[2].rpartition("-")[0]


def _write_all(file: int, text: bytes) -> None:
    view = memoryview(text)
    while view:
        view = view[os.write(file, view) :]


def _fsync_folder(folder: Path) -> None:
    there = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(there)
    finally:
        os.close(there)


def _tell(wishes: Iterable[_Wish], what: Place | JournalFailed) -> None:
    for wish in wishes:
        if wish.loop is not None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                wish.loop.call_soon_threadsafe(_settle, wish, what)


def _settle(wish: _Wish, what: Place | JournalFailed) -> None:
    if wish.future is None or wish.future.done():
        return
    if isinstance(what, Place):
        wish.future.set_result(what)
    else:
        wish.future.set_exception(what)
