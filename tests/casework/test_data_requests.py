"""Requests about one's own data: their days, their one extension, who sees them."""

from __future__ import annotations

from datetime import date

import pytest

from casework import consent, data_requests, staff
from casework.books import Books
from casework.consent import Purpose
from casework.data_request_kinds import Ground, Identity, Kind, State, acknowledge_by, due_on
from casework.data_requests import DataRequestRefused
from casework.links import begin_link
from casework.staff import Staff
from casework.working_days import working_days
from tests import builders as a
from tests.casework.chats import a_chat
from tests.officers.things_safety import asked_on

FRIDAY = date(2026, 11, 13)


def somebody(books: Books, role: str = "head", *, office: int | None = None) -> Staff:
    found = staff.find(books, a.a_staff_member(books, a.an_agency(books), role=role, office=office))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "by_processor", "times", "last"),
    [
        (Kind.ACCESS, False, 1, date(2026, 11, 23)),
        (Kind.COPY, True, 1, date(2026, 11, 30)),  # the 28th is a Saturday
        (Kind.WITHDRAWAL, False, 1, date(2026, 11, 30)),
        (Kind.OBJECTION, True, 1, date(2026, 12, 3)),
        (Kind.DELETION, False, 1, date(2026, 12, 3)),
        (Kind.DELETION, True, 1, date(2026, 12, 14)),  # the 13th is a Sunday
        (Kind.CORRECTION, False, 2, date(2026, 12, 3)),
        (Kind.RESTRICTION, False, 2, date(2026, 12, 14)),
    ],
)
def test_the_days_of_each_kind(books: Books, kind: Kind, by_processor: bool, times: int, last: date) -> None:
    assert due_on(working_days(books), kind, FRIDAY, by_processor=by_processor, times=times) == last


def test_two_working_days_to_acknowledge_leave_out_rest_and_holidays(books: Books) -> None:
    calendar = working_days(books)
    assert acknowledge_by(calendar, FRIDAY) == date(2026, 11, 17)
    assert acknowledge_by(calendar, date(2026, 11, 20)) == date(2026, 11, 25)  # 24/11 is a holiday


def test_a_request_is_kept_as_it_was_written(books: Books) -> None:
    head = somebody(books)
    made = data_requests.open_request(books, head, asked_on(FRIDAY, None))
    known = data_requests.find(books, head, made)
    assert known is not None
    assert (known.name, known.contact, known.state) == ("Lê Thị Hoa", "0900000123", State.OPEN)
    assert known.next_by == known.acknowledge_by == date(2026, 11, 17)
    data_requests.acknowledge(books, head, made)
    known = data_requests.find(books, head, made)
    assert known is not None
    assert known.next_by == date(2026, 11, 23)
    assert not known.late(date(2026, 11, 23))
    assert known.late(date(2026, 11, 24))
    assert "Hoa" not in repr(known)


def test_nothing_is_done_for_somebody_whom_nobody_has_looked_at(books: Books) -> None:
    head = somebody(books)
    made = data_requests.open_request(books, head, asked_on(FRIDAY, None))
    with pytest.raises(DataRequestRefused, match="kiểm tra"):
        data_requests.end(books, head, made, State.DONE, "Đã trao")
    data_requests.end(books, head, made, State.REFUSED, "Không đến xuất trình giấy tờ", Ground.NOT_PROVEN)
    with pytest.raises(DataRequestRefused, match="đã kết thúc"):
        data_requests.identify(books, head, made, Identity.PAPERS, None)


def test_only_deletion_is_refused_because_the_law_keeps_the_data(books: Books) -> None:
    head = somebody(books)
    of_copy = data_requests.open_request(books, head, asked_on(FRIDAY, None))
    of_deletion = data_requests.open_request(books, head, asked_on(FRIDAY, None, Kind.DELETION))
    with pytest.raises(DataRequestRefused, match="xóa"):
        data_requests.end(books, head, of_copy, State.REFUSED, "Theo luật", Ground.LAW_WORK)
    data_requests.end(books, head, of_deletion, State.REFUSED, "Theo luật", Ground.LAW_WORK)


def test_a_withdrawal_that_is_done_takes_consent_back_in_every_chat(books: Books) -> None:
    head = somebody(books)
    party = a.a_person(books)
    chats = [a_chat(books, address, account) for address, account in (("1001", "telegram"), ("w", "web"))]
    for chat in chats:
        begin_link(books, chat, party)
        consent.give(books, chat, party, Purpose.REMINDERS, "consent.ask", 1, "vi")
    made = data_requests.open_request(books, head, asked_on(FRIDAY, None, Kind.WITHDRAWAL))
    data_requests.identify(books, head, made, Identity.PAPERS, party)
    assert all(consent.has(books, chat, party, Purpose.REMINDERS) for chat in chats)
    data_requests.end(books, head, made, State.DONE, "Đã dừng")
    assert not any(consent.has(books, chat, party, Purpose.REMINDERS) for chat in chats)


def test_a_later_page_goes_on_where_the_first_ended(books: Books) -> None:
    head = somebody(books)
    for _ in range(data_requests.PAGE + 3):
        made = data_requests.open_request(books, head, asked_on(FRIDAY, None))
        data_requests.end(books, head, made, State.REFUSED, "Không có dữ liệu", Ground.NOT_HELD)
    first, older = data_requests.ended_requests(books, head, None)
    rest, over = data_requests.ended_requests(books, head, older)
    assert (len(first), len(rest), over) == (data_requests.PAGE, 3, None)
    assert len({one.id for one in (*first, *rest)}) == data_requests.PAGE + 3


@pytest.mark.parametrize(("role", "sees"), [("head", True), ("legal", True), ("clerk", False), ("admin", False)])
def test_who_sees_requests_at_all(books: Books, role: str, sees: bool) -> None:
    head = somebody(books)
    made = data_requests.open_request(books, head, asked_on(FRIDAY, None))
    other = staff.find(books, a.a_staff_member(books, head.agency_id, role=role))
    assert other is not None
    assert (data_requests.find(books, other, made) is not None) is sees
