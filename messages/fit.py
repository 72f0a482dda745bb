"""How is a long text cut into messages without tearing a line apart?

Chat channels count UTF-16 units and refuse what is too long; a message cut in the middle of a sum could say another sum.
"""

from __future__ import annotations

from collections.abc import Iterable

ROOM = 3_500  # UTF-16 units: the tightest channel takes 4,096, and a page keeps room for what is added around it


def units(text: str) -> int:
    """The length of ``text`` as chat channels count it."""
    return len(text.encode("utf-16-le")) // 2


def pages(lines: Iterable[str], room: int = ROOM) -> list[str]:
    """``lines`` joined into as few texts of at most ``room`` units as keep every line whole; at least one text.

    A single line that is longer than a whole page is cut between words (a word longer than a page, between letters).
    """
    made: list[str] = []
    page: list[str] = []
    used = 0
    for piece in (piece for line in lines for piece in _pieces(line, room)):
        length = units(piece) + 1
        if page and used + length > room + 1:
            made.append("\n".join(page))
            page, used = [], 0
        page.append(piece)
        used += length
    return [*made, "\n".join(page)]


def clipped(text: str, most: int) -> str:
    """``text`` in at most ``most`` units, with an ellipsis where something was left out: for labels, never for sums."""
    if units(text) <= most:
        return text
    return _start(text, most - 1).rstrip() + "…"


def _pieces(line: str, room: int) -> list[str]:
    """``line`` itself, unless it is longer than a page."""
    pieces = []
    while units(line) > room:
        start = _start(line, room)
        space = start.rfind(" ")
        cut = space if space > 0 else len(start)
        pieces.append(line[:cut])
        line = line[cut:].lstrip(" ")
    return [*pieces, line]


def _start(text: str, most: int) -> str:
    """The longest beginning of ``text`` within ``most`` units; a letter is never torn from its marks' first unit."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
