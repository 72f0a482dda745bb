"""Which streams are in the container that old Office programs wrote (OLE compound file), and what do they hold?

After [MS-CFB]. Only what is needed to look into an old workbook before it is read: the directory's names and one stream.
Chains of sectors are followed no further than the file is long, so a chain that bites its tail ends in a refusal.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from casework.imports.refusals import Refusal, UnreadableFile

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA  # larger numbers mark ends and gaps
_STREAM, _ROOT = 2, 5
_IN_HEADER = 109  # sectors of the allocation table that the header names itself


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One name of the directory: a stream (or storage), its first sector and its length in bytes."""

    name: str
    kind: int
    start: int
    size: int


class CompoundFile:
    """An OLE container in memory. Raises ``UnreadableFile`` where it is cut or damaged."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            shift, small_shift = struct.unpack_from("<HH", content, 30)
            directory, cutoff, small_table = struct.unpack_from("<I4xII", content, 48)
            more, more_count = struct.unpack_from("<II", content, 68)
        except struct.error as short:
            raise UnreadableFile(Refusal.DAMAGED) from short
        if not content.startswith(MAGIC) or shift not in (9, 12) or small_shift != 6:
            raise UnreadableFile(Refusal.DAMAGED)
        self._size = 1 << shift
        self._cutoff = cutoff
        self._table = self._allocation(more, more_count)
        self.entries = self._read_directory(self._chain(directory))
        self._small_table = _numbers(self._chain(small_table)) if small_table < _LAST_SECTOR else ()
        root = next((one for one in self.entries if one.kind == _ROOT), None)
        self._small = self._chain(root.start) if root is not None and root.start < _LAST_SECTOR else b""

    def names(self) -> set[str]:
        """The names of all streams and storages, in lower case."""
        return {one.name.lower() for one in self.entries}

    def stream(self, *names: str) -> bytes | None:
        """The bytes of the first stream with one of these names (lower case); ``None`` if there is none."""
        found = next((one for one in self.entries if one.kind == _STREAM and one.name.lower() in names), None)
        if found is None:
            return None
        held = self._small_chain(found.start) if found.size < self._cutoff else self._chain(found.start)
        if len(held) < found.size:
            raise UnreadableFile(Refusal.DAMAGED)
        return held[: found.size]

    def _allocation(self, more: int, more_count: int) -> tuple[int, ...]:
        sectors = (
            list(struct.unpack_from(f"<{_IN_HEADER}I", self._content, 76)) if len(self._content) >= _HEADER else []
        )
        for _ in range(min(more_count, len(self._content) // self._size)):
            if more >= _LAST_SECTOR:
                break
            numbers = _numbers(self._sector(more))
            sectors += numbers[:-1]
            more = numbers[-1]
        table: list[int] = []
        for sector in sectors:
            if sector < _LAST_SECTOR:
                table += _numbers(self._sector(sector))
        return tuple(table)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._content):
            raise UnreadableFile(Refusal.DAMAGED)
        return self._content[start : start + self._size]

    def _chain(self, first: int) -> bytes:
        return b"".join(map(self._sector, _linked(first, self._table)))

    def _small_chain(self, first: int) -> bytes:
        return b"".join(self._small[at << 6 : (at + 1) << 6] for at in _linked(first, self._small_table))

    def _read_directory(self, held: bytes) -> tuple[Entry, ...]:
        entries = []
        for at in range(0, len(held) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", held, at + 64)
            start, size = struct.unpack_from("<II", held, at + 116)
            if kind:
                name = held[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                entries.append(Entry(name=name, kind=kind, start=start, size=size))
        return tuple(entries)


def _numbers(sectors: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sectors) // 4}I", sectors[: len(sectors) // 4 * 4])


def _linked(first: int, table: tuple[int, ...]) -> list[int]:
    """The sectors of a chain in their order."""
    found: list[int] = []
    at = first
    while at < _LAST_SECTOR:
        if at >= len(table) or len(found) > len(table):
            raise UnreadableFile(Refusal.DAMAGED)
        found.append(at)
        at = table[at]
    return found
