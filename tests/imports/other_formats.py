"""How are old workbooks (.xls) and OpenDocument spreadsheets (.ods) made for the tests? By hand, record by record."""

from __future__ import annotations

import html
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

SECTOR = 512
_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF


@dataclass(frozen=True)
class Formula:
    """A cell that computes ``value`` by ``text``."""

    text: str
    value: float


# -- .xls -------------------------------------------------------------------------------------------------------------


def record(kind: int, data: bytes = b"") -> bytes:
    """One record of a BIFF stream."""
    return struct.pack("<HH", kind, len(data)) + data


def _wide(text: str, count: str) -> bytes:
    return struct.pack(count, len(text)) + b"\x01" + text.encode("utf-16-le")


def _old_cell(row: int, column: int, value: object) -> bytes:
    place = struct.pack("<HHH", row, column, 1 if isinstance(value, date) else 0)
    if value is None or value == "":
        return b""
    if isinstance(value, Formula):
        return record(0x0006, place + struct.pack("<d", value.value) + struct.pack("<HIH", 0, 0, 3) + b"\x1e\x01\x00")
    if isinstance(value, date):
        return record(0x0203, place + struct.pack("<d", (value - date(1899, 12, 30)).days))
    if isinstance(value, int | float):
        return record(0x0203, place + struct.pack("<d", value))
    return record(0x0204, place + _wide(str(value), "<H"))


def old_sheet(rows: Sequence[Sequence[object]], *, more: bytes = b"") -> bytes:
    """The records of one sheet; ``more`` goes in before its end."""
    cells = b"".join(
        _old_cell(row, column, value) for row, cells in enumerate(rows) for column, value in enumerate(cells)
    )
    return record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + more + record(0x000A)


def old_book(sheets: Mapping[str, bytes], *, more: bytes = b"", kind: int = 0) -> bytes:
    """The book's stream: its globals (with ``more``), then the sheets. ``kind``: what each sheet says it is."""
    styles = b"".join(record(0x00E0, struct.pack("<HH", 0, form) + bytes(16)) for form in (0, 14))
    head = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + record(0x0042, b"\xb0\x04")
    named = [(b"", _wide(name, "<B")) for name in sheets]
    length = len(head + styles + more) + sum(4 + 6 + len(name) for _, name in named) + len(record(0x000A))
    places, at = [], length
    for sheet in sheets.values():
        places.append(at)
        at += len(sheet)
    bounds = b"".join(
        record(0x0085, struct.pack("<IBB", place, 0, kind) + name)
        for place, (_, name) in zip(places, named, strict=True)
    )
    return head + styles + more + bounds + record(0x000A) + b"".join(sheets.values())


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE container; every stream is padded so that it lies in ordinary sectors."""
    body, entries = b"", []
    table: list[int] = []
    for name, stream in streams.items():
        padded = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
        first, count = len(table), len(padded) // SECTOR
        table += [*range(first + 1, first + count), _END]
        body += padded
        entries.append(_entry(name, 2, first, max(4096, len(stream))))
    root = _entry("Root Entry", 5, _END, 0, child=1 if entries else -1)
    directory = b"".join([root, *(_linked(entry, at + 2, len(entries)) for at, entry in enumerate(entries))])
    directory = directory.ljust(-(-len(directory) // SECTOR) * SECTOR, b"\0")
    begun, count = len(table), len(directory) // SECTOR
    table += [*range(begun + 1, begun + count), _END]
    tables = -(-(len(table) + len(table) // 127 + 1) // 128)
    places = list(range(len(table), len(table) + tables))
    table += [0xFFFFFFFD] * tables
    table += [_FREE] * (tables * 128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, tables, begun, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *(places + [_FREE] * (109 - len(places))))
    return header + body + directory + struct.pack(f"<{len(table)}I", *table)


def _entry(name: str, kind: int, start: int, size: int, child: int = -1) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    entry = written.ljust(64, b"\0") + struct.pack("<HBBiii", len(written), kind, 1, -1, -1, child)
    return entry + bytes(36) + struct.pack("<IQ", start, size)


def _linked(entry: bytes, following: int, count: int) -> bytes:
    return entry[:72] + struct.pack("<i", following if following <= count else -1) + entry[76:]


def xls(rows: Sequence[Sequence[object]], *, more: bytes = b"", in_sheet: bytes = b"") -> bytes:
    """A workbook of Excel 97 with one sheet "Danh sách"."""
    return compound({"Workbook": old_book({"Danh sách": old_sheet(rows, more=in_sheet)}, more=more)})


# -- .ods -------------------------------------------------------------------------------------------------------------

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "style", "table", "text", "draw")
)
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods_cell(value: object) -> str:
    """One cell as LibreOffice writes it."""
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, Formula):
        formula = html.escape(value.text)
        return (
            f'<table:table-cell table:formula="of:{formula}" office:value-type="float" office:value="{value.value}"/>'
        )
    if isinstance(value, date):
        shown = f"<text:p>{value:%d/%m/%Y}</text:p>"
        return f'<table:table-cell office:value-type="date" office:date-value="{value}">{shown}</table:table-cell>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
    text = html.escape(str(value))
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def ods_row(cells: Sequence[object]) -> str:
    """One row."""
    return f"<table:table-row>{''.join(map(ods_cell, cells))}</table:table-row>"


def ods_sheet(rows: str, name: str = "Danh sách") -> str:
    """One sheet of these rows, with the empty rest that LibreOffice writes below."""
    rest = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
    return f'<table:table table:name="{name}">{rows}{rest}</table:table-row></table:table>'


def ods(*sheets: str, parts: Mapping[str, str | bytes] | None = None, mimetype: str = MIMETYPE) -> bytes:
    """A spreadsheet with these sheets, and with ``parts`` put in or replaced."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES}'
        ' xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3"><office:body><office:spreadsheet>'
        f"{''.join(sheets)}</office:spreadsheet></office:body></office:document-content>"
    )
    held: dict[str, str | bytes] = {
        "mimetype": mimetype,
        "content.xml": content,
        "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (held | dict(parts or {})).items():
            archive.writestr(name, part)
    return file.getvalue()


def ods_of(rows: Sequence[Sequence[object]]) -> bytes:
    """A spreadsheet whose only sheet has these rows."""
    return ods(ods_sheet("".join(map(ods_row, rows))))
