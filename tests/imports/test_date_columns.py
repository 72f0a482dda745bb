"""What a whole column tells about how its days are written."""

from __future__ import annotations

from datetime import date, timedelta

from casework.imports.case_list import CaseList
from casework.imports.reasons import Reason
from casework.imports.repairs import apply_repairs
from casework.imports.rows import read_case_list
from tests.imports.making_files import TODAY, case, workbook

DECIDED = "Ngày ra QĐ"


def read(*days: object) -> CaseList:
    rows = [case(number, Ngày_ra_QĐ=day, Ngày_thông_báo_hợp_lệ=None) for number, day in enumerate(days, 1)]
    return read_case_list(workbook(rows), "a.xlsx", today=TODAY)


def told(case_list: CaseList, reason: Reason) -> list[tuple[int, str | None]]:
    return [(one.row, one.proposal) for one in case_list.findings if one.reason is reason]


def test_a_column_written_month_first_waits_whole() -> None:
    found = read("04/18/2025", "03/02/2025", "05/05/2025", date(2025, 2, 3))
    assert told(found, Reason.DATE_MONTH_FIRST) == [(3, "2025-04-18")]
    assert told(found, Reason.DATE_MAYBE_MONTH_FIRST) == [(4, None)]
    assert "dòng 3" in found.held[1].sentence
    assert [row.row for row in found.accepted] == [5, 6]  # the fifth of May is the same both ways


def test_in_a_column_of_both_kinds_the_unclear_days_are_flagged() -> None:
    found = read("18/04/2025", "04/18/2025", "03/02/2025")
    assert [(one.row, one.reason) for one in found.held] == [(4, Reason.DATE_MONTH_FIRST)]
    assert (5, Reason.DATE_MAYBE_MONTH_FIRST) in [(one.row, one.reason) for one in found.doubtful]


def test_one_slip_in_a_long_column_troubles_no_other_row() -> None:
    days = [f"{day}/{month:02}/2025" for month in (1, 3, 5, 7) for day in range(13, 29)]
    found = read(*days, "04/18/2025", "03/02/2025")
    assert told(found, Reason.DATE_MAYBE_MONTH_FIRST) == []
    assert len(told(found, Reason.DATE_MONTH_FIRST)) == 1


def test_days_that_a_program_exchanged_wait_with_the_other_reading() -> None:
    """18/04 stays text; 03/02 and the like become date cells of 2 March."""
    left = [f"{day}/04/2025" for day in range(18, 24)]
    exchanged = [date(2025, 3, 2), date(2025, 1, 5), date(2025, 9, 6), date(2025, 2, 10), date(2025, 7, 1)]
    found = read(*left, *exchanged, date(2025, 4, 4))
    assert told(found, Reason.DATE_SWAPPED) == [
        (9, "2025-02-03"),
        (10, "2025-05-01"),
        (11, "2025-06-09"),
        (12, "2025-10-02"),
        (13, "2025-01-07"),
    ]
    repaired = apply_repairs(found, {(9, DECIDED)})
    assert repaired.rows[6].decision_date == date(2025, 2, 3)
    assert len(told(repaired, Reason.DATE_SWAPPED)) == 4


def test_texts_and_date_cells_together_are_no_trouble_where_both_have_all_days() -> None:
    texts = [f"{day:02}/04/2025" for day in range(1, 30, 3)]
    cells = [date(2025, 3, 1) + timedelta(days=3 * number) for number in range(10)]
    found = read(*texts, *cells)
    assert [one for one in found.findings if one.column == DECIDED] == []
