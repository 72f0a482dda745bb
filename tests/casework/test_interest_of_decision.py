"""What interest a decision bears, from what the books hold of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert, update

from casework.agency_choices import set_day_count
from casework.books import Books
from casework.course import record
from casework.course_asked import Happening
from casework.course_kinds import Happened
from casework.db.ids import new_id
from casework.decision_states import Status
from casework.due_parts import DuePart, monthly, set_parts
from casework.interest import DayCount
from casework.interest_of_decision import DecisionInterest, Missing, StartsFrom, interest_of_decision
from casework.obligations import Kind
from casework.tables.agreements import agreement
from casework.tables.decisions import decision, interest_rate, obligation
from tests import builders as a

UNTIL = date(2026, 8, 31)


def a_debt(books: Books, **known: Any) -> a.Case:
    """36.500.000 at ten percent: 10.000 đồng a day; ``known``: columns of the decision."""
    case = a.a_case(books, lines=[a.a_line(Kind.DEBT, 36_500_000)], rate=Decimal(10))
    if known:
        books.conn.execute(update(decision).where(decision.c.id == case.decision).values(**known))
    return case


def found(books: Books, case: a.Case, until: date = UNTIL, **asked: Any) -> DecisionInterest:
    result = interest_of_decision(books, case.decision, until, **asked)
    assert isinstance(result, DecisionInterest)
    return result


def agreed(books: Books, case: a.Case, signed_on: date, ended_on: date | None, *, stops: bool = True) -> None:
    row_id = new_id()
    row = {
        "id": row_id,
        "decision_id": case.decision,
        "signed_on": signed_on,
        "content_sealed": books.keys.seal("agreement", "content", row_id, "Trả dần"),
        "interest_stops": stops,
        "state": "live" if ended_on is None else "broken",
        "ended_on": ended_on,
        "entered_at": books.clock.now(),
    }
    books.conn.execute(insert(agreement).values(row))


def test_it_starts_on_the_judgments_day_before_any_other(books: Books) -> None:
    case = a_debt(books, late_interest_from=date(2026, 8, 21), requested_on=date(2026, 8, 11))
    told = found(books, case, assumed_start=date(2026, 8, 1))
    assert (told.start, told.starts_from) == (date(2026, 8, 21), StartsFrom.JUDGMENT)
    assert told.estimate.interest == 100_000


def test_without_it_on_the_day_of_the_request(books: Books) -> None:
    told = found(books, a_debt(books, requested_on=date(2026, 8, 11)), assumed_start=date(2026, 8, 1))
    assert (told.start, told.starts_from, told.estimate.interest) == (date(2026, 8, 11), StartsFrom.REQUEST, 200_000)


def test_with_neither_it_says_so_unless_a_day_is_assumed(books: Books) -> None:
    case = a_debt(books)
    assert interest_of_decision(books, case.decision, UNTIL) is Missing.START
    told = found(books, case, assumed_start=date(2026, 8, 1))
    assert (told.starts_from, told.estimate.interest) == (StartsFrom.ASSUMED, 300_000)


def test_before_its_first_day_there_are_no_lines(books: Books) -> None:
    told = found(books, a_debt(books, late_interest_from=date(2026, 12, 1)))
    assert (told.start, told.estimate.lines) == (date(2026, 12, 1), ())


def test_rates_follow_each_other(books: Books) -> None:
    case = a_debt(books, requested_on=date(2026, 8, 1))
    later = {"decision_id": case.decision, "from_on": date(2026, 8, 11), "rate": Decimal("9.5")}
    books.conn.execute(insert(interest_rate), later)
    assert [(line.days, line.rate, line.interest) for line in found(books, case).estimate.lines] == [
        (10, 10, 100_000),
        (20, Decimal("9.5"), 190_000),
    ]


def test_rates_that_begin_later_than_interest_leave_something_missing(books: Books) -> None:
    case = a_debt(books, requested_on=date(2026, 8, 1), late_interest_rate=None)
    assert interest_of_decision(books, case.decision, UNTIL) is Missing.ORDER
    books.conn.execute(
        insert(interest_rate), {"decision_id": case.decision, "from_on": date(2026, 8, 11), "rate": Decimal(9)}
    )
    assert interest_of_decision(books, case.decision, UNTIL) is Missing.FIRST_RATE


@pytest.mark.parametrize(
    ("ended_on", "stops", "days"),
    [(None, True, 10), (date(2026, 8, 21), True, 20), (None, False, 30), (date(2026, 8, 11), True, 30)],
)
def test_an_agreed_deferral_stops_it_unless_agreed_otherwise(
    books: Books, ended_on: date | None, stops: bool, days: int
) -> None:
    case = a_debt(books, requested_on=date(2026, 8, 1))
    agreed(books, case, date(2026, 8, 11), ended_on, stops=stops)
    assert found(books, case).estimate.interest == days * 10_000


def test_what_the_court_has_waived_bears_none(books: Books) -> None:
    case = a.a_case(books, lines=[a.a_line(Kind.FINE, 36_500_000, "Tiền phạt")], rate=Decimal(10))
    books.conn.execute(update(obligation).values(waived=18_250_000))
    assert found(books, case, assumed_start=date(2026, 8, 1)).estimate.interest == 150_000


def test_days_are_counted_as_the_agency_has_set(books: Books) -> None:
    case = a_debt(books, requested_on=date(2026, 8, 1))
    head = a.a_staff_member(books, case.agency, role="head")
    assert found(books, case).estimate.day_count is DayCount.ACTUAL_365
    set_day_count(books, DayCount.ACTUAL_360, head)
    told = found(books, case).estimate
    assert (told.day_count, told.interest) == (
        DayCount.ACTUAL_360,
        304_167,
    )  # 36.500.000 x 10 % x 30 / 360 = 304.166,67


def alimony(books: Books) -> a.Case:
    """3.650.000 a month for three months, due on 1/8, 1/9 and 1/10: 1.000 đồng a day and month at ten percent."""
    case = a.a_case(books, lines=[a.a_line(Kind.ALIMONY, 10_950_000, "Cấp dưỡng")], rate=Decimal(10))
    set_parts(books, case.lines[0], monthly(3_650_000, date(2026, 8, 1), 3))
    return case


def test_a_part_is_late_from_the_day_after_it_fell_due(books: Books) -> None:
    told = found(books, alimony(books), date(2026, 10, 12), assumed_start=date(2026, 7, 1))
    assert [(line.start, line.days, line.principal, line.interest) for line in told.estimate.lines] == [
        (date(2026, 8, 2), 31, 3_650_000, 31_000),
        (date(2026, 9, 2), 30, 7_300_000, 60_000),
        (date(2026, 10, 2), 10, 10_950_000, 30_000),
    ]


def test_a_part_paid_in_advance_is_never_late_and_takes_nothing_from_others(books: Books) -> None:
    case = alimony(books)
    a.a_payment(books, case.decision, 7_300_000, paid_on=date(2026, 7, 15))  # August and September
    told = found(books, case, date(2026, 10, 12), assumed_start=date(2026, 7, 1))
    assert [(line.start, line.days, line.interest) for line in told.estimate.lines] == [(date(2026, 10, 2), 10, 10_000)]


def test_a_late_payment_of_parts_stops_interest_from_its_day(books: Books) -> None:
    case = alimony(books)
    a.a_payment(books, case.decision, 3_650_000, paid_on=date(2026, 8, 12))
    told = found(books, case, date(2026, 9, 12), assumed_start=date(2026, 7, 1))
    assert [(line.start, line.days, line.interest) for line in told.estimate.lines] == [
        (date(2026, 8, 2), 10, 10_000),
        (date(2026, 9, 2), 10, 10_000),
    ]


def test_parts_and_a_debt_are_added_up(books: Books) -> None:
    case = a.a_case(
        books,
        lines=[a.a_line(Kind.ALIMONY, 3_650_000, "Cấp dưỡng"), a.a_line(Kind.DEBT, 36_500_000)],
        rate=Decimal(10),
    )
    set_parts(books, case.lines[0], [DuePart(due_on=date(2026, 8, 10), amount=3_650_000)])
    told = found(books, case, date(2026, 8, 21), assumed_start=date(2026, 8, 1))
    assert [(line.days, line.principal, line.interest) for line in told.estimate.lines] == [
        (10, 36_500_000, 100_000),
        (10, 40_150_000, 110_000),
    ]


def test_what_was_closed_under_the_old_law_quotes_nothing_of_the_new(books: Books) -> None:
    case = a_debt(books, late_interest_from=date(2026, 5, 1), issued_on=date(2025, 3, 3), served_on=date(2025, 3, 10))
    agreed(books, case, date(2026, 5, 20), date(2026, 6, 1))
    going_on = {one.law for one in found(books, case).citations}
    assert going_on == {"106/2025/QH15", "152/2026/NĐ-CP", "91/2015/QH13"}, "what is not finished follows the new law"
    happening = Happening(what=Happened.FINISHED, on=date(2026, 6, 30), document="12/QĐ-THADS")
    record(books, case.decision, happening)
    closed = found(books, case)
    assert {one.law for one in closed.citations} == {"26/2008/QH12", "91/2015/QH13"}
    assert closed.estimate.interest > 0


def test_where_the_books_do_not_know_when_it_was_closed_no_enforcement_law_is_quoted(books: Books) -> None:
    case = a.a_case(
        books,
        lines=[a.a_line(Kind.DEBT, 36_500_000)],
        rate=Decimal(10),
        issued_on=date(2025, 3, 3),
        served_on=None,
        status=Status.FINISHED,
    )
    told = found(books, case, assumed_start=date(2026, 5, 1))
    assert {one.law for one in told.citations} == {"91/2015/QH13"}
