"""How does a person name a question or an appointment on the telephone? A short reference that is easy to read out.

``CH-7K2Q9D``: two letters for the kind and six signs without 0, 1, I, L, O and U. It is a name, not a secret: nothing
is shown for a reference alone.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, select

from casework.books import Books
from casework.db.for_each import as_json_list, texts_in
from casework.db.prepared import Prepared

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: read aloud over a telephone
LONG = 6  # signs
_ALL = len(SIGNS) ** LONG


def new_signs() -> str:
    """Six signs drawn at random, one of 729 million."""
    drawn, signs = secrets.randbelow(_ALL), ""
    for _ in range(LONG):
        drawn, which = divmod(drawn, len(SIGNS))
        signs += SIGNS[which]
    return signs


def new_reference(kind: str) -> str:
    """A fresh reference, e.g. ``new_reference("LH")``; the table's unique column has the last word."""
    return f"{kind}-{new_signs()}"


def free_references(books: Books, column: ColumnElement[Any], count: int, kind: str | None = None) -> list[str]:
    """So many (``kind`` None: signs alone) that no row bears in ``column``: among millions, drawing meets one now and then."""
    found: set[str] = set()
    while len(found) < count:
        drawn = {new_signs() if kind is None else new_reference(kind) for _ in range(count - len(found))}
        found |= drawn.difference(row[0] for row in _borne(column).rows(books.conn, drawn=as_json_list(drawn)))
    return sorted(found)


@cache
def _borne(column: ColumnElement[Any]) -> Prepared:
    """Which of the references ``drawn`` somebody bears already."""
    return Prepared.for_each_kind(lambda dialect: select(column).where(column.in_(texts_in(dialect, "drawn"))))


def read_reference(kind: str, text: str) -> str | None:
    """The reference of this kind as it is kept: ``"lh 7k2 q9d"`` is ``"LH-7K2Q9D"``; None when the text is none."""
    signs = re.sub(r"[\s.\-–—]", "", unicodedata.normalize("NFKC", text[:40])).upper()
    found = re.fullmatch(rf"{kind}([{SIGNS}]{{6}})", signs)
    return f"{kind}-{found[1]}" if found else None
