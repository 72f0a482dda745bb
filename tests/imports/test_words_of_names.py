"""Whoever a list brings is found by part of their name, under the new one when a list says it better."""

from __future__ import annotations

from sqlalchemy import func, select

from casework import people
from casework.books import Books
from casework.name_words import parties_with, words_of
from casework.tables.people import name_word, party
from tests.imports.making_files import case
from tests.imports.test_writing_undone import batch_of
from tests.imports.writing import Office, office, the_sample, written

__all__ = ["office"]


def names(books: Books) -> dict[int, str]:
    """Everybody's name."""
    return people.names_of(books, books.conn.execute(select(party.c.id)).scalars().all())


def words_are_those_of_the_names(books: Books) -> bool:
    """Whether each word of each name leads to its party, and no other word stands there."""
    there = {(word, one) for one, name in names(books).items() for word in words_of(name)}
    rows = books.conn.execute(select(func.count()).select_from(name_word)).scalar_one()
    return rows == len(there) and all(one in (parties_with(books, word, 10_000) or ()) for word, one in there)


def test_the_words_of_a_whole_list_are_there(books: Books, office: Office) -> None:
    written(books, office, the_sample(repaired=False))
    assert len(names(books)) > 400
    assert words_are_those_of_the_names(books)


def test_a_name_that_a_later_list_writes_otherwise_is_found_so(books: Books, office: Office) -> None:
    batch_of(books, office, case(1, Người_phải_THA="Trần Văn Bình"))
    batch_of(books, office, case(1, Người_phải_THA="Trần Văn Bảo"))
    assert "Trần Văn Bảo" in names(books).values()
    assert parties_with(books, "binh", 10) == set()
    assert words_are_those_of_the_names(books)
