"""Is this zip directory one that a spreadsheet program wrote, and small enough to unpack?

The limits are taken from the directory before anything is unpacked, and held against what really comes out: a directory
that lies about sizes is refused at the first byte too many. Names are compared without case because readers do so too.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from casework.imports.refusals import HostileFile, Refusal, UnreadableFile

MOST_ENTRIES = 200
MOST_UNPACKED = 200 * 2**20
MOST_RATIO = 100
_RATIO_FROM = 2**20  # small parts of plain XML may shrink more than a hundredfold without any harm
_LARGEST_DIRECTORY = 256 * 2**10
_END_OF_DIRECTORY = b"PK\x05\x06"
_LONG_END = 56 + 20  # what large archives have between the directory and its end
_CHUNK = 2**20
_MOUTHFUL = 2**16
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One file in the archive: where its packed bytes lie and how long they and the unpacked ones are."""

    name: str
    start: int
    packed: int
    unpacked: int
    deflated: bool


def open_archive(content: bytes) -> dict[str, Part]:
    """The parts of the zip file ``content`` by name in lower case.

    Raises ``HostileFile`` for bombs and tricks, ``UnreadableFile`` for a file that is cut or damaged.
    """
    _check_directory_size(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError, struct.error) as damaged:
        raise UnreadableFile(Refusal.DAMAGED) from damaged
    _check_sizes(entries)
    parts: dict[str, Part] = {}
    for entry in entries:
        if not entry.is_dir():
            _check_name(entry, parts)
            parts[entry.filename.lower()] = _locate(content, entry)
    _check_apart(parts.values())
    return parts


def unpack(content: bytes, part: Part) -> Iterator[bytes]:
    """The unpacked bytes of ``part``, a piece at a time; refused as soon as they differ from the directory's figure."""
    packed = memoryview(content)[part.start : part.start + part.packed]
    if not part.deflated:
        if part.packed != part.unpacked:
            raise HostileFile(Refusal.ZIP_ODD)
        yield from (bytes(packed[at : at + _CHUNK]) for at in range(0, part.packed, _CHUNK))
        return
    left = part.unpacked
    for piece in _inflate(packed):
        left -= len(piece)
        if left < 0:
            raise HostileFile(Refusal.ZIP_ODD)
        yield piece
    if left:
        raise HostileFile(Refusal.ZIP_ODD)


def _inflate(packed: memoryview) -> Iterator[bytes]:
    """Never more than ``_CHUNK`` unpacked bytes at once, whatever the ratio."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), _MOUTHFUL):
            waiting: bytes | memoryview = packed[at : at + _MOUTHFUL]
            piece = b"-"
            while piece and not stream.eof:
                piece = stream.decompress(waiting, _CHUNK)
                waiting = stream.unconsumed_tail
                yield piece
            if stream.eof and (stream.unused_data or at + _MOUTHFUL < len(packed)):
                raise HostileFile(Refusal.ZIP_ODD)
    except zlib.error as damaged:
        raise UnreadableFile(Refusal.DAMAGED) from damaged
    if not stream.eof:
        raise UnreadableFile(Refusal.DAMAGED)


def _check_directory_size(content: bytes) -> None:
    """Before any library reads the directory: a hundred thousand entries would already cost seconds."""
    at = content.rfind(_END_OF_DIRECTORY)
    if at < 0 or len(content) < at + 22:
        raise UnreadableFile(Refusal.DAMAGED)
    entries, size, start, comment = struct.unpack_from("<10xHLLH", content, at)
    if entries > MOST_ENTRIES or size > _LARGEST_DIRECTORY:
        raise HostileFile(Refusal.ZIP_BOMB)
    # with a lying length, or anything around, the reader of workbooks settles on another directory than this look
    if at + 22 + comment != len(content) or start + size not in (at, at - _LONG_END):
        raise HostileFile(Refusal.ZIP_ODD)


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or _swollen(packed, unpacked):
        raise HostileFile(Refusal.ZIP_BOMB)
    if any(_swollen(entry.compress_size, entry.file_size) for entry in entries):
        raise HostileFile(Refusal.ZIP_BOMB)


def _swollen(packed: int, unpacked: int) -> bool:
    return unpacked > _RATIO_FROM and unpacked > packed * MOST_RATIO


def _check_name(entry: zipfile.ZipInfo, parts: dict[str, Part]) -> None:
    name = entry.orig_filename
    steps = name.replace("\\", "/").split("/")
    if ".." in steps or "" in steps or ":" in name or "\0" in name or name.lower() in parts:
        raise HostileFile(Refusal.ZIP_ODD)
    if entry.flag_bits & 0x1:
        raise UnreadableFile(Refusal.PASSWORD)
    if entry.compress_type not in _METHODS:
        raise HostileFile(Refusal.ZIP_ODD)


def _locate(content: bytes, entry: zipfile.ZipInfo) -> Part:
    """Where the packed bytes begin: the local header repeats the name and may have other extra fields."""
    head = content[entry.header_offset : entry.header_offset + 30]
    if len(head) < 30 or head[:4] != b"PK\x03\x04":
        raise UnreadableFile(Refusal.DAMAGED)
    method, name_length, extra_length = struct.unpack_from("<8xH16xHH", head)
    start = entry.header_offset + 30 + name_length + extra_length
    named = content[entry.header_offset + 30 : entry.header_offset + 30 + name_length]
    if method != entry.compress_type or named not in _spellings(entry.orig_filename):
        raise HostileFile(Refusal.ZIP_ODD)
    if start + entry.compress_size > len(content):
        raise UnreadableFile(Refusal.DAMAGED)
    deflated = entry.compress_type == zipfile.ZIP_DEFLATED
    return Part(
        name=entry.filename, start=start, packed=entry.compress_size, unpacked=entry.file_size, deflated=deflated
    )


def _spellings(name: str) -> set[bytes]:
    return {name.encode(), name.encode("cp437", "replace")}


def _check_apart(parts: Iterable[Part]) -> None:
    """Entries that share bytes let a small file unpack to any size."""
    reached = 0
    for part in sorted(parts, key=lambda part: part.start):
        if part.start < reached:
            raise HostileFile(Refusal.ZIP_ODD)
        reached = part.start + part.packed
