"""Many rows changed by one statement say the same as the rows changed one by one, on both databases."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Insert, Integer, Text, Update, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from casework.books import Books
from casework.db.for_each import ForEach, ids_in
from casework.db.prepared import Prepared
from scheduler.tables import lease

THEN = datetime(2026, 11, 16, 3, 4, 5, 678901, tzinfo=UTC)
BIG = (1 << 63) - 1
ODD = "đã “chặn”, \\ 'bot'"


def _new(_dialect: str, name: Any, until: Any) -> Insert:
    return insert(lease).from_select(
        ["name", "until", "owner", "renewals"],
        select(name, until, bindparam("owner", type_=Text), bindparam("times", type_=Integer)),
    )


def _renewed(_dialect: str, which: Any, owner: Any, until: Any) -> Update:
    return update(lease).where(lease.c.name == which).values(owner=owner, until=until, renewals=bindparam("times"))


NEW = ForEach(_new, name=Text(), until=lease.c.until.type)
RENEWED = ForEach(_renewed, which=Text(), owner=Text(), until=lease.c.until.type)


def there(books: Books) -> dict[str, tuple[Any, ...]]:
    rows = books.conn.execute(select(lease.c.name, lease.c.owner, lease.c.until, lease.c.renewals))
    return {row[0]: tuple(row[1:]) for row in rows}


def some(books: Books, *names: str) -> None:
    rows = [{"name": name, "until": THEN + timedelta(microseconds=at)} for at, name in enumerate(names)]
    NEW.change(books.conn, rows, owner="made", times=1)


def test_each_row_gets_its_own_values_and_all_get_those_that_are_the_same(books: Books) -> None:
    some(books, "a", "b", ODD)
    second = THEN + timedelta(microseconds=1)
    assert there(books) == {
        "a": ("made", THEN, 1),
        "b": ("made", second, 1),
        ODD: ("made", THEN + timedelta(microseconds=2), 1),
    }
    later = THEN + timedelta(days=400)
    rows = [
        {"which": ODD, "owner": ODD, "until": later},
        {"which": "nobody's", "owner": "x", "until": THEN},
        {"which": "a", "owner": "", "until": THEN},
    ]
    RENEWED.change(books.conn, rows, times=7)
    assert there(books) == {"a": ("", THEN, 7), "b": ("made", second, 1), ODD: (ODD, later, 7)}


def test_nothing_stays_nothing(books: Books) -> None:
    some(books, "a")
    with pytest.raises(IntegrityError), books.conn.begin_nested():
        RENEWED.change(books.conn, [{"which": "a", "owner": None, "until": THEN}], times=2)
    with pytest.raises(IntegrityError), books.conn.begin_nested():
        RENEWED.change(books.conn, [{"which": "a", "owner": "b", "until": None}], times=2)


def test_no_rows_change_nothing(books: Books) -> None:
    some(books)
    assert there(books) == {}


def test_one_row_that_breaks_a_rule_undoes_them_all(books: Books) -> None:
    some(books, "a")
    with pytest.raises(IntegrityError), books.conn.begin_nested():
        some(books, "b", "a")
    assert set(there(books)) == {"a"}


def test_ids_go_over_as_one_value(books: Books) -> None:
    listed = Prepared({name: ids_in(name, "ids") for name in ("sqlite", "postgresql")})
    assert sorted(listed.rows(books.conn, ids=json.dumps([2, BIG, 5]))) == [(2,), (5,), (BIG,)]
    assert listed.rows(books.conn, ids="[]") == []
