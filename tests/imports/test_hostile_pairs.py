"""What only a second list shows: the same again, and one that shrinks. In every format."""

from __future__ import annotations

from datetime import date

import pytest

from casework.books import Books
from casework.decisions import Status
from casework.imports import batches
from casework.imports.batches import NO_CHANGES, SecondPersonNeeded
from casework.imports.case_list import CaseList
from casework.imports.rows import read_case_list
from casework.tables.decisions import decision
from tests.imports.hostile import ALL_FILES
from tests.imports.hostile.formats import ALL
from tests.imports.making_files import TODAY
from tests.imports.writing import Office, count, everything, later, office, written

__all__ = ["office"]


FILES = {file.name: file for file in ALL_FILES}


def the_file(name: str) -> CaseList:
    return read_case_list(FILES[name].make(), name, today=TODAY)


@pytest.mark.parametrize("again", ALL)
def test_yesterdays_list_in_any_format_changes_nothing(books: Books, office: Office, again: str) -> None:
    written(books, office, the_file("hai-muoi-viec.xlsx"))
    before = everything(books.conn)
    later(books)
    result = written(books, office, the_file(f"hai-muoi-viec.{again}"))
    assert result.batch_id is None
    assert NO_CHANGES == "Không có thay đổi."
    assert everything(books.conn) == before


@pytest.mark.parametrize("kind", ALL)
def test_a_list_that_closes_two_fifths_of_the_cases_waits_for_a_second_person(
    books: Books, office: Office, kind: str
) -> None:
    written(books, office, the_file("hai-muoi-viec.csv"))
    before = everything(books.conn)
    later(books)
    closing = the_file(f"hai-muoi-viec-ket-thuc-40-phan-tram.{kind}")
    with pytest.raises(SecondPersonNeeded, match="kết thúc 8 việc"):
        written(books, office, closing)
    assert everything(books.conn) == before
    written(books, office, closing, approved=True)
    assert count(books, decision, decision.c.status == Status.FINISHED.value) == 8


def test_cases_that_a_list_leaves_out_are_told_and_stay_as_they_are(books: Books, office: Office) -> None:
    written(books, office, the_file("hai-muoi-viec.csv"))
    later(books)
    shorter = the_file("hai-muoi-viec-bo-40-phan-tram.xlsx")
    found = batches.difference(books, shorter, office.agency)
    assert (found.gone, len(found.gone_sample)) == (8, 8)
    assert ("013/QĐ-THADS", date(2026, 3, 2)) in found.gone_sample
    before = everything(books.conn)["decision"]
    written(books, office, shorter, approved=True)
    assert everything(books.conn)["decision"] == before
