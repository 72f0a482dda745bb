"""Which cells of an OpenDocument spreadsheet (.ods) hold formulas, and may the spreadsheet be read at all?

The reader knows elements by their usual prefixes, so this look does too. It follows rows and columns that are said to be
repeated: one cell "repeated" a million times fifty took 3.3 GB to read (measured).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from casework.imports.archive import Part, unpack
from casework.imports.refusals import HostileFile, Refusal, UnreadableFile
from casework.imports.sheet_scan import MOST_SPREAD, ScannedSheet, column_letters, refuse_far

CONTENT = "content.xml"
_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_SMALL = 4 * 2**20
_KEPT = 2**18  # a cell's text has at most 32,767 characters
_TAG = re.compile(
    rb'<(/?)table:(table|table-row|table-cell|covered-table-cell)((?:\s+[\w:.-]+="[^"<]*")*)\s*(/?)>', re.ASCII
)
_OPENED = re.compile(rb"<table:(?:table|table-row|table-cell|covered-table-cell)[\s/>]")
_ATTRIBUTE = re.compile(rb'(table:(?:name|formula|number-(?:matrix-)?(?:rows|columns)-(?:repeated|spanned)))="([^"]*)"')
_OUTSIDE = re.compile(
    rb"<(?:table:table-source|table:cell-range-source|table:dde-link|table:database-source|office:dde-source)[\s/>]"
    rb'|<draw:[\w-]+[^<>]*\sxlink:href="(?:[a-z][a-z0-9+.-]*:|/|\.\./)',
    re.IGNORECASE,
)
_VALUE = re.compile(rb"\soffice:(?:value-type|value|string-value|date-value|boolean-value|time-value)=")


def is_open_document(parts: Mapping[str, Part]) -> bool:
    """Has the archive what every OpenDocument file has?"""
    return CONTENT in parts and "mimetype" in parts


def refuse_foreign_documents(content: bytes, parts: Mapping[str, Part]) -> None:
    """Raise for other kinds of documents, passwords, macros and embedded objects."""
    mimetype = _text(content, parts["mimetype"])
    if not mimetype.startswith(_MIMETYPE):
        raise UnreadableFile(Refusal.OTHER_KIND, kind="OpenDocument, không phải bảng tính")
    manifest = parts.get("meta-inf/manifest.xml")
    if manifest is not None and b"encryption-data" in _text(content, manifest):
        raise UnreadableFile(Refusal.PASSWORD)
    for path in parts:
        folder = path.split("/", 1)[0]
        if folder in ("basic", "scripts"):
            raise HostileFile(Refusal.MACROS)
        if folder.startswith("object ") or path.endswith((".zip", ".exe", ".ole", ".bin")):
            raise HostileFile(Refusal.NESTED, part=path.rsplit("/", 1)[-1][:60])


def scan_document(pieces: Iterable[bytes]) -> dict[str, ScannedSheet]:
    """What was seen in each sheet of ``content.xml``, by name. Raises ``HostileFile`` or ``UnreadableFile``."""
    scan = _Scan()
    held = b""
    for piece in pieces:
        held += piece
        cut = held.rfind(b"<", max(0, len(held) - _KEPT))
        if cut > 0:
            scan.look(held[:cut])
            held = held[cut:]
    scan.look(held)
    if not held.rstrip().endswith(b"</office:document-content>") or not scan.sheets:
        raise UnreadableFile(Refusal.DAMAGED)
    return scan.sheets


class _Scan:
    """Where one is in the document: the sheet, its row, its column, and how often the row is repeated."""

    def __init__(self) -> None:
        self.sheets: dict[str, ScannedSheet] = {}
        self._sheet: ScannedSheet | None = None
        self._row = self._repeated = 0
        self._column = self._filled = 0
        self._reach = [0, 0]
        self._spread = 0

    def look(self, text: bytes) -> None:
        """Follow the tags of ``text``, cut between tags."""
        if b"<!" in text:  # a comment or raw text could hold what looks like a cell
            raise UnreadableFile(Refusal.ODD_SHEET)
        if _OUTSIDE.search(text):
            raise HostileFile(Refusal.EXTERNAL, where="Tệp")
        tags = list(_TAG.finditer(text))
        if sum(not tag[1] for tag in tags) != len(_OPENED.findall(text)):
            raise UnreadableFile(Refusal.ODD_SHEET)  # a tag spelled so that this look would miss what it says
        for tag in tags:
            self._follow(tag)

    def _follow(self, tag: re.Match[bytes]) -> None:
        closing, kind, written, empty = tag.groups()
        if kind == b"table":
            self._end_sheet() if closing else self._begin_sheet(written, empty)
        elif self._sheet is None or (closing and kind != b"table-row"):
            return
        elif kind != b"table-row":
            self._cell(self._sheet, written, covered=kind != b"table-cell", empty=bool(empty))
        elif closing:
            self._end_row()
        else:
            self._begin_row(written, empty)

    def _begin_sheet(self, written: bytes, empty: bytes) -> None:
        name = html.unescape(_attributes(written).get(b"table:name", b"").decode("utf-8", "replace"))
        if self._sheet is not None or name in self.sheets:
            raise UnreadableFile(Refusal.ODD_SHEET)  # a table in a table
        seen = self.sheets[name] = ScannedSheet()
        self._sheet = None if empty else seen
        self._row, self._reach = 0, [0, 0]

    def _end_sheet(self) -> None:
        self._sheet = None

    def _begin_row(self, written: bytes, empty: bytes) -> None:
        self._row += self._repeated
        self._repeated = 0
        self._row += 1
        self._repeated = _number(_attributes(written), b"table:number-rows-repeated") - 1
        self._column = self._filled = 0
        if empty:
            self._end_row()

    def _end_row(self) -> None:
        if self._filled:
            self._reach = [self._row + self._repeated, max(self._reach[1], self._filled)]
            refuse_far(*self._reach)
        self._row += self._repeated
        self._repeated = 0

    def _cell(self, sheet: ScannedSheet, written: bytes, *, covered: bool, empty: bool) -> None:
        attributes = _attributes(written) if b"table:" in written else {}
        first = self._column + 1
        self._column += _number(attributes, b"table:number-columns-repeated")
        if not empty or _VALUE.search(written):
            self._filled = self._column
        formula = attributes.get(b"table:formula")
        if formula is not None:
            self._note_formula(sheet, first, formula)
            self._note_matrix(sheet, first, attributes, formula)
        wide, high = (_number(attributes, b"table:number-" + way + b"-spanned") for way in (b"columns", b"rows"))
        if not covered and (wide > 1 or high > 1):
            sheet.merged.append((self._row, first, self._row + high - 1, first + wide - 1))

    def _note_matrix(self, sheet: ScannedSheet, first: int, attributes: dict[bytes, bytes], formula: bytes) -> None:
        """One formula that fills a range stands in its first cell only; the others look as if somebody had typed them."""
        wide, high = (_number(attributes, b"table:number-matrix-" + way + b"-spanned") for way in (b"columns", b"rows"))
        self._spread += wide * high
        if self._spread > MOST_SPREAD:
            raise HostileFile(Refusal.SHEET_AREA, cell=f"{column_letters(first + wide - 1)}{self._row + high - 1}")
        for row in range(self._row, self._row + high):
            for column in range(first, first + wide):
                sheet.formulas.setdefault(row, {}).setdefault(column, _shown(formula))

    def _note_formula(self, sheet: ScannedSheet, first: int, formula: bytes) -> None:
        refuse_far(self._row + self._repeated, self._column)
        shown = _shown(formula)
        for row in range(self._row, self._row + self._repeated + 1):
            for column in range(first, self._column + 1):
                sheet.formulas.setdefault(row, {})[column] = shown


def _shown(formula: bytes) -> str:
    return "=" + html.unescape(formula.decode("utf-8", "replace")).split("=", 1)[-1][:120]


def _attributes(written: bytes) -> dict[bytes, bytes]:
    return dict(_ATTRIBUTE.findall(written))


def _number(attributes: Mapping[bytes, bytes], name: bytes) -> int:
    written = attributes.get(name, b"1")
    if not written.isdigit() or not 0 < len(written) <= 7:
        raise UnreadableFile(Refusal.ODD_SHEET)
    return max(1, int(written))


def _text(content: bytes, part: Part) -> bytes:
    if part.unpacked > _SMALL:
        raise HostileFile(Refusal.ZIP_ODD)
    return b"".join(unpack(content, part))
