"""To whom may a list assign its cases, and what was said of its columns before?"""

from __future__ import annotations

from collections.abc import Sequence

from casework import staff
from casework.books import Books
from casework.imports import mappings
from casework.imports.explained import Explained, read_meanings
from casework.staff import HOLD_CASES, Role


def known_officers(books: Books) -> list[str] | None:
    """The names a list may assign to. Books without officers yet take any name, and the writing flags it."""
    everybody = staff.everybody(books)
    if not any(one.role is Role.OFFICER for one in everybody):
        return None
    return [one.name for one in everybody if one.role in HOLD_CASES]


def explained(books: Books, agency_id: int, said: Sequence[str], sender: str | None) -> Explained:
    """What was said with the file (``"header=name"``), and with this sender's earlier ones. Raises ``NoSuchField``."""
    earlier = mappings.remembered(books, agency_id, sender) if sender else []
    return Explained(given=read_meanings(said), remembered=earlier)
