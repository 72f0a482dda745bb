"""A list that contradicts the books waits, and both sides of the contradiction are named."""

from __future__ import annotations

from datetime import date

from casework.books import Books
from casework.imports import batches
from casework.imports.doubts import Doubt, Doubtful
from casework.tables.decisions import decision
from tests.imports.making_files import case
from tests.imports.writing import Office, count, office, the_list, written

__all__ = ["office"]


def waiting(books: Books, office: Office, *rows: list[object]) -> list[Doubt]:
    return list(batches.difference(books, the_list(*rows), office.agency).waiting)


def test_the_decision_under_which_the_books_know_the_number_is_named_and_nobodys_name(
    books: Books, office: Office
) -> None:
    written(books, office, the_list(case(7)))
    (told,) = waiting(books, office, case(8, Số_CCCD="095081000007"), case(9))
    assert (told.row, told.reason, told.value) == (2, Doubtful.IDENTITY_OF_ANOTHER, "095081000007")
    assert "việc 007/QĐ-THADS ngày 02/03/2026" in told.sentence
    assert "Trần" not in told.sentence


def test_the_same_decision_with_another_day_waits_instead_of_being_enforced_twice(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1)))
    result = written(books, office, the_list(case(1, Ngày_ra_QĐ=date(2026, 3, 20)), case(2)))
    (told,) = result.difference.waiting
    assert (told.row, told.reason, told.value) == (2, Doubtful.DECISION_OTHER_DAY, "2026-03-20")
    assert "02/03/2026" in told.sentence
    assert count(books, decision) == 2


def test_one_number_for_two_persons_or_in_two_years_is_two_decisions(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1)))
    other = case(2, Số_QĐ_THA="001/QĐ-THADS", Ngày_ra_QĐ=date(2026, 3, 20))
    assert waiting(books, office, other) == []
    assert waiting(books, office, case(1, Ngày_ra_QĐ=date(2025, 9, 30), Ngày_thông_báo_hợp_lệ=None)) == []


def test_a_debtor_without_a_number_is_compared_by_name(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1, Số_CCCD=None)))
    same = case(1, Số_CCCD=None, Ngày_ra_QĐ=date(2026, 3, 20))
    assert [one.reason for one in waiting(books, office, same)] == [Doubtful.DECISION_OTHER_DAY]


def test_a_known_debt_under_a_new_number_is_flagged_with_its_number_in_the_books(books: Books, office: Office) -> None:
    written(books, office, the_list(case(1), case(2)))
    renumbered = case(1, Số_QĐ_THA="901/QĐ-THADS-KV3")
    other_sum = case(2, Số_QĐ_THA="902/QĐ-THADS-KV3", Số_tiền_phải_thi_hành=300_000)
    found = batches.difference(books, the_list(renumbered, other_sum), office.agency)
    (told,) = [one for one in found.doubtful if one.reason is Doubtful.DUTY_IN_BOOKS]
    assert (told.row, told.value) == (2, "901/QĐ-THADS-KV3")
    assert "việc 001/QĐ-THADS ngày 02/03/2026" in told.sentence
    assert (found.new, found.gone) == (2, 2)
