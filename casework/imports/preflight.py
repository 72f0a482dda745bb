"""May this file be read at all?

Judged by content, never by name, and before any reader sees it: a 0.7 MB workbook that unpacks to 234 MB kept a fast
reader busy for nine seconds and a slow one for a minute (measured), so only limits taken beforehand protect the service.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from casework.imports.archive import Part, open_archive, unpack
from casework.imports.compound_file import MAGIC
from casework.imports.joined_digits import watch_document, watch_workbook
from casework.imports.number_formats import refuse_other_unit, used_formats
from casework.imports.old_excel import check_old_workbook
from casework.imports.open_document import CONTENT, is_open_document, refuse_foreign_documents, scan_document
from casework.imports.refusals import HostileFile, Refusal, UnreadableFile
from casework.imports.sheet_scan import ScannedSheet, scan_sheet
from casework.imports.workbook import refuse_foreign_parts, sheet_places

LARGEST_FILE = 64 * 2**20
_SHOWN_NAME = 120
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # Excel wraps an encrypted workbook in its old container
_OTHERS = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "tệp nén gzip"),
    (b"Rar!", "tệp nén RAR"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"\x89PNG", "ảnh"),
    (b"\xff\xd8\xff", "ảnh"),
    (b"GIF8", "ảnh"),
    (b"MZ", "chương trình"),
    (b"\x7fELF", "chương trình"),
)
_STYLES = "xl/styles.xml"
_TAIL = 16
_HEAD = 256
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]{0,80}?encoding\s*=\s*[\"']([^\"']{1,40})[\"']")


class Kind(StrEnum):
    """What a file that may be read is."""

    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"
    CSV = "csv"


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """A file that may be read; for a workbook, what was seen in each sheet by the sheet's name."""

    kind: Kind
    sheets: dict[str, ScannedSheet] = field(default_factory=dict)


def check_file(content: bytes) -> Checked:
    """Look at ``content`` before it is read. Raises a ``FileRefused`` (safety: import, bad inputs 1-7, 22-24, 30)."""
    if not content.strip(b"\0 \t\r\n"):
        raise UnreadableFile(Refusal.EMPTY)
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(Refusal.TOO_LARGE, size=len(content) // 2**20, limit=LARGEST_FILE // 2**20)
    if content.startswith(MAGIC):
        if _LOCKED in content:
            raise UnreadableFile(Refusal.PASSWORD)
        return Checked(kind=Kind.XLS, sheets=check_old_workbook(content))
    for magic, kind in _OTHERS:
        if content.startswith(magic):
            raise UnreadableFile(Refusal.OTHER_KIND, kind=kind)
    if content.startswith(b"PK"):
        return _check_archive(content)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise UnreadableFile(Refusal.HTML)
    return Checked(kind=Kind.CSV)


def display_name(name: str) -> str:
    """``name`` as it may be shown and noted: no folders, no control or direction-changing characters, 120 at most.

    >>> display_name("../../danh sach.xlsx")
    'danh sach.xlsx'
    """
    last = re.split(r"[\\/]", name)[-1]
    visible = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    return unicodedata.normalize("NFC", visible).strip()[:_SHOWN_NAME] or "(không tên)"


def _check_archive(content: bytes) -> Checked:
    parts = open_archive(content)
    if is_open_document(parts):
        return _check_document(content, parts)
    return _check_workbook(content, parts)


def _check_document(content: bytes, parts: dict[str, Part]) -> Checked:
    refuse_foreign_documents(content, parts)
    for path, part in parts.items():
        if path != CONTENT:
            deque(_watched(content, part), maxlen=0)
    return Checked(kind=Kind.ODS, sheets=scan_document(watch_document(_watched(content, parts[CONTENT]))))


def _check_workbook(content: bytes, parts: dict[str, Part]) -> Checked:
    refuse_foreign_parts(content, parts)
    if _STYLES in parts:
        for code in used_formats(b"".join(unpack(content, parts[_STYLES])).decode("utf-8", "replace")):
            refuse_other_unit(code)
    names = {place.part: place.name for place in sheet_places(content, parts)}
    sheets = {}
    for path, part in parts.items():
        pieces = watch_workbook(_watched(content, part))
        if path in names:
            sheets[names[path]] = scan_sheet(pieces)
        else:
            deque(pieces, maxlen=0)
    return Checked(kind=Kind.XLSX, sheets=sheets)


def _watched(content: bytes, part: Part) -> Iterator[bytes]:
    """The unpacked pieces of ``part``, each looked at for what may not be there. Readers take any part for XML if told."""
    head = tail = b""  # pieces may be as short as the sender likes
    for piece in unpack(content, part):
        head += piece[: _HEAD - len(head)]
        window = tail + piece
        if _DECLARATION.search(window):
            raise HostileFile(Refusal.DTD)
        tail = window[-_TAIL:]
        yield piece
    _check_head(part, head)


def _check_head(part: Part, head: bytes) -> None:
    if head.startswith((b"PK\x03\x04", MAGIC)):
        raise HostileFile(Refusal.NESTED, part=display_name(part.name))
    named = _ENCODING.match(head)
    other = named is not None and named[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")
    if part.name.lower().endswith((".xml", ".rels", ".vml")) and (other or b"\0" in head):
        raise HostileFile(Refusal.ZIP_ODD)
