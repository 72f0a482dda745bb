"""Where does an uploaded list lie until it is written, and for how long?

In a folder of its own, under a random name, sealed piece by piece as it comes in: a piece opens only in its place of its
upload, and a file whose end was cut off does not open. Nothing that the sender wrote becomes part of a path.
"""

from __future__ import annotations

import os
import re
import secrets
import struct
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from casework.encryption import Keys, SealBroken

PIECE = 2**20
_LENGTH = struct.Struct(">I")
_NAME = re.compile(r"[0-9a-f]{32}")
_ABANDONED = 3600.0  # seconds after which a file that no upload names is nobody's any more


class FileGone(Exception):
    """The file is not here, not whole, or not this upload's."""


class Keeping:
    """A file on its way in. Leaving the context without ``finish`` removes it."""

    def __init__(self, folder: Path, keys: Keys, upload_id: int) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.name = secrets.token_hex(16)
        self.size = 0
        self._path = folder / self.name
        self._keys = keys
        self._id = upload_id
        self._held = bytearray()
        self._pieces = 0
        self._finished = False
        self._file: BinaryIO = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def __enter__(self) -> Keeping:
        return self

    def __exit__(self, kind: type[BaseException] | None, what: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
        if not self._finished:
            self._path.unlink(missing_ok=True)

    def add(self, content: bytes) -> None:
        """What came next."""
        self.size += len(content)
        self._held += content
        while len(self._held) > PIECE:
            self._write(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]

    def finish(self) -> None:
        """All of it has come; it is on the disk when this returns."""
        self._write(bytes(self._held), last=True)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._finished = True

    def _write(self, piece: bytes, *, last: bool) -> None:
        sealed = self._keys.seal_bytes("import_upload", _place(self._pieces, last=last), self._id, piece)
        self._file.write(_LENGTH.pack(len(sealed)) + sealed)
        self._pieces += 1


def read_kept(folder: Path, keys: Keys, upload_id: int, name: str, size: int) -> bytes:
    """The file of this upload. Raises ``FileGone`` for one that is not there or not whole."""
    try:
        with (folder / _checked(name)).open("rb") as file:
            content = b"".join(_opened(file, keys, upload_id, size))
    except (OSError, SealBroken) as problem:
        raise FileGone from problem
    if len(content) != size:
        raise FileGone
    return content


def let_go(folder: Path, name: str) -> None:
    """The file is needed no more."""
    (folder / _checked(name)).unlink(missing_ok=True)


def sweep(folder: Path, wanted: Collection[str]) -> int:
    """Remove files that no upload names, unless they may be on their way in; how many went."""
    gone = 0
    for path in folder.iterdir() if folder.is_dir() else ():
        if _NAME.fullmatch(path.name) and path.name not in wanted and time.time() - path.stat().st_mtime > _ABANDONED:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _opened(file: BinaryIO, keys: Keys, upload_id: int, size: int) -> Iterator[bytes]:
    last = max(0, -(-size // PIECE) - 1)
    for number in range(last + 1):
        head = file.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            raise FileGone
        (length,) = _LENGTH.unpack(head)
        sealed = file.read(min(length, 2 * PIECE))
        yield keys.open_bytes("import_upload", _place(number, last=number == last), upload_id, sealed)


def _place(number: int, *, last: bool) -> str:
    return f"piece {number}{' and last' if last else ''}"


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise FileGone
    return name
