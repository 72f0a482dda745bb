"""A long list with one row in a hundred changed is exactly those changes, and both lists are taken back to the byte."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from casework.books import Books
from casework.imports import undoing
from casework.imports.case_list import CaseList
from tests.imports.making_files import case
from tests.imports.writing import Office, everything, later, office, the_list, written

__all__ = ["office"]
pytestmark = pytest.mark.slow
ROWS = int(os.environ.get("LONG_LIST_ROWS", "5000"))


def a_list(*, changed: int = 0) -> CaseList:
    """``changed``: in every so many rows something has been paid."""
    return the_list(*rows(changed))


def rows(changed: int) -> Iterator[list[object]]:
    for at in range(1, ROWS + 1):
        paid = 1_000_000 if changed and at % changed == 0 else 0
        number = {"Số_QĐ_THA": f"{at}/QĐ-THADS", "Số_CCCD": f"095081{at:06}", "Điện_thoại": f"0900{at:06}"}
        yield case(at, Đã_thi_hành=paid, **number)


def test_one_in_a_hundred_of_a_long_list_and_back(books: Books, office: Office) -> None:
    empty = everything(books.conn)
    first = written(books, office, a_list())
    before = everything(books.conn)
    later(books)
    second = written(books, office, a_list(changed=100))
    assert second.difference.as_changes() == {
        "new": 0, "changed": ROWS // 100, "unchanged": ROWS - ROWS // 100, "gone": 0,
    }  # fmt: skip
    after = everything(books.conn)
    differing = {name: len(set(after[name]) ^ set(before[name])) for name in after if after[name] != before[name]}
    assert differing == {"decision": 2 * ROWS // 100, "payment": ROWS // 100, "allocation": ROWS // 100}
    later(books)
    assert written(books, office, a_list(changed=100)).batch_id is None
    for batch, was in ((second, before), (first, empty)):
        assert batch.batch_id is not None
        undoing.undo(books, batch.batch_id, staff_id=office.officer)
        assert everything(books.conn) == was
