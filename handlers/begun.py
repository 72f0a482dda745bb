"""Which update was a process handling when it died? A handler may end its whole process: out of memory, or hung in foreign code.

A try that is only counted when it fails would never be counted then, and the update would end every process that takes it up. So
each process keeps the number of the update it is at in a small file of its own, locked while it lives: whoever starts later finds
the files that nobody holds any more. Costs one write of eight bytes an update, and nothing in the database.
"""

from __future__ import annotations

import fcntl
import os
import struct
import threading
from pathlib import Path

SUFFIX = ".begun"
THREADS = 64  # that one process may handle with at once
_NUMBER = struct.Struct("<q")


class Begun:
    """This process's own file in ``folder``. Several threads may handle at once, each has its place in it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = folder / f"{os.getpid()}-{os.urandom(4).hex()}{SUFFIX}"
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        os.write(self._file, bytes(_NUMBER.size * THREADS))  # a disk that fills up later is no trouble here
        self._lock = threading.Lock()
        self._places: dict[int, int] = {}

    def note(self, row_id: int) -> None:
        """This thread begins with the update ``row_id``; 0: it has ended the one before."""
        os.pwrite(self._file, _NUMBER.pack(row_id), self._place() * _NUMBER.size)

    def close(self) -> None:
        """Nothing is being handled any more."""
        self._path.unlink(missing_ok=True)
        os.close(self._file)

    def _place(self) -> int:
        with self._lock:
            return self._places.setdefault(threading.get_ident(), len(self._places) % THREADS)


class LeftBehind:
    """What processes of this folder that have died were at. Their files are held, so that no other counts them as well.

    They stay until ``forget``: whoever dies before the tries are written down leaves them to the next.
    """

    def __init__(self, folder: Path) -> None:
        self._held: list[tuple[Path, int]] = []
        self.updates: list[int] = []
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            self._take(path)

    def forget(self) -> None:
        """The tries are written down."""
        for path, file in self._held:
            path.unlink(missing_ok=True)
            os.close(file)
        self._held, self.updates = [], []

    def _take(self, path: Path) -> None:
        try:
            file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:  # another has just forgotten it
            return
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # its process lives, or another counts it
            os.close(file)
            return
        content = os.read(file, _NUMBER.size * THREADS)
        self.updates += [number for (number,) in _NUMBER.iter_unpack(content[: len(content) // 8 * 8]) if number]
        self._held.append((path, file))
