"""Who works at the office of these tests, and what is in its books?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import update

from casework.books import Books
from casework.obligations import LineFacts
from casework.tables.agency import agency as agency_table
from casework.tables.agency import staff
from tests import builders
from tests.cli.conftest import Terminal

STAFF = {
    "tu": ("clerk", "Nguyễn Thị Cẩm Tú"),
    "huong": ("officer", "Lê Thị Mai Hương"),
    "truong": ("head", "Đặng Quốc Thái"),
    "pho": ("deputy", "Trần Thị Kim Ngân"),
    "quan-tri": ("admin", "Phạm Gia Bảo"),
    "kiem-tra": ("auditor", "Vũ Thị Hồng Nhung"),
}
DECISION = "045/QĐ-THADS"


@dataclass(frozen=True, kw_only=True)
class Office:
    """A terminal in an office with staff; ``ids`` by login."""

    terminal: Terminal
    agency: int
    room: int
    ids: dict[str, int]

    def case(
        self,
        number: str = DECISION,
        *,
        debtor: int | None = None,
        creditor: int | None = None,
        lines: Sequence[LineFacts] | None = None,
    ) -> builders.Case:
        """A debtor who owes a bank 50,000,000 đồng, unless said otherwise."""
        with self.terminal.books() as books:
            return builders.a_case(
                books, agency=self.agency, debtor=debtor, creditor=creditor, lines=lines, number=number
            )


def an_office(terminal: Terminal) -> Office:
    """The agency, one regional office, and everybody of ``STAFF``."""
    return terminal.writes(_written, terminal)


def _written(books: Books, terminal: Terminal) -> Office:
    agency = builders.an_agency(books)
    room = builders.an_office(books, agency)
    ids = {}
    for login, (role, name) in STAFF.items():
        ids[login] = builders.a_staff_member(books, agency, office=room, name=name, role=role)
        books.conn.execute(update(staff).where(staff.c.id == ids[login]).values(login=login))
    return Office(terminal=terminal, agency=agency, room=room, ids=ids)


def becomes_a_demo(office: Office) -> None:
    """The agency is an invented one."""
    with office.terminal.books() as books:
        books.conn.execute(update(agency_table).values(demo=True))
