"""Communes of an invented province, and people who live in them, for the tests of what happens at the door."""

from __future__ import annotations

from sqlalchemy import insert, update

from casework.books import Books
from casework.db.ids import new_id
from casework.folding import fold
from casework.mobilisation import add_team
from casework.tables.people import party
from casework.tables.places import commune, province
from tests.builders import Case, a_case, a_person


def a_commune(books: Books, name: str = "xã Phước Hòa") -> int:
    """A commune of a province of its own."""
    province_id, commune_id = new_id(), new_id()
    bare = fold(name).removeprefix("xa ").removeprefix("phuong ")
    books.conn.execute(
        insert(province), {"id": province_id, "code": str(province_id), "name": "tỉnh Vĩnh Hưng", "folded": "vinh hung"}
    )
    row = {
        "id": commune_id,
        "code": str(commune_id),
        "province_id": province_id,
        "kind": "xã",
        "name": name,
        "folded": bare,
    }
    books.conn.execute(insert(commune), row)
    return commune_id


def lives_in(books: Books, person: int, commune_id: int) -> None:
    books.conn.execute(update(party).where(party.c.id == person).values(commune_id=commune_id))


def a_case_in(books: Books, commune_id: int, *, agency: int | None = None, number: str = "") -> Case:
    """A debtor who lives in the commune."""
    person = a_person(books)
    lives_in(books, person, commune_id)
    return a_case(books, agency=agency, debtor=person, number=number)


def a_team(books: Books, commune_id: int, *, name: str = "Tổ vận động ấp 3", a_day: int = 12) -> int:
    return add_team(books, commune_id, name, visits_a_day=a_day)
