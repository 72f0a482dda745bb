"""Who is answered for in a period, and as what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update

from casework.books import Books
from casework.db.ids import new_id
from casework.decision_states import Status
from casework.obligations import LineFacts
from casework.payment_order import Kind
from casework.results.figures import Figures
from casework.results.grouping import By
from casework.results.periods import Period, statistical_year
from casework.results.report import Report, report
from casework.tables.agreements import agreement, exemption
from casework.tables.decisions import decision_event, obligation, payment
from tests import builders
from tests.results.written import Lot, write

YEAR = statistical_year(2026)  # 1/10/2025 - 30/9/2026
LONG_AGO, BEFORE, WITHIN, AFTER = date(2024, 3, 1), date(2025, 9, 30), date(2025, 10, 1), date(2026, 10, 1)


def _of(books: Books, *lots: Lot, period: Period = YEAR) -> Figures:
    agency = builders.an_agency(books)
    write(books, agency, *lots)
    return report(books, agency, period).total.now


def _by(books: Books, by: By, *lots: Lot) -> Report:
    agency = builders.an_agency(books)
    write(books, agency, *lots)
    return report(books, agency, YEAR, by)


def _happens(books: Books, decision: int, kind: str, on: date) -> None:
    row = {"id": new_id(), "decision_id": decision, "kind": kind, "happened_on": on, "entered_at": books.clock.now()}
    books.conn.execute(insert(decision_event), row)


# -- cases ------------------------------------------------------------------------------------------------------------


def test_what_ended_before_is_not_handled_and_what_ended_after_still_goes_on(books: Books) -> None:
    found = _of(
        books,
        Lot(many=2, issued_on=LONG_AGO, status=Status.FINISHED, on=BEFORE),
        Lot(many=3, issued_on=LONG_AGO, status=Status.FINISHED, on=WITHIN),
        Lot(many=5, issued_on=WITHIN, status=Status.TERMINATED, on=date(2026, 9, 30)),
        Lot(many=7, issued_on=LONG_AGO, status=Status.FINISHED, on=AFTER),
        Lot(many=11, issued_on=AFTER),
    ).cases
    assert (found.carried, found.fresh, found.handled) == (10, 5, 15)
    assert (found.finished, found.terminated, found.open, found.means) == (3, 5, 7, 15)


def test_without_means_and_held_cases_are_due_but_not_enforceable(books: Books) -> None:
    found = _of(
        books,
        Lot(many=4, issued_on=WITHIN, status=Status.FINISHED, on=WITHIN),
        Lot(many=4, issued_on=WITHIN),
        Lot(many=2, issued_on=WITHIN, status=Status.NO_MEANS, on=WITHIN),
        Lot(many=1, issued_on=LONG_AGO, status=Status.RETURNED, on=WITHIN),
        Lot(many=3, issued_on=WITHIN, status=Status.DEFERRED, on=WITHIN),
        Lot(many=2, issued_on=WITHIN, status=Status.SUSPENDED, on=WITHIN),
        Lot(many=9, issued_on=WITHIN, status=Status.ENTRUSTED, on=WITHIN),
    ).cases
    assert (found.handled, found.entrusted, found.due) == (25, 9, 16)
    assert (found.means, found.no_means, found.held) == (8, 3, 5)
    assert found.rates == (Decimal("50.00"), Decimal("25.00"))


def test_what_was_done_in_part_before_it_was_entrusted_elsewhere_is_finished_here(books: Books) -> None:
    entrusted = Lot(many=2, issued_on=WITHIN, asked=10, paid=4, paid_on=WITHIN, status=Status.ENTRUSTED, on=WITHIN)
    found = _of(books, entrusted, Lot(many=1, issued_on=WITHIN, asked=8, status=Status.ENTRUSTED, on=WITHIN))
    assert (found.cases.finished, found.cases.entrusted, found.cases.due) == (2, 1, 2)


def test_a_deferral_that_the_parties_agreed_on_leaves_a_case_with_means(books: Books) -> None:
    agency = builders.an_agency(books)
    (ids,) = write(books, agency, Lot(many=3, issued_on=WITHIN, status=Status.DEFERRED, on=WITHIN))
    for decision, ended in zip(ids, (None, date(2026, 9, 30)), strict=False):
        row = {"id": new_id(), "decision_id": decision, "signed_on": WITHIN, "content_sealed": b"x", "state": "live",
               "interest_stops": True, "ended_on": ended, "entered_at": books.clock.now()}  # fmt: skip
        books.conn.execute(insert(agreement), row)
    found = report(books, agency, YEAR).total.now.cases
    assert (found.open, found.held) == (1, 2)


def test_a_case_taken_up_again_is_new_and_counts_once_when_it_ends(books: Books) -> None:
    agency = builders.an_agency(books)
    (ids,) = write(books, agency, Lot(many=2, issued_on=LONG_AGO, status=Status.FINISHED, on=BEFORE))
    assert report(books, agency, YEAR).total.now.cases.handled == 0
    _happens(books, ids[0], "status.enforcing.taken_up_again", date(2025, 12, 1))
    found = report(books, agency, YEAR).total.now.cases
    assert (found.carried, found.fresh, found.open) == (0, 1, 1)
    _happens(books, ids[0], "status.finished", date(2026, 5, 4))
    found = report(books, agency, YEAR).total.now.cases
    assert (found.fresh, found.finished, found.handled) == (1, 1, 1)


def test_a_correction_of_how_it_ended_does_not_bring_it_into_the_next_year(books: Books) -> None:
    agency = builders.an_agency(books)
    (ids,) = write(books, agency, Lot(many=1, issued_on=LONG_AGO, status=Status.FINISHED, on=BEFORE))
    _happens(books, ids[0], "status.terminated", WITHIN)
    assert report(books, agency, YEAR).total.now.cases.handled == 0


def test_of_two_changes_on_one_day_the_later_entered_counts(books: Books) -> None:
    agency = builders.an_agency(books)
    (ids,) = write(books, agency, Lot(many=1, issued_on=WITHIN, status=Status.NO_MEANS, on=WITHIN))
    _happens(books, ids[0], "status.enforcing.with_means", WITHIN)
    assert report(books, agency, YEAR).total.now.cases.open == 1


def test_an_end_that_a_list_gave_without_a_day_counts_when_it_was_entered_and_is_told(books: Books) -> None:
    agency = builders.an_agency(books)
    lots = [Lot(many=3, issued_on=LONG_AGO, asked=9, paid=9, status=Status.FINISHED), Lot(many=2, issued_on=LONG_AGO)]
    _, open_ones = write(books, agency, *lots)
    _happens(books, open_ones[0], "status.finished.listed", date(2026, 1, 5))  # entered on 16/11/2026 all the same
    this_year = report(books, agency, statistical_year(2027)).total.now
    assert (this_year.cases.finished, this_year.cases.undated, this_year.cases.open) == (4, 4, 1)
    assert (this_year.money.collected, this_year.money.undated) == (9, 9)
    before = report(books, agency, YEAR).total.now
    assert (before.cases.finished, before.cases.undated, before.cases.open) == (0, 0, 5)
    assert (before.money.due, before.money.collected) == (9, 0)


def test_what_came_in_ended_and_was_opened_later_is_not_taken_for_ended(books: Books) -> None:
    agency = builders.an_agency(books)
    (ids,) = write(books, agency, Lot(many=1, issued_on=LONG_AGO, status=Status.FINISHED))
    _happens(books, ids[0], "status.enforcing.taken_up_again", AFTER)
    assert report(books, agency, YEAR).total.now.cases.open == 1


# -- money ------------------------------------------------------------------------------------------------------------


def test_money_is_what_was_left_when_the_year_began_and_what_became_of_it(books: Books) -> None:
    found = _of(
        books,
        Lot(many=1, issued_on=LONG_AGO, asked=100, paid=30, paid_on=BEFORE),  # 70 go on
        Lot(many=1, issued_on=WITHIN, asked=100, paid=25, paid_on=WITHIN),  # 25 done, 75 go on
        Lot(many=1, issued_on=WITHIN, asked=100, paid=40, paid_on=AFTER),  # 100 go on
        Lot(many=1, issued_on=LONG_AGO, asked=100, paid=60, paid_on=WITHIN, status=Status.TERMINATED, on=WITHIN),
        Lot(many=1, issued_on=LONG_AGO, asked=100, paid=5, paid_on=WITHIN, status=Status.NO_MEANS, on=WITHIN),
        Lot(many=1, issued_on=LONG_AGO, asked=100, status=Status.SUSPENDED, on=WITHIN),
    ).money
    assert (found.done, found.collected) == (25 + 100 + 5, 25 + 60 + 5)
    assert (found.open, found.no_means, found.held) == (70 + 75 + 100, 95, 100)
    assert found.due == 570
    assert found.means == 130 + 245


def test_what_the_court_waived_is_done_in_the_year_of_its_decision(books: Books) -> None:
    agency = builders.an_agency(books)
    write(books, agency, Lot(many=1, issued_on=LONG_AGO, asked=100))
    line = books.conn.execute(obligation.select()).one().id
    for on, granted in ((BEFORE, 10), (WITHIN, 20), (AFTER, 30), (None, None)):
        row = {"id": new_id(), "obligation_id": line, "measure": "reduce", "asked": 50, "filed_on": LONG_AGO,
               "granted": granted, "decided_on": on, "entered_at": books.clock.now()}  # fmt: skip
        books.conn.execute(insert(exemption), row)
    books.conn.execute(update(obligation).values(waived=60))
    found = report(books, agency, YEAR).total.now.money
    assert (found.due, found.done, found.open) == (90, 20, 70)


def test_money_taken_back_or_given_back_does_not_count(books: Books) -> None:
    agency = builders.an_agency(books)
    kept, _ = write(
        books, agency,
        Lot(many=1, issued_on=WITHIN, asked=100, paid=60, paid_on=WITHIN),
        Lot(many=1, issued_on=WITHIN, asked=100, paid=50, paid_on=WITHIN),
    )  # fmt: skip
    mine = payment.c.decision_id == kept[0]
    books.conn.execute(update(payment).where(mine).values(surplus=15))
    books.conn.execute(update(payment).where(~mine).values(reversed_at=books.clock.now()))
    found = report(books, agency, YEAR).total.now.money
    assert (found.collected, found.open) == (45, 155)


# -- groups -----------------------------------------------------------------------------------------------------------


def test_a_case_with_two_kinds_counts_with_each_and_once_in_all(books: Books) -> None:
    agency = builders.an_agency(books)
    both = [builders.a_line(Kind.COURT_FEE, 10), builders.a_line(Kind.DEBT, 90), builders.a_line(Kind.DEBT, 100)]
    decision = builders.a_decision(books, agency, lines=both)
    builders.a_decision(books, agency, lines=[builders.a_line(Kind.DEBT, 50)])
    builders.a_payment(books, decision, 30)
    found = report(books, agency, YEAR, By.KIND)
    by_kind = {group.key: group.now for group in found.groups}
    assert by_kind[Kind.COURT_FEE].cases.handled == 1
    assert by_kind[Kind.DEBT].cases.handled == 2
    assert (by_kind[Kind.COURT_FEE].money.collected, by_kind[Kind.DEBT].money.collected) == (10, 20)
    assert (found.total.now.cases.handled, found.total.now.money.due) == (2, 250)


@pytest.mark.parametrize(
    ("number", "matter"),
    [
        ("48/2026/DS-ST", "civil"),
        ("31/2026/HS-PT", "criminal"),
        ("31/2026/HSST", "criminal"),
        ("7/2026/QĐST-HNGĐ", "family"),
        ("7/2026/KDTM-ST", "commercial"),
        ("7/2026/LĐ-ST", "labour"),
        ("7/2026/HC-ST", "administrative"),
        ("7/2026/QĐ-PS", "bankruptcy"),
        ("7/2026", None),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_kind_of_case_is_read_from_the_judgments_number(books: Books, number: str, matter: str | None) -> None:
    (group,) = _by(books, By.MATTER, Lot(many=1, issued_on=WITHIN, judgment=number)).groups
    assert group.key == matter


def test_offices_officers_and_origins_are_told_apart_by_name(books: Books) -> None:
    agency = builders.an_agency(books)
    office = builders.an_office(books, agency)
    officer = builders.a_staff_member(books, agency, office=office)
    write(
        books,
        agency,
        Lot(many=2, issued_on=WITHIN, office=office, officer=officer, origin="on_request"),
        Lot(many=1, issued_on=WITHIN),
    )
    for by, name in ((By.OFFICE, "Phòng Thi hành án dân sự khu vực 3"), (By.OFFICER, "Lê Thị Mai Hương")):
        first, last = report(books, agency, YEAR, by).groups
        assert (first.name, first.now.cases.handled) == (name, 2)
        assert (last.key, last.now.cases.handled) == (None, 1)
    keys = [group.key for group in report(books, agency, YEAR, By.ORIGIN).groups]
    assert keys == ["on_request", None]


def test_what_the_agency_gives_back_is_asked_of_nobody(books: Books) -> None:
    agency = builders.an_agency(books)
    write(books, agency, Lot(many=1, issued_on=date(2026, 3, 2), asked=100))
    lines = [LineFacts(kind=Kind.DEPOSIT_REFUND, content="Hoàn trả tạm ứng án phí", amount=7_000)]
    builders.a_case(books, agency=agency, lines=lines)
    assert report(books, agency, statistical_year(2026)).total.now.money.due == 100


# -- whatever the books hold ------------------------------------------------------------------------------------------

DAYS = st.dates(date(2024, 1, 1), date(2027, 6, 30))
LOTS = st.builds(
    lambda many, asked, share, issued, later, status, dated, paid_on: Lot(
        many=many, asked=asked, paid=asked * share // 100, issued_on=issued, paid_on=paid_on,
        status=status, on=max(issued, later) if dated and status is not Status.ENFORCING else None,
    ),
    st.integers(1, 4), st.integers(0, 10**12), st.integers(0, 100), DAYS, DAYS, st.sampled_from(list(Status)),
    st.booleans(), st.none() | DAYS,
)  # fmt: skip


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lots=st.lists(LOTS, min_size=1, max_size=6), year=st.integers(2024, 2028))
def test_every_case_and_every_dong_is_in_one_place(books: Books, lots: list[Lot], year: int) -> None:
    with books.conn.begin_nested() as undone:
        agency = builders.an_agency(books)
        write(books, agency, *lots)
        found = report(books, agency, statistical_year(year)).total.now
        undone.rollback()
    cases, money = found.cases, found.money
    assert cases.handled == cases.entrusted + cases.done + cases.open + cases.no_means + cases.held
    assert cases.handled <= sum(lot.many for lot in lots)
    assert min(money.done, money.collected, money.open, money.no_means, money.held) >= 0
    assert money.collected <= money.done
    assert money.due <= sum(lot.asked for lot in lots)
    for rate in (*cases.rates, *money.rates):
        assert rate is None or 0 <= rate <= 100
