"""Who is answered for in a period, and as what."""

from __future__ import annotations

from datetime import date

from casework.books import Books
from casework.decision_states import Status
from casework.results.figures import Figures
from casework.results.periods import Period, statistical_year
from casework.results.report import report
from tests import builders
from tests.results.written import Lot, write

YEAR = statistical_year(2026)  # 1/10/2025 - 30/9/2026
LONG_AGO, BEFORE, WITHIN, AFTER = date(2024, 3, 1), date(2025, 9, 30), date(2025, 10, 1), date(2026, 10, 1)


def _of(books: Books, *lots: Lot, period: Period = YEAR) -> Figures:
    agency = builders.an_agency(books)
    write(books, agency, *lots)
    return report(books, agency, period).total.now


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
