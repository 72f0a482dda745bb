"""The decisions behind a figure add up to it, group by group, and a part of the agency adds up with the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import insert, select, true, update

from casework.books import Books
from casework.db.ids import new_id
from casework.decision_states import Status
from casework.decisions import PartyRole, add_party_to
from casework.payment_order import Kind
from casework.results import behind
from casework.results.behind import Figure, all_behind, page_behind
from casework.results.extent import Extent
from casework.results.grouping import By, Key, in_group
from casework.results.periods import statistical_year
from casework.results.report import report
from casework.results.small_groups import too_small
from casework.tables.agreements import exemption
from casework.tables.decisions import decision, obligation
from tests import builders
from tests.results.written import Lot, coerce, write

YEAR = statistical_year(2026)
LONG_AGO, WITHIN = date(2024, 3, 1), date(2026, 3, 2)


def _a_mixed_book(books: Books) -> tuple[int, int, int]:
    """Two offices with decisions of every standing; the agency and the offices."""
    agency = builders.an_agency(books)
    here, there = builders.an_office(books, agency, name="Phòng 1"), builders.an_office(books, agency, name="Phòng 2")
    officer = builders.a_staff_member(books, agency, office=here)
    at_here = Lot(many=3, issued_on=LONG_AGO, asked=900, office=here, officer=officer, origin="on_request")
    written = write(
        books,
        agency,
        replace(at_here, paid=300, paid_on=WITHIN),
        replace(at_here, many=2, issued_on=WITHIN, asked=500, status=Status.FINISHED, on=WITHIN),
        Lot(many=2, issued_on=WITHIN, asked=70, status=Status.NO_MEANS, on=WITHIN, office=there, kind=Kind.COURT_FEE),
        Lot(many=1, issued_on=LONG_AGO, asked=11, status=Status.SUSPENDED, on=WITHIN, office=there),
        Lot(many=2, issued_on=WITHIN, asked=40, paid=10, status=Status.TERMINATED, on=WITHIN, judgment="9/2026/HS-ST"),
        Lot(many=1, issued_on=WITHIN, asked=5, status=Status.ENTRUSTED, on=WITHIN, office=there),
        Lot(many=4, issued_on=LONG_AGO, asked=400, status=Status.FINISHED, on=date(2025, 9, 30), office=here),
    )
    coerce(books, written[1][:1], decided_on=WITHIN, carried_out_on=WITHIN)
    coerce(books, written[6][:2], decided_on=WITHIN, avoided_on=WITHIN)  # the year has not to answer for these two
    return agency, here, there


@pytest.mark.parametrize("by", [By.AGENCY, By.OFFICE, By.OFFICER, By.COMMUNE, By.ORIGIN, By.MATTER])
def test_the_lines_add_up_to_the_figure(books: Books, by: By) -> None:
    agency, _, _ = _a_mixed_book(books)
    found = report(books, agency, YEAR, by)
    seen = 0
    for group in (*found.groups, found.total):
        of = true() if group is found.total else in_group(by, group.key)
        for figure in Figure:
            lines = list(all_behind(books, YEAR, figure, of))
            assert sum(line.value for line in lines) == figure.of(group.now), (group.key, figure)
            seen += len(lines)
    assert seen > 20


def test_by_kind_a_decision_stands_behind_each_of_its_kinds(books: Books) -> None:
    agency, _, _ = _a_mixed_book(books)
    for group in report(books, agency, YEAR, By.KIND).groups:
        for figure in (Figure.HANDLED, Figure.DONE, Figure.NO_MEANS):
            lines = list(all_behind(books, YEAR, figure, in_group(By.KIND, group.key)))
            assert len(lines) == figure.of(group.now), (group.key, figure)


def test_a_list_is_read_page_by_page_and_nothing_is_told_twice(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    agency, _, _ = _a_mixed_book(books)
    monkeypatch.setattr(behind, "PAGE", 2)
    monkeypatch.setattr(behind, "READ_FOR_A_PAGE", (1, 2))  # pages may come short, and go on
    told, older, pages = [], None, 0
    while True:
        page = page_behind(books, YEAR, Figure.HANDLED, true(), older=older)
        assert len(page.lines) <= 2
        told += [line.id for line in page.lines]
        older, pages = page.older, pages + 1
        if older is None:
            break
    assert told == sorted(told, reverse=True)
    assert len(set(told)) == len(told) == report(books, agency, YEAR).total.now.cases.handled
    assert pages > 4


def test_two_parts_add_up_to_the_whole(books: Books) -> None:
    agency, here, _ = _a_mixed_book(books)
    mine = Extent(name="Phòng 1", condition=decision.c.office_id == here, office_id=here)
    rest = Extent(name="Còn lại", condition=decision.c.office_id.is_distinct_from(here))
    for by in (By.OFFICE, By.KIND, By.MATTER):
        parts = [report(books, agency, YEAR, by, compare=True, of=one).total for one in (mine, rest)]
        whole = report(books, agency, YEAR, by, compare=True).total
        assert parts[0].now + parts[1].now == whole.now
        assert parts[0].before is not None
        assert parts[1].before is not None
        assert parts[0].before + parts[1].before == whole.before
        assert parts[0].name == "Phòng 1"


def test_groups_that_are_no_column_are_counted_one_by_one(books: Books) -> None:
    agency, here, there = _a_mixed_book(books)
    parts: dict[Key, Extent] = {
        1: Extent(name="Đợt 1", condition=decision.c.office_id == here),
        2: Extent(name="Đợt 2", condition=decision.c.office_id.in_([here, there])),
    }
    found = report(books, agency, YEAR, By.CAMPAIGN, parts=parts)
    by_office = {group.key: group.now for group in report(books, agency, YEAR, By.OFFICE).groups}
    assert [(group.name, group.now) for group in found.groups] == [
        ("Đợt 1", by_office[here]),
        ("Đợt 2", by_office[here] + by_office[there]),
    ]
    assert found.total.now == report(books, agency, YEAR).total.now


def test_what_was_waived_counts_with_its_own_decision(books: Books) -> None:
    agency, _, _ = _a_mixed_book(books)
    line, asked = books.conn.execute(
        select(obligation.c.id, obligation.c.amount).where(obligation.c.amount > 100).limit(1)
    ).one()
    books.conn.execute(update(obligation).where(obligation.c.id == line).values(waived=100))
    row = {"id": new_id(), "obligation_id": line, "measure": "reduce", "asked": 100, "granted": 100}
    row |= {"filed_on": WITHIN, "decided_on": WITHIN, "entered_at": books.clock.now()}
    books.conn.execute(insert(exemption), row)
    done = report(books, agency, YEAR).total.now.money.done
    assert sum(one.value for one in all_behind(books, YEAR, Figure.MONEY_DONE, true())) == done
    assert asked > 100


def test_a_part_of_two_people_is_too_small_to_leave(books: Books) -> None:
    agency = builders.an_agency(books)
    office = builders.an_office(books, agency)
    (ids,) = write(books, agency, Lot(many=3, issued_on=WITHIN, asked=30, office=office))
    people = [builders.a_person(books) for _ in range(3)]
    for one, person in zip(ids, (people[0], people[1], people[1]), strict=True):
        add_party_to(books, one, person, PartyRole.DEBTOR)
    mine = Extent(name="Phòng", condition=decision.c.office_id == office)
    assert too_small(books, report(books, agency, YEAR, By.COMMUNE, of=mine))
    add_party_to(books, ids[2], people[2], PartyRole.DEBTOR)
    assert not too_small(books, report(books, agency, YEAR, By.COMMUNE, of=mine))
    assert not too_small(books, report(books, agency, YEAR, By.COMMUNE))
