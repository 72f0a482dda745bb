import socket
from pathlib import Path

import pytest
from sqlalchemy import func, insert, literal, select, text

from casework.books import Books
from casework.db.connect import make_engine
from casework.db.engine import Database
from casework.db.ids import new_id
from casework.tables.places import province
from tests.fakes.network import OutsideNetwork, loopback_only


def add_province(books: Books, code: str) -> None:
    books.conn.execute(insert(province).values(id=new_id(), code=code, name="tỉnh Cà Mau", folded="ca mau"))


def count_provinces(books: Books) -> int:
    return books.conn.execute(select(func.count()).select_from(province)).scalar_one()


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_finds_the_books_empty(books: Books, turn: int) -> None:
    assert count_provinces(books) == 0
    add_province(books, f"p{turn}")
    assert count_provinces(books) == 1


@pytest.mark.parametrize("turn", [1, 2])
async def test_each_test_finds_its_database_empty(db: Database, turn: int) -> None:
    assert await db.read(count_provinces) == 0
    await db.write(add_province, f"p{turn}")
    assert await db.read(count_provinces) == 1


def test_sqlite_books_are_set_up_as_in_the_product(books: Books) -> None:
    if books.conn.dialect.name == "sqlite":
        assert books.conn.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
        assert books.conn.execute(text("PRAGMA synchronous")).scalar_one() == 2
    else:
        assert books.conn.execute(text("SHOW server_encoding")).scalar_one() == "UTF8"


def test_reaching_another_machine_is_refused_and_remembered() -> None:
    with loopback_only() as tried:
        with pytest.raises(OutsideNetwork), socket.socket() as one:
            one.connect(("192.0.2.1", 80))
        with pytest.raises(OutsideNetwork):
            socket.getaddrinfo("example.org", 80)
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname()).close()
    assert tried == ["('192.0.2.1', 80)", "example.org"]


def test_a_statement_is_compiled_once_for_all_engines_of_a_kind(sqlite_template: Path) -> None:
    asked = select(literal("asked by this test only").label("nobody_else_asks"))
    engines = [make_engine(f"sqlite:///{sqlite_template}") for _ in range(2)]
    kept = []
    for engine in engines:
        with engine.connect() as conn:
            assert conn.execute(asked).scalar_one() == "asked by this test only"
            known = conn.get_execution_options()["compiled_cache"]
            kept.append([compiled for compiled in known.all() if "nobody_else_asks" in str(compiled)])
        engine.dispose()
    assert len(kept[0]) == 1
    assert kept[0] == kept[1]
