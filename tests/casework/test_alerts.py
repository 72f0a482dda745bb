"""Somebody must be called: the alert stays until a call is recorded, and is told turn by turn in office hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from casework import alert_list, alerts, office_time
from casework.alerts import Outcome
from casework.books import Books
from casework.clock import VIETNAM, SetClock
from casework.contacts import mark_dead
from casework.linking_codes import PrintedCode, read_code
from casework.questions import Question, State, ask, question
from casework.tables.agency import agency, staff
from casework.tables.alerts import alert_person
from tests.builders import a_staff_member, an_agency
from tests.casework.chats import a_chat
from tests.casework.sealed import clear_text_of

MINUTES = timedelta(minutes=1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026, by the wall clock of Viet Nam; the 16th is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM).astimezone(UTC)


@pytest.fixture
def house(books: Books) -> int:
    return an_agency(books)


def a_member(books: Books, house: int, turn: int, chat: str | None = None, name: str = "Lê Thị Mai Hương") -> int:
    """On the list, with a linked chat if an address is given."""
    who = a_staff_member(books, house, name=name)
    code = alert_list.put(books, who, turn, "system")
    if chat is not None:
        assert alert_list.link_chat(books, a_chat(books, chat), code) == who
    return who


def cry(books: Books, chat: str = "1") -> Question:
    asked = ask(books, a_chat(books, chat), None, "tôi không muốn sống nữa", kind="distress")
    assert isinstance(asked, Question)
    return asked


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (at(16, 9), at(16, 9, 15)),
        (at(16, 16, 50), at(17, 7, 35)),  # ten minutes today, five tomorrow
        (at(16, 17), at(17, 7, 45)),
        (at(16, 3), at(16, 7, 45)),
        (at(20, 22), at(23, 7, 45)),  # Friday night: Monday
        (at(21, 10), at(23, 7, 45)),  # Saturday
        (at(23, 16, 50), at(25, 7, 35)),  # the 24th is a public holiday
    ],
    ids=str,
)
def test_a_quarter_of_an_hour_of_office_time(books: Books, house: int, begin: datetime, end: datetime) -> None:
    assert office_time.after(books, begin, 15 * MINUTES) == end


def test_a_demo_office_is_always_there(books: Books, house: int) -> None:
    books.conn.execute(update(agency).values(demo=True))
    assert office_time.after(books, at(21, 23), 15 * MINUTES) == at(21, 23, 15)


def test_an_alert_is_due_at_once_and_then_again_until_somebody_takes_it(
    books: Books, clock: SetClock, house: int
) -> None:
    asked = cry(books)
    (one,) = alerts.due(books, limit=9)
    assert (one.reference, one.told, one.taken_by) == (asked.reference, 0, None)
    assert alerts.next_told(books, one)
    assert not alerts.next_told(books, one), "another process was quicker"
    assert alerts.due(books, limit=9) == ()
    assert alerts.next_due(books) == clock.now() + 15 * MINUTES
    clock.set(clock.now() + 15 * MINUTES)
    (again,) = alerts.due(books, limit=9)
    assert again.told == 1


def test_who_takes_it_and_does_not_call_within_half_an_hour_is_not_trusted_alone(
    books: Books, clock: SetClock, house: int
) -> None:
    first, second = a_staff_member(books, house), a_staff_member(books, house)
    asked = cry(books)
    taken = alerts.take(books, asked.id, first)
    assert taken is not None
    assert (taken.taken_by, taken.next_at) == (first, clock.now() + 30 * MINUTES)
    other = alerts.take(books, asked.id, second)
    assert other is not None
    assert other.taken_by == first, "taken is taken"
    over = alerts.take(books, asked.id, second, over=True)
    assert over is not None
    assert over.taken_by == second
    known = question(books, asked.id)
    assert known is not None
    assert known.officer_id == second
    clock.set(clock.now() + 30 * MINUTES)
    assert [one.id for one in alerts.due(books, limit=9)] == [taken.id]


def test_a_call_that_reached_nobody_leaves_it_open(books: Books, clock: SetClock, house: int) -> None:
    who, asked = a_staff_member(books, house), cry(books)
    tried = alerts.called(books, asked.id, who, Outcome.NOT_REACHED, "máy bận")
    assert tried is not None
    assert (tried.called_at, tried.taken_by, tried.next_at) == (None, who, clock.now() + 15 * MINUTES)
    assert len(alerts.open_alerts(books)) == 1
    clock.set(clock.now() + 5 * MINUTES)
    done = alerts.called(books, asked.id, who, Outcome.REACHED, "đã nói chuyện, chị gái ở cùng")
    assert done is not None
    assert (done.called_by, done.called_at, done.next_at) == (who, clock.now(), None)
    assert alerts.open_alerts(books) == ()
    assert alerts.called(books, asked.id, who, Outcome.REACHED, "") is None
    known = question(books, asked.id)
    assert known is not None
    assert (known.state, known.answer) == (State.ANSWERED, None), "what is noted of a call is no answer to the person"
    noted = [one.text for one in known.entries][1:]
    assert noted == ["not_reached\nmáy bận", "reached\nđã nói chuyện, chị gái ở cùng"]


def test_who_cries_again_after_the_call_raises_a_new_alert(books: Books, house: int) -> None:
    who, asked = a_staff_member(books, house), cry(books)
    cry(books)
    assert len(alerts.open_alerts(books)) == 1, "one alert for one trouble"
    alerts.called(books, asked.id, who, Outcome.REACHED, "")
    again = cry(books)
    assert again.id == asked.id
    assert [one.question_id for one in alerts.open_alerts(books)] == [asked.id]


def test_a_question_without_an_alert_cannot_be_taken_or_called(books: Books, house: int) -> None:
    who = a_staff_member(books, house)
    plain = ask(books, a_chat(books), None, "Tôi hỏi chút")
    assert isinstance(plain, Question)
    assert alerts.take(books, plain.id, who) is None
    assert alerts.called(books, plain.id, who, Outcome.REACHED, "") is None
    assert alerts.alert_named(books, 12345) is None


def test_turns_hold_only_who_can_be_told(books: Books, house: int) -> None:
    second = a_member(books, house, 2, "22")
    first, also = a_member(books, house, 1, "11"), a_member(books, house, 1, "12")
    a_member(books, house, 1)  # has not linked a chat
    gone, left = a_member(books, house, 1, "13"), a_member(books, house, 3, "31")
    mark_dead(books, a_chat_of(books, gone), "blocked")
    books.conn.execute(update(staff).where(staff.c.id == left).values(active=False))
    told = [{one.staff_id for one in turn} for turn in alert_list.turns(books)]
    assert told == [{first, also}, {second}]
    assert len(alert_list.members(books)) == 5


def a_chat_of(books: Books, staff_id: int) -> int:
    (member,) = [one for one in alert_list.members(books) if one.staff_id == staff_id]
    assert member.contact_id is not None
    return member.contact_id


def test_a_code_links_once_within_half_an_hour_however_it_is_typed(books: Books, clock: SetClock, house: int) -> None:
    who = a_staff_member(books, house)
    code = alert_list.put(books, who, 1, "system")
    chat = a_chat(books, "1")
    assert alert_list.reads_as_code(f" {alert_list.shown(code).lower()} ")
    assert alert_list.link_chat(books, chat, "BD-22222-22222") is None
    assert alert_list.link_chat(books, chat, alert_list.shown(code).lower().replace("-", " ")) == who
    assert alert_list.link_chat(books, a_chat(books, "2"), code) is None, "used"
    late = alert_list.put(books, who, 1, "system")
    clock.set(clock.now() + 30 * MINUTES)
    assert alert_list.link_chat(books, a_chat(books, "2"), late) is None, "too old"
    assert alert_list.whose_chat(books, chat) == who, "until a new chat is linked the old one is told"


def test_a_chat_is_of_one_member_and_the_code_stands_nowhere_readable(books: Books, house: int) -> None:
    first, second = a_member(books, house, 1, "7"), a_staff_member(books, house)
    code = alert_list.put(books, second, 2, "system")
    assert code[2:] not in clear_text_of(books, alert_person)
    alert_list.link_chat(books, a_chat(books, "7"), code)
    assert alert_list.whose_chat(books, a_chat(books, "7")) == second
    chats = books.conn.execute(select(alert_person.c.staff_id, alert_person.c.contact_id)).all()
    assert dict(tuple(row) for row in chats)[first] is None


@pytest.mark.parametrize("typed", ["", "BD", "BD-1234567890", "xin chào", "BD-7K2Q9-XM4TH thêm", "BD7K2Q9XM4T"])
def test_other_words_are_no_code(typed: str) -> None:
    assert not alert_list.reads_as_code(typed)


def test_who_is_taken_off_the_list_is_told_no_more(books: Books, house: int) -> None:
    who = a_member(books, house, 1, "7")
    assert alert_list.remove(books, who, "system")
    assert not alert_list.remove(books, who, "system")
    assert alert_list.turns(books) == ()
    with pytest.raises(ValueError, match="begin with 1"):
        alert_list.put(books, who, 0, "system")


def test_no_code_of_an_alert_chat_is_ever_a_partys_code(books: Books, house: int) -> None:
    """Drawn by chance, one in 32 would be: whoever types it must not be asked for identity digits."""
    person = a_staff_member(books, house, name="Lê Thị Trực")
    codes = {alert_list.put(books, person, 1, "system") for _ in range(400)}
    assert not [code for code in codes if isinstance(read_code(code), PrintedCode)]
