"""What may happen to a decision, what may not, and what is said then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from casework.books import Books
from casework.citations import ENFORCEMENT_LAW, OLD_ENFORCEMENT_LAW
from casework.clock import SetClock
from casework.course import annul, course_of, record
from casework.course_asked import Happening
from casework.course_kinds import GROUNDS, STATUS_WORDS, WORDS, Circumstance, Ground, Happened
from casework.course_rules import TRANSITIONS, why_not
from casework.course_state import standing
from casework.course_steps import Course
from casework.decision_events import Detail, Event, events_of, interest_pauses
from casework.decisions import DecisionRefused, Origin, State, Status, change_status, decision
from casework.obligations import Kind
from casework.tables.agreements import exemption
from tests import builders as a

AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 3), date(2026, 9, 3), date(2026, 10, 5)
PAPER = "12/QĐ-THADS ngày 03/9/2026"


def status_of(books: Books, decision_id: int) -> Status:
    known = decision(books, decision_id)
    assert known is not None
    return known.status


def note(
    books: Books,
    case: a.Case,
    what: Happened,
    on: date = SEPTEMBER,
    *,
    reason: Ground | None = None,
    circumstance: Circumstance | None = None,
    asked_on: date | None = None,
    until: date | None = None,
    interest_stops: bool | None = None,
) -> int:
    """Something happens to the case, with its paper and its officer."""
    happening = Happening(
        what=what,
        on=on,
        document=PAPER,
        reason=reason,
        circumstance=circumstance,
        asked_on=asked_on,
        until=until,
        interest_stops=interest_stops,
    )
    return record(books, case.decision, happening, entered_by=case.officer)


def the_event(books: Books, case: a.Case, event_id: int) -> Event:
    """The event of this id."""
    (event,) = [event for event in events_of(books, case.decision) if event.id == event_id]
    return event


def refusal(books: Books, case: a.Case, what: Happened, on: date = SEPTEMBER, **also: object) -> str:
    """What is said when it cannot have happened; the books are as they were."""
    before = (status_of(books, case.decision), events_of(books, case.decision))
    with pytest.raises(DecisionRefused) as refused:
        note(books, case, what, on, **also)  # type: ignore[arg-type]  # the options of note, handed on
    assert (status_of(books, case.decision), events_of(books, case.decision)) == before
    return str(refused.value)


def test_each_thing_that_can_happen_has_its_words_and_each_ground_its_event() -> None:
    assert set(WORDS) == set(Happened)
    assert set(STATUS_WORDS) == set(Status)
    assert set(GROUNDS) == set(Ground)
    assert set(TRANSITIONS) == set(Happened) - {Happened.ANNULLED}


def test_an_event_keeps_its_day_paper_ground_and_author(books: Books) -> None:
    case = a.a_case(books)
    ground = "Điều 46.1.c, văn bản của bà Ánh"
    happening = Happening(
        what=Happened.DEFERRED, on=SEPTEMBER, ground=ground, document=PAPER, reason=Ground.AGREED, until=OCTOBER
    )
    event_id = record(books, case.decision, happening, entered_by=case.officer)
    event = the_event(books, case, event_id)
    assert (event.id, event.kind, event.happened_on, event.entered_by) == (
        event_id, "status.deferred", SEPTEMBER, case.officer,
    )  # fmt: skip
    assert (event.ground, event.detail.document, event.detail.reason) == (ground, PAPER, "agreed")
    assert (event.detail.until, event.interest_stops) == (OCTOBER, True)
    assert "Ánh" not in repr(event)
    assert books.rings >= {"facts"}


def test_a_decision_is_issued_then_in_its_ten_days_then_being_verified(books: Books, clock: SetClock) -> None:
    case = a.a_case(books, served_on=None)
    assert standing(books, case.decision).state is State.ISSUED
    record(books, case.decision, Happening(what=Happened.SERVED, on=date(2026, 11, 14)))
    where = standing(books, case.decision)
    assert (where.state, where.since) == (State.VOLUNTARY_PERIOD, date(2026, 11, 14))
    assert where.until is not None
    assert where.until.last_day == date(2026, 11, 25), "the tenth day is the holiday of 24/11"
    clock.set(datetime(2026, 11, 25, 16, 59, tzinfo=UTC))  # 23:59 in Viet Nam
    assert standing(books, case.decision).state is State.VOLUNTARY_PERIOD
    clock.set(datetime(2026, 11, 25, 17, 0, tzinfo=UTC))
    assert standing(books, case.decision).state is State.VERIFICATION
    note(books, case, Happened.WITH_MEANS, date(2026, 11, 26))
    assert standing(books, case.decision).state is State.WITH_MEANS


def test_the_state_of_an_earlier_day_is_that_of_the_events_until_then(books: Books) -> None:
    case = a.a_case(books)
    note(books, case, Happened.NO_MEANS, SEPTEMBER)
    note(books, case, Happened.WITH_MEANS, OCTOBER)
    assert standing(books, case.decision, date(2026, 10, 4)).state is State.NO_MEANS
    assert standing(books, case.decision, date(2026, 9, 2)).state is State.VERIFICATION
    assert standing(books, case.decision, date(2026, 7, 19)).state is State.ISSUED


@pytest.mark.parametrize(
    ("before", "what", "reason", "said"),
    [
        (Status.FINISHED, Happened.TERMINATED, None, "«thi hành xong»"),
        (Status.FINISHED, Happened.DEFERRED, Ground.AGREED, "«thi hành lại»"),
        (Status.TERMINATED, Happened.FINISHED, None, "«đình chỉ»"),
        (Status.ENTRUSTED, Happened.SUSPENDED, Ground.PROTEST, "«đã ủy thác»"),
        (Status.ENFORCING, Happened.RESUMED, None, "Hãy ghi quyết định hoãn hoặc tạm đình chỉ trước"),
        (Status.ENFORCING, Happened.RE_VERIFIED, None, "Hãy ghi «quyết định chưa có điều kiện thi hành án» trước"),
        (Status.ENFORCING, Happened.PUBLISHED, None, "Hãy ghi «quyết định chưa có điều kiện thi hành án» trước"),
        (Status.ENFORCING, Happened.TAKEN_UP_AGAIN, None, "Việc chưa đóng"),
        (Status.NO_MEANS, Happened.NO_MEANS, None, "«xác minh lại, vẫn chưa có điều kiện»"),
        (Status.NO_MEANS, Happened.TAKEN_DOWN, None, "Hãy ghi ngày đăng trước"),
        (Status.DEFERRED, Happened.NO_MEANS, None, "Hãy ghi «tiếp tục thi hành án» trước"),
        (Status.SUSPENDED, Happened.DEFERRED, Ground.AGREED, "Hãy ghi «tiếp tục thi hành án» trước"),
        (Status.RETURNED, Happened.NO_MEANS, None, "«thi hành lại»"),
    ],
)
def test_what_contradicts_the_state_is_refused_with_reason_and_remedy(
    books: Books, before: Status, what: Happened, reason: Ground | None, said: str
) -> None:
    case = a.a_case(books, status=before)
    sentence = refusal(books, case, what, reason=reason)
    assert said in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize("what", [one for one in Happened if one is not Happened.ANNULLED])
def test_nothing_happens_tomorrow_or_before_the_decision(books: Books, what: Happened) -> None:
    case = a.a_case(books, status=Status.NO_MEANS, served_on=None)
    assert "chưa đến" in refusal(books, case, what, date(2026, 11, 17))
    assert "trước ngày ra quyết định" in refusal(books, case, what, date(2026, 7, 14))


def test_a_change_needs_a_paper_or_an_article(books: Books) -> None:
    case = a.a_case(books)
    with pytest.raises(DecisionRefused, match="căn cứ"):
        record(books, case.decision, Happening(what=Happened.TERMINATED, on=SEPTEMBER, ground=" "))


def test_what_is_noted_late_finds_its_place_if_what_came_after_still_holds(books: Books) -> None:
    case = a.a_case(books)
    note(books, case, Happened.FINISHED, OCTOBER)
    note(books, case, Happened.NO_MEANS, SEPTEMBER)
    assert status_of(books, case.decision) is Status.FINISHED
    sentence = refusal(books, case, Happened.TERMINATED, date(2026, 9, 10), reason=Ground.DEATH)
    assert "trái với «kết thúc thi hành án» ngày 05/10/2026" in sentence


def test_going_on_leads_back_to_where_it_rested(books: Books) -> None:
    case = a.a_case(books)
    note(books, case, Happened.NO_MEANS, AUGUST)
    note(books, case, Happened.DEFERRED, SEPTEMBER, reason=Ground.AGREED)
    note(books, case, Happened.SUSPENDED, SEPTEMBER, reason=Ground.PROTEST)
    note(books, case, Happened.RESUMED, OCTOBER)
    assert status_of(books, case.decision) is Status.NO_MEANS
    assert course_of(books, case.decision).no_means_on == AUGUST


def test_the_protest_authority_defers_once_and_three_months_at_most(books: Books) -> None:
    case = a.a_case(books)
    ask = {"reason": Ground.PROTEST_REQUEST, "asked_on": AUGUST}
    assert "phải có ngày hết hạn" in refusal(books, case, Happened.DEFERRED, AUGUST, **ask)
    assert "trước ngày bắt đầu" in refusal(books, case, Happened.DEFERRED, AUGUST, until=date(2026, 8, 2), **ask)
    assert "không quá 3 tháng" in refusal(books, case, Happened.DEFERRED, AUGUST, until=date(2026, 11, 4), **ask)
    note(books, case, Happened.DEFERRED, AUGUST, until=date(2026, 11, 3), **ask)  # type: ignore[arg-type]  # the options of note, handed on
    note(books, case, Happened.RESUMED, SEPTEMBER)
    assert "chỉ cho một lần" in refusal(books, case, Happened.DEFERRED, OCTOBER, until=date(2026, 10, 9), **ask)


def test_the_three_months_run_from_the_paper_that_asked_and_no_rest_day_adds_to_them(books: Books) -> None:
    case = a.a_case(books)
    ask = {"reason": Ground.PROTEST_REQUEST, "asked_on": date(2026, 7, 22)}  # three months: Thursday 22/10/2026
    said = refusal(books, case, Happened.DEFERRED, AUGUST, until=date(2026, 10, 23), **ask)
    assert "kể từ ngày ra văn bản yêu cầu (Đ.46.2), nên đến 22/10/2026 là hết" in said
    note(books, case, Happened.DEFERRED, AUGUST, until=date(2026, 10, 22), **ask)  # type: ignore[arg-type]  # the options of note, handed on
    other = a.a_case(books, agency=case.agency)
    ends_on_sunday = {"reason": Ground.PROTEST_REQUEST, "asked_on": date(2026, 7, 18)}
    assert "đến 18/10/2026 là hết" in refusal(
        books, other, Happened.DEFERRED, AUGUST, until=date(2026, 10, 19), **ends_on_sunday
    )


def test_the_day_of_the_asking_paper_is_asked_for_and_cannot_be_later_than_the_deferral(books: Books) -> None:
    case = a.a_case(books)
    ask = {"reason": Ground.PROTEST_REQUEST, "until": OCTOBER}
    assert "ngày của văn bản đó" in refusal(books, case, Happened.DEFERRED, AUGUST, **ask)
    assert "sau ngày hoãn" in refusal(books, case, Happened.DEFERRED, AUGUST, asked_on=date(2026, 8, 4), **ask)
    agreed = {"reason": Ground.AGREED, "until": OCTOBER, "asked_on": AUGUST}
    assert "Hãy bỏ ngày này" in refusal(books, case, Happened.DEFERRED, AUGUST, **agreed)


def test_of_a_deferral_whose_paper_has_no_day_in_the_books_the_months_run_from_the_deferral() -> None:
    def deferred(until: date) -> Event:
        return Event(
            id=1,
            decision_id=1,
            kind="status.deferred",
            happened_on=AUGUST,
            entered_by=None,
            entered_at=datetime(2026, 8, 3, tzinfo=UTC),
            detail=Detail(reason=Ground.PROTEST_REQUEST, until=until),
        )

    assert why_not(Course(), deferred(date(2026, 11, 3))) is None
    assert "03/11/2026" in str(why_not(Course(), deferred(date(2026, 11, 4))))


def test_grave_illness_defers_only_what_the_debtor_must_do_in_person(books: Books) -> None:
    money = a.a_case(books)
    assert "không cho việc trả tiền" in refusal(books, money, Happened.DEFERRED, reason=Ground.GRAVE_ILLNESS)
    act = a.a_case(books, agency=money.agency, lines=[a.a_line(Kind.ACT, 0, "Xin lỗi công khai")])
    note(books, act, Happened.DEFERRED, reason=Ground.GRAVE_ILLNESS)
    assert status_of(books, act.decision) is Status.DEFERRED


def test_a_ground_of_another_event_is_refused(books: Books) -> None:
    case = a.a_case(books)
    assert "là của «tạm đình chỉ»" in refusal(books, case, Happened.DEFERRED, reason=Ground.BANKRUPTCY)
    assert "Chỉ hoãn" in refusal(books, case, Happened.SUSPENDED, until=OCTOBER)
    assert "có tính lãi hay không" in refusal(books, case, Happened.FINISHED, interest_stops=True)


@pytest.mark.parametrize(
    ("what", "reason", "said", "stops"),
    [
        (Happened.DEFERRED, Ground.AGREED, None, True),
        (Happened.DEFERRED, Ground.AGREED, False, False),
        (Happened.DEFERRED, Ground.OTHER_DEFERRAL, None, False),
        (Happened.SUSPENDED, Ground.PROTEST, None, True),
        (Happened.SUSPENDED, Ground.BANKRUPTCY, None, False),
    ],
)
def test_late_interest_rests_as_the_ground_has_it(
    books: Books, what: Happened, reason: Ground, said: bool | None, stops: bool
) -> None:
    case = a.a_case(books)
    note(books, case, what, SEPTEMBER, reason=reason, interest_stops=said)
    note(books, case, Happened.RESUMED, OCTOBER)
    assert interest_pauses(books, case.decision) == ([(SEPTEMBER, OCTOBER)] if stops else [])


@pytest.mark.parametrize(
    ("resumed_on", "runs_from"), [(None, date(2026, 10, 1)), (date(2026, 9, 20), date(2026, 9, 20))]
)
def test_interest_rests_no_longer_than_the_deferral(books: Books, resumed_on: date | None, runs_from: date) -> None:
    case = a.a_case(books)
    note(books, case, Happened.DEFERRED, SEPTEMBER, reason=Ground.AGREED, until=date(2026, 9, 30))
    if resumed_on is not None:
        note(books, case, Happened.RESUMED, resumed_on)
    assert interest_pauses(books, case.decision) == [(SEPTEMBER, runs_from)]


def test_interest_cannot_run_where_the_law_lets_it_rest(books: Books) -> None:
    case = a.a_case(books)
    assert "luật không tính lãi" in refusal(
        books, case, Happened.SUSPENDED, reason=Ground.PROTEST, interest_stops=False
    )


def test_a_rest_that_began_under_the_old_law_needs_the_officers_word_on_interest(books: Books) -> None:
    case = a.a_case(books, issued_on=date(2025, 3, 3), served_on=date(2025, 3, 10))
    spring = date(2026, 4, 1)
    assert "theo luật cũ" in refusal(books, case, Happened.DEFERRED, spring, reason=Ground.AGREED)
    note(books, case, Happened.DEFERRED, spring, reason=Ground.AGREED, interest_stops=True)
    assert interest_pauses(books, case.decision) == [(spring, None)]


def test_a_request_goes_back_after_two_years_without_information(books: Books, clock: SetClock) -> None:
    clock.set(datetime(2029, 1, 5, 2, tzinfo=UTC))
    case = a.a_case(books)
    note(books, case, Happened.NO_MEANS, date(2026, 8, 3))
    note(books, case, Happened.INFORMATION_RECEIVED, date(2026, 12, 1))
    last = date(2028, 12, 1)  # a day is over at its midnight: the years are over the day after
    for day in (date(2028, 11, 30), last):
        assert "tính từ 01/12/2026 đến hết 01/12/2028" in refusal(books, case, Happened.RETURNED, day)
    after = last + timedelta(days=1)
    assert "xác minh lại" in refusal(books, case, Happened.RETURNED, after), "Đ.38.4 asks for it"
    note(books, case, Happened.RE_VERIFIED, date(2028, 6, 1))
    assert "xác minh lại" in refusal(books, case, Happened.RETURNED, after), "half a year has passed since"
    note(books, case, Happened.RE_VERIFIED, date(2028, 6, 2))
    note(books, case, Happened.RETURNED, after)
    assert status_of(books, case.decision) is Status.RETURNED
    assert standing(books, case.decision).state is State.RETURNED
    assert "Hãy chọn căn cứ khác" in refusal(
        books, case, Happened.TAKEN_UP_AGAIN, date(2029, 1, 4), reason=Ground.SENT_BACK
    )
    note(books, case, Happened.TAKEN_UP_AGAIN, date(2029, 1, 4), reason=Ground.NEW_REQUEST)
    assert status_of(books, case.decision) is Status.ENFORCING


@pytest.mark.parametrize(
    ("origin", "refused", "taken"),
    [
        (Origin.EX_OFFICIO, Happened.RETURNED, Happened.SEPARATE_REGISTER),
        (Origin.ON_REQUEST, Happened.SEPARATE_REGISTER, Happened.RETURNED),
    ],
)
def test_only_a_request_can_go_back_and_only_ex_officio_has_the_separate_register(
    books: Books, clock: SetClock, origin: Origin, refused: Happened, taken: Happened
) -> None:
    clock.set(datetime(2029, 1, 5, 2, tzinfo=UTC))
    case = a.a_case(books, origin=origin)
    note(books, case, Happened.NO_MEANS, AUGUST)
    refusal(books, case, refused, date(2028, 12, 1))
    assert "Chưa đủ 2 năm" in refusal(books, case, taken, date(2028, 7, 1)), "ND152 Đ.22 asks both for two years"
    note(books, case, Happened.RE_VERIFIED, date(2028, 10, 2))
    note(books, case, taken, date(2028, 12, 1))


def test_what_the_creditor_gave_up_stays_given_up_but_a_mistake_leads_back(books: Books) -> None:
    case = a.a_case(books)
    note(books, case, Happened.DEFERRED, AUGUST, reason=Ground.AGREED, until=date(2026, 10, 30))
    note(books, case, Happened.TERMINATED, SEPTEMBER, reason=Ground.GIVEN_UP)
    for reason in (Ground.HIDDEN_ASSETS, None):
        assert "không rút lại được" in refusal(books, case, Happened.TAKEN_UP_AGAIN, OCTOBER, reason=reason)
    note(books, case, Happened.TAKEN_UP_AGAIN, OCTOBER, reason=Ground.MISTAKE)
    assert status_of(books, case.decision) is Status.DEFERRED, "it rests as before the mistake"
    assert interest_pauses(books, case.decision) == [(AUGUST, SEPTEMBER), (OCTOBER, date(2026, 10, 31))]


def test_prison_or_an_unknown_address_stand_beside_the_ground_and_only_where_means_are_missing(books: Books) -> None:
    case = a.a_case(books)
    prison = Circumstance.LONG_PRISON
    assert "chưa có điều kiện" in refusal(books, case, Happened.SUSPENDED, reason=Ground.PROTEST, circumstance=prison)
    event_id = note(
        books, case, Happened.NO_MEANS, reason=Ground.NOTHING_TO_TAKE, circumstance=Circumstance.LONG_PRISON
    )
    detail = the_event(books, case, event_id).detail
    assert (detail.reason, detail.circumstance) == ("nothing_to_take", "long_prison")


def test_hidden_assets_open_only_what_a_waiver_closed(books: Books) -> None:
    hidden = {"reason": Ground.HIDDEN_ASSETS}
    dead = a.a_case(books)
    note(books, dead, Happened.TERMINATED, SEPTEMBER, reason=Ground.DEATH)
    assert "Đ.45.5" in refusal(books, dead, Happened.TAKEN_UP_AGAIN, OCTOBER, **hidden)
    waived = a.a_case(books, agency=dead.agency)
    note(books, waived, Happened.TERMINATED, SEPTEMBER, reason=Ground.WAIVED)
    note(books, waived, Happened.TAKEN_UP_AGAIN, OCTOBER, reason=Ground.HIDDEN_ASSETS)
    assert status_of(books, waived.decision) is Status.ENFORCING


def test_of_what_is_finished_the_exemption_files_say_whether_hidden_assets_open_it(books: Books) -> None:
    case = a.a_case(books, lines=[a.a_line(Kind.COURT_FEE, 4_000_000, "Án phí")], issued_on=date(2019, 3, 4))
    note(books, case, Happened.FINISHED, SEPTEMBER)
    hidden = {"reason": Ground.HIDDEN_ASSETS}
    assert "Sổ không ghi việc này được miễn, giảm" in refusal(books, case, Happened.TAKEN_UP_AGAIN, OCTOBER, **hidden)
    grant = {"id": 7, "obligation_id": case.lines[0], "measure": "waive", "asked": 4_000_000, "filed_on": AUGUST}
    grant |= {"granted": 4_000_000, "decided_on": SEPTEMBER, "entered_at": books.clock.now()}
    books.conn.execute(insert(exemption), grant)
    note(books, case, Happened.TAKEN_UP_AGAIN, OCTOBER, reason=Ground.HIDDEN_ASSETS)
    assert status_of(books, case.decision) is Status.ENFORCING


def test_a_deferral_that_ran_out_while_a_mistake_had_it_closed_lets_interest_rest_no_longer(books: Books) -> None:
    case = a.a_case(books)
    note(books, case, Happened.DEFERRED, AUGUST, reason=Ground.AGREED, until=date(2026, 8, 31))
    note(books, case, Happened.TERMINATED, date(2026, 8, 20), reason=Ground.DEATH)
    note(books, case, Happened.TAKEN_UP_AGAIN, OCTOBER, reason=Ground.MISTAKE)
    assert interest_pauses(books, case.decision) == [(AUGUST, date(2026, 8, 20))]


def test_a_wrong_event_is_taken_back_and_both_stay_written(books: Books) -> None:
    case = a.a_case(books)
    wrong = note(books, case, Happened.SUSPENDED, SEPTEMBER, reason=Ground.PROTEST)
    taking_back = annul(books, case.decision, wrong, ground="Ghi nhầm việc", entered_by=case.officer)
    assert status_of(books, case.decision) is Status.ENFORCING
    assert interest_pauses(books, case.decision) == []
    last = the_event(books, case, taking_back)
    assert (last.kind, last.detail.annuls, last.ground) == ("status.enforcing.annulled", wrong, "Ghi nhầm việc")
    with pytest.raises(DecisionRefused, match="đã hủy rồi"):
        annul(books, case.decision, wrong, ground="Lần nữa")
    note(books, case, Happened.DEFERRED, SEPTEMBER, reason=Ground.AGREED)
    assert status_of(books, case.decision) is Status.DEFERRED


def test_what_later_events_stand_on_is_taken_back_last(books: Books) -> None:
    case = a.a_case(books)
    first = note(books, case, Happened.NO_MEANS, AUGUST)
    second = note(books, case, Happened.RE_VERIFIED, SEPTEMBER)
    with pytest.raises(DecisionRefused, match="trái với «xác minh lại"):
        annul(books, case.decision, first, ground="Ghi nhầm")
    annul(books, case.decision, second, ground="Ghi nhầm")
    annul(books, case.decision, first, ground="Ghi nhầm")
    assert status_of(books, case.decision) is Status.ENFORCING


def test_what_is_no_part_of_the_course_is_put_right_where_it_was_entered(books: Books) -> None:
    case = a.a_case(books)
    entered = events_of(books, case.decision)[0]
    with pytest.raises(DecisionRefused, match="không thuộc diễn biến"):
        annul(books, case.decision, entered.id, ground="Ghi nhầm")
    with pytest.raises(DecisionRefused, match="lý do"):
        annul(books, case.decision, entered.id, ground=" ")


def test_a_lists_word_stands_though_it_contradicts_and_is_named(books: Books) -> None:
    case = a.a_case(books)
    note(books, case, Happened.FINISHED, AUGUST)
    a.a_list_says(books, case.decision, Status.NO_MEANS, on=SEPTEMBER)
    course = course_of(books, case.decision)
    assert (course.status, course.no_means_on, course.no_means_from) == (Status.NO_MEANS, None, SEPTEMBER)
    note(books, case, Happened.RE_VERIFIED, OCTOBER)
    assert course_of(books, case.decision).verified_on == OCTOBER


def test_a_list_that_repeats_the_status_forgets_nothing(books: Books) -> None:
    case = a.a_case(books)
    note(books, case, Happened.NO_MEANS, AUGUST, circumstance=Circumstance.LONG_PRISON)
    a.a_list_says(books, case.decision, Status.NO_MEANS, on=SEPTEMBER)
    assert course_of(books, case.decision).no_means_on == AUGUST


def test_what_was_closed_before_july_2026_stays_under_the_old_law(books: Books) -> None:
    old = {"issued_on": date(2025, 3, 3), "served_on": date(2025, 3, 10)}
    closed = a.a_case(books, **old)  # type: ignore[arg-type]  # two days
    note(books, closed, Happened.FINISHED, date(2026, 6, 30))
    assert standing(books, closed.decision).law == OLD_ENFORCEMENT_LAW
    later = a.a_case(books, agency=closed.agency, **old)  # type: ignore[arg-type]  # two days
    assert standing(books, later.decision).law == ENFORCEMENT_LAW, "what is not finished follows the new law"
    note(books, later, Happened.FINISHED, date(2026, 7, 1))
    assert standing(books, later.decision).law == ENFORCEMENT_LAW
    listed = a.a_case(books, agency=closed.agency, status=Status.TERMINATED, **old)  # type: ignore[arg-type]  # two days
    assert standing(books, listed.decision).law is None, "a list does not say when"


def test_whoever_knows_only_the_new_status_is_held_to_the_same_rules(books: Books) -> None:
    case = a.a_case(books)
    change_status(books, case.decision, Status.NO_MEANS, on=AUGUST, ground="Điều 38")
    change_status(books, case.decision, Status.ENFORCING, on=SEPTEMBER, ground="Có tài sản mới")
    assert [event.kind for event in events_of(books, case.decision) if event.to_status] == [
        "status.no_means", "status.enforcing.with_means",
    ]  # fmt: skip
    change_status(books, case.decision, Status.FINISHED, on=SEPTEMBER, ground="Đã nộp đủ")
    with pytest.raises(DecisionRefused):
        change_status(books, case.decision, Status.SUSPENDED, on=OCTOBER, ground="Điều 47")
