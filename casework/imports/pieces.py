"""In which form do rows and refusals come out of the process that reads a file?

Length (4 bytes, big-endian), then MessagePack: it can carry values only, whatever the reader has become. Days and times,
which MessagePack does not tell from words, go as extensions of ours. First the sheet or a refusal, then pieces of rows,
then an empty piece: without it the reader did not come to the end.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec
from msgspec.msgpack import Ext

from casework.imports.refusals import FileRefused, HostileFile, NotACaseList, Refusal, UnreadableFile
from casework.imports.sheet import Cell, FormulaCell

ROWS_A_PIECE = 500
LARGEST_PIECE = 64 * 2**20  # 500 rows of 60 cells of 32,767 letters would be more, and are no case list
LENGTH = struct.Struct(">I")
_DAY, _INSTANT, _TIME, _LONG, _FORMULA = 1, 2, 3, 4, 5
_MICROSECOND = timedelta(microseconds=1)
_KINDS: dict[str, type[FileRefused]] = {
    kind.__name__: kind for kind in (FileRefused, HostileFile, UnreadableFile, NotACaseList)
}
_REMEMBERED = 5_000


class Sheet(msgspec.Struct, frozen=True, kw_only=True, tag="sheet"):
    """The sheet that is read, as ``casework.imports.sheet.SheetRows`` has it but for its rows."""

    name: str
    height: int
    merged: tuple[tuple[int, int, int, int], ...]
    unread: tuple[str, ...]


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    """Why the file is not read."""

    kind: str
    code: str
    blanks: dict[str, str | int]

    def error(self) -> FileRefused:
        """The refusal as it was raised. Raises ``ValueError`` or ``KeyError`` for one that there is not."""
        return _KINDS[self.kind](Refusal(self.code), **self.blanks)


def refusal_of(refused: FileRefused) -> Refused:
    """The refusal to send."""
    blanks = {name: value if isinstance(value, int) else str(value) for name, value in refused.blanks.items()}
    return Refused(kind=type(refused).__name__, code=refused.code.value, blanks=blanks)


def packed(value: Any) -> bytes:
    """One message with its length before it."""
    body = msgspec.msgpack.encode(value)
    return LENGTH.pack(len(body)) + body


class RowPacker:
    """Packs pieces of rows."""

    def __init__(self) -> None:
        self._days: dict[date, Ext] = {}
        self._encode = msgspec.msgpack.Encoder().encode
        self._sent: dict[type, Callable[[Any], Any]] = {
            date: self._day,
            datetime: lambda value: Ext(_INSTANT, value.isoformat().encode()),
            time: lambda value: Ext(_TIME, value.isoformat().encode()),
            timedelta: lambda value: Ext(_LONG, str(value // _MICROSECOND).encode()),
            FormulaCell: lambda value: Ext(_FORMULA, value.formula.encode()),
        }

    def pack(self, rows: Sequence[Sequence[Cell]]) -> bytes:
        """The cells of ``rows``, which follow one another in the sheet."""
        sent = self._sent
        body = self._encode(
            [[sent[cell.__class__](cell) if cell.__class__ in sent else cell for cell in row] for row in rows]
        )
        return LENGTH.pack(len(body)) + body

    def _day(self, value: date) -> Ext:
        known = self._days.get(value)
        if known is None:
            known = Ext(_DAY, value.isoformat().encode())
            if len(self._days) < _REMEMBERED:
                self._days[value] = known
        return known


class RowOpener:
    """Opens pieces of rows. Raises ``ValueError`` (msgspec's own is one) for anything that is not such a piece."""

    def __init__(self) -> None:
        self._days: dict[bytes, date] = {}
        self._decode = msgspec.msgpack.Decoder(list[list[str | int | float | bool | Ext]]).decode

    def open(self, body: bytes) -> list[list[Cell]]:
        """The rows of one piece."""
        value = self._value
        rows: list[list[Any]] = self._decode(body)
        return [[value(cell) if cell.__class__ is Ext else cell for cell in row] for row in rows]

    def _value(self, sent: Any) -> Any:
        written = bytes(sent.data)
        if sent.code == _DAY:
            return self._days.get(written) or self._day(written)
        text = written.decode()
        if sent.code == _INSTANT:
            return datetime.fromisoformat(text)
        if sent.code == _TIME:
            return time.fromisoformat(text)
        if sent.code == _LONG:
            return int(text) * _MICROSECOND
        if sent.code == _FORMULA:
            return FormulaCell(formula=text)
        raise ValueError("no such kind of cell")

    def _day(self, written: bytes) -> date:
        day = date.fromisoformat(written.decode())
        if len(self._days) < _REMEMBERED:
            self._days[written] = day
        return day
