"""How is a CSV file read, and which of its lines is wrong?

UTF-8, and UTF-16 with its mark; separated by comma, semicolon or tab, whichever gives the most columns that are
understood. Row numbers are those a spreadsheet program would show: a quoted cell with line breaks is one row.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator

from casework.imports.old_encodings import encoding_hint
from casework.imports.refusals import HostileFile, Refusal, UnreadableFile

_SEPARATORS = (",", ";", "\t")
_LONGEST_LINE = 64 * 2**10
_TRIED = 40


def decode(content: bytes) -> str:
    """The text of a CSV file. Raises ``UnreadableFile`` for other encodings, ``HostileFile`` for NUL characters."""
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = content.decode("utf-16")
        else:
            text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise UnreadableFile(Refusal.ENCODING, hint=encoding_hint(content)) from wrong
    nul = text.find("\0")
    if nul >= 0:
        raise HostileFile(Refusal.CSV_LINE, line=text.count("\n", 0, nul) + 1, problem="có ký tự NUL")
    return text


def choose_separator(text: str, understood: Callable[[list[list[str]]], int]) -> str:
    """The separator with which ``understood`` finds the most known headers in the first rows."""
    head = "".join(_lines(text[: _TRIED * _LONGEST_LINE])[:_TRIED])

    def score(separator: str) -> int:
        try:
            return understood(list(csv.reader(_lines(head), delimiter=separator)))
        except csv.Error:  # a cell without end: ``rows_of`` names its line
            return 0

    return max(_SEPARATORS, key=score)


def rows_of(text: str, separator: str) -> Iterator[list[str]]:
    """The rows of ``text``; an endless line or an unclosed quote is refused with its line."""
    lines = _lines(text)
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST_LINE:
            raise HostileFile(Refusal.CSV_LINE, line=number, problem="dòng quá dài")
    reader = csv.reader(lines, delimiter=separator, strict=True)
    begun = 1
    try:
        for row in reader:
            yield row
            begun = reader.line_num + 1
    except csv.Error as wrong:
        raise UnreadableFile(Refusal.CSV_LINE, line=begun, problem=_said(wrong)) from wrong


def _lines(text: str) -> list[str]:
    """Lines as spreadsheet programs know them: other signs that may break a line stand inside cells."""
    return list(io.StringIO(text, newline=""))


def _said(wrong: csv.Error) -> str:
    return "dấu ngoặc kép không đóng" if "unexpected end" in str(wrong) else "dấu ngoặc kép đặt sai hoặc ô quá dài"
