"""The doctor says when somebody whose day was moved waits to be phoned, and when an answer after a reception is overdue."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.cli.findings import Bad
from bot.cli.reception_findings import receptions
from casework.books import Books
from casework.clock import SetClock
from casework.day_moves import move_day
from casework.day_moves_answers import called
from casework.day_moves_kinds import PersonState, Result
from casework.day_moves_people import open_people
from casework.reception_answers import Owes, give
from casework.reception_outcomes import OutcomeFacts, What, record_outcome
from casework.receptions import open_day
from tests.casework.meetings import a_meeting
from tests.casework.moved_days import NEW, OLD, an_order, one_booking
from tests.casework.reception_rooms import a_plan, an_office_with_leader

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def bad(books: Books) -> list[str]:
    return [one.line for one in receptions(books) if isinstance(one, Bad) and "reception warn" not in one.remedy]


def test_an_agency_that_receives_nobody_here_is_told_nothing(books: Books) -> None:
    assert list(receptions(books)) == []


def test_whoever_waits_to_be_phoned_since_yesterday_is_told_of(books: Books, clock: SetClock) -> None:
    office = an_office_with_leader(books)
    day = open_day(books, a_plan(office, on=OLD), office.leader)
    one_booking(books, day, 0, guest=True)  # a telephone is all that is known
    move_day(books, day.day_id, a_plan(office, on=NEW), an_order(office))
    (waiting,) = open_people(books)
    assert waiting.state is PersonState.TO_PHONE
    assert bad(books) == [], "today there is still time"
    clock.set(clock.now() + timedelta(days=1))
    assert bad(books) == [
        "hỏng: 1 người có buổi hẹn đã dời từ hôm trước mà chưa được gọi. Chạy: gandan reception phone-list"
    ]
    called(books, waiting, Result.TAKES, office.leader)
    assert bad(books) == []


def test_an_answer_that_is_overdue_is_told_of_until_it_is_given(books: Books, clock: SetClock) -> None:
    met = a_meeting(books)
    clock.set(met.booking.ends_at)
    outcome = record_outcome(books, met.booking.id, OutcomeFacts(what=What.ANSWER_LATER), met.leader)
    assert bad(books) == []
    clock.set(clock.now() + timedelta(days=20))
    assert bad(books) == ["hỏng: 1 câu trả lời sau tiếp công dân đã quá hạn. Chạy: gandan reception owed"]
    assert give(books, outcome.id, Owes.ANSWER, met.leader)
    assert bad(books) == []
