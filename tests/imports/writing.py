"""What do the tests of writing lists share? An agency, lists made of rows, and everything the books hold, to compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from casework import obligations
from casework.books import Books
from casework.clock import SetClock
from casework.db.metadata import metadata
from casework.decisions import find_decision
from casework.imports import batches
from casework.imports.batches import Written
from casework.imports.case_list import CaseList
from casework.imports.repairs import apply_repairs
from casework.imports.rows import read_case_list
from casework.obligations import DecisionView
from tests.builders import a_staff_member, an_agency, an_office
from tests.imports.making_files import TODAY, case, csv_text

SAMPLE = Path(__file__).parents[1] / "data" / "case-list-sample.xlsx"
_NOT_BOOKS = ("import_", "audit_", "party_event")


@dataclass(frozen=True, kw_only=True)
class Office:
    """An agency with one officer and one leader."""

    agency: int
    officer: int
    leader: int


def an_office_with_staff(books: Books) -> Office:
    """The agency that the lists come from."""
    agency = an_agency(books)
    office = an_office(books, agency)
    return Office(
        agency=agency,
        officer=a_staff_member(books, agency, office=office),
        leader=a_staff_member(books, agency, name="Huỳnh Thị Lan", role="head"),
    )


def the_list(*rows: Sequence[object]) -> CaseList:
    """These rows as a list that was sent as CSV."""
    return read_case_list(csv_text(rows).encode(), "danh-sach.csv", today=TODAY)


def the_sample(*, repaired: bool = True) -> CaseList:
    """The untidy list of 420 files, its proposals confirmed or not."""
    sample = read_case_list(SAMPLE.read_bytes(), SAMPLE.name, today=TODAY)
    return apply_repairs(sample, "all") if repaired else sample


def written(books: Books, office: Office, case_list: CaseList, *, approved: bool = False) -> Written:
    """The list in the books."""
    approved_by = office.leader if approved else None
    return batches.write(books, case_list, agency_id=office.agency, staff_id=office.officer, approved_by=approved_by)


def later(books: Books, minutes: int = 5) -> None:
    """Some time goes by."""
    assert isinstance(books.clock, SetClock)
    books.clock.set(books.clock.now() + timedelta(minutes=minutes))


def the_decision(books: Books, office: Office, number: int = 1) -> DecisionView:
    """The decision that ``case(number)`` makes, as the staff see it."""
    row = case(number)
    decision_id = find_decision(books, office.agency, str(row[1]), row[2])  # type: ignore[arg-type]  # its day
    assert decision_id is not None
    view = obligations.of_decision(books, decision_id)
    assert view is not None
    return view


def everything(conn: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the trail of imports and audits and the queue of what to look at again, to the byte."""
    return {
        table.name: [tuple(row) for row in conn.execute(select(table).order_by(*table.primary_key.columns)).all()]
        for table in metadata.sorted_tables
        if not table.name.startswith(_NOT_BOOKS)
    }


def count(books: Books, table: Any, *where: Any) -> int:
    """How many rows."""
    return int(books.conn.execute(select(func.count()).select_from(table).where(*where)).scalar_one())


@pytest.fixture
def office(books: Books) -> Office:
    return an_office_with_staff(books)
