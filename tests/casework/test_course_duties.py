"""What the agency must do next, by which day (L25 Đ.35-38, 46; ND152 Đ.17, 22, 23)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from casework.books import Books
from casework.clock import SetClock
from casework.course import record
from casework.course_asked import Happening
from casework.course_duties import DutyKind, duties_in, duties_of
from casework.course_kinds import Circumstance, Ground, Happened
from casework.decisions import DecisionUnknown, Origin, ReviewResult, State, Status
from casework.obligations import add_lines
from casework.payments import reverse_payment
from casework.service import Delivery, ServiceForm, serve
from casework.tables.decisions import obligation
from tests import builders as a
from tests.casework.owing import debt, pay

AUGUST = date(2026, 8, 3)  # a Monday
Due = dict[DutyKind, tuple[date | None, bool]]


def at(clock: SetClock, day: date) -> None:
    """The clock stands at nine in the morning of ``day``."""
    clock.set(datetime(day.year, day.month, day.day, 2, tzinfo=UTC))


def due(books: Books, case: a.Case, day: date) -> Due:
    """What is due on ``day``: by when, and whether that is over."""
    return {duty.kind: (duty.by, duty.overdue) for duty in duties_of(books, case.decision, day)}


def note(books: Books, case: a.Case, what: Happened, on: date, **also: object) -> None:
    """Something happens."""
    record(books, case.decision, Happening(what=what, on=on, ground="Theo hồ sơ", **also))  # type: ignore[arg-type]  # options handed on


@pytest.fixture
def later(clock: SetClock) -> SetClock:
    """It is 2030: whatever the tests note has happened."""
    at(clock, date(2030, 1, 7))
    return clock


def test_a_new_decision_is_served_within_three_working_days(books: Books, later: SetClock) -> None:
    case = a.a_case(books, issued_on=date(2026, 7, 16), served_on=None)  # a Thursday
    assert due(books, case, date(2026, 7, 21)) == {DutyKind.SERVE: (date(2026, 7, 21), False)}
    assert due(books, case, date(2026, 7, 22)) == {DutyKind.SERVE: (date(2026, 7, 21), True)}


def test_what_is_posted_stays_up_seven_days(books: Books, later: SetClock) -> None:
    case = a.a_case(books, served_on=None)
    serve(books, case.decision, Delivery(form=ServiceForm.POSTED, on=AUGUST))
    assert due(books, case, AUGUST) == {DutyKind.KEEP_POSTED: (date(2026, 8, 10), False)}
    assert DutyKind.KEEP_POSTED not in due(books, case, date(2026, 8, 11))


def test_what_was_posted_before_a_long_rest_stays_up_until_somebody_can_take_it_down(
    books: Books, later: SetClock
) -> None:
    case = a.a_case(books, served_on=None)
    serve(books, case.decision, Delivery(form=ServiceForm.POSTED, on=date(2026, 8, 22)))  # seven days: Saturday 29/8
    over = date(2026, 9, 3)  # 31/8 to 2/9 are off
    assert due(books, case, over)[DutyKind.KEEP_POSTED] == (over, False)


def test_verification_starts_within_nine_days_after_the_ten(books: Books, later: SetClock) -> None:
    case = a.a_case(books, served_on=AUGUST)
    assert due(books, case, date(2026, 8, 13)) == {}, "the tenth day is the debtor's"
    worked_saturday = date(2026, 8, 22)  # made up for 31/8
    assert due(books, case, date(2026, 8, 14)) == {DutyKind.START_VERIFICATION: (worked_saturday, False)}
    assert due(books, case, date(2026, 8, 23)) == {DutyKind.START_VERIFICATION: (worked_saturday, True)}
    note(books, case, Happened.WITH_MEANS, date(2026, 8, 20))
    assert due(books, case, date(2026, 8, 25)) == {}


def test_who_has_paid_everything_or_was_reviewed_is_not_verified(books: Books, later: SetClock) -> None:
    paid = a.a_case(books, served_on=AUGUST)
    a.a_payment(books, paid.decision, 50_000_000, paid_on=date(2026, 8, 10))
    assert due(books, paid, date(2026, 9, 1)) == {}
    reviewed = a.a_decision(books, paid.agency, served_on=AUGUST, review_result=ReviewResult.WITH_MEANS)
    assert duties_of(books, reviewed, date(2026, 9, 1)) == []


def test_a_receipt_entered_anew_after_its_reversal_still_pays_everything(books: Books, later: SetClock) -> None:
    case, day = a.a_case(books, lines=[debt(100)], served_on=AUGUST), date(2030, 1, 7)
    wrong = pay(books, case.decision, 100, on=date(2026, 8, 11))
    reverse_payment(books, wrong.payment_id, ground="Sai ngày")
    assert DutyKind.START_VERIFICATION in due(books, case, day)
    pay(books, case.decision, 100, on=date(2026, 8, 10))
    over = pay(books, case.decision, 100, "BL-2", on=date(2026, 8, 12), keep_surplus=True)
    assert DutyKind.START_VERIFICATION not in due(books, case, day)
    reverse_payment(books, over.payment_id, ground="Ghi hai lần")
    assert DutyKind.START_VERIFICATION not in due(books, case, day), "all is paid without it"


@pytest.mark.parametrize(
    ("circumstance", "by"),
    [
        (None, date(2027, 2, 3)),
        (Circumstance.LONG_PRISON, date(2027, 8, 3)),
        (Circumstance.ADDRESS_UNKNOWN, date(2027, 8, 3)),
    ],
)
def test_no_means_are_looked_at_again_after_half_a_year_or_a_year(
    books: Books, later: SetClock, circumstance: Circumstance | None, by: date
) -> None:
    case = a.a_case(books)
    note(books, case, Happened.NO_MEANS, AUGUST, reason=Ground.NOTHING_TO_TAKE, circumstance=circumstance)
    note(books, case, Happened.PUBLISHED, AUGUST)
    assert due(books, case, AUGUST) == {DutyKind.RE_VERIFY: (by, False)}
    assert due(books, case, by + timedelta(days=1)) == {DutyKind.RE_VERIFY: (by, True)}
    note(books, case, Happened.RE_VERIFIED, by)
    again = due(books, case, by + timedelta(days=1))[DutyKind.RE_VERIFY][0]
    assert again is not None
    assert again > by + timedelta(days=150)


def test_half_a_year_from_the_last_of_august_ends_with_february(books: Books, later: SetClock) -> None:
    case = a.a_case(books)
    note(books, case, Happened.NO_MEANS, date(2027, 8, 31))
    note(books, case, Happened.PUBLISHED, date(2027, 8, 31))
    assert due(books, case, date(2027, 9, 1)) == {DutyKind.RE_VERIFY: (date(2028, 2, 29), False)}


def test_a_prisoner_released_is_looked_at_each_half_year_again(books: Books, later: SetClock) -> None:
    case = a.a_case(books)
    note(books, case, Happened.NO_MEANS, AUGUST, circumstance=Circumstance.LONG_PRISON)
    note(books, case, Happened.PUBLISHED, AUGUST)
    note(books, case, Happened.RE_VERIFIED, date(2026, 10, 5))
    assert due(books, case, date(2026, 10, 6)) == {DutyKind.RE_VERIFY: (date(2027, 4, 5), False)}


def test_new_information_is_verified_within_ten_days_from_the_first(books: Books, later: SetClock) -> None:
    case = a.a_case(books)
    note(books, case, Happened.NO_MEANS, AUGUST)
    note(books, case, Happened.PUBLISHED, AUGUST)
    note(books, case, Happened.INFORMATION_RECEIVED, date(2026, 9, 7))
    note(books, case, Happened.INFORMATION_RECEIVED, date(2026, 9, 14))
    assert due(books, case, date(2026, 9, 15))[DutyKind.VERIFY_INFORMATION] == (date(2026, 9, 17), False)
    note(books, case, Happened.RE_VERIFIED, date(2026, 9, 16))
    assert DutyKind.VERIFY_INFORMATION not in due(books, case, date(2026, 9, 18))


def test_the_public_list_is_written_within_five_working_days_and_cleared_within_three(
    books: Books, later: SetClock
) -> None:
    case = a.a_case(books)
    note(books, case, Happened.NO_MEANS, AUGUST)
    assert due(books, case, AUGUST)[DutyKind.PUBLISH] == (date(2026, 8, 10), False)
    note(books, case, Happened.PUBLISHED, date(2026, 8, 7))
    assert DutyKind.PUBLISH not in due(books, case, date(2026, 8, 11))
    note(books, case, Happened.FINISHED, date(2026, 9, 10))  # a Thursday
    assert due(books, case, date(2026, 9, 16)) == {DutyKind.TAKE_DOWN: (date(2026, 9, 15), True)}
    note(books, case, Happened.TAKEN_DOWN, date(2026, 9, 16))
    assert due(books, case, date(2026, 9, 16)) == {}


def test_means_found_take_the_name_off_the_public_list(books: Books, later: SetClock) -> None:
    case = a.a_case(books)
    note(books, case, Happened.NO_MEANS, AUGUST)
    note(books, case, Happened.PUBLISHED, AUGUST)
    note(books, case, Happened.WITH_MEANS, date(2026, 9, 10))
    assert due(books, case, date(2026, 9, 11)) == {DutyKind.TAKE_DOWN: (date(2026, 9, 15), False)}


@pytest.mark.parametrize(
    ("origin", "kind"),
    [
        (Origin.ON_REQUEST, DutyKind.RETURN_REQUEST),
        (Origin.EX_OFFICIO, DutyKind.SEPARATE_REGISTER),
        (None, DutyKind.RETURN_OR_REGISTER),
    ],
)
def test_two_years_without_information_end_in_one_of_two_ways(
    books: Books, later: SetClock, origin: Origin | None, kind: DutyKind
) -> None:
    case = a.a_case(books, origin=origin)
    note(books, case, Happened.NO_MEANS, AUGUST)
    note(books, case, Happened.INFORMATION_RECEIVED, date(2026, 9, 7))
    note(books, case, Happened.RE_VERIFIED, date(2026, 9, 8))
    first = date(2028, 9, 8)  # the two years end at the midnight of 7/9
    assert kind not in due(books, case, first), "Đ.38.4: not before the means were looked at again"
    note(books, case, Happened.RE_VERIFIED, date(2028, 5, 8))
    assert kind not in due(books, case, date(2028, 9, 7))
    assert due(books, case, first)[kind] == (None, False)
    assert due(books, case, date(2028, 11, 1))[kind] == (None, False), "the law names no day by which"
    assert len({DutyKind.RETURN_REQUEST, DutyKind.SEPARATE_REGISTER} & set(due(books, case, first))) < 2
    (owing,) = duties_in(books, case.agency, as_of=first)
    assert kind in {duty.kind for duty in owing.duties}, "it is to be done now"


def test_on_the_separate_register_the_two_years_are_settled(books: Books, later: SetClock) -> None:
    case = a.a_case(books, origin=Origin.EX_OFFICIO)
    note(books, case, Happened.NO_MEANS, AUGUST)
    note(books, case, Happened.RE_VERIFIED, date(2028, 8, 3))
    assert DutyKind.SEPARATE_REGISTER in due(books, case, date(2028, 8, 4))
    note(books, case, Happened.SEPARATE_REGISTER, date(2028, 8, 4))
    assert DutyKind.SEPARATE_REGISTER not in due(books, case, date(2028, 9, 1))


def test_a_deferral_that_has_run_out_is_followed_by_the_decision_to_go_on(books: Books, later: SetClock) -> None:
    case = a.a_case(books)
    note(books, case, Happened.DEFERRED, AUGUST, until=date(2026, 9, 10), reason=Ground.AGREED)
    assert due(books, case, date(2026, 9, 11)) == {DutyKind.RESUME: (date(2026, 9, 17), False)}
    note(books, case, Happened.RESUMED, date(2026, 9, 11))
    assert DutyKind.RESUME not in due(books, case, date(2026, 9, 18))


def test_of_a_lists_word_it_is_said_that_the_day_may_be_earlier(books: Books, later: SetClock) -> None:
    case = a.a_case(books)
    a.a_list_says(books, case.decision, Status.NO_MEANS, on=AUGUST)
    (duty,) = duties_of(books, case.decision, AUGUST)
    assert (duty.kind, duty.by, duty.from_list) == (DutyKind.RE_VERIFY, date(2027, 2, 3), True)


def test_what_was_closed_under_the_old_law_leaves_no_duty_of_the_new(books: Books) -> None:
    case = a.a_case(books, issued_on=date(2025, 3, 3), served_on=date(2025, 3, 10))
    note(books, case, Happened.NO_MEANS, date(2025, 6, 2))
    note(books, case, Happened.PUBLISHED, date(2025, 6, 4))
    note(books, case, Happened.FINISHED, date(2026, 6, 29))
    assert duties_of(books, case.decision) == []


def test_each_duty_names_its_article(books: Books, later: SetClock) -> None:
    case = a.a_case(books)
    note(books, case, Happened.NO_MEANS, AUGUST)
    said = {duty.kind: str(duty.citations[0]) for duty in duties_of(books, case.decision, AUGUST)}
    assert said[DutyKind.PUBLISH] == "khoản 2 Điều 38, 106/2025/QH15"
    assert said[DutyKind.RE_VERIFY] == "khoản 3 Điều 38, 106/2025/QH15"


def test_an_officer_sees_what_is_overdue_in_the_officers_own_decisions(books: Books, later: SetClock) -> None:
    late = a.a_case(books, served_on=AUGUST)
    other = a.a_case(books, agency=late.agency, served_on=AUGUST)
    fresh = a.a_case(books, agency=late.agency, issued_on=date(2026, 9, 1), served_on=date(2026, 9, 1))
    day = date(2026, 9, 2)
    found = list(duties_in(books, late.agency, as_of=day))
    assert [one.decision_id for one in found] == [late.decision, other.decision]
    assert {one.state for one in found} == {State.VERIFICATION}
    mine = list(duties_in(books, late.agency, officer_id=late.officer, as_of=day))
    assert [one.decision_id for one in mine] == [late.decision]
    assert list(duties_in(books, late.agency, office_id=fresh.office, as_of=day)) == []
    every = list(duties_in(books, late.agency, as_of=date(2026, 9, 14), overdue_only=False))
    assert fresh.decision in {one.decision_id for one in every}


def test_a_decision_that_is_not_there_has_no_duties(books: Books) -> None:
    with pytest.raises(DecisionUnknown):
        duties_of(books, 12345)


def test_what_is_left_decides_whatever_was_noted(books: Books, later: SetClock) -> None:
    case, day = a.a_case(books, lines=[debt(100)], served_on=AUGUST), date(2030, 1, 7)
    books.conn.execute(update(obligation).where(obligation.c.decision_id == case.decision).values(waived=100))
    assert DutyKind.START_VERIFICATION not in due(books, case, day), "nothing is left, and no receipt says so"
    add_lines(books, case.decision, [debt(1_000)])
    assert DutyKind.START_VERIFICATION in due(books, case, day), "a line was added after all was paid"
