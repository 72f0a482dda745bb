"""Uploaded lists and lists of before, as things that addresses name."""

from __future__ import annotations

from sqlalchemy import insert

from casework.books import Books
from casework.db.ids import new_id
from casework.imports import uploads
from casework.staff import find
from casework.tables.imports import import_batch
from tests.officers.laid import Laid, Thing
from tests.officers.office import ROLES, Office

_SENDERS = ("clerk", "officer", "head", "deputy")


def _of_each_sender(made: dict[str, int]) -> Laid:
    """Nobody here leads the whole agency: each sees what they sent themselves."""
    return Laid(
        in_sight={role: (made[role],) if role in made else () for role in ROLES},
        out_of_sight={role: tuple(one for other, one in made.items() if other != role) for role in ROLES},
    )


def _uploads(books: Books, office: Office) -> Laid:
    made = {}
    for role in _SENDERS:
        who = find(books, office.staff[role])
        assert who is not None
        name, stored_as = "danh-sach.xlsx", f"{new_id():032x}"
        known = uploads.receive(books, who, uploads.new_upload(), name=name, stored_as=stored_as, size=1, digest=role)
        made[role] = known
    return _of_each_sender(made)


def _batches(books: Books, office: Office) -> Laid:
    made = {}
    for role in _SENDERS:
        made[role] = new_id()
        row = {
            "id": made[role],
            "agency_id": office.agency,
            "file_name": "danh-sach.xlsx",
            "content_hash": role,
            "sheet": "Danh sách",
            "headers": "[]",
            "state": "written",
            "imported_by": office.staff[role],
            "at": books.clock.now(),
            "rows": 1,
            "accepted": 1,
        }
        books.conn.execute(insert(import_batch), row)
    return _of_each_sender(made)


THINGS = {"upload": Thing(lay=_uploads), "batch": Thing(lay=_batches)}
