"""Which cells of an old workbook (.xls) hold formulas or errors, and may the workbook be read at all?

After [MS-XLS], for Excel 97 to 2003 and the older Excel 5/95. The reader gives a formula's remembered value as if
somebody had typed it, so the records of each sheet are looked through once before.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from casework.imports.compound_file import CompoundFile
from casework.imports.number_formats import refuse_other_unit
from casework.imports.refusals import HostileFile, Refusal, UnreadableFile
from casework.imports.sheet_scan import ScannedSheet, refuse_far

_BOF, _EOF = 0x0809, 0x000A
_FILEPASS, _CODEPAGE, _BOUNDSHEET, _SUPBOOK = 0x002F, 0x0042, 0x0085, 0x01AE
_CONNECTIONS = frozenset({0x01AD, 0x0876})  # QSI, DCONN: data from outside
_FORMULAS = frozenset({0x0006, 0x0206, 0x0406})
_FORMAT, _XF = 0x041E, 0x00E0
_BOOLERR, _MERGED = 0x0205, 0x00E5
_CELLS = frozenset({0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x027E, _BOOLERR, *_FORMULAS})
_OWN_BOOKS = (0x0401, 0x3A01)  # references to the workbook itself and to functions of the program
_WORKSHEET, _MACROS, _MODULE = 0, 1, 6
_BIFF8 = 0x0600
CODEPAGES = {1250: "cp1250", 1251: "cp1251", 1252: "cp1252", 1258: "cp1258", 437: "cp437"}  # of books before Excel 97
_OTHERS = {"worddocument": "văn bản Word", "powerpoint document": "bài trình chiếu", "hwpsummaryinformation": "HWP"}
Record = tuple[int, int, int]  # its kind, where its data begin, how long they are


def check_old_workbook(content: bytes) -> dict[str, ScannedSheet]:
    """What was seen in each sheet, by name. Raises a ``FileRefused`` for passwords, macros, links and damage."""
    held = CompoundFile(content)
    names = held.names()
    for name, kind in _OTHERS.items():
        if name in names:
            raise UnreadableFile(Refusal.OTHER_KIND, kind=kind)
    book = held.stream("workbook", "book")
    if book is None:
        raise UnreadableFile(Refusal.OTHER_KIND, kind="tệp Office kiểu cũ khác")
    places = _places(book)
    _refuse_other_units(book)
    if any("vba" in name for name in names):
        raise HostileFile(Refusal.MACROS)
    inside = next((one.name for one in held.entries if one.name.upper().startswith("MBD")), None)
    if inside is not None:
        raise HostileFile(Refusal.NESTED, part=inside[:60])
    return {name: _scan(book, start) for name, start in places.items()}


def _records(book: bytes, start: int) -> Iterator[Record]:
    """The records of one part of the book, to its end."""
    at, last, depth = start, len(book) - 4, 0
    unpack = struct.Struct("<HH").unpack_from
    while at <= last:
        kind, length = unpack(book, at)
        at += 4
        if at + length > len(book):
            break
        yield kind, at, length
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        at += length
    raise UnreadableFile(Refusal.DAMAGED)


def _places(book: bytes) -> dict[str, int]:
    """Where each worksheet begins, from the book's first part."""
    places: dict[str, int] = {}
    version, codepage = 0, 1252
    for kind, at, length in _records(book, 0):
        data = book[at : at + length]
        if kind == _FILEPASS:
            raise UnreadableFile(Refusal.PASSWORD)
        if kind == _BOF and length >= 2:
            version = int.from_bytes(data[:2], "little")
        elif kind == _CODEPAGE and length >= 2:
            codepage = int.from_bytes(data[:2], "little")
        elif kind in _CONNECTIONS or (kind == _SUPBOOK and _is_outside(data)):
            raise HostileFile(Refusal.EXTERNAL, where="Tệp")
        elif kind == _BOUNDSHEET and length >= 8:
            _note_sheet(places, data, version, codepage)
    if not places:
        raise UnreadableFile(Refusal.DAMAGED)
    return places


def _note_sheet(places: dict[str, int], data: bytes, version: int, codepage: int) -> None:
    start, sort = struct.unpack_from("<IxB", data)
    if sort in (_MACROS, _MODULE):
        raise HostileFile(Refusal.MACROS)
    if sort != _WORKSHEET:
        return
    name = _name(data[6:], version, codepage)
    if name in places or start in places.values():
        raise HostileFile(Refusal.ODD_SHEET)
    places[name] = start


def _name(data: bytes, version: int, codepage: int) -> str:
    letters = data[0]
    try:
        if version < _BIFF8:
            return data[1 : 1 + letters].decode(CODEPAGES[codepage])
        wide = data[1] & 1
        return data[2 : 2 + letters * (1 + wide)].decode("utf-16-le" if wide else "latin-1")
    except (KeyError, UnicodeDecodeError) as odd:
        raise UnreadableFile(Refusal.ODD_SHEET) from odd


def _refuse_other_units(book: bytes) -> None:
    """Look at the number formats that some cell style uses, in books of Excel 97 and later."""
    formats: dict[int, bytes] = {}
    used: set[int] = set()
    for kind, at, length in _records(book, 0):
        if kind == _FORMAT and length >= 5:
            formats[int.from_bytes(book[at : at + 2], "little")] = book[at + 2 : at + length]
        elif kind == _XF and length >= 4:
            used.add(int.from_bytes(book[at + 2 : at + 4], "little"))
    for number in used & formats.keys():
        refuse_other_unit(_format_code(formats[number]))


def _format_code(data: bytes) -> str:
    letters, wide = int.from_bytes(data[:2], "little"), data[2] & 1
    return data[3 : 3 + letters * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")


def _is_outside(data: bytes) -> bool:
    return len(data) != 4 or int.from_bytes(data[2:4], "little") not in _OWN_BOOKS


def _scan(book: bytes, start: int) -> ScannedSheet:
    seen = ScannedSheet()
    place = struct.Struct("<HH").unpack_from
    bottom = right = 0
    for kind, at, length in _records(book, start):
        if kind in _CELLS and length >= 6:
            row, column = place(book, at)
            bottom, right = max(bottom, row + 1), max(right, column + 1)
            if kind in _FORMULAS:
                seen.formulas.setdefault(row + 1, {})[column + 1] = "="
            elif kind == _BOOLERR and length >= 8 and book[at + 7]:
                seen.formulas.setdefault(row + 1, {})[column + 1] = "#"
        elif kind == _MERGED:
            seen.merged += _merged(book[at : at + length])
        elif kind in _CONNECTIONS:
            raise HostileFile(Refusal.EXTERNAL, where="Tệp")
    refuse_far(bottom, right)
    return seen


def _merged(data: bytes) -> list[tuple[int, int, int, int]]:
    """First and last row and column of each merged range, from 1."""
    ranges = struct.iter_unpack("<HHHH", data[2 : 2 + (len(data) - 2) // 8 * 8])
    return [(top + 1, left + 1, bottom + 1, right + 1) for top, bottom, left, right in ranges]
