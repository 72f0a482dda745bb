"""Which cells of a sheet's XML hold formulas or errors, and how far out do its cells lie?

The reader of workbooks gives a formula's remembered value as if somebody had typed it, and takes memory for the whole
rectangle between the first and the last cell: two cells in opposite corners cost 22 GB (measured). So the XML is looked
through once, in pieces, before it is read. Only the spelling that spreadsheet programs use is accepted: another one
could hide a cell from this look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from casework.imports.refusals import HostileFile, Refusal, UnreadableFile

MOST_AREA = 12_000_000  # cells; 200,000 rows of 60 columns
MOST_SPREAD = 1_000_000  # cells that formulas over ranges fill; each is remembered by itself
_KEPT = 2**18  # a cell's text has at most 32,767 characters
_ROOT = re.compile(rb"<([A-Za-z_][\w.-]*:)?worksheet[\s>]")
_CLOSED = rb'(?:\s+[\w:]+="[^"<>/&]*")*\s*(?:/>|></)'
_FORMULA_SHOWN = re.compile(rb"<[^>]*>([^<]{0,120})")
_SPREAD = re.compile(rb'<[^>]*\sref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_SPREADING = re.compile(rb"<[^>]*\st=[\"'](?:array|dataTable)[\"']")
_ERROR = re.compile(rb"""t\s*=\s*["']e["']""")
_CELL_NAME = re.compile(rb'r="([A-Z]{1,3})([0-9]{1,7})"')


@dataclass(kw_only=True, slots=True)
class ScannedSheet:
    """Formulas and errors by row and column, both from 1: the formula as written, or the error's place-holder.

    ``merged``: first and last row and column of merged ranges, from 1, where the reader does not tell them.
    """

    formulas: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def scan_sheet(pieces: Iterable[bytes]) -> ScannedSheet:
    """Look through the XML of one sheet. Raises ``HostileFile`` or ``UnreadableFile``."""
    scan: _Scan | None = None
    held = b""
    for piece in pieces:
        held += piece
        if scan is None and len(held) > 2048:
            scan = _Scan(held)
        if scan is not None:
            cut = scan.safe_end(held)
            scan.look(held[:cut])
            held = held[cut:]
    scan = scan or _Scan(held)
    scan.look(held)
    scan.check_end(held)
    return scan.seen


class _Scan:
    """One look through one sheet, whose elements all carry the prefix that its root has."""

    def __init__(self, head: bytes) -> None:
        root = _ROOT.search(head)
        if root is None:
            raise UnreadableFile(Refusal.ODD_SHEET)
        self._prefix = root[1] or b""
        self._cell = b"<" + self._prefix + b'c r="'
        prefix = re.escape(self._prefix)
        self._far_or_odd = re.compile(
            rb"<" + prefix + rb'c(?: r="(?:([A-Z]{2,3})([0-9]+)|([A-Z])([0-9]{6,7}))"(?!' + _CLOSED + rb")"
            rb'|(?! r="[A-Z]{1,3}[0-9]{1,7}")[\s/>])'
        )
        self._formula = re.compile(rb"<" + prefix + rb"f[\s/>]")
        self._foreign = re.compile(rb":(?:c|f|row)[\s/>]")
        self._extent = [0, 0]
        self._spread = 0
        self.seen = ScannedSheet()

    def safe_end(self, text: bytes) -> int:
        """Where ``text`` can be cut without cutting a cell."""
        at = text.rfind(self._cell, max(0, len(text) - _KEPT))
        return at if at >= 0 else max(0, len(text) - 64)

    def look(self, text: bytes) -> None:
        """Note what ``text``, cut between cells, has of formulas, errors and far cells."""
        if b"<!" in text:  # a comment or raw text could hold what looks like a cell, or cut a sum in two
            raise UnreadableFile(Refusal.ODD_SHEET)
        for found in self._far_or_odd.finditer(text):
            self._note_extent(found)
        for found in self._formula.finditer(text):
            shown = _FORMULA_SHOWN.match(text, found.start())
            formula = "=" + (shown[1].decode("utf-8", "replace") if shown else "")
            self._note_formula(text, found.start(), formula)
            if _SPREADING.match(text, found.start()):
                self._note_spread(text, found.start(), formula)
        for found in _ERROR.finditer(text):
            self._note_formula(text, found.start(), "#")
        for found in self._foreign.finditer(text):
            self._refuse_foreign(text, found)

    def check_end(self, text: bytes) -> None:
        """A sheet that breaks off would be read as a shorter list."""
        if not text.rstrip().endswith(b"</" + self._prefix + b"worksheet>"):
            raise UnreadableFile(Refusal.DAMAGED)

    def _note_extent(self, found: re.Match[bytes]) -> None:
        column, row = found[1] or found[3], found[2] or found[4]
        if column is None:
            raise UnreadableFile(Refusal.ODD_SHEET)
        self._extent[0] = max(self._extent[0], int(row))
        self._extent[1] = max(self._extent[1], column_number(column.decode()))
        # cells in the first 26 columns above row 100,000 are not counted: they cannot make the area too large
        if max(self._extent[0], 100_000) * max(self._extent[1], 26) > MOST_AREA:
            raise HostileFile(Refusal.SHEET_AREA, cell=f"{column.decode()}{row.decode()}")

    def _note_formula(self, text: bytes, at: int, shown: str) -> None:
        start = text.rfind(self._cell, 0, at)
        name = _CELL_NAME.search(text, start) if start >= 0 else None
        if name is None:
            raise UnreadableFile(Refusal.ODD_SHEET)
        row, column = int(name[2]), column_number(name[1].decode())
        self.seen.formulas.setdefault(row, {}).setdefault(column, shown)

    def _note_spread(self, text: bytes, at: int, shown: str) -> None:
        """One formula that fills a range stands in its first cell only; the others look as if somebody had typed them."""
        named = _SPREAD.match(text, at)
        if named is None:
            return
        top, bottom = int(named[2]), int(named[4])
        left, right = column_number(named[1].decode()), column_number(named[3].decode())
        self._spread += max(0, bottom - top + 1) * max(0, right - left + 1)
        if self._spread > MOST_SPREAD:
            raise HostileFile(Refusal.SHEET_AREA, cell=f"{named[3].decode()}{bottom}")
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self.seen.formulas.setdefault(row, {}).setdefault(column, shown)

    def _refuse_foreign(self, text: bytes, found: re.Match[bytes]) -> None:
        before = text[max(0, found.start() - 64) : found.start() + 1]
        opened = re.search(rb"<([\w.-]+:)$", before)
        if opened and opened[1] != self._prefix:
            raise UnreadableFile(Refusal.ODD_SHEET)


def refuse_far(row: int, column: int) -> None:
    """Raise ``HostileFile`` where the rectangle that ends at this cell (from 1) takes too much memory."""
    if row * column > MOST_AREA:
        raise HostileFile(Refusal.SHEET_AREA, cell=f"{column_letters(column)}{row}")


def column_letters(number: int) -> str:
    """1 -> ``A``, 27 -> ``AA``."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def column_number(letters: str) -> int:
    """``A`` -> 1, ``Z`` -> 26, ``AA`` -> 27, ``XFD`` -> 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
