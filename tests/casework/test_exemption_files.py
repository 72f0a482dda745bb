"""What the agency asks the court for, what the court grants, and what that does to the line."""

from datetime import date

import pytest

from casework.books import Books
from casework.decisions import PartyRole, add_party_to
from casework.exemption_files import (
    ExemptionRefused,
    decide_exemption,
    file_exemption,
    files_of,
    last_granted_on,
    undo_decision,
    withdraw_file,
)
from casework.exemptions import Measure
from casework.obligations import Kind, left_of, of_party
from casework.payments import payments_of
from tests import builders as a
from tests.casework.owing import debt, pay

FILED, DECIDED = date(2026, 9, 1), date(2026, 10, 5)


def fees(books: Books, *amounts: int, kind: Kind = Kind.COURT_FEE) -> a.Case:
    return a.a_case(books, lines=[debt(amount, kind) for amount in amounts])


def grant(books: Books, line: int, amount: int, filed_on: date = FILED, decided_on: date = DECIDED) -> int:
    filed = file_exemption(books, line, Measure.REDUCE, amount, filed_on)
    decide_exemption(books, filed, amount, decided_on=decided_on, document="12/2026/QĐ-TA")
    return filed


def test_what_the_court_grants_lowers_the_line_and_is_shown(books: Books) -> None:
    case = fees(books, 8_000_000)
    pay(books, case.decision, 1_000_000)
    filed = file_exemption(books, case.lines[0], Measure.REDUCE, 1_750_000, FILED)
    assert left_of(books, case.decision) == 7_000_000
    decide_exemption(books, filed, 1_500_000, decided_on=DECIDED, document=" 12/2026/QĐ-TA ")
    (view,) = of_party(books, case.debtor)
    assert (view.total, view.paid, view.waived, view.left) == (8_000_000, 1_000_000, 1_500_000, 5_500_000)
    (known,) = files_of(books, case.decision)
    assert (known.asked, known.granted, known.decided_on, known.document) == (
        1_750_000,
        1_500_000,
        DECIDED,
        "12/2026/QĐ-TA",
    )
    assert last_granted_on(books, case.decision) == DECIDED


def test_a_refusal_of_the_court_changes_nothing(books: Books) -> None:
    case = fees(books, 8_000_000)
    filed = file_exemption(books, case.lines[0], Measure.WAIVE, 8_000_000, FILED)
    decide_exemption(books, filed, 0, decided_on=DECIDED, document="12/2026/QĐ-TA")
    assert left_of(books, case.decision) == 8_000_000
    assert last_granted_on(books, case.decision) is None


@pytest.mark.parametrize("kind", [Kind.DEBT, Kind.ALIMONY, Kind.LATE_INTEREST, Kind.DEPOSIT_REFUND])
def test_only_money_for_the_state_is_waived(books: Books, kind: Kind) -> None:
    case = a.a_case(books, lines=[debt(8_000_000), a.a_line(kind, 5_000)])
    with pytest.raises(ExemptionRefused, match="ngân sách"):
        file_exemption(books, max(case.lines), Measure.WAIVE, 5_000, FILED)


@pytest.mark.parametrize(
    ("measure", "asked", "filed_on"),
    [
        (Measure.WAIVE, 0, FILED),
        (Measure.WAIVE, 101, FILED),
        (Measure.NONE, 5, FILED),
        (Measure.WAIVE, 5, date(2026, 7, 14)),
        (Measure.WAIVE, 5, date(2026, 11, 17)),
    ],
)
def test_a_file_that_cannot_be_is_refused(books: Books, measure: Measure, asked: int, filed_on: date) -> None:
    case = fees(books, 100)
    with pytest.raises(ExemptionRefused):
        file_exemption(books, case.lines[0], measure, asked, filed_on)
    with pytest.raises(ExemptionRefused):
        file_exemption(books, 12345, Measure.WAIVE, 5, FILED)
    assert files_of(books, case.decision) == []


def test_a_line_has_one_open_file(books: Books) -> None:
    case = fees(books, 100)
    filed = file_exemption(books, case.lines[0], Measure.WAIVE, 50, FILED)
    with pytest.raises(ExemptionRefused):
        file_exemption(books, case.lines[0], Measure.WAIVE, 50, FILED)
    withdraw_file(books, filed, ground="thiếu hồ sơ")
    file_exemption(books, case.lines[0], Measure.WAIVE, 50, FILED)


def test_once_a_year_under_one_judgment_but_lines_filed_together_are_one_file(books: Books) -> None:
    case = fees(books, 100, 100)
    first, second = case.lines
    grant(books, first, 25)
    grant(books, second, 25)
    other = a.a_decision(
        books, case.agency, debtor=case.debtor, lines=[debt(100, Kind.FINE)], number="9/QĐ-THADS", served_on=None
    )
    line = of_party(books, case.debtor)[0 if of_party(books, case.debtor)[0].id == other else 1].lines[0].id
    with pytest.raises(ExemptionRefused, match="06/10/2027"):
        file_exemption(books, line, Measure.REDUCE, 25, date(2026, 11, 1))
    file_exemption(books, line, Measure.WAIVE, 25, date(2026, 11, 1), hardship=True)  # Đ.42.3 knows no year


def test_another_debtor_of_a_judgment_has_a_year_of_their_own(books: Books) -> None:
    case = fees(books, 100)
    grant(books, case.lines[0], 25)
    stranger = a.a_person(books)
    other = a.a_decision(
        books, case.agency, debtor=stranger, lines=[debt(100, Kind.FINE)], number="9/QĐ-THADS", served_on=None
    )
    assert last_granted_on(books, other) is None
    add_party_to(books, other, case.debtor, PartyRole.DEBTOR)
    assert last_granted_on(books, other) == DECIDED


@pytest.mark.parametrize(
    ("granted", "decided_on", "document"),
    [
        (51, DECIDED, "1"),
        (-1, DECIDED, "1"),
        (5, date(2026, 8, 31), "1"),
        (5, date(2026, 11, 17), "1"),
        (5, DECIDED, " "),
    ],
)
def test_a_courts_decision_that_cannot_be_is_refused(
    books: Books, granted: int, decided_on: date, document: str
) -> None:
    case = fees(books, 100)
    filed = file_exemption(books, case.lines[0], Measure.WAIVE, 50, FILED)
    with pytest.raises(ExemptionRefused):
        decide_exemption(books, filed, granted, decided_on=decided_on, document=document)
    assert files_of(books, case.decision)[0].granted is None


def test_what_was_paid_meanwhile_cannot_be_waived(books: Books) -> None:
    case = fees(books, 100)
    filed = file_exemption(books, case.lines[0], Measure.WAIVE, 100, FILED)
    pay(books, case.decision, 60)
    with pytest.raises(ExemptionRefused):
        decide_exemption(books, filed, 100, decided_on=DECIDED, document="1/QĐ-TA")
    decide_exemption(books, filed, 40, decided_on=DECIDED, document="1/QĐ-TA")
    assert left_of(books, case.decision) == 0


def test_a_decision_undone_opens_the_line_again_for_what_came_over(books: Books) -> None:
    case = fees(books, 100)
    filed = grant(books, case.lines[0], 40)
    pay(books, case.decision, 70, keep_surplus=True)
    with pytest.raises(ExemptionRefused):
        undo_decision(books, filed, ground=" ")
    undo_decision(books, filed, ground="bị hủy theo kháng nghị")
    assert left_of(books, case.decision) == 30
    assert [one.surplus for one in payments_of(books, case.decision)] == [0]
    assert files_of(books, case.decision)[0].granted is None
    with pytest.raises(ExemptionRefused):
        undo_decision(books, filed, ground="lần nữa")
    decide_exemption(books, filed, 30, decided_on=DECIDED, document="2/QĐ-TA")
    with pytest.raises(ExemptionRefused):
        withdraw_file(books, filed, ground="đã có kết quả")
    assert left_of(books, case.decision) == 0
