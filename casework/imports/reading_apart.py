"""How is a file from others read without risk to the process that keeps the books?

In a process of its own (``casework.imports.reading_child``) that may not do much and that only sends values back. One
that dies, falls silent or says something else than rows comes to one refusal; the books have not been touched by then.
Starting it costs 0.1 s. Reading goes on there while the rows are checked here.
"""

from __future__ import annotations

import importlib.util
import os
import selectors
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from casework.imports.pieces import LARGEST_PIECE, LENGTH, Refused, RowOpener, Sheet
from casework.imports.refusals import FileRefused, Refusal, UnreadableFile
from casework.imports.sheet import Rows, SheetRows

MEMORY = 2**30  # bytes of address space
CPU_SECONDS = 60
SILENCE = 120.0  # seconds without a word before the reader is taken for stuck; it may use 60 of a processor
_MOUTHFUL = 2**16
_PROGRAM = (
    "import sys; sys.path[:0] = sys.argv[5:]; from casework.imports.reading_child import main; "
    "main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4])"
)
_FIRST = msgspec.msgpack.Decoder(Sheet | Refused)


@contextmanager
def open_apart(content: bytes, wanted: str | None = None, names: Collection[str] = ()) -> Iterator[SheetRows]:
    """The rows of the sheet that is the case list, or of the one named ``wanted``, read by another process.

    ``names``: headers as compared that are known beside those that every list may have.

    Raises a ``FileRefused``, also while the rows come in. The process has ended when the context has.
    """
    with subprocess.Popen(  # noqa: S603  our own interpreter and program
        _command(wanted, names),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        cwd="/",
    ) as process:
        try:
            if process.stdin is not None:
                _send(process.stdin, content)
            if process.stdout is None:
                raise UnreadableFile(Refusal.READER_STOPPED)
            yield _sheet(process.stdout)
        finally:
            process.kill()


def _command(wanted: str | None, names: Collection[str]) -> list[str]:
    """``-I -S``: nothing of the environment, of the working folder or of start-up files is loaded."""
    limits = (str(MEMORY), str(CPU_SECONDS), wanted or "", "\n".join(names))
    return [sys.executable, "-I", "-S", "-c", _PROGRAM, *limits, *_folders()]


def _environment() -> dict[str, str]:
    """Nothing of ours; only where a Python that needs it finds its own library."""
    return {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ}


def _folders() -> list[str]:
    """Where the modules lie that the reader needs."""
    specs = [importlib.util.find_spec(name) for name in ("casework", "msgspec", "python_calamine")]
    origins = [spec.origin for spec in specs if spec is not None and spec.origin is not None]
    return list(dict.fromkeys(str(Path(origin).resolve().parents[1]) for origin in origins))


def _sheet(out: IO[bytes]) -> SheetRows:
    pipe = _Pipe(out)
    try:
        first = _FIRST.decode(pipe.message())
        if isinstance(first, Refused):
            raise first.error()
    except (ValueError, KeyError) as odd:
        raise UnreadableFile(Refusal.READER_STOPPED) from odd
    return SheetRows(name=first.name, height=first.height, merged=first.merged, unread=first.unread, rows=_rows(pipe))


def _rows(pipe: _Pipe) -> Rows:
    opener = RowOpener()
    number = 0
    while True:
        body = pipe.message()
        try:
            piece = opener.open(body)
        except ValueError:
            raise _late_refusal(body) from None
        if not piece:
            return
        for cells in piece:
            number += 1
            yield number, cells


def _late_refusal(body: bytes) -> FileRefused:
    """A line of a CSV file that cannot be read is found after the lines before it were sent."""
    try:
        told = _FIRST.decode(body)
        return told.error() if isinstance(told, Refused) else UnreadableFile(Refusal.READER_STOPPED)
    except (ValueError, KeyError):
        return UnreadableFile(Refusal.READER_STOPPED)


class _Pipe:
    """Messages from the reader, each waited for only so long."""

    def __init__(self, out: IO[bytes]) -> None:
        self._file = out.fileno()
        self._held = bytearray()

    def message(self) -> bytes:
        """The next message. Raises ``UnreadableFile`` where none comes."""
        (length,) = LENGTH.unpack(self._take(LENGTH.size))
        if length > LARGEST_PIECE:
            raise UnreadableFile(Refusal.READER_STOPPED)
        return self._take(length)

    def _take(self, size: int) -> bytes:
        while len(self._held) < size:
            _wait(self._file, selectors.EVENT_READ)
            more = os.read(self._file, _MOUTHFUL)
            if not more:
                raise UnreadableFile(Refusal.READER_STOPPED)
            self._held += more
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken


def _send(to: IO[bytes], content: bytes) -> None:
    """All of the file; a reader that has died says so when its answer is waited for."""
    file = to.fileno()
    os.set_blocking(file, False)
    left = memoryview(content)
    try:
        while left:
            _wait(file, selectors.EVENT_WRITE)
            left = left[os.write(file, left) :]
        to.close()
    except BrokenPipeError:
        return


def _wait(file: int, event: int) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(file, event)
        if not selector.select(SILENCE):
            raise UnreadableFile(Refusal.READER_STOPPED)
