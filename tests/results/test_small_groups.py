"""What leaves the agency names no group of fewer than three debtors, and lets nobody work it out."""

from __future__ import annotations

from datetime import date

from casework.books import Books
from casework.decisions import PartyRole, add_party_to
from casework.results.grouping import By
from casework.results.periods import statistical_year
from casework.results.report import Report, report
from casework.results.small_groups import without_small_groups
from tests import builders
from tests.results.written import Lot, write

YEAR, ISSUED = statistical_year(2026), date(2026, 3, 2)


def _offices(books: Books, *debtors_of: list[int]) -> Report:
    """An office for each list of debtors, each of whom has one decision of 1,000 đồng there."""
    agency = builders.an_agency(books)
    for number, debtors in enumerate(debtors_of):
        office = builders.an_office(books, agency, name=f"Phòng {number}")
        lot = Lot(many=len(debtors), issued_on=ISSUED, asked=1_000 * len(debtors), office=office)
        for decision, debtor in zip(*write(books, agency, lot), debtors, strict=True):
            add_party_to(books, decision, debtor, PartyRole.DEBTOR)
    return without_small_groups(books, report(books, agency, YEAR, By.OFFICE))


def _told(found: Report) -> list[tuple[str | None, int, int]]:
    return [(group.name, group.merged, group.now.cases.handled) for group in found.groups]


def test_two_small_groups_become_one_and_nothing_is_lost(books: Books) -> None:
    people = [builders.a_person(books) for _ in range(8)]
    found = _offices(books, people[:4], people[4:6], people[6:8])
    assert _told(found) == [("Phòng 0", 0, 4), (None, 2, 4)]
    assert sum(group.now.money.due for group in found.groups) == found.total.now.money.due == 8_000


def test_one_small_group_takes_the_next_larger_with_it(books: Books) -> None:
    people = [builders.a_person(books) for _ in range(9)]
    assert _told(_offices(books, people[:5], people[5:8], people[8:])) == [("Phòng 0", 0, 5), (None, 2, 4)]


def test_one_person_in_several_groups_is_one_person(books: Books) -> None:
    people = [builders.a_person(books) for _ in range(5)]
    alone = people[4]
    found = _offices(books, people[:4], [alone], [alone], [alone])
    assert _told(found) == [(None, 4, 7)]


def test_large_groups_stay_as_they_are(books: Books) -> None:
    people = [builders.a_person(books) for _ in range(6)]
    assert _told(_offices(books, people[:3], people[3:])) == [("Phòng 0", 0, 3), ("Phòng 1", 0, 3)]
