"""The list as an office would send it: 420 files, untidy on purpose, everybody in it invented."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from casework.decisions import ReviewResult
from casework.imports.case_list import CaseList
from casework.imports.header_names import Field
from casework.imports.reasons import Reason
from casework.imports.repairs import apply_repairs
from casework.imports.row_kinds import RowKind
from casework.imports.rows import read_case_list
from tests.imports.making_files import TODAY

SAMPLE = Path(__file__).parents[1] / "data" / "case-list-sample.xlsx"


@pytest.fixture(scope="module")
def sample() -> CaseList:
    return read_case_list(SAMPLE.read_bytes(), SAMPLE.name, today=TODAY)


def test_its_420_files_are_found_under_the_titles_around_the_gap_and_above_the_total(sample: CaseList) -> None:
    assert (sample.sheet, sample.header_row, len(sample.rows)) == ("Danh sách", 4, 420)
    assert [(one.first, one.last, one.kind) for one in sample.skipped] == [
        (1, 1, RowKind.TITLE),
        (2, 2, RowKind.TITLE),
        (3, 3, RowKind.GAP),
        (4, 4, RowKind.HEADER),
        (205, 205, RowKind.GAP),
        (426, 426, RowKind.GAP),
        (427, 427, RowKind.TOTALS),
    ]
    assert set(sample.columns.places) == set(Field)
    assert sample.columns.unknown == ()


def test_only_the_sixteen_numbers_that_lost_their_nought_wait(sample: CaseList) -> None:
    assert {one.reason for one in sample.held} == {Reason.IDENTITY_ZERO_LOST}
    assert len(sample.held) == 16
    assert len(sample.accepted) == 404
    assert all(one.column == "Số CCCD" and one.proposal == f"0{one.value}" for one in sample.held)


def test_all_are_accepted_once_the_proposals_are_confirmed(sample: CaseList) -> None:
    repaired = apply_repairs(sample, "all")
    assert (len(repaired.accepted), repaired.held) == (420, ())
    assert all(row.identity_number for row in repaired.rows)


def test_its_results_are_those_the_office_reported(sample: CaseList) -> None:
    results = Counter(row.review_result for row in sample.rows)
    assert results[ReviewResult.FINISHED] == 39
    assert results[ReviewResult.TERMINATED] == 2
    assert (results[ReviewResult.TO_WAIVE], results[ReviewResult.TO_REDUCE]) == (17, 2)
    assert results[None] == 4


def test_what_is_doubtful_is_flagged(sample: CaseList) -> None:
    assert Counter(one.reason for one in sample.doubtful) == {
        Reason.NOTE_DECEASED: 54,
        Reason.NOTICE_MISSING: 34,
        Reason.REVIEW_UNKNOWN: 4,
    }


def test_its_sums_dates_rates_and_phones_are_all_understood(sample: CaseList) -> None:
    assert sum(row.amount_owed or 0 for row in sample.rows) == 179_634_562_000
    assert sample.rows[2].amount_owed == 150_123_000  # "150.123.000 đ"
    assert sample.rows[1].decision_date == date(2023, 4, 18)  # text
    assert {row.interest_rate for row in sample.rows} == {None, Decimal(10)}
    assert all(row.phone is None or len(row.phone) == 12 for row in sample.rows)
    assert sum(row.phone is not None for row in sample.rows) == 317


def test_its_names_are_composed_and_shown_in_ordinary_letters(sample: CaseList) -> None:
    names = [row.debtor_name or "" for row in sample.rows]
    assert "HUỲNH ĐỨC LỢI" in names
    assert sample.rows[1].debtor_display == "Huỳnh Đức Lợi"
    assert all(name == name.strip() for name in names)
