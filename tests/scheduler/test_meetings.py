"""After a meeting, or a miss, the bell says what is to be said: kindly, once, and only while it is true."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from casework import bookings
from casework.alert_list import link_chat, put
from casework.bookings import Booking
from casework.books import Books
from casework.clock import SetClock
from casework.consent import Purpose, give
from casework.contacts import meet
from casework.promises import withdraw_promise
from casework.reception_answers import Owes
from casework.reception_answers import give as give_answer
from casework.reception_outcomes import NextStep, Outcome, OutcomeFacts, What, record_outcome
from casework.tables.receptions import booking
from messages.contents import Shown, render_content
from messages.library import Lang
from messages.outbox import content_of
from messages.tables import outbox
from scheduler.bell import meetings, reminders
from scheduler.delivery import claiming
from scheduler.guards.at_sending import GUARDS
from scheduler.tables import planned_step
from tests.casework import reception_rooms
from tests.casework.meetings import Meeting, a_meeting
from tests.scheduler.arranged import at

THURSDAY = reception_rooms.ON  # 26/11/2026, the booking at 08:20
DECEMBER = date(2026, 12, 15)  # a Tuesday
PUSH = re.compile("Ông/bà có 1 tin mới.\nMã tin: [0-9A-Z]{6}. Bấm «Xem» để đọc.")
NOTE = "Ông nộp 2 triệu trước Tết, cán bộ gửi bảng tính."


@pytest.fixture
def met(books: Books, clock: SetClock) -> Meeting:
    meeting = a_meeting(books)
    clock.set(at(THURSDAY, 9))
    return meeting


def stands(books: Books, meeting: Meeting, state: str) -> None:
    """What the desk has pressed."""
    books.conn.execute(update(booking).where(booking.c.id == meeting.booking.id).values(state=state))


def noted(books: Books, meeting: Meeting, **more: Any) -> Outcome:
    facts = OutcomeFacts(**({"what": What.AGREED, "note": NOTE} | more))
    stands(books, meeting, "done")
    return record_outcome(books, meeting.booking.id, facts, meeting.leader)


def a_document(books: Books, meeting: Meeting, on: date = DECEMBER) -> Outcome:
    return noted(books, meeting, what=What.DOCUMENT, next_step=NextStep.DOCUMENT, next_on=on)


def sent(books: Books) -> list[Any]:
    return claiming.claim(books, "telegram", "me", 10, set(), GUARDS)


def shown(books: Books) -> Shown:
    """What stands behind the newest nudge."""
    content = content_of(
        books, books.conn.execute(select(outbox.c.id).order_by(outbox.c.id.desc())).scalars().first() or 0
    )
    assert content is not None
    return render_content(books, content, Lang.VI)


def ends(books: Books) -> list[tuple[str, str | None]]:
    return [(row.state, row.reason) for row in books.conn.execute(select(outbox).order_by(outbox.c.id))]


def steps(books: Books) -> list[tuple[datetime, str, str | None]]:
    rows = books.conn.execute(
        select(planned_step).where(planned_step.c.purpose.startswith("n:")).order_by(planned_step.c.id)
    )
    return [(row.due_at, row.state, row.reason) for row in rows]


def test_who_did_not_come_is_offered_three_new_times_an_hour_later_and_once(books: Books, clock: SetClock) -> None:
    office = reception_rooms.an_office_with_leader(books)
    meeting = a_meeting(books, office=office)
    reception_rooms.a_day(books, office=office, on=date(2026, 12, 3), place="Nhà văn hóa xã")
    reception_rooms.a_day(books, office=office, on=date(2026, 12, 4))
    clock.set(at(THURSDAY, 9))
    stands(books, meeting, "no_show")
    assert meetings.tell_those_missed(books) == 0
    assert meetings.next_missed(books) == at(THURSDAY, 9, 40)
    clock.set(at(THURSDAY, 9, 40))
    assert meetings.tell_those_missed(books) == 1
    assert meetings.tell_those_missed(books) == 0
    (one,) = sent(books)
    assert PUSH.fullmatch(one.message.text), "the push says nothing of what it is"
    page = shown(books)
    assert "không sao cả" in page.text
    assert [action.words for action in page.actions] == [
        "04/12/2026, 8 giờ, Trụ sở",
        "04/12/2026, 8 giờ 20, Trụ sở",
        "04/12/2026, 8 giờ 40, Trụ sở",
    ], "the same place before another that is sooner"


def test_a_miss_in_the_last_hour_of_the_window_is_told_on_the_next_working_day(
    books: Books, met: Meeting, clock: SetClock
) -> None:
    stands(books, met, "no_show")
    clock.set(at(date(2026, 11, 27), 21))  # Friday
    meetings.tell_those_missed(books)
    assert sent(books) == []
    clock.set(at(date(2026, 11, 30), 7, 30))
    assert len(sent(books)) == 1


def test_nobody_who_came_after_all_or_booked_again_is_told_that_they_were_missed(
    books: Books, met: Meeting, clock: SetClock
) -> None:
    stands(books, met, "no_show")
    clock.set(at(THURSDAY, 10))
    meetings.tell_those_missed(books)
    stands(books, met, "arrived")
    assert sent(books) == []
    assert ends(books) == [("suppressed", "came_after_all")]
    assert shown(books).text_key == "meeting.missed_over"


def test_with_no_free_time_left_the_reception_without_a_booking_is_named(
    books: Books, met: Meeting, clock: SetClock
) -> None:
    stands(books, met, "no_show")
    clock.set(at(THURSDAY, 10))
    meetings.tell_those_missed(books)
    page = shown(books)
    assert page.actions == ()
    assert "mà không cần đặt lịch" in page.text


def test_the_note_is_told_ten_minutes_after_it_was_written_and_again_when_it_is_put_right(
    books: Books, met: Meeting, clock: SetClock
) -> None:
    noted(books, met)
    assert meetings.tell_notes(books) == 0
    assert meetings.next_note(books) == at(THURSDAY, 9, 10)
    clock.set(at(THURSDAY, 9, 10))
    assert meetings.tell_notes(books) == 1
    assert meetings.tell_notes(books) == 0
    (nudge,) = sent(books)
    assert PUSH.fullmatch(nudge.message.text)
    page = shown(books)
    assert f"Nội dung: {NOTE}" in page.text
    assert "Kết quả: hai bên đã thống nhất." in page.text
    clock.set(at(THURSDAY, 11))
    noted(books, met, note="Ông nộp 3 triệu.")
    clock.set(at(THURSDAY, 11, 10))
    assert meetings.tell_notes(books) == 1
    assert "3 triệu" in shown(books).text


def test_the_note_says_what_comes_next_and_by_when_the_agency_answers(
    books: Books, met: Meeting, clock: SetClock
) -> None:
    outcome = noted(
        books, met, what=What.PROMISE, next_step=NextStep.PROMISE, next_on=DECEMBER, decision_id=met.decision,
        amount=2_000_000, answer_later=True,
    )  # fmt: skip
    clock.set(at(THURSDAY, 9, 10))
    meetings.tell_notes(books)
    page = shown(books)
    assert "Việc tiếp theo: ông/bà nộp 2.000.000 đồng chậm nhất ngày 15/12/2026." in page.text
    assert "Cơ quan báo kết quả cho ông/bà chậm nhất ngày 10/12/2026." in page.text
    assert [action.data for action in page.actions] == [f"pay:{met.decision}"]
    give_answer(books, outcome.id, Owes.ANSWER, met.leader)
    assert "Cơ quan đã báo kết quả ngày 26/11/2026." in shown(books).text


def test_a_next_step_is_reminded_of_on_the_working_day_before(books: Books, met: Meeting, clock: SetClock) -> None:
    give(books, met.chat, met.party, Purpose.REMINDERS, "consent.reminders", 1, "vi")
    a_document(books, met)
    assert meetings.plan_next_steps(books) == 1
    assert meetings.plan_next_steps(books) == 0
    assert steps(books) == [(at(date(2026, 12, 14), 8), "pending", None)]
    clock.set(at(date(2026, 12, 14), 8))
    assert reminders.queue_due(books) == 1
    (nudge,) = sent(books)
    assert PUSH.fullmatch(nudge.message.text)
    page = shown(books)
    assert "đã hẹn mang giấy tờ đến ngày mai, 15/12/2026" in page.text
    assert page.actions[-1].label == "meeting.read_again"


def test_a_step_on_another_day_is_planned_anew_and_the_old_day_forgotten(
    books: Books, met: Meeting, clock: SetClock
) -> None:
    a_document(books, met)
    meetings.plan_next_steps(books)
    a_document(books, met, date(2026, 12, 17))
    meetings.plan_next_steps(books)
    assert [(local_day, state) for local_day, state, _ in steps(books)] == [
        (at(date(2026, 12, 14), 8), "cancelled"),
        (at(date(2026, 12, 16), 8), "pending"),
    ]


def test_a_step_that_is_put_back_on_its_first_day_is_reminded_of_then(
    books: Books, met: Meeting, clock: SetClock
) -> None:
    for day in (DECEMBER, date(2026, 12, 17), DECEMBER):
        a_document(books, met, day)
        meetings.plan_next_steps(books)
        assert meetings.plan_next_steps(books) == 0
    assert sorted((local_day, state) for local_day, state, _ in steps(books)) == [
        (at(date(2026, 12, 14), 8), "pending"),
        (at(date(2026, 12, 16), 8), "cancelled"),
    ]


@pytest.mark.parametrize("why", ["no_consent", "promise_kept", "next_step_changed", "said_before"])
def test_nobody_is_reminded_of_a_step_that_is_done_changed_or_not_agreed_to(
    books: Books, met: Meeting, clock: SetClock, why: str
) -> None:
    if why != "no_consent":
        give(books, met.chat, met.party, Purpose.REMINDERS, "consent.reminders", 1, "vi")
    step = {"next_step": NextStep.PROMISE, "next_on": DECEMBER, "decision_id": met.decision, "amount": 2_000_000}
    outcome = noted(books, met, what=What.PROMISE, **step)
    meetings.plan_next_steps(books)
    clock.set(at(date(2026, 12, 14), 8))
    reminders.queue_due(books)
    if why == "promise_kept":
        withdraw_promise(books, outcome.promise_id or 0)
    if why == "next_step_changed":
        noted(books, met, what=What.PROMISE, **step | {"next_on": date(2026, 12, 18)})
    if why == "said_before":
        row = books.conn.execute(select(outbox)).one()
        copy = dict(row._mapping) | {
            "id": row.id + 1, "purpose": "campaign", "reference": "AAAAAA", "guard": "reminder", "state": "accepted",
            "sent_at": at(date(2026, 12, 12), 12),
        }  # fmt: skip
        books.conn.execute(outbox.insert().values(**copy))
    assert sent(books) == []
    assert ends(books)[0] == ("suppressed", why)


def test_staff_is_told_two_working_days_before_an_answer_is_due_on_the_day_and_after(
    books: Books, met: Meeting, clock: SetClock
) -> None:
    code = put(books, met.leader, 1, "system")
    assert link_chat(books, meet(books, "telegram", "9001").id, code) == met.leader
    outcome = noted(books, met, what=What.ANSWER_LATER)  # by Thursday 10/12

    def said_on(day: date) -> list[str]:
        clock.set(at(day, 8))
        meetings.warn_of_answers(books)
        return [one.message.text for one in sent(books)]

    assert said_on(date(2026, 12, 7)) == []
    (soon,) = said_on(date(2026, 12, 8))
    assert met.booking.reference in soon
    assert "10/12/2026, còn hai ngày làm việc" in soon
    assert NOTE not in soon
    assert said_on(date(2026, 12, 9)) == []
    assert "hạn là hôm nay" in said_on(date(2026, 12, 10))[0]
    assert "đã quá hạn 10/12/2026" in said_on(date(2026, 12, 11))[0]
    assert said_on(date(2026, 12, 12)) == [], "a Saturday"
    give_answer(books, outcome.id, Owes.ANSWER, met.leader)
    assert said_on(date(2026, 12, 14)) == []


def test_what_was_missed_may_be_booked_again(books: Books, clock: SetClock) -> None:
    office = reception_rooms.an_office_with_leader(books)
    meeting = a_meeting(books, office=office)
    later = reception_rooms.a_day(books, office=office, on=THURSDAY + timedelta(days=7))
    clock.set(at(THURSDAY, 10))
    stands(books, meeting, "no_show")
    meetings.tell_those_missed(books)
    assert isinstance(bookings.hold(books, later.slot_ids[0], meeting.party, meeting.chat), Booking)
    assert sent(books) == []
    assert ends(books) == [("suppressed", "has_another")]
