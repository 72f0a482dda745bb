"""What runs in the process that reads a file from others?

The file comes in at standard input, its rows or its refusal go out at standard output. Before the first byte is looked
at the process gives up what it does not need: memory and processor time beyond the limits, files of any kind (it cannot
open one, so no socket either), core dumps, other processes, and, where the system lets an ordinary user do so, the
network itself. It was started without environment, so it knows neither the database's address nor the keys.
"""

from __future__ import annotations

import codecs
import ctypes
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

import python_calamine

from casework.imports.old_excel import CODEPAGES
from casework.imports.pieces import ROWS_A_PIECE, RowPacker, Sheet, packed, refusal_of
from casework.imports.preflight import check_file
from casework.imports.refusals import FileRefused
from casework.imports.sheet import Cell, Rows, read_sheet

__all__ = ["main", "python_calamine"]  # loaded here because no file can be opened later
_CODECS = ("ascii", "latin-1", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", *CODEPAGES.values())  # likewise
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000  # unshare(2)


def main(memory: int, seconds: int, wanted: str, names: str) -> None:
    """Read the file at standard input: its sheet ``wanted``, or the one that is the list where that is empty.

    ``names``: headers that are known beside the usual ones, one a line.
    """
    give_up(memory, seconds)
    content = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    try:
        chosen = read_sheet(content, check_file(content), wanted or None, frozenset(names.split("\n")))
        del content
        sheet = Sheet(name=chosen.name, height=chosen.height, merged=chosen.merged, unread=chosen.unread)
        out.write(packed(sheet))
        out.flush()
        _send(chosen.rows, out)
    except FileRefused as refused:
        out.write(packed(refusal_of(refused)))
    out.flush()


def give_up(memory: int, seconds: int) -> None:
    """Take the limits: ``memory`` bytes of address space, ``seconds`` of processor time."""
    for name in _CODECS:
        codecs.lookup(name)
    _leave_the_network()
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_NOFILE, 3),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(what, (most, most))


def _leave_the_network() -> None:
    """A network of its own with nothing in it; refused on some systems, where no socket can be opened all the same."""
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is not None:
        unshare(_NEW_USER | _NEW_NET)


def _send(rows: Rows, out: BinaryIO) -> None:
    packer = RowPacker()
    cells: Iterator[list[Cell]] = (cells for _, cells in rows)
    while piece := list(islice(cells, ROWS_A_PIECE)):
        out.write(packer.pack(piece))
    out.write(packer.pack([]))
